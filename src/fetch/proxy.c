#include "fetch/proxy.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "url/url.h"

/* As curl(1) tells; "HTTP_PROXY" is none of them, since a CGI's client could set that. */
static const char *const variables[] = { "http_proxy", "https_proxy", "HTTPS_PROXY",
                                         "all_proxy", "ALL_PROXY" };

/* libcurl's own for a proxy without a port; 443 if it is spoken to by TLS. */
#define DEFAULT_PORT "1080"
#define DEFAULT_TLS_PORT "443"

static bool
is_same_place(const struct sockaddr *a, const struct sockaddr *b)
{
    struct sockaddr_in a4, b4;
    struct sockaddr_in6 a6, b6;

    if (a->sa_family != b->sa_family)
        return false;
    if (a->sa_family == AF_INET) {
        memcpy(&a4, a, sizeof a4);
        memcpy(&b4, b, sizeof b4);
        return a4.sin_port == b4.sin_port && a4.sin_addr.s_addr == b4.sin_addr.s_addr;
    }
    if (a->sa_family != AF_INET6)
        return false;
    memcpy(&a6, a, sizeof a6);
    memcpy(&b6, b, sizeof b6);
    return a6.sin6_port == b6.sin6_port &&
           memcmp(&a6.sin6_addr, &b6.sin6_addr, sizeof a6.sin6_addr) == 0;
}

static bool
resolves_to(const char *host, const char *port, const struct sockaddr *address)
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    bool same = false;

    if (getaddrinfo(host, port, &hints, &found) != 0)
        return false;
    for (const struct addrinfo *a = found; a && !same; a = a->ai_next)
        same = is_same_place(a->ai_addr, address);
    freeaddrinfo(found);
    return same;
}

static struct cp_slice
without_brackets(struct cp_slice host)
{
    return host.n > 1 && host.p[0] == '[' ? (struct cp_slice){ host.p + 1, host.n - 2 } : host;
}

/* A proxy is named as a URL, of which the scheme may be missing. */
static bool
is_at(const char *proxy, const struct sockaddr *address)
{
    struct cp_buf text = { 0 }, host = { 0 }, port = { 0 };
    struct cp_url url;
    bool same;

    if (!strstr(proxy, "://"))
        cp_buf_puts(&text, "http://");
    cp_buf_puts(&text, proxy);
    url = cp_url_split(cp_buf_slice(&text));
    cp_buf_put_slice(&host, without_brackets(url.host));
    if (url.port.n)
        cp_buf_put_slice(&port, url.port);
    else
        cp_buf_puts(&port, cp_slice_eq_nocase(url.scheme, CP_LIT("https")) ? DEFAULT_TLS_PORT
                                                                           : DEFAULT_PORT);
    same = host.n && cp_buf_str(&host) && cp_buf_str(&port) &&
           resolves_to(host.p, port.p, address);
    cp_buf_clear(&text);
    cp_buf_clear(&host);
    cp_buf_clear(&port);
    return same;
}

bool
cp_proxy_is_at(const char *option, const struct sockaddr *address)
{
    if (option)
        return *option && is_at(option, address);
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);

        if (value && *value && is_at(value, address))
            return true;
    }
    return false;
}
