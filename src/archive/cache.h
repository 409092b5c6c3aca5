/*
 * What "cleanpage feed" remembers: feeds and the texts of their entries, so that the next call
 * fetches only what is new. Nothing in it cannot be had again: a cache that is damaged or of
 * another version is thrown away, and one that cannot be written to remembers nothing more.
 * Several processes may use one at a time.
 */
#ifndef CP_ARCHIVE_CACHE_H
#define CP_ARCHIVE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/slice.h"

struct cp_cache;

/* path NULL: remembers nothing beyond its close. `now`: Unix time. */
cleanpage_status cp_cache_open(struct cp_ctx *cx, const char *path, int64_t now,
                               struct cp_cache **cache);
/* Why nothing is remembered any more; NULL: all is well. */
const char *cp_cache_trouble(const struct cp_cache *cache);
/* Forgets what nobody has asked for in 60 days. NULL is fine. */
void cp_cache_close(struct cp_cache *cache);

struct cp_cached_feed {
    const char *etag, *last_modified, *charset; /* as the server told; NULL: not */
    struct cp_slice body;                       /* n 0: not known */
};

/* In the arena. */
void cp_cache_get_feed(struct cp_cache *cache, struct cp_arena *arena, const char *url,
                       struct cp_cached_feed *feed);
void cp_cache_put_feed(struct cp_cache *cache, const char *url,
                       const struct cp_cached_feed *feed);

/* The text of an entry's page. */
struct cp_cached_page {
    struct cp_slice html; /* n 0: the feed's own text is what there is */
    struct cp_slice title, author, published;
    int64_t fetched;   /* Unix time */
    unsigned failures; /* how often it could not be had, in a row; 0: it was read */
    bool is_same;      /* of get: the digest is that of put */
};

/*
 * By the addresses of its feed ("" for none) and of the page. `digest` is what the feed says of
 * the entry (cp_entry_digest). False if nothing is known. In the arena, valid UTF-8.
 */
bool cp_cache_get_page(struct cp_cache *cache, struct cp_arena *arena, const char *feed,
                       struct cp_slice url, const char *digest, struct cp_cached_page *page);
void cp_cache_put_page(struct cp_cache *cache, const char *feed, struct cp_slice url,
                       const char *digest, const struct cp_cached_page *page);

/* Of the crawl's hosts: see crawl/crawl.h. */
struct cp_crawl_host;
bool cp_cache_load_host(struct cp_cache *cache, struct cp_arena *arena, const char *origin,
                        struct cp_crawl_host *host);
void cp_cache_save_host(struct cp_cache *cache, const struct cp_crawl_host *host);

#endif
