#include "meta/dates_parts.h"

#include "base/utf8.h"

/* Letters of a month's name, in bytes. */
#define MONTH_BYTES 48

int
cp_date_digit(uint32_t c)
{
    static const uint32_t zeros[] = { 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10 };

    if (c < 0x80)
        return c - '0' < 10 ? (int)(c - '0') : -1;
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (c >= zeros[i] && c <= zeros[i] + 9)
            return (int)(c - zeros[i]);
    return -1;
}

uint32_t
cp_date_peek(const struct cp_date_reader *r, const char **next)
{
    uint32_t c = 0;

    *next = r->p;
    if (r->p < r->end)
        *next = cp_utf8_next(r->p, r->end, &c);
    return c;
}

int
cp_date_take_number(struct cp_date_reader *r, int most, int *value)
{
    const char *next;
    int n = 0, d;

    for (*value = 0; n < most && (d = cp_date_digit(cp_date_peek(r, &next))) >= 0; n++) {
        *value = *value * 10 + d;
        r->p = next;
    }
    return cp_date_digit(cp_date_peek(r, &next)) >= 0 ? 0 : n;
}

bool
cp_date_take(struct cp_date_reader *r, uint32_t wanted)
{
    const char *next;

    if (r->p == r->end || cp_date_peek(r, &next) != wanted)
        return false;
    r->p = next;
    return true;
}

void
cp_date_skip_spaces(struct cp_date_reader *r)
{
    const char *next;
    uint32_t c = cp_date_peek(r, &next);

    while (r->p < r->end && (cp_utf8_is_space(c) || cp_utf8_is_invisible(c))) {
        r->p = next;
        c = cp_date_peek(r, &next);
    }
}

/* Number of the month that a word names; 0 if it is none. */
static int
month_of(const struct cp_dates *dates, const char *p, size_t n)
{
    static const char numbers[] = "1\0"
                                  "2\0"
                                  "3\0"
                                  "4\0"
                                  "5\0"
                                  "6\0"
                                  "7\0"
                                  "8\0"
                                  "9\0"
                                  "10\0"
                                  "11\0"
                                  "12";
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

int
cp_date_take_month(struct cp_date_reader *r)
{
    char word[MONTH_BYTES];
    const char *from = r->p, *next;
    size_t n = 0;
    uint32_t c;
    int month;

    if (r->p == r->end || !cp_list_may_start(r->dates->months, r->p, r->end))
        return 0;
    c = cp_date_peek(r, &next);
    while (r->p < r->end && cp_utf8_is_word(c) && cp_date_digit(c) < 0 &&
           n + 4 <= sizeof word) {
        n += cp_utf8_put(word + n, cp_utf8_lower(c));
        r->p = next;
        c = cp_date_peek(r, &next);
    }
    month = n ? month_of(r->dates, word, n) : 0;
    if (!month)
        r->p = from;
    else
        cp_date_take(r, '.');
    return month;
}

/* ---- the time of day ---- */

static void
take_zone(struct cp_date_reader *r, struct cp_date *date)
{
    const char *from = r->p, *next;
    int hours, minutes = 0, sign = 1;
    uint32_t c;

    cp_date_skip_spaces(r);
    c = cp_date_peek(r, &next);
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
    switch (cp_date_take_number(r, 4, &hours)) {
    case 4:
        minutes = hours % 100;
        hours /= 100;
        break;
    case 2:
        if (cp_date_take(r, ':') && cp_date_take_number(r, 2, &minutes) != 2)
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

void
cp_date_take_time(struct cp_date_reader *r, struct cp_date *date)
{
    const char *from = r->p;
    int hour, minute, second = -1, fraction;

    if (!cp_date_take(r, 'T'))
        cp_date_take(r, 't');
    cp_date_take(r, ',');
    cp_date_skip_spaces(r);
    if (!cp_date_take_number(r, 2, &hour) || !cp_date_take(r, ':') ||
        cp_date_take_number(r, 2, &minute) != 2 || hour > 23 || minute > 59) {
        r->p = from;
        return;
    }
    if (cp_date_take(r, ':') && (cp_date_take_number(r, 2, &second) != 2 || second > 60)) {
        r->p = from;
        return;
    }
    if (cp_date_take(r, '.') || cp_date_take(r, ','))
        cp_date_take_number(r, 9, &fraction);
    from = r->p;
    cp_date_skip_spaces(r);
    if (cp_slice_starts_nocase((struct cp_slice){ r->p, (size_t)(r->end - r->p) },
                               CP_LIT("pm")) &&
        hour < 12)
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
