/* Addresses in the output: absolute, and of kinds that are safe to follow. */
#ifndef CP_RENDER_LINKS_H
#define CP_RENDER_LINKS_H

#include "base/buf.h"
#include "render/render.h"

/* Appends what links are relative to: the page's address, as its base element changes it. */
bool cp_links_find_base(const struct cp_page *page, struct cp_slice url, struct cp_buf *base);

/*
 * Appends the address that element a leads to, made absolute; false, and nothing is
 * appended, if it leads to a place on the same page, is empty, or has a scheme that is none of
 * http, https, ftp, mailto and tel. White space and what could end a quoted string or an angle
 * bracket is percent-encoded. Relative ones stay so where nobody knows the page's address.
 */
bool cp_link_put_href(struct cp_buf *out, const struct cp_render_input *in, uint32_t a);

/* The same for the address of a picture, http and https alone. */
bool cp_link_put_picture(struct cp_buf *out, const struct cp_render_input *in, uint32_t img);

#endif
