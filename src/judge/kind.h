/*
 * What kind of page it is: points for the facts of measure/facts.h, from rules/kinds.rules.
 *
 * The points of a kind add up to the logarithm of its weight, and the heaviest kind is taken:
 * multinomial logistic regression. "tools/train/kinds.py" fits them.
 */
#ifndef CP_JUDGE_KIND_H
#define CP_JUDGE_KIND_H

#include "judge/judge.h"
#include "measure/facts.h"

#define CP_KIND_COUNT (CLEANPAGE_KIND_SERVICE + 1)

struct cp_kind_weights {
    float points[CP_FACT_COUNT][CP_KIND_COUNT];
    bool any;    /* the rules have points */
};

/* CLEANPAGE_RULE if a fact or a kind is unknown. */
cleanpage_status cp_kind_weights_read(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                      struct cp_kind_weights *weights);

#endif
