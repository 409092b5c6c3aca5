/*
 * Marks in Markdown: see render/markdown_inline.h.
 *
 * A delimiter that would not be one where it stands, such as ** between a quote and a letter, is
 * written as its HTML tag.
 */
#include "render/markdown_inline.h"

#include "base/utf8.h"
#include "base/fold.h"
#include "render/escape.h"
#include "render/formula.h"
#include "render/links.h"
#include "render/spans.h"

/* Marks inside of one that are looked at for its end; more of them make it a tag. */
#define LOOK_AHEAD 64

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
at_start(const struct cp_md_inline *m, const struct cp_steps *s)
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
may_delimit(const struct cp_md_inline *m, const struct cp_steps *s)
{
    return fits(s->p, s->span, at_start(m, s), at_end(s));
}

static void
note_end(struct cp_md_inline *m, const struct cp_span *span)
{
    bool here = m->ended.any && m->ended.at == span->end;

    m->ended.delimiters = (here && m->ended.delimiters) || signs[span->kind].delimiter;
    m->ended.at = span->end;
    m->ended.any = true;
}

/* ------------------------------------------------------------------ marks */

/* Code with a link in it is several code spans; other marks do not part it. */
static void
end_code(struct cp_md_inline *m)
{
    if (m->code.n)
        cp_md_put_code(&m->line, cp_buf_slice(&m->code), m->in_cell);
    m->code.n = 0;
}

static void
put_image(struct cp_md_inline *m, const struct cp_span *span)
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

/* TeX that Markdown would read otherwise goes between backticks, as GitHub and GitLab have it;
 * so does what others must not run. */
static bool
is_plain_tex(struct cp_slice tex)
{
    for (size_t i = 0; i < tex.n; i++)
        if (strchr("*`[]<&|~!", tex.p[i]) ||
            (tex.p[i] == '\\' && (i + 1 == tex.n || !cp_is_alpha((unsigned char)tex.p[i + 1]))) ||
            (tex.p[i] == '_' && (i == 0 || tex.p[i - 1] == ' ')))
            return false;
    return cp_formula_is_harmless(tex);
}

static void
put_formula(struct cp_md_inline *m, const struct cp_span *span)
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
opens_link(struct cp_md_inline *m, const struct cp_paragraph *p, const struct cp_span *span)
{
    struct cp_slice words = { p->text.p + span->start, span->end - span->start };

    m->link = cp_linklist_add(&m->links, m->in, span->node, words);
    return m->link && m->in->links != CLEANPAGE_LINKS_LIST;
}

static void
put_open(struct cp_md_inline *m, const struct cp_paragraph *p, const struct cp_steps *s)
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
put_link_end(struct cp_md_inline *m)
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
put_close(struct cp_md_inline *m, const struct cp_steps *s)
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

static bool
link_follows(const struct cp_steps *s)
{
    const struct cp_span *next = s->next < s->p->n_spans ? &s->p->spans[s->next] : NULL;

    return next && next->start == s->at &&
           (next->kind == CP_MARK_LINK || next->kind == CP_MARK_NOTE);
}

static void
put_text(struct cp_md_inline *m, const struct cp_paragraph *p, const struct cp_steps *s)
{
    struct cp_md_place place = {
        .line_start = s->text.p == p->text.p || s->text.p[-1] == '\n',
        .bars = m->in_cell || m->has_lines,
        .brackets = cp_steps_in(s, CP_MARK_LINK),
        .link_follows = link_follows(s),
    };

    if (cp_steps_in(s, CP_MARK_CODE))
        cp_buf_put_slice(&m->code, s->text);
    else
        cp_md_put(&m->line, s->text, place);
}

void
cp_md_put_inline(struct cp_md_inline *m, const struct cp_paragraph *p)
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

void
cp_md_begin(struct cp_md_inline *m, const struct cp_paragraph *p)
{
    m->line.n = 0;
    m->in_cell = p->kind == CP_TEXT_CELL;
    m->has_lines = p->text.n && memchr(p->text.p, '\n', p->text.n);
}

bool
cp_md_may_be_strong(const struct cp_paragraph *p)
{
    struct cp_span whole = { .start = 0, .end = (uint32_t)p->text.n, .kind = CP_MARK_STRONG };
    const struct company nobody = { false, false };

    return p->n_spans == 0 && fits(p, &whole, nobody, nobody);
}
