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
    for (uint32_t i = page->n_nodes; i-- > 1;)
        if (page->nodes[i].kind == CP_NODE_ELEMENT)
            prose[page->nodes[i].parent] += prose[i];
    *out = prose;
    return CLEANPAGE_OK;
}

/* Elements only: a text is judged as its parent is. */
static void
inherit(const struct cp_page *page, const float *prose, const struct cp_mark *own,
        struct cp_mark *marks)
{
    const struct cp_mark none = { NULL, 0, 0 };

    for (uint32_t i = 0; i < page->n_nodes; i++) {
        uint32_t up = page->nodes[i].parent;
        bool wrapper = prose[0] > 0 && prose[i] >= 0.5f * prose[0];

        if (page->nodes[i].kind != CP_NODE_ELEMENT)
            continue;
        marks[i] = own[i];
        if (marks[i].place && marks[i].verb == CP_RULE_STRIP && wrapper)
            marks[i] = none;
        if (marks[i].place && marks[i].verb == CP_RULE_UNWRAP)
            marks[i] = none;
        else if (!marks[i].place && up != CP_NO_NODE)
            marks[i] = marks[up];
    }
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
    inherit(page, prose, on_nodes, in_force);
    for (uint32_t i = 0; i < blocks->n; i++)
        (*marks)[i] = in_force[page->nodes[blocks->v[i].first].parent];
    return CLEANPAGE_OK;
}
