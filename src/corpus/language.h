/*
 * The language of a text, from the text: by its script, and among the languages of one script
 * by their most frequent words, which rules/corpus.rules lists ("the:en").
 *
 * Frequent words are the oldest way (Ingle 1976, Grefenstette 1995, who compares it with
 * trigrams); a word counts for each of its languages in equal parts. What is told is right for
 * whole paragraphs; of a line or two there may be nothing to tell.
 */
#ifndef CP_CORPUS_LANGUAGE_H
#define CP_CORPUS_LANGUAGE_H

#include "corpus/text.h"

#define CP_CORPUS_TAGS_MAX 64

struct cp_corpus_entry {
    uint64_t hash; /* of the word; 0: none */
    uint64_t tags; /* a set of places */
};

/* Frequent words. A zeroed one has none and may be cleared. */
struct cp_corpus_words {
    char tags[CP_CORPUS_TAGS_MAX][4];
    size_t n_tags;
    struct cp_corpus_entry *table;
    size_t room, n; /* room: a power of two, or 0 */
};

/* "the:en". What has no tag of 2 or 3 letters is passed over; so are tags past the 64th. False
 * without memory. */
bool cp_corpus_words_add(struct cp_corpus_words *words, struct cp_slice tagged);
void cp_corpus_words_clear(struct cp_corpus_words *words);

/* Two or three letters, ISO 639; NULL: the text does not tell. `share` of the words, at least,
 * must be frequent ones of the language, and so many of them. */
const char *cp_corpus_language(const struct cp_corpus_words *words,
                               const struct cp_corpus_text *text, double share, double least);

/* Whether a text can be told to be in the language: its script, or words of it, are known. */
bool cp_corpus_knows(const struct cp_corpus_words *words, struct cp_slice language);

/* How many different frequent words of the language the text has, so many at most; -1: none are
 * known. */
#define CP_CORPUS_FREQUENT_MAX 16
int cp_corpus_frequent(const struct cp_corpus_words *words, const struct cp_corpus_text *text,
                       const char *language);

#endif
