/*
 * What the shape of a page says and points cannot add up: menus above the beginning, further
 * articles, readers' comments, subheadings and code between kept paragraphs.
 *
 * Runs after the points and before the phrases and sections, which may still turn a verdict.
 */
#ifndef CP_JUDGE_SHAPE_H
#define CP_JUDGE_SHAPE_H

#include "judge/judging.h"

void cp_judge_shape(const struct cp_judging *j);

#endif
