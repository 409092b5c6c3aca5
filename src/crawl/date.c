#include "crawl/date.h"

/* What was found of a date; -1: nothing yet. */
struct parts {
    int day, month, year;
    int second_of_day;
};

static const char *const MONTHS[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                      "jul", "aug", "sep", "oct", "nov", "dec" };

/* The number that the word is; -1 if it is none of so many digits at most. */
static int
number(struct cp_slice word, size_t digits_max)
{
    int n = 0;
    size_t i;

    if (word.n == 0 || word.n > digits_max)
        return -1;
    for (i = 0; i < word.n; i++) {
        if (!cp_is_digit((unsigned char)word.p[i]))
            return -1;
        n = n * 10 + (word.p[i] - '0');
    }
    return n;
}

static int
month_of(struct cp_slice word)
{
    int i;

    for (i = 0; i < 12; i++)
        if (cp_slice_eq_nocase(word, cp_slice_of(MONTHS[i])))
            return i + 1;
    return -1;
}

/* "08:49:37"; a leap second counts as the one before it. */
static int
clock_of(struct cp_slice word)
{
    int hour, minute, second;

    if (word.n != 8 || word.p[2] != ':' || word.p[5] != ':')
        return -1;
    hour = number((struct cp_slice){ word.p, 2 }, 2);
    minute = number((struct cp_slice){ word.p + 3, 2 }, 2);
    second = number((struct cp_slice){ word.p + 6, 2 }, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return -1;
    return hour * 3600 + minute * 60 + (second < 60 ? second : 59);
}

/* Of two digits, what is below 70 is of this century: nothing is dated before Unix time begins.
 */
static int
year_of(struct cp_slice word)
{
    int year = number(word, 4);

    if (year < 0 || word.n == 3)
        return -1;
    if (word.n == 2)
        return year < 70 ? 2000 + year : 1900 + year;
    return year;
}

static void
take_word(struct parts *found, struct cp_slice word)
{
    if (found->month < 0 && month_of(word) > 0)
        found->month = month_of(word);
    else if (found->second_of_day < 0 && clock_of(word) >= 0)
        found->second_of_day = clock_of(word);
    else if (found->day < 0 && word.n <= 2 && number(word, 2) > 0)
        found->day = number(word, 2);
    else if (found->year < 0 && year_of(word) >= 0)
        found->year = year_of(word);
}

static bool
is_separator(char c)
{
    return cp_is_space((unsigned char)c) || c == ',' || c == '-';
}

/* Days from 1970-01-01, with years that begin in March, so that the leap day is the last. */
static int64_t
days_of(const struct parts *d)
{
    int64_t year = d->year - (d->month <= 2);
    int64_t day_of_year = (153 * (d->month + (d->month > 2 ? -3 : 9)) + 2) / 5 + d->day - 1;

    return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719468;
}

bool
cp_http_date(struct cp_slice value, int64_t *seconds)
{
    struct parts found = { -1, -1, -1, -1 };
    size_t i = 0;

    while (i < value.n) {
        size_t start = i;

        while (i < value.n && !is_separator(value.p[i]))
            i++;
        take_word(&found, (struct cp_slice){ value.p + start, i - start });
        i++;
    }
    if (found.day < 1 || found.day > 31 || found.month < 0 || found.year < 0 ||
        found.second_of_day < 0)
        return false;
    *seconds = days_of(&found) * 86400 + found.second_of_day;
    return true;
}
