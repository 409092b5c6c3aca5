#include "measure/measure.h"

static const char *const names[CP_FEATURE_COUNT] = {
#define CP_FEATURE(id, name, help) name,
#include "measure/features.def"
#undef CP_FEATURE
};

const char *
cp_feature_name(enum cp_feature f)
{
    return names[f];
}

int
cp_feature_find(struct cp_slice name)
{
    for (int i = 0; i < CP_FEATURE_COUNT; i++)
        if (cp_slice_eq(name, cp_slice_of(names[i])))
            return i;
    return -1;
}

cleanpage_status
cp_features_measure(struct cp_ctx *cx, const struct cp_ruleset *rs, const struct cp_page *page,
                    const struct cp_blocks *blocks, const struct cp_meta *meta,
                    struct cp_slice url, struct cp_features *features)
{
    (void)rs;
    (void)page;
    (void)meta;
    (void)url;
    features->n_blocks = blocks->n;
    features->v = cp_arena_zalloc(cx->arena, (size_t)blocks->n * CP_FEATURE_COUNT, sizeof(float));
    if (!features->v)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i < blocks->n; i++) {
        float *row = features->v + (size_t)i * CP_FEATURE_COUNT;
        row[CP_FEATURE_WORDS] = (float)blocks->v[i].n_words;
        row[CP_FEATURE_LINK_SHARE] = blocks->v[i].n_words
            ? (float)blocks->v[i].n_link_words / (float)blocks->v[i].n_words : 0;
    }
    return CLEANPAGE_OK;
}
