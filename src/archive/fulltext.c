/* A feed with the full text of its entries: see archive/fulltext.h. */
#include "archive/fulltext.h"

#include <string.h>

#include "archive/address.h"
#include "archive/entry.h"
#include "archive/page.h"
#include "archive/when.h"
#include "crawl/crawl.h"
#include "fetch/media.h"

/* A reader shows some dozens; feeds of thousands would mean thousands of pages. */
#define LIMIT 100
/* A page that could not be had is asked for again after so long, in seconds. */
#define RETRY_SECONDS 3600
#define STEP_MS 500

struct filling {
    struct cp_ctx *cx;
    cleanpage *cp;
    struct cp_cache *cache;
    const struct cp_fulltext_options *options;
    struct cp_fulltext_counts *counts;
    struct cp_crawl *crawl;
    struct cp_arena hosts; /* what load_host gave last */
    struct cp_page page;
    cleanpage_status st;
};

/* An entry whose page is asked for. */
struct job {
    struct filling *all;
    struct cp_feed_entry *entry;
    char digest[CP_DIGEST_MAX];
};

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

static struct cp_slice
copy(struct filling *f, struct cp_slice s)
{
    char *p = s.n ? cp_arena_strndup(f->cx->arena, s.p, s.n) : NULL;

    return (struct cp_slice){ p, p ? s.n : 0 };
}

static void
tell(struct filling *f, struct cp_slice url, const char *event)
{
    const char *text = cp_arena_strndup(f->cx->arena, url.p, url.n);

    if (text && f->options->tell)
        f->options->tell(f->options->user, text, event);
}

/* ------------------------------------------------------------------ crawling */

static bool
load_host(void *user, const char *origin, struct cp_crawl_host *host)
{
    struct filling *f = user;

    cp_arena_reset(&f->hosts);
    return cp_cache_load_host(f->cache, &f->hosts, origin, host);
}

static void
save_host(void *user, const struct cp_crawl_host *host)
{
    struct filling *f = user;

    cp_cache_save_host(f->cache, host);
}

static cleanpage_status
start(struct filling *f, cp_crawl_done done)
{
    struct cp_crawl_options options = { .fetch = f->options->fetch,
                                        .hosts_at_once = f->options->hosts_at_once,
                                        .pause_ms = f->options->pause_ms,
                                        .ignore_robots = f->options->ignore_robots,
                                        .now = f->options->now,
                                        .done = done,
                                        .user = f,
                                        .load_host = load_host,
                                        .save_host = save_host };

    cp_arena_init(&f->hosts, 0);
    return cp_crawl_new(f->cx, &options, &f->crawl);
}

static void
stop(struct filling *f)
{
    cp_crawl_free(f->crawl);
    cp_arena_clear(&f->hosts);
    cp_page_clear(&f->page);
}

/* The label of "text/xml; charset=utf-8", in the arena; NULL if there is none. */
static const char *
charset_of(struct filling *f, const char *content_type)
{
    struct cp_slice label = cp_media_parse(cp_slice_of(content_type)).charset;

    return label.n ? copy(f, label).p : NULL;
}

/* ------------------------------------------------------------------ the feed */

