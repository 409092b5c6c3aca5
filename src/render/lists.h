/* What must be known of a list before its first item is written. */
#ifndef CP_RENDER_LISTS_H
#define CP_RENDER_LISTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "render/render.h"

/*
 * One bool per node, in the arena: true for a list with an item of two kept blocks or more,
 * whose items are therefore set apart by blank lines. NULL without memory.
 */
const bool *cp_lists_loose(const struct cp_render_input *in, struct cp_arena *arena);

/* Items directly in the list. */
uint32_t cp_list_count(const struct cp_page *page, uint32_t list);

/* The type of an ol: '1', 'a', 'A', 'i' or 'I'. */
char cp_list_style(const struct cp_page *page, uint32_t list);

#endif
