/*
 * Words as numbers.
 *
 * A word is a run of letters, digits and marks; of scripts written without spaces, one
 * character. Its number is a hash without case, so that titles, headings and repeated
 * text compare without touching their letters again.
 */
#ifndef CP_MEASURE_WORDS_H
#define CP_MEASURE_WORDS_H

#include "base/slice.h"

/* FNV-1a over lower-case characters, so that it can grow one at a time. */
#define CP_WORD_START 2166136261u

static inline uint32_t
cp_word_add(uint32_t hash, uint32_t c)
{
    return (hash ^ c) * 16777619u;
}

/* The words of valid UTF-8, at most max of them; returns how many were written. */
size_t cp_words_of(struct cp_slice text, uint32_t *words, size_t max);

/* How many of a's words are in b; both short (the work is their product). */
size_t cp_words_shared(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b);

#endif
