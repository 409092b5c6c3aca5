/*
 * Dates as feeds write them.
 *
 * Read are the dates of mail (RFC 822 and its successors) and ISO 8601 with every usual
 * mistake, numbers with the day or the month first, months by name in some twenty languages,
 * the signs of Chinese, Japanese and Korean, and seconds or milliseconds since 1970. A time
 * without a zone is taken for UTC. Names of days are not looked at: they are wrong as often as
 * not.
 */
#ifndef CP_FEED_DATES_H
#define CP_FEED_DATES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

struct cp_feed_date {
    int64_t seconds;    /* since 1970, UTC; of a day its beginning */
    bool has_time;
};

/* False for what is no date. */
bool cp_feed_date_read(struct cp_slice text, struct cp_feed_date *date);

/* Appends "2026-11-21T08:30:00Z", or "2026-11-21" without a time. */
void cp_feed_date_put(struct cp_buf *out, const struct cp_feed_date *date);

/* Appends "Sat, 21 Nov 2026 08:30:00 +0000". */
void cp_feed_date_put_rfc822(struct cp_buf *out, const struct cp_feed_date *date);

#endif
