/* Nodes of scraped text while they are built: shared by text.c and text_list.c. */
#ifndef CP_PAGE_TEXT_BUILD_H
#define CP_PAGE_TEXT_BUILD_H

#include "page/page.h"
#include "page/text.h"

/* Lists inside one another; deeper items count as items of the innermost. */
#define CP_TEXT_LISTS_MAX 16

struct cp_text_list {
    uint32_t list, item;    /* nodes */
    uint32_t indent;        /* of its marks */
    uint32_t text_indent;   /* of the text behind the last one */
    bool ordered;
};

struct cp_text_builder {
    struct cp_ctx *cx;
    struct cp_page *page;
    struct cp_text text;
    struct cp_text_list lists[CP_TEXT_LISTS_MAX];
    unsigned n_lists;       /* that are open */
};

/* A node at the end of the page, whose own end is not known yet. */
struct cp_node *cp_text_add_node(struct cp_text_builder *b, uint32_t parent, enum cp_tag tag);

/* An element with the lines, a br between them. */
void cp_text_add_lines(struct cp_text_builder *b, uint32_t parent, enum cp_tag tag,
                       const struct cp_text_run *run);

/* Whether the line is a list item: a number left of the text's margin belongs to a heading. */
bool cp_text_is_item(const struct cp_text_builder *b, const struct cp_text_line *line);

/* Whether the line, no item itself, stands in an item of the open lists. */
bool cp_text_in_item(const struct cp_text_builder *b, const struct cp_text_line *line);

/*
 * Adds the lines of the run from number `from` on that belong to a list; returns the number
 * of the first that does not. The lists stay open for what may follow behind a blank line.
 */
uint32_t cp_text_add_items(struct cp_text_builder *b, const struct cp_text_run *run,
                           uint32_t from, cleanpage_status *st);

void cp_text_close_lists(struct cp_text_builder *b);

#endif
