/*
 * The node table as text, for cpdump --stage=page.
 */
#ifndef CP_PAGE_DUMP_H
#define CP_PAGE_DUMP_H

#include "base/buf.h"
#include "page/page.h"

/*
 * A line for each node: its number, and indented by depth an element's name and attributes
 * with its place in the page, or the beginning of a text in quotes with its length in bytes.
 */
void cp_page_dump(struct cp_buf *out, const struct cp_page *page);

#endif
