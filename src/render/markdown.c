/*
 * Markdown: CommonMark with the tables, the strike-through and the footnotes of GitHub.
 *
 * What has no sign of its own there (subscripts, terms of definitions) is inline HTML or bold
 * text. A delimiter that would not be one where it stands, such as ** between a quote and a letter,
 * is written as its HTML tag. Nothing is wrapped: a line that begins with a number is a list.
 */
#include "render/render.h"

#include "base/utf8.h"
#include "render/code.h"
#include "render/escape.h"
#include "render/fold.h"
#include "render/linklist.h"
#include "render/links.h"
#include "render/markdown_table.h"
#include "render/nest.h"
#include "render/spans.h"
#include "render/walk.h"

/* Marks inside of one that are looked at for its end; more of them make it a tag. */
#define LOOK_AHEAD 64

struct markdown {
    const struct cp_render_input *in;
    struct cp_arena scratch;
    struct cp_buf *out;
    struct cp_nest nest;
    struct cp_md_table table;
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
    uint32_t n_paragraphs;
    struct {                       /* the list that ended last */
        unsigned depth;
        uint32_t n_paragraphs;     /* there were then */
        bool ordered, other;       /* it had the other of two markers */
    } last;
    bool no_memory;
};

/* ------------------------------------------------------------------ delimiters */

enum side { SPACE, SIGN, WORD, OTHER };

static const struct {
    const char *delimiter, *open_tag, *close_tag;
} signs[CP_MARK_KINDS] = {
    [CP_MARK_EMPHASIS] = { "*", "<em>", "</em>" },
    [CP_MARK_STRONG] = { "**", "<strong>", "</strong>" },
    [CP_MARK_STRIKE] = { "~~", "<del>", "</del>" },
    [CP_MARK_SUB] = { NULL, "<sub>", "</sub>" },
    [CP_MARK_SUP] = { NULL, "<sup>", "</sup>" },
};

static enum side
side_of(uint32_t c)
{
    if (cp_utf8_is_space(c))
        return SPACE;
    if (cp_utf8_is_word(c))
        return WORD;
    return c < 0x80 ? SIGN : OTHER;
}

/* What stands before, or behind, a place in the text. */
static enum side
look(const struct cp_paragraph *p, uint32_t place, bool behind)
{
    const char *at = p->text.p + place, *end = p->text.p + p->text.n;
    uint32_t c;

    if (behind ? place >= p->text.n : place == 0)
        return SPACE;
    if (!behind) {
        for (at--; at > p->text.p && (*at & 0xC0) == 0x80;)
            at--;
    }
    cp_utf8_next(at, end, &c);
    return side_of(c);
}

/* What else begins or ends where a mark does. */
struct company {
    bool any;
    bool delimiters;   /* of asterisks or tildes among them, or too many to tell */
};

static void
meet(struct company *c, const struct cp_span *other)
{
    c->any = true;
    c->delimiters |= signs[other->kind].delimiter != NULL;
}

/* At its start: marks that are open since there, that begin with it, that ended just now. */
static struct company
at_start(const struct markdown *m, const struct cp_steps *s)
{
    const struct cp_span *span = s->span;
    struct company c = { m->ended.at == span->start && m->ended.any, m->ended.delimiters };

    c.delimiters &= c.any;
    for (unsigned i = 0; i + 1 < s->n_open; i++)
        if (s->open[i]->start == span->start)
            meet(&c, s->open[i]);
    for (uint32_t i = s->next; i < s->p->n_spans && s->p->spans[i].start == span->start; i++)
        meet(&c, &s->p->spans[i]);
    return c;
}

/* At its end: marks around and in it that end there, too, and such as begin there. */
static struct company
at_end(const struct cp_steps *s)
{
    const struct cp_span *span = s->span, *spans = s->p->spans;
    struct company c = { false, false };
    uint32_t i = s->next;

    for (unsigned k = 0; k + 1 < s->n_open; k++)
        if (s->open[k]->end == span->end)
            meet(&c, s->open[k]);
    for (; i < s->p->n_spans && i - s->next < LOOK_AHEAD && spans[i].start <= span->end; i++)
        if (spans[i].end == span->end || spans[i].start == span->end)
            meet(&c, &spans[i]);
    if (i - s->next == LOOK_AHEAD)
        c = (struct company){ true, true };
    return c;
}

