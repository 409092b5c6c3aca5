/* Articles as an Atom feed (RFC 4287) with their whole texts. */
#include "archive/exporting.h"
#include "archive/xhtml.h"
#include "feed/dates.h"
#include "feed/text.h"
#include "url/url.h"

/* Atom wants a time of day. False for what is no date. */
static bool
put_date(struct cp_buf *out, const char *name, struct cp_slice text)
{
    struct cp_feed_date date;
    struct cp_buf full = { 0 };

    if (!cp_feed_date_read(text, &date))
        return false;
    date.has_time = true;
    cp_feed_date_put(&full, &date);
    cp_export_put_element(out, name, "", cp_buf_slice(&full));
    out->no_memory |= full.no_memory;
    cp_buf_clear(&full);
    return true;
}

static void
put_language(struct cp_buf *out, struct cp_slice language)
{
    if (language.n == 0)
        return;
    cp_buf_puts(out, " xml:lang=\"");
    cp_buf_put_slice(out, cp_export_language(language));
    cp_buf_putc(out, '"');
}

static cleanpage_status
begin(struct cp_ctx *cx, struct cp_export *e)
{
    struct cp_buf *out = &e->file.bytes;

    (void)cx;
    cp_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    put_language(out, e->about->language);
    cp_buf_puts(out, ">\n");
    cp_export_put_element(out, "id", "", e->about->id);
    cp_export_put_element(out, "title", "", e->about->title);
    put_date(out, "updated", e->about->date);
    cp_buf_puts(out, "<generator>cleanpage</generator>\n");
    return CLEANPAGE_OK;
}

/* The address of the page; else that of the feed with the number. */
static void
put_id(struct cp_buf *out, const struct cp_export *e, const struct cp_export_article *a)
{
    cp_buf_puts(out, "<id>");
    if (cp_url_is_web(a->url)) {
        cp_xhtml_put_url(out, a->url);
    } else {
        cp_feed_put_escaped(out, e->about->id);
        cp_buf_putc(out, '#');
        cp_buf_put_u64(out, (uint64_t)a->id);
    }
    cp_buf_puts(out, "</id>\n");
}

static void
put_link(struct cp_buf *out, struct cp_slice url)
{
    if (!cp_url_is_web(url))
        return;
    cp_buf_puts(out, "<link rel=\"alternate\" href=\"");
    cp_xhtml_put_url(out, url);
    cp_buf_puts(out, "\"/>\n");
}

/* Where an article came from: RFC 4287, 4.2.11, of which the title is enough. */
static void
put_source(struct cp_buf *out, const struct cp_export_article *a)
{
    cp_buf_puts(out, "<author>\n");
    cp_export_put_element(out, "name", "",
                          a->author.n       ? a->author
                          : a->feed_title.n ? a->feed_title
                                            : CP_LIT("unknown"));
    cp_buf_puts(out, "</author>\n");
    if (a->feed_title.n) {
        cp_buf_puts(out, "<source>\n");
        cp_export_put_element(out, "title", "", a->feed_title);
        cp_buf_puts(out, "</source>\n");
    }
}

static void
put_content(struct cp_buf *out, const struct cp_export_article *a)
{
    struct cp_buf html = { 0 };

    cp_export_put_body(&html, a);
    cp_export_put_element(out, "content", " type=\"html\"", cp_buf_slice(&html));
    out->no_memory |= html.no_memory;
    cp_buf_clear(&html);
}

static cleanpage_status
add(struct cp_ctx *cx, struct cp_export *e, const struct cp_export_article *a)
{
    struct cp_buf *out = &e->file.bytes;

    (void)cx;
    cp_buf_puts(out, "<entry");
    put_language(out, a->language);
    cp_buf_puts(out, ">\n");
    put_id(out, e, a);
    cp_export_put_element(out, "title", "", cp_export_title(a));
    put_link(out, a->url);
    put_date(out, "published", a->published);
    if (!put_date(out, "updated", a->updated) && !put_date(out, "updated", a->published))
        put_date(out, "updated", e->about->date);
    put_source(out, a);
    cp_export_put_element(out, "summary", "", a->summary);
    put_content(out, a);
    cp_buf_puts(out, "</entry>\n");
    return CLEANPAGE_OK;
}

static cleanpage_status
end(struct cp_ctx *cx, struct cp_export *e)
{
    (void)cx;
    cp_buf_puts(&e->file.bytes, "</feed>\n");
    return CLEANPAGE_OK;
}

const struct cp_export_kind cp_export_atom = {
    .is_stream = true, .begin = begin, .add = add, .end = end
};
