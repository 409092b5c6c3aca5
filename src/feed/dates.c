#include "feed/dates.h"

#include "base/utf8.h"
#include "feed/calendar.h"

/* Bytes of the longest text that can be a date. */
#define TEXT_MAX 120

/* What has been understood so far; -1 is not said. */
struct reading {
    const char *p, *end;
    int year, month, day, hour, minute, second;
    int zone_minutes;
    bool is_wrong;
};

struct number {
    int64_t value;
    unsigned digits;
};

static bool
is_digit_at(const struct reading *r, size_t i)
{
    return (size_t)(r->end - r->p) > i && cp_is_digit((unsigned char)r->p[i]);
}

static bool
is_at(const struct reading *r, char c)
{
    return r->p < r->end && *r->p == c;
}

static bool
take(struct reading *r, const char *what)
{
    size_t n = strlen(what);

    if ((size_t)(r->end - r->p) < n || memcmp(r->p, what, n) != 0)
        return false;
    r->p += n;
    return true;
}

static void
skip_spaces(struct reading *r)
{
    while (r->p < r->end && cp_is_space((unsigned char)*r->p))
        r->p++;
}

static struct number
take_number(struct reading *r)
{
    struct number n = { 0, 0 };

    while (is_digit_at(r, 0)) {
        if (n.digits < 18)
            n.value = n.value * 10 + (*r->p - '0');
        n.digits++;
        r->p++;
    }
    return n;
}

/* ---------------------------------------------------------------- words */

struct name {
    const char *name;
    int value;
};

static const struct name months[] = {
#define CP_MONTH(name, month) { name, month },
#define CP_ZONE(name, minutes)
#include "feed/date_names.def"
#undef CP_MONTH
#undef CP_ZONE
};

static const struct name zones[] = {
#define CP_MONTH(name, month)
#define CP_ZONE(name, minutes) { name, minutes },
#include "feed/date_names.def"
#undef CP_MONTH
#undef CP_ZONE
};

/* 1 to 12, or 0. */
static int
find_month(struct cp_slice word)
{
    size_t best = 0;
    int month = 0;

    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        size_t n = strlen(months[i].name);

        if (n > best && n <= word.n && memcmp(word.p, months[i].name, n) == 0) {
            best = n;
            month = months[i].value;
        }
    }
    return month;
}

static bool
find_zone(struct cp_slice word, int *minutes)
{
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (cp_slice_eq(word, cp_slice_of(zones[i].name))) {
            *minutes = zones[i].value;
            return true;
        }
    return false;
}

static void
half_day(struct reading *r, bool is_pm)
{
    if (r->hour < 1 || r->hour > 12)
        return;    /* "13:30 PM" */
    r->hour = r->hour % 12 + (is_pm ? 12 : 0);
}

/* The word at p in lower case, in `lower`, which has room for TEXT_MAX bytes and some more. */
static struct cp_slice
take_word(struct reading *r, char *lower)
{
    size_t n = 0;

    while (r->p < r->end && n < TEXT_MAX &&
           (cp_is_alpha((unsigned char)*r->p) || (unsigned char)*r->p >= 0x80)) {
        uint32_t c;
        const char *next = cp_utf8_next(r->p, r->end, &c);

        if (c >= 0x80 && !cp_utf8_is_word(c) && n == 0) {
            r->p = next;    /* a dash or a no-break space */
            continue;
        }
        if (c >= 0x80 && !cp_utf8_is_word(c))
            break;
        n += cp_utf8_put(lower + n, cp_utf8_lower(c));
        r->p = next;
    }
    return (struct cp_slice){ lower, n };
}

static void
read_word(struct reading *r)
{
    char lower[TEXT_MAX + 8];
    struct cp_slice word = take_word(r, lower);
    int month = find_month(word), minutes = 0;
    bool has_date = r->year >= 0 && r->month >= 0 && r->day >= 0;
    bool has_time = r->hour >= 0, is_short = is_at(r, '.');

    /* "pm", "p.m."; the name of a day can look like a month ("mar."), and comes first. */
    if (has_time && (cp_slice_eq(word, CP_LIT("am")) ||
                     (is_short && cp_slice_eq(word, CP_LIT("a")))))
        half_day(r, false);
    else if (has_time && (cp_slice_eq(word, CP_LIT("pm")) ||
                          (is_short && cp_slice_eq(word, CP_LIT("p")))))
        half_day(r, true);
    else if (has_time && find_zone(word, &minutes))
        r->zone_minutes = minutes;
    else if (month && !has_date)
        r->month = month;
}

/* ---------------------------------------------------------------- numbers */

/* As RFC 2822 reads years of two and three digits. */
static int
full_year(struct number n)
{
    if (n.digits >= 4)
        return n.value < 10000 ? (int)n.value : -1;
    if (n.digits == 3)
        return 1900 + (int)n.value;
    return (int)n.value + (n.value < 50 ? 2000 : 1900);
}

