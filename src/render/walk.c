/* Blocks, containers and tables: see render/walk.h. What is in a block is in inline.c. */
#include "render/walking.h"

#include "render/formula.h"
#include "render/grid.h"
#include "render/lists.h"
#include "render/numbers.h"

/* ------------------------------------------------------------------ containers */

/* A zeroed container for node i, or NULL if the nesting is too deep to show. */
static struct cp_container *
push(struct cp_walker *w, uint32_t i, enum cp_container_kind kind)
{
    struct cp_container *c;

    if (w->n_containers == CP_NEST_MAX)
        return NULL;
    c = &w->containers[w->n_containers++];
    *c = (struct cp_container){ .node = i, .kind = (uint8_t)kind };
    return c;
}

static void
pop(struct cp_walker *w, uint32_t i)
{
    while (w->n_containers && w->containers[w->n_containers - 1].node == i) {
        struct cp_container *c = &w->containers[--w->n_containers];

        if (c->opened && w->sink->close)
            w->sink->close(w->sink->self, c);
    }
}

/* The innermost list, or NULL. */
static struct cp_container *
find_list(struct cp_walker *w)
{
    for (unsigned n = w->n_containers; n--;)
        if (w->containers[n].kind == CP_IN_LIST || w->containers[n].kind == CP_IN_DEFINITIONS)
            return &w->containers[n];
    return NULL;
}

/* Comments begin and end between what lies in no container together. */
static void
tell_comments(struct cp_walker *w)
{
    bool any_open = w->n_containers && w->containers[0].opened;

    if (any_open || !w->sink->comments || w->in_comment == w->among_comments)
        return;
    w->among_comments = w->in_comment;
    w->sink->comments(w->sink->self, w->in_comment);
}

static void
open_containers(struct cp_walker *w)
{
    tell_comments(w);
    for (unsigned n = 0; n < w->n_containers; n++) {
        struct cp_container *c = &w->containers[n];

        if (!c->opened && w->sink->open)
            w->sink->open(w->sink->self, c, n ? c - 1 : NULL);
        c->opened = true;
    }
}

/* ------------------------------------------------------------------ paragraphs */

static void
hand_over(struct cp_walker *w, struct cp_paragraph *p)
{
    p->spans = (const struct cp_span *)(const void *)w->spans.p;
    p->n_spans = (uint32_t)(w->spans.n / sizeof(struct cp_span));
    w->sink->paragraph(w->sink->self, p);
    w->spans.n = 0;
}

/* The title stands before the first paragraph, outside of what that lies in. */
static void
write_title(struct cp_walker *w)
{
    struct cp_fold title = { 0 };
    struct cp_paragraph p = { .kind = CP_TEXT_TITLE, .level = 1, .node = CP_NO_NODE };

    w->title_due = false;
    cp_fold_put(&title, w->in->meta->title);
    p.text = cp_fold_text(&title);
    if (p.text.n)
        w->sink->paragraph(w->sink->self, &p);
    w->no_memory |= cp_buf_failed(&title.text);
    cp_fold_clear(&title);
}

static void
restart(struct cp_walker *w)
{
    cp_fold_restart(&w->fold);
    w->spans.n = 0;
    w->sign.n = 0;
    w->kept = false;
}

static void
write_paragraph(struct cp_walker *w, struct cp_slice text, enum cp_text_kind kind, uint32_t node)
{
    struct cp_paragraph p = { .kind = (uint8_t)kind, .level = w->level, .node = node,
                              .in_comments = w->in_comment, .text = text };

    if (w->title_due)
        write_title(w);
    open_containers(w);
    hand_over(w, &p);
}

void
cp_walk_end_paragraph(struct cp_walker *w)
{
    struct cp_buf *text = &w->fold.text;

    if (w->pre != CP_NO_NODE) {
        if (text->n && text->p[text->n - 1] != '\n')
            cp_buf_putc(text, '\n');
    } else if (w->in_cell) {
        cp_fold_space(&w->fold);
    } else {
        cp_inline_pause(w);
        if (w->kept)
            write_paragraph(w, cp_fold_text(&w->fold), (enum cp_text_kind)w->kind, CP_NO_NODE);
        restart(w);
    }
}

/* ------------------------------------------------------------------ text */

