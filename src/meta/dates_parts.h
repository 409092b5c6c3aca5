/* The parts that dates.c puts dates together from: numbers, months by name, the time of day. */
#ifndef CP_META_DATES_PARTS_H
#define CP_META_DATES_PARTS_H

#include "meta/dates.h"

/* A text and how far it is read. */
struct cp_date_reader {
    const struct cp_dates *dates;
    const char *p, *end;
};

/* 0 to 9, of any script that pages write dates in, or -1. */
int cp_date_digit(uint32_t c);

/* The character at hand, 0 at the end; *next is the place behind it. */
uint32_t cp_date_peek(const struct cp_date_reader *r, const char **next);

/* Those that take move on by what they take, and stay where it is not there. */

/* Up to `most` digits; how many there were. One more behind them makes it none. */
int cp_date_take_number(struct cp_date_reader *r, int most, int *value);
bool cp_date_take(struct cp_date_reader *r, uint32_t wanted);
void cp_date_skip_spaces(struct cp_date_reader *r);

/* The number of a month by its name; 0 if none is there. */
int cp_date_take_month(struct cp_date_reader *r);

/* "T08:30:15.123+02:00", " 08:30", ", 8:30 pm". Leaves the date alone if there is none. */
void cp_date_take_time(struct cp_date_reader *r, struct cp_date *date);
#endif