static void
set_time(struct reading *r, int64_t hour, int64_t minute, int64_t second)
{
    if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && (minute || second))) {
        r->is_wrong = true;
        return;
    }
    r->hour = (int)hour;
    r->minute = (int)minute;
    r->second = second == 60 ? 59 : (int)second;
}

/* A point or comma and digits, which are thrown away. */
static void
skip_fraction(struct reading *r)
{
    if ((is_at(r, '.') || is_at(r, ',')) && is_digit_at(r, 1)) {
        r->p++;
        take_number(r);
    }
}

/* ":30:00.5" behind the hour. */
static void
read_time(struct reading *r, struct number hour)
{
    struct number minute, second = { 0, 0 };

    r->p++;
    minute = take_number(r);
    if (is_at(r, ':') && is_digit_at(r, 1)) {
        r->p++;
        second = take_number(r);
    }
    skip_fraction(r);
    set_time(r, hour.value, minute.value, second.value);
}

static void
set_date(struct reading *r, int year, int64_t month, int64_t day)
{
    r->year = year;
    r->month = month > 12 ? 99 : (int)month;
    r->day = day > 31 ? 99 : (int)day;
}

/* "20261121", "20261121083000" */
static bool
read_compact(struct reading *r, struct number n)
{
    int64_t v = n.value;

    if (n.digits != 8 && n.digits != 12 && n.digits != 14)
        return false;
    if (n.digits == 12)
        v *= 100;
    if (n.digits > 8) {
        set_time(r, v / 10000 % 100, v / 100 % 100, v % 100);
        v /= 1000000;
    }
    set_date(r, (int)(v / 10000), v / 100 % 100, v % 100);
    return true;
}

/* "0830", "083000" behind the T. */
static void
read_compact_time(struct reading *r, struct number n)
{
    int64_t v = n.digits <= 2 ? n.value * 10000 : n.digits <= 4 ? n.value * 100 : n.value;

    skip_fraction(r);
    set_time(r, v / 10000, v / 100 % 100, v % 100);
}

/* "-W47-6": the first week of a year is the one with its fourth of January. */
static void
read_week(struct reading *r, int year)
{
    struct number week, day = { 1, 1 };
    int64_t fourth, days;

    r->p += 2;
    week = take_number(r);
    if (is_at(r, '-') && is_digit_at(r, 1)) {
        r->p++;
        day = take_number(r);
    }
    if (week.value < 1 || week.value > 53 || day.value < 1 || day.value > 7) {
        r->is_wrong = true;
        return;
    }
    fourth = cp_days_of(year, 1, 4);
    days = fourth - (fourth + 3) % 7 + (week.value - 1) * 7 + day.value - 1;
    cp_date_of(days, &r->year, &r->month, &r->day);
}

/* "-11-21", "-11", "-325" behind the year. */
static void
read_iso(struct reading *r, int year)
{
    char mark = *r->p++;
    struct number month = take_number(r), day = { 1, 0 };

    if (month.digits == 3) {
        if (month.value < 1 || month.value > 366)
            r->is_wrong = true;
        else
            cp_date_of(cp_days_of(year, 1, 1) + month.value - 1, &r->year, &r->month, &r->day);
        return;
    }
    if (is_at(r, mark) && is_digit_at(r, 1)) {
        r->p++;
        day = take_number(r);
    }
    set_date(r, year, month.value, day.value);
}

/* "/21/2026" behind a first number of one or two digits. */
static void
read_day_and_month(struct reading *r, struct number first)
{
    char mark = *r->p++;
    struct number second = take_number(r), third;
    bool month_first = mark == '/';

    if (!is_at(r, mark) || !is_digit_at(r, 1)) {
        r->is_wrong = true;
        return;
    }
    r->p++;
    third = take_number(r);
    if (first.value > 12)
        month_first = false;
    else if (second.value > 12)
        month_first = true;
    if (month_first)
        set_date(r, full_year(third), first.value, second.value);
    else
        set_date(r, full_year(third), second.value, first.value);
}

/* The signs for year, month, day, hour, minute and second; they follow their numbers. */
static bool
read_sign(struct reading *r, struct number n)
{
    skip_spaces(r);
    if (take(r, "年") || take(r, "년"))
        r->year = full_year(n);
    else if (take(r, "月") || take(r, "월"))
        r->month = n.value > 12 ? 99 : (int)n.value;
    else if (take(r, "日") || take(r, "일"))
        r->day = n.value > 31 ? 99 : (int)n.value;
    else if (take(r, "時") || take(r, "时") || take(r, "시"))
        set_time(r, n.value, 0, 0);
    else if (r->hour >= 0 && (take(r, "分") || take(r, "분")))
        set_time(r, r->hour, n.value, 0);
    else if (r->hour >= 0 && (take(r, "秒") || take(r, "초")))
        set_time(r, r->hour, r->minute, n.value);
    else
        return false;
    return true;
}

