/*
 * From probabilities to a choice of blocks.
 *
 * The threshold is the page's own: the set of blocks that maximises the expected F1 of the
 * words is the one of all blocks more probable than half that F1. A verdict unlike the
 * rest of its container then has to pay for it, so that lone lines follow their surroundings.
 * Source of the threshold: Lipton, Elkan, Naryanaswamy, ECML 2014; sweeps in docs/quality.md.
 */
#ifndef CP_JUDGE_PICK_H
#define CP_JUDGE_PICK_H

#include "judge/judge.h"


/*
 * Sets threshold and expected_f1 from the probabilities. words: one weight per block. The
 * threshold is `least` at least: a page on which nothing is probable keeps nothing.
 */
void cp_pick_threshold(const struct cp_blocks *blocks, const float *words, float least,
                       struct cp_verdicts *verdicts);

/* Sets keep and reason. smoothing: cost, in words, of a verdict unlike the container's. */
cleanpage_status cp_pick_smooth(struct cp_ctx *cx, const struct cp_page *page,
                                const struct cp_blocks *blocks, const float *words,
                                float smoothing, struct cp_verdicts *verdicts);

#endif
