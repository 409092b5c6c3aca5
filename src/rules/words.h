/*
 * A block of text or a phrase as the words it is compared by.
 *
 * Letters are lower-cased, everything that is no letter, digit or mark only separates words:
 * bullets, icons, quotes, brackets, dashes and punctuation do not count, but for a colon, which
 * tells "Share: this" from "share this". Apostrophes vanish ("don't" is "dont"), and so do the
 * separators of a number ("1,234"). A character of a script without spaces (Han, Kana, Thai
 * ...) is a word by itself. Full-width ASCII is taken as ASCII.
 */
#ifndef CP_RULES_WORDS_H
#define CP_RULES_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/slice.h"

struct cp_word {
    uint32_t hash;      /* of the bytes */
    uint16_t at, n;     /* bytes in cp_words.text */
    bool number;        /* digits, and at most one k, m or b behind them ("1.2K") */
    bool colon;         /* a colon follows, which a phrase may insist on */
};

struct cp_words {
    struct cp_word v[CP_PHRASE_WORDS_MAX];
    uint32_t n;
    uint64_t bits;      /* cp_word_bit of each */
    bool unspaced;      /* has words of scripts without spaces */
    uint32_t n_text;
    char text[CP_PHRASE_TEXT_MAX];
};

/* False if the text has more than max_words words, or folds to more than CP_PHRASE_TEXT_MAX
 * bytes; what is in *w is then of no use. */
bool cp_words_fold(struct cp_words *w, struct cp_slice text, uint32_t max_words);

/* Stands for any number where a hash stands for a word. */
#define CP_NUMBER_HASH 0x23232323u

/* The hash of one word more, for the hash of a sequence; start with 0. */
static inline uint32_t
cp_words_hash_step(uint32_t h, uint32_t word)
{
    h = (h ^ word) * 0x9E3779B1u;
    return h ^ h >> 15;
}

/* The hash of two words in a row. */
static inline uint32_t
cp_words_hash_pair(uint32_t before, uint32_t word)
{
    return cp_words_hash_step(cp_words_hash_step(2, before), word);
}

/* One of 64 bits, for sets of words that may be too large by chance. */
static inline uint64_t
cp_word_bit(uint32_t hash)
{
    return (uint64_t)1 << (hash & 63);
}

#endif
