/* One form for all the addresses of a page: see url/canonical.h. */
#include "url/canonical.h"

#include "url/idn.h"
#include "url/url.h"

/* The byte that "%41" stands for; -1 if s does not begin with such a code. */
static int
coded_byte(struct cp_slice s)
{
    int high, low;

    if (s.n < 3 || s.p[0] != '%')
        return -1;
    high = cp_hex_digit(s.p[1]);
    low = cp_hex_digit(s.p[2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* RFC 3986, 2.3: a code for one of these is the same as the character. */
static bool
is_unreserved(int c)
{
    return c < 0x80 && (cp_is_alpha((unsigned char)c) || cp_is_digit((unsigned char)c) ||
                        c == '-' || c == '.' || c == '_' || c == '~');
}

/* What an address may have as it is. */
static bool
may_stand(unsigned char c)
{
    return c > ' ' && c < 0x7f && !strchr("\"<>\\^`{|}%", c);
}

static void
put_code(struct cp_buf *out, int byte)
{
    static const char digit[] = "0123456789ABCDEF";
    char code[3] = { '%', digit[byte >> 4 & 15], digit[byte & 15] };

    cp_buf_put(out, code, sizeof code);
}

/* RFC 3986, 6.2.2.1 and 6.2.2.2, and a code for what may not stand there. */
static void
put_normal(struct cp_buf *out, struct cp_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        int byte = coded_byte((struct cp_slice){ s.p + i, s.n - i });

        if (byte >= 0)
            i += 2;
        else if (may_stand((unsigned char)s.p[i]))
            cp_buf_putc(out, s.p[i]);
        else
            byte = (unsigned char)s.p[i];
        if (byte >= 0 && is_unreserved(byte))
            cp_buf_putc(out, (char)byte);
        else if (byte >= 0)
            put_code(out, byte);
    }
}

static void
put_lower(struct cp_buf *out, struct cp_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        cp_buf_putc(out, (char)cp_lower((unsigned char)s.p[i]));
}

/* ------------------------------------------------------------------ the parts */

static void
put_host(struct cp_buf *out, const struct cp_url *url)
{
    struct cp_buf normal = { 0 };

    cp_idn_put_host(&normal, url->host);
    put_lower(out, cp_buf_slice(&normal));
    out->no_memory |= normal.no_memory;
    cp_buf_clear(&normal);
}

static void
put_port(struct cp_buf *out, const struct cp_url *url)
{
    bool is_secure = cp_slice_eq_nocase(url->scheme, CP_LIT("https"));
    struct cp_buf normal = { 0 };
    struct cp_slice port;

    put_normal(&normal, url->port);
    port = cp_buf_slice(&normal);
    while (port.n > 1 && port.p[0] == '0')
        port = (struct cp_slice){ port.p + 1, port.n - 1 };
    if (port.n && !cp_slice_eq(port, is_secure ? CP_LIT("443") : CP_LIT("80"))) {
        cp_buf_putc(out, ':');
        cp_buf_put_slice(out, port);
    }
    out->no_memory |= normal.no_memory;
    cp_buf_clear(&normal);
}

static void
put_path(struct cp_buf *out, struct cp_slice path)
{
    if (path.n == 0)
        cp_buf_putc(out, '/');
    put_normal(out, path);
}

/* Cuts the next parameter off the query. */
static struct cp_slice
take_parameter(struct cp_slice *query)
{
    const char *end = memchr(query->p, '&', query->n);
    struct cp_slice taken = { query->p, end ? (size_t)(end - query->p) : query->n };
    size_t skip = taken.n + (end ? 1 : 0);

    *query = (struct cp_slice){ query->p + skip, query->n - skip };
    return taken;
}

/* The parameters that stay, in their order. */
static void
put_query(struct cp_buf *out, struct cp_slice query, cp_url_tracking_fn *is_tracking,
          const void *data)
{
    char before = '?';

    while (query.n) {
        struct cp_slice parameter = take_parameter(&query), name;
        size_t start = out->n;

        if (parameter.n == 0)
            continue;
        cp_buf_putc(out, before);
        put_normal(out, parameter);
        if (cp_buf_failed(out))
            return;
        name = (struct cp_slice){ out->p + start + 1, out->n - start - 1 };
        if (memchr(name.p, '=', name.n))
            name.n = (size_t)((const char *)memchr(name.p, '=', name.n) - name.p);
        if (is_tracking(data, name))
            out->n = start;
        else
            before = '&';
    }
}

static void
put_parts(struct cp_buf *out, const struct cp_url *url, cp_url_tracking_fn *is_tracking,
          const void *data)
{
    put_lower(out, url->scheme);
    cp_buf_puts(out, "://");
    put_host(out, url);
    put_port(out, url);
    put_path(out, url->path);
    put_query(out, url->query, is_tracking, data);
    if (url->fragment.n && url->fragment.p[0] == '!') {
        cp_buf_putc(out, '#');
        put_normal(out, url->fragment);
    }
}

bool
cp_url_put_canonical(struct cp_buf *out, struct cp_slice url, cp_url_tracking_fn *is_tracking,
                     const void *data)
{
    struct cp_buf copy = { 0 }, whole = { 0 };
    struct cp_slice tidy = cp_url_tidy(url, &copy);
    struct cp_url parts = cp_url_split(tidy);
    bool is_web = cp_url_is_web(tidy);

    if (is_web) {
        put_parts(&whole, &parts, is_tracking, data);
        /* Dots that were written as codes can be seen now. */
        cp_url_resolve(out, (struct cp_slice){ NULL, 0 }, cp_buf_slice(&whole));
    }
    out->no_memory |= copy.no_memory || whole.no_memory;
    cp_buf_clear(&copy);
    cp_buf_clear(&whole);
    return is_web;
}
