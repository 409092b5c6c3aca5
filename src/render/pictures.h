/*
 * Pictures: which of a page's are part of its content, and where they are.
 *
 * A picture has no words to judge it by. It is shown if it lies between the first and the last of
 * what is kept and at least half of the words around it, in the innermost element that has
 * any, are kept; and if it is no icon, no pixel that counts visitors and no placeholder.
 */
#ifndef CP_RENDER_PICTURES_H
#define CP_RENDER_PICTURES_H

#include "base/arena.h"
#include "render/render.h"

struct cp_pictures {
    uint32_t *kept, *all;       /* words of the blocks before each, kept and all */
    uint32_t first, last;       /* nodes between which pictures may lie */
    uint32_t missed;            /* picture without an address that was passed over last */
    struct cp_slice shown;      /* address, as written, of the one shown last */
};

/* False without memory. */
bool cp_pictures_init(struct cp_pictures *pictures, const struct cp_render_input *in,
                      struct cp_arena *arena);

/* Whether what lies at element i, without kept words of its own, is part of the content. */
bool cp_pictures_is_content(const struct cp_pictures *pictures, const struct cp_render_input *in,
                            uint32_t i);

/* Whether the img element is to be shown. Each is to be asked once, in order. */
bool cp_pictures_show(struct cp_pictures *pictures, const struct cp_render_input *in,
                      uint32_t img);

/* The address as written, also where a script would have set it; empty if there is none. */
struct cp_slice cp_picture_address(const struct cp_page *page, uint32_t img);

/* Text that stands for one character, a smiley: it is shown as text. */
bool cp_picture_is_emoji(const struct cp_page *page, uint32_t img);

#endif
