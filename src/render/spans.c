#include "render/spans.h"

enum cp_step
cp_steps_next(struct cp_steps *s)
{
    const struct cp_paragraph *p = s->p;
    uint32_t stop = (uint32_t)p->text.n;

    if (s->n_open && s->open[s->n_open - 1]->end <= s->at) {
        s->span = s->open[--s->n_open];
        return CP_STEP_CLOSE;
    }
    if (s->next < p->n_spans && p->spans[s->next].start <= s->at) {
        s->span = &p->spans[s->next++];
        if (cp_span_is_atom(s->span)) {
            s->at = s->span->end;
            return CP_STEP_ATOM;
        }
        s->open[s->n_open++] = s->span;
        return CP_STEP_OPEN;
    }
    if (s->at >= stop)
        return CP_STEP_END;
    if (s->next < p->n_spans && p->spans[s->next].start < stop)
        stop = p->spans[s->next].start;
    if (s->n_open && s->open[s->n_open - 1]->end < stop)
        stop = s->open[s->n_open - 1]->end;
    s->text = (struct cp_slice){ p->text.p + s->at, stop - s->at };
    s->at = stop;
    return CP_STEP_TEXT;
}

bool
cp_steps_in(const struct cp_steps *s, enum cp_mark_kind kind)
{
    for (unsigned i = 0; i < s->n_open; i++)
        if (s->open[i]->kind == kind)
            return true;
    return false;
}

void
cp_spans_put_plain(struct cp_buf *out, const struct cp_paragraph *p)
{
    struct cp_steps s = { .p = p };
    enum cp_step step;

    while ((step = cp_steps_next(&s)) != CP_STEP_END)
        if (step == CP_STEP_TEXT)
            cp_buf_put_slice(out, s.text);
        else if (step == CP_STEP_ATOM)
            cp_buf_put_slice(out, s.span->source);
}
