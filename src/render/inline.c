/* What is in a paragraph: text, marks, pictures, formulas. See render/walk.h. */
#include "render/walking.h"

#include "render/formula.h"

/* Stands for an atom in a paragraph's text: U+FFFC, object replacement. */
#define ATOM "\xEF\xBF\xBC"

static const uint8_t mark_of[CP_TAG_COUNT] = {
    [CP_TAG_A] = CP_MARK_LINK,         [CP_TAG_B] = CP_MARK_STRONG,
    [CP_TAG_CITE] = CP_MARK_EMPHASIS,  [CP_TAG_CODE] = CP_MARK_CODE,
    [CP_TAG_DEL] = CP_MARK_STRIKE,     [CP_TAG_DFN] = CP_MARK_EMPHASIS,
    [CP_TAG_EM] = CP_MARK_EMPHASIS,    [CP_TAG_I] = CP_MARK_EMPHASIS,
    [CP_TAG_KBD] = CP_MARK_CODE,       [CP_TAG_Q] = CP_MARK_QUOTE,
    [CP_TAG_RT] = CP_MARK_READING,     [CP_TAG_RUBY] = CP_MARK_RUBY,
    [CP_TAG_S] = CP_MARK_STRIKE,       [CP_TAG_SAMP] = CP_MARK_CODE,
    [CP_TAG_STRIKE] = CP_MARK_STRIKE,  [CP_TAG_STRONG] = CP_MARK_STRONG,
    [CP_TAG_SUB] = CP_MARK_SUB,        [CP_TAG_SUP] = CP_MARK_SUP,
    [CP_TAG_TT] = CP_MARK_CODE,        [CP_TAG_VAR] = CP_MARK_EMPHASIS,
};

unsigned
cp_inline_wanted(const struct cp_render_input *in, const struct cp_sink *sink)
{
    static const struct {
        unsigned part;
        enum cp_mark_kind kind;
    } of_part[] = {
        { CLEANPAGE_FORMATTING, CP_MARK_EMPHASIS }, { CLEANPAGE_FORMATTING, CP_MARK_STRONG },
        { CLEANPAGE_FORMATTING, CP_MARK_CODE },     { CLEANPAGE_FORMATTING, CP_MARK_STRIKE },
        { CLEANPAGE_SCRIPTS, CP_MARK_SUB },         { CLEANPAGE_SCRIPTS, CP_MARK_SUP },
        { CLEANPAGE_FOOTNOTES, CP_MARK_NOTE },      { CLEANPAGE_IMAGES, CP_MARK_IMAGE },
        { CLEANPAGE_MATH, CP_MARK_FORMULA },
    };
    unsigned wanted = sink->native;

    for (size_t i = 0; i < sizeof of_part / sizeof *of_part; i++)
        if (in->parts & of_part[i].part)
            wanted |= 1u << of_part[i].kind;
    if (in->links != CLEANPAGE_LINKS_NONE)
        wanted |= 1u << CP_MARK_LINK;
    if (in->mark_dropped)
        wanted |= 1u << CP_MARK_DROPPED;
    return wanted;
}

/* ------------------------------------------------------------------ marks */

static struct cp_span *
span_at(struct cp_walker *w, uint32_t i)
{
    return (struct cp_span *)(void *)w->spans.p + i;
}

static uint32_t
count_spans(const struct cp_walker *w)
{
    return (uint32_t)(w->spans.n / sizeof(struct cp_span));
}

static uint32_t
add_span(struct cp_walker *w, const struct cp_span *span)
{
    uint32_t i = count_spans(w);

    cp_buf_put(&w->spans, (const char *)span, sizeof *span);
    return cp_buf_failed(&w->spans) ? CP_NO_SPAN : i;
}

