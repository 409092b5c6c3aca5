/* Strings of JSON, out of it and into it: see batch/json.h. */
#include "batch/json.h"

#include "base/shown.h"
#include "base/utf8.h"

/* Bytes of "\u1234". */
#define UNICODE 6

static bool
is_unicode(const char *p, const char *end)
{
    return end - p >= UNICODE && p[0] == '\\' && p[1] == 'u';
}

/* The character of one escape, or of two for a pair, and the place behind it. */
static const char *
read_unicode(const char *p, const char *end, uint32_t *c)
{
    uint32_t low;

    *c = (uint32_t)cp_hex4(p + 2);
    p += UNICODE;
    if (*c < 0xD800 || *c > 0xDFFF)
        return p;
    low = *c < 0xDC00 && is_unicode(p, end) ? (uint32_t)cp_hex4(p + 2) : 0;
    if (low < 0xDC00 || low > 0xDFFF) {
        *c = CP_REPLACEMENT;
        return p;
    }
    *c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
    return p + UNICODE;
}

static char
escaped(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

/* What an escape stands for is never longer than the escape, so that it fits where it was. */
size_t
cp_json_unescape(char *text, size_t n)
{
    const char *p = n ? memchr(text, '\\', n) : NULL, *end = text + n;
    char *out = text + (p ? p - text : 0);
    uint32_t c;

    if (!p)
        return n;
    while (p < end) {
        if (*p != '\\') {
            *out++ = *p++;
        } else if (is_unicode(p, end)) {
            p = read_unicode(p, end, &c);
            out += cp_utf8_put(out, c);
        } else {
            *out++ = escaped(p[1]);
            p += 2;
        }
    }
    return (size_t)(out - text);
}

/* ------------------------------------------------------------------ base64 */

static int
base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (cp_is_digit((unsigned char)c))
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool
cp_base64_decode(char *text, size_t *n)
{
    size_t digits = 0, padding = 0, out = 0;
    uint32_t bits = 0;

    for (size_t i = 0; i < *n; i++) {
        int value = base64_value(text[i]);

        if (cp_is_space((unsigned char)text[i]))
            continue;
        if (text[i] == '=' && ++padding <= 2)
            continue;
        if (value < 0 || padding)
            return false;
        bits = bits << 6 | (uint32_t)value;
        if (digits++ % 4)
            text[out++] = (char)(bits >> (6 - 2 * ((digits - 1) % 4)));
    }
    *n = out;
    return digits % 4 != 1 && (padding == 0 || (digits + padding) % 4 == 0);
}

/* ------------------------------------------------------------------ writing */

/* Appends an escape, and returns the place behind it. */
static const char *
put_escape(struct cp_buf *out, const char *p, const char *end)
{
    const char *next = p + 2;
    uint32_t c = 0;

    if (is_unicode(p, end))
        next = read_unicode(p, end, &c);
    if (c == CP_REPLACEMENT)
        cp_buf_puts(out, "\\ufffd");
    else
        cp_buf_put(out, p, (size_t)(next - p));
    return next;
}

/* Appends a character of a string, and returns the place behind it. */
static const char *
put_character(struct cp_buf *out, const char *p, const char *end)
{
    uint32_t c;
    const char *next = cp_utf8_next(p, end, &c);

    if (c >= 0x7F && c <= 0xFFFF && cp_is_unshown(c))
        cp_buf_put_json_escape(out, c);
    else
        cp_buf_put(out, p, (size_t)(next - p));
    return next;
}

static bool
is_json_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void
cp_json_put_value(struct cp_buf *out, const struct cp_json_member *m)
{
    const char *p = m->value, *end = p + m->value_n;
    bool in_string = m->type == CP_JSON_STRING;

    if (m->type == CP_JSON_STRING)
        cp_buf_putc(out, '"');
    while (p < end) {
        if (*p == '\\') {
            p = put_escape(out, p, end);
            continue;
        }
        in_string ^= *p == '"';
        if (in_string && ((*p & 0x80) || *p == 0x7F)) {
            p = put_character(out, p, end);
            continue;
        }
        if (in_string || !is_json_space(*p))
            cp_buf_putc(out, *p);
        p++;
    }
    if (m->type == CP_JSON_STRING)
        cp_buf_putc(out, '"');
}

void
cp_json_put_string(struct cp_buf *out, struct cp_slice text)
{
    cp_buf_put_shown_json(out, text);
}
