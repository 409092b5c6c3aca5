/*
 * Skipping a drawing: nothing in an svg is text of the page.
 */
#ifndef CP_PAGE_SVG_H
#define CP_PAGE_SVG_H

#include "page/tokenize.h"

/*
 * The place behind the </svg> that ends the svg whose start tag was the tokenizer's last token;
 * NULL if that is not certain, because something in there may close the svg or not mean what it
 * seems to. The tokenizer stays where it is.
 */
const char *cp_svg_end(const struct cp_tokenizer *at);

#endif
