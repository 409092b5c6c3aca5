#include "meta/dates.h"

#include "base/utf8.h"
#include "meta/dates_parts.h"

/* The first pages of the web are of 1991; newspapers give older articles their own dates. */
#define YEAR_LEAST 1850
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
set(const struct cp_date_reader *r, struct cp_date *d, int year, int month, int day)
{
    *d = (struct cp_date){ .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day,
                           .hour = -1, .minute = -1, .second = -1 };
    return year <= 9999 && month >= 0 && month <= 12 && day >= 0 && day <= 31 &&
           is_date(r->dates, d);
}

/* The sign that stands behind a number in Chinese or Japanese (its Korean one is a word). */
static bool
take_sign(struct cp_date_reader *r, uint32_t han, uint32_t hangul)
{
    const char *from = r->p;

    cp_date_skip_spaces(r);
    if (cp_date_take(r, han) || cp_date_take(r, hangul)) {
        cp_date_skip_spaces(r);
        return true;
    }
    r->p = from;
    return false;
}

/* Behind a year: "-05-17", "/5/17", "年5月17日", ". 5. 17", " May 17". A year alone counts too. */
static bool
take_from_year(struct cp_date_reader *r, int year, struct cp_date *d)
{
    const char *from = r->p;
    uint32_t mark;
    const char *next;
    int month, day;

    if (take_sign(r, 0x5E74, 0xB144)) {
        if (!cp_date_take_number(r, 2, &month) || !take_sign(r, 0x6708, 0xC6D4))
            return false;
        from = r->p;
        if (!cp_date_take_number(r, 2, &day) || !take_sign(r, 0x65E5, 0xC77C)) {
            r->p = from;
            day = 0;
        }
        return set(r, d, year, month, day);
    }
    mark = cp_date_peek(r, &next);
    if (mark == '-' || mark == '/' || mark == '.' || mark == 0x2010 || mark == 0x2011) {
        r->p = next;
        if (mark == '.')
            cp_date_skip_spaces(r);
        if (cp_date_take_number(r, 2, &month)) {
            from = r->p;
            if (cp_date_take(r, mark)) {
                if (mark == '.')
                    cp_date_skip_spaces(r);
                if (cp_date_take_number(r, 2, &day))
                    return set(r, d, year, month, day);
            }
            r->p = from;
            return mark == '-' && set(r, d, year, month, 0);
        }
        if ((month = cp_date_take_month(r))) {
            cp_date_take(r, mark);
            cp_date_skip_spaces(r);
            if (cp_date_take_number(r, 2, &day))
                return set(r, d, year, month, day);
        }
        r->p = from;
    }
    cp_date_skip_spaces(r);
    cp_date_take(r, ',');
    cp_date_skip_spaces(r);
    if ((month = cp_date_take_month(r))) {
        cp_date_skip_spaces(r);
        if (cp_date_take_number(r, 2, &day)) {
            cp_date_take(r, '.');
            return set(r, d, year, month, day);
        }
    }
    r->p = from;
    return set(r, d, year, 0, 0);
}

/* Each of the words once, in their order; they are in lower case. */
static void
skip_words(struct cp_date_reader *r, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n && r->p < r->end; i++)
        if (cp_lower((unsigned char)*r->p) == (unsigned char)*words[i] &&
            cp_slice_starts_nocase((struct cp_slice){ r->p, (size_t)(r->end - r->p) },
                                   cp_slice_of(words[i])))
            r->p += strlen(words[i]);
}

/* A year behind a day and a month: "2024", "'24", "of 2024". */
static bool
take_year(struct cp_date_reader *r, int *year)
{
    static const char *const links[] = { "de ", "del ", "of ", "do ", "г. " };
    int n;

    if (cp_date_take(r, ','))
        cp_date_skip_spaces(r);
    skip_words(r, links, sizeof links / sizeof *links);
    cp_date_skip_spaces(r);
    n = cp_date_take_number(r, 4, year);
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
take_numbers(struct cp_date_reader *r, int first, struct cp_date *d)
{
    const char *next;
    uint32_t mark = cp_date_peek(r, &next);
    int second, year, n;
    bool month_first;

    if (mark != '.' && mark != '/' && mark != '-')
        return false;
    r->p = next;
    cp_date_skip_spaces(r);
    if (!cp_date_take_number(r, 2, &second) || !cp_date_take(r, mark))
        return false;
    cp_date_skip_spaces(r);
    n = cp_date_take_number(r, 4, &year);
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
take_from_day(struct cp_date_reader *r, int day, struct cp_date *d)
{
    static const char *const links[] = { "st ", "nd ", "rd ", "th ", "er ", "º ", "° ",
                                         "ος ", "of ", "de ", "di ", "d'", "d’", "-й ", "-a " };
    bool numbered;
    int month, year;

    cp_date_take(r, '.');
    cp_date_skip_spaces(r);
    cp_date_take(r, '-');
    skip_words(r, links, sizeof links / sizeof *links);
    cp_date_skip_spaces(r);
    numbered = cp_slice_starts_nocase((struct cp_slice){ r->p, (size_t)(r->end - r->p) },
                                      CP_LIT("tháng "));   /* Vietnamese counts its months */
    if (numbered)
        r->p += strlen("tháng ");
    month = cp_date_take_month(r);
    if (!month && numbered)
        cp_date_take_number(r, 2, &month);
    if (!month)
        return false;
    cp_date_take(r, '-');
    cp_date_skip_spaces(r);
    return take_year(r, &year) && set(r, d, year, month, day);
}

/* Behind a month: " 17, 2024", " 17th 2024", " 2024". */
static bool
take_from_month(struct cp_date_reader *r, int month, struct cp_date *d)
{
    static const char *const ends[] = { "st", "nd", "rd", "th", "." };
    int day, year, n;

    cp_date_take(r, ',');
    cp_date_skip_spaces(r);
    n = cp_date_take_number(r, 4, &day);
    if (n == 4)
        return set(r, d, day, month, 0);
    if (n == 0 || n == 3)
        return take_year(r, &year) && set(r, d, year, month, 0);
    skip_words(r, ends, sizeof ends / sizeof *ends);
    cp_date_skip_spaces(r);
    return take_year(r, &year) && set(r, d, year, month, day);
}

/* 20240517 and 20240517T0830Z. */
static bool
take_compact(struct cp_date_reader *r, struct cp_date *d)
{
    int number;

    return cp_date_take_number(r, 8, &number) == 8 &&
           set(r, d, number / 10000, number / 100 % 100, number % 100);
}

static bool
take_date_from_digit(struct cp_date_reader *r, struct cp_date *d)
{
    const char *from = r->p;
    int number, n;

    if (take_compact(r, d))
        return true;
    r->p = from;
    n = cp_date_take_number(r, 4, &number);
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
take_date(struct cp_date_reader *r, struct cp_date *d)
{
    const char *next;
    int month;

    if (cp_date_digit(cp_date_peek(r, &next)) >= 0) {
        if (!take_date_from_digit(r, d))
            return false;
    } else {
        month = cp_date_take_month(r);
        if (!month || !take_from_month(r, month, d))
            return false;
    }
    if (d->day)
        cp_date_take_time(r, d);
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
    struct cp_date_reader r = { dates, text.p, text.n ? text.p + text.n : text.p };
    const char *last = digits_end(text);
    bool in_word = false;

    while (r.p < last) {
        const char *from = r.p, *next;
        uint32_t c = cp_date_peek(&r, &next);
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
        struct cp_date_reader r = { dates, NULL, NULL };
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