/* Source: CommonMark's left- and right-flanking runs, and room for doubt. */
static bool
holds(enum side outside, enum side inside)
{
    return inside == WORD || (inside != SPACE && (outside == SPACE || outside == SIGN));
}

static bool
fits(const struct cp_paragraph *p, const struct cp_span *span, struct company start,
     struct company end)
{
    enum side before = look(p, span->start, false), first = look(p, span->start, true);
    enum side last = look(p, span->end, false), behind = look(p, span->end, true);

    if (start.any) {
        before = before == SPACE ? SPACE : OTHER;
        first = first == WORD ? OTHER : first;
    }
    if (end.any) {
        behind = behind == SPACE ? SPACE : OTHER;
        last = last == WORD ? OTHER : last;
    }
    return !start.delimiters && !end.delimiters && holds(before, first) && holds(behind, last);
}

/* Whether the mark that the steps have just opened can be written with its delimiters. */
static bool
may_delimit(const struct markdown *m, const struct cp_steps *s)
{
    return fits(s->p, s->span, at_start(m, s), at_end(s));
}

static void
note_end(struct markdown *m, const struct cp_span *span)
{
    bool here = m->ended.any && m->ended.at == span->end;

    m->ended.delimiters = (here && m->ended.delimiters) || signs[span->kind].delimiter;
    m->ended.at = span->end;
    m->ended.any = true;
}

/* ------------------------------------------------------------------ marks */

/* Code with a link in it is several code spans; other marks do not part it. */
static void
end_code(struct markdown *m)
{
    if (m->code.n)
        cp_md_put_code(&m->line, cp_buf_slice(&m->code), m->in_cell);
    m->code.n = 0;
}

static void
put_image(struct markdown *m, const struct cp_span *span)
{
    struct cp_buf url = { 0 }, alt = { 0 };

    cp_fold_put_line(&alt, span->source);
    end_code(m);
    if (cp_link_put_picture(&url, m->in, span->node)) {
        cp_buf_puts(&m->line, "![");
        cp_md_put(&m->line, cp_buf_slice(&alt), (struct cp_md_place){ .brackets = true,
                                                                      .bars = true });
        cp_buf_puts(&m->line, "](");
        cp_md_put_address(&m->line, cp_buf_slice(&url));
        cp_buf_putc(&m->line, ')');
    }
    m->no_memory |= url.no_memory || alt.no_memory;
    cp_buf_clear(&url);
    cp_buf_clear(&alt);
}

/* TeX that Markdown would read otherwise goes between backticks, as GitHub and GitLab have it. */
static bool
is_plain_tex(struct cp_slice tex)
{
    for (size_t i = 0; i < tex.n; i++)
        if (strchr("*`[]<&|~!", tex.p[i]) ||
            (tex.p[i] == '\\' && (i + 1 == tex.n || !cp_is_alpha((unsigned char)tex.p[i + 1]))) ||
            (tex.p[i] == '_' && (i == 0 || tex.p[i - 1] == ' ')))
            return false;
    return true;
}

static void
put_formula(struct markdown *m, const struct cp_span *span)
{
    struct cp_buf tex = { 0 };
    const char *edge = span->number ? "$$" : "$";

    end_code(m);
    cp_fold_put_line(&tex, span->source);
    cp_buf_puts(&m->line, edge);
    if (is_plain_tex(cp_buf_slice(&tex)))
        cp_buf_put_slice(&m->line, cp_buf_slice(&tex));
    else
        cp_md_put_code(&m->line, cp_buf_slice(&tex), m->in_cell);
    cp_buf_puts(&m->line, edge);
    m->no_memory |= tex.no_memory;
    cp_buf_clear(&tex);
}

static bool
opens_link(struct markdown *m, const struct cp_paragraph *p, const struct cp_span *span)
{
    struct cp_slice words = { p->text.p + span->start, span->end - span->start };

    m->link = cp_linklist_add(&m->links, m->in, span->node, words);
    return m->link && m->in->links != CLEANPAGE_LINKS_LIST;
}

