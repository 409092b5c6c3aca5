/* Text that stands for itself in Markdown, HTML and XML. */
#ifndef CP_RENDER_ESCAPE_H
#define CP_RENDER_ESCAPE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/* Where a run of Markdown text stands. */
struct cp_md_place {
    bool line_start;    /* at the start of a paragraph's line */
    bool bars;          /* | would part cells */
    bool brackets;      /* ] would end a link's text */
    bool link_follows;  /* ! at the end would make a picture of it */
};

/*
 * Appends text so that CommonMark, with GitHub's tables and strike-through, reads it as it is.
 * Nor is it markup for programs that know more signs: braces, with which Pandoc and kramdown give
 * attributes to what stands before them, Jekyll and Hugo run templates. Line feeds become hard
 * breaks.
 */
void cp_md_put(struct cp_buf *out, struct cp_slice text, struct cp_md_place place);

/* Appends text as a code span. */
void cp_md_put_code(struct cp_buf *out, struct cp_slice text, bool bars);

/* Appends an address, from render/links.h, as the destination of a link. */
void cp_md_put_address(struct cp_buf *out, struct cp_slice url);

/* Longest run of the character in text. */
size_t cp_longest_run(struct cp_slice text, char c);

/* Appends text for HTML and XML, between tags and in quoted attributes. */
void cp_html_put(struct cp_buf *out, struct cp_slice text);

/* Appends ` name="value"`. */
void cp_html_put_attr(struct cp_buf *out, const char *name, struct cp_slice value);

#endif
