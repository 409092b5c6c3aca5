/*
 * Repetition: rows of elements alike (cards, posts, menu entries) and text that is said twice.
 */
#include "measure/features.h"

/* Sums under a key that is a hash. */
struct group {
    uint64_t key;
    float words, links;
    uint32_t count, images;
};

/* Open addressing, never full. Cells are small, for they have to be cleared first. */
struct groups {
    struct group *v;
    uint32_t n;
    uint32_t *cells;    /* 1 more than the place in v; 0: free */
    uint32_t mask;
};

static cleanpage_status
groups_init(struct cp_measuring *m, struct groups *g, uint32_t keys)
{
    uint32_t size = cp_feature_table_size(keys);

    g->mask = size - 1;
    g->n = 0;
    g->v = cp_arena_alloc(m->cx->arena, (keys + 1) * sizeof *g->v);
    g->cells = cp_arena_zalloc(m->cx->arena, size, sizeof *g->cells);
    return g->v && g->cells ? CLEANPAGE_OK : cp_fail_nomem(m->cx);
}

static uint64_t
mix(uint64_t a, uint64_t b)
{
    a = (a ^ b) * 0x9E3779B97F4A7C15u;
    return a ^ a >> 29;
}

static struct group *
group_at(struct groups *g, uint64_t key)
{
    uint32_t at = (uint32_t)(key >> 20) & g->mask;

    key |= 1;
    while (g->cells[at] && g->v[g->cells[at] - 1].key != key)
        at = (at + 1) & g->mask;
    if (g->cells[at] == 0) {
        g->v[g->n++] = (struct group){ .key = key };
        g->cells[at] = g->n;
    }
    return &g->v[g->cells[at] - 1];
}

/* Per element: its signature, its group of siblings alike, and the innermost and outermost
 * element of a row (three alike or more) at or above it. */
struct rows {
    uint64_t *sign;
    struct group **group;
    uint32_t *inner, *outer;
};

static void
group_siblings(const struct cp_measuring *m, struct groups *g, struct rows *r)
{
    const struct cp_node *nodes = m->page->nodes;

    for (uint32_t k = 0; k < m->blocks->n_holders; k++) {
        uint32_t i = m->blocks->holders[k];
        const struct cp_tally *t = &m->tally[i];

        r->sign[i] = mix(m->class_sign[i], nodes[i].tag + 1u);
        r->group[i] = group_at(g, mix(r->sign[i], nodes[i].parent));
        r->group[i]->count++;
        r->group[i]->words += t->words;
        r->group[i]->links += t->link_words;
        r->group[i]->images += t->images;
    }
}

static void
find_rows(const struct cp_measuring *m, struct rows *r)
{
    const struct cp_node *nodes = m->page->nodes;

    for (uint32_t k = 0; k < m->blocks->n_holders; k++) {
        uint32_t i = m->blocks->holders[k], up = nodes[i].parent;
        bool row;

        row = r->group[i]->count >= 3 && nodes[i].tag != CP_TAG_P;
        r->inner[i] = row ? i : up == CP_NO_NODE ? CP_NO_NODE : r->inner[up];
        r->outer[i] = up != CP_NO_NODE && r->outer[up] != CP_NO_NODE ? r->outer[up]
                      : row                                          ? i
                                                                     : CP_NO_NODE;
    }
}

static void
write_rows(const struct cp_measuring *m, const struct rows *r, uint32_t owner, float *row)
{
    uint32_t in = r->inner[owner], out = r->outer[owner];

    row[CP_FEATURE_ROW_STEPS] = -1;
    if (in == CP_NO_NODE)
        return;
    row[CP_FEATURE_ROW_COUNT] = cp_feature_log_of(m, (float)r->group[in]->count);
    row[CP_FEATURE_ROW_WORDS] = cp_feature_mean(m, r->group[in]->words, r->group[in]->count);
    row[CP_FEATURE_ROW_LINKS] = cp_feature_share(r->group[in]->links, r->group[in]->words);
    row[CP_FEATURE_ROW_SHARE] = r->group[in]->words / m->words;
    row[CP_FEATURE_ROW_IMAGES] = (float)r->group[in]->images / (float)r->group[in]->count;
    row[CP_FEATURE_ROW_STEPS] = (float)m->depth[owner] - m->depth[in];
    row[CP_FEATURE_GRID_COUNT] = cp_feature_log_of(m, (float)r->group[out]->count);
    row[CP_FEATURE_GRID_WORDS] = cp_feature_mean(m, r->group[out]->words, r->group[out]->count);
    row[CP_FEATURE_GRID_LINKS] = cp_feature_share(r->group[out]->links, r->group[out]->words);
    row[CP_FEATURE_GRID_SHARE] = r->group[out]->words / m->words;
}

static uint64_t
path_of(const struct cp_measuring *m, const struct rows *r, uint32_t i)
{
    uint64_t path = 1;

    for (int k = 0; k < 5 && i != CP_NO_NODE; k++) {
        path = mix(path, r->sign[i]);
        i = m->page->nodes[i].parent;
    }
    return path;
}

static cleanpage_status
write_paths(struct cp_measuring *m, const struct rows *r)
{
    struct group **paths = cp_arena_alloc(m->cx->arena, m->blocks->n * sizeof *paths);
    struct groups g;

    if (!paths || groups_init(m, &g, m->blocks->n))
        return cp_fail_nomem(m->cx);
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct cp_block *b = &m->blocks->v[i];
        struct group *path = paths[i] = group_at(&g, path_of(m, r, b->owner));

        path->count++;
        path->words += (float)b->n_words;
        path->links += (float)b->n_link_words;
    }
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct group *path = paths[i];
        float *row = cp_feature_row(m, i);

        row[CP_FEATURE_PATH_COUNT] = cp_feature_log_of(m, (float)path->count);
        row[CP_FEATURE_PATH_MEAN] = cp_feature_mean(m, path->words, path->count);
        row[CP_FEATURE_PATH_SHARE] = path->words / m->words;
        row[CP_FEATURE_PATH_LINKS] = cp_feature_share(path->links, path->words);
    }
    return CLEANPAGE_OK;
}

