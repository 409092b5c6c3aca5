/*
 * A sheet: all that adds points to a block, with the features looked up. Its tables and pairs
 * come from the rules; see rules/points.rules.
 *
 * A table for a kind of page adds to the feature's own as far as the page is of that kind. So
 * that a block costs the same with them as without, the tables of a feature are laid over each
 * other when they are read, and added up once a page.
 */
#ifndef CP_JUDGE_SHEET_H
#define CP_JUDGE_SHEET_H

#include "judge/judge.h"

struct cp_sheet_row {
    float below;     /* exclusive; infinite in the last row */
    double points;   /* a float, ready to be added up */
};

/* Points of one row for each kind, by number, on top of its own. */
struct cp_sheet_kinds {
    float points[CP_KIND_COUNT];
};

struct cp_sheet_pair {
    uint32_t feature[2];
    bool at_least[2];    /* else: less than */
    float value[2];
    float points;
};

/* Where the tables of one feature stand: number 0 that for all kinds; NULL where there is none. */
struct cp_sheet_places {
    const struct cp_rule_place *table[CP_KIND_COUNT];
};

struct cp_sheet {
    struct cp_sheet_row *rows;
    struct cp_sheet_kinds *kinds;        /* of each row */
    uint32_t n_rows;
    uint32_t first[CP_FEATURE_COUNT];    /* row of each feature's table; 0: an empty one */
    struct cp_sheet_pair *pairs;
    size_t n_pairs;
    float base;                          /* points of every block */
    struct cp_sheet_places *places;      /* of each feature, for those who ask why */
    const struct cp_rule_place **pair_places;
};

/* for_text: the points of scraped text. CLEANPAGE_RULE if a feature or a kind is unknown. */
cleanpage_status cp_sheet_read(struct cp_ctx *cx, const struct cp_ruleset *rs, bool for_text,
                               struct cp_sheet *sheet);
void cp_sheet_clear(struct cp_sheet *sheet);

/*
 * The sheet for one page, whose rows lie in the context's arena; the rest is the sheet's.
 * shares: how far the page is of each kind, 0 to 1.
 */
cleanpage_status cp_sheet_for_page(struct cp_ctx *cx, const struct cp_sheet *sheet,
                                   const float shares[CP_KIND_COUNT], struct cp_sheet *page);

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

/* Points that a feature of that value adds, with the row they stand in; whether a pair adds
 * its points. Both are cp_sheet_points piece by piece. */
double cp_sheet_points_of(const struct cp_sheet *sheet, uint32_t feature, float value,
                          uint32_t *row);
bool cp_sheet_pair_holds(const struct cp_sheet_pair *pair, const float *row);

/* Log odds that a block with these features is content. *last: zeroed before the first. */
float cp_sheet_points(const struct cp_sheet *sheet, struct cp_weighing *last, const float *row);

#endif
