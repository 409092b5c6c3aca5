#include "judge/kind.h"

#include "judge/weights.h"

static const char *const names[CP_KIND_COUNT] = {
    "unknown", "article", "forum", "product", "collection", "listing", "documentation", "service",
};

const char *
cp_kind_name(cleanpage_kind kind)
{
    return names[kind];
}

/* AUTO if there is none of that name. */
static cleanpage_kind
find_kind(struct cp_slice name)
{
    for (int k = CP_KIND_COUNT - 1; k > CLEANPAGE_KIND_AUTO; k--)
        if (cp_slice_eq(name, cp_slice_of(names[k])))
            return (cleanpage_kind)k;
    return CLEANPAGE_KIND_AUTO;
}

static cleanpage_status
fail(struct cp_ctx *cx, const struct cp_rule_place *place, const char *what, struct cp_slice name)
{
    return cp_fail(cx, CLEANPAGE_RULE, "%s:%u:%u: unknown %s \"%.*s\": see KINDS in "
                   "cleanpage-rules(5)", place->file, (unsigned)place->line,
                   (unsigned)place->column, what, (int)(name.n < 40 ? name.n : 40), name.p);
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
            cleanpage_kind kind = find_kind(lines[i].kinds[k]);

            if (kind == CLEANPAGE_KIND_AUTO)
                return fail(cx, lines[i].place, "kind", lines[i].kinds[k]);
            weights->points[fact][kind] = (float)lines[i].points[k];
        }
    }
    return CLEANPAGE_OK;
}

cleanpage_kind
cp_judge_kind(const struct cp_weights *weights, const float *facts)
{
    const struct cp_kind_weights *w = &weights->kinds;
    float sums[CP_KIND_COUNT] = { 0 };
    int best = CLEANPAGE_KIND_ARTICLE;

    if (!w->any)
        return CLEANPAGE_KIND_AUTO;
    for (int fact = 0; fact < CP_FACT_COUNT; fact++)
        for (int k = CLEANPAGE_KIND_ARTICLE; facts[fact] != 0 && k < CP_KIND_COUNT; k++)
            sums[k] += facts[fact] * w->points[fact][k];
    for (int k = CLEANPAGE_KIND_ARTICLE; k < CP_KIND_COUNT; k++)
        if (sums[k] > sums[best])
            best = k;
    return (cleanpage_kind)best;
}
