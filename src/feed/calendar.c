#include "feed/calendar.h"

/* Years are counted from March, so that the leap day comes last. */
int64_t
cp_days_of(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1, m = (month + 9) % 12;

    return y * 365 + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + day - 1 - 719468;
}

int
cp_days_in_month(int year, int month)
{
    if (month == 12)
        return 31;
    return (int)(cp_days_of(year, month + 1, 1) - cp_days_of(year, month, 1));
}

void
cp_date_of(int64_t days, int *year, int *month, int *day)
{
    int64_t y = 1970 + (days < 0 ? days / 365 - 1 : days / 366);

    /* The guess is early, by a year for each few hundred years. */
    while (cp_days_of((int)y + 1, 1, 1) <= days)
        y++;
    *year = (int)y;
    *month = 1;
    while (*month < 12 && cp_days_of(*year, *month + 1, 1) <= days)
        ++*month;
    *day = (int)(days - cp_days_of(*year, *month, 1)) + 1;
}