static void
push_mark(struct cp_walker *w, uint32_t i, enum cp_mark_kind kind, uint32_t number)
{
    for (unsigned k = 0; k < w->n_marks; k++)
        if (w->marks[k].kind == kind && kind != CP_MARK_QUOTE)
            return;
    /* A note's number is raised by itself. */
    if (kind == CP_MARK_NOTE && w->n_marks && w->marks[w->n_marks - 1].kind == CP_MARK_SUP &&
        w->marks[w->n_marks - 1].span == CP_NO_SPAN)
        w->n_marks--;
    if (w->n_marks < CP_MARKS_MAX)
        w->marks[w->n_marks++] = (struct cp_open_mark){ i, number, CP_NO_SPAN, (uint8_t)kind };
}

static void
begin_marks(struct cp_walker *w, uint32_t at)
{
    for (unsigned k = 0; k < w->n_marks; k++) {
        struct cp_open_mark *m = &w->marks[k];
        struct cp_span span = { .start = at, .kind = m->kind, .node = m->node,
                                .number = m->number };

        if (m->span == CP_NO_SPAN)
            m->span = add_span(w, &span);
    }
}

/* A mark ends with its last word, not with the line breaks behind it. */
static void
end_mark(struct cp_walker *w, struct cp_open_mark *m)
{
    const struct cp_buf *text = &w->fold.text;
    size_t end = text->n;

    if (m->span == CP_NO_SPAN || cp_buf_failed(&w->spans))
        return;
    while (end && text->p[end - 1] == '\n')
        end--;
    span_at(w, m->span)->end = (uint32_t)end;
    m->span = CP_NO_SPAN;
}

void
cp_inline_pause(struct cp_walker *w)
{
    for (unsigned k = w->n_marks; k--;)
        end_mark(w, &w->marks[k]);
}

/* ------------------------------------------------------------------ text */

/* Text dropped in several runs is marked as one, if no other mark is open at either. */
static void
add_dropped(struct cp_walker *w, uint32_t start)
{
    uint32_t n = count_spans(w), end = (uint32_t)w->fold.text.n;
    struct cp_span span = { .start = start, .end = end, .kind = CP_MARK_DROPPED,
                            .number = w->n_marks };

    if (n && w->n_marks == 0 && span_at(w, n - 1)->kind == CP_MARK_DROPPED &&
        span_at(w, n - 1)->number == 0 && span_at(w, n - 1)->end + 1 >= start)
        span_at(w, n - 1)->end = end;
    else
        add_span(w, &span);
}

/* Puts text and begins the marks that wait for it. Returns whether any character was put. */
static bool
put(struct cp_walker *w, struct cp_slice text)
{
    w->fold.watching = true;
    if (w->pre != CP_NO_NODE) {
        w->fold.first = w->fold.text.n;
        w->fold.watching = false;
        cp_fold_put_pre(&w->fold, text);
    } else {
        cp_fold_put(&w->fold, text);
        if (!w->fold.watching)
            begin_marks(w, (uint32_t)w->fold.first);
    }
    return !w->fold.watching;
}

void
cp_inline_put(struct cp_walker *w, struct cp_slice text, bool dropped)
{
    if (put(w, text) && dropped && w->fold.text.n > w->fold.first)
        add_dropped(w, (uint32_t)w->fold.first);
    w->fold.watching = false;
    w->kept = true;
}

static void
put_atom(struct cp_walker *w, enum cp_mark_kind kind, uint32_t i, struct cp_slice source,
         bool apart)
{
    struct cp_span span = { .kind = (uint8_t)kind, .node = i, .number = apart,
                            .source = source };

    put(w, CP_LIT(ATOM));
    span.start = (uint32_t)w->fold.first;
    span.end = (uint32_t)w->fold.text.n;
    add_span(w, &span);
    w->kept = true;
}

/* ------------------------------------------------------------------ quotes and readings */

static void
put_opening(struct cp_walker *w, uint32_t i, const char *mark)
{
    put(w, cp_slice_of(mark));
    w->fold.watching = false;
    w->fold.space = false;
    w->quoted[w->n_quoted++] = i;
}

static bool
is_mark_due(struct cp_walker *w, uint32_t i)
{
    if (w->n_quoted == 0 || w->quoted[w->n_quoted - 1] != i)
        return false;
    w->n_quoted--;
    return true;
}

