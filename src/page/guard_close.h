/*
 * What a start tag ends before its own element opens: paragraphs, items, rows, selects. Tags
 * here are as Gumbo sees them.
 */
#ifndef CP_PAGE_GUARD_CLOSE_H
#define CP_PAGE_GUARD_CLOSE_H

#include "page/guard.h"

/* True if of the open selects and templates the innermost is a select; for cp_guard_in_select. */
bool cp_guard_is_select_nearest(const struct cp_guard *guard);

/* True if what is open innermost makes this the inside of a select. Asked for each tag. */
static inline bool
cp_guard_in_select(const struct cp_guard *guard)
{
    return guard->n_open[CP_TAG_SELECT] && cp_guard_is_select_nearest(guard);
}

/* Most tags mean nothing inside a select, some end it. False if this one is to be ignored. */
bool cp_close_select_before(struct cp_guard *guard, enum cp_tag tag);

/* Anything but a col and white space ends a colgroup. */
void cp_close_colgroup(struct cp_guard *guard);

/* Notes for a template whose first tag this is what parts of tables mean in it. */
void cp_decide_template(struct cp_guard *guard, enum cp_tag tag);

/* How many elements are left open without those that are innermost and need no end tag, up to an
 * element of the tag `but`, if that is not CP_TAG_UNKNOWN; and closes these. */
uint32_t cp_depth_without_implied(const struct cp_guard *guard, enum cp_tag but);
void cp_close_implied(struct cp_guard *guard, enum cp_tag but);

/* Closes what the start tag ends. False if it opens nothing itself. */
bool cp_close_before(struct cp_guard *guard, enum cp_tag tag);

#endif
