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

/* The same lines with more of the text and fewer of the points, for render/report.c. */
void cp_explain_for_report(const struct cp_render_input *in, struct cp_buf *out);

/* A document of HTML, style and script in one, which shows the lines. */
void cp_render_report(const struct cp_render_input *in, struct cp_buf *out);

#endif
