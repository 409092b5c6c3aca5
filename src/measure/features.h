/*
 * The work of measuring features, shared by the files that each measure one theme.
 *
 * Every theme is a few sweeps over the node table and the blocks; amounts are floats, for
 * a page has far fewer than 2^24 words. Themes run in the order in which they are declared
 * here: a later one may read what an earlier one wrote.
 */
#ifndef CP_MEASURE_FEATURES_H
#define CP_MEASURE_FEATURES_H

#include "measure/measure.h"

/* Amounts in an element's whole subtree. */
struct cp_tally {
    float words;
    float link_words;
    float prose;       /* words in blocks of prose */
    float density;     /* words of prose less words of links less 1 a block: features_region.c */
    uint32_t blocks;
    uint32_t headings;
    uint32_t images;
    uint32_t inputs;
};

/* Whole numbers whose logarithms are kept at hand. */
#define CP_FEATURE_LOGS 128

struct cp_measuring {
    struct cp_ctx *cx;
    const struct cp_ruleset *rs;
    const struct cp_page *page;
    const struct cp_blocks *blocks;
    const struct cp_meta *meta;
    struct cp_slice url;
    float *v;                  /* rows of CP_FEATURE_COUNT, zeroed by the first theme */
    uint64_t *said;            /* of cp_features, zeroed */
    uint64_t *said_first;      /* the same of the first word alone, zeroed */
    struct cp_tally *tally;    /* per element; zero without blocks */
    uint16_t *depth;           /* per element: elements above it */
    uint16_t *children;        /* per element: child elements */
    float *prose;              /* per block: its words if it is prose, else 0 */
    uint64_t *class_sign;      /* per element with blocks: of its first three class names */
    float words, all_prose;    /* of the page, 1 at least */
    float logs[CP_FEATURE_LOGS];   /* log2(1 + n) */
    uint32_t core;             /* smallest container of 70 % of the prose */
};

static inline float *
cp_feature_row(const struct cp_measuring *m, uint32_t block)
{
    return m->v + (size_t)block * CP_FEATURE_COUNT;
}

/* The tag whose landmark a role is; CP_TAG_UNKNOWN if none. */
enum cp_tag cp_feature_role_tag(struct cp_slice role);

/* Cuts the next run of bytes that are no ASCII marks off the text, to look up in lists. */
bool cp_feature_next_word(struct cp_slice *rest, struct cp_slice *word);

/* log2(1 + n): what counts of an amount is its magnitude. */
float cp_feature_log(float n);

/* The same, of what is a small whole number more often than not. */
static inline float
cp_feature_log_of(const struct cp_measuring *m, float n)
{
    int32_t whole = (int32_t)n;

    return (uint32_t)whole < CP_FEATURE_LOGS && (float)whole == n ? m->logs[whole]
                                                                  : cp_feature_log(n);
}

/* Features that depend on the same thing as those of the block before are copied from its row:
 * those from `first` to `last` of features.def. */
static inline void
cp_feature_copy(float *row, enum cp_feature first, enum cp_feature last)
{
    memcpy(row + first, row + first - CP_FEATURE_COUNT, (last - first + 1u) * sizeof *row);
}

/* Cells of a hash table for so many keys: a power of two, a quarter of them free at least. */
static inline uint32_t
cp_feature_table_size(uint32_t keys)
{
    uint32_t size = 64;

    while (size - size / 4 < keys)
        size *= 2;
    return size;
}

/* a / b; 0 when b is 0. */
static inline float
cp_feature_share(float a, float b)
{
    return b > 0 ? a / b : 0;
}

/* Words per block, as a magnitude. */
static inline float
cp_feature_mean(const struct cp_measuring *m, float words, uint32_t blocks)
{
    return cp_feature_log_of(m, cp_feature_share(words, (float)blocks));
}

void cp_features_text(struct cp_measuring *m);
cleanpage_status cp_features_common(struct cp_measuring *m);
cleanpage_status cp_features_sum(struct cp_measuring *m);   /* fills tally, depth, prose, words */
cleanpage_status cp_features_tree(struct cp_measuring *m);
cleanpage_status cp_features_containers(struct cp_measuring *m);
cleanpage_status cp_features_region(struct cp_measuring *m);
cleanpage_status cp_features_landmarks(struct cp_measuring *m);
cleanpage_status cp_features_class(struct cp_measuring *m);
cleanpage_status cp_features_place(struct cp_measuring *m);
cleanpage_status cp_features_repeat(struct cp_measuring *m);
void cp_features_page(struct cp_measuring *m);

#endif
