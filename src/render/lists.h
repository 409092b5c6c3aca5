/* What must be known of a list before its first item is written. */
#ifndef CP_RENDER_LISTS_H
#define CP_RENDER_LISTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "render/render.h"

enum cp_list_look {
    CP_LIST_LOOSE = 1,     /* a list with an item of two kept blocks or more: its items are set
                            * apart by blank lines */
    CP_LIST_LAYOUT = 2     /* a list, item or quote that only lays the page out */
};

/*
 * One byte of enum cp_list_look per node, in the arena; NULL without memory.
 *
 * Cards, posts and sections are often items by their markup. No reader takes them for such: nothing
 * stands right in the item, and in the boxes in it there is a heading, or more than one block at two
 * boxes' depth, or anything at three. A list is layout if most of its items are; so is a quote
 * around all that is kept of such an item.
 */
const uint8_t *cp_lists_look(const struct cp_render_input *in, struct cp_arena *arena);

/* Items directly in the list. */
uint32_t cp_list_count(const struct cp_page *page, uint32_t list);

/* The type of an ol: '1', 'a', 'A', 'i' or 'I'. */
char cp_list_style(const struct cp_page *page, uint32_t list);

#endif
