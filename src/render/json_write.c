/* JSON as it is told: see render/json_write.h. */
#include "render/json_write.h"

#include <math.h>

/* Decimals of a number, and how many digits it has at most with them. */
#define DECIMALS 4
#define DIGITS 8
/* What is larger is written as this. */
#define LARGEST 1e15

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

void
cp_json_quote(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p, *start;

    cp_buf_putc(out, '"');
    while (p < end) {
        for (start = p; p < end && !escapes[(unsigned char)*p]; p++)
            continue;
        cp_buf_put(out, start, (size_t)(p - start));
        if (p < end)
            put_escape(out, (unsigned char)*p++);
    }
    cp_buf_putc(out, '"');
}

/* ------------------------------------------------------------------ shape */

/* Before a value or a key: what stands there says whether another one went before. */
static void
separate(struct cp_buf *out)
{
    char last = out->n ? out->p[out->n - 1] : '\n';

    if (last != '{' && last != '[' && last != ':' && last != '\n')
        cp_buf_putc(out, ',');
}

void
cp_json_key(struct cp_buf *out, const char *key)
{
    separate(out);
    cp_buf_putc(out, '"');
    cp_buf_puts(out, key);
    cp_buf_put(out, "\":", 2);
}

void
cp_json_begin_object(struct cp_buf *out)
{
    separate(out);
    cp_buf_putc(out, '{');
}

void
cp_json_begin_array(struct cp_buf *out)
{
    separate(out);
    cp_buf_putc(out, '[');
}

void
cp_json_end(struct cp_buf *out, char bracket)
{
    cp_buf_putc(out, bracket);
}

/* ------------------------------------------------------------------ values */

void
cp_json_string(struct cp_buf *out, struct cp_slice text)
{
    separate(out);
    cp_json_quote(out, text);
}

void
cp_json_integer(struct cp_buf *out, uint64_t n)
{
    separate(out);
    cp_buf_put_u64(out, n);
}

void
cp_json_word(struct cp_buf *out, const char *word)
{
    separate(out);
    cp_buf_puts(out, word);
}

/* Decimals that are left for a number when its whole part has had its digits. */
static unsigned
decimals_of(double x)
{
    unsigned decimals = DECIMALS;

    for (double bound = 1e4; decimals && x >= bound; bound *= 10)
        decimals--;
    return decimals;
}

/* Printed digit by digit: no locale has a say, and there may be a million of them. */
void
cp_json_real(struct cp_buf *out, double x)
{
    static const uint64_t powers[] = { 1, 10, 100, 1000, 10000 };
    bool negative = x < 0;
    unsigned decimals;
    uint64_t scaled;

    separate(out);
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
