/*
 * The judge's numbers: points tables and pair rules with their features looked up, and
 * settings. All come from the rules; see rules/points.rules.
 */
#ifndef CP_JUDGE_WEIGHTS_H
#define CP_JUDGE_WEIGHTS_H

#include "judge/judge.h"
#include "judge/kind.h"

struct cp_weight_row {
    float below;     /* exclusive; infinite in the last row */
    double points;   /* a float, ready to be added up */
};

struct cp_weight_pair {
    uint32_t feature[2];
    bool at_least[2];    /* else: less than */
    float value[2];
    float points;
};

/* All that adds points to a block. */
struct cp_weight_sheet {
    struct cp_weight_row *rows;
    uint32_t first[CP_FEATURE_COUNT];    /* row of each feature's table; 0: an empty one */
    struct cp_weight_pair *pairs;
    size_t n_pairs;
    float base;              /* points of every block */
};

struct cp_weights {
    struct cp_weight_sheet html, text;    /* for pages, for scraped text */
    float smoothing;         /* cost of a verdict unlike its container's, in words */
    float threshold_min;     /* least probability of a kept block */
    float rescue_words;      /* of prose, from which a page is not left empty */
    float scrap_words;       /* fewer of them, without any prose, are no content */
    float short_words;       /* words of scraped text below which points drop nothing */
    float settled_share;     /* of settled text, from which points may drop blocks */
    float repeat_share;      /* of a block's 3-grams in kept text, from which it repeats */
    struct cp_kind_weights kinds;
    float comments_outside;  /* share of prose outside comments, from which comments go */
};

/*
 * The row weighed last. A block has three quarters of its features in common with the block
 * before it, and only the tables of the others are looked up again. The sum is kept in double
 * precision, in which it is exact, so it does not matter what came before.
 */
struct cp_weighing {
    const float *row;                    /* NULL: none yet */
    double sum;
    double points[CP_FEATURE_COUNT];
};

/* Log odds that a block with these features is content. *last: zeroed before the first. */
float cp_weights_points(const struct cp_weight_sheet *w, struct cp_weighing *last, const float *row);

#endif
