/* A feed with the full text of its entries, and the feed itself: see archive/fulltext.h. */
#include "archive/fulltext.h"

#include <stdlib.h>

#include "archive/filling.h"
#include "fetch/media.h"

#define STEP_MS 500

struct cp_slice
cp_fulltext_copy(struct cp_fulltext *f, struct cp_slice s)
{
    char *p = s.n ? cp_arena_strndup(f->cx->arena, s.p, s.n) : NULL;

    return (struct cp_slice){ p, p ? s.n : 0 };
}

const char *
cp_fulltext_charset(struct cp_fulltext *f, const char *content_type)
{
    return cp_media_charset(f->cx->arena, cp_slice_of(content_type));
}

/* ------------------------------------------------------------------ the crawl */

static bool
load_host(void *user, const char *origin, struct cp_crawl_host *host)
{
    struct cp_fulltext *f = user;

    cp_arena_reset(&f->hosts);
    return cp_cache_load_host(f->cache, &f->hosts, origin, host);
}

/* Connections that failed count in this call alone: it was made by somebody who reads, and it
 * is as likely their own network that was down. What a server asks for is kept. */
static void
save_host(void *user, const struct cp_crawl_host *host)
{
    struct cp_fulltext *f = user;
    struct cp_crawl_host saved = *host;

    if (saved.failures)
        saved.wait_until = 0;
    saved.failures = 0;
    cp_cache_save_host(f->cache, &saved);
}

static void
on_done(void *user, const struct cp_crawl_result *answer)
{
    struct cp_fulltext_asking *asking = answer->tag;

    (void)user;
    asking->take(asking, answer);
}

cleanpage_status
cp_fulltext_new(struct cp_ctx *cx, cleanpage *cp, struct cp_cache *cache,
                const struct cp_fulltext_options *options, struct cp_fulltext **fulltext)
{
    struct cp_fulltext *f = calloc(1, sizeof *f);
    struct cp_crawl_options crawling = { .fetch = options->fetch,
                                         .hosts_at_once = options->hosts_at_once,
                                         .pause_ms = options->pause_ms,
                                         .ignore_robots = options->ignore_robots,
                                         .now = options->now,
                                         .done = on_done,
                                         .user = f,
                                         .load_host = load_host,
                                         .save_host = save_host };
    cleanpage_status st;

    *fulltext = NULL;
    if (!f)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    *f = (struct cp_fulltext){ .cx = cx, .cp = cp, .cache = cache, .options = *options };
    cp_arena_init(&f->hosts, 0);
    st = cp_crawl_new(cx, &crawling, &f->crawl);
    if (st)
        cp_fulltext_free(f);
    else
        *fulltext = f;
    return st;
}

void
cp_fulltext_free(struct cp_fulltext *f)
{
    if (!f)
        return;
    cp_crawl_free(f->crawl);
    cp_arena_clear(&f->hosts);
    cp_page_clear(&f->page);
    free(f);
}

void
cp_fulltext_wait(struct cp_fulltext *f)
{
    while (cp_crawl_step(f->crawl, STEP_MS))
        ;
}

const struct cp_crawl_hop *
cp_fulltext_answer(const struct cp_crawl_result *result)
{
    return &result->hops[result->hop_count - 1];
}

/* ------------------------------------------------------------------ the feed */

struct asking {
    struct cp_fulltext_asking base;
    const char *url;
    struct cp_cached_feed known;
    struct cp_feed *feed;
    cleanpage_status st;
};

static cleanpage_status
status_of(const struct cp_crawl_result *answer)
{
    switch (answer->outcome) {
    case CP_CRAWL_GONE:
    case CP_CRAWL_STATUS:
        return CLEANPAGE_HTTP;
    case CP_CRAWL_UNWANTED:
        return CLEANPAGE_TYPE;
    default:
        return CLEANPAGE_FETCH;
    }
}

/* What has no validators would be sent whole again: it is not worth its place. */
static void
take_fresh(struct asking *a, const struct cp_crawl_result *answer)
{
    struct cp_fulltext *f = a->base.fulltext;
    const struct cp_crawl_hop *hop = cp_fulltext_answer(answer);
    struct cp_cached_feed fresh = { .etag = answer->etag,
                                    .last_modified = answer->last_modified,
                                    .charset = cp_fulltext_charset(f, answer->content_type),
                                    .body = hop->body };

    a->st =
        cp_feed_read(f->cx, cp_fulltext_copy(f, hop->body), fresh.charset, hop->url, a->feed);
    if (!a->st && (answer->etag || answer->last_modified))
        cp_cache_put_feed(f->cache, a->url, &fresh);
}

static void
take_feed(struct cp_fulltext_asking *asking, const struct cp_crawl_result *answer)
{
    struct asking *a = (struct asking *)asking;
    struct cp_ctx *cx = asking->fulltext->cx;

    if (answer->outcome == CP_CRAWL_PAGE)
        take_fresh(a, answer);
    else if (answer->outcome == CP_CRAWL_UNCHANGED)
        a->st = cp_feed_read(cx, a->known.body, a->known.charset,
                             cp_fulltext_answer(answer)->url, a->feed);
    else
        a->st = cp_fail(cx, status_of(answer), "%s", answer->message);
}

cleanpage_status
cp_fulltext_fetch(struct cp_fulltext *f, const char *url, struct cp_feed *feed)
{
    struct asking a = { .base = { f, take_feed }, .url = url, .feed = feed };
    struct cp_crawl_request request = {
        .url = url, .any_type = true, .max_bytes = CP_FEED_BYTES_MAX, .tag = &a
    };
    cleanpage_status st;

    cp_cache_get_feed(f->cache, f->cx->arena, url, &a.known);
    if (a.known.body.n) {
        request.etag = a.known.etag;
        request.last_modified = a.known.last_modified;
    }
    st = cp_crawl_add(f->crawl, &request);
    if (!st)
        cp_fulltext_wait(f);
    return st ? st : a.st;
}
