/*
 * Building the node table, one node after the other in document order.
 *
 * The table grows in scratch memory, since nobody knows its length beforehand, and is copied
 * once into the document's arena when it is complete.
 */
#ifndef CP_PAGE_FLATTEN_H
#define CP_PAGE_FLATTEN_H

#include "base/arena.h"
#include "page/page.h"

struct cp_flat {
    struct cp_arena *doc, *scratch;
    struct cp_node *nodes;
    uint32_t n, capacity;
    uint32_t expected;   /* nodes: so many are made room for at first */
    uint32_t open;       /* the element whose children come next, or CP_NO_NODE */
    bool no_memory;      /* sticky; ask once at the end */
};

void cp_flat_init(struct cp_flat *flat, struct cp_arena *doc, struct cp_arena *scratch,
                  uint32_t expected);

/*
 * Adds an element under the open one and opens it. Its attributes and place are for the caller
 * to fill in; the node is valid until the next one is added. NULL without memory.
 */
struct cp_node *cp_flat_open(struct cp_flat *flat, enum cp_tag tag, bool foreign);
void cp_flat_close(struct cp_flat *flat);

/* Adds a text under the open element; the bytes must outlive the table. */
void cp_flat_text(struct cp_flat *flat, struct cp_slice text, uint32_t source);

/* True if text under this element is worth keeping: not a script's (but JSON is) or a style's. */
bool cp_flat_keeps_text(const struct cp_node *element);

/* The finished table in the document's arena, or NULL without memory. */
struct cp_node *cp_flat_finish(struct cp_flat *flat);

#endif
