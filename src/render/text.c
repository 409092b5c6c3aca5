/*
 * Plain text: one walk over the node table, a small function for each tag that needs one.
 *
 * Text of kept blocks is folded into the paragraph at hand; the start and the end of a
 * block-level element end the paragraph, which is then written with the markers and indents
 * of what it lies in. Containers therefore show only if something in them was kept.
 */
#include "render/render.h"

#include "render/fold.h"
#include "render/grid.h"
#include "render/lists.h"
#include "render/nest.h"
#include "render/numbers.h"

/* Quotes and readings open at once; those within go without marks. */
#define MARKED_MAX 16

struct renderer {
    const struct cp_render_input *in;
    struct cp_arena scratch; /* for the time of one rendering */
    struct cp_fold fold;     /* the paragraph at hand */
    struct cp_nest nest;
    const bool *loose;   /* per node: see render/lists.h; NULL without memory */
    uint32_t block;      /* first block that does not end before the walk's place */
    uint32_t pre;        /* outermost pre that is open, or CP_NO_NODE */
    uint32_t data_table; /* table of data that is open, or CP_NO_NODE */
    struct cp_grid grid;
    bool in_cell;
    bool kept;            /* the paragraph at hand holds text of a kept block */
    uint16_t flags;       /* of the block that text was put of last */
    struct cp_slice sign; /* text of no block that waits for words behind it */
    bool title_due;
    bool no_memory;
    uint32_t marked[MARKED_MAX]; /* open q and rt whose closing mark is due */
    unsigned n_marked, n_quotes;
};

static const struct cp_node *
node_at(const struct renderer *r, uint32_t i)
{
    return &r->in->page->nodes[i];
}

/* ------------------------------------------------------------------ paragraphs */

/* The title stands before the first paragraph, outside of what that lies in. */
static void
write_title(struct renderer *r)
{
    struct cp_fold title = { 0 };
    unsigned depth = r->nest.n;

    cp_fold_put(&title, r->in->meta->title);
    r->nest.n = 0;
    if (title.text.n)
        cp_nest_write(&r->nest, cp_fold_text(&title), false);
    r->nest.n = depth;
    r->no_memory |= cp_buf_failed(&title.text);
    cp_fold_clear(&title);
}

static void
write_paragraph(struct renderer *r, struct cp_slice text, bool as_is)
{
    if (r->title_due)
        write_title(r);
    r->title_due = false;
    cp_nest_write(&r->nest, text, as_is);
}

/* Ends the paragraph at hand. In pre that is the end of a line, in a cell a space. */
static void
end_paragraph(struct renderer *r)
{
    const struct cp_buf *text = &r->fold.text;

    if (r->pre != CP_NO_NODE) {
        if (text->n && text->p[text->n - 1] != '\n')
            cp_buf_putc(&r->fold.text, '\n');
    } else if (r->in_cell) {
        cp_fold_space(&r->fold);
    } else {
        if (r->kept)
            write_paragraph(r, cp_fold_text(&r->fold), false);
        cp_fold_restart(&r->fold);
        r->kept = false;
        r->sign.n = 0;
    }
}

/* ------------------------------------------------------------------ text */

/* Whether a judged title heading would repeat what stands above it. */
static bool
repeats_title(const struct renderer *r, const struct cp_block *block)
{
    return r->in->with_title && block->heading && cp_slice_eq(block->text, r->in->meta->title);
}

/* The block that text node i belongs to, or NULL. The walk never goes back. */
static const struct cp_block *
find_block(const struct renderer *r, uint32_t *at, uint32_t i)
{
    const struct cp_blocks *blocks = r->in->blocks;

    while (*at < blocks->n && blocks->v[*at].end <= i)
        ++*at;
    return *at < blocks->n && blocks->v[*at].first <= i ? &blocks->v[*at] : NULL;
}

static bool
is_kept(const struct renderer *r, const struct cp_block *block)
{
    return r->in->verdicts->v[block - r->in->blocks->v].keep && !repeats_title(r, block);
}

/*
 * Text of no block is white space, or a sign without a word in an element that is hidden in
 * some way. Signs stay inside pre and cells, and between words of one paragraph ("1<i
 * aria-hidden=true>,</i>000"), but not at its edges, where they are bullets and icons.
 */
static void
put_sign(struct renderer *r, struct cp_slice text)
{
    if (r->pre != CP_NO_NODE)
        cp_fold_put_pre(&r->fold, text);
    else if (r->in_cell)
        cp_fold_put(&r->fold, text);
    else if (cp_slice_trim(text).n)
        r->sign = text;
    else if (text.n)
        cp_fold_space(&r->fold);
}

