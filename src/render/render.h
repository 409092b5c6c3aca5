/*
 * Writing a judged page out.
 *
 * One walk over the node table; blocks the judge dropped are passed over. Output is valid
 * UTF-8 without control characters other than line feed (and tab inside pre).
 */
#ifndef CP_RENDER_RENDER_H
#define CP_RENDER_RENDER_H

#include "base/buf.h"
#include "judge/judge.h"
#include "measure/measure.h"
#include "page/page.h"

struct cp_render_input {
    const struct cp_page *page;
    const struct cp_blocks *blocks;
    const struct cp_meta *meta;
    const struct cp_verdicts *verdicts;
    bool with_title;
    unsigned width;    /* display columns to wrap at; 0: no wrapping */
};

/* Appends the text to out; one newline at the end, nothing at all when nothing is kept. */
void cp_render_text(const struct cp_render_input *in, struct cp_buf *out);

#endif
