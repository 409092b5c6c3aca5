/* Moments as ISO 8601 in UTC and as Unix seconds. */
#ifndef CP_ARCHIVE_WHEN_H
#define CP_ARCHIVE_WHEN_H

#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

/* "2026-11-21", "2026-11-21T08:30", "2026-11-21T08:30:00+01:00"; 0 for anything else. What the
 * text does not say is its earliest moment. */
int64_t cp_when_parse(struct cp_slice text);

/* Appends "2026-11-21T08:30:00Z". */
void cp_when_put(struct cp_buf *out, int64_t when);

/* Day of the week, 0 Sunday, and hour of the day. */
unsigned cp_when_weekday(int64_t when);
unsigned cp_when_hour(int64_t when);

#endif
