/*
 * Runs of boilerplate that a heading opens: "Related Content", "Recent Posts".
 *
 * Runs after the phrases. The run ends at the next heading of the same or a higher rank that
 * is not boilerplate itself, at the end of the box the heading stands in, or, where the page
 * has no boxes, at the first paragraph that reads like the article again. Then the tail is
 * swept: behind the last paragraph, from the first known boilerplate on, all short blocks go.
 *
 * The numbers and their sources are in rules/sections.rules.
 */
#ifndef CP_JUDGE_SECTIONS_H
#define CP_JUDGE_SECTIONS_H

#include "judge/judge.h"

cleanpage_status cp_judge_sections(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                   struct cp_slice host, const struct cp_page *page,
                                   const struct cp_blocks *blocks, const struct cp_meta *meta,
                                   struct cp_verdicts *verdicts);

#endif