static void
read_lone_number(struct reading *r, struct number n)
{
    if (n.digits >= 4 || r->day >= 0) {
        if (r->year < 0)
            r->year = full_year(n);
    } else {
        r->day = n.value > 31 ? 99 : (int)n.value;
    }
}

static bool
is_date_mark(const struct reading *r)
{
    return (is_at(r, '-') || is_at(r, '/') || is_at(r, '.')) && is_digit_at(r, 1);
}

static void
read_number(struct reading *r, bool behind_t)
{
    struct number n = take_number(r);

    if (is_at(r, ':') && is_digit_at(r, 1) && n.digits <= 2)
        read_time(r, n);
    else if (behind_t && r->year >= 0 && r->hour < 0)
        read_compact_time(r, n);
    else if (r->year < 0 && n.digits == 4 && is_date_mark(r))
        read_iso(r, (int)n.value);
    else if (r->year < 0 && n.digits == 4 && is_at(r, '-') && r->end - r->p > 2 &&
             cp_lower((unsigned char)r->p[1]) == 'w' && is_digit_at(r, 2))
        read_week(r, (int)n.value);
    else if (r->year < 0 && n.digits <= 2 && is_date_mark(r))
        read_day_and_month(r, n);
    else if (r->year < 0 && read_compact(r, n))
        return;
    else if (!read_sign(r, n))
        read_lone_number(r, n);
}

/* "+0100", "+01:00", "-5" behind a time or the name of a zone. */
static void
read_zone(struct reading *r)
{
    int sign = *r->p++ == '-' ? -1 : 1;
    struct number n = take_number(r);
    int64_t minutes = n.digits > 2 ? n.value / 100 * 60 + n.value % 100 : n.value * 60;

    if (n.digits <= 2 && is_at(r, ':') && is_digit_at(r, 1)) {
        r->p++;
        minutes += take_number(r).value;
    }
    if (minutes > 18 * 60) {
        read_lone_number(r, n);    /* the year of "08:30 21-Nov-2026" */
        return;
    }
    r->zone_minutes = sign * (int)minutes;
}

static void
skip_comment(struct reading *r)
{
    const char *close = memchr(r->p, ')', (size_t)(r->end - r->p));

    r->p = close ? close + 1 : r->end;
}

static void
read_next(struct reading *r)
{
    bool behind_t = cp_lower((unsigned char)*r->p) == 't' && is_digit_at(r, 1);

    if (behind_t)
        r->p++;
    if (is_digit_at(r, 0))
        read_number(r, behind_t);
    else if ((*r->p == '+' || *r->p == '-') && r->hour >= 0 && is_digit_at(r, 1))
        read_zone(r);
    else if (*r->p == '(')
        skip_comment(r);
    else if (cp_is_alpha((unsigned char)*r->p) || (unsigned char)*r->p >= 0x80)
        read_word(r);
    else
        r->p++;
}

/* ---------------------------------------------------------------- the whole */

/* Seconds or milliseconds since 1970, from 2001 on: fewer digits could be anything. */
static bool
read_unix(struct cp_slice text, struct cp_feed_date *date)
{
    struct reading r = { .p = text.p, .end = text.p + text.n };
    struct number n = take_number(&r);

    skip_fraction(&r);
    if (r.p < r.end || (n.digits != 10 && n.digits != 13))
        return false;
    date->seconds = n.digits == 13 ? n.value / 1000 : n.value;
    date->has_time = true;
    return true;
}

static bool
is_date(const struct reading *r)
{
    return !r->is_wrong && r->year >= 1000 && r->year <= 9999 && r->month >= 1 &&
           r->month <= 12 && r->day >= 1 && r->day <= cp_days_in_month(r->year, r->month);
}

/* A year alone, as W3CDTF allows it. */
static void
read_year(struct reading *r)
{
    struct number n = take_number(r);

    if (n.digits == 4 && r->p == r->end)
        set_date(r, (int)n.value, 1, 1);
}

bool
cp_feed_date_read(struct cp_slice text, struct cp_feed_date *date)
{
    struct reading r = { .year = -1, .month = -1, .day = -1, .hour = -1 };

    text = cp_slice_trim(text);
    if (!text.n || text.n > TEXT_MAX)
        return false;
    if (read_unix(text, date))
        return true;
    r.p = text.p;
    r.end = text.p + text.n;
    if (text.n == 4)
        read_year(&r);
    while (r.p < r.end && !r.is_wrong)
        read_next(&r);
    if (!is_date(&r))
        return false;
    date->has_time = r.hour >= 0;
    date->seconds = cp_days_of(r.year, r.month, r.day) * 86400;
    if (date->has_time)
        date->seconds += r.hour * 3600 + r.minute * 60 + r.second - r.zone_minutes * 60;
    return true;
}
