/*
 * Any bytes as a feed, a page that names feeds, and an OPML file: what comes out is valid
 * UTF-8, and what is written from it is read again.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "feed/feed.h"
#include "url/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool condition)
{
    if (!condition)
        abort();
}

static void
require_text(struct cp_slice text)
{
    require(text.n == 0 || cp_utf8_valid_prefix(text.p, text.n) == text.n);
}

static void
require_entry(const struct cp_feed_entry *e)
{
    const struct cp_slice texts[] = {
        e->id,       e->url,   e->title,   e->author,  e->published, e->updated,       e->base,
        e->language, e->image, e->summary, e->content, e->enclosure, e->enclosure_type
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        require_text(texts[i]);
    for (size_t i = 0; i < e->category_count; i++)
        require_text(e->categories[i]);
    require(e->content.n >= e->summary.n);
}

/* What is written is a whole feed again, with no more entries: one may have nothing to say. */
static void
require_round_trip(struct cp_ctx *cx, const struct cp_feed *feed, enum cp_feed_format format)
{
    struct cp_buf once = { 0 };
    struct cp_feed again;

    cp_feed_write(cx, feed, format, &once);
    require(!cp_buf_failed(&once));
    require_text(cp_buf_slice(&once));
    if (format <= CP_FEED_TO_JSONFEED) {
        require(cp_feed_read(cx, cp_buf_slice(&once), NULL, NULL, &again) == CLEANPAGE_OK);
        require(!again.is_cut);
        require(again.entry_count <= feed->entry_count);
    }
    cp_buf_clear(&once);
}

static void
try_feed(struct cp_ctx *cx, struct cp_slice bytes)
{
    struct cp_feed feed;

    if (cp_feed_read(cx, bytes, NULL, "http://example.org/feed", &feed) != CLEANPAGE_OK)
        return;
    for (size_t i = 0; i < feed.entry_count; i++)
        require_entry(&feed.entries[i]);
    for (int format = CP_FEED_TO_ATOM; format <= CP_FEED_TO_SFEED; format++)
        require_round_trip(cx, &feed, (enum cp_feed_format)format);
}

/* What no address has is written percent-encoded. */
static void
require_same_address(struct cp_slice url, struct cp_slice read)
{
    struct cp_buf uri = { 0 };

    cp_url_put_uri(&uri, url);
    require(cp_slice_eq(read, cp_buf_slice(&uri)));
    cp_buf_clear(&uri);
}

static void
try_links(struct cp_ctx *cx, struct cp_slice bytes)
{
    struct cp_feed_links links, again;
    struct cp_buf out = { 0 };

    cp_feed_discover(cx, bytes, NULL, "http://example.org/", &links);
    for (size_t i = 0; i < links.n; i++)
        require_text(links.v[i].url);
    if (cp_opml_read(cx, bytes, &links) == CLEANPAGE_OK) {
        cp_opml_write(cx, &links, &out);
        require(cp_opml_read(cx, cp_buf_slice(&out), &again) == CLEANPAGE_OK);
        require(again.n == links.n);
        for (size_t i = 0; i < links.n; i++) {
            require_same_address(links.v[i].url, again.v[i].url);
            require(cp_slice_eq(links.v[i].title, again.v[i].title));
            require(cp_slice_eq(links.v[i].name, again.v[i].name));
        }
    }
    cp_buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_slice bytes = { (const char *)data, size };

    try_feed(&cx, bytes);
    try_links(&cx, bytes);
    cp_arena_clear(&arena);
    return 0;
}
