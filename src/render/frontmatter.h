/* What is known of a page, as YAML before its text. */
#ifndef CP_RENDER_FRONTMATTER_H
#define CP_RENDER_FRONTMATTER_H

#include "render/render.h"

/*
 * Appends the metadata as a YAML block between lines of three hyphens and a blank line; nothing
 * if nothing is known. Whatever a page wrote into a value, it stays one string on one line, which
 * YAML 1.1 and 1.2 read back the same but for what base/shown.h leaves out.
 */
void cp_front_matter(const struct cp_render_input *in, struct cp_buf *out);

#endif
