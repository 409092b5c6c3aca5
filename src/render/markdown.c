/*
 * Markdown: CommonMark with the tables, the strike-through and the footnotes of GitHub.
 *
 * What has no sign of its own there (subscripts, terms of definitions) is inline HTML or bold
 * text. Nothing is wrapped: a line that begins with a number is a list.
 */
#include "render/render.h"

#include "render/code.h"
#include "render/escape.h"
#include "render/markdown_inline.h"
#include "render/markdown_table.h"
#include "render/nest.h"
#include "render/walk.h"

struct markdown {
    struct cp_md_inline inlines;
    struct cp_arena scratch;
    struct cp_buf *out;
    struct cp_nest nest;
    struct cp_md_table table;
    uint32_t n_paragraphs;
    struct {                       /* the list that ended last */
        unsigned depth;
        uint32_t n_paragraphs;     /* there were then */
        bool ordered, other;       /* it had the other of two markers */
    } last;
    bool no_memory;
};

/* ------------------------------------------------------------------ paragraphs */

/* A heading is one line, and signs at its end would be part of its marks. */
static void
put_heading(struct markdown *m, const struct cp_paragraph *p)
{
    size_t start, end;

    cp_buf_put_repeat(&m->inlines.line, '#', p->level ? p->level : 1);
    cp_buf_putc(&m->inlines.line, ' ');
    start = m->inlines.line.n;
    cp_md_put_inline(&m->inlines, p);
    if (cp_buf_failed(&m->inlines.line))
        return;
    for (size_t i = start; i + 1 < m->inlines.line.n; i++)
        if (m->inlines.line.p[i] == '\\' && m->inlines.line.p[i + 1] == '\n')
            m->inlines.line.p[i] = m->inlines.line.p[i + 1] = ' ';
    for (end = m->inlines.line.n; end > start && m->inlines.line.p[end - 1] == '#';)
        end--;
    if (end < m->inlines.line.n && (end == start || m->inlines.line.p[end - 1] == ' ')) {
        m->inlines.line.n--;
        cp_buf_puts(&m->inlines.line, "\\#");
    }
}

static void
put_code(struct markdown *m, const struct cp_paragraph *p)
{
    size_t fence = cp_longest_run(p->text, '`');
    struct cp_slice text = p->text;

    fence = fence < 3 ? 3 : fence + 1;
    cp_buf_put_repeat(&m->inlines.line, '`', fence);
    cp_buf_put_slice(&m->inlines.line, cp_code_language(m->inlines.in->page, p->node));
    cp_buf_putc(&m->inlines.line, '\n');
    cp_buf_put_slice(&m->inlines.line, text);
    if (text.n && text.p[text.n - 1] != '\n')
        cp_buf_putc(&m->inlines.line, '\n');
    cp_buf_put_repeat(&m->inlines.line, '`', fence);
}

/* Terms have no sign of their own: they are bold, unless they have marks already. */
static void
put_paragraph(struct markdown *m, const struct cp_paragraph *p, bool is_term)
{
    bool bold = is_term && cp_md_may_be_strong(p);

    cp_buf_puts(&m->inlines.line, bold ? "**" : "");
    cp_md_put_inline(&m->inlines, p);
    cp_buf_puts(&m->inlines.line, bold ? "**" : "");
}

static void
md_paragraph(void *self, const struct cp_paragraph *p)
{
    struct markdown *m = self;
    unsigned depth = m->nest.n;

    cp_md_begin(&m->inlines, p);
    m->n_paragraphs++;
    switch ((enum cp_text_kind)p->kind) {
    case CP_TEXT_TITLE:
    case CP_TEXT_HEADING:
        put_heading(m, p);
        break;
    case CP_TEXT_CODE:
        put_code(m, p);
        break;
    case CP_TEXT_CELL:
        cp_md_put_inline(&m->inlines, p);
        cp_md_table_cell(&m->table, cp_buf_slice(&m->inlines.line), p);
        return;
    default:
        put_paragraph(m, p, depth && m->nest.frames[depth - 1].kind == CP_FRAME_TERM);
    }
    if (depth && m->nest.frames[depth - 1].kind == CP_FRAME_LIST)
        m->nest.frames[depth - 1].bare = true;
    if (m->inlines.line.n)
        cp_nest_write(&m->nest, cp_buf_slice(&m->inlines.line), true);
}

/* ------------------------------------------------------------------ containers */

/* Two lists in a row would be one if their markers were alike. */
static bool
takes_other_marker(const struct markdown *m, bool ordered)
{
    return m->last.depth == m->nest.n && m->last.n_paragraphs == m->n_paragraphs &&
           m->last.ordered == ordered && m->n_paragraphs && !m->last.other;
}

static void
mark_item(struct cp_frame *item, const struct cp_container *c, bool other)
{
    size_t n;

    /* Nine digits are all that a list's number may have, and none may be negative. */
    if (c->style == '*')
        cp_nest_mark(item, '*', 0);
    else
        cp_nest_mark(item, '1', c->number < 0 ? 0 : c->number > 999999999 ? 999999999 : c->number);
    n = strlen(item->marker);
    if (other)
        item->marker[n - 2] = c->style == '*' ? '*' : ')';
}

