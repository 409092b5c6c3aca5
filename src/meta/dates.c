#include "meta/dates.h"

#include "base/utf8.h"

/* The first pages of the web are of 1991; newspapers give older articles their own dates. */
#define YEAR_LEAST 1850
/* Letters of a month's name, in bytes. */
#define MONTH_BYTES 48
#define DAY_S 86400
/* Thai years count from the Buddha's death, 543 years before ours. */
#define BUDDHIST_LEAST 2500

/* ---- the clock ---- */

/* yyyymmdd of a number of days since 1970: the civil calendar, counted from March. */
static int
calendar_day(int64_t days)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t m = (5 * of_year + 2) / 153, month = m < 10 ? m + 3 : m - 9;

    return (int)((year + era * 400 + (month <= 2)) * 10000 + month * 100 +
                 of_year - (153 * m + 2) / 5 + 1);
}

/* English pages put the month first where the country does. */
static bool
is_month_first(struct cp_slice language)
{
    static const char *const others[] = { "en-gb", "en-au", "en-nz",
                                          "en-ie", "en-za", "en-in" };

    if (!cp_slice_starts_nocase(language, CP_LIT("en")))
        return language.n == 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (cp_slice_eq_nocase(language, cp_slice_of(others[i])))
            return false;
    return true;
}

void
cp_dates_init(struct cp_dates *dates, const struct cp_ruleset *rs, int64_t now,
              struct cp_slice language)
{
    *dates = (struct cp_dates){
        .months = cp_ruleset_list(rs, "months"),
        .now = now,
        .last = calendar_day(now / DAY_S + 1),
        .month_first = is_month_first(language),
    };
}

/* ---- reading ---- */

struct reader {
    const struct cp_dates *dates;
    const char *p, *end;
};

/* 0 to 9, or -1. */
static int
digit_of(uint32_t c)
{
    static const uint32_t zeros[] = { 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10 };

    if (c < 0x80)
        return c - '0' < 10 ? (int)(c - '0') : -1;
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (c >= zeros[i] && c <= zeros[i] + 9)
            return (int)(c - zeros[i]);
    return -1;
}

static uint32_t
peek(const struct reader *r, const char **next)
{
    uint32_t c = 0;

    *next = r->p;
    if (r->p < r->end)
        *next = cp_utf8_next(r->p, r->end, &c);
    return c;
}

/* Up to `most` digits; how many there were. One more behind them makes it none. */
static int
take_number(struct reader *r, int most, int *value)
{
    const char *next;
    int n = 0, d;

    for (*value = 0; n < most && (d = digit_of(peek(r, &next))) >= 0; n++) {
        *value = *value * 10 + d;
        r->p = next;
    }
    return digit_of(peek(r, &next)) >= 0 ? 0 : n;
}

static bool
take(struct reader *r, uint32_t wanted)
{
    const char *next;

    if (r->p == r->end || peek(r, &next) != wanted)
        return false;
    r->p = next;
    return true;
}

static void
skip_spaces(struct reader *r)
{
    const char *next;
    uint32_t c = peek(r, &next);

    while (r->p < r->end && (cp_utf8_is_space(c) || cp_utf8_is_invisible(c))) {
        r->p = next;
        c = peek(r, &next);
    }
}

/* Number of the month that a word names; 0 if it is none. */
static int
month_of(const struct cp_dates *dates, const char *p, size_t n)
{
    static const char numbers[] = "1\0" "2\0" "3\0" "4\0" "5\0" "6\0" "7\0" "8\0" "9\0"
                                  "10\0" "11\0" "12";
    char word[MONTH_BYTES + 4];
    const char *number = numbers;

    if (!cp_list_has_tagged(dates->months, (struct cp_slice){ p, n }))
        return 0;
    memcpy(word, p, n);
    word[n] = ':';
    for (int month = 1; month <= 12; month++) {
        size_t digits = strlen(number);

        memcpy(word + n + 1, number, digits);
        if (cp_list_has(dates->months, (struct cp_slice){ word, n + 1 + digits }))
            return month;
        number += digits + 1;
    }
    return 0;
}

bool
cp_dates_is_month(const struct cp_dates *dates, struct cp_slice lower)
{
    return lower.n <= MONTH_BYTES && month_of(dates, lower.p, lower.n) > 0;
}

static int
take_month(struct reader *r)
{
    char word[MONTH_BYTES];
    const char *from = r->p, *next;
    size_t n = 0;
    uint32_t c;
    int month;

    if (r->p == r->end || !cp_list_may_start(r->dates->months, r->p, r->end))
        return 0;
    c = peek(r, &next);
    while (r->p < r->end && cp_utf8_is_word(c) && digit_of(c) < 0 && n + 4 <= sizeof word) {
        n += cp_utf8_put(word + n, cp_utf8_lower(c));
        r->p = next;
        c = peek(r, &next);
    }
    month = n ? month_of(r->dates, word, n) : 0;
    if (!month)
        r->p = from;
    else
        take(r, '.');
    return month;
}

