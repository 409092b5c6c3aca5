/* Exports: see archive/export.h. The formats are in files of their own. */
#include "archive/export.h"

#include <stdlib.h>

#include "archive/exporting.h"
#include "archive/xhtml.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "feed/text.h"
#include "url/url.h"

static const struct cp_export_kind *
kind_of(enum cp_export_format format)
{
    switch (format) {
    case CP_EXPORT_ATOM:
        return &cp_export_atom;
    case CP_EXPORT_EPUB:
        return &cp_export_epub;
    case CP_EXPORT_HTML:
        return &cp_export_html;
    case CP_EXPORT_MBOX:
        return &cp_export_mbox;
    default:
        return &cp_export_jsonl;
    }
}

static struct cp_export *
export_new(enum cp_export_format format, const char *path, const struct cp_export_about *about)
{
    struct cp_export *e = calloc(1, sizeof *e);

    if (!e)
        return NULL;
    e->kind = kind_of(format);
    e->about = about;
    e->file.fd = -1;
    e->path = strdup(path);
    if (!e->path) {
        free(e);
        return NULL;
    }
    return e;
}

cleanpage_status
cp_export_begin(struct cp_ctx *cx, enum cp_export_format format, const char *path,
                const struct cp_export_about *about, struct cp_export **export)
{
    struct cp_export *e = export_new(format, path, about);
    cleanpage_status st = CLEANPAGE_OK;

    if (!e)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    if (e->kind->is_stream)
        st = cp_outfile_open(cx, &e->file, path);
    else if (strcmp(path, "-") == 0)
        st = cp_fail(cx, CLEANPAGE_BADARG, "this format cannot be written to stdout");
    if (!st)
        st = e->kind->begin(cx, e);
    if (st)
        cp_export_drop(e);
    else
        *export = e;
    return st;
}

cleanpage_status
cp_export_add(struct cp_ctx *cx, struct cp_export *e, const struct cp_export_article *article)
{
    cleanpage_status st = e->kind->add(cx, e, article);

    if (!st && e->kind->is_stream)
        cp_outfile_put(&e->file);
    return st;
}

cleanpage_status
cp_export_end(struct cp_ctx *cx, struct cp_export *e)
{
    cleanpage_status st = e->kind->end(cx, e);

    if (!st && e->kind->is_stream)
        st = cp_outfile_finish(cx, &e->file);
    cp_export_drop(e);
    return st;
}

void
cp_export_drop(struct cp_export *e)
{
    if (!e)
        return;
    if (e->own)
        e->kind->drop(e);
    cp_outfile_drop(&e->file);
    free(e->path);
    free(e);
}

/* ------------------------------------------------------------------ pieces */

void
cp_export_put_element(struct cp_buf *out, const char *name, const char *attributes,
                      struct cp_slice text)
{
    if (text.n == 0)
        return;
    cp_buf_putc(out, '<');
    cp_buf_puts(out, name);
    cp_buf_puts(out, attributes);
    cp_buf_putc(out, '>');
    cp_feed_put_escaped(out, text);
    cp_buf_puts(out, "</");
    cp_buf_puts(out, name);
    cp_buf_puts(out, ">\n");
}

/* Bytes of the character at the start of s if it has more than one and must not be shown; 0. */
static size_t
unshown_at(struct cp_slice s, uint32_t *c)
{
    const char *next;

    if ((unsigned char)*s.p < 0x80)
        return 0;
    next = cp_utf8_next(s.p, s.p + s.n, c);
    return *c <= 0xFFFF && cp_is_unshown(*c) ? (size_t)(next - s.p) : 0;
}

void
cp_export_put_json(struct cp_buf *out, struct cp_slice s)
{
    uint32_t unshown;
    size_t n;

    cp_buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c == '"' || c == '\\') {
            cp_buf_putc(out, '\\');
            cp_buf_putc(out, (char)c);
        } else if (c == '\n') {
            cp_buf_puts(out, "\\n");
        } else if (c < ' ' || c == '<' || c == 0x7f) {
            /* "<" so that no element can be ended by a string. */
            cp_buf_put_json_escape(out, c);
        } else if ((n = unshown_at((struct cp_slice){ s.p + i, s.n - i }, &unshown))) {
            cp_buf_put_json_escape(out, unshown);
            i += n - 1;
        } else {
            cp_buf_putc(out, (char)c);
        }
    }
    cp_buf_putc(out, '"');
}

struct cp_slice
cp_export_language(struct cp_slice s)
{
    size_t part = 0;
    bool is_first = true;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c == '-' && part) {
            part = 0;
            is_first = false;
        } else if ((cp_is_alpha(c) || (cp_is_digit(c) && !is_first)) && part < 8) {
            part++;
        } else {
            return CP_LIT("und");
        }
    }
    return part && s.n > 1 && s.n <= 35 ? s : CP_LIT("und");
}

struct cp_slice
cp_export_title(const struct cp_export_article *a)
{
    if (cp_slice_trim(a->title).n)
        return a->title;
    return a->url.n ? a->url : CP_LIT("Untitled");
}

void
cp_export_put_body(struct cp_buf *out, const struct cp_export_article *a)
{
    if (a->html.n)
        cp_buf_put_slice(out, a->html);
    else
        cp_xhtml_put_text(out, a->text);
}

struct cp_slice
cp_export_day(struct cp_slice date)
{
    return (struct cp_slice){ date.p, date.n < 10 ? date.n : 10 };
}

/* A part of the line, set off from the one before. */
static void
put_part(struct cp_buf *out, size_t start, struct cp_slice text)
{
    if (text.n && out->n > start)
        cp_buf_puts(out, " · ");
    cp_feed_put_escaped(out, text);
}

void
cp_export_put_byline(struct cp_buf *out, const struct cp_export_article *a)
{
    struct cp_slice source = a->feed_title.n ? a->feed_title : a->url;
    size_t start;

    cp_buf_puts(out, "<p class=\"byline\">");
    start = out->n;
    put_part(out, start, a->author);
    put_part(out, start, cp_export_day(a->published));
    if (cp_url_is_web(a->url)) {
        cp_buf_puts(out, out->n > start ? " · <a href=\"" : "<a href=\"");
        cp_xhtml_put_url(out, a->url);
        cp_buf_puts(out, "\">");
        cp_feed_put_escaped(out, source);
        cp_buf_puts(out, "</a>");
    } else {
        put_part(out, start, source);
    }
    cp_buf_puts(out, "</p>\n");
}
