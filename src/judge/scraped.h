/*
 * What only scraped text needs; does nothing to a page that came from HTML.
 *
 * What a scraper leaves behind goes by its layout, however little there is for the points to
 * compare with: a title that is said twice, a breadcrumb fused to the title, menus and dates
 * before the text, fields of forms, cards of a date and a cut-off teaser.
 *
 * Runs after the points and before the phrases and sections.
 */
#ifndef CP_JUDGE_SCRAPED_H
#define CP_JUDGE_SCRAPED_H

#include "judge/judge.h"

cleanpage_status cp_judge_scraped(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                  struct cp_slice host, const struct cp_page *page,
                                  const struct cp_blocks *blocks, const struct cp_meta *meta,
                                  struct cp_verdicts *verdicts);

#endif