/* ---- the time of day ---- */

static void
take_zone(struct reader *r, struct cp_date *date)
{
    const char *from = r->p, *next;
    int hours, minutes = 0, sign = 1;
    uint32_t c;

    skip_spaces(r);
    c = peek(r, &next);
    if (c == 'Z' || c == 'z' ||
        cp_slice_starts_nocase((struct cp_slice){ r->p, (size_t)(r->end - r->p) },
                               CP_LIT("GMT")) ||
        cp_slice_starts_nocase((struct cp_slice){ r->p, (size_t)(r->end - r->p) },
                               CP_LIT("UTC"))) {
        r->p = c == 'Z' || c == 'z' ? next : r->p + 3;
        date->has_zone = true;
        return;
    }
    if (c == '-' || c == 0x2212)
        sign = -1;
    if (sign > 0 && c != '+') {
        r->p = from;
        return;
    }
    r->p = next;
    switch (take_number(r, 4, &hours)) {
    case 4:
        minutes = hours % 100;
        hours /= 100;
        break;
    case 2:
        if (take(r, ':') && take_number(r, 2, &minutes) != 2)
            hours = 99;
        break;
    default:
        hours = 99;
    }
    if (hours > 14 || minutes > 59) {
        r->p = from;
        return;
    }
    date->has_zone = true;
    date->zone_minutes = (int16_t)(sign * (hours * 60 + minutes));
}

/* "T08:30:15.123+02:00", " 08:30", ", 8:30 pm". Leaves the date alone if there is none. */
static void
take_time(struct reader *r, struct cp_date *date)
{
    const char *from = r->p;
    int hour, minute, second = -1, fraction;

    if (!take(r, 'T'))
        take(r, 't');
    take(r, ',');
    skip_spaces(r);
    if (!take_number(r, 2, &hour) || !take(r, ':') || take_number(r, 2, &minute) != 2 ||
        hour > 23 || minute > 59) {
        r->p = from;
        return;
    }
    if (take(r, ':') && (take_number(r, 2, &second) != 2 || second > 60)) {
        r->p = from;
        return;
    }
    if (take(r, '.') || take(r, ','))
        take_number(r, 9, &fraction);
    from = r->p;
    skip_spaces(r);
    if (cp_slice_starts_nocase((struct cp_slice){ r->p, (size_t)(r->end - r->p) },
                               CP_LIT("pm")) && hour < 12)
        hour += 12;
    else if (cp_slice_starts_nocase((struct cp_slice){ r->p, (size_t)(r->end - r->p) },
                                    CP_LIT("am")))
        hour = hour == 12 ? 0 : hour;
    else
        r->p = from;
    date->hour = (int8_t)hour;
    date->minute = (int8_t)minute;
    date->second = (int8_t)second;
    take_zone(r, date);
}

/* ---- the shapes of a date ---- */

static int
days_in(int year, int month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        return 29;
    return days[month - 1];
}

static bool
is_date(const struct cp_dates *dates, const struct cp_date *d)
{
    int number = d->year * 10000 + (d->month ? d->month : 1) * 100 + (d->day ? d->day : 1);

    return d->year >= YEAR_LEAST && d->month <= 12 && (d->month || !d->day) &&
           (!d->day || d->day <= days_in(d->year, d->month)) && number <= dates->last;
}

static bool
set(const struct reader *r, struct cp_date *d, int year, int month, int day)
{
    *d = (struct cp_date){ .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day,
                           .hour = -1, .minute = -1, .second = -1 };
    return year <= 9999 && month >= 0 && month <= 12 && day >= 0 && day <= 31 &&
           is_date(r->dates, d);
}

/* The sign that stands behind a number in Chinese or Japanese (its Korean one is a word). */
static bool
take_sign(struct reader *r, uint32_t han, uint32_t hangul)
{
    const char *from = r->p;

    skip_spaces(r);
    if (take(r, han) || take(r, hangul)) {
        skip_spaces(r);
        return true;
    }
    r->p = from;
    return false;
}

