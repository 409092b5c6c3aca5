#include "fetch/url.h"

struct cp_url
cp_url_split(struct cp_slice url)
{
    struct cp_url u = { 0 };
    const char *p = cp_slice_find(url, CP_LIT("://"));

    if (p) {
        const char *host = p + 3, *end = host;
        while (end < url.p + url.n && *end != '/')
            end++;
        u.scheme = (struct cp_slice){ url.p, (size_t)(p - url.p) };
        u.host = (struct cp_slice){ host, (size_t)(end - host) };
        u.path = (struct cp_slice){ end, (size_t)(url.p + url.n - end) };
        u.has_authority = true;
    }
    return u;
}

bool
cp_url_is_web(struct cp_slice url)
{
    return cp_slice_starts_nocase(url, CP_LIT("http://")) ||
           cp_slice_starts_nocase(url, CP_LIT("https://"));
}