static void
put_words(struct renderer *r, const struct cp_block *block, struct cp_slice text)
{
    if (r->kept && r->sign.n)
        cp_fold_put(&r->fold, r->sign);
    /* What a browser hides is set apart from what it shows, should both be kept. */
    if (r->kept && block->flags != r->flags)
        cp_fold_space(&r->fold);
    if (r->pre != CP_NO_NODE)
        cp_fold_put_pre(&r->fold, text);
    else
        cp_fold_put(&r->fold, text);
    r->sign.n = 0;
    r->flags = block->flags;
    r->kept = true;
}

static void
put_text(struct renderer *r, uint32_t i)
{
    const struct cp_block *block = find_block(r, &r->block, i);

    if (!block)
        put_sign(r, cp_node_text(node_at(r, i)));
    else if (is_kept(r, block))
        put_words(r, block, cp_node_text(node_at(r, i)));
    else
        r->sign.n = 0;
}

/* Whether anything in the element will be written: it is, or else no mark should be. */
static bool
shows_text(const struct renderer *r, uint32_t element)
{
    uint32_t at = r->block, end = node_at(r, element)->end;

    for (uint32_t i = element + 1; i < end; i++) {
        const struct cp_node *node = node_at(r, i);
        const struct cp_block *block;

        if (node->kind != CP_NODE_TEXT || cp_slice_trim(cp_node_text(node)).n == 0)
            continue;
        block = find_block(r, &at, i);
        return block && is_kept(r, block);
    }
    return false;
}

/* ------------------------------------------------------------------ inline elements */

static bool
enter_br(struct renderer *r, uint32_t i)
{
    (void)i;
    if (r->pre != CP_NO_NODE)
        cp_buf_putc(&r->fold.text, '\n');
    else if (r->in_cell)
        cp_fold_space(&r->fold);
    else if (r->fold.text.n && !cp_fold_break(&r->fold))
        end_paragraph(r);
    return true;
}

/* A picture keeps the words beside it apart. */
static bool
enter_img(struct renderer *r, uint32_t i)
{
    (void)i;
    cp_fold_space(&r->fold);
    return true;
}

static void
put_opening(struct renderer *r, uint32_t i, const char *mark)
{
    struct cp_slice text = cp_slice_of(mark);

    if (r->pre != CP_NO_NODE)
        cp_fold_put_pre(&r->fold, text);
    else
        cp_fold_put(&r->fold, text);
    r->fold.space = false;
    r->marked[r->n_marked++] = i;
}

static bool
is_mark_due(struct renderer *r, uint32_t i)
{
    if (r->n_marked == 0 || r->marked[r->n_marked - 1] != i)
        return false;
    r->n_marked--;
    return true;
}

static bool
enter_q(struct renderer *r, uint32_t i)
{
    if (r->n_marked < MARKED_MAX && shows_text(r, i))
        put_opening(r, i, r->n_quotes++ % 2 ? "\u2018" : "\u201C");
    return true;
}

static void
leave_q(struct renderer *r, uint32_t i)
{
    if (is_mark_due(r, i))
        cp_fold_put_tight(&r->fold, --r->n_quotes % 2 ? "\u2019" : "\u201D");
}

/* The reading of a ruby text goes in parentheses: so rp has it for browsers without ruby. */
static bool
enter_rt(struct renderer *r, uint32_t i)
{
    if (r->n_marked < MARKED_MAX && shows_text(r, i)) {
        r->fold.space = false;
        put_opening(r, i, "(");
    }
    return true;
}

static void
leave_rt(struct renderer *r, uint32_t i)
{
    if (is_mark_due(r, i))
        cp_fold_put_tight(&r->fold, ")");
}

static bool
skip(struct renderer *r, uint32_t i)
{
    (void)r;
    (void)i;
    return false;
}

/* A formula's source, beside the formula itself: no browser shows it. */
static bool
enter_unknown(struct renderer *r, uint32_t i)
{
    struct cp_slice prefix = CP_LIT("annotation");

    return !node_at(r, i)->foreign ||
           !cp_slice_starts_nocase(cp_node_name(r->in->page, i), prefix);
}

/* ------------------------------------------------------------------ containers */

