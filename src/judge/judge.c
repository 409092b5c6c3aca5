#include "judge/judge.h"

#include <stdlib.h>

struct cp_weights {
    double link_share_max;
};

cleanpage_status
cp_weights_new(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cp_weights **weights)
{
    *weights = calloc(1, sizeof **weights);
    if (!*weights)
        return cp_fail_nomem(cx);
    (*weights)->link_share_max = cp_ruleset_number(rs, "link-share-max", 0.333);
    return CLEANPAGE_OK;
}

void
cp_weights_free(struct cp_weights *weights)
{
    free(weights);
}

static bool
inside(const struct cp_page *page, uint32_t i)
{
    for (; i != CP_NO_NODE; i = page->nodes[i].parent)
        if (page->nodes[i].tag == CP_TAG_NAV || page->nodes[i].tag == CP_TAG_FOOTER ||
            page->nodes[i].tag == CP_TAG_ASIDE)
            return true;
    return false;
}

cleanpage_status
cp_judge(struct cp_ctx *cx, const struct cp_ruleset *rs, const struct cp_weights *weights,
         struct cp_slice host, const struct cp_page *page, const struct cp_blocks *blocks,
         const struct cp_features *features, const struct cp_meta *meta,
         struct cp_verdicts *verdicts)
{
    (void)rs;
    (void)host;
    *verdicts = (struct cp_verdicts){ .threshold = 0.5f };
    verdicts->v = cp_arena_zalloc(cx->arena, blocks->n, sizeof *verdicts->v);
    if (!verdicts->v)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i < blocks->n; i++) {
        const float *row = features->v + (size_t)i * CP_FEATURE_COUNT;
        struct cp_verdict *v = &verdicts->v[i];
        bool prose = row[CP_FEATURE_WORDS] >= 8;
        v->keep = row[CP_FEATURE_LINK_SHARE] < weights->link_share_max && prose &&
                  !inside(page, blocks->v[i].owner);
        if (i == meta->title_block) {
            v->keep = false;
            v->reason = CP_BY_TITLE;
        }
        verdicts->n_kept += v->keep;
        verdicts->kept_words += v->keep ? blocks->v[i].n_words : 0;
    }
    return CLEANPAGE_OK;
}
