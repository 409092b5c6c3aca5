#include "feed/tags.h"

struct reader {
    const char *p, *end;
};

static bool
is_name_start(char c)
{
    return cp_is_alpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool
is_name(char c)
{
    return is_name_start(c) || cp_is_digit((unsigned char)c) || c == '-' || c == '.' ||
           c == ':';
}

static struct cp_slice
between(const char *start, const char *end)
{
    return (struct cp_slice){ start, (size_t)(end - start) };
}

static void
skip_spaces(struct reader *r)
{
    while (r->p < r->end && cp_is_space((unsigned char)*r->p))
        r->p++;
}

static struct cp_slice
read_name(struct reader *r)
{
    const char *start = r->p;

    if (r->p < r->end && is_name_start(*r->p))
        while (r->p < r->end && is_name(*r->p))
            r->p++;
    return between(start, r->p);
}

/* A quote that is never closed ends with the tag, as far as that can be told. */
static struct cp_slice
read_quoted(struct reader *r)
{
    char quote = *r->p++;
    const char *start = r->p;
    size_t room = (size_t)(r->end - start);
    const char *close = memchr(start, quote, room < CP_FEED_ATTR_MAX ? room : CP_FEED_ATTR_MAX);

    if (close) {
        r->p = close + 1;
        return between(start, close);
    }
    while (r->p < r->end && *r->p != '>' && *r->p != '<')
        r->p++;
    return between(start, r->p);
}

static struct cp_slice
read_value(struct reader *r)
{
    const char *start;

    skip_spaces(r);
    if (r->p < r->end && (*r->p == '"' || *r->p == '\''))
        return read_quoted(r);
    start = r->p;
    while (r->p < r->end && !cp_is_space((unsigned char)*r->p) && *r->p != '>' &&
           *r->p != '<')
        r->p++;
    return between(start, r->p);
}

static void
read_attribute(struct reader *r, struct cp_tag *tag)
{
    struct cp_tag_attribute a = { read_name(r), { "", 0 } };

    if (!a.name.n) {
        r->p++;
        return;
    }
    skip_spaces(r);
    if (r->p < r->end && *r->p == '=') {
        r->p++;
        a.value = read_value(r);
    }
    if (tag->n < CP_FEED_ATTRS_MAX)
        tag->v[tag->n++] = a;
}

void
cp_tag_read(struct cp_slice at, struct cp_tag *tag)
{
    struct reader r = { at.p + 1, at.p + at.n };

    tag->n = 0;
    tag->is_empty = tag->is_whole = false;
    tag->is_end = r.p < r.end && *r.p == '/';
    if (tag->is_end)
        r.p++;
    tag->name = read_name(&r);
    while (tag->name.n && r.p < r.end && *r.p != '>' && *r.p != '<') {
        if (cp_is_space((unsigned char)*r.p)) {
            r.p++;
            continue;
        }
        tag->is_empty = *r.p == '/';
        if (tag->is_empty)
            r.p++;
        else
            read_attribute(&r, tag);
    }
    if (r.p < r.end && *r.p == '>') {
        tag->is_whole = true;
        r.p++;
    }
    tag->end = r.p;
}

struct cp_slice
cp_tag_attribute(const struct cp_tag *tag, const char *name)
{
    for (unsigned i = 0; i < tag->n; i++)
        if (cp_slice_eq_nocase(tag->v[i].name, cp_slice_of(name)))
            return tag->v[i].value;
    return (struct cp_slice){ NULL, 0 };
}

struct cp_slice
cp_tag_local(struct cp_slice name)
{
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == ':')
            return (struct cp_slice){ name.p + i, name.n - i };
    return name;
}
