/*
 * The two lists that the guard emulates: open elements and active formatting elements. How
 * they change is here, when they change is in guard.c and guard_close.c.
 */
#ifndef CP_PAGE_GUARD_STACK_H
#define CP_PAGE_GUARD_STACK_H

#include "page/guard.h"

#define CP_NOT_OPEN UINT32_MAX

/* ---- the stack of open elements; places in it count from the outermost ---- */

/* Flags of enum cp_tag_trait. Elements of svg and math have none, but those that hold HTML
 * bound scopes. */
unsigned cp_open_traits(const struct cp_guard_element *e);

void cp_open_push(struct cp_guard *guard, struct cp_guard_element e);

/* Closes all but so many; the outermost of these because something was to close it, or with no
 * regard to what it is. */
void cp_open_pop_to(struct cp_guard *guard, uint32_t depth);
void cp_open_clear_to(struct cp_guard *guard, uint32_t depth);

/* Takes one out of the middle; those inside it stay. */
void cp_open_remove(struct cp_guard *guard, uint32_t i);

/* The innermost open element with the tag, not looking past one with any of the traits or past
 * the other two tags; or CP_NOT_OPEN. */
uint32_t cp_open_find(const struct cp_guard *guard, enum cp_tag tag, unsigned stop,
                      enum cp_tag stop1, enum cp_tag stop2);

/* ---- the list of active formatting elements ---- */

/* The last one with the tag behind the last marker, or CP_NOT_OPEN. */
uint32_t cp_format_find(const struct cp_guard *guard, enum cp_tag tag);
void cp_format_remove(struct cp_guard *guard, uint32_t i);

/* Of three alike behind the last marker the first goes, for a fourth is about to come. */
void cp_format_keep_three(struct cp_guard *guard, enum cp_tag tag, uint32_t hash);

/* Opens again what is active behind the last marker and not open. */
void cp_format_reopen(struct cp_guard *guard);

#endif
