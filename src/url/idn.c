#include "url/idn.h"

#include "base/utf8.h"

/* A DNS label has at most 63 bytes, so that no name with more characters exists. */
#define LABEL_MAX 63

struct label {
    uint32_t c[LABEL_MAX];
    size_t n;
    bool has_more_than_ascii;
};

/* The parameters of RFC 3492, section 5. */
enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700 };
enum { FIRST_BIAS = 72, FIRST_N = 128 };

static uint32_t
adapt_bias(uint32_t delta, uint32_t points, bool is_first)
{
    uint32_t k = 0;

    delta = is_first ? delta / DAMP : delta / 2;
    delta += delta / points;
    while (delta > (BASE - T_MIN) * T_MAX / 2) {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static void
put_digit(struct cp_buf *out, uint32_t digit)
{
    cp_buf_putc(out, (char)(digit < 26 ? 'a' + digit : '0' + digit - 26));
}

/* A number of variable length: how far to advance before the next character goes in. */
static void
put_delta(struct cp_buf *out, uint32_t delta, uint32_t bias)
{
    uint32_t k;

    for (k = BASE;; k += BASE) {
        uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        if (delta < t)
            break;
        put_digit(out, t + (delta - t) % (BASE - t));
        delta = (delta - t) / (BASE - t);
    }
    put_digit(out, delta);
}

static uint32_t
put_basic(struct cp_buf *out, const struct label *label)
{
    uint32_t count = 0;
    size_t i;

    for (i = 0; i < label->n; i++)
        if (label->c[i] < FIRST_N) {
            cp_buf_putc(out, (char)label->c[i]);
            count++;
        }
    if (count)
        cp_buf_putc(out, '-');
    return count;
}

/* The smallest character from n on; the caller knows that there is one. */
static uint32_t
next_code_point(const struct label *label, uint32_t n)
{
    uint32_t least = UINT32_MAX;
    size_t i;

    for (i = 0; i < label->n; i++)
        if (label->c[i] >= n && label->c[i] < least)
            least = label->c[i];
    return least;
}

/* RFC 3492, section 6.3. Nothing overflows: 63 characters below 0x110000 and a count of 64. */
static void
put_punycode(struct cp_buf *out, const struct label *label)
{
    uint32_t n = FIRST_N, delta = 0, bias = FIRST_BIAS, basic, done, next;
    size_t i;

    cp_buf_puts(out, "xn--");
    basic = done = put_basic(out, label);
    while (done < label->n) {
        next = next_code_point(label, n);
        delta += (next - n) * (done + 1);
        n = next;
        for (i = 0; i < label->n; i++) {
            if (label->c[i] < n)
                delta++;
            if (label->c[i] == n) {
                put_delta(out, delta, bias);
                bias = adapt_bias(delta, done + 1, done == basic);
                delta = 0;
                done++;
            }
        }
        delta++;
        n++;
    }
}

static bool
is_full_stop(uint32_t c)
{
    return c == '.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61;
}

static void
put_label(struct cp_buf *out, const struct label *label)
{
    size_t i;

    if (label->has_more_than_ascii)
        put_punycode(out, label);
    else
        for (i = 0; i < label->n; i++)
            cp_buf_putc(out, (char)label->c[i]);
}

static bool
is_ascii(struct cp_slice s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* False when a label is too long to be one. */
static bool
put_labels(struct cp_buf *out, struct cp_slice host)
{
    const char *p = host.p, *end = p + host.n;
    struct label label = { .n = 0 };

    while (p < end) {
        uint32_t c;

        p = cp_utf8_next(p, end, &c);
        if (is_full_stop(c)) {
            put_label(out, &label);
            cp_buf_putc(out, '.');
            label = (struct label){ .n = 0 };
            continue;
        }
        if (label.n == LABEL_MAX)
            return false;
        label.has_more_than_ascii |= c >= 0x80;
        label.c[label.n++] = cp_utf8_lower(c);
    }
    put_label(out, &label);
    return true;
}

/* The byte that "%61" stands for, if a host's name may have it; -1 if there is none. */
static int
coded_byte(struct cp_slice s)
{
    int byte;

    if (s.n < 3 || s.p[0] != '%' || cp_hex_digit(s.p[1]) < 0 || cp_hex_digit(s.p[2]) < 0)
        return -1;
    byte = cp_hex_digit(s.p[1]) << 4 | cp_hex_digit(s.p[2]);
    return byte >= 0x80 || cp_is_alpha((unsigned char)byte) || cp_is_digit((unsigned char)byte) ||
                   byte == '-' || byte == '.' || byte == '_'
               ? byte
               : -1;
}

/* "ex%61mple.org" is example.org to libcurl and to browsers. */
static void
put_decoded(struct cp_buf *out, struct cp_slice host)
{
    for (size_t i = 0; i < host.n; i++) {
        int byte = coded_byte((struct cp_slice){ host.p + i, host.n - i });

        cp_buf_putc(out, byte < 0 ? host.p[i] : (char)byte);
        i += byte < 0 ? 0 : 2;
    }
}

void
cp_idn_put_host(struct cp_buf *out, struct cp_slice host)
{
    struct cp_buf decoded = { 0 };
    struct cp_slice name = host;
    size_t start = out->n;
    bool is_name;

    if (host.n && host.p[0] != '[' && memchr(host.p, '%', host.n)) {
        put_decoded(&decoded, host);
        name = cp_buf_slice(&decoded);
    }
    /* What is no host name goes out as it was written, and is refused by the name system. */
    is_name = name.n && !memchr(name.p, '%', name.n);
    if (!is_name || is_ascii(name) || !put_labels(out, name)) {
        out->n = start;
        cp_buf_put_slice(out, is_name ? name : host);
    }
    out->no_memory |= decoded.no_memory;
    cp_buf_clear(&decoded);
}
