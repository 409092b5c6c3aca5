/* JSON as it is told: see render/json_write.h. */
#include "render/json_write.h"

#include <math.h>
#include <string.h>

#include "base/shown.h"

/* Decimals of a number, and how many digits it has at most with them. */
#define DECIMALS 4
#define DIGITS 8
/* What is larger is written as this. */
#define LARGEST 1e15
/* Bytes of text that are looked at in one go. */
#define PIECE_BYTES ((size_t)16 << 10)

/* ------------------------------------------------------------------ strings */

/* What goes behind the backslash for what cannot stay as it is; behind 'u' its number, too. */
static const char escapes[256] = {
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b',         't',           'n', 'u',
    'f', 'r', 'u', 'u', 'u', 'u', 'u', 'u', 'u',         'u',           'u', 'u',
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', ['"'] = '"', ['\\'] = '\\',
};

static void
put_escape(struct cp_buf *out, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";

    cp_buf_putc(out, '\\');
    cp_buf_putc(out, escapes[c]);
    if (escapes[c] != 'u')
        return;
    cp_buf_puts(out, "00");
    cp_buf_putc(out, digits[c >> 4]);
    cp_buf_putc(out, digits[c & 15]);
}

/* Whether any of eight bytes is one of `escapes`; of bytes above ASCII, perhaps. */
static bool
needs_escape(const char *p)
{
    uint64_t w, quote, back;

    memcpy(&w, p, 8);
    quote = w ^ 0x2222222222222222u;
    back = w ^ 0x5C5C5C5C5C5C5C5Cu;
    return ((w - 0x2020202020202020u) | (quote - 0x0101010101010101u) |
            (back - 0x0101010101010101u) | w) & 0x8080808080808080u;
}

static void
put_escaped(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p, *start;

    while (p < end) {
        for (start = p; end - p >= 8 && !needs_escape(p); p += 8)
            continue;
        for (; p < end && !escapes[(unsigned char)*p]; p++)
            continue;
        cp_buf_put(out, start, (size_t)(p - start));
        if (p < end)
            put_escape(out, (unsigned char)*p++);
    }
}

/* ------------------------------------------------------------------ shape */

/* Before a member or an item, or before the bracket that closes them. */
static void
put_break(struct cp_json_writer *w)
{
    if (!w->pretty)
        return;
    cp_buf_putc(w->out, '\n');
    cp_buf_put_repeat(w->out, ' ', 2 * (size_t)w->depth);
}

/* Before a key, or before a value that has none. */
static void
part(struct cp_json_writer *w)
{
    if (!w->has_key && w->has_item)
        cp_buf_putc(w->out, ',');
    if (!w->has_key && w->depth)
        put_break(w);
    w->has_key = false;
    w->has_item = true;
}

void
cp_json_key(struct cp_json_writer *w, const char *key)
{
    part(w);
    cp_buf_putc(w->out, '"');
    cp_buf_puts(w->out, key);
    cp_buf_puts(w->out, w->pretty ? "\": " : "\":");
    w->has_key = true;
}

void
cp_json_start(struct cp_json_writer *w, char bracket)
{
    part(w);
    cp_buf_putc(w->out, bracket);
    w->depth++;
    w->has_item = false;
}

void
cp_json_end(struct cp_json_writer *w, char bracket)
{
    w->depth--;
    if (w->has_item)
        put_break(w);
    cp_buf_putc(w->out, bracket);
    w->has_item = true;
}

bool
cp_json_finish(struct cp_json_writer *w)
{
    w->out->no_memory |= cp_buf_failed(&w->scratch);
    cp_buf_clear(&w->scratch);
    return !w->out->no_memory;
}

/* ------------------------------------------------------------------ values */

/* Bytes that are shown at a time: whole characters, so that a page's text needs no copy. */
static size_t
piece_of(struct cp_slice text)
{
    size_t n = text.n < PIECE_BYTES ? text.n : PIECE_BYTES;

    while (n < text.n && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n++;
    return n;
}

void
cp_json_text(struct cp_json_writer *w, struct cp_slice text)
{
    part(w);
    cp_buf_putc(w->out, '"');
    while (text.n) {
        size_t n = piece_of(text);

        w->scratch.n = 0;
        cp_buf_put_shown(&w->scratch, (struct cp_slice){ text.p, n });
        put_escaped(w->out, cp_buf_slice(&w->scratch));
        text.p += n;
        text.n -= n;
    }
    cp_buf_putc(w->out, '"');
}

void
cp_json_name(struct cp_json_writer *w, const char *name)
{
    part(w);
    cp_buf_putc(w->out, '"');
    put_escaped(w->out, cp_slice_of(name));
    cp_buf_putc(w->out, '"');
}

void
cp_json_integer(struct cp_json_writer *w, uint64_t n)
{
    part(w);
    cp_buf_put_u64(w->out, n);
}

void
cp_json_bool(struct cp_json_writer *w, bool value)
{
    part(w);
    cp_buf_puts(w->out, value ? "true" : "false");
}

void
cp_json_null(struct cp_json_writer *w)
{
    part(w);
    cp_buf_puts(w->out, "null");
}

void
cp_json_text_or_null(struct cp_json_writer *w, const char *text)
{
    if (text)
        cp_json_text(w, cp_slice_of(text));
    else
        cp_json_null(w);
}

/* Decimals that are left for a number when its whole part has had its digits. */
static unsigned
decimals_of(double x)
{
    unsigned decimals = DECIMALS;
    double bound = 1e4;

    while (decimals && x >= bound) {
        decimals--;
        bound *= 10;
    }
    return decimals;
}

/* Printed digit by digit: no locale has a say, and there may be a million of them. */
void
cp_json_real(struct cp_json_writer *w, double x)
{
    static const uint64_t powers[] = { 1, 10, 100, 1000, 10000 };
    struct cp_buf *out = w->out;
    bool negative = x < 0;
    unsigned decimals;
    uint64_t scaled;

    part(w);
    x = isfinite(x) ? fmin(fabs(x), LARGEST) : 0;
    decimals = decimals_of(x);
    scaled = (uint64_t)round(x * (double)powers[decimals]);
    if (negative && scaled)
        cp_buf_putc(out, '-');
    cp_buf_put_u64(out, scaled / powers[decimals]);
    cp_buf_putc(out, '.');
    scaled %= powers[decimals];
    do {
        uint64_t unit = decimals ? powers[--decimals] : 1;

        cp_buf_putc(out, (char)('0' + scaled / unit));
        scaled %= unit;
    } while (scaled);
}
