/*
 * Where an element stands, in words that a style sheet would take:
 * html>body>div#main.content>p:nth-of-type(3).
 *
 * Numbers make a path unambiguous; ids and classes are there for the reader, as far as they are
 * plain names. They are left out of a long path; one with more elements than are wanted begins
 * with "..." and its innermost ones.
 */
#ifndef CP_PAGE_PATH_H
#define CP_PAGE_PATH_H

#include "base/buf.h"
#include "page/page.h"

/* Most elements that a path shows. */
#define CP_PATH_ELEMENTS_MAX 64

/*
 * Numbers the elements of a page among their siblings: *ranks has one number per node, in the
 * arena, for cp_path_put.
 */
cleanpage_status cp_path_ranks(struct cp_ctx *cx, const struct cp_page *page, uint32_t **ranks);

/* Appends the path of an element: the innermost ones, so many and CP_PATH_ELEMENTS_MAX at most. */
void cp_path_put(const struct cp_page *page, const uint32_t *ranks, uint32_t element,
                 int elements, struct cp_buf *out);

/* A letter, "-" or "_", then those and digits: needs no escapes in a selector. */
bool cp_path_is_plain(struct cp_slice name);

#endif
