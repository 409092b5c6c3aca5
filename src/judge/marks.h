/*
 * Verdicts of selector rules.
 *
 * A rule on an element holds for all it contains, the innermost rule first. A strip rule
 * never condemns an element with half or more of the page's prose (the wrapper guard): class
 * names of a page's outermost boxes mean nothing ("pg-rail-tall" around a whole article).
 */
#ifndef CP_JUDGE_MARKS_H
#define CP_JUDGE_MARKS_H

#include "judge/judge.h"

/*
 * The mark in force at each block, from the marks on nodes; place NULL where no rule speaks.
 * In the arena.
 */
cleanpage_status cp_judge_marks(struct cp_ctx *cx, const struct cp_page *page,
                                const struct cp_blocks *blocks,
                                const struct cp_mark *on_nodes, struct cp_mark **marks);

#endif
