/* Lists of feeds as OPML: read in any version, written as 2.0. */
#include "base/fold.h"
#include "feed/charset.h"
#include "feed/feed.h"
#include "feed/links.h"
#include "feed/text.h"
#include "feed/xml.h"
#include "url/url.h"

struct opml_reading {
    struct cp_feed_collect collect;
    struct cp_buf line;
};

static struct cp_slice
attribute(const struct cp_xml_element *e, const char *name)
{
    return cp_slice_trim(cp_xml_attribute(e, "", name));
}

static struct cp_slice
keep_line(struct opml_reading *r, struct cp_slice text)
{
    r->line.n = 0;
    cp_fold_put_line(&r->line, cp_feed_cut_line(text));
    return cp_feed_collect_keep(&r->collect, cp_buf_slice(&r->line));
}

/* An outline with an address is a feed; one without holds others. */
static void
on_start(void *user, const struct cp_xml_element *e)
{
    struct opml_reading *r = user;
    struct cp_slice none = { NULL, 0 }, url = attribute(e, "xmlUrl");
    struct cp_slice title = attribute(e, "title"), text = attribute(e, "text");
    struct cp_feed_link *link;

    if (!cp_slice_eq_nocase(e->name, CP_LIT("outline")) || !url.n || url.n > CP_FEED_LINE_MAX)
        return;
    link = cp_feed_collect_add(&r->collect, none, url, none);
    if (!link)
        return;
    /* Where there is no title, the address stands in for it. */
    if (title.n || !cp_slice_eq(text, url))
        link->title = keep_line(r, title.n ? title : text);
    link->site = cp_feed_collect_keep(&r->collect, attribute(e, "htmlUrl"));
    link->name = keep_line(r, attribute(e, "cleanpageName"));
}

static void
on_text(void *user, struct cp_slice text)
{
    (void)user;
    (void)text;
}

static void
on_end(void *user, struct cp_slice name)
{
    (void)user;
    (void)name;
}

static cleanpage_status
read_outlines(struct cp_ctx *cx, struct cp_slice text, struct cp_feed_links *links)
{
    struct opml_reading r = { .line = { .p = NULL } };
    struct cp_xml_handler handler = { &r, on_start, on_text, on_end };
    cleanpage_status st;
    bool is_broken;

    cp_feed_collect_begin(&r.collect, cx);
    st = cp_xml_read(cx, text, &handler, &is_broken);
    if (!st && (r.collect.no_memory || r.line.no_memory))
        st = cp_fail_nomem(cx);
    if (!st)
        *links = r.collect.links;
    if (!st && is_broken)
        cp_note(cx, "opml-broken", "the OPML file is broken: some of it may be missing");
    cp_buf_clear(&r.line);
    return st;
}

cleanpage_status
cp_opml_read(struct cp_ctx *cx, struct cp_slice bytes, struct cp_feed_links *links)
{
    static const char *const roots[] = { "opml", NULL };
    struct cp_slice text;
    cleanpage_status st;
    size_t at;

    *links = (struct cp_feed_links){ 0 };
    if (bytes.n > CP_FEED_BYTES_MAX)
        return cp_fail(cx, CLEANPAGE_LIMIT, "OPML file is longer than %zu MiB",
                       CP_FEED_BYTES_MAX >> 20);
    st = cp_feed_decode(cx, bytes, NULL, &text);
    if (st)
        return st;
    at = cp_xml_find_root(text, roots);
    if (at == SIZE_MAX)
        return cp_fail(cx, CLEANPAGE_TYPE, "no OPML file: it has no <opml>");
    return read_outlines(cx, (struct cp_slice){ text.p + at, text.n - at }, links);
}

/* Without characters that no address has. */
static void
put_address(struct cp_buf *out, const char *name, struct cp_slice url)
{
    struct cp_buf uri = { 0 };

    cp_url_put_uri(&uri, url);
    cp_feed_put_attribute(out, name, cp_buf_slice(&uri));
    out->no_memory |= cp_buf_failed(&uri);
    cp_buf_clear(&uri);
}

/* "text" is required; a feed without a title shows its address. */
static void
put_outline(struct cp_buf *out, const struct cp_feed_link *link)
{
    cp_buf_puts(out, "    <outline type=\"rss\"");
    if (link->title.n)
        cp_feed_put_attribute(out, "text", link->title);
    else
        put_address(out, "text", link->url); /* as in xmlUrl, so that it is told from a title */
    cp_feed_put_attribute(out, "title", link->title);
    put_address(out, "xmlUrl", link->url);
    put_address(out, "htmlUrl", link->site);
    cp_feed_put_attribute(out, "cleanpageName", link->name);
    cp_buf_puts(out, "/>\n");
}

void
cp_opml_write(struct cp_ctx *cx, const struct cp_feed_links *links, struct cp_buf *out)
{
    (void)cx;
    cp_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<opml version=\"2.0\">\n"
                     "  <head>\n    <title>Feeds</title>\n  </head>\n"
                     "  <body>\n");
    for (size_t i = 0; i < links->n; i++)
        put_outline(out, &links->v[i]);
    cp_buf_puts(out, "  </body>\n</opml>\n");
}
