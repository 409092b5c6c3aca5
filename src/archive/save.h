/* Keeping a page: as a new article, as a new version of one, or not at all because it is there.
 */
#ifndef CP_ARCHIVE_SAVE_H
#define CP_ARCHIVE_SAVE_H

#include "archive/archive.h"
#include "archive/entry.h"
#include "archive/page.h"
#include "crawl/crawl.h"

enum cp_saved { CP_SAVED_SAME, CP_SAVED_ARTICLE, CP_SAVED_VERSION };

struct cp_save {
    cleanpage *cp; /* for canonical addresses */
    const struct cp_entry *entry;
    const struct cp_page *page;
    const char *url;                      /* of the page, after redirects */
    bool from_feed;                       /* the text is the feed's own */
    struct cp_slice raw_html;             /* of a feed's text: the page made of it */
    const struct cp_crawl_result *answer; /* of a page: what the server said; NULL: nothing */
};

/*
 * Stores in the open transaction; *article receives the id. A text that is the newest version's
 * gives CP_SAVED_SAME and writes nothing.
 */
cleanpage_status cp_save(struct cp_archive *archive, const struct cp_save *save,
                         enum cp_saved *saved, int64_t *article);

#endif
