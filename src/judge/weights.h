/*
 * The judge's numbers: points tables and pair rules with their features looked up, and
 * settings. All come from the rules; see rules/points.rules.
 */
#ifndef CP_JUDGE_WEIGHTS_H
#define CP_JUDGE_WEIGHTS_H

#include "judge/judge.h"

struct cp_weight_row {
    float below;     /* exclusive; infinite in the last row */
    float points;
};

struct cp_weight_table {
    uint32_t feature;
    uint32_t first;    /* of its rows in cp_weights.rows */
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
    struct cp_weight_table *tables;
    size_t n_tables;
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
    float comments_outside;  /* share of prose outside comments, from which comments go */
};

/* Log odds that a block with these features is content. */
float cp_weights_points(const struct cp_weight_sheet *w, const float *row);

#endif
