/*
 * What kind of page it is: points for the facts of measure/facts.h, from rules/kinds.rules.
 *
 * The points of a kind add up to the logarithm of its weight; its share of all weights tells
 * how far the page is of that kind, and the heaviest is the page's: multinomial logistic
 * regression. "tools/train/kinds.py" fits them.
 */
#ifndef CP_JUDGE_KIND_H
#define CP_JUDGE_KIND_H

#include "judge/judge.h"
#include "measure/facts.h"

struct cp_kind_weights {
    float points[CP_FACT_COUNT][CP_KIND_COUNT];
    bool any;    /* the rules have points */
};

/* The kind of that name in a rule; CLEANPAGE_RULE if there is none. */
cleanpage_status cp_kind_find(struct cp_ctx *cx, const struct cp_rule_place *place,
                              struct cp_slice name, cleanpage_kind *kind);

/* CLEANPAGE_RULE if a fact or a kind is unknown. */
cleanpage_status cp_kind_weights_read(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                      struct cp_kind_weights *weights);

#endif
