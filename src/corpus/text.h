/*
 * A text as the corpus filters see it: its words as numbers, and its lines.
 *
 * A word is a run of letters, digits and marks; of scripts written without spaces, one
 * character, as everywhere in cleanpage. Lines that are empty do not count; a paragraph is a
 * run of lines with none of these between.
 */
#ifndef CP_CORPUS_TEXT_H
#define CP_CORPUS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct cp_corpus_line {
    struct cp_slice text; /* without white space at its ends; never empty */
    size_t words;
    size_t chars;  /* Unicode characters */
    uint64_t hash; /* of its bytes */
    bool begins;   /* a paragraph */
};

/* A zeroed one is empty and may be cleared. What one text needed is kept for the next. */
struct cp_corpus_text {
    struct cp_slice bytes;
    size_t words;     /* all of them */
    size_t unspaced;  /* of these, of scripts without spaces */
    size_t n;         /* the first of them, CP_CORPUS_WORDS_MAX at most, lie in: */
    uint64_t *hashes; /* without case; equal for equal words */
    uint16_t *chars;  /* Unicode characters of each */
    struct cp_corpus_line *lines;
    size_t n_lines;
    size_t word_room, line_room;
};

/* Reads valid UTF-8, which must outlive its use. False without memory. */
bool cp_corpus_read(struct cp_corpus_text *t, struct cp_slice text);
void cp_corpus_clear(struct cp_corpus_text *t);

/* The number that a word has in `hashes`. */
uint64_t cp_corpus_hash(struct cp_slice word);

/* Spreads every bit over all others. */
uint64_t cp_corpus_stir(uint64_t h);

#endif
