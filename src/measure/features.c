#include "measure/features.h"

#include <math.h>

static const char *const names[CP_FEATURE_COUNT] = {
#define CP_FEATURE(id, name, help) name,
#include "measure/features.def"
#undef CP_FEATURE
};

static const char *const helps[CP_FEATURE_COUNT] = {
#define CP_FEATURE(id, name, help) help,
#include "measure/features.def"
#undef CP_FEATURE
};

const char *
cp_feature_name(enum cp_feature f)
{
    return names[f];
}

const char *
cp_feature_help(enum cp_feature f)
{
    return helps[f];
}

int
cp_feature_find(struct cp_slice name)
{
    for (int i = 0; i < CP_FEATURE_COUNT; i++)
        if (cp_slice_eq(name, cp_slice_of(names[i])))
            return i;
    return -1;
}

float
cp_feature_log(float n)
{
    return log2f(1 + n);
}

static void
tally_block(struct cp_measuring *m, uint32_t i)
{
    const struct cp_block *b = &m->blocks->v[i];
    struct cp_tally *t = &m->tally[b->owner];
    float words = (float)b->n_words, links = (float)b->n_link_words;

    m->prose[i] = cp_block_is_prose(b) ? words : 0;
    m->words += words;
    m->all_prose += m->prose[i];
    t->words += words;
    t->link_words += links;
    t->prose += m->prose[i];
    t->blocks++;
    t->headings += b->heading > 0;
    t->density += (m->prose[i] > 0 ? words : links > words / 2 ? -words : -0.3f * words) - 1;
}

static void
tally_element(struct cp_tally *t, enum cp_tag tag)
{
    switch (tag) {
    case CP_TAG_IMG:
    case CP_TAG_PICTURE:
    case CP_TAG_VIDEO:
    case CP_TAG_IFRAME:
        t->images++;
        break;
    case CP_TAG_INPUT:
    case CP_TAG_TEXTAREA:
    case CP_TAG_SELECT:
        t->inputs++;
        break;
    default:
        break;
    }
}

/* What all elements add to the nearest one that holds a block. */
static void
tally_elements(struct cp_measuring *m, uint32_t *nearest)
{
    const struct cp_node *nodes = m->page->nodes;
    const uint32_t *next = m->blocks->holders, *end = next + m->blocks->n_holders;

    for (uint32_t i = 0; i < m->page->n_nodes; i++) {
        uint32_t up = nodes[i].parent;

        if (nodes[i].kind != CP_NODE_ELEMENT)
            continue;
        m->tally[i] = (struct cp_tally){ 0 };
        m->depth[i] = up == CP_NO_NODE ? 0 : (uint16_t)(m->depth[up] + 1);
        m->children[i] = 0;
        if (up != CP_NO_NODE && m->children[up] < UINT16_MAX)
            m->children[up]++;
        nearest[i] = next < end && *next == i ? *next++ : nearest[up];
        tally_element(&m->tally[nearest[i]], (enum cp_tag)nodes[i].tag);
    }
}

static void
add_to_parent(const struct cp_measuring *m, uint32_t i)
{
    const struct cp_tally *t = &m->tally[i];
    struct cp_tally *up = &m->tally[m->page->nodes[i].parent];

    up->words += t->words;
    up->link_words += t->link_words;
    up->prose += t->prose;
    up->density += t->density;
    up->blocks += t->blocks;
    up->headings += t->headings;
    up->images += t->images;
    up->inputs += t->inputs;
}

cleanpage_status
cp_features_sum(struct cp_measuring *m)
{
    const uint32_t n = m->page->n_nodes;
    uint32_t *nearest = cp_arena_alloc(m->cx->arena, n * sizeof *nearest);

    m->tally = cp_arena_alloc(m->cx->arena, n * sizeof *m->tally);
    m->depth = cp_arena_alloc(m->cx->arena, n * sizeof *m->depth);
    m->children = cp_arena_alloc(m->cx->arena, n * sizeof *m->children);
    m->prose = cp_arena_alloc(m->cx->arena, (m->blocks->n + 1) * sizeof *m->prose);
    if (!m->tally || !m->depth || !m->children || !nearest || !m->prose)
        return cp_fail_nomem(m->cx);
    tally_elements(m, nearest);
    for (uint32_t i = 0; i < m->blocks->n; i++)
        tally_block(m, i);
    for (uint32_t k = m->blocks->n_holders; k-- > 1;)
        add_to_parent(m, m->blocks->holders[k]);
    if (m->words < 1)
        m->words = 1;
    if (m->all_prose < 1)
        m->all_prose = 1;
    return CLEANPAGE_OK;
}

static cleanpage_status
measure_themes(struct cp_measuring *m)
{
    static cleanpage_status (*const themes[])(struct cp_measuring *) = {
        cp_features_sum,       cp_features_common, cp_features_tree,  cp_features_containers,
        cp_features_region,    cp_features_landmarks, cp_features_class, cp_features_place,
        cp_features_repeat,
    };
    cleanpage_status st = CLEANPAGE_OK;

    cp_features_text(m);
    for (size_t i = 0; i < sizeof themes / sizeof *themes && !st; i++)
        st = themes[i](m);
    if (!st)
        cp_features_page(m);
    return st;
}

cleanpage_status
cp_features_measure(struct cp_ctx *cx, const struct cp_ruleset *rs, const struct cp_page *page,
                    const struct cp_blocks *blocks, const struct cp_meta *meta,
                    struct cp_slice url, struct cp_features *features)
{
    struct cp_measuring m = { .cx = cx, .rs = rs, .page = page, .blocks = blocks,
                              .meta = meta, .url = url };
    struct cp_arena_mark kept;
    cleanpage_status st;

    features->n_blocks = blocks->n;
    features->v = cp_arena_alloc(cx->arena, ((size_t)blocks->n * CP_FEATURE_COUNT + 1) *
                                                sizeof *features->v);
    features->said = cp_arena_zalloc(cx->arena, blocks->n + 1, sizeof *features->said);
    kept = cp_arena_mark(cx->arena);
    m.said_first = cp_arena_zalloc(cx->arena, blocks->n + 1, sizeof *m.said_first);
    if (!features->v || !features->said || !m.said_first)
        return cp_fail_nomem(cx);
    for (int n = 0; n < CP_FEATURE_LOGS; n++)
        m.logs[n] = cp_feature_log((float)n);
    m.v = features->v;
    m.said = features->said;
    st = blocks->n ? measure_themes(&m) : CLEANPAGE_OK;
    cp_arena_rewind(cx->arena, kept);
    return st;
}
