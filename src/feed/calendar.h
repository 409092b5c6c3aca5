/* Days of the Gregorian calendar, which is taken to have held ever since. */
#ifndef CP_FEED_CALENDAR_H
#define CP_FEED_CALENDAR_H

#include <stdint.h>

/* Days since 1970-01-01. */
int64_t cp_days_of(int year, int month, int day);

int cp_days_in_month(int year, int month);

/* The date of so many days since 1970-01-01. */
void cp_date_of(int64_t days, int *year, int *month, int *day);

#endif
