/*
 * Phrase verdicts: blocks whose whole text is known boilerplate, or known content.
 *
 * Runs after the points. A strip phrase turns a kept block into a dropped one, a keep
 * phrase the other way round. The ruleset checks the guards that need the text alone;
 * those on links, place and format are checked here. A block of running prose falls only to
 * a phrase marked `certain`, for a phrase sees words and not what they are about.
 */
#ifndef CP_JUDGE_PHRASES_H
#define CP_JUDGE_PHRASES_H

#include "judge/judge.h"

cleanpage_status cp_judge_phrases(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                  struct cp_slice host, const struct cp_page *page,
                                  const struct cp_blocks *blocks, const struct cp_meta *meta,
                                  struct cp_verdicts *verdicts);

/* Whether block i is where the rule wants it, with the links and in the format it wants. */
bool cp_phrase_guards_hold(const struct cp_page *page, const struct cp_blocks *blocks,
                           uint32_t i, const struct cp_phrase_match *match);

#endif
