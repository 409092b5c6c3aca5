/*
 * Text that is said twice: teasers, pull quotes, a second copy for another screen.
 */
#ifndef CP_JUDGE_REPEATS_H
#define CP_JUDGE_REPEATS_H

#include "judge/judging.h"

/*
 * Drops each kept block whose runs of three words, but for a share of 1 - repeat_share, all
 * stand in text kept before it. Never in pre, where repetition is the text's own; never
 * under 8 words; and not where the earlier text stands in elements of the same tags and
 * classes, for then the text itself repeats: the steps of a manual, the terms of an offer.
 */
cleanpage_status cp_judge_repeats(const struct cp_judging *j);

#endif