/* Whether a judged title heading would repeat what stands above it. */
static bool
repeats_title(const struct cp_walker *w, const struct cp_block *block)
{
    return w->in->with_title && block->heading && cp_slice_eq(block->text, w->in->meta->title);
}

/* The block that text node i belongs to, or NULL. The walk never goes back. */
static const struct cp_block *
find_block(const struct cp_walker *w, uint32_t *at, uint32_t i)
{
    const struct cp_blocks *blocks = w->in->blocks;

    while (*at < blocks->n && blocks->v[*at].end <= i)
        ++*at;
    return *at < blocks->n && blocks->v[*at].first <= i ? &blocks->v[*at] : NULL;
}

static const struct cp_verdict *
verdict_of(const struct cp_walker *w, const struct cp_block *block)
{
    return &w->in->verdicts->v[block - w->in->blocks->v];
}

static bool
is_shown(const struct cp_walker *w, const struct cp_block *block)
{
    const struct cp_verdict *v = verdict_of(w, block);

    if (repeats_title(w, block))
        return false;
    return v->keep || (w->in->mark_dropped && v->reason != CP_BY_TITLE);
}

/*
 * Text of no block is white space, or a sign without a word in an element that is hidden in
 * some way. Signs stay inside pre and cells, and between words of one paragraph ("1<i
 * aria-hidden=true>,</i>000"), but not at its edges, where they are bullets and icons.
 */
static void
put_sign(struct cp_walker *w, struct cp_slice text)
{
    if (w->pre != CP_NO_NODE)
        cp_fold_put_pre(&w->fold, text);
    else if (w->in_cell)
        cp_fold_put(&w->fold, text);
    else if (cp_slice_trim(text).n)
        w->sign = text;
    else if (text.n)
        cp_fold_space(&w->fold);
}

static void
put_words(struct cp_walker *w, const struct cp_block *block, struct cp_slice text)
{
    const struct cp_verdict *v = verdict_of(w, block);

    if (w->kept && w->sign.n)
        cp_fold_put(&w->fold, w->sign);
    /* What a browser hides is set apart from what it shows, should both be kept. */
    if (w->kept && block->flags != w->flags)
        cp_fold_space(&w->fold);
    cp_inline_put(w, text, !v->keep);
    w->sign.n = 0;
    w->flags = block->flags;
    w->in_comment = v->reason == CP_BY_COMMENTS;
}

static void
put_text(struct cp_walker *w, uint32_t i)
{
    const struct cp_block *block = find_block(w, &w->block, i);

    if (!block)
        put_sign(w, cp_node_text(cp_walk_node(w, i)));
    else if (is_shown(w, block))
        put_words(w, block, cp_node_text(cp_walk_node(w, i)));
    else
        w->sign.n = 0;
}

bool
cp_walk_shows_text(const struct cp_walker *w, uint32_t element)
{
    uint32_t at = w->block, end = cp_walk_node(w, element)->end;

    for (uint32_t i = element + 1; i < end; i++) {
        const struct cp_node *node = cp_walk_node(w, i);
        const struct cp_block *block;

        if (node->kind != CP_NODE_TEXT || cp_slice_trim(cp_node_text(node)).n == 0)
            continue;
        block = find_block(w, &at, i);
        return block && is_shown(w, block);
    }
    return false;
}

/* ------------------------------------------------------------------ lists, quotes */

static struct cp_container *
push_list(struct cp_walker *w, uint32_t i, enum cp_container_kind kind, char style)
{
    struct cp_container *list = push(w, i, kind);

    if (!list)
        return NULL;
    list->style = style;
    list->step = 1;
    list->number = 1;
    list->tight = !w->loose || !w->loose[i];
    return list;
}

static bool
enter_ul(struct cp_walker *w, uint32_t i)
{
    push_list(w, i, CP_IN_LIST, '*');
    return true;
}

static bool
enter_dl(struct cp_walker *w, uint32_t i)
{
    push_list(w, i, CP_IN_DEFINITIONS, '*');
    return true;
}

