/*
 * Plain text: paragraphs with the markers and indents of what they lie in, tables as aligned
 * columns. What the caller wants to see beside the words (links, pictures, emphasis, what was
 * dropped) is written into the text with a few marks of Markdown.
 */
#include "render/render.h"

#include "base/fold.h"
#include "render/grid.h"
#include "render/linklist.h"
#include "render/links.h"
#include "render/nest.h"
#include "render/spans.h"
#include "render/walk.h"

struct text {
    const struct cp_render_input *in;
    struct cp_arena scratch;     /* of the table at hand, and of the links */
    struct cp_buf *out;
    struct cp_nest nest;
    struct cp_grid grid;
    struct cp_linklist links;
    struct cp_buf marked;        /* a paragraph with marks in it */
    bool no_memory;
};

/* ------------------------------------------------------------------ marks */

static const char *const edges[CP_MARK_KINDS][2] = {
    [CP_MARK_EMPHASIS] = { "*", "*" },
    [CP_MARK_STRONG] = { "**", "**" },
    [CP_MARK_CODE] = { "`", "`" },
    [CP_MARK_STRIKE] = { "~~", "~~" },
    [CP_MARK_DROPPED] = { "[-", "-]" },
    [CP_MARK_SUB] = { "_", "" },
    [CP_MARK_SUP] = { "^", "" },
};

static void
put_link_end(struct text *t, const struct cp_span *span, struct cp_slice words)
{
    uint32_t number = cp_linklist_add(&t->links, t->in, span->node, words);
    const struct cp_link *link = number ? &t->links.v[number - 1] : NULL;

    if (!link || t->in->links == CLEANPAGE_LINKS_LIST)
        return;
    if (t->in->links == CLEANPAGE_LINKS_REFERENCE) {
        cp_buf_puts(&t->marked, " [");
        cp_buf_put_u64(&t->marked, number);
        cp_buf_putc(&t->marked, ']');
    } else if (!cp_slice_eq(words, link->url)) {
        cp_buf_puts(&t->marked, " <");
        cp_buf_put_slice(&t->marked, link->url);
        cp_buf_putc(&t->marked, '>');
    }
}

static void
put_image(struct text *t, const struct cp_span *span)
{
    struct cp_buf url = { 0 };

    cp_buf_puts(&t->marked, "![");
    cp_fold_put_line(&t->marked, span->source);
    cp_buf_putc(&t->marked, ']');
    if (cp_link_put_picture(&url, t->in, span->node)) {
        cp_buf_putc(&t->marked, '(');
        cp_buf_put_slice(&t->marked, cp_buf_slice(&url));
        cp_buf_putc(&t->marked, ')');
    }
    t->no_memory |= url.no_memory;
    cp_buf_clear(&url);
}

static void
put_formula(struct text *t, const struct cp_span *span)
{
    cp_buf_puts(&t->marked, span->number ? "$$" : "$");
    cp_fold_put_line(&t->marked, span->source);
    cp_buf_puts(&t->marked, span->number ? "$$" : "$");
}

/* Where numbers in brackets are links, those of notes must look otherwise. */
static const char *
note_edge(const struct text *t)
{
    return t->in->links == CLEANPAGE_LINKS_REFERENCE ? "[^" : "[";
}

static void
put_note_mark(struct text *t, const struct cp_span *span)
{
    cp_buf_puts(&t->marked, note_edge(t));
    cp_buf_put_u64(&t->marked, span->number);
    cp_buf_putc(&t->marked, ']');
}

static void
put_close(struct text *t, const struct cp_paragraph *p, const struct cp_span *span)
{
    struct cp_slice words = { p->text.p + span->start, span->end - span->start };

    if (span->kind == CP_MARK_LINK)
        put_link_end(t, span, words);
    else if (edges[span->kind][1])
        cp_buf_puts(&t->marked, edges[span->kind][1]);
}

/* The paragraph's text with its marks. A mark of a note stands for its words. */
static struct cp_slice
mark(struct text *t, const struct cp_paragraph *p)
{
    struct cp_steps s = { .p = p };
    enum cp_step step;

    if (!p->n_spans)
        return p->text;
    t->marked.n = 0;
    while ((step = cp_steps_next(&s)) != CP_STEP_END) {
        if (step == CP_STEP_TEXT && !cp_steps_in(&s, CP_MARK_NOTE))
            cp_buf_put_slice(&t->marked, s.text);
        else if (step == CP_STEP_OPEN && s.span->kind == CP_MARK_NOTE)
            put_note_mark(t, s.span);
        else if (step == CP_STEP_OPEN && edges[s.span->kind][0])
            cp_buf_puts(&t->marked, edges[s.span->kind][0]);
        else if (step == CP_STEP_CLOSE)
            put_close(t, p, s.span);
        else if (step == CP_STEP_ATOM && s.span->kind == CP_MARK_IMAGE)
            put_image(t, s.span);
        else if (step == CP_STEP_ATOM)
            put_formula(t, s.span);
    }
    return cp_buf_slice(&t->marked);
}

