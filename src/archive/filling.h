/* What the files of a full-text feed share: see archive/fulltext.h. */
#ifndef CP_ARCHIVE_FILLING_H
#define CP_ARCHIVE_FILLING_H

#include "archive/fulltext.h"
#include "archive/page.h"
#include "crawl/crawl.h"

struct cp_fulltext {
    struct cp_ctx *cx;
    cleanpage *cp;
    struct cp_cache *cache;
    struct cp_fulltext_options options;
    struct cp_fulltext_counts *counts;
    const char *url; /* of the feed, for the cache */
    struct cp_crawl *crawl;
    struct cp_arena hosts; /* what the cache told of a host last */
    struct cp_page page;   /* cleaned last */
};

/* Stands at the front of the tag of each request. */
struct cp_fulltext_asking {
    struct cp_fulltext *fulltext;
    void (*take)(struct cp_fulltext_asking *asking, const struct cp_crawl_result *answer);
};

/* Until all that was asked for is answered. */
void cp_fulltext_wait(struct cp_fulltext *f);

/* Where the answer came from, after redirects. */
const struct cp_crawl_hop *cp_fulltext_answer(const struct cp_crawl_result *result);

/* In the arena of the context; p NULL for nothing and without memory. A NUL stands behind. */
struct cp_slice cp_fulltext_copy(struct cp_fulltext *f, struct cp_slice s);

/* The label of "text/xml; charset=utf-8", in the arena; NULL if there is none. */
const char *cp_fulltext_charset(struct cp_fulltext *f, const char *content_type);

#endif