static struct cp_frame *
push_list(struct renderer *r, uint32_t i, char style)
{
    struct cp_frame *list = cp_nest_push(&r->nest, i, CP_FRAME_LIST);

    if (!list)
        return NULL;
    list->style = style;
    list->step = 1;
    list->number = 1;
    list->tight = !r->loose || !r->loose[i];
    return list;
}

static bool
enter_ul(struct renderer *r, uint32_t i)
{
    push_list(r, i, '*');
    return true;
}

static bool
enter_ol(struct renderer *r, uint32_t i)
{
    const struct cp_page *page = r->in->page;
    struct cp_frame *list = push_list(r, i, cp_list_style(page, i));

    if (!list)
        return true;
    if (cp_has_attr_named(page, i, CP_LIT("reversed"))) {
        list->step = -1;
        list->number = (int32_t)cp_list_count(page, i);
    }
    cp_read_integer(cp_node_attr(page, i, CP_ATTR_START), &list->number);
    return true;
}

/* An li outside of any list still is an item: its parent serves as a list with bullets. */
static bool
enter_li(struct renderer *r, uint32_t i)
{
    struct cp_frame *list = cp_nest_list(&r->nest), *item;

    if (!list && node_at(r, i)->parent != CP_NO_NODE)
        list = push_list(r, node_at(r, i)->parent, '*');
    if (list)
        cp_read_integer(cp_node_attr(r->in->page, i, CP_ATTR_VALUE), &list->number);
    item = cp_nest_push(&r->nest, i, CP_FRAME_ITEM);
    if (item)
        cp_nest_mark(item, list);
    return true;
}

static bool
enter_dt(struct renderer *r, uint32_t i)
{
    cp_nest_push(&r->nest, i, CP_FRAME_TERM);
    return true;
}

static bool
enter_dd(struct renderer *r, uint32_t i)
{
    cp_nest_push(&r->nest, i, CP_FRAME_DEFINITION);
    return true;
}

static bool
enter_blockquote(struct renderer *r, uint32_t i)
{
    cp_nest_push(&r->nest, i, CP_FRAME_QUOTE);
    return true;
}

/* ------------------------------------------------------------------ pre */

static bool
enter_pre(struct renderer *r, uint32_t i)
{
    if (r->pre == CP_NO_NODE && !r->in_cell)
        r->pre = i;
    return true;
}

static void
leave_pre(struct renderer *r, uint32_t i)
{
    if (r->pre != i)
        return;
    r->pre = CP_NO_NODE;
    if (r->kept)
        write_paragraph(r, cp_buf_slice(&r->fold.text), true);
    cp_fold_restart(&r->fold);
    r->kept = false;
}

/* ------------------------------------------------------------------ tables */

static bool
enter_table(struct renderer *r, uint32_t i)
{
    uint32_t n_cells;

    if (r->data_table != CP_NO_NODE || r->pre != CP_NO_NODE ||
        !cp_grid_is_data(r->in, i, r->block, &n_cells))
        return true;
    if (cp_grid_init(&r->grid, &r->scratch, n_cells))
        r->data_table = i;
    else
        r->no_memory = true;
    return true;
}

static void
leave_table(struct renderer *r, uint32_t i)
{
    struct cp_buf lines = { 0 };

    if (r->data_table != i)
        return;
    r->data_table = CP_NO_NODE;
    cp_grid_print(&r->grid, &lines);
    if (lines.n)
        write_paragraph(r, cp_buf_slice(&lines), true);
    r->no_memory |= r->grid.no_memory || cp_buf_failed(&lines);
    cp_buf_clear(&lines);
}

static bool
enter_tr(struct renderer *r, uint32_t i)
{
    (void)i;
    if (r->data_table != CP_NO_NODE)
        cp_grid_row(&r->grid);
    return true;
}

static bool
enter_cell(struct renderer *r, uint32_t i)
{
    (void)i;
    r->in_cell = r->data_table != CP_NO_NODE;
    return true;
}

/* `if_zero` is what 0 stands for: the rest of the table for rows, nothing special for columns.
 */
static uint32_t
read_span(const struct renderer *r, uint32_t i, enum cp_attr_name name, uint32_t if_zero)
{
    int32_t n = 1;

    cp_read_integer(cp_node_attr(r->in->page, i, name), &n);
    return n > 0 ? (uint32_t)n : n == 0 ? if_zero : 1;
}

