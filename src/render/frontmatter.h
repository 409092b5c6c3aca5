/* What is known of a page, as YAML before its text. */
#ifndef CP_RENDER_FRONTMATTER_H
#define CP_RENDER_FRONTMATTER_H

#include "render/render.h"

/*
 * Appends the metadata as a YAML block between lines of three hyphens and a blank line; nothing
 * if nothing is known. Whatever a page wrote into a value, it stays one string of one line: it
 * reads back the same with YAML 1.1 and 1.2.
 */
void cp_front_matter(const struct cp_render_input *in, struct cp_buf *out);

#endif
