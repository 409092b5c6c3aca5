/* The addresses that a page's text links to, each once, in the order of the text. */
#ifndef CP_RENDER_LINKLIST_H
#define CP_RENDER_LINKLIST_H

#include "base/arena.h"
#include "base/table.h"
#include "render/render.h"

struct cp_link {
    struct cp_slice url;      /* absolute: render/links.h */
    struct cp_slice words;    /* of the first link to it */
};

/* Begin with a zeroed struct that has `arena`. */
struct cp_linklist {
    struct cp_arena *arena;
    struct cp_link *v;
    uint32_t n, capacity;
    struct cp_table numbers;
    bool no_memory;
};

/*
 * The number, from 1, of the address that element a leads to; 0 if it is not to be shown. The
 * words are copied.
 */
uint32_t cp_linklist_add(struct cp_linklist *list, const struct cp_render_input *in, uint32_t a,
                         struct cp_slice words);

#endif
