/* Host names with letters beyond ASCII, as the name system knows them. */
#ifndef CP_URL_IDN_H
#define CP_URL_IDN_H

#include "base/buf.h"
#include "base/slice.h"

/*
 * Appends the host, each label beyond ASCII as "xn--" and Punycode (RFC 3492), its letters in
 * lower case; percent codes of letters, digits and marks are decoded before. An ASCII host is
 * else appended as it is. libcurl would do this by the locale's character set, which the library
 * must not depend on.
 */
void cp_idn_put_host(struct cp_buf *out, struct cp_slice host);

#endif
