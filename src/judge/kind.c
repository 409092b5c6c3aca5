#include "judge/kind.h"

#include <math.h>

#include "judge/weights.h"

static const char *const names[CP_KIND_COUNT] = {
    "unknown", "article", "forum", "product", "collection", "listing", "documentation", "service",
};

const char *
cp_kind_name(cleanpage_kind kind)
{
    return names[kind];
}

static cleanpage_status
fail(struct cp_ctx *cx, const struct cp_rule_place *place, const char *what, struct cp_slice name)
{
    return cp_fail(cx, CLEANPAGE_RULE, "%s:%u:%u: unknown %s \"%.*s\": see KINDS in "
                   "cleanpage-rules(5)", place->file, (unsigned)place->line,
                   (unsigned)place->column, what, (int)(name.n < 40 ? name.n : 40), name.p);
}

cleanpage_status
cp_kind_find(struct cp_ctx *cx, const struct cp_rule_place *place, struct cp_slice name,
             cleanpage_kind *kind)
{
    for (int k = CP_KIND_COUNT - 1; k > CLEANPAGE_KIND_AUTO; k--)
        if (cp_slice_eq(name, cp_slice_of(names[k]))) {
            *kind = (cleanpage_kind)k;
            return CLEANPAGE_OK;
        }
    return fail(cx, place, "kind", name);
}

cleanpage_status
cp_kind_weights_read(struct cp_ctx *cx, const struct cp_ruleset *rs,
                     struct cp_kind_weights *weights)
{
    const struct cp_kind_points *lines;
    size_t n = cp_ruleset_kinds(rs, &lines);

    weights->any = n > 0;
    for (size_t i = 0; i < n; i++) {
        int fact = cp_fact_find(lines[i].fact);

        if (fact < 0)
            return fail(cx, lines[i].place, "fact", lines[i].fact);
        for (uint32_t k = 0; k < lines[i].n; k++) {
            cleanpage_kind kind;
            cleanpage_status st = cp_kind_find(cx, lines[i].place, lines[i].kinds[k], &kind);

            if (st)
                return st;
            weights->points[fact][kind] = (float)lines[i].points[k];
        }
    }
    return CLEANPAGE_OK;
}

struct cp_page_kind
cp_kind_sure(cleanpage_kind kind)
{
    struct cp_page_kind sure = { kind, { 0 } };

    if (kind != CLEANPAGE_KIND_AUTO)
        sure.shares[kind] = 1;
    return sure;
}

struct cp_page_kind
cp_judge_kind(const struct cp_weights *weights, const float *facts)
{
    const struct cp_kind_weights *w = &weights->kinds;
    struct cp_page_kind found = { CLEANPAGE_KIND_AUTO, { 0 } };
    float sums[CP_KIND_COUNT] = { 0 }, all = 0;
    int best = CLEANPAGE_KIND_ARTICLE;

    if (!w->any)
        return found;
    for (int fact = 0; fact < CP_FACT_COUNT; fact++)
        for (int k = CLEANPAGE_KIND_ARTICLE; facts[fact] != 0 && k < CP_KIND_COUNT; k++)
            sums[k] += facts[fact] * w->points[fact][k];
    for (int k = CLEANPAGE_KIND_ARTICLE; k < CP_KIND_COUNT; k++)
        if (sums[k] > sums[best])
            best = k;
    for (int k = CLEANPAGE_KIND_ARTICLE; k < CP_KIND_COUNT; k++)
        all += found.shares[k] = expf(sums[k] - sums[best]);
    for (int k = CLEANPAGE_KIND_ARTICLE; k < CP_KIND_COUNT; k++)
        found.shares[k] /= all;
    found.kind = (cleanpage_kind)best;
    return found;
}
