#include "feed/value.h"

#include "feed/text.h"

/* Which attributes are remembered. */
static const struct {
    const char *name;
    size_t offset;
} kept_attributes[] = {
    { "type", offsetof(struct cp_value, type) },
    { "rel", offsetof(struct cp_value, rel) },
    { "href", offsetof(struct cp_value, href) },
    { "url", offsetof(struct cp_value, href) },
    { "src", offsetof(struct cp_value, href) },
    { "label", offsetof(struct cp_value, term) },
    { "term", offsetof(struct cp_value, term) },
    { "isPermaLink", offsetof(struct cp_value, permalink) },
    { "medium", offsetof(struct cp_value, rel) },
};

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

/* The element's attributes are gone when its end comes, so that they are copied; the places in
 * the buffer are told when all of them are there. */
static void
keep_attributes(struct cp_value *v, const struct cp_xml_element *e)
{
    struct cp_slice found[COUNT_OF(kept_attributes)];
    const char *p;

    v->attributes.n = 0;
    for (size_t i = 0; i < COUNT_OF(kept_attributes); i++) {
        found[i] = cp_xml_attribute(e, "", kept_attributes[i].name);
        cp_buf_put_slice(&v->attributes, found[i]);
    }
    v->type = v->rel = v->href = v->term = v->permalink = (struct cp_slice){ NULL, 0 };
    if (cp_buf_failed(&v->attributes))
        return;
    p = v->attributes.p;
    for (size_t i = 0; i < COUNT_OF(kept_attributes); i++) {
        struct cp_slice *to = (struct cp_slice *)((char *)v + kept_attributes[i].offset);

        if (found[i].n && !to->n)
            *to = cp_slice_trim((struct cp_slice){ p, found[i].n });
        p = found[i].n ? p + found[i].n : p;
    }
}

static bool
ends_with(struct cp_slice s, struct cp_slice end)
{
    return s.n >= end.n &&
           cp_slice_eq_nocase((struct cp_slice){ s.p + s.n - end.n, end.n }, end);
}

/* By the type that is said, an Atom keyword or a media type. */
static enum cp_value_kind
kind_of_type(struct cp_slice type)
{
    if (cp_slice_eq_nocase(type, CP_LIT("html")) ||
        cp_slice_starts_nocase(type, CP_LIT("text/html")))
        return CP_VALUE_HTML;
    if (cp_slice_eq_nocase(type, CP_LIT("xhtml")) ||
        cp_slice_starts_nocase(type, CP_LIT("application/xhtml")))
        return CP_VALUE_XHTML;
    if (cp_slice_eq_nocase(type, CP_LIT("text")) || cp_slice_eq_nocase(type, CP_LIT("plain")) ||
        cp_slice_starts_nocase(type, CP_LIT("text/plain")))
        return CP_VALUE_LITERAL;
    if (ends_with(type, CP_LIT("/xml")) || ends_with(type, CP_LIT("+xml")) ||
        !cp_slice_find(type, CP_LIT("/")) || cp_slice_starts_nocase(type, CP_LIT("text/")))
        return CP_VALUE_TEXT;
    return CP_VALUE_FOREIGN;
}

static enum cp_value_kind
kind_of(const struct cp_value *v, const struct cp_xml_element *e, bool is_rss)
{
    struct cp_slice mode = cp_xml_attribute(e, "", "mode");
    bool is_spare = v->element == CP_FEED_SPARE_DESCRIPTION ||
                    v->element == CP_FEED_SPARE_TITLE;

    if (v->element == CP_FEED_BODY)
        return CP_VALUE_XHTML;
    if (cp_slice_eq_nocase(mode, CP_LIT("base64")))
        return CP_VALUE_FOREIGN;
    if (cp_slice_eq_nocase(mode, CP_LIT("escaped")) && !v->type.n)
        return CP_VALUE_TEXT;
    /* Atom 0.3 has markup as markup where it does not say otherwise. */
    if (cp_slice_eq_nocase(mode, CP_LIT("xml")) &&
        kind_of_type(v->type) == CP_VALUE_HTML)
        return CP_VALUE_XHTML;
    if (v->type.n)
        return kind_of_type(v->type);
    return is_rss && !is_spare ? CP_VALUE_HTML : CP_VALUE_TEXT;
}

