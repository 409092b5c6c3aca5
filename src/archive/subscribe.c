/* From what somebody typed to a feed that is followed: see archive/subscribe.h. */
#include "archive/subscribe.h"

#include <string.h>

#include "archive/follow.h"
#include "base/arena.h"
#include "feed/feed.h"
#include "fetch/media.h"
#include "url/url.h"

/* Where the usual programs put a site's feed, if the page does not say. */
static const char *const usual_places[] = { "/feed",      "/rss.xml", "/atom.xml", "/feed.xml",
                                            "/index.xml", "/rss",     "/feed.json" };
#define PLACES (sizeof usual_places / sizeof *usual_places)

/* One address that was given. */
struct asking {
    struct subscribing *all;
    const char *given;
    bool has_page; /* it is a page that names no feed: the usual places are tried */
    size_t place;  /* to be tried next */
    bool has_link; /* a page has named this feed */
};

struct subscribing {
    struct cp_archive *archive;
    const struct cp_subscribe_options *options;
    struct cp_crawl *crawl;
    struct cp_arena arena;
    cleanpage_status st;
};

/* ------------------------------------------------------------------ following */

static cleanpage_status
follow(struct subscribing *s, const struct cp_feed_link *link)
{
    struct cp_archive *archive = s->archive;
    struct cp_buf url = { 0 }, title = { 0 }, site = { 0 }, name = { 0 };
    struct cp_followed feed;
    bool fresh;
    int64_t id;
    cleanpage_status st = CLEANPAGE_NOMEM;

    cp_buf_put_slice(&url, link->url);
    cp_buf_put_slice(&title, link->title);
    cp_buf_put_slice(&site, link->site);
    cp_buf_put_slice(&name, link->name);
    if (cp_buf_str(&url) && cp_buf_str(&title) && cp_buf_str(&site) && cp_buf_str(&name))
        st = cp_follow(archive, url.p, title.p, site.p, name.p, &id, &fresh);
    if (!st)
        st = cp_followed_load(archive, &s->arena, id, &feed);
    if (!st)
        s->options->followed(s->options->user, feed.url, feed.name, feed.title, fresh);
    cp_buf_clear(&url);
    cp_buf_clear(&title);
    cp_buf_clear(&site);
    cp_buf_clear(&name);
    return st;
}

/* ------------------------------------------------------------------ asking */

static cleanpage_status
ask(struct asking *asking, const char *url)
{
    return cp_crawl_add(asking->all->crawl,
                        &(struct cp_crawl_request){ .url = url,
                                                    .any_type = true,
                                                    .is_first = true,
                                                    .max_bytes = CP_FEED_BYTES_MAX,
                                                    .tag = asking });
}

static cleanpage_status
ask_slice(struct asking *asking, struct cp_slice url)
{
    char *copy = cp_arena_strndup(&asking->all->arena, url.p, url.n);

    return copy ? ask(asking, copy) : CLEANPAGE_NOMEM;
}

/* False if there are no more places. */
static bool
ask_next_place(struct asking *asking)
{
    struct cp_buf url = { 0 };
    cleanpage_status st = CLEANPAGE_NOMEM;

    if (asking->place == PLACES)
        return false;
    cp_url_resolve(&url, cp_slice_of(asking->given),
                   cp_slice_of(usual_places[asking->place++]));
    if (cp_buf_str(&url))
        st = ask(asking, url.p);
    if (st)
        asking->all->st = st;
    cp_buf_clear(&url);
    return true;
}

static void
fail(struct asking *asking, const char *cause)
{
    struct subscribing *s = asking->all;

    if (asking->has_page && ask_next_place(asking))
        return;
    s->options->failed(s->options->user, asking->given,
                       asking->has_page ? "neither a feed nor a page that names one" : cause);
}

/* ------------------------------------------------------------------ answers */

static void
take_feed(struct asking *asking, const struct cp_crawl_result *answer,
          const struct cp_feed *feed)
{
    const char *url = answer->moved_to ? answer->moved_to : answer->url;
    struct cp_feed_link link = { .url = cp_slice_of(url),
                                 .title = feed->title,
                                 .site = feed->site };

    asking->all->st = follow(asking->all, &link);
}

