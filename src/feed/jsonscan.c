#include "feed/jsonscan.h"

#include "base/limits.h"

bool
cp_json_skip(struct cp_slice *rest)
{
    while (rest->n && cp_is_space((unsigned char)*rest->p)) {
        rest->p++;
        rest->n--;
    }
    return rest->n > 0;
}

bool
cp_json_take(struct cp_slice *rest, char c)
{
    if (!cp_json_skip(rest) || *rest->p != c)
        return false;
    rest->p++;
    rest->n--;
    return true;
}

/* The place behind the string that begins at i; past the end if it is cut. */
static size_t
behind_string(struct cp_slice s, size_t i)
{
    for (i++; i < s.n && s.p[i] != '"'; i++)
        if (s.p[i] == '\\')
            i++;
    return i + 1;
}

static bool
is_scalar(char c)
{
    return !cp_is_space((unsigned char)c) && c != ',' && c != '}' && c != ']' && c != '"' &&
           c != '{' && c != '[' && c != ':';
}

bool
cp_json_span(struct cp_slice *rest, struct cp_json_span *span)
{
    unsigned open = 0;
    size_t i = 0;

    *span = (struct cp_json_span){ .values = 0 };
    if (!cp_json_skip(rest) || *rest->p == '}' || *rest->p == ']' || *rest->p == ',' ||
        *rest->p == ':')
        return false;
    do {
        char c = rest->p[i];

        span->values += c == '"' || c == '{' || c == '[' || c == ',';
        if (c == '"') {
            i = behind_string(*rest, i);
        } else if (is_scalar(c)) {
            while (i < rest->n && is_scalar(rest->p[i]))
                i++;
        } else {
            open += c == '{' || c == '[';
            open -= c == '}' || c == ']';
            span->depth = open > span->depth ? open : span->depth;
            i++;
        }
    } while (open && i < rest->n);
    span->is_cut = open || i > rest->n;
    i = i < rest->n ? i : rest->n;
    span->text = (struct cp_slice){ rest->p, i };
    rest->p += i;
    rest->n -= i;
    return true;
}

/* ---------------------------------------------------------------- mending */

struct mending {
    struct cp_buf *out;
    struct cp_slice in;
    size_t i;
    char open[CP_JSON_DEPTH_MAX];
    unsigned depth;
};

/* Whether "\uXXXX" stands at i. */
static bool
is_unicode_escape(struct cp_slice s, size_t i)
{
    return i + 6 <= s.n && s.p[i] == '\\' && s.p[i + 1] == 'u' && cp_hex4(s.p + i + 2) >= 0;
}

static bool
is_half(struct cp_slice s, size_t i, char from, char to)
{
    char second = (char)cp_lower((unsigned char)s.p[i + 3]);

    return cp_lower((unsigned char)s.p[i + 2]) == 'd' && second >= from && second <= to;
}

/* An escape of a character beyond ASCII or of half of one; halves that are alone are bad. */
static size_t
put_unicode(struct mending *m)
{
    struct cp_slice s = m->in;
    size_t i = m->i;
    bool high = is_half(s, i, '8', 'b'), low = is_half(s, i, 'c', 'f');

    if (high && is_unicode_escape(s, i + 6) && is_half(s, i + 6, 'c', 'f')) {
        cp_buf_put(m->out, s.p + i, 12);
        return 12;
    }
    if (high || low || memcmp(s.p + i + 2, "0000", 4) == 0)
        cp_buf_puts(m->out, "\\ufffd");
    else
        cp_buf_put(m->out, s.p + i, 6);
    return 6;
}

static size_t
put_escape(struct mending *m)
{
    if (is_unicode_escape(m->in, m->i))
        return put_unicode(m);
    if (m->i + 1 == m->in.n)
        return 1;
    if (m->in.p[m->i + 1] && strchr("\"\\/bfnrt", m->in.p[m->i + 1])) {
        cp_buf_put(m->out, m->in.p + m->i, 2);
        return 2;
    }
    return 1;
}

static void
put_string(struct mending *m)
{
    cp_buf_putc(m->out, '"');
    m->i++;
    while (m->i < m->in.n && m->in.p[m->i] != '"') {
        unsigned char c = (unsigned char)m->in.p[m->i];

        if (c == '\\') {
            m->i += put_escape(m);
            continue;
        }
        if (c >= ' ' || cp_is_space(c))
            cp_buf_putc(m->out, c < ' ' ? ' ' : (char)c);
        m->i++;
    }
    cp_buf_putc(m->out, '"');
    m->i++;
}

/* A comma before a bracket that closes, or at the end. */
static void
drop_comma(struct mending *m)
{
    while (m->out->n && cp_is_space((unsigned char)m->out->p[m->out->n - 1]))
        m->out->n--;
    if (m->out->n && m->out->p[m->out->n - 1] == ',')
        m->out->n--;
}

static void
close_bracket(struct mending *m)
{
    drop_comma(m);
    if (m->out->n && m->out->p[m->out->n - 1] == ':')
        cp_buf_puts(m->out, "null");
    cp_buf_putc(m->out, m->open[--m->depth]);
}

static void
put_mark(struct mending *m, char c)
{
    m->i++;
    if (c == '{' || c == '[') {
        if (m->depth == CP_JSON_DEPTH_MAX) {
            m->i = m->in.n;
            return;
        }
        m->open[m->depth++] = c == '{' ? '}' : ']';
        cp_buf_putc(m->out, c);
    } else if (c == '}' || c == ']') {
        if (m->depth)
            close_bracket(m);
    } else {
        cp_buf_putc(m->out, c);
    }
}

/* Of a member that was cut in or behind its name there is no value: it gets one. */
static void
finish_member(struct mending *m, bool is_name)
{
    if (is_name && m->depth && m->open[m->depth - 1] == '}' && m->i >= m->in.n)
        cp_buf_puts(m->out, ":null");
}

void
cp_json_mend(struct cp_buf *out, struct cp_slice value)
{
    struct mending m = { .out = out, .in = value };
    bool is_name = true;

    while (m.i < m.in.n && !cp_buf_failed(out)) {
        char c = m.in.p[m.i];

        if (c == '"') {
            put_string(&m);
            finish_member(&m, is_name);
        } else {
            put_mark(&m, (unsigned char)c < ' ' ? ' ' : c);
        }
        if (!cp_is_space((unsigned char)c))
            is_name = c == '{' || c == ',';
    }
    while (m.depth && !cp_buf_failed(out))
        close_bracket(&m);
}
