/* What is in a paragraph, as Markdown: text, marks, links, pictures, formulas. */
#ifndef CP_RENDER_MARKDOWN_INLINE_H
#define CP_RENDER_MARKDOWN_INLINE_H

#include "render/linklist.h"
#include "render/walk.h"

struct cp_md_inline {
    const struct cp_render_input *in;
    struct cp_linklist links;
    struct cp_buf line;            /* the paragraph at hand, as Markdown */
    struct cp_buf code;            /* text of the code span at hand */
    bool in_cell;
    bool has_lines;                /* the paragraph has breaks: its lines could be a table's */
    bool as_tag[CP_MARKS_MAX + 2]; /* per open mark: written as an HTML tag, or not at all */
    uint32_t link;                 /* number of the link that is open */
    struct {                       /* marks of this paragraph that ended last */
        uint32_t at;
        bool any, delimiters;
    } ended;
    bool no_memory;
};

/* Begins a paragraph: an empty line. */
void cp_md_begin(struct cp_md_inline *m, const struct cp_paragraph *p);

/* Appends the paragraph's text and marks to the line. */
void cp_md_put_inline(struct cp_md_inline *m, const struct cp_paragraph *p);

/* Whether the whole paragraph, which has no marks, can be between two delimiters. */
bool cp_md_may_be_strong(const struct cp_paragraph *p);

#endif
