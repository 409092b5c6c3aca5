#include "judge/pick.h"

/* Probabilities are sorted into so many steps: finer than any of them is meant. */
#define STEPS 500
/* A block's say in smoothing is that of so many words at most. */
#define SAY_MAX 60.0f

struct step {
    double words, hits;    /* words, and those expected to be content */
};

static double
share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

void
cp_pick_threshold(const struct cp_blocks *blocks, const float *words, float least, float beta,
                  struct cp_verdicts *verdicts)
{
    struct step steps[STEPS + 1] = { { 0, 0 } };
    const double b = (double)beta * (double)beta;
    double hits = 0, kept = 0, kept_hits = 0, best = 0, f1 = 0, threshold;

    for (uint32_t i = 0; i < blocks->n; i++) {
        double p = verdicts->v[i].probability;
        struct step *s = &steps[(int)(p * STEPS)];

        s->words += words[i];
        s->hits += words[i] * p;
        hits += words[i] * p;
    }
    for (int i = STEPS; i >= 0; i--) {
        double f;

        kept += steps[i].words;
        kept_hits += steps[i].hits;
        f = share((1 + b) * kept_hits, kept + b * hits);
        if (f > best) {
            best = f;
            f1 = share(2 * kept_hits, kept + hits);
        }
    }
    threshold = best / (1 + b);
    verdicts->expected_f1 = (float)f1;
    verdicts->threshold = (float)threshold > least ? (float)threshold : least;
}

/* What the best choice below an element is worth if its own verdict is to drop, to keep. */
struct worth {
    float drop, keep;
};

/*
 * The cost of a verdict unlike the parent's. None where the page itself draws the line: a
 * footer of one word may go without asking what stands around it.
 */
static float
cost_at(const struct cp_page *page, uint32_t i, float smoothing)
{
    switch ((enum cp_tag)page->nodes[i].tag) {
    case CP_TAG_ASIDE:
    case CP_TAG_BUTTON:
    case CP_TAG_DIALOG:
    case CP_TAG_FOOTER:
    case CP_TAG_FORM:
    case CP_TAG_HEADER:
    case CP_TAG_NAV:
        return 0;
    default:
        return smoothing;
    }
}

static float
larger(float a, float b)
{
    return a > b ? a : b;
}

static float
say(const struct cp_verdicts *verdicts, const float *words, uint32_t i)
{
    float weight = words[i] < SAY_MAX ? words[i] : SAY_MAX;

    return weight * (verdicts->v[i].probability - verdicts->threshold);
}

static void
sum_worth(const struct cp_page *page, const struct cp_blocks *blocks, const float *words,
          float smoothing, const struct cp_verdicts *verdicts, struct worth *worth)
{
    for (uint32_t k = 0; k < blocks->n_holders; k++)
        worth[blocks->holders[k]] = (struct worth){ 0, 0 };
    for (uint32_t i = 0; i < blocks->n; i++) {
        struct worth *w = &worth[blocks->v[i].owner];
        float gain = say(verdicts, words, i);
        float cost = cost_at(page, blocks->v[i].owner, smoothing);

        w->drop += larger(0, gain - cost);
        w->keep += larger(gain, -cost);
    }
    for (uint32_t k = blocks->n_holders; k-- > 1;) {
        uint32_t i = blocks->holders[k];
        struct worth *up = &worth[page->nodes[i].parent];
        float cost = cost_at(page, i, smoothing);

        up->drop += larger(worth[i].drop, worth[i].keep - cost);
        up->keep += larger(worth[i].keep, worth[i].drop - cost);
    }
}

static bool
choose(bool above, float drop, float keep, float smoothing)
{
    return above ? keep >= drop - smoothing : keep - smoothing > drop;
}

cleanpage_status
cp_pick_smooth(struct cp_ctx *cx, const struct cp_page *page, const struct cp_blocks *blocks,
               const float *words, float smoothing, struct cp_verdicts *verdicts)
{
    struct worth *worth = cp_arena_alloc(cx->arena, page->n_nodes * sizeof *worth);
    bool *kept = cp_arena_alloc(cx->arena, page->n_nodes * sizeof *kept);

    if (!worth || !kept)
        return cp_fail_nomem(cx);
    sum_worth(page, blocks, words, smoothing, verdicts, worth);
    for (uint32_t k = 0; k < blocks->n_holders; k++) {
        uint32_t i = blocks->holders[k], up = page->nodes[i].parent;

        kept[i] = up == CP_NO_NODE ? worth[i].keep > worth[i].drop
                                   : choose(kept[up], worth[i].drop, worth[i].keep,
                                            cost_at(page, i, smoothing));
    }
    for (uint32_t i = 0; i < blocks->n; i++) {
        struct cp_verdict *v = &verdicts->v[i];

        v->keep = choose(kept[blocks->v[i].owner], 0, say(verdicts, words, i),
                         cost_at(page, blocks->v[i].owner, smoothing));
        v->reason = v->keep == (v->probability >= verdicts->threshold) ? CP_BY_POINTS
                                                                       : CP_BY_NEIGHBOURS;
    }
    return CLEANPAGE_OK;
}
