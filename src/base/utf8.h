/*
 * UTF-8 and the few facts about characters that cleaning needs.
 *
 * Nothing here looks at the locale. The decoded page is valid UTF-8, so the fast decoder
 * may trust it; cp_utf8_next never reads past `end` even if it is not.
 */
#ifndef CP_BASE_UTF8_H
#define CP_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

#define CP_REPLACEMENT 0xFFFDu

/* cp_utf8_next for a byte that is no ASCII. */
const char *cp_utf8_next_wide(const char *p, const char *end, uint32_t *c);

/* Decodes one character at p < end into *c and returns the place after it. A bad sequence
 * gives U+FFFD and advances past its maximal valid part (one byte at least). */
static inline const char *
cp_utf8_next(const char *p, const char *end, uint32_t *c)
{
    if (*p & 0x80)
        return cp_utf8_next_wide(p, end, c);
    *c = (unsigned char)*p;
    return p + 1;
}

/* Writes c as 1 to 4 bytes to `out` and returns how many; what is no scalar value is written
 * as U+FFFD. */
size_t cp_utf8_put(char *out, uint32_t c);

/* Offset of the first byte that is not valid UTF-8, or n. ASCII goes 32 bytes at a time. */
size_t cp_utf8_valid_prefix(const char *p, size_t n);

/* A copy in the arena that is valid UTF-8, each bad sequence as U+FFFD; p NULL without memory.
 */
struct cp_slice cp_utf8_keep(struct cp_arena *arena, struct cp_slice text);

/* Unicode characters in a valid slice. */
size_t cp_utf8_count(const char *p, size_t n);

/* The answers of the next four for what is no ASCII. */
uint32_t cp_utf8_lower_wide(uint32_t c);
bool cp_utf8_is_word_wide(uint32_t c);
bool cp_utf8_is_space_wide(uint32_t c);
bool cp_utf8_is_invisible_wide(uint32_t c);

/* Simple lower case of Latin, Greek, Cyrillic, Armenian and full-width letters; others come
 * back unchanged. */
static inline uint32_t
cp_utf8_lower(uint32_t c)
{
    if (c >= 0x80)
        return cp_utf8_lower_wide(c);
    return c - 'A' < 26 ? c | 0x20 : c;
}

/* A letter, digit or mark of any script: what belongs to a word. Not a variation selector. */
static inline bool
cp_utf8_is_word(uint32_t c)
{
    if (c >= 0x80)
        return cp_utf8_is_word_wide(c);
    return c - '0' < 10 || (c | 0x20) - 'a' < 26;
}

/* Scripts written without spaces between words (Han, Kana, Thai, Lao, Khmer, Burmese, Tibetan):
 * each such character is measured as one word in cp_* word counts. */
bool cp_utf8_is_unspaced(uint32_t c);

/* A letter that cp_utf8_lower changes. */
bool cp_utf8_is_upper(uint32_t c);

/* White space as a reader sees it: ASCII space, NBSP, U+1680, 2000-200A, 2028, 2029, 202F,
 * 205F, 3000. Not the zero-width ones. */
static inline bool
cp_utf8_is_space(uint32_t c)
{
    if (c >= 0x80)
        return cp_utf8_is_space_wide(c);
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

/* Shows nothing at all: soft hyphen, zero-width space, joiners and marks, BOM. */
static inline bool
cp_utf8_is_invisible(uint32_t c)
{
    return c >= 0x80 && cp_utf8_is_invisible_wide(c);
}

/* Columns a terminal gives the character: 0, 1 or 2. Source: East Asian Width of the
 * Unicode version that utf8_data.h names; an ambiguous character has 1. */
int cp_utf8_width(uint32_t c);

#endif