/* A page: the first feed that it names. */
static void
take_page(struct asking *asking, const struct cp_crawl_result *answer, struct cp_slice body,
          const char *charset)
{
    struct cp_ctx cx = { .arena = &asking->all->arena };
    const char *url = answer->hops[answer->hop_count - 1].url;
    struct cp_feed_links links = { 0 };
    cleanpage_status st = asking->has_page || asking->has_link
                              ? CLEANPAGE_TYPE
                              : cp_feed_discover(&cx, body, charset, url, &links);

    if (!st && links.n) {
        asking->has_link = true;
        asking->all->st = ask_slice(asking, links.v[0].url);
        return;
    }
    asking->has_page |= !st;
    fail(asking, cx.message[0] ? cx.message : "not a feed");
}

static void
take_answer(struct asking *asking, const struct cp_crawl_result *answer)
{
    struct cp_arena *arena = &asking->all->arena;
    struct cp_ctx cx = { .arena = arena };
    struct cp_slice body = answer->hops[answer->hop_count - 1].body;
    const char *charset = cp_media_charset(arena, cp_slice_of(answer->content_type));
    struct cp_feed feed;
    cleanpage_status st;

    st = cp_feed_read(&cx, body, charset, answer->hops[answer->hop_count - 1].url, &feed);
    if (!st)
        take_feed(asking, answer, &feed);
    else if (st == CLEANPAGE_TYPE)
        take_page(asking, answer, body, charset);
    else
        fail(asking, cx.message);
}

static void
on_done(void *user, const struct cp_crawl_result *answer)
{
    struct subscribing *s = user;
    struct asking *asking = answer->tag;

    if (s->st)
        return;
    if (answer->outcome == CP_CRAWL_PAGE)
        take_answer(asking, answer);
    else
        fail(asking, answer->message);
}

/* ------------------------------------------------------------------ all of them */

static void
ask_all(struct subscribing *s, const char *const *urls, size_t n)
{
    struct asking *asking = cp_arena_zalloc(&s->arena, n + 1, sizeof *asking);

    s->st = asking ? CLEANPAGE_OK : CLEANPAGE_NOMEM;
    for (size_t i = 0; !s->st && i < n; i++) {
        asking[i] = (struct asking){ .all = s, .given = urls[i] };
        s->st = ask(&asking[i], urls[i]);
    }
    while (!s->st && cp_crawl_step(s->crawl, 500))
        ;
}

cleanpage_status
cp_subscribe(struct cp_archive *archive, const char *const *urls, size_t n,
             const struct cp_subscribe_options *options)
{
    struct subscribing s = { .archive = archive, .options = options };
    struct cp_crawl_options crawl = { .fetch = options->fetch,
                                      .hosts_at_once = options->hosts_at_once,
                                      .pause_ms = options->pause_ms,
                                      .ignore_robots = options->ignore_robots,
                                      .now = archive->clock,
                                      .done = on_done,
                                      .user = &s };

    s.st = cp_crawl_new(archive->cx, &crawl, &s.crawl);
    cp_arena_init(&s.arena, 0);
    if (!s.st) {
        ask_all(&s, urls, n);
        if (s.st == CLEANPAGE_NOMEM)
            cp_fail(archive->cx, s.st, "out of memory");
    }
    cp_crawl_free(s.crawl);
    cp_arena_clear(&s.arena);
    return s.st;
}

cleanpage_status
cp_subscribe_opml(struct cp_archive *archive, struct cp_slice opml,
                  const struct cp_subscribe_options *options)
{
    struct subscribing s = { .archive = archive, .options = options };
    struct cp_ctx cx = { .arena = &s.arena };
    struct cp_feed_links links = { 0 };
    cleanpage_status st;

    cp_arena_init(&s.arena, 0);
    st = cp_opml_read(&cx, opml, &links);
    if (st)
        cp_fail(archive->cx, st, "%s", cx.message);
    for (size_t i = 0; !st && i < links.n; i++)
        st = follow(&s, &links.v[i]);
    cp_arena_clear(&s.arena);
    return st;
}