static void
leave_cell(struct renderer *r, uint32_t i)
{
    if (!r->in_cell)
        return;
    cp_grid_cell(&r->grid, cp_fold_text(&r->fold), read_span(r, i, CP_ATTR_COLSPAN, 1),
                 read_span(r, i, CP_ATTR_ROWSPAN, UINT32_MAX));
    cp_fold_restart(&r->fold);
    r->in_cell = r->kept = false;
}

/* ------------------------------------------------------------------ the walk */

/* Before an element's content (false: pass its content over), and behind it. */
struct handler {
    bool (*enter)(struct renderer *r, uint32_t i);
    void (*leave)(struct renderer *r, uint32_t i);
};

static const struct handler handlers[CP_TAG_COUNT] = {
    [CP_TAG_BLOCKQUOTE] = { enter_blockquote, NULL },
    [CP_TAG_BR] = { enter_br, NULL },
    [CP_TAG_DD] = { enter_dd, NULL },
    [CP_TAG_DIR] = { enter_ul, NULL },
    [CP_TAG_DL] = { enter_ul, NULL },
    [CP_TAG_DT] = { enter_dt, NULL },
    [CP_TAG_IMG] = { enter_img, NULL },
    [CP_TAG_LI] = { enter_li, NULL },
    [CP_TAG_LISTING] = { enter_pre, leave_pre },
    [CP_TAG_MENU] = { enter_ul, NULL },
    [CP_TAG_OL] = { enter_ol, NULL },
    [CP_TAG_PLAINTEXT] = { enter_pre, leave_pre },
    [CP_TAG_PRE] = { enter_pre, leave_pre },
    [CP_TAG_Q] = { enter_q, leave_q },
    [CP_TAG_RP] = { skip, NULL },
    [CP_TAG_RT] = { enter_rt, leave_rt },
    [CP_TAG_SELECT] = { skip, NULL },
    [CP_TAG_TABLE] = { enter_table, leave_table },
    [CP_TAG_TD] = { enter_cell, leave_cell },
    [CP_TAG_TH] = { enter_cell, leave_cell },
    [CP_TAG_TR] = { enter_tr, NULL },
    [CP_TAG_UL] = { enter_ul, NULL },
    [CP_TAG_UNKNOWN] = { enter_unknown, NULL },
    [CP_TAG_XMP] = { enter_pre, leave_pre },
};

/* Returns whether the walk goes into the element. */
static bool
enter(struct renderer *r, uint32_t i)
{
    uint16_t tag = node_at(r, i)->tag;
    unsigned flags = cp_tag_flags((enum cp_tag)tag);

    if (flags & CP_TAG_SKIPPED)
        return false;
    if (flags & CP_TAG_BLOCK)
        end_paragraph(r);
    return handlers[tag].enter ? handlers[tag].enter(r, i) : true;
}

static void
leave(struct renderer *r, uint32_t i)
{
    uint16_t tag = node_at(r, i)->tag;

    if (cp_tag_flags((enum cp_tag)tag) & CP_TAG_BLOCK)
        end_paragraph(r);
    if (handlers[tag].leave)
        handlers[tag].leave(r, i);
    cp_nest_pop(&r->nest, i);
}

static void
walk(struct renderer *r)
{
    uint32_t n = r->in->page->n_nodes, open = CP_NO_NODE, i = 0;

    while (i < n) {
        for (; open != CP_NO_NODE && node_at(r, open)->end <= i;
             open = node_at(r, open)->parent)
            leave(r, open);
        if (node_at(r, i)->kind == CP_NODE_TEXT) {
            put_text(r, i++);
        } else if (enter(r, i)) {
            open = i++;
        } else {
            i = node_at(r, i)->end;
        }
    }
    for (; open != CP_NO_NODE; open = node_at(r, open)->parent)
        leave(r, open);
}

void
cp_render_text(const struct cp_render_input *in, struct cp_buf *out)
{
    struct renderer r = {
        .in = in,
        .nest = { .out = out, .width = in->width },
        .pre = CP_NO_NODE,
        .data_table = CP_NO_NODE,
        .title_due = in->with_title,
    };

    cp_arena_init(&r.scratch, CP_ARENA_MAX);
    r.loose = cp_lists_loose(in, &r.scratch);
    r.no_memory = !r.loose;
    walk(&r);
    end_paragraph(&r);
    out->no_memory |= r.no_memory || cp_buf_failed(&r.fold.text);
    while (out->n > 1 && out->p[out->n - 1] == '\n' && out->p[out->n - 2] == '\n')
        out->n--;
    cp_fold_clear(&r.fold);
    cp_arena_clear(&r.scratch);
}
