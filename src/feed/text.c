#include "feed/text.h"

#include <stdio.h>

#include "base/fold.h"
#include "base/refs.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "feed/tags.h"

struct cp_slice
cp_feed_cut_line(struct cp_slice text)
{
    if (text.n <= CP_FEED_LINE_MAX)
        return text;
    text.n = CP_FEED_LINE_MAX;
    while (text.n && ((unsigned char)text.p[text.n] & 0xC0) == 0x80)
        text.n--;
    return text;
}

static const char *const line_tags[] = {
    "a", "abbr", "b", "big", "blockquote", "br", "center", "cite", "code", "del", "div", "em",
    "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "img", "ins", "kbd", "li", "mark", "ol",
    "p", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "ul",
    "wbr",
};

static bool
is_line_tag(struct cp_slice name)
{
    for (size_t i = 0; i < sizeof line_tags / sizeof *line_tags; i++)
        if (cp_slice_eq_nocase(name, cp_slice_of(line_tags[i])))
            return true;
    return false;
}

/* Words on both sides of such a tag are not one word. */
static bool
parts_words(struct cp_slice name)
{
    unsigned char c = cp_lower((unsigned char)name.p[0]);

    return cp_slice_eq_nocase(name, CP_LIT("br")) || cp_slice_eq_nocase(name, CP_LIT("p")) ||
           cp_slice_eq_nocase(name, CP_LIT("div")) || (c == 'h' && name.n == 2) ||
           cp_slice_eq_nocase(name, CP_LIT("li"));
}

/*
 * The tag or comment at the start, which begins with '<'. Returns its length, of no tag 1. A
 * tag that stays does so as a whole, so that the time is linear, and so does one that is cut;
 * the rest behind a comment without an end goes.
 */
static size_t
put_tag(struct cp_buf *out, struct cp_slice s)
{
    struct cp_tag tag;
    const char *close;

    if (cp_slice_starts_nocase(s, CP_LIT("<!--"))) {
        close = cp_slice_find(s, CP_LIT("-->"));
        return close ? (size_t)(close + 3 - s.p) : s.n;
    }
    cp_tag_read(s, &tag);
    if (!tag.is_whole || !is_line_tag(tag.name)) {
        size_t n = tag.name.n ? (size_t)(tag.end - s.p) : 1;

        cp_buf_put(out, s.p, n);
        return n;
    }
    if (parts_words(tag.name))
        cp_buf_putc(out, ' ');
    return (size_t)(tag.end - s.p);
}

/* One thing at the start: a tag that goes, a reference, or a byte. Returns its length. */
static size_t
put_one(struct cp_buf *out, struct cp_slice s, bool is_html)
{
    char decoded[CP_REF_MAX];
    size_t n = 0, taken = 0;

    if (*s.p == '<' && is_html)
        return put_tag(out, s);
    if (*s.p == '&')
        taken = cp_ref_decode(s, !is_html, decoded, &n);
    if (!taken || (!is_html && s.p[taken - 1] != ';')) {
        cp_buf_putc(out, *s.p);
        return 1;
    }
    cp_buf_put(out, decoded, n);
    return taken;
}

static void
put_line(struct cp_buf *out, struct cp_slice s, bool is_html)
{
    struct cp_buf plain = { 0 };

    s = cp_feed_cut_line(s);
    while (s.n) {
        size_t n = 0;

        while (n < s.n && s.p[n] != '&' && s.p[n] != '<')
            n++;
        cp_buf_put(&plain, s.p, n);
        if (n < s.n)
            n += put_one(&plain, (struct cp_slice){ s.p + n, s.n - n }, is_html);
        s.p += n;
        s.n -= n;
    }
    cp_fold_put_line(out, cp_buf_slice(&plain));
    out->no_memory |= plain.no_memory;
    cp_buf_clear(&plain);
}

void
cp_feed_put_line_of_html(struct cp_buf *out, struct cp_slice html)
{
    put_line(out, html, true);
}

void
cp_feed_put_line_of_text(struct cp_buf *out, struct cp_slice text)
{
    put_line(out, text, false);
}

static const char *
escape_of(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\r':
        return "\n";
    default:
        return c >= ' ' || c == '\t' || c == '\n' ? NULL : "";
    }
}

/* The characters that cp_is_unshown tells begin with one of these bytes. */
static bool
may_be_unshown(unsigned char c)
{
    return c == 0x7F || c == 0xC2 || c == 0xE2 || c >= 0xEF;
}

/* XML has no way to say U+FFFE and U+FFFF. */
static void
put_reference(struct cp_buf *out, uint32_t c)
{
    char text[16];

    if (c == 0xFFFE || c == 0xFFFF)
        return;
    snprintf(text, sizeof text, "&#x%X;", (unsigned)c);
    cp_buf_puts(out, text);
}

static void
put_escaped(struct cp_buf *out, struct cp_slice s, bool with_quotes)
{
    const char *p = s.p, *end = s.n ? p + s.n : p, *start = p, *next;

    for (; p < end; p = next) {
        unsigned char c = (unsigned char)*p;
        const char *escape = escape_of(c);
        uint32_t full = c;

        next = may_be_unshown(c) ? cp_utf8_next(p, end, &full) : p + 1;
        if (!escape && !(may_be_unshown(c) && cp_is_unshown(full)))
            continue;
        if (c == '"' && !with_quotes)
            continue;
        cp_buf_put(out, start, (size_t)(p - start));
        start = next;
        if (!escape)
            put_reference(out, full);
        /* As XML reads it: CR LF is one end of line. */
        else if (c != '\r' || next == end || *next != '\n')
            cp_buf_puts(out, escape);
    }
    cp_buf_put(out, start, (size_t)(end - start));
}

void
cp_feed_put_escaped(struct cp_buf *out, struct cp_slice s)
{
    put_escaped(out, s, true);
}

void
cp_feed_put_escaped_text(struct cp_buf *out, struct cp_slice s)
{
    put_escaped(out, s, false);
}

void
cp_feed_put_line_as_html(struct cp_buf *out, struct cp_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char next = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;

        if (s.p[i] == '&' && (cp_is_alpha(next) || next == '#'))
            cp_buf_puts(out, "&amp;");
        else if (s.p[i] == '<' && (cp_is_alpha(next) || next == '/' || next == '!'))
            cp_buf_puts(out, "&lt;");
        else
            cp_buf_putc(out, s.p[i]);
    }
}

void
cp_feed_put_lines_as_html(struct cp_buf *out, struct cp_slice text)
{
    const char *end;

    while ((end = text.n ? memchr(text.p, '\n', text.n) : NULL)) {
        cp_feed_put_escaped_text(out, (struct cp_slice){ text.p, (size_t)(end - text.p) });
        cp_buf_puts(out, "<br>\n");
        text.n -= (size_t)(end + 1 - text.p);
        text.p = end + 1;
    }
    cp_feed_put_escaped_text(out, text);
}

void
cp_feed_put_attribute(struct cp_buf *out, const char *name, struct cp_slice value)
{
    if (!value.n)
        return;
    cp_buf_putc(out, ' ');
    cp_buf_puts(out, name);
    cp_buf_puts(out, "=\"");
    cp_feed_put_escaped(out, value);
    cp_buf_putc(out, '"');
}
