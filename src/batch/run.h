/* A batch: records in, outputs out, in their order. */
#ifndef CP_BATCH_RUN_H
#define CP_BATCH_RUN_H

#include <signal.h>

#include "batch/clean.h"
#include "batch/seen.h"
#include "batch/sink.h"
#include "batch/source.h"

struct cp_batch_counts {
    uint64_t records, skipped; /* done now; done by an earlier call */
    uint64_t ok, empty, errors, filtered;
    uint64_t by_filter[CP_FILTER_COUNT]; /* of those filtered */
    uint64_t crashed, late, hungry;      /* of the errors */
    uint64_t bytes, bytes_total;         /* of the inputs; 0: not known */
    uint64_t records_total; /* with those skipped; a guess until the inputs end; 0: none */
    struct cp_source_counts source; /* what gave no record of its own */
    double seconds;
    bool is_busy;                    /* nothing was done: another call writes there */
    struct cp_sandbox_state sandbox; /* what the workers are shut into */
};

struct cp_batch_options {
    struct cp_source_options source;
    struct cp_sink_options sink;
    const char *extension; /* of the files of a directory, ".txt" */
    struct cp_clean *clean;
    const char *learn; /* not NULL: the database for what clean learns; the sink gets nothing */
    unsigned workers;  /* at least 1 */
    long timeout_ms;   /* of one record */
    size_t memory_bytes;                  /* of a worker */
    bool unordered;                       /* outputs as they come */
    enum cp_dedup dedup;                  /* of lines in order; the sieve must sign */
    const cleanpage_fetch_options *fetch; /* of records that are URLs */
    long pause_ms;                        /* as of a crawl */
    unsigned hosts_at_once;
    double requests_per_s;
    long wait_max_s; /* as of a crawl */
    bool ignore_robots;
    const volatile sig_atomic_t *stop; /* not 0: stop; what is written can be resumed */
    void *user;
    /* May be NULL. */
    void (*progress)(void *user, const struct cp_batch_counts *counts);
    void (*complain)(void *user, const char *name,
                     const char *cause); /* of outputs that are no lines */
    /* The same of pages that have no text, where they have no output either. */
    void (*note)(void *user, const char *name, const char *cause);
};

/* A failure is one of reading the list of inputs or of writing; what is wrong with records is
 * in their lines. */
cleanpage_status cp_batch(struct cp_ctx *cx, const struct cp_batch_options *options,
                          struct cp_batch_counts *counts);

#endif
