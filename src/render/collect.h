/* Links and pictures of what is kept, for formats that list them beside the text. */
#ifndef CP_RENDER_COLLECT_H
#define CP_RENDER_COLLECT_H

#include "base/arena.h"
#include "render/render.h"

struct cp_reference {
    struct cp_slice url;       /* absolute: render/links.h */
    struct cp_slice text;      /* of a link its words, of a picture its alternative text */
    struct cp_slice caption;   /* of a picture in a figure; may be empty */
};

struct cp_references {
    struct cp_reference *v;
    uint32_t n;
};

/* Each address once, in the order of the page; all in the arena. False without memory. */
bool cp_collect(const struct cp_render_input *in, struct cp_arena *arena,
                struct cp_references *links, struct cp_references *images);

#endif
