/* Fields of an answer's head: status line and lines "Name: value", CRLF after each. */
#ifndef CP_CRAWL_HEAD_H
#define CP_CRAWL_HEAD_H

#include <stdint.h>

#include "base/slice.h"

/* The value of the first field of that name, trimmed; p is NULL if there is none. */
struct cp_slice cp_head_field(struct cp_slice head, struct cp_slice name);

/*
 * Seconds for which the answer may be kept, for a private cache: by max-age, or by Expires
 * minus Date (`now` if there is no Date). 0: it must be asked again; -1: not told.
 */
long cp_head_max_age(struct cp_slice head, int64_t now);

/*
 * Seconds to wait by Retry-After, CP_RETRY_AFTER_MAX_S at most; -1: not told. A date counts
 * from the answer's own Date, so that a wrong clock on either side does no harm.
 */
long cp_head_retry_after(struct cp_slice head, int64_t now);

#endif
