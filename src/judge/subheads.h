/*
 * Headings that are no heading elements: a short line alone between two paragraphs of the
 * article, all of it bold. The points often drop it, for it looks like a label.
 */
#ifndef CP_JUDGE_SUBHEADS_H
#define CP_JUDGE_SUBHEADS_H

#include "judge/judge.h"

/* Keeps them. Runs after phrases and sections, whose verdicts it leaves alone. */
void cp_judge_subheads(const struct cp_ruleset *rs, const struct cp_page *page,
                       const struct cp_blocks *blocks, const struct cp_meta *meta,
                       struct cp_verdicts *verdicts);

#endif
