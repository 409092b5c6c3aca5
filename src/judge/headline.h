/*
 * The title said again above the article: as a block that is no heading, or at the end of a
 * breadcrumb ("Home / News / TITLE", "HomeNewsTITLE").
 *
 * Only blocks before the first paragraph that reads like the article are looked at.
 */
#ifndef CP_JUDGE_HEADLINE_H
#define CP_JUDGE_HEADLINE_H

#include "judge/judge.h"

void cp_judge_headline(const struct cp_ruleset *rs, const struct cp_blocks *blocks,
                       const struct cp_meta *meta, struct cp_verdicts *verdicts);

#endif
