/*
 * From probabilities to a choice of blocks.
 *
 * The threshold is the page's own: the set of blocks that maximises the expected F1 of the
 * words is the one of all blocks more probable than half that F1, and so for any F-beta. A verdict unlike the
 * rest of its container then has to pay for it, so that lone lines follow their surroundings.
 * Source of the threshold: Lipton, Elkan, Naryanaswamy, ECML 2014; sweeps in docs/quality.md.
 */
#ifndef CP_JUDGE_PICK_H
#define CP_JUDGE_PICK_H

#include "judge/judge.h"

/* Beta of those who would rather lose content than keep what is none, and the other way round. */
#define CP_BETA_PRECISION 0.5f
#define CP_BETA_RECALL 2.0f

/*
 * Sets threshold and expected_f1 from the probabilities. words: one weight per block. The
 * threshold is `least` at least: a page on which nothing is probable keeps nothing.
 *
 * beta: the F-beta that is to be largest, in which recall counts beta times as much as
 * precision. A block helps if it is more probable than F-beta / (1 + beta^2), which for F1 is
 * its half. expected_f1 is the F1 of the set that is largest in F-beta.
 */
void cp_pick_threshold(const struct cp_blocks *blocks, const float *words, float least,
                       float beta, struct cp_verdicts *verdicts);

/* Sets keep and reason. smoothing: cost, in words, of a verdict unlike the container's. */
cleanpage_status cp_pick_smooth(struct cp_ctx *cx, const struct cp_page *page,
                                const struct cp_blocks *blocks, const float *words,
                                float smoothing, struct cp_verdicts *verdicts);

#endif
