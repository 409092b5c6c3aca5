/* One form for all the addresses of a page that differ only in how they are written. */
#ifndef CP_URL_CANONICAL_H
#define CP_URL_CANONICAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/* Whether a query's parameter tells only where a reader came from. */
typedef bool cp_url_tracking_fn(const void *data, struct cp_slice name);

/*
 * Appends the canonical form of an http or https address with a host; false, with nothing
 * appended, for any other text. Scheme and host are in lower case, the host in Punycode; the
 * usual port, user name and password, empty queries and parameters, those that
 * is_tracking(data) names and fragments other than "#!..." go; dot segments are resolved and
 * percent-encoding is as RFC 3986, 6.2.2 wants it. http stays http, for the page behind https
 * may be another. The canonical form of a canonical form is itself.
 */
bool cp_url_put_canonical(struct cp_buf *out, struct cp_slice url,
                          cp_url_tracking_fn *is_tracking, const void *data);

#endif
