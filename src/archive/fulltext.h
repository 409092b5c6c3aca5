/* A feed with the full text of its entries: what "cleanpage feed" does. */
#ifndef CP_ARCHIVE_FULLTEXT_H
#define CP_ARCHIVE_FULLTEXT_H

#include "archive/cache.h"
#include "feed/feed.h"

struct cp_fulltext_options {
    const cleanpage_fetch_options *fetch;
    long pause_ms;          /* as of a crawl */
    unsigned hosts_at_once;
    size_t limit;           /* the first so many entries are all; 0: [100] */
    int64_t oldest;         /* entries published before are left out; 0: none */
    bool ignore_robots;
    int64_t now;            /* Unix time */
    void *user;
    /* May be NULL: of each entry that was fetched. */
    void (*tell)(void *user, const char *url, const char *event);
};

struct cp_fulltext_counts {
    size_t entries, from_cache, fetched, failed; /* failed: the feed's own text stays */
};

/*
 * Reads the feed at an address, by the cache if it did not change, into the context's arena. CLEANPAGE_FETCH,
 * CLEANPAGE_HTTP, CLEANPAGE_TYPE and so on with a message that does not name the address.
 */
cleanpage_status cp_fulltext_fetch(struct cp_ctx *cx, struct cp_cache *cache, const char *url,
                                   const struct cp_fulltext_options *options,
                                   struct cp_feed *feed);

/*
 * Puts the text of each entry's page in the place of its content, in the context's arena. Where a page
 * cannot be had or is thinner than what the feed says, that stays.
 */
cleanpage_status cp_fulltext_fill(struct cp_ctx *cx, cleanpage *cp, struct cp_cache *cache,
                                  const struct cp_fulltext_options *options,
                                  struct cp_feed *feed, struct cp_fulltext_counts *counts);

#endif
