/*
 * Why each block was kept or dropped: see docs/reasons.md.
 *
 * The first line is of the page, then comes one for each block in the order of the page. Needs
 * what CLEANPAGE_TRACE remembers: paths and, unless the verdicts came from elsewhere, the trace.
 */
#ifndef CP_RENDER_EXPLAIN_H
#define CP_RENDER_EXPLAIN_H

#include "render/render.h"

/* JSON Lines. */
void cp_render_explain(const struct cp_render_input *in, struct cp_buf *out);

/* The same lines with more of the text and fewer of the points, as the items of an array in the
 * report. */
void cp_explain_for_report(const struct cp_render_input *in, struct cp_buf *out);

/* Appends a line for the script of a document of HTML: what could end its element, begin a comment
 * or a reference, or end a line of script is an escape; in JSON it can only stand in strings. */
void cp_report_put_data(struct cp_buf *out, struct cp_slice line);

/* A document of HTML, style and script in one, which shows the lines. */
void cp_render_report(const struct cp_render_input *in, struct cp_buf *out);

#endif
