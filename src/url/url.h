/* URLs: the parts the cleaner needs, and resolving a link against its page (RFC 3986). */
#ifndef CP_URL_URL_H
#define CP_URL_URL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

/* A part that is not there has a NULL pointer; one there but empty ("/path?") has not. */
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
/* The scheme alone; p is NULL if there is none. */
struct cp_slice cp_url_scheme(struct cp_slice url);

/* The host in lower case, in the arena; empty if the URL has none. */
cleanpage_status cp_url_host(struct cp_ctx *cx, struct cp_slice url, struct cp_slice *host);

/* Has a scheme of http or https and a host. */
bool cp_url_is_web(struct cp_slice url);

/*
 * Appends the absolute form of ref as found on a page at base. As browsers do, white space at
 * both ends goes, tabs and newlines inside go, a space inside becomes %20, and "http:x" on an
 * http page is relative. Without a base the tidied ref is appended.
 */
void cp_url_resolve(struct cp_buf *out, struct cp_slice base, struct cp_slice ref);

/* The same for many links of one page, whose address is tidied and split once. */
void cp_url_resolve_from(struct cp_buf *out, const struct cp_url *base, struct cp_slice ref);

/* The tidied form itself, which nearly always is part of s; if it is not, it lies in copy. */
struct cp_slice cp_url_tidy(struct cp_slice s, struct cp_buf *copy);

/*
 * Appends the form of an absolute URL that goes over the wire: tidied as above, characters
 * that are not ASCII percent-encoded, those of the host in Punycode.
 */
void cp_url_encode(struct cp_buf *out, struct cp_slice url);

/* Whether an encoded URL is one of http or https whose host is an address or may be a name: libcurl
 * decodes names, and a proxy would be sent whatever is in one. */
bool cp_url_may_be_asked(struct cp_slice url);

/*
 * Appends an absolute URL so that it can stand anywhere: what has a meaning in HTML, Markdown or a
 * terminal, what shows nothing and what no URI may have is percent-encoded; letters of any script stay.
 */
void cp_url_put_uri(struct cp_buf *out, struct cp_slice url);

/* The same for one that has been appended at byte `start`, which nearly always may stay. */
void cp_url_make_uri(struct cp_buf *out, size_t start);

/* Appends the URL without user name and password. */
void cp_url_put_public(struct cp_buf *out, struct cp_slice url);

/* The same, and cut if it is too long for a message that shall tell a cause, too. */
void cp_url_put_message(struct cp_buf *out, struct cp_slice url);

/* CLEANPAGE_FETCH with the message "URL: cause". */
cleanpage_status cp_url_fail(struct cp_ctx *cx, struct cp_slice url, const char *cause);

#endif
