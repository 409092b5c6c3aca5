/*
 * Dates as pages write them, and as ISO 8601.
 *
 * Read are ISO 8601 and its relatives (2024-05-17, 2024/5/17, 20240517), the header dates of
 * mail ("Fri, 17 May 2024 08:30:00 GMT"), numbers with the day or the month first, months by
 * name in the languages of rules/metadata.rules, and the signs of Chinese, Japanese and
 * Korean. Digits may be Arabic, Persian, Devanagari or full-width. Nothing later than the clock
 * allows is a date.
 */
#ifndef CP_META_DATES_H
#define CP_META_DATES_H

#include "base/buf.h"
#include "rules/rules.h"

struct cp_dates {
    const struct cp_list *months;    /* "mai:5" */
    int64_t now;                     /* seconds since 1970 */
    int last;                        /* yyyymmdd of tomorrow: time zones differ by a day */
    bool month_first;                /* what 3/4/2024 means */
};

struct cp_date {
    int16_t year;
    uint8_t month, day;      /* 0: not said */
    int8_t hour, minute;     /* -1: not said */
    int8_t second;
    bool has_zone;
    int16_t zone_minutes;    /* east of Greenwich */
};

/* now: seconds since 1970. language: a BCP 47 tag, or empty. */
void cp_dates_init(struct cp_dates *dates, const struct cp_ruleset *rs, int64_t now,
                   struct cp_slice language);

/* First date in a text; *at is where it begins, *end is behind it. False if there is none. */
bool cp_dates_find(const struct cp_dates *dates, struct cp_slice text, struct cp_date *date,
                   size_t *at, size_t *end);

/* The same of an attribute or string that is one date, which may be seconds since 1970. */
bool cp_dates_read(const struct cp_dates *dates, struct cp_slice text, struct cp_date *date);

/* Whether a word in lower case is a month's name. */
bool cp_dates_is_month(const struct cp_dates *dates, struct cp_slice lower);

/* ISO 8601, with the precision that the date has. */
void cp_date_put(struct cp_buf *out, const struct cp_date *date);

#endif
