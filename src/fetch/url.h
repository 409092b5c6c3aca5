/* URLs: the parts the cleaner needs, and resolving a link against its page (RFC 3986). */
#ifndef CP_FETCH_URL_H
#define CP_FETCH_URL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

struct cp_url {
    struct cp_slice scheme;     /* without the colon */
    struct cp_slice userinfo;   /* without the @ */
    struct cp_slice host;       /* as written; brackets of IPv6 included */
    struct cp_slice port;
    struct cp_slice path;
    struct cp_slice query;      /* without the ? */
    struct cp_slice fragment;
    bool has_authority;
};

/* Splits; the slices point into `url`. Any text splits somehow: a word alone is a path. */
struct cp_url cp_url_split(struct cp_slice url);

/* Has a scheme of http or https and a host. */
bool cp_url_is_web(struct cp_slice url);

/* Appends the absolute form of ref as found on a page at base. */
void cp_url_resolve(struct cp_buf *out, struct cp_slice base, struct cp_slice ref);

#endif
