/* Dates as they are written: ISO 8601 and that of mail. */
#include "feed/calendar.h"
#include "feed/dates.h"

static void
put_digits(struct cp_buf *out, int64_t v, unsigned n)
{
    char digits[20];

    for (unsigned i = n; i-- > 0; v /= 10)
        digits[i] = (char)('0' + v % 10);
    cp_buf_put(out, digits, n);
}

/* Days since 1970, rounded towards the past. */
static int64_t
days_since(int64_t seconds)
{
    return seconds >= 0 ? seconds / 86400 : -((86399 - seconds) / 86400);
}

static void
put_time(struct cp_buf *out, int64_t second_of_day)
{
    put_digits(out, second_of_day / 3600, 2);
    cp_buf_putc(out, ':');
    put_digits(out, second_of_day / 60 % 60, 2);
    cp_buf_putc(out, ':');
    put_digits(out, second_of_day % 60, 2);
}

void
cp_feed_date_put(struct cp_buf *out, const struct cp_feed_date *date)
{
    int64_t days = days_since(date->seconds);
    int year, month, day;

    cp_date_of(days, &year, &month, &day);
    put_digits(out, year, 4);
    cp_buf_putc(out, '-');
    put_digits(out, month, 2);
    cp_buf_putc(out, '-');
    put_digits(out, day, 2);
    if (!date->has_time)
        return;
    cp_buf_putc(out, 'T');
    put_time(out, date->seconds - days * 86400);
    cp_buf_putc(out, 'Z');
}

void
cp_feed_date_put_rfc822(struct cp_buf *out, const struct cp_feed_date *date)
{
    static const char day_names[7][6] = { "Sun, ", "Mon, ", "Tue, ", "Wed, ",
                                          "Thu, ", "Fri, ", "Sat, " };
    static const char month_names[12][6] = { " Jan ", " Feb ", " Mar ", " Apr ",
                                             " May ", " Jun ", " Jul ", " Aug ",
                                             " Sep ", " Oct ", " Nov ", " Dec " };
    int64_t days = days_since(date->seconds);
    int year, month, day;

    cp_date_of(days, &year, &month, &day);
    cp_buf_puts(out, day_names[((days + 4) % 7 + 7) % 7]);
    put_digits(out, day, 2);
    cp_buf_puts(out, month_names[month - 1]);
    put_digits(out, year, 4);
    cp_buf_putc(out, ' ');
    put_time(out, date->seconds - days * 86400);
    cp_buf_puts(out, " +0000");
}