static bool
enter_ol(struct cp_walker *w, uint32_t i)
{
    const struct cp_page *page = w->in->page;
    struct cp_container *list = push_list(w, i, CP_IN_LIST, cp_list_style(page, i));

    if (!list)
        return true;
    if (cp_has_attr_named(page, i, CP_LIT("reversed"))) {
        list->step = -1;
        list->number = (int32_t)cp_list_count(page, i);
    }
    cp_read_integer(cp_node_attr(page, i, CP_ATTR_START), &list->number);
    list->first = list->number;
    return true;
}

/* An li outside of any list still is an item: its parent serves as a list with bullets. */
static bool
enter_li(struct cp_walker *w, uint32_t i)
{
    struct cp_slice value = cp_node_attr(w->in->page, i, CP_ATTR_VALUE);
    struct cp_container *list = find_list(w), *item;

    if (!list && cp_walk_node(w, i)->parent != CP_NO_NODE)
        list = push_list(w, cp_walk_node(w, i)->parent, CP_IN_LIST, '*');
    if (list)
        cp_read_integer(value, &list->number);
    item = push(w, i, CP_IN_ITEM);
    if (!item)
        return true;
    item->style = list ? list->style : '*';
    item->number = list ? list->number : 1;
    item->numbered = value.n > 0;
    item->note = cp_notes_note(&w->notes, i);
    if (list && list->style != '*' && list->number > INT32_MIN && list->number < INT32_MAX)
        list->number += list->step;
    return true;
}

static bool
enter_dt(struct cp_walker *w, uint32_t i)
{
    push(w, i, CP_IN_TERM);
    return true;
}

static bool
enter_dd(struct cp_walker *w, uint32_t i)
{
    push(w, i, CP_IN_DEFINITION);
    return true;
}

static bool
enter_blockquote(struct cp_walker *w, uint32_t i)
{
    push(w, i, CP_IN_QUOTE);
    return true;
}

/* ------------------------------------------------------------------ headings, captions */

static bool
enter_heading(struct cp_walker *w, uint32_t i)
{
    static const uint8_t levels[CP_TAG_COUNT] = {
        [CP_TAG_H1] = 1, [CP_TAG_H2] = 2, [CP_TAG_H3] = 3,
        [CP_TAG_H4] = 4, [CP_TAG_H5] = 5, [CP_TAG_H6] = 6,
    };

    w->kind = CP_TEXT_HEADING;
    w->level = levels[cp_walk_node(w, i)->tag];
    return true;
}

static bool
enter_caption(struct cp_walker *w, uint32_t i)
{
    const struct cp_container *c = w->n_containers ? &w->containers[w->n_containers - 1] : NULL;

    (void)i;
    if (c && (c->kind == CP_IN_FIGURE || c->kind == CP_IN_TABLE))
        w->kind = CP_TEXT_CAPTION;
    return true;
}

static void
leave_kind(struct cp_walker *w, uint32_t i)
{
    (void)i;
    w->kind = CP_TEXT_PARAGRAPH;
    w->level = 0;
}

static bool
enter_figure(struct cp_walker *w, uint32_t i)
{
    uint32_t end = cp_walk_node(w, i)->end;

    if (!cp_walk_wants(w, CP_MARK_IMAGE))
        return true;
    for (uint32_t k = i + 1; k < end; k++)
        if (cp_node_is(w->in->page, k, CP_TAG_IMG) &&
            cp_pictures_is_content(&w->pictures, w->in, k)) {
            push(w, i, CP_IN_FIGURE);
            break;
        }
    return true;
}

/* ------------------------------------------------------------------ pre */

static bool
enter_pre(struct cp_walker *w, uint32_t i)
{
    if (!(w->in->parts & CLEANPAGE_CODE))
        return false;
    if (w->pre == CP_NO_NODE && !w->in_cell)
        w->pre = i;
    return true;
}

static void
leave_pre(struct cp_walker *w, uint32_t i)
{
    if (w->pre != i)
        return;
    w->pre = CP_NO_NODE;
    cp_inline_pause(w);
    if (w->kept)
        write_paragraph(w, cp_buf_slice(&w->fold.text), CP_TEXT_CODE, i);
    restart(w);
}

/* ------------------------------------------------------------------ tables */

