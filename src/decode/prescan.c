#include "decode/prescan.h"

#include <string.h>

struct reader {
    const char *p, *end;
};

/* The standard's attribute, with the case kept. */
struct attribute {
    struct cp_slice name, value;
};

static bool
at(const struct reader *r, const char *lower_text)
{
    return cp_slice_starts_nocase((struct cp_slice){ r->p, (size_t)(r->end - r->p) },
                                  cp_slice_of(lower_text));
}

static void
skip_spaces(struct reader *r)
{
    while (r->p < r->end && cp_is_space((unsigned char)*r->p))
        r->p++;
}

static struct cp_slice
between(const char *start, const char *end)
{
    return (struct cp_slice){ start, (size_t)(end - start) };
}

/* Up to a byte of `stops` or white space. */
static struct cp_slice
read_until(struct reader *r, const char *stops)
{
    const char *start = r->p;

    while (r->p < r->end && !cp_is_space((unsigned char)*r->p)
           && !(*r->p && strchr(stops, *r->p)))
        r->p++;
    return between(start, r->p);
}

/* The text in the quotes at r->p, which is a quote; what is never closed has none. */
static bool
read_quoted(struct reader *r, struct cp_slice *text)
{
    const char *close = memchr(r->p + 1, *r->p, (size_t)(r->end - r->p - 1));

    *text = (struct cp_slice){ NULL, 0 };
    if (!close) {
        r->p = r->end;
        return false;
    }
    *text = between(r->p + 1, close);
    r->p = close + 1;
    return true;
}

/* False at the end of the tag or of the bytes. */
static bool
read_attribute(struct reader *r, struct attribute *a)
{
    const char *start;

    *a = (struct attribute){ { NULL, 0 }, { NULL, 0 } };
    while (r->p < r->end && (cp_is_space((unsigned char)*r->p) || *r->p == '/'))
        r->p++;
    if (r->p == r->end || *r->p == '>')
        return false;
    start = r->p++;    /* a "=" in front belongs to the name */
    read_until(r, "=/>");
    a->name = between(start, r->p);
    skip_spaces(r);
    if (r->p == r->end || *r->p != '=')
        return true;
    r->p++;
    skip_spaces(r);
    if (r->p == r->end)
        return false;
    if (*r->p == '"' || *r->p == '\'')
        return read_quoted(r, &a->value);
    a->value = read_until(r, ">");
    return true;
}

/* The label in "text/html; charset=label"; n is 0 if there is none. */
static struct cp_slice
charset_of_content(struct cp_slice content)
{
    struct reader r = { content.p, content.n ? content.p + content.n : content.p };
    struct cp_slice label = { NULL, 0 };
    const char *found;

    while ((found = cp_slice_find_nocase(between(r.p, r.end), CP_LIT("charset")))) {
        r.p = found + strlen("charset");
        skip_spaces(&r);
        if (r.p == r.end || *r.p != '=')
            continue;
        r.p++;
        skip_spaces(&r);
        if (r.p < r.end && (*r.p == '"' || *r.p == '\'')) {
            read_quoted(&r, &label);
            return label;
        }
        return read_until(&r, ";");
    }
    return label;
}

/* The label that a meta declares, r being behind its name; n is 0 if it declares none. */
static struct cp_slice
read_meta(struct reader *r)
{
    struct attribute a, http_equiv = { 0 }, content = { 0 }, charset = { 0 };
    struct cp_slice none = { NULL, 0 };

    while (read_attribute(r, &a)) {
        struct attribute *to = cp_slice_eq_nocase(a.name, CP_LIT("http-equiv")) ? &http_equiv
                             : cp_slice_eq_nocase(a.name, CP_LIT("content"))    ? &content
                             : cp_slice_eq_nocase(a.name, CP_LIT("charset"))    ? &charset
                                                                                : NULL;
        if (to && !to->name.n)    /* the first of a name counts */
            *to = a;
    }
    if (r->p == r->end)
        return none;    /* cut off: the standard does not trust it */
    if (charset.name.n)
        return charset.value;
    if (cp_slice_eq_nocase(http_equiv.value, CP_LIT("content-type")))
        return charset_of_content(content.value);
    return none;
}

static const struct cp_encoding *
correct(const struct cp_encoding *e)
{
    if (e && (e->kind == CP_KIND_UTF_16LE || e->kind == CP_KIND_UTF_16BE))
        return cp_encoding_of(CP_ENCODING_UTF_8);
    if (e && e->kind == CP_KIND_USER_DEFINED)
        return cp_encoding_of(CP_ENCODING_WINDOWS_1252);
    return e;
}

