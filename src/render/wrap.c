/* Wrapping by display columns: see render/wrap.h. */
#include "render/wrap.h"

#include "base/utf8.h"

/* Punctuation that never starts a line. Source: JIS X 4051 and GB/T 15834, the common part. */
static const uint32_t closing[] = {
    '!',    '%',    ')',    ',',    '.',    ':',    ';',    '?',    ']',
    '}',    0x2019, 0x201D, 0x2026, 0x3001, 0x3002, 0x3005, 0x3009, 0x300B,
    0x300D, 0x300F, 0x3011, 0x3015, 0x3017, 0x3019, 0x30FB, 0x30FC, 0xFF01,
    0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF3D, 0xFF5D,
};

/* Punctuation that never ends a line. */
static const uint32_t opening[] = {
    '(',    '[',    '{',    0x2018, 0x201C, 0x3008, 0x300A, 0x300C,
    0x300E, 0x3010, 0x3014, 0x3016, 0x3018, 0xFF08, 0xFF3B, 0xFF5B,
};

static bool
is_in(uint32_t c, const uint32_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == c)
            return true;
    return false;
}

/* Wide characters other than Hangul, which is written with spaces between words. */
static bool
breaks_anywhere(uint32_t c)
{
    bool hangul = (c >= 0x1100 && c <= 0x11FF) || (c >= 0xAC00 && c <= 0xD7FF);

    return !hangul && cp_utf8_width(c) == 2;
}

static bool
may_break_between(uint32_t before, uint32_t after)
{
    if (!breaks_anywhere(before) && !breaks_anywhere(after))
        return false;
    return cp_utf8_width(after) > 0 &&
           !is_in(after, closing, sizeof closing / sizeof *closing) &&
           !is_in(before, opening, sizeof opening / sizeof *opening);
}

size_t
cp_text_columns(struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p;
    size_t columns = 0;
    uint32_t c;

    while (p < end) {
        p = cp_utf8_next(p, end, &c);
        columns += (size_t)cp_utf8_width(c);
    }
    return columns;
}

/* The line is [start, stop); the rest begins at next. */
static bool
cut(struct cp_slice *rest, struct cp_slice *line, const char *stop, const char *next)
{
    const char *end = rest->p + rest->n;

    *line = (struct cp_slice){ rest->p, (size_t)(stop - rest->p) };
    *rest = (struct cp_slice){ next, (size_t)(end - next) };
    return true;
}

/* Most output is not wrapped, and then no character needs a look. */
static bool
cut_at_line_feed(struct cp_slice *rest, struct cp_slice *line)
{
    const char *end = rest->p + rest->n, *at = memchr(rest->p, '\n', rest->n);

    return at ? cut(rest, line, at, at + 1) : cut(rest, line, end, end);
}

bool
cp_wrap_line(struct cp_slice *rest, unsigned columns, struct cp_slice *line)
{
    const char *p = rest->p, *end = rest->n ? p + rest->n : p, *at;
    const char *stop = NULL, *next = NULL; /* the last place where the line may end */
    size_t used = 0;
    uint32_t c, before = 0;

    if (rest->n == 0)
        return false;
    if (columns == 0)
        return cut_at_line_feed(rest, line);
    while (p < end) {
        at = p;
        p = cp_utf8_next(p, end, &c);
        if (c == '\n')
            return cut(rest, line, at, p);
        if (c == ' ' && before) {
            stop = at;
            next = p;
        } else if (before && may_break_between(before, c) && used <= columns) {
            stop = next = at;
        }
        used += (size_t)cp_utf8_width(c);
        if (used > columns && stop && c != ' ')
            return cut(rest, line, stop, next);
        before = c == ' ' ? 0 : c;
    }
    return cut(rest, line, end, end);
}
