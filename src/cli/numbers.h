/* Numbers on the command line, read strictly: all of the text or none of it. */
#ifndef CP_CLI_NUMBERS_H
#define CP_CLI_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

/* Digits alone, from least to most. */
bool cp_parse_count(const char *text, long least, long most, long *n);

/* "2", "0.5": more than nothing, a year at most; all below a millisecond is cut off. */
bool cp_parse_seconds(const char *text, long *ms);

/* "4096", "500k", "20M", "1G": more than nothing; a k is 1,024. */
bool cp_parse_bytes(const char *text, uint64_t *bytes);

#endif
