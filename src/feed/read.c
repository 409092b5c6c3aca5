#include "decode/binary.h"
#include "feed/charset.h"
#include "feed/jsonfeed.h"
#include "feed/xml.h"
#include "feed/xmlfeed.h"
#include "url/url.h"

static const char *const feed_roots[] = { "rss", "feed", "rdf", "channel", NULL };

/* The other documents that are sent where a feed was asked for, by their root element. */
static const struct {
    const char *roots[3];
    const char *what;
} others[] = {
    { { "opml", NULL }, "an OPML file, which lists feeds" },
    { { "urlset", "sitemapindex", NULL }, "a sitemap" },
    { { "html", "body", NULL }, "an HTML page" },
    { { "svg", NULL }, "an SVG image" },
};

static const char *
what_is(struct cp_slice text)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (cp_xml_find_root(text, others[i].roots) != SIZE_MAX)
            return others[i].what;
    if (!text.n)
        return "empty";
    if (cp_slice_starts_nocase(text, CP_LIT("<!doctype html")))
        return "an HTML page";
    return *text.p == '<' ? "XML of another kind" : "plain text";
}

static cleanpage_status
fail_type(struct cp_ctx *cx, const char *what)
{
    return cp_fail(cx, CLEANPAGE_TYPE, "no feed: it is %s", what);
}

/* Where a feed of XML begins; SIZE_MAX if there is none. A page that shows one is a page. */
static size_t
find_feed(struct cp_slice text)
{
    static const char *const page[] = { "html", NULL };
    size_t at = cp_xml_find_root(text, feed_roots);

    return at != SIZE_MAX && cp_xml_find_root(text, page) > at ? at : SIZE_MAX;
}

static cleanpage_status
read_text(struct cp_feed_reading *r, struct cp_slice text)
{
    size_t at;

    text = cp_slice_trim(text);
    if (text.n && (*text.p == '{' || *text.p == '['))
        return cp_feed_read_json(r, text);
    at = find_feed(text);
    if (at == SIZE_MAX)
        return fail_type(r->cx, what_is(text));
    return cp_feed_read_xml(r, (struct cp_slice){ text.p + at, text.n - at });
}

cleanpage_status
cp_feed_read(struct cp_ctx *cx, struct cp_slice bytes, const char *charset, const char *url,
             struct cp_feed *feed)
{
    struct cp_slice address = cp_slice_trim(cp_slice_of(url)), text;
    struct cp_feed_reading r;
    cleanpage_status st, finished;

    *feed = (struct cp_feed){ 0 };
    if (bytes.n > CP_FEED_BYTES_MAX)
        return cp_fail(cx, CLEANPAGE_LIMIT, "feed is longer than %zu MiB",
                       CP_FEED_BYTES_MAX >> 20);
    if (bytes.n && cp_binary_kind(bytes))
        return fail_type(cx, cp_binary_kind(bytes));
    st = cp_feed_decode(cx, bytes, charset, &text);
    if (st)
        return st;
    cp_feed_begin(&r, cx, feed, address);
    r.url = cp_feed_keep(&r, address);
    st = read_text(&r, text);
    finished = cp_feed_finish(&r);
    /* Without memory a feed may not even look like one. */
    st = finished ? finished : st;
    if (st)
        *feed = (struct cp_feed){ 0 };
    else if (feed->is_cut)
        cp_note(cx, "feed-broken", "the feed is broken or too long: some of it may be missing");
    return st;
}