/* Behind a year: "-05-17", "/5/17", "年5月17日", ". 5. 17", " May 17". A year alone counts too. */
static bool
take_from_year(struct reader *r, int year, struct cp_date *d)
{
    const char *from = r->p;
    uint32_t mark;
    const char *next;
    int month, day;

    if (take_sign(r, 0x5E74, 0xB144)) {
        if (!take_number(r, 2, &month) || !take_sign(r, 0x6708, 0xC6D4))
            return false;
        from = r->p;
        if (!take_number(r, 2, &day) || !take_sign(r, 0x65E5, 0xC77C)) {
            r->p = from;
            day = 0;
        }
        return set(r, d, year, month, day);
    }
    mark = peek(r, &next);
    if (mark == '-' || mark == '/' || mark == '.' || mark == 0x2010 || mark == 0x2011) {
        r->p = next;
        if (mark == '.')
            skip_spaces(r);
        if (take_number(r, 2, &month)) {
            from = r->p;
            if (take(r, mark)) {
                if (mark == '.')
                    skip_spaces(r);
                if (take_number(r, 2, &day))
                    return set(r, d, year, month, day);
            }
            r->p = from;
            return mark == '-' && set(r, d, year, month, 0);
        }
        if ((month = take_month(r))) {
            take(r, mark);
            skip_spaces(r);
            if (take_number(r, 2, &day))
                return set(r, d, year, month, day);
        }
        r->p = from;
    }
    skip_spaces(r);
    take(r, ',');
    skip_spaces(r);
    if ((month = take_month(r))) {
        skip_spaces(r);
        if (take_number(r, 2, &day)) {
            take(r, '.');
            return set(r, d, year, month, day);
        }
    }
    r->p = from;
    return set(r, d, year, 0, 0);
}

/* Each of the words once, in their order; they are in lower case. */
static void
skip_words(struct reader *r, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n && r->p < r->end; i++)
        if (cp_lower((unsigned char)*r->p) == (unsigned char)*words[i] &&
            cp_slice_starts_nocase((struct cp_slice){ r->p, (size_t)(r->end - r->p) },
                                   cp_slice_of(words[i])))
            r->p += strlen(words[i]);
}

/* A year behind a day and a month: "2024", "'24", "of 2024". */
static bool
take_year(struct reader *r, int *year)
{
    static const char *const links[] = { "de ", "del ", "of ", "do ", "г. " };
    int n;

    if (take(r, ','))
        skip_spaces(r);
    skip_words(r, links, sizeof links / sizeof *links);
    skip_spaces(r);
    n = take_number(r, 4, year);
    if (*year >= BUDDHIST_LEAST && *year < BUDDHIST_LEAST + 100)
        *year -= 543;
    return n == 4;
}

static int
full_year(int n, int year)
{
    if (n == 4)
        return year;
    return n == 2 ? year + (year < 70 ? 2000 : 1900) : 0;
}

/* 17.5.2024, 17/05/24, 5/17/2024. */
static bool
take_numbers(struct reader *r, int first, struct cp_date *d)
{
    const char *next;
    uint32_t mark = peek(r, &next);
    int second, year, n;
    bool month_first;

    if (mark != '.' && mark != '/' && mark != '-')
        return false;
    r->p = next;
    skip_spaces(r);
    if (!take_number(r, 2, &second) || !take(r, mark))
        return false;
    skip_spaces(r);
    n = take_number(r, 4, &year);
    /* "28.09.1912:34" is a year with the hour right behind it. */
    if (n == 4 && r->p < r->end && *r->p == ':') {
        r->p -= 2;
        year /= 100;
        n = 2;
    }
    year = full_year(n, year);
    if (!year || (n == 2 && mark == '-'))
        return false;
    month_first = first > 12 ? false : second > 12 || (mark != '.' && r->dates->month_first);
    return month_first ? set(r, d, year, first, second) : set(r, d, year, second, first);
}

/* Behind a day: ". Mai 2024", "th of May, 2024", " de mayo de 2024", "-May-24". */
static bool
take_from_day(struct reader *r, int day, struct cp_date *d)
{
    static const char *const links[] = { "st ", "nd ", "rd ", "th ", "er ", "º ", "° ",
                                         "ος ", "of ", "de ", "di ", "d'", "d’", "-й ", "-a " };
    bool numbered;
    int month, year;

    take(r, '.');
    skip_spaces(r);
    take(r, '-');
    skip_words(r, links, sizeof links / sizeof *links);
    skip_spaces(r);
    numbered = cp_slice_starts_nocase((struct cp_slice){ r->p, (size_t)(r->end - r->p) },
                                      CP_LIT("tháng "));   /* Vietnamese counts its months */
    if (numbered)
        r->p += strlen("tháng ");
    month = take_month(r);
    if (!month && numbered)
        take_number(r, 2, &month);
    if (!month)
        return false;
    take(r, '-');
    skip_spaces(r);
    return take_year(r, &year) && set(r, d, year, month, day);
}

