/*
 * What the shape of a page says and points cannot add up: menus above the beginning, further
 * articles, subheadings and code between kept paragraphs, cards where cards are the content.
 *
 * Runs after the points and before the phrases and sections, which may still turn a verdict.
 */
#ifndef CP_JUDGE_SHAPE_H
#define CP_JUDGE_SHAPE_H

#include "judge/judging.h"

void cp_judge_shape(const struct cp_judging *j);

#endif
