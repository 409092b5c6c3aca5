#include "judge/repeats.h"

#define WORDS_MIN 8

/* A set of hashes of word triples: open addressing, 0 is free, never full. */
struct grams {
    uint32_t *cells;
    uint32_t mask;
};

static uint32_t
gram(const uint32_t *words)
{
    uint64_t h = (words[0] * 0x9E3779B97F4A7C15u ^ words[1]) * 0x9E3779B97F4A7C15u ^ words[2];

    h *= 0x9E3779B97F4A7C15u;
    return (uint32_t)(h >> 32) | 1;
}

static uint32_t *
find(const struct grams *g, uint32_t key)
{
    uint32_t at = key >> 4 & g->mask;

    while (g->cells[at] && g->cells[at] != key)
        at = (at + 1) & g->mask;
    return &g->cells[at];
}

static float
share_seen(const struct grams *g, const uint32_t *words, uint32_t n_words)
{
    uint32_t seen = 0;

    for (uint32_t i = 0; i + 2 < n_words; i++)
        seen += *find(g, gram(words + i)) != 0;
    return (float)seen / (float)(n_words - 2);
}

static void
learn(const struct grams *g, const uint32_t *words, uint32_t n_words)
{
    for (uint32_t i = 0; i + 2 < n_words; i++) {
        uint32_t key = gram(words + i);
        *find(g, key) = key;
    }
}

cleanpage_status
cp_judge_repeats(struct cp_ctx *cx, const struct cp_blocks *blocks, float repeat_share,
                 struct cp_verdicts *verdicts)
{
    struct grams g;
    uint32_t size = 64;

    while (size < blocks->n_words * 2)
        size *= 2;
    g.mask = size - 1;
    g.cells = cp_arena_zalloc(cx->arena, size, sizeof *g.cells);
    if (!g.cells)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i < blocks->n; i++) {
        const struct cp_block *b = &blocks->v[i];
        const uint32_t *words = blocks->words + b->first_word;
        struct cp_verdict *v = &verdicts->v[i];

        if (!v->keep || b->n_words < WORDS_MIN)
            continue;
        if (!(b->flags & CP_BLOCK_PRE) && v->reason != CP_BY_SELECTOR &&
            share_seen(&g, words, b->n_words) >= repeat_share) {
            v->keep = false;
            v->reason = CP_BY_REPEAT;
        } else {
            learn(&g, words, b->n_words);
        }
    }
    return CLEANPAGE_OK;
}
