/* What the files of a run share: see archive/run.h. */
#ifndef CP_ARCHIVE_RUNNING_H
#define CP_ARCHIVE_RUNNING_H

#include "archive/entry.h"
#include "archive/follow.h"
#include "archive/backlog.h"
#include "archive/run.h"

struct cp_run_state {
    struct cp_archive *archive;
    cleanpage *cp;
    const struct cp_run_options *options;
    struct cp_run_counts *counts;
    struct cp_crawl *crawl;
    struct cp_backlog backlog;
    struct cp_arena arena;       /* of the callback at hand */
    struct cp_buf robots;        /* of the host that was asked for last */
    int64_t oldest;              /* Unix time; 0: any entry is wanted */
    double started_ms, begun_ms; /* of the run; of the open transaction, 0: there is none */
    size_t under_way;            /* pages of entries */
    cleanpage_status st;         /* first failure of the archive */
};

/* A request that is under way; heap. */
struct cp_run_job {
    bool is_feed;
    int64_t id;
    uint32_t host; /* of an entry, in the backlog */
};

void cp_run_tell(struct cp_run_state *run, const char *subject, const char *event);

cleanpage_status cp_run_ask_feed(struct cp_run_state *run, int64_t id);

/* Fetches the page of an entry, unless it is there, has none or was fetched meanwhile. Its host
 * is busy until the answer, or free at once. */
cleanpage_status cp_run_ask_page(struct cp_run_state *run, int64_t id, uint32_t host);

/* What becomes of an entry whose page was answered. */
cleanpage_status cp_run_take_page(struct cp_run_state *run, int64_t id,
                                  const struct cp_crawl_result *answer);

/* Of an entry without an address: the feed's text is all there is. */
cleanpage_status cp_run_take_text(struct cp_run_state *run, const struct cp_entry *entry);

#endif
