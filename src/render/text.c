#include "render/render.h"

void
cp_render_text(const struct cp_render_input *in, struct cp_buf *out)
{
    if (in->with_title && in->meta->title.n) {
        cp_buf_put_slice(out, in->meta->title);
        cp_buf_puts(out, "\n\n");
    }
    for (uint32_t i = 0; i < in->blocks->n; i++)
        if (in->verdicts->v[i].keep) {
            if (out->n && out->p[out->n - 1] != '\n')
                cp_buf_puts(out, "\n\n");
            cp_buf_put_slice(out, in->blocks->v[i].text);
        }
    cp_buf_puts(out, "\n");
}