/* Behind a month: " 17, 2024", " 17th 2024", " 2024". */
static bool
take_from_month(struct reader *r, int month, struct cp_date *d)
{
    static const char *const ends[] = { "st", "nd", "rd", "th", "." };
    int day, year, n;

    take(r, ',');
    skip_spaces(r);
    n = take_number(r, 4, &day);
    if (n == 4)
        return set(r, d, day, month, 0);
    if (n == 0 || n == 3)
        return take_year(r, &year) && set(r, d, year, month, 0);
    skip_words(r, ends, sizeof ends / sizeof *ends);
    skip_spaces(r);
    return take_year(r, &year) && set(r, d, year, month, day);
}

/* 20240517 and 20240517T0830Z. */
static bool
take_compact(struct reader *r, struct cp_date *d)
{
    int number;

    return take_number(r, 8, &number) == 8 &&
           set(r, d, number / 10000, number / 100 % 100, number % 100);
}

static bool
take_date_from_digit(struct reader *r, struct cp_date *d)
{
    const char *from = r->p;
    int number, n;

    if (take_compact(r, d))
        return true;
    r->p = from;
    n = take_number(r, 4, &number);
    if (n == 4)
        return take_from_year(r, number, d);
    if (n == 0 || n == 3)
        return false;
    from = r->p;
    if (take_numbers(r, number, d))
        return true;
    r->p = from;
    return take_from_day(r, number, d);
}

static bool
take_date(struct reader *r, struct cp_date *d)
{
    const char *next;
    int month;

    if (digit_of(peek(r, &next)) >= 0) {
        if (!take_date_from_digit(r, d))
            return false;
    } else {
        month = take_month(r);
        if (!month || !take_from_month(r, month, d))
            return false;
    }
    if (d->day)
        take_time(r, d);
    return true;
}

/* Behind the last byte that may be of a digit, for no date begins behind it: those of other
 * scripts begin with D9 or more. */
static const char *
digits_end(struct cp_slice text)
{
    size_t n = text.n;

    while (n >= 8 && !cp_has_digit_of_eight(text.p + n - 8))
        n -= 8;
    while (n > 0 && !cp_is_digit((unsigned char)text.p[n - 1]) &&
           (unsigned char)text.p[n - 1] < 0xD9)
        n--;
    return n ? text.p + n : text.p;
}

/* A date begins where a word does. */
bool
cp_dates_find(const struct cp_dates *dates, struct cp_slice text, struct cp_date *date,
              size_t *at, size_t *end)
{
    struct reader r = { dates, text.p, text.n ? text.p + text.n : text.p };
    const char *last = digits_end(text);
    bool in_word = false;

    while (r.p < last) {
        const char *from = r.p, *next;
        uint32_t c = peek(&r, &next);
        bool word = cp_utf8_is_word(c) && (c < 0x80 || !cp_utf8_is_unspaced(c));

        if (word && !in_word && take_date(&r, date)) {
            *at = (size_t)(from - text.p);
            *end = (size_t)(r.p - text.p);
            return true;
        }
        in_word = word;
        r.p = next;
    }
    return false;
}

bool
cp_dates_read(const struct cp_dates *dates, struct cp_slice text, struct cp_date *date)
{
    size_t at, end, digits = 0;
    int64_t seconds = 0;

    text = cp_slice_trim(text);
    while (digits < text.n && digits < 14 && cp_is_digit((unsigned char)text.p[digits]))
        seconds = seconds * 10 + text.p[digits++] - '0';
    if (digits == text.n && (digits == 10 || digits == 13)) {
        struct reader r = { dates, NULL, NULL };
        int day;

        seconds = digits == 13 ? seconds / 1000 : seconds;
        day = calendar_day(seconds / DAY_S);
        return set(&r, date, day / 10000, day / 100 % 100, day % 100);
    }
    return cp_dates_find(dates, text, date, &at, &end);
}

/* ---- writing ---- */

static void
put_two(struct cp_buf *out, char before, int number)
{
    cp_buf_putc(out, before);
    cp_buf_putc(out, (char)('0' + number / 10));
    cp_buf_putc(out, (char)('0' + number % 10));
}

void
cp_date_put(struct cp_buf *out, const struct cp_date *date)
{
    int zone = date->zone_minutes < 0 ? -date->zone_minutes : date->zone_minutes;

    cp_buf_put_u64(out, (uint64_t)date->year);
    if (date->month)
        put_two(out, '-', date->month);
    if (date->day)
        put_two(out, '-', date->day);
    if (date->hour < 0)
        return;
    put_two(out, 'T', date->hour);
    put_two(out, ':', date->minute);
    if (date->second >= 0)
        put_two(out, ':', date->second);
    if (!date->has_zone)
        return;
    if (!zone) {
        cp_buf_putc(out, 'Z');
        return;
    }
    put_two(out, date->zone_minutes < 0 ? '-' : '+', zone / 60);
    put_two(out, ':', zone % 60);
}
