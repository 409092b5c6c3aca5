#include "judge/repeats.h"

#include "judge/weights.h"

#define WORDS_MIN 8

/* Levels above a block at which its place is compared with that of the earlier text. */
#define LEVELS 3

/* Hashes of word triples and the block each was first kept in: open addressing, never full. */
struct gram {
    uint32_t key;    /* 0: free */
    uint32_t block;
};

struct grams {
    struct gram *cells;
    uint32_t mask;
};

static struct gram *
find(const struct grams *g, const uint32_t *words)
{
    uint64_t h = (words[0] * 0x9E3779B97F4A7C15u ^ words[1]) * 0x9E3779B97F4A7C15u ^ words[2];
    uint32_t key, at;

    h *= 0x9E3779B97F4A7C15u;
    key = (uint32_t)(h >> 32) | 1;
    at = key >> 4 & g->mask;
    while (g->cells[at].key && g->cells[at].key != key)
        at = (at + 1) & g->mask;
    if (!g->cells[at].key)
        g->cells[at] = (struct gram){ key, CP_NO_NODE };
    return &g->cells[at];
}

/* The share of the triples that were kept before; *where is the block the last of them is in. */
static float
share_seen(const struct grams *g, const uint32_t *words, uint32_t n_words, uint32_t *where)
{
    uint32_t seen = 0;

    for (uint32_t i = 0; i + 2 < n_words; i++) {
        const struct gram *gram = find(g, words + i);

        if (gram->block == CP_NO_NODE)
            continue;
        *where = gram->block;
        seen++;
    }
    return (float)seen / (float)(n_words - 2);
}

static void
learn(const struct grams *g, const uint32_t *words, uint32_t n_words, uint32_t block)
{
    for (uint32_t i = 0; i + 2 < n_words; i++) {
        struct gram *gram = find(g, words + i);

        if (gram->block == CP_NO_NODE)
            gram->block = block;
    }
}

static bool
same_place(const struct cp_page *page, uint32_t a, uint32_t b)
{
    for (int i = 0; i < LEVELS && a != b && a != CP_NO_NODE && b != CP_NO_NODE; i++) {
        if (page->nodes[a].tag != page->nodes[b].tag ||
            !cp_slice_eq(cp_node_attr(page, a, CP_ATTR_CLASS),
                         cp_node_attr(page, b, CP_ATTR_CLASS)))
            return false;
        a = page->nodes[a].parent;
        b = page->nodes[b].parent;
    }
    return true;
}

/* Of the blocks that are looked at: no more triples go into the table. */
static uint32_t
count_kept_words(const struct cp_blocks *blocks, const struct cp_verdicts *verdicts)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < blocks->n; i++)
        if (verdicts->v[i].keep && blocks->v[i].n_words >= WORDS_MIN)
            n += blocks->v[i].n_words;
    return n;
}

/* What the whole page has not said before a block, dropped text with it, was not kept either. */
static bool
may_repeat(const struct cp_judging *j)
{
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (j->verdicts->v[i].keep && j->blocks->v[i].n_words >= WORDS_MIN &&
            cp_judging_row(j, i)[CP_FEATURE_SAID_BEFORE] >= j->weights->repeat_share)
            return true;
    return false;
}

static void
judge_block(const struct cp_judging *j, const struct grams *g, uint32_t i)
{
    const struct cp_block *b = &j->blocks->v[i];
    const uint32_t *words = j->blocks->words + b->first_word;
    struct cp_verdict *v = &j->verdicts->v[i];
    uint32_t where = 0;

    if (!v->keep || b->n_words < WORDS_MIN)
        return;
    if (!(b->flags & CP_BLOCK_PRE) && v->reason != CP_BY_SELECTOR &&
        share_seen(g, words, b->n_words, &where) >= j->weights->repeat_share &&
        !same_place(j->page, j->blocks->v[where].owner, b->owner)) {
        v->keep = false;
        v->reason = CP_BY_REPEAT;
    } else {
        learn(g, words, b->n_words, i);
    }
}

cleanpage_status
cp_judge_repeats(const struct cp_judging *j)
{
    struct grams g;
    uint32_t size = 64, n_words;

    if (!may_repeat(j))
        return CLEANPAGE_OK;
    n_words = count_kept_words(j->blocks, j->verdicts);
    while (size < n_words * 2)
        size *= 2;
    g.mask = size - 1;
    g.cells = cp_arena_zalloc(j->cx->arena, size, sizeof *g.cells);
    if (!g.cells)
        return cp_fail_nomem(j->cx);
    for (uint32_t i = 0; i < j->blocks->n; i++)
        judge_block(j, &g, i);
    return CLEANPAGE_OK;
}
