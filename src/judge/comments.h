/*
 * Readers' comments, and the replies of a thread: whether they go, stay, or are all that stays.
 *
 * A comment lies in a container that is named for it (the list names-comment, by way of the
 * feature in-comments, which passes over what holds half of the page's prose), or in one that
 * microdata calls a Comment. A reply is a post of a thread, known by the list names-post or by
 * microdata, behind the opening post. Of a comment only its text counts: no names and dates as
 * far as they are marked, no buttons, no form.
 */
#ifndef CP_JUDGE_COMMENTS_H
#define CP_JUDGE_COMMENTS_H

#include "judge/judging.h"

/* Fills j->comment where the caller wants anything but AUTO, and on the page of a product, for its
 * reviews. Needs the verdicts of the points. */
cleanpage_status cp_comments_find(const struct cp_judging *j);

/* The first word on comments: phrases and the like may still turn it. */
void cp_comments_apply(const struct cp_judging *j);

/* The last word: comments that went with the heading above them come back, and with ONLY
 * everything else goes. */
void cp_comments_settle(const struct cp_judging *j);

/* Says of each block whether it is the text of a comment, for outputs that list them: those that
 * were kept as asked, or dropped unasked; none with NO, and none of a thread, which is the page. */
void cp_comments_tell(const struct cp_judging *j);

#endif