static void
put_open(struct markdown *m, const struct cp_paragraph *p, const struct cp_steps *s)
{
    const struct cp_span *span = s->span;
    bool *as_tag = &m->as_tag[s->n_open - 1];

    *as_tag = span->kind == CP_MARK_LINK ? !opens_link(m, p, span) : !may_delimit(m, s);
    if (span->kind == CP_MARK_NOTE || (span->kind == CP_MARK_LINK && !*as_tag))
        end_code(m);
    if (span->kind == CP_MARK_NOTE) {
        cp_buf_puts(&m->line, "[^");
        cp_buf_put_u64(&m->line, span->number);
        cp_buf_putc(&m->line, ']');
    } else if (span->kind == CP_MARK_LINK) {
        cp_buf_puts(&m->line, *as_tag ? "" : "[");
    } else if (!cp_steps_in(s, CP_MARK_CODE) && signs[span->kind].open_tag) {
        *as_tag |= !signs[span->kind].delimiter;
        cp_buf_puts(&m->line, *as_tag ? signs[span->kind].open_tag : signs[span->kind].delimiter);
    }
}

static void
put_link_end(struct markdown *m)
{
    if (m->in->links == CLEANPAGE_LINKS_REFERENCE) {
        cp_buf_puts(&m->line, "][");
        cp_buf_put_u64(&m->line, m->link);
        cp_buf_putc(&m->line, ']');
    } else {
        cp_buf_puts(&m->line, "](");
        cp_md_put_address(&m->line, m->links.v[m->link - 1].url);
        cp_buf_putc(&m->line, ')');
    }
}

static void
put_close(struct markdown *m, const struct cp_steps *s)
{
    const struct cp_span *span = s->span;
    bool as_tag = m->as_tag[s->n_open];

    if (span->kind == CP_MARK_CODE || (span->kind == CP_MARK_LINK && !as_tag))
        end_code(m);
    if (span->kind == CP_MARK_LINK && !as_tag)
        put_link_end(m);
    else if (!cp_steps_in(s, CP_MARK_CODE) && signs[span->kind].close_tag)
        cp_buf_puts(&m->line, as_tag ? signs[span->kind].close_tag : signs[span->kind].delimiter);
}

static void
put_text(struct markdown *m, const struct cp_paragraph *p, const struct cp_steps *s)
{
    struct cp_md_place place = {
        .line_start = s->text.p == p->text.p || s->text.p[-1] == '\n',
        .bars = m->in_cell || m->has_lines,
        .brackets = cp_steps_in(s, CP_MARK_LINK),
    };

    if (cp_steps_in(s, CP_MARK_CODE))
        cp_buf_put_slice(&m->code, s->text);
    else
        cp_md_put(&m->line, s->text, place);
}

static void
put_inline(struct markdown *m, const struct cp_paragraph *p)
{
    struct cp_steps s = { .p = p };
    enum cp_step step;

    m->ended.any = false;
    while ((step = cp_steps_next(&s)) != CP_STEP_END) {
        if (step == CP_STEP_CLOSE || step == CP_STEP_ATOM)
            note_end(m, s.span);
        if (step == CP_STEP_TEXT && !cp_steps_in(&s, CP_MARK_NOTE))
            put_text(m, p, &s);
        else if (step == CP_STEP_OPEN)
            put_open(m, p, &s);
        else if (step == CP_STEP_CLOSE)
            put_close(m, &s);
        else if (step == CP_STEP_ATOM && s.span->kind == CP_MARK_IMAGE)
            put_image(m, s.span);
        else if (step == CP_STEP_ATOM)
            put_formula(m, s.span);
    }
}

/* ------------------------------------------------------------------ paragraphs */

