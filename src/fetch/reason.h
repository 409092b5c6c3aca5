/* HTTP status codes in words, and which of them may pass. */
#ifndef CP_FETCH_REASON_H
#define CP_FETCH_REASON_H

#include <stdbool.h>

/*
 * "Not Found" for 404; "" for a code that no standard names. A server's own words are not
 * used: HTTP/2 sends none, and others may hold anything.
 */
const char *cp_reason_of(long status);

/* Whether the same request may succeed a little later (408, 429, 500, 502, 503, 504). */
bool cp_reason_may_pass(long status);

#endif