static bool
enter_q(struct cp_walker *w, uint32_t i)
{
    if (w->n_quoted < CP_QUOTES_MAX && cp_walk_shows_text(w, i))
        put_opening(w, i, w->n_quotes++ % 2 ? "\u2018" : "\u201C");
    return true;
}

static void
leave_q(struct cp_walker *w, uint32_t i)
{
    if (is_mark_due(w, i))
        cp_fold_put_tight(&w->fold, --w->n_quotes % 2 ? "\u2019" : "\u201D");
}

/* The reading of a ruby text goes in parentheses: so rp has it for browsers without ruby. */
static bool
enter_rt(struct cp_walker *w, uint32_t i)
{
    if (!(w->in->parts & CLEANPAGE_RUBY))
        return false;
    if (w->n_quoted < CP_QUOTES_MAX && cp_walk_shows_text(w, i) &&
        !cp_walk_wants(w, CP_MARK_READING)) {
        w->fold.space = false;
        put_opening(w, i, "(");
    }
    return true;
}

static void
leave_rt(struct cp_walker *w, uint32_t i)
{
    if (is_mark_due(w, i))
        cp_fold_put_tight(&w->fold, ")");
}

/* ------------------------------------------------------------------ links and other marks */

static bool
enter_a(struct cp_walker *w, uint32_t i)
{
    uint32_t number = cp_notes_mark(&w->notes, i);

    if (number && !(w->in->parts & CLEANPAGE_FOOTNOTES))
        return false;
    if (number) {
        push_mark(w, i, CP_MARK_NOTE, number);
        return true;
    }
    for (unsigned n = w->n_containers; n-- && w->notes.n_notes;)
        if (w->containers[n].note)
            return !cp_notes_leads_back(w->in, i);
    return true;
}

static bool
enter_struck(struct cp_walker *w, uint32_t i)
{
    (void)i;
    return w->in->parts & CLEANPAGE_STRIKE;
}

static bool
enter_br(struct cp_walker *w, uint32_t i)
{
    (void)i;
    if (w->pre != CP_NO_NODE)
        cp_buf_putc(&w->fold.text, '\n');
    else if (w->in_cell)
        cp_fold_space(&w->fold);
    else if (w->fold.text.n && !cp_fold_break(&w->fold))
        cp_walk_end_paragraph(w);
    return true;
}

static bool
skip(struct cp_walker *w, uint32_t i)
{
    (void)w;
    (void)i;
    return false;
}

/* ------------------------------------------------------------------ pictures and formulas */

/* Whether the two formulas, or a formula and its picture, are one: siblings or nearly so. */
static bool
is_beside_formula(const struct cp_walker *w, uint32_t i)
{
    uint32_t up = cp_walk_node(w, i)->parent;

    if (w->formula == CP_NO_NODE || up == CP_NO_NODE)
        return false;
    if (cp_walk_node(w, up)->parent != CP_NO_NODE &&
        !(cp_tag_flags((enum cp_tag)cp_walk_node(w, up)->tag) & CP_TAG_BLOCK))
        up = cp_walk_node(w, up)->parent;
    return w->formula > up && i - w->formula < 100;
}

static void
put_formula(struct cp_walker *w, uint32_t i, struct cp_slice tex)
{
    w->formula = cp_walk_node(w, i)->end - 1;
    put_atom(w, CP_MARK_FORMULA, i, tex, cp_formula_is_display(w->in->page, i));
}