static bool
enter_table(struct cp_walker *w, uint32_t i)
{
    uint32_t n_cells;
    struct cp_container *table;

    if (w->table != CP_NO_NODE || w->pre != CP_NO_NODE ||
        !cp_grid_is_data(w->in, i, w->block, w->sink->long_cells, &n_cells))
        return true;
    if (!(w->in->parts & CLEANPAGE_TABLES))
        return false;
    table = push(w, i, CP_IN_TABLE);
    if (!table)
        return true;
    table->cells = n_cells;
    w->table = i;
    if (w->title_due)
        write_title(w);
    open_containers(w);
    return true;
}

static void
leave_table(struct cp_walker *w, uint32_t i)
{
    if (w->table == i)
        w->table = CP_NO_NODE;
}

static bool
enter_tr(struct cp_walker *w, uint32_t i)
{
    (void)i;
    if (w->table != CP_NO_NODE && w->sink->row)
        w->sink->row(w->sink->self);
    return true;
}

static bool
enter_cell(struct cp_walker *w, uint32_t i)
{
    (void)i;
    w->in_cell = w->table != CP_NO_NODE;
    return true;
}

/* `if_zero` is what 0 stands for: the rest of the table for rows, nothing special for columns.
 */
static uint32_t
read_span(const struct cp_walker *w, uint32_t i, enum cp_attr_name name, uint32_t if_zero)
{
    int32_t n = 1;

    cp_read_integer(cp_node_attr(w->in->page, i, name), &n);
    return n > 0 ? (uint32_t)n : n == 0 ? if_zero : 1;
}

static void
leave_cell(struct cp_walker *w, uint32_t i)
{
    struct cp_paragraph p = { .kind = CP_TEXT_CELL, .node = i };

    if (!w->in_cell)
        return;
    cp_inline_pause(w);
    p.is_header = cp_walk_node(w, i)->tag == CP_TAG_TH;
    p.colspan = read_span(w, i, CP_ATTR_COLSPAN, 1);
    p.rowspan = read_span(w, i, CP_ATTR_ROWSPAN, UINT32_MAX);
    p.text = cp_fold_text(&w->fold);
    hand_over(w, &p);
    restart(w);
    w->in_cell = false;
}

/* ------------------------------------------------------------------ the walk */

static bool
skip(struct cp_walker *w, uint32_t i)
{
    (void)w;
    (void)i;
    return false;
}

/* Before a block's content (false: pass its content over), and behind it. */
struct handler {
    bool (*enter)(struct cp_walker *w, uint32_t i);
    void (*leave)(struct cp_walker *w, uint32_t i);
};

static const struct handler handlers[CP_TAG_COUNT] = {
    [CP_TAG_BLOCKQUOTE] = { enter_blockquote, NULL },
    [CP_TAG_CAPTION] = { enter_caption, leave_kind },
    [CP_TAG_DD] = { enter_dd, NULL },
    [CP_TAG_DIR] = { enter_ul, NULL },
    [CP_TAG_DL] = { enter_dl, NULL },
    [CP_TAG_DT] = { enter_dt, NULL },
    [CP_TAG_FIGCAPTION] = { enter_caption, leave_kind },
    [CP_TAG_FIGURE] = { enter_figure, NULL },
    [CP_TAG_H1] = { enter_heading, leave_kind },
    [CP_TAG_H2] = { enter_heading, leave_kind },
    [CP_TAG_H3] = { enter_heading, leave_kind },
    [CP_TAG_H4] = { enter_heading, leave_kind },
    [CP_TAG_H5] = { enter_heading, leave_kind },
    [CP_TAG_H6] = { enter_heading, leave_kind },
    [CP_TAG_LI] = { enter_li, NULL },
    [CP_TAG_LISTING] = { enter_pre, leave_pre },
    [CP_TAG_MENU] = { enter_ul, NULL },
    [CP_TAG_OL] = { enter_ol, NULL },
    [CP_TAG_PLAINTEXT] = { enter_pre, leave_pre },
    [CP_TAG_PRE] = { enter_pre, leave_pre },
    [CP_TAG_SELECT] = { skip, NULL },
    [CP_TAG_TABLE] = { enter_table, leave_table },
    [CP_TAG_TD] = { enter_cell, leave_cell },
    [CP_TAG_TH] = { enter_cell, leave_cell },
    [CP_TAG_TR] = { enter_tr, NULL },
    [CP_TAG_UL] = { enter_ul, NULL },
    [CP_TAG_XMP] = { enter_pre, leave_pre },
};