/* ------------------------------------------------------------------ the sink */

static void
open_table(struct text *t, const struct cp_container *table)
{
    if (!cp_grid_init(&t->grid, &t->scratch, table->cells))
        t->no_memory = true;
}

static void
text_open(void *self, const struct cp_container *c)
{
    static const uint8_t frames[] = {
        [CP_IN_LIST] = CP_FRAME_LIST,   [CP_IN_DEFINITIONS] = CP_FRAME_LIST,
        [CP_IN_ITEM] = CP_FRAME_ITEM,   [CP_IN_TERM] = CP_FRAME_TERM,
        [CP_IN_QUOTE] = CP_FRAME_QUOTE, [CP_IN_DEFINITION] = CP_FRAME_DEFINITION,
        [CP_IN_NOTE] = CP_FRAME_ITEM,   [CP_IN_FIGURE] = CP_FRAME_NONE,
        [CP_IN_TABLE] = CP_FRAME_NONE,
    };
    struct text *t = self;
    struct cp_frame *frame = cp_nest_push(&t->nest, (enum cp_frame_kind)frames[c->kind]);

    if (c->kind == CP_IN_TABLE)
        open_table(t, c);
    frame->tight = c->tight;
    if (c->kind == CP_IN_ITEM)
        cp_nest_mark(frame, c->style, c->number);
    else if (c->kind == CP_IN_NOTE)
        cp_nest_mark_note(frame, note_edge(t), c->note, "] ");
}

static void
close_table(struct text *t)
{
    struct cp_buf lines = { 0 };

    cp_grid_print(&t->grid, &lines);
    if (lines.n)
        cp_nest_write(&t->nest, cp_buf_slice(&lines), true);
    t->no_memory |= t->grid.no_memory || cp_buf_failed(&lines);
    cp_buf_clear(&lines);
}

static void
text_close(void *self, const struct cp_container *c)
{
    struct text *t = self;

    if (c->kind == CP_IN_TABLE)
        close_table(t);
    cp_nest_pop(&t->nest);
}

static void
text_row(void *self)
{
    cp_grid_row(&((struct text *)self)->grid);
}

/* The title stands outside of what the first paragraph lies in: nothing is open yet. */
static void
text_paragraph(void *self, const struct cp_paragraph *p)
{
    struct text *t = self;
    struct cp_slice text = mark(t, p);

    if (p->kind == CP_TEXT_CELL)
        cp_grid_cell(&t->grid, text, p->colspan, p->rowspan);
    else
        cp_nest_write(&t->nest, text, p->kind == CP_TEXT_CODE);
}

static void
put_links(struct text *t)
{
    bool numbered = t->in->links == CLEANPAGE_LINKS_REFERENCE;

    if (!t->links.n || (!numbered && t->in->links != CLEANPAGE_LINKS_LIST))
        return;
    cp_buf_putc(t->out, '\n');
    for (uint32_t i = 0; i < t->links.n; i++) {
        const struct cp_link *link = &t->links.v[i];

        if (numbered) {
            cp_buf_putc(t->out, '[');
            cp_buf_put_u64(t->out, i + 1);
            cp_buf_puts(t->out, "] ");
        } else {
            cp_fold_put_line(t->out, link->words);
            cp_buf_puts(t->out, link->words.n ? ": " : "");
        }
        cp_buf_put_slice(t->out, link->url);
        cp_buf_putc(t->out, '\n');
    }
}

void
cp_render_text(const struct cp_render_input *in, struct cp_buf *out)
{
    struct text t = { .in = in, .out = out, .nest = { .out = out, .width = in->width } };
    const struct cp_sink sink = { .self = &t, .open = text_open, .close = text_close,
                                  .row = text_row, .paragraph = text_paragraph };

    cp_arena_init(&t.scratch, CP_ARENA_MAX);
    t.links.arena = &t.scratch;
    t.no_memory |= !cp_walk(in, &sink);
    while (out->n > 1 && out->p[out->n - 1] == '\n' && out->p[out->n - 2] == '\n')
        out->n--;
    put_links(&t);
    out->no_memory |= t.no_memory || t.links.no_memory || t.marked.no_memory;
    cp_buf_clear(&t.marked);
    cp_arena_clear(&t.scratch);
}