static void
take_label(struct cp_declared *d, struct cp_slice label)
{
    d->encoding = correct(cp_encoding_find(label));
    if (d->encoding || !d->label.n)
        d->label = cp_slice_trim(label);
}

static void
skip_comment(struct reader *r)
{
    const char *close;

    r->p += strlen("<!");    /* so that "<!-->" is a whole comment */
    close = cp_slice_find(between(r->p, r->end), CP_LIT("-->"));
    r->p = close ? close + strlen("-->") : r->end;
}

static void
skip_past(struct reader *r, char c)
{
    const char *found = memchr(r->p, c, (size_t)(r->end - r->p));

    r->p = found ? found + 1 : r->end;
}

/* A tag that is no meta: its attributes are read, since a value may hold "<meta". */
static void
skip_tag(struct reader *r)
{
    struct attribute a;

    read_until(r, ">");
    while (read_attribute(r, &a))
        ;
}

static bool
is_name_start(const struct reader *r, size_t offset)
{
    return (size_t)(r->end - r->p) > offset && cp_is_alpha((unsigned char)r->p[offset]);
}

static bool
is_meta(const struct reader *r)
{
    size_t n = strlen("<meta");

    return at(r, "<meta") && (size_t)(r->end - r->p) > n
        && (cp_is_space((unsigned char)r->p[n]) || r->p[n] == '/');
}

/* Behind the start tag of a script or style: on to its end tag. */
static void
skip_raw_text(struct reader *r, struct cp_slice end_tag)
{
    const char *found = cp_slice_find_nocase(between(r->p, r->end), end_tag);

    r->p = found ? found : r->end;
}

struct cp_declared
cp_prescan_meta(struct cp_slice bytes, bool skip_scripts)
{
    struct reader r = { bytes.p, bytes.p + bytes.n };
    struct cp_declared d = { NULL, { NULL, 0 } };

    while (r.p < r.end && !d.encoding) {
        const char *open = memchr(r.p, '<', (size_t)(r.end - r.p));
        if (!open)
            break;
        r.p = open;
        if (at(&r, "<!--")) {
            skip_comment(&r);
        } else if (is_meta(&r)) {
            r.p += strlen("<meta");
            take_label(&d, read_meta(&r));
        } else if (skip_scripts && at(&r, "<script")) {
            skip_tag(&r);
            skip_raw_text(&r, CP_LIT("</script"));
        } else if (skip_scripts && at(&r, "<style")) {
            skip_tag(&r);
            skip_raw_text(&r, CP_LIT("</style"));
        } else if (is_name_start(&r, 1) || (at(&r, "</") && is_name_start(&r, 2))) {
            skip_tag(&r);
        } else if (at(&r, "<!") || at(&r, "</") || at(&r, "<?")) {
            skip_past(&r, '>');
        } else {
            r.p++;
        }
    }
    return d;
}

static bool
starts_with(struct cp_slice s, struct cp_slice prefix)
{
    return s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0;
}

/* The XML declaration's encoding: white space around "=" is any control character. */
static struct cp_slice
xml_label(struct cp_slice declaration)
{
    const char *found = cp_slice_find(declaration, CP_LIT("encoding"));
    struct reader r = { found, declaration.p + declaration.n };
    struct cp_slice label = { NULL, 0 };

    if (!found)
        return label;
    r.p += strlen("encoding");
    while (r.p < r.end && (unsigned char)*r.p <= ' ')
        r.p++;
    if (r.p == r.end || *r.p++ != '=')
        return label;
    while (r.p < r.end && (unsigned char)*r.p <= ' ')
        r.p++;
    if (r.p < r.end && (*r.p == '"' || *r.p == '\''))
        read_quoted(&r, &label);
    return label;
}

struct cp_declared
cp_prescan_xml(struct cp_slice bytes)
{
    struct cp_declared d = { NULL, { NULL, 0 } };
    const char *end;

    if (starts_with(bytes, CP_LIT("<\0?\0x\0")))
        d.encoding = cp_encoding_of(CP_ENCODING_UTF_16LE);
    else if (starts_with(bytes, CP_LIT("\0<\0?\0x")))
        d.encoding = cp_encoding_of(CP_ENCODING_UTF_16BE);
    if (d.encoding || !starts_with(bytes, CP_LIT("<?xml")))
        return d;
    end = memchr(bytes.p, '>', bytes.n);
    if (end) {
        struct cp_slice label = xml_label(between(bytes.p, end));
        if (label.n)
            take_label(&d, label);
    }
    return d;
}
