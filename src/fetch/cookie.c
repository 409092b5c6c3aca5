#include "fetch/cookie.h"

/* The text before the next semicolon that is not just white space. */
static bool
take_cookie(const char **list, struct cp_slice *cookie)
{
    cookie->n = 0;
    while (cookie->n == 0 && **list) {
        *cookie = (struct cp_slice){ *list, strcspn(*list, ";") };
        *list += cookie->n;
        *list += **list == ';';
        *cookie = cp_slice_trim(*cookie);
    }
    return cookie->n > 0;
}

/* An IPv6 address stands without its brackets. */
static void
put_host(struct cp_buf *line, struct cp_slice host)
{
    if (host.n > 2 && host.p[0] == '[')
        host = (struct cp_slice){ host.p + 1, host.n - 2 };
    cp_buf_put_slice(line, host);
}

bool
cp_cookie_next(const char **list, const struct cp_url *url, struct cp_buf *line)
{
    bool is_https = cp_slice_eq_nocase(url->scheme, CP_LIT("https"));
    struct cp_slice name, value = { NULL, 0 };
    const char *equals;

    if (!take_cookie(list, &name))
        return false;
    equals = memchr(name.p, '=', name.n);
    if (equals) {
        value = (struct cp_slice){ equals + 1, name.n - (size_t)(equals + 1 - name.p) };
        name.n = (size_t)(equals - name.p);
    }
    /* Host, subdomains too, path, TLS alone, end of life (0: the session's), name, value. */
    put_host(line, url->host);
    cp_buf_puts(line, "\tFALSE\t/\t");
    cp_buf_puts(line, is_https ? "TRUE\t0\t" : "FALSE\t0\t");
    cp_buf_put_slice(line, cp_slice_trim(name));
    cp_buf_putc(line, '\t');
    cp_buf_put_slice(line, cp_slice_trim(value));
    return true;
}
