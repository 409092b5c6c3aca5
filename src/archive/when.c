/* Moments: see archive/when.h. */
#include "archive/when.h"

#include <stdio.h>
#include <time.h>

#define DAY 86400

/* Days since 1970 of a day of the Gregorian calendar. Source: Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms". */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t era, of_era, of_year;

    year -= month <= 2;
    era = (year >= 0 ? year : year - 399) / 400;
    of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    of_era = year - era * 400;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Exactly n digits at the front of the text, which moves behind them; -1 if they are not there.
 */
static int64_t
take(struct cp_slice *text, size_t n)
{
    int64_t value = 0;

    if (text->n < n)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (!cp_is_digit((unsigned char)text->p[i]))
            return -1;
        value = value * 10 + (text->p[i] - '0');
    }
    text->p += n;
    text->n -= n;
    return value;
}

static bool
take_char(struct cp_slice *text, char c)
{
    if (!text->n || *text->p != c)
        return false;
    text->p++;
    text->n--;
    return true;
}

/* Hour, minute and second, the last two of which may be left out; a leap second counts as the
 * next. False for what is none. */
static bool
take_time(struct cp_slice *text, int64_t *seconds)
{
    int64_t hour, minute = 0, second = 0;

    *seconds = 0;
    if (!take_char(text, 'T') && !take_char(text, ' '))
        return true;
    hour = take(text, 2);
    if (take_char(text, ':'))
        minute = take(text, 2);
    if (take_char(text, ':'))
        second = take(text, 2);
    if (take_char(text, '.'))
        while (take(text, 1) >= 0)
            ;
    *seconds = hour * 3600 + minute * 60 + second;
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
}

/* "Z", "+01:00", "+0100", "+01" or nothing. False for what is none. */
static bool
take_zone(struct cp_slice *text, int64_t *seconds)
{
    int64_t sign = take_char(text, '-') ? -1 : take_char(text, '+') ? 1 : 0, hour, minute = 0;

    *seconds = 0;
    if (!sign) {
        take_char(text, 'Z');
        return true;
    }
    hour = take(text, 2);
    if (take_char(text, ':') || text->n)
        minute = take(text, 2);
    *seconds = sign * (hour * 3600 + minute * 60);
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
}

static bool
is_day(int64_t year, int64_t month, int64_t day)
{
    return month >= 1 && month <= 12 && day >= 1 &&
           day <= days_of(year + month / 12, month % 12 + 1, 1) - days_of(year, month, 1);
}

int64_t
cp_when_parse(struct cp_slice text)
{
    int64_t year = take(&text, 4), month, day, seconds, zone;

    month = take_char(&text, '-') ? take(&text, 2) : 1;
    day = take_char(&text, '-') ? take(&text, 2) : 1;
    if (year < 1970 || !is_day(year, month, day) || !take_time(&text, &seconds) ||
        !take_zone(&text, &zone) || text.n)
        return 0;
    return days_of(year, month, day) * DAY + seconds - zone;
}

void
cp_when_put(struct cp_buf *out, int64_t when)
{
    time_t t = (time_t)when;
    struct tm tm;
    char text[40];

    if (!gmtime_r(&t, &tm))
        return;
    cp_buf_put(out, text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm));
}

/* 1970 began with a Thursday. */
unsigned
cp_when_weekday(int64_t when)
{
    return (unsigned)((when / DAY + 4) % 7);
}

unsigned
cp_when_hour(int64_t when)
{
    return (unsigned)(when % DAY / 3600);
}
