/*
 * The walk itself, paragraphs and the containers around them: see render/walk.h. Block-level
 * elements are in blocks.c, what is in a paragraph in inline.c.
 */
#include "render/walking.h"

#include "render/formula.h"
#include "render/lists.h"

/* ------------------------------------------------------------------ containers */

/* A zeroed container for node i, or NULL if the nesting is too deep to show. */
struct cp_container *
cp_walk_push(struct cp_walker *w, uint32_t i, enum cp_container_kind kind)
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
struct cp_container *
cp_walk_list(struct cp_walker *w)
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

void
cp_walk_open(struct cp_walker *w)
{
    tell_comments(w);
    for (unsigned n = 0; n < w->n_containers; n++) {
        struct cp_container *c = &w->containers[n];

        if (!c->opened && w->sink->open)
            w->sink->open(w->sink->self, c);
        c->opened = true;
    }
}

/* ------------------------------------------------------------------ paragraphs */

void
cp_walk_hand_over(struct cp_walker *w, struct cp_paragraph *p)
{
    p->spans = (const struct cp_span *)(const void *)w->spans.p;
    p->n_spans = (uint32_t)(w->spans.n / sizeof(struct cp_span));
    w->sink->paragraph(w->sink->self, p);
    w->spans.n = 0;
}

/* The title stands before the first paragraph, outside of what that lies in. */
void
cp_walk_title(struct cp_walker *w)
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

void
cp_walk_restart(struct cp_walker *w)
{
    cp_fold_restart(&w->fold);
    w->spans.n = 0;
    w->sign.n = 0;
    w->kept = false;
}

void
cp_walk_paragraph(struct cp_walker *w, struct cp_slice text, enum cp_text_kind kind, uint32_t node)
{
    struct cp_paragraph p = { .kind = (uint8_t)kind, .level = w->level, .node = node,
                              .in_comments = w->in_comment, .text = text };

    if (w->title_due)
        cp_walk_title(w);
    cp_walk_open(w);
    cp_walk_hand_over(w, &p);
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
            cp_walk_paragraph(w, cp_fold_text(&w->fold), (enum cp_text_kind)w->kind, CP_NO_NODE);
        cp_walk_restart(w);
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

/* Whether the walk is in the caption of a picture that is shown: where it goes, that goes, too. */
static bool
in_picture_caption(const struct cp_walker *w)
{
    return w->kind == CP_TEXT_CAPTION && w->n_containers &&
           w->containers[w->n_containers - 1].kind == CP_IN_FIGURE;
}

static bool
is_shown(const struct cp_walker *w, const struct cp_block *block)
{
    const struct cp_verdict *v = verdict_of(w, block);

    if (repeats_title(w, block))
        return false;
    return v->keep || in_picture_caption(w) ||
           (w->in->mark_dropped && v->reason != CP_BY_TITLE);
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
    cp_inline_put(w, text, !v->keep && !in_picture_caption(w));
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

/* ------------------------------------------------------------------ what is passed over */

static bool
has_kept_text(struct cp_walker *w, uint32_t i, uint32_t end)
{
    const struct cp_blocks *blocks = w->in->blocks;

    while (w->kept_block < blocks->n && (!w->in->verdicts->v[w->kept_block].keep ||
                                         blocks->v[w->kept_block].end <= i))
        w->kept_block++;
    return w->kept_block < blocks->n && blocks->v[w->kept_block].first < end;
}

/* Whether there is an element with the tag from i to end; *at is where the last search ended. */
static bool
has_element(const struct cp_walker *w, uint32_t i, uint32_t end, enum cp_tag tag, uint32_t *at)
{
    if (*at < i)
        *at = i;
    while (*at < end && !cp_node_is(w->in->page, *at, tag))
        ++*at;
    return *at < end;
}

static bool
may_have_picture(struct cp_walker *w, uint32_t i, uint32_t end)
{
    return cp_walk_wants(w, CP_MARK_IMAGE) && i < w->pictures.last &&
           has_element(w, i, end, CP_TAG_IMG, &w->picture);
}

static bool
may_have_text(struct cp_walker *w, uint32_t i, uint32_t end)
{
    return has_kept_text(w, i, end) &&
           (!w->sink->marks_alone || w->n_marks || has_element(w, i, end, CP_TAG_A, &w->link));
}

/*
 * Whether nothing in a block-level element would be written, nor change what is behind it: menus
 * and the like, which are more than half of many pages. Where a container, a cell or a heading is
 * open it might (items count), so there nothing is passed over.
 */
static bool
is_passed_over(struct cp_walker *w, uint32_t i)
{
    const struct cp_node *node = cp_walk_node(w, i);

    return !w->in->mark_dropped && !w->has_formulas && w->pre == CP_NO_NODE &&
           w->table == CP_NO_NODE && !w->n_containers && w->kind == CP_TEXT_PARAGRAPH &&
           node->tag != CP_TAG_LI && !may_have_text(w, i, node->end) &&
           !may_have_picture(w, i, node->end);
}

/* ------------------------------------------------------------------ the walk */

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
    if (!(flags & CP_TAG_BLOCK))
        return cp_inline_enter(w, i);
    if (is_passed_over(w, i)) {
        cp_walk_end_paragraph(w);
        return false;
    }
    return cp_block_enter(w, i);
}

static void
leave(struct cp_walker *w, uint32_t i)
{
    uint16_t tag = cp_walk_node(w, i)->tag;

    if (cp_tag_flags((enum cp_tag)tag) & CP_TAG_BLOCK) {
        cp_block_leave(w, i);
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
    w->looks = cp_lists_look(in, &w->scratch);
    if (!w->looks)
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
