/* The links and pictures of what is kept, for outputs that list them. */
#ifndef CP_RENDER_COLLECT_H
#define CP_RENDER_COLLECT_H

#include "base/arena.h"
#include "render/render.h"

struct cp_reference {
    struct cp_slice url;       /* absolute, if the page's address is known */
    struct cp_slice text;      /* words of the link, or what stands for the picture */
    struct cp_slice caption;   /* of a picture; may be empty */
};

struct cp_references {
    struct cp_reference *v;
    uint32_t n;
};

/* Links and pictures of what is kept, absolute, each address once, in order; false without
 * memory. Only http, https, ftp and mailto; of pictures only the first two. */
bool cp_collect(const struct cp_render_input *in, struct cp_arena *arena,
                struct cp_references *links, struct cp_references *images);

#endif
