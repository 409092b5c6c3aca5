/*
 * The page stage's yardstick: the same node table from Gumbo alone, without skeleton, filter or
 * guard. Slow, and not safe against hostile pages.
 */
#ifndef TESTS_REFERENCE_H
#define TESTS_REFERENCE_H

#include "base/buf.h"
#include "page/page.h"

cleanpage_status reference_parse_html(struct cp_ctx *cx, struct cp_page *page,
                                      struct cp_slice utf8);

/*
 * A table as text that two parses can be compared by: a line for each element (depth, name,
 * place, attributes that have a number) and each text. White space is folded,
 * no-break spaces with it (see base/refs.h); neighbouring texts are one. The inside of svg is left out, since the cleaner skips it, and controls are
 * U+FFFD, as Gumbo 0.10.1 makes them. Other attributes are left out because 0.10.1 glues a
 * repeated one to the name of the next.
 */
void tree_print(struct cp_buf *out, const struct cp_page *page);

/* The same without places, and without the names of elements that have no tag of ours, which
 * are read at these. */
void tree_print_shape(struct cp_buf *out, const struct cp_page *page);

/*
 * The first node that two tables of one page do not have alike in every field, text and
 * attribute; CP_NO_NODE if there is none.
 */
uint32_t tree_first_difference(const struct cp_page *a, const struct cp_page *b);

/*
 * Valid UTF-8 without a byte-order mark, as the page stage gets it. A comment goes before each
 * </form>: Gumbo 0.10.1 would leave text pending there to the form's parent, and ours mends it.
 */
void tree_sanitize(struct cp_buf *out, const char *bytes, size_t n);

#endif