/* A heading is one line, and signs at its end would be part of its marks. */
static void
put_heading(struct markdown *m, const struct cp_paragraph *p)
{
    size_t start, end;

    cp_buf_put_repeat(&m->line, '#', p->level ? p->level : 1);
    cp_buf_putc(&m->line, ' ');
    start = m->line.n;
    put_inline(m, p);
    if (cp_buf_failed(&m->line))
        return;
    for (size_t i = start; i + 1 < m->line.n; i++)
        if (m->line.p[i] == '\\' && m->line.p[i + 1] == '\n')
            m->line.p[i] = m->line.p[i + 1] = ' ';
    for (end = m->line.n; end > start && m->line.p[end - 1] == '#';)
        end--;
    if (end < m->line.n && (end == start || m->line.p[end - 1] == ' ')) {
        m->line.n--;
        cp_buf_puts(&m->line, "\\#");
    }
}

static void
put_code(struct markdown *m, const struct cp_paragraph *p)
{
    size_t fence = cp_longest_run(p->text, '`');
    struct cp_slice text = p->text;

    fence = fence < 3 ? 3 : fence + 1;
    cp_buf_put_repeat(&m->line, '`', fence);
    cp_buf_put_slice(&m->line, cp_code_language(m->in->page, p->node));
    cp_buf_putc(&m->line, '\n');
    cp_buf_put_slice(&m->line, text);
    if (text.n && text.p[text.n - 1] != '\n')
        cp_buf_putc(&m->line, '\n');
    cp_buf_put_repeat(&m->line, '`', fence);
}

/* Terms have no sign of their own: they are bold, unless they have marks already. */
static void
put_paragraph(struct markdown *m, const struct cp_paragraph *p, bool is_term)
{
    struct cp_span whole = { .start = 0, .end = (uint32_t)p->text.n, .kind = CP_MARK_STRONG };
    const struct company nobody = { false, false };
    bool bold = is_term && p->n_spans == 0 && fits(p, &whole, nobody, nobody);

    cp_buf_puts(&m->line, bold ? "**" : "");
    put_inline(m, p);
    cp_buf_puts(&m->line, bold ? "**" : "");
}

static void
md_paragraph(void *self, const struct cp_paragraph *p)
{
    struct markdown *m = self;
    unsigned depth = m->nest.n;

    m->line.n = 0;
    m->n_paragraphs++;
    m->in_cell = p->kind == CP_TEXT_CELL;
    m->has_lines = p->text.n && memchr(p->text.p, '\n', p->text.n);
    switch ((enum cp_text_kind)p->kind) {
    case CP_TEXT_TITLE:
    case CP_TEXT_HEADING:
        put_heading(m, p);
        break;
    case CP_TEXT_CODE:
        put_code(m, p);
        break;
    case CP_TEXT_CELL:
        put_inline(m, p);
        cp_md_table_cell(&m->table, cp_buf_slice(&m->line), p);
        return;
    default:
        put_paragraph(m, p, depth && m->nest.frames[depth - 1].kind == CP_FRAME_TERM);
    }
    if (m->line.n)
        cp_nest_write(&m->nest, cp_buf_slice(&m->line), true);
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
        frame->apart = first && c->style != '*' && c->number != 1;
    }
}

static void
md_open(void *self, const struct cp_container *c, const struct cp_container *around)
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

    (void)around;
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
    bool numbered = m->in->links == CLEANPAGE_LINKS_REFERENCE;

    if (!m->links.n || (!numbered && m->in->links != CLEANPAGE_LINKS_LIST))
        return;
    cp_buf_putc(m->out, '\n');
    for (uint32_t i = 0; i < m->links.n; i++) {
        const struct cp_link *link = &m->links.v[i];

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
    struct markdown m = { .in = in, .out = out, .nest = { .out = out } };
    const struct cp_sink sink = { .self = &m, .open = md_open, .close = md_close,
                                  .row = md_row, .paragraph = md_paragraph,
                                  .long_cells = true };

    cp_arena_init(&m.scratch, CP_ARENA_MAX);
    m.links.arena = &m.scratch;
    m.no_memory = !cp_walk(in, &sink);
    put_links(&m);
    out->no_memory |= m.no_memory || m.links.no_memory || cp_buf_failed(&m.line) ||
                      cp_buf_failed(&m.code);
    cp_buf_clear(&m.line);
    cp_buf_clear(&m.code);
    cp_arena_clear(&m.scratch);
}
