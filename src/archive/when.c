/* Moments: see archive/when.h. */
#include "archive/when.h"

#include <stdio.h>
#include <time.h>

#define DAY 86400

/* Days since 1970 of a day of the Gregorian calendar. Source: Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms". */
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

/* Exactly n digits at the front of the text, which moves behind them; -1 if they are not there. */
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

/* Seconds after midnight; 0 if there is no time. */
static int64_t
take_time(struct cp_slice *text)
{
    int64_t hour, minute, second = 0;

    if (!take_char(text, 'T') && !take_char(text, ' '))
        return 0;
    hour = take(text, 2);
    minute = take_char(text, ':') ? take(text, 2) : 0;
    if (take_char(text, ':'))
        second = take(text, 2);
    if (take_char(text, '.'))
        while (take(text, 1) >= 0)
            ;
    return hour < 0 || minute < 0 || second < 0 ? 0 : hour * 3600 + minute * 60 + second;
}

static int64_t
take_zone(struct cp_slice *text)
{
    int64_t sign = take_char(text, '-') ? -1 : take_char(text, '+') ? 1 : 0, hour, minute;

    if (!sign)
        return 0;
    hour = take(text, 2);
    take_char(text, ':');
    minute = text->n ? take(text, 2) : 0;
    return hour < 0 || minute < 0 ? 0 : sign * (hour * 3600 + minute * 60);
}

int64_t
cp_when_parse(struct cp_slice text)
{
    int64_t year = take(&text, 4), month, day, seconds;

    month = take_char(&text, '-') ? take(&text, 2) : 1;
    day = take_char(&text, '-') ? take(&text, 2) : 1;
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31)
        return 0;
    seconds = take_time(&text);
    return days_of(year, month, day) * DAY + seconds - take_zone(&text);
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
