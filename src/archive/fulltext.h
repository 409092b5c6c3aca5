/*
 * A feed with the full text of its entries: what "cleanpage feed" does.
 *
 * One crawl asks for the feed and for its pages, so that the pauses hold between them, too.
 * Results lie in the context's arena.
 */
#ifndef CP_ARCHIVE_FULLTEXT_H
#define CP_ARCHIVE_FULLTEXT_H

#include "archive/cache.h"
#include "feed/feed.h"
#include "sandbox/sandbox.h"

struct cp_fulltext_options {
    const cleanpage_fetch_options *fetch;
    long pause_ms; /* as of a crawl */
    unsigned hosts_at_once;
    size_t limit;   /* the first so many entries are all; 0: [100] */
    int64_t oldest; /* Unix time; entries published before are left out; 0: none */
    bool ignore_robots;
    enum cp_sandbox_mode sandbox; /* that pages are read in */
    int64_t now; /* Unix time */
    void *user;
    /* May be NULL: what became of each page that was asked for. */
    void (*tell)(void *user, const char *url, const char *event);
};

struct cp_fulltext_counts {
    size_t entries;
    size_t from_cache; /* nothing was asked for */
    size_t fetched;
    size_t failed; /* asked for in vain: the feed's own text stays */
};

struct cp_fulltext;

/* All but the result must outlive it; `options` is copied. */
cleanpage_status cp_fulltext_new(struct cp_ctx *cx, cleanpage *cp, struct cp_cache *cache,
                                 const struct cp_fulltext_options *options,
                                 struct cp_fulltext **fulltext);
/* NULL is fine. */
void cp_fulltext_free(struct cp_fulltext *fulltext);

/*
 * Reads the feed at an address, from the cache if it did not change. CLEANPAGE_FETCH,
 * CLEANPAGE_HTTP, CLEANPAGE_TYPE and so on with a message that does not name the address.
 */
cleanpage_status cp_fulltext_fetch(struct cp_fulltext *fulltext, const char *url,
                                   struct cp_feed *feed);

/*
 * Leaves out the entries that are too old or too many, and puts the text of each one's page in
 * the place of its content. That stays where a page cannot be had or says much less, and where
 * entries of several titles lead to one page, as those of a list of changes do. `url` is the
 * feed's address, by which the cache knows it; NULL: it has none.
 */
cleanpage_status cp_fulltext_fill(struct cp_fulltext *fulltext, const char *url,
                                  struct cp_feed *feed, struct cp_fulltext_counts *counts);

#endif
