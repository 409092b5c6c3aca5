/*
 * Filters of a corpus: whether the text of a page is one that a collection should have.
 *
 * Where each of them comes from, and where it differs from there, is told in docs/corpus.md;
 * the numbers and their sources are in rules/corpus.rules.
 */
#ifndef CP_CORPUS_FILTERS_H
#define CP_CORPUS_FILTERS_H

#include "corpus/language.h"
#include "corpus/text.h"

enum cp_filter {
    CP_FILTER_NONE,
#define CP_FILTER(id, name) CP_FILTER_##id,
#include "corpus/filters.def"
#undef CP_FILTER
    CP_FILTER_COUNT
};

/* "min-words"; "" for CP_FILTER_NONE. */
const char *cp_filter_name(enum cp_filter filter);

struct cp_corpus_limits {
#define CP_CORPUS_LIMIT(field, name) double field;
#include "corpus/limits.def"
#undef CP_CORPUS_LIMIT
};

/* Name i of the numbers and its place in `limits`; NULL past the last. */
const char *cp_corpus_limit(struct cp_corpus_limits *limits, size_t i, double **place);

/* Which filters are asked. */
struct cp_corpus_wishes {
    const char *languages;     /* "en,de"; NULL: any */
    long min_words, max_words; /* 0: not asked */
    bool repetition, quality, c4;
};

#define CP_CORPUS_DETAIL_MAX 160

/* Which filter a text does not pass, and why: "mean word length 11.3 > 10". */
struct cp_corpus_verdict {
    enum cp_filter filter;
    char detail[CP_CORPUS_DETAIL_MAX];
};

/* What the filters stand on. The table of n-grams is made for a text and kept for the next. A
 * zeroed one may be cleared. */
struct cp_corpus {
    struct cp_corpus_wishes wishes;
    struct cp_corpus_limits limits;
    struct cp_corpus_words words;
    struct cp_corpus_grams {
        struct cp_corpus_gram {
            uint64_t hash; /* 0: none */
            uint32_t count;
        } * table;
        size_t room, most; /* of the text at hand, a power of two; of all so far */
    } grams;
};

/*
 * The first filter that the text does not pass, if any. `declared` is the language that the
 * page declares, or NULL: it counts where the text does not tell. False without memory.
 */
bool cp_corpus_judge(struct cp_corpus *corpus, const struct cp_corpus_text *text,
                     const char *declared, struct cp_corpus_verdict *verdict);
void cp_corpus_end(struct cp_corpus *corpus);

/* ------------------------------------------------------------------ the filters */

/* After Rae et al. 2021, table A1. False without memory. */
bool cp_corpus_repetition(struct cp_corpus *corpus, const struct cp_corpus_text *text,
                          struct cp_corpus_verdict *verdict);
/* After Rae et al. 2021, A.1.1; `language` of the text or NULL. */
void cp_corpus_quality(const struct cp_corpus *corpus, const struct cp_corpus_text *text,
                       const char *language, struct cp_corpus_verdict *verdict);
/* After Raffel et al. 2020, 2.2. */
void cp_corpus_c4(const struct cp_corpus *corpus, const struct cp_corpus_text *text,
                  struct cp_corpus_verdict *verdict);

/* Turns the text away, unless that was done already, if the value is above or below the limit.
 */
void cp_corpus_above(struct cp_corpus_verdict *verdict, enum cp_filter filter, const char *what,
                     double value, double limit);
void cp_corpus_below(struct cp_corpus_verdict *verdict, enum cp_filter filter, const char *what,
                     double value, double limit);
void cp_corpus_turn_away(struct cp_corpus_verdict *verdict, enum cp_filter filter,
                         const char *what);

#endif