void
cp_value_begin(struct cp_value *v, enum cp_feed_element element, const struct cp_xml_element *e,
               bool is_rss)
{
    v->element = element;
    v->text.n = 0;
    keep_attributes(v, e);
    v->kind = kind_of(v, e, is_rss);
}

static bool
has_room(struct cp_value *v, size_t n)
{
    if (v->text.n + n <= CP_FEED_VALUE_MAX)
        return true;
    v->is_cut = true;
    return false;
}

void
cp_value_put_text(struct cp_value *v, struct cp_slice text)
{
    if (v->kind == CP_VALUE_FOREIGN || !has_room(v, text.n))
        return;
    if (v->kind == CP_VALUE_XHTML)
        cp_feed_put_escaped_text(&v->text, text);
    else
        cp_buf_put_slice(&v->text, text);
}

static bool
is_void(struct cp_slice name)
{
    static const char *const names[] = { "area", "base", "br", "col", "embed", "hr", "img",
                                         "input", "link", "meta", "source", "track", "wbr" };

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (cp_slice_eq_nocase(name, cp_slice_of(names[i])))
            return true;
    return false;
}

static bool
is_blank(struct cp_slice s)
{
    return cp_slice_trim(s).n == 0;
}

bool
cp_value_is_wrapper(const struct cp_value *v, const struct cp_xml_element *e)
{
    return v->kind != CP_VALUE_HTML && v->element != CP_FEED_BODY &&
           cp_slice_eq_nocase(e->name, CP_LIT("div")) && is_blank(cp_buf_slice(&v->text));
}

void
cp_value_put_start(struct cp_value *v, const struct cp_xml_element *e)
{
    size_t n = e->name.n;

    /* Markup where only text was to be expected. */
    if (v->kind == CP_VALUE_TEXT || v->kind == CP_VALUE_LITERAL)
        v->kind = CP_VALUE_XHTML;
    for (size_t i = 0; i < e->n; i++)
        n += e->v[i].name.n + e->v[i].value.n;
    if (v->kind == CP_VALUE_FOREIGN || !has_room(v, n))
        return;
    cp_buf_putc(&v->text, '<');
    cp_buf_put_slice(&v->text, e->name);
    for (size_t i = 0; i < e->n; i++) {
        if (e->v[i].prefix.n)
            continue;
        cp_buf_putc(&v->text, ' ');
        cp_buf_put_slice(&v->text, e->v[i].name);
        cp_buf_puts(&v->text, "=\"");
        cp_feed_put_escaped(&v->text, e->v[i].value);
        cp_buf_putc(&v->text, '"');
    }
    cp_buf_putc(&v->text, '>');
}

void
cp_value_put_end(struct cp_value *v, struct cp_slice name)
{
    if (v->kind == CP_VALUE_FOREIGN || is_void(name) || !has_room(v, name.n))
        return;
    cp_buf_puts(&v->text, "</");
    cp_buf_put_slice(&v->text, name);
    cp_buf_putc(&v->text, '>');
}

bool
cp_value_is_html(const struct cp_value *v)
{
    static const char *const signs[] = { "</", "<br", "<p>", "<p ", "<img ", "/>" };
    struct cp_slice text = cp_buf_slice(&v->text);

    if (v->kind != CP_VALUE_TEXT)
        return v->kind != CP_VALUE_LITERAL;
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (cp_slice_find_nocase(text, cp_slice_of(signs[i])))
            return true;
    return false;
}

void
cp_value_clear(struct cp_value *v)
{
    cp_buf_clear(&v->text);
    cp_buf_clear(&v->attributes);
}
