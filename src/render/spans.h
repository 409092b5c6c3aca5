/* Going through a paragraph's text and marks in order. */
#ifndef CP_RENDER_SPANS_H
#define CP_RENDER_SPANS_H

#include "render/walk.h"

enum cp_step {
    CP_STEP_END,
    CP_STEP_TEXT,    /* `text` */
    CP_STEP_OPEN,    /* `span` begins */
    CP_STEP_CLOSE,   /* `span` ends */
    CP_STEP_ATOM     /* `span`, instead of its text */
};

struct cp_steps {
    const struct cp_paragraph *p;
    struct cp_slice text;
    const struct cp_span *span;
    uint32_t at;                                  /* bytes behind us */
    uint32_t next;                                /* span */
    const struct cp_span *open[CP_MARKS_MAX + 2]; /* innermost last */
    unsigned n_open;
};

/* Begin with a zeroed struct that has `p`. */
enum cp_step cp_steps_next(struct cp_steps *s);

/* Whether a mark of that kind is open. */
bool cp_steps_in(const struct cp_steps *s, enum cp_mark_kind kind);

/* Puts the plain text of a paragraph: no marks, a picture's and a formula's text for them. */
void cp_spans_put_plain(struct cp_buf *out, const struct cp_paragraph *p);

#endif
