#include "base/shown.h"

#include "base/utf8.h"

bool
cp_is_unshown(uint32_t c)
{
    if (c < 0xA0)
        return (c < 0x20 && c != '\n' && c != '\t') || c >= 0x7F;
    /* U+2028 and U+2029 end lines for some programs; the rest are embeddings, overrides and
     * isolates of direction, and characters that are none. */
    return c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || (c >= 0xFDD0 && c <= 0xFDEF) ||
           (c & 0xFFFE) == 0xFFFE;
}

/* The next character that needs a look; what goes before it is shown as it is. */
static const char *
put_plain(struct cp_buf *out, const char *p, const char *end)
{
    const char *start = p;

    while (p < end && *p >= ' ' && *p < 0x7F && *p != '"' && *p != '\\')
        p++;
    cp_buf_put(out, start, (size_t)(p - start));
    return p;
}

void
cp_buf_put_shown_line(struct cp_buf *out, struct cp_slice text, char instead)
{
    const char *p = text.p, *end = text.n ? p + text.n : p;
    char bytes[4];
    uint32_t c;

    while ((p = put_plain(out, p, end)) < end) {
        p = cp_utf8_next(p, end, &c);
        if (c == '\n' || c == '\t')
            cp_buf_putc(out, ' ');
        else if (!cp_is_unshown(c))
            cp_buf_put(out, bytes, cp_utf8_put(bytes, c));
        else if (instead)
            cp_buf_putc(out, instead);
    }
}

void
cp_buf_put_json_escape(struct cp_buf *out, uint32_t c)
{
    static const char digits[] = "0123456789abcdef";

    cp_buf_puts(out, "\\u");
    for (int shift = 12; shift >= 0; shift -= 4)
        cp_buf_putc(out, digits[c >> shift & 15]);
}

static void
put_json_character(struct cp_buf *out, uint32_t c)
{
    char bytes[4];

    if (c == '\n' || c == '\t') {
        cp_buf_puts(out, c == '\n' ? "\\n" : "\\t");
    } else if (c <= 0xFFFF && cp_is_unshown(c)) {
        cp_buf_put_json_escape(out, c);
    } else {
        if (c == '"' || c == '\\')
            cp_buf_putc(out, '\\');
        cp_buf_put(out, bytes, cp_utf8_put(bytes, c));
    }
}

void
cp_buf_put_shown_json(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p;
    uint32_t c;

    cp_buf_putc(out, '"');
    while ((p = put_plain(out, p, end)) < end) {
        p = cp_utf8_next(p, end, &c);
        put_json_character(out, c);
    }
    cp_buf_putc(out, '"');
}

/* Whether eight bytes are all from ' ' to '~'. */
static bool
are_graphic(const char *p)
{
    uint64_t w;

    memcpy(&w, p, 8);
    return !((w | (w - 0x2020202020202020u) | (w + 0x0101010101010101u)) & 0x8080808080808080u);
}

void
cp_buf_put_shown(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p, *start;
    char bytes[4];

    while (p < end) {
        uint32_t c;

        for (start = p; end - p >= 8 && are_graphic(p); p += 8)
            continue;
        for (; p < end && ((*p >= ' ' && *p < 0x7F) || *p == '\n'); p++)
            continue;
        cp_buf_put(out, start, (size_t)(p - start));
        if (p == end)
            break;
        p = cp_utf8_next(p, end, &c);
        if (!cp_is_unshown(c))
            cp_buf_put(out, bytes, cp_utf8_put(bytes, c));
    }
}