/* A picture keeps the words beside it apart. */
static bool
enter_img(struct cp_walker *w, uint32_t i)
{
    const struct cp_page *page = w->in->page;
    struct cp_slice alt = cp_node_attr(page, i, CP_ATTR_ALT), tex = { NULL, 0 };

    if (w->pre != CP_NO_NODE)
        return true;
    if (cp_picture_is_emoji(page, i)) {
        if (w->kept)
            put(w, alt);
        w->fold.watching = false;
        return true;
    }
    if (w->has_formulas && is_beside_formula(w, i))
        return true;
    if (w->has_formulas)
        tex = cp_formula_of_picture(page, i);
    if (tex.n && cp_pictures_is_content(&w->pictures, w->in, i))
        put_formula(w, i, tex);
    else if (cp_walk_wants(w, CP_MARK_IMAGE) && cp_pictures_show(&w->pictures, w->in, i))
        put_atom(w, CP_MARK_IMAGE, i, alt, false);
    else
        cp_fold_space(&w->fold);
    return true;
}

static bool
enter_math(struct cp_walker *w, uint32_t i)
{
    struct cp_slice tex = { NULL, 0 };

    if (w->has_formulas && w->pre == CP_NO_NODE)
        tex = cp_formula_of_math(w->in->page, i);
    if (!tex.n || !(cp_walk_shows_text(w, i) ||
                    cp_pictures_is_content(&w->pictures, w->in, i)))
        return true;
    put_formula(w, i, tex);
    return false;
}

void
cp_inline_script(struct cp_walker *w, uint32_t i)
{
    struct cp_slice tex = cp_formula_of_script(w->in->page, i);

    if (tex.n && w->pre == CP_NO_NODE && cp_pictures_is_content(&w->pictures, w->in, i))
        put_formula(w, i, tex);
}

static bool
enter_span(struct cp_walker *w, uint32_t i)
{
    return !w->has_formulas || !cp_formula_is_copy(w->in->page, i);
}

/* A formula's source, beside the formula itself: no browser shows it. */
static bool
enter_unknown(struct cp_walker *w, uint32_t i)
{
    struct cp_slice prefix = CP_LIT("annotation");

    return !cp_walk_node(w, i)->foreign ||
           !cp_slice_starts_nocase(cp_node_name(w->in->page, i), prefix);
}

/* ------------------------------------------------------------------ the table */

static const struct {
    bool (*enter)(struct cp_walker *w, uint32_t i);
    void (*leave)(struct cp_walker *w, uint32_t i);
} handlers[CP_TAG_COUNT] = {
    [CP_TAG_A] = { enter_a, NULL },
    [CP_TAG_BR] = { enter_br, NULL },
    [CP_TAG_DEL] = { enter_struck, NULL },
    [CP_TAG_IMG] = { enter_img, NULL },
    [CP_TAG_MATH] = { enter_math, NULL },
    [CP_TAG_Q] = { enter_q, leave_q },
    [CP_TAG_RP] = { skip, NULL },
    [CP_TAG_RT] = { enter_rt, leave_rt },
    [CP_TAG_S] = { enter_struck, NULL },
    [CP_TAG_SPAN] = { enter_span, NULL },
    [CP_TAG_STRIKE] = { enter_struck, NULL },
    [CP_TAG_UNKNOWN] = { enter_unknown, NULL },
};

bool
cp_inline_enter(struct cp_walker *w, uint32_t i)
{
    uint16_t tag = cp_walk_node(w, i)->tag;
    enum cp_mark_kind kind = (enum cp_mark_kind)mark_of[tag];
    bool wanted = kind && cp_walk_wants(w, kind);

    if (handlers[tag].enter && !(wanted && kind == CP_MARK_QUOTE) && !handlers[tag].enter(w, i))
        return false;
    /* A heading is strong by itself, and code shows no marks. */
    if (wanted && w->pre == CP_NO_NODE &&
        !(kind == CP_MARK_STRONG && w->kind == CP_TEXT_HEADING) &&
        !(w->n_marks && w->marks[w->n_marks - 1].node == i))
        push_mark(w, i, kind, 0);
    return true;
}

void
cp_inline_leave(struct cp_walker *w, uint32_t i)
{
    uint16_t tag = cp_walk_node(w, i)->tag;

    if (handlers[tag].leave)
        handlers[tag].leave(w, i);
    while (w->n_marks && w->marks[w->n_marks - 1].node == i)
        end_mark(w, &w->marks[--w->n_marks]);
}
