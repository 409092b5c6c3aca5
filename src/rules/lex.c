#include "rules/lex.h"

#include <string.h>

bool
cp_lines_next(struct cp_lines *in)
{
    const char *end;

    if (!in->rest.n)
        return false;
    end = memchr(in->rest.p, '\n', in->rest.n);
    in->line.p = in->rest.p;
    in->line.n = end ? (size_t)(end - in->rest.p) : in->rest.n;
    in->rest.p += in->line.n + (end != NULL);
    in->rest.n -= in->line.n + (end != NULL);
    if (in->line.n && in->line.p[in->line.n - 1] == '\r')
        in->line.n--;
    in->number++;
    return true;
}

size_t
cp_line_indent(struct cp_slice line)
{
    size_t n = 0;

    while (n < line.n && cp_is_space((unsigned char)line.p[n]))
        n++;
    return n;
}

uint32_t
cp_line_column(struct cp_slice line, const char *at)
{
    uint32_t column = 1;

    for (const char *p = line.p; p < at && p < line.p + line.n; p++)
        column += ((unsigned char)*p & 0xC0) != 0x80;
    return column;
}

static void
advance(struct cp_slice *s, size_t n)
{
    s->p += n;
    s->n -= n;
}

struct cp_token
cp_lex_token(struct cp_slice *rest)
{
    struct cp_token t = { CP_TOKEN_END, { NULL, 0 }, NULL };
    const char *quote;
    size_t n = 0;

    advance(rest, cp_line_indent(*rest));
    t.at = t.text.p = rest->p;
    if (!rest->n || *rest->p == '#')
        return t;
    if (*rest->p == '"') {
        quote = memchr(rest->p + 1, '"', rest->n - 1);
        t.kind = quote ? CP_TOKEN_STRING : CP_TOKEN_UNCLOSED;
        t.text.p++;
        t.text.n = quote ? (size_t)(quote - t.text.p) : rest->n - 1;
        advance(rest, t.text.n + (quote ? 2 : 1));
        return t;
    }
    while (n < rest->n && !cp_is_space((unsigned char)rest->p[n]) && rest->p[n] != '"')
        n++;
    t.kind = CP_TOKEN_WORD;
    t.text.n = n;
    advance(rest, n);
    return t;
}

static bool
is_name(unsigned char c)
{
    return cp_is_alpha(c) || cp_is_digit(c) || c == '-' || c == '_' || c >= 0x80;
}

/* The run of bytes without white space that starts at byte i. */
static struct cp_slice
word_at(struct cp_slice s, size_t i)
{
    struct cp_slice word = { s.p + i, 0 };

    while (i + word.n < s.n && !cp_is_space((unsigned char)s.p[i + word.n]))
        word.n++;
    return word;
}

struct cp_slice
cp_lex_selector(struct cp_slice *rest, bool (*stop)(struct cp_slice word))
{
    struct cp_slice whole;
    char quote = 0;
    int open = 0;
    size_t i;

    advance(rest, cp_line_indent(*rest));
    whole = *rest;
    for (i = 0; i < whole.n; i++) {
        char c = whole.p[i];
        bool starts_word = i == 0 || cp_is_space((unsigned char)whole.p[i - 1]);
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[' || c == '(') {
            open++;
        } else if (c == ']' || c == ')') {
            open--;
        } else if (starts_word && open <= 0) {
            if (c == '#' && !(i + 1 < whole.n && is_name((unsigned char)whole.p[i + 1])))
                break;
            if (i && stop(word_at(whole, i)))
                break;
        }
    }
    advance(rest, i);
    whole.n = i;
    return cp_slice_trim(whole);
}

/* Digits at *p, added to *v; *count counts them. More than a double holds are rounded. */
static const char *
digits(const char *p, const char *end, double *v, int *count)
{
    for (; p < end && cp_is_digit((unsigned char)*p); p++, ++*count)
        *v = *v * 10 + (*p - '0');
    return p;
}

static double
power_of_ten(int n)
{
    double v = 1;

    while (n-- > 0)
        v *= 10;
    return v;
}

bool
cp_lex_number(struct cp_slice s, double *value)
{
    const char *p = s.p, *end = s.p + s.n;
    int whole = 0, fraction = 0, n_exponent = 0;
    double v = 0, exponent = 0;
    bool negative, small = false;

    /* 60 digits keep every power of ten below finite. */
    if (s.n == 0 || s.n > 60)
        return false;
    negative = *p == '-';
    p += *p == '-' || *p == '+';
    p = digits(p, end, &v, &whole);
    if (p < end && *p == '.')
        p = digits(p + 1, end, &v, &fraction);
    if (whole + fraction == 0)
        return false;
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        small = p < end && *p == '-';
        p += p < end && (*p == '-' || *p == '+');
        p = digits(p, end, &exponent, &n_exponent);
        if (!n_exponent || n_exponent > 2)
            return false;
    }
    if (p != end)
        return false;
    /* One division of two exact numbers is rounded once, so 0.35 is the nearest double. */
    fraction += small ? (int)exponent : -(int)exponent;
    v = fraction > 0 ? v / power_of_ten(fraction) : v * power_of_ten(-fraction);
    *value = negative ? -v : v;
    return true;
}
