/* Block-level elements: lists, quotes, headings, listings, tables. See render/walk.h. */
#include "render/walking.h"

#include "render/formula.h"
#include "render/grid.h"
#include "render/lists.h"
#include "render/numbers.h"

/* ------------------------------------------------------------------ lists, quotes */

static struct cp_container *
push_list(struct cp_walker *w, uint32_t i, enum cp_container_kind kind, char style)
{
    struct cp_container *list = w->looks[i] & CP_LIST_LAYOUT ? NULL : cp_walk_push(w, i, kind);

    if (!list)
        return NULL;
    list->style = style;
    list->step = 1;
    list->number = 1;
    list->tight = !(w->looks[i] & CP_LIST_LOOSE);
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
    struct cp_container *list = cp_walk_list(w), *item;

    if (w->looks[i] & CP_LIST_LAYOUT)
        return true;
    if (!list && cp_walk_node(w, i)->parent != CP_NO_NODE)
        list = push_list(w, cp_walk_node(w, i)->parent, CP_IN_LIST, '*');
    if (list)
        cp_read_integer(value, &list->number);
    item = cp_walk_push(w, i, CP_IN_ITEM);
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
    cp_walk_push(w, i, CP_IN_TERM);
    return true;
}

static bool
enter_dd(struct cp_walker *w, uint32_t i)
{
    cp_walk_push(w, i, CP_IN_DEFINITION);
    return true;
}

static bool
enter_blockquote(struct cp_walker *w, uint32_t i)
{
    if (!(w->looks[i] & CP_LIST_LAYOUT))
        cp_walk_push(w, i, CP_IN_QUOTE);
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
        if (cp_node_is(w->in->page, k, CP_TAG_IMG) && cp_picture_address(w->in->page, k).n &&
            cp_pictures_is_content(&w->pictures, w->in, k)) {
            cp_walk_push(w, i, CP_IN_FIGURE);
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
        cp_walk_paragraph(w, cp_buf_slice(&w->fold.text), CP_TEXT_CODE, i);
    cp_walk_restart(w);
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
    table = cp_walk_push(w, i, CP_IN_TABLE);
    if (!table)
        return true;
    table->cells = n_cells;
    w->table = i;
    if (w->title_due)
        cp_walk_title(w);
    cp_walk_open(w);
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
    cp_walk_hand_over(w, &p);
    cp_walk_restart(w);
    w->in_cell = false;
}

/* ------------------------------------------------------------------ the table */

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
    note = cp_walk_push(w, i, CP_IN_NOTE);
    if (note)
        note->note = number;
    return true;
}

bool
cp_block_enter(struct cp_walker *w, uint32_t i)
{
    uint16_t tag = cp_walk_node(w, i)->tag;

    cp_walk_end_paragraph(w);
    if (w->notes.n_notes && !enter_note(w, i))
        return false;
    if (w->has_formulas && cp_formula_is_copy(w->in->page, i))
        return false;
    return handlers[tag].enter ? handlers[tag].enter(w, i) : true;
}

void
cp_block_leave(struct cp_walker *w, uint32_t i)
{
    uint16_t tag = cp_walk_node(w, i)->tag;

    cp_walk_end_paragraph(w);
    if (handlers[tag].leave)
        handlers[tag].leave(w, i);
}
