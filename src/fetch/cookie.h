/* Cookies that the caller gives, in the form in which libcurl binds them to a host. */
#ifndef CP_FETCH_COOKIE_H
#define CP_FETCH_COOKIE_H

#include "base/buf.h"
#include "url/url.h"

/*
 * Cuts the next "NAME=VALUE" off the front of *list and appends it to `line` as a line of a
 * Netscape cookie file: for the URL's host alone, and over TLS alone if that is how it is first
 * sent. Returns false when none is left.
 */
bool cp_cookie_next(const char **list, const struct cp_url *url, struct cp_buf *line);

#endif