static cleanpage_status
write_all_rows(struct cp_measuring *m)
{
    const uint32_t n = m->page->n_nodes;
    struct rows r = { .sign = cp_arena_alloc(m->cx->arena, n * sizeof *r.sign),
                      .group = cp_arena_alloc(m->cx->arena, n * sizeof *r.group),
                      .inner = cp_arena_alloc(m->cx->arena, 2 * (size_t)n * sizeof *r.inner) };
    struct groups g;

    if (!r.sign || !r.group || !r.inner || groups_init(m, &g, m->blocks->n_holders))
        return cp_fail_nomem(m->cx);
    r.outer = r.inner + n;
    group_siblings(m, &g, &r);
    find_rows(m, &r);
    for (uint32_t i = 0; i < m->blocks->n; i++)
        write_rows(m, &r, m->blocks->v[i].owner, cp_feature_row(m, i));
    return write_paths(m, &r);
}

static uint64_t
text_key(const struct cp_measuring *m, const struct cp_block *b)
{
    uint64_t key = 3;

    for (uint32_t k = 0; k < b->n_words; k++)
        key = mix(key, m->blocks->words[b->first_word + k]);
    return key;
}

static cleanpage_status
write_same_text(struct cp_measuring *m)
{
    struct group **texts = cp_arena_alloc(m->cx->arena, m->blocks->n * sizeof *texts);
    struct groups g;

    if (!texts || groups_init(m, &g, m->blocks->n))
        return cp_fail_nomem(m->cx);
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        texts[i] = group_at(&g, text_key(m, &m->blocks->v[i]));
        texts[i]->count++;
    }
    for (uint32_t i = 0; i < m->blocks->n; i++)
        cp_feature_row(m, i)[CP_FEATURE_SAME_TEXT] =
            cp_feature_log_of(m, (float)texts[i]->count);
    return CLEANPAGE_OK;
}

/* Where a run of three words was seen first and last, and whether in several blocks. */
struct gram {
    uint32_t key;
    uint32_t first;
    uint32_t last : 31, again : 1;
};

struct grams {
    struct gram *v;
    uint32_t n;
    uint32_t *cells;        /* as those of groups */
    uint32_t mask;
    uint32_t *at;           /* place in v of each run, block after block */
};

/* Its place in v; `last` of a new one is 0. */
static uint32_t
gram_at(struct grams *g, const uint32_t *words)
{
    uint64_t mixed = mix(mix(words[0], words[1] * 5ull), words[2]);
    uint32_t key = (uint32_t)(mixed >> 24) | 1, at = (uint32_t)(mixed >> 32) & g->mask;

    while (g->cells[at] && g->v[g->cells[at] - 1].key != key)
        at = (at + 1) & g->mask;
    if (g->cells[at] == 0) {
        g->v[g->n++] = (struct gram){ .key = key };
        g->cells[at] = g->n;
    }
    return g->cells[at] - 1;
}

static uint32_t
count_grams(const struct cp_block *b)
{
    return b->n_words < 3 ? 0 : b->n_words - 2;
}

static cleanpage_status
learn_grams(struct cp_measuring *m, struct grams *g)
{
    uint32_t n = 0, size;

    for (uint32_t i = 0; i < m->blocks->n; i++)
        n += count_grams(&m->blocks->v[i]);
    size = cp_feature_table_size(n);
    g->mask = size - 1;
    g->n = 0;
    g->v = cp_arena_alloc(m->cx->arena, (n + 1) * sizeof *g->v);
    g->cells = cp_arena_zalloc(m->cx->arena, size, sizeof *g->cells);
    g->at = cp_arena_alloc(m->cx->arena, n * sizeof *g->at);
    if (!g->v || !g->cells || !g->at)
        return cp_fail_nomem(m->cx);
    n = 0;
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct cp_block *b = &m->blocks->v[i];
        const uint32_t *words = m->blocks->words + b->first_word;

        for (uint32_t k = 0; k < count_grams(b); k++, n++) {
            uint32_t at = gram_at(g, words + k);
            struct gram *gram = &g->v[at];

            if (gram->last == 0)
                gram->first = i;
            else if (gram->last != i + 1)
                gram->again = 1;
            gram->last = i + 1;
            g->at[n] = at;
        }
    }
    return CLEANPAGE_OK;
}

static cleanpage_status
write_said(struct cp_measuring *m)
{
    struct grams g;
    cleanpage_status st = learn_grams(m, &g);
    const uint32_t *at = g.at;

    if (st)
        return st;
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct cp_block *b = &m->blocks->v[i];
        float *row = cp_feature_row(m, i), all = (float)b->n_words - 2;
        uint32_t before = 0, again = 0;

        for (uint32_t k = 0; k < count_grams(b); k++) {
            const struct gram *gram = &g.v[*at++];

            before += gram->first < i;
            again += gram->again && gram->first == i;
        }
        row[CP_FEATURE_SAID_BEFORE] = all >= 3 ? (float)before / all : -1;
        row[CP_FEATURE_SAID_AGAIN] = all >= 3 ? (float)again / all : -1;
    }
    return CLEANPAGE_OK;
}

cleanpage_status
cp_features_repeat(struct cp_measuring *m)
{
    cleanpage_status st = write_all_rows(m);

    if (!st)
        st = write_same_text(m);
    if (!st)
        st = write_said(m);
    return st;
}