static void
open_item(struct cp_frame *frame, const struct cp_container *c, const struct cp_frame *list)
{
    bool first = !list || !list->shown;

    if (c->note) {
        cp_nest_mark_note(frame, "[^", c->note, "]: ");
        frame->apart = true;
    } else {
        mark_item(frame, c, list && list->other);
        /* No number but 1 can end a paragraph that it follows without a blank line. */
        frame->apart = (first || list->bare) && c->style != '*' && c->number != 1;
    }
}

static void
md_open(void *self, const struct cp_container *c)
{
    static const uint8_t frames[] = {
        [CP_IN_LIST] = CP_FRAME_LIST, [CP_IN_DEFINITIONS] = CP_FRAME_LIST,
        [CP_IN_ITEM] = CP_FRAME_ITEM, [CP_IN_TERM] = CP_FRAME_TERM,
        [CP_IN_DEFINITION] = CP_FRAME_ITEM, [CP_IN_QUOTE] = CP_FRAME_QUOTE,
        [CP_IN_NOTE] = CP_FRAME_ITEM, [CP_IN_FIGURE] = CP_FRAME_NONE,
        [CP_IN_TABLE] = CP_FRAME_NONE,
    };
    struct markdown *m = self;
    struct cp_frame *list = m->nest.n ? &m->nest.frames[m->nest.n - 1] : NULL, *frame;
    bool ordered = c->style != '*', other = takes_other_marker(m, ordered);

    if (c->kind == CP_IN_TABLE)
        cp_md_table_begin(&m->table, &m->scratch, c->cells);
    frame = cp_nest_push(&m->nest, (enum cp_frame_kind)frames[c->kind]);
    frame->tight = c->tight;
    if (c->kind == CP_IN_LIST)
        frame->other = other;
    else if (c->kind == CP_IN_ITEM || c->kind == CP_IN_NOTE)
        open_item(frame, c, list && list->kind == CP_FRAME_LIST ? list : NULL);
    else if (c->kind == CP_IN_DEFINITION)
        cp_nest_mark(frame, '*', 0);
    else if (c->kind == CP_IN_TERM)
        frame->apart = true;
}

static void
close_table(struct markdown *m)
{
    struct cp_buf lines = { 0 };

    cp_md_table_print(&m->table, &lines);
    if (lines.n)
        cp_nest_write(&m->nest, cp_buf_slice(&lines), true);
    m->no_memory |= m->table.grid.no_memory || cp_buf_failed(&lines);
    cp_buf_clear(&lines);
}

static void
md_close(void *self, const struct cp_container *c)
{
    struct markdown *m = self;
    bool other = m->nest.frames[m->nest.n - 1].other;

    if (c->kind == CP_IN_TABLE)
        close_table(m);
    cp_nest_pop(&m->nest);
    if (c->kind == CP_IN_LIST) {
        m->last.depth = m->nest.n;
        m->last.n_paragraphs = m->n_paragraphs;
        m->last.ordered = c->style != '*';
        m->last.other = other;
    }
}

static void
md_row(void *self)
{
    cp_grid_row(&((struct markdown *)self)->table.grid);
}

/* ------------------------------------------------------------------ links at the end */

static void
put_links(struct markdown *m)
{
    bool numbered = m->inlines.in->links == CLEANPAGE_LINKS_REFERENCE;

    if (!m->inlines.links.n || (!numbered && m->inlines.in->links != CLEANPAGE_LINKS_LIST))
        return;
    cp_buf_putc(m->out, '\n');
    for (uint32_t i = 0; i < m->inlines.links.n; i++) {
        const struct cp_link *link = &m->inlines.links.v[i];

        if (numbered) {
            cp_buf_putc(m->out, '[');
            cp_buf_put_u64(m->out, i + 1);
            cp_buf_puts(m->out, "]: <");
            cp_buf_put_slice(m->out, link->url);
        } else {
            cp_buf_puts(m->out, "- <");
            cp_buf_put_slice(m->out, link->url);
        }
        cp_buf_puts(m->out, ">\n");
    }
}

void
cp_render_markdown(const struct cp_render_input *in, struct cp_buf *out)
{
    struct markdown m = { .inlines.in = in, .out = out, .nest.out = out };
    struct cp_md_inline *inlines = &m.inlines;
    const struct cp_sink sink = { .self = &m, .open = md_open, .close = md_close,
                                  .row = md_row, .paragraph = md_paragraph,
                                  .long_cells = true };

    cp_arena_init(&m.scratch, CP_ARENA_MAX);
    inlines->links.arena = &m.scratch;
    m.no_memory |= !cp_walk(in, &sink);
    put_links(&m);
    out->no_memory |= m.no_memory || inlines->no_memory || inlines->links.no_memory ||
                      cp_buf_failed(&inlines->line) || cp_buf_failed(&inlines->code);
    cp_buf_clear(&inlines->line);
    cp_buf_clear(&inlines->code);
    cp_arena_clear(&m.scratch);
}