struct asking {
    struct filling filling;
    const char *url;
    struct cp_cached_feed known;
    struct cp_feed *feed;
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

static void
take_feed(struct asking *a, const struct cp_crawl_result *answer)
{
    struct filling *f = &a->filling;
    const struct cp_crawl_hop *hop = &answer->hops[answer->hop_count - 1];
    struct cp_cached_feed fresh = { .etag = answer->etag,
                                    .last_modified = answer->last_modified,
                                    .charset = charset_of(f, answer->content_type),
                                    .body = hop->body };

    f->st = cp_feed_read(f->cx, copy(f, hop->body), fresh.charset, hop->url, a->feed);
    if (!f->st && (answer->etag || answer->last_modified))
        cp_cache_put_feed(f->cache, a->url, &fresh);
}

static void
on_feed(void *user, const struct cp_crawl_result *answer)
{
    struct filling *f = user;
    struct asking *a = answer->tag;

    if (answer->outcome == CP_CRAWL_PAGE)
        take_feed(a, answer);
    else if (answer->outcome == CP_CRAWL_UNCHANGED)
        f->st = cp_feed_read(f->cx, a->known.body, a->known.charset, a->url, a->feed);
    else
        f->st = cp_fail(f->cx, status_of(answer), "%s", answer->message);
}

cleanpage_status
cp_fulltext_fetch(struct cp_ctx *cx, struct cp_cache *cache, const char *url,
                  const struct cp_fulltext_options *options, struct cp_feed *feed)
{
    struct asking a = { .filling = { .cx = cx, .cache = cache, .options = options },
                        .url = url,
                        .feed = feed };
    struct cp_crawl_request request = { .url = url,
                                        .any_type = true,
                                        .max_bytes = CP_FEED_BYTES_MAX,
                                        .tag = &a };
    cleanpage_status st;

    cp_cache_get_feed(cache, cx->arena, url, &a.known);
    if (a.known.body.n) {
        request.etag = a.known.etag;
        request.last_modified = a.known.last_modified;
    }
    st = start(&a.filling, on_feed);
    if (!st)
        st = cp_crawl_add(a.filling.crawl, &request);
    while (!st && cp_crawl_step(a.filling.crawl, STEP_MS))
        ;
    stop(&a.filling);
    return st ? st : a.filling.st;
}

/* ------------------------------------------------------------------ pages */

/* What is between <article> and </article> of our own HTML. */
static struct cp_slice
fragment_of(struct cp_slice html)
{
    static const char begin[] = "<article>\n", end[] = "</article>";
    const char *from = NULL, *to = NULL;

    for (size_t i = 0; !from && i + sizeof begin <= html.n; i++)
        if (memcmp(html.p + i, begin, sizeof begin - 1) == 0)
            from = html.p + i + sizeof begin - 1;
    for (size_t i = html.n; from && !to && i-- > 0;)
        if (html.n - i >= sizeof end - 1 && memcmp(html.p + i, end, sizeof end - 1) == 0)
            to = html.p + i;
    return from && to > from ? (struct cp_slice){ from, (size_t)(to - from) }
                             : (struct cp_slice){ 0 };
}

static void
use_page(struct filling *f, struct cp_feed_entry *entry, const struct cp_cached_page *page)
{
    if (page->html.n)
        entry->content = copy(f, page->html);
    if (!entry->title.n)
        entry->title = copy(f, page->title);
    if (!entry->author.n)
        entry->author = copy(f, page->author);
    if (!entry->published.n)
        entry->published = copy(f, page->published);
}

static const char *
text_of(struct filling *f, struct cp_slice s)
{
    const char *p = s.n ? cp_arena_strndup(f->cx->arena, s.p, s.n) : NULL;

    return p ? p : "";
}

/* Whether the feed's own text says more than the page. */
static bool
feed_says_more(struct filling *f, const struct cp_feed_entry *entry, const char *url)
{
    struct cp_feed_text text = { .title = text_of(f, entry->title),
                                 .base = text_of(f, entry->base),
                                 .html = entry->content };
    struct cp_buf html = { 0 };
    struct cp_page page = { 0 };
    bool more = false;

    if (entry->content.n) {
        cp_page_of_feed(&text, &html);
        more = cp_page_clean_feed(f->cx, f->cp, cp_buf_slice(&html), url, CLEANPAGE_TEXT,
                                  &page) == CLEANPAGE_OK &&
               cp_page_is_thinner(&f->page, &page);
    }
    cp_page_clear(&page);
    cp_buf_clear(&html);
    return more;
}

/* The page's text, remembered and put into its entry. */
static void
take_page(struct job *job, const char *url)
{
    struct filling *f = job->all;
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    struct cp_buf html = { 0 };
    const char *title = cleanpage_title(f->page.doc);
    struct cp_cached_page page = { .title = cp_slice_of(title),
                                   .author = cp_buf_slice(&f->page.author),
                                   .published = cp_slice_of(cp_page_field(&f->page, "published")),
                                   .fetched = f->options->now };
    bool more = feed_says_more(f, job->entry, url);

    layout.flags = CLEANPAGE_NO_TITLE;
    if (!more &&
        cleanpage_render(f->page.doc, CLEANPAGE_HTML, &layout, append, &html) == CLEANPAGE_OK)
        page.html = fragment_of(cp_buf_slice(&html));
    use_page(f, job->entry, &page);
    cp_cache_put_page(f->cache, job->entry->url, job->digest, &page);
    f->counts->fetched++;
    tell(f, job->entry->url, more ? "says less than the feed: that stays" : "fetched");
    cp_buf_clear(&html);
}

static void
take_none(struct job *job, const char *why)
{
    struct cp_cached_page none = { .fetched = job->all->options->now };

    cp_cache_put_page(job->all->cache, job->entry->url, job->digest, &none);
    job->all->counts->failed++;
    tell(job->all, job->entry->url, why);
}

static void
on_page(void *user, const struct cp_crawl_result *answer)
{
    struct filling *f = user;
    struct job *job = answer->tag;
    const struct cp_crawl_hop *hop = &answer->hops[answer->hop_count - 1];
    cleanpage_status st;

    if (answer->outcome != CP_CRAWL_PAGE) {
        take_none(job, answer->message);
        return;
    }
    if (answer->hop_count > 1 && cp_address_is_front(hop->url)) {
        take_none(job, "leads to the site's front page");
        return;
    }
    st = cp_page_clean(f->cx, f->cp, hop->body, hop->url, charset_of(f, answer->content_type),
                       CLEANPAGE_TEXT, &f->page);
    if (st || !f->page.words)
        take_none(job, st ? f->cx->message : "no main content");
    else
        take_page(job, hop->url);
}

/* ------------------------------------------------------------------ all of them */

static bool
is_wanted(const struct cp_fulltext_options *options, const struct cp_feed_entry *entry)
{
    int64_t at = cp_when_parse(entry->published.n ? entry->published : entry->updated);

    return !options->oldest || !at || at >= options->oldest;
}

static void
choose_entries(const struct cp_fulltext_options *options, struct cp_feed *feed)
{
    size_t n = 0, limit = options->limit ? options->limit : LIMIT;

    for (size_t i = 0; i < feed->entry_count && n < limit; i++)
        if (is_wanted(options, &feed->entries[i]))
            feed->entries[n++] = feed->entries[i];
    feed->entry_count = n;
}

/* From the cache, or asked for. */
static cleanpage_status
get_page(struct filling *f, struct cp_feed_entry *entry)
{
    struct job *job = cp_arena_zalloc(f->cx->arena, 1, sizeof *job);
    const char *url = cp_arena_strndup(f->cx->arena, entry->url.p, entry->url.n);
    struct cp_cached_page page;

    if (!job || !url)
        return cp_fail(f->cx, CLEANPAGE_NOMEM, "out of memory");
    *job = (struct job){ .all = f, .entry = entry };
    if (!cp_entry_digest(entry, job->digest))
        return cp_fail(f->cx, CLEANPAGE_NOMEM, "out of memory");
    if (cp_cache_get_page(f->cache, f->cx->arena, entry->url, job->digest, &page) &&
        (page.html.n || page.title.n || page.fetched > f->options->now - RETRY_SECONDS)) {
        use_page(f, entry, &page);
        f->counts->from_cache++;
        return CLEANPAGE_OK;
    }
    return cp_crawl_add(f->crawl, &(struct cp_crawl_request){ .url = url, .tag = job });
}

cleanpage_status
cp_fulltext_fill(struct cp_ctx *cx, cleanpage *cp, struct cp_cache *cache,
                 const struct cp_fulltext_options *options, struct cp_feed *feed,
                 struct cp_fulltext_counts *counts)
{
    struct filling f = { .cx = cx, .cp = cp, .cache = cache, .options = options, .counts = counts };
    cleanpage_status st;

    *counts = (struct cp_fulltext_counts){ 0 };
    choose_entries(options, feed);
    counts->entries = feed->entry_count;
    st = start(&f, on_page);
    for (size_t i = 0; !st && i < feed->entry_count; i++)
        if (feed->entries[i].url.n)
            st = get_page(&f, &feed->entries[i]);
    while (!st && cp_crawl_step(f.crawl, STEP_MS))
        ;
    stop(&f);
    return st ? st : f.st;
}
