/*
 * Words that the page's own prose uses again and again, and words of known lists.
 *
 * Running text is held together by a few small words that every paragraph repeats; menus
 * and labels lack them. Stop-word lists say the same for the languages they know (Pomikalek
 * 2011); counting the page's own prose says it for all.
 */
#include "measure/features.h"
#include "measure/words.h"

/* A word of prose is common from this share of all its words, and from 3 times on. */
#define COMMON_SHARE 0.004f
/* Longer blocks are not looked up in word lists: they are read as prose. */
#define LISTED_WORDS 40

/* Counts by word number: open addressing, a power of two of cells, never full. */
struct counts {
    struct { uint32_t word, n; } *cells;
    uint32_t mask;
};

static cleanpage_status
counts_init(struct cp_measuring *m, struct counts *c, uint32_t words)
{
    uint32_t size = cp_feature_table_size(words);

    c->mask = size - 1;
    c->cells = cp_arena_zalloc(m->cx->arena, size, sizeof *c->cells);
    return c->cells ? CLEANPAGE_OK : cp_fail_nomem(m->cx);
}

static uint32_t *
counts_at(const struct counts *c, uint32_t word)
{
    uint32_t at = (word ^ word >> 15) & c->mask;

    while (c->cells[at].n && c->cells[at].word != word)
        at = (at + 1) & c->mask;
    c->cells[at].word = word;
    return &c->cells[at].n;
}

static void
measure_common(struct cp_measuring *m, const struct counts *c)
{
    float least = COMMON_SHARE * m->all_prose;

    if (least < 3)
        least = 3;
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct cp_block *b = &m->blocks->v[i];
        const uint32_t *words = m->blocks->words + b->first_word;
        uint32_t common = 0;

        for (uint32_t k = 0; k < b->n_words; k++)
            common += (float)*counts_at(c, words[k]) >= least;
        cp_feature_row(m, i)[CP_FEATURE_COMMON_SHARE] =
            m->all_prose > 30 ? (float)common / (float)b->n_words : -1;
    }
}

/* Whether a byte is part of a word that is looked up: all but ASCII marks and spaces. */
static const bool in_word[256] = {
#define FOUR(c) [c] = true, true, true, true
#define SIXTEEN(c) FOUR(c), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)
    FOUR('0'), FOUR('4'), ['8'] = true, ['9'] = true,
    FOUR('A'), FOUR('E'), FOUR('I'), FOUR('M'), FOUR('Q'), FOUR('U'),
    FOUR('a'), FOUR('e'), FOUR('i'), FOUR('m'), FOUR('q'), FOUR('u'),
    ['Y'] = true, ['Z'] = true, ['y'] = true, ['z'] = true,
    SIXTEEN(0x80), SIXTEEN(0x90), SIXTEEN(0xA0), SIXTEEN(0xB0),
    SIXTEEN(0xC0), SIXTEEN(0xD0), SIXTEEN(0xE0), SIXTEEN(0xF0),
#undef FOUR
#undef SIXTEEN
};

static inline bool
next_word(struct cp_slice *rest, struct cp_slice *word)
{
    const char *p = rest->p, *end = p + rest->n, *start;

    while (p < end && !in_word[(unsigned char)*p])
        p++;
    for (start = p; p < end && in_word[(unsigned char)*p];)
        p++;
    *word = (struct cp_slice){ start, (size_t)(p - start) };
    *rest = (struct cp_slice){ p, (size_t)(end - p) };
    return word->n > 0;
}

bool
cp_feature_next_word(struct cp_slice *rest, struct cp_slice *word)
{
    return next_word(rest, word);
}

static void
measure_lists(struct cp_measuring *m)
{
    const struct cp_lists *lists = cp_ruleset_lists(m->rs);
    const uint64_t action = cp_list_bit(cp_ruleset_list(m->rs, "action-words"));
    const uint64_t legal = cp_list_bit(cp_ruleset_list(m->rs, "legal-words"));
    const uint64_t time = cp_list_bit(cp_ruleset_list(m->rs, "time-words"));

    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct cp_block *b = &m->blocks->v[i];
        struct cp_slice rest = b->text, word;
        float *row = cp_feature_row(m, i), actions = 0;
        bool first = true;

        if (b->n_words > LISTED_WORDS)
            continue;
        while (next_word(&rest, &word)) {
            uint64_t in = cp_lists_with(lists, word);

            if (first)
                m->said_first[i] = in;
            first = false;
            if (in == 0)
                continue;
            m->said[i] |= in;
            actions += (in & action) != 0;
            row[CP_FEATURE_LEGAL_WORDS] += (in & legal) != 0;
            row[CP_FEATURE_TIME_WORDS] += (in & time) != 0;
        }
        row[CP_FEATURE_ACTION_SHARE] = actions / (float)b->n_words;
    }
}

cleanpage_status
cp_features_common(struct cp_measuring *m)
{
    struct counts c;
    cleanpage_status st = counts_init(m, &c, (uint32_t)m->all_prose);

    if (st)
        return st;
    for (uint32_t i = 0; i < m->blocks->n; i++)
        if (m->prose[i] > 0)
            for (uint32_t k = 0; k < m->blocks->v[i].n_words; k++)
                ++*counts_at(&c, m->blocks->words[m->blocks->v[i].first_word + k]);
    measure_common(m, &c);
    measure_lists(m);
    return CLEANPAGE_OK;
}
