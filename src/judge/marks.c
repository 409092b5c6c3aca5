#include "judge/marks.h"

/* Words of prose in each element. */
static cleanpage_status
sum_prose(struct cp_ctx *cx, const struct cp_page *page, const struct cp_blocks *blocks,
          float **out)
{
    float *prose = cp_arena_zalloc(cx->arena, page->n_nodes, sizeof *prose);

    if (!prose)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i < blocks->n; i++)
        if (cp_block_is_prose(&blocks->v[i]))
            prose[blocks->v[i].owner] += (float)blocks->v[i].n_words;
    for (uint32_t k = blocks->n_holders; k-- > 1;)
        prose[page->nodes[blocks->holders[k]].parent] += prose[blocks->holders[k]];
    *out = prose;
    return CLEANPAGE_OK;
}

/* What a rule says of the element itself; false if that is for its parent to say. */
static bool
is_marked(const float *prose, const struct cp_mark *own, uint32_t i, struct cp_mark *mark)
{
    bool wrapper = prose[0] > 0 && prose[i] >= 0.5f * prose[0];

    if (!own[i].place || (own[i].verb == CP_RULE_STRIP && wrapper))
        return false;
    *mark = own[i].verb == CP_RULE_UNWRAP ? (struct cp_mark){ NULL, 0, 0 } : own[i];
    return true;
}

static void
inherit(const struct cp_page *page, const struct cp_blocks *blocks, const float *prose,
        const struct cp_mark *own, struct cp_mark *marks)
{
    for (uint32_t k = 0; k < blocks->n_holders; k++) {
        uint32_t i = blocks->holders[k];

        marks[i] = (struct cp_mark){ NULL, 0, 0 };
        if (!is_marked(prose, own, i, &marks[i]) && page->nodes[i].parent != CP_NO_NODE)
            marks[i] = marks[page->nodes[i].parent];
    }
}

/* A block is judged as the innermost element around its first text is. */
static struct cp_mark
mark_of(const struct cp_page *page, const struct cp_block *b, const float *prose,
        const struct cp_mark *own, const struct cp_mark *marks)
{
    struct cp_mark mark;

    for (uint32_t i = page->nodes[b->first].parent; i != b->owner; i = page->nodes[i].parent)
        if (is_marked(prose, own, i, &mark))
            return mark;
    return marks[b->owner];
}

cleanpage_status
cp_judge_marks(struct cp_ctx *cx, const struct cp_page *page, const struct cp_blocks *blocks,
               const struct cp_mark *on_nodes, struct cp_mark **marks)
{
    struct cp_mark *in_force = cp_arena_alloc(cx->arena, page->n_nodes * sizeof *in_force);
    float *prose = NULL;
    cleanpage_status st = sum_prose(cx, page, blocks, &prose);

    if (st)
        return st;
    *marks = cp_arena_alloc(cx->arena, (blocks->n + 1) * sizeof **marks);
    if (!in_force || !*marks)
        return cp_fail_nomem(cx);
    inherit(page, blocks, prose, on_nodes, in_force);
    for (uint32_t i = 0; i < blocks->n; i++)
        (*marks)[i] = mark_of(page, &blocks->v[i], prose, on_nodes, in_force);
    return CLEANPAGE_OK;
}
