/* Dates of HTTP headers. */
#ifndef CP_CRAWL_DATE_H
#define CP_CRAWL_DATE_H

#include <stdint.h>

#include "base/slice.h"

/*
 * Reads one of the three forms of RFC 9110, 5.6.7, the names of days unseen:
 * "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT" or
 * "Sun Nov  6 08:49:37 1994".
 * False: it is no date. *seconds is Unix time.
 */
bool cp_http_date(struct cp_slice value, int64_t *seconds);

#endif