/* A paragraph or a block that footnotes refer to; items of lists know it by themselves. */
static bool
enter_note(struct cp_walker *w, uint32_t i)
{
    uint32_t number = cp_notes_note(&w->notes, i);
    struct cp_container *note;

    if (number && !(w->in->parts & CLEANPAGE_FOOTNOTES))
        return false;
    if (!number || cp_walk_node(w, i)->tag == CP_TAG_LI)
        return true;
    note = push(w, i, CP_IN_NOTE);
    if (note)
        note->note = number;
    return true;
}

static bool
enter_block(struct cp_walker *w, uint32_t i)
{
    uint16_t tag = cp_walk_node(w, i)->tag;

    cp_walk_end_paragraph(w);
    if (w->notes.n_notes && !enter_note(w, i))
        return false;
    if (w->has_formulas && cp_formula_is_copy(w->in->page, i))
        return false;
    return handlers[tag].enter ? handlers[tag].enter(w, i) : true;
}

/* Returns whether the walk goes into the element. */
static bool
enter(struct cp_walker *w, uint32_t i)
{
    uint16_t tag = cp_walk_node(w, i)->tag;
    unsigned flags = cp_tag_flags((enum cp_tag)tag);

    if (flags & CP_TAG_SKIPPED) {
        if (tag == CP_TAG_SCRIPT && w->has_formulas)
            cp_inline_script(w, i);
        return false;
    }
    return flags & CP_TAG_BLOCK ? enter_block(w, i) : cp_inline_enter(w, i);
}

static void
leave(struct cp_walker *w, uint32_t i)
{
    uint16_t tag = cp_walk_node(w, i)->tag;

    if (cp_tag_flags((enum cp_tag)tag) & CP_TAG_BLOCK) {
        cp_walk_end_paragraph(w);
        if (handlers[tag].leave)
            handlers[tag].leave(w, i);
    } else {
        cp_inline_leave(w, i);
    }
    pop(w, i);
}

static void
walk(struct cp_walker *w)
{
    uint32_t n = w->in->page->n_nodes, open = CP_NO_NODE, i = 0;

    while (i < n) {
        for (; open != CP_NO_NODE && cp_walk_node(w, open)->end <= i;
             open = cp_walk_node(w, open)->parent)
            leave(w, open);
        if (cp_walk_node(w, i)->kind == CP_NODE_TEXT) {
            put_text(w, i++);
        } else if (enter(w, i)) {
            open = i++;
        } else {
            i = cp_walk_node(w, i)->end;
        }
    }
    for (; open != CP_NO_NODE; open = cp_walk_node(w, open)->parent)
        leave(w, open);
    cp_walk_end_paragraph(w);
    w->in_comment = false;
    tell_comments(w);
}

/* Looks ahead at what the format will show. */
static bool
prepare(struct cp_walker *w)
{
    const struct cp_render_input *in = w->in;

    w->wanted = cp_inline_wanted(in, w->sink);
    w->loose = cp_lists_loose(in, &w->scratch);
    if (!w->loose)
        return false;
    w->has_formulas = cp_walk_wants(w, CP_MARK_FORMULA) && cp_formula_any(in->page);
    if (!cp_notes_find(&w->notes, in, &w->scratch))
        return false;
    if (!cp_walk_wants(w, CP_MARK_IMAGE) && !w->has_formulas)
        return true;
    return cp_pictures_init(&w->pictures, in, &w->scratch);
}

bool
cp_walk(const struct cp_render_input *in, const struct cp_sink *sink)
{
    struct cp_walker w = {
        .in = in,
        .sink = sink,
        .pre = CP_NO_NODE,
        .table = CP_NO_NODE,
        .formula = CP_NO_NODE,
        .title_due = in->with_title,
    };

    cp_arena_init(&w.scratch, CP_ARENA_MAX);
    w.no_memory = !prepare(&w);
    if (!w.no_memory)
        walk(&w);
    w.no_memory |= cp_buf_failed(&w.fold.text) || cp_buf_failed(&w.spans);
    cp_buf_clear(&w.spans);
    cp_fold_clear(&w.fold);
    cp_arena_clear(&w.scratch);
    return !w.no_memory;
}
