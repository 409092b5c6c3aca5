#include "judge/subheads.h"

#include "judge/look.h"

/* A dropped line or two ("Read also: ...") may stand between a heading and its paragraphs. */
#define NEAR_BLOCKS 3

static bool
is_bold_tag(uint16_t tag)
{
    return tag == CP_TAG_B || tag == CP_TAG_STRONG;
}

/* Whether each text of the block lies in a b or strong inside the block's owner. */
static bool
is_all_bold(const struct cp_page *page, const struct cp_block *b)
{
    for (uint32_t i = b->first; i < b->end; i++) {
        uint32_t up = page->nodes[i].parent;

        if (page->nodes[i].kind != CP_NODE_TEXT ||
            cp_slice_trim(cp_node_text(&page->nodes[i])).n == 0)
            continue;
        while (up != b->owner && up != CP_NO_NODE && !is_bold_tag(page->nodes[up].tag))
            up = page->nodes[up].parent;
        if (up == b->owner || up == CP_NO_NODE)
            return false;
    }
    return true;
}

/* Whether the nearest kept block in the direction is a paragraph of the article. */
static bool
has_paragraph(const struct cp_looks *looks, const struct cp_blocks *blocks,
              const struct cp_verdict *v, uint32_t i, int step)
{
    for (int n = 1; n <= NEAR_BLOCKS; n++) {
        int64_t k = (int64_t)i + n * step;

        if (k < 0 || k >= (int64_t)blocks->n)
            return false;
        if (v[k].keep)
            return cp_look_at(looks, &blocks->v[k]) == CP_LOOK_ARTICLE;
    }
    return false;
}

void
cp_judge_subheads(const struct cp_ruleset *rs, const struct cp_page *page,
                  const struct cp_blocks *blocks, const struct cp_meta *meta,
                  struct cp_verdicts *verdicts)
{
    struct cp_looks looks = cp_looks_of(rs);
    struct cp_verdict *v = verdicts->v;

    for (uint32_t i = 0; i < blocks->n; i++) {
        const struct cp_block *b = &blocks->v[i];

        if (v[i].keep || (v[i].reason != CP_BY_POINTS && v[i].reason != CP_BY_NEIGHBOURS) ||
            i == meta->title_block || b->n_link_words || b->flags ||
            cp_look_at(&looks, b) != CP_LOOK_TITLE || !is_all_bold(page, b) ||
            !has_paragraph(&looks, blocks, v, i, -1) || !has_paragraph(&looks, blocks, v, i, 1))
            continue;
        v[i].keep = true;
        v[i].reason = CP_BY_NEIGHBOURS;
    }
}
