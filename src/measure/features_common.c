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
    uint32_t size = 64;

    while (size < words * 2)
        size *= 2;
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

bool
cp_feature_next_word(struct cp_slice *rest, struct cp_slice *word)
{
    size_t i = 0, n = 0;

    while (i < rest->n && (unsigned char)rest->p[i] < 0x80 &&
           !cp_is_alpha((unsigned char)rest->p[i]) && !cp_is_digit((unsigned char)rest->p[i]))
        i++;
    while (i + n < rest->n && ((unsigned char)rest->p[i + n] >= 0x80 ||
                               cp_is_alpha((unsigned char)rest->p[i + n]) ||
                               cp_is_digit((unsigned char)rest->p[i + n])))
        n++;
    *word = (struct cp_slice){ rest->p + i, n };
    *rest = (struct cp_slice){ rest->p + i + n, rest->n - i - n };
    return n > 0;
}

static void
measure_lists(struct cp_measuring *m)
{
    const struct cp_list *action = cp_ruleset_list(m->rs, "action-words");
    const struct cp_list *legal = cp_ruleset_list(m->rs, "legal-words");
    const struct cp_list *time = cp_ruleset_list(m->rs, "time-words");

    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct cp_block *b = &m->blocks->v[i];
        struct cp_slice rest = b->text, word;
        float *row = cp_feature_row(m, i), actions = 0;

        if (b->n_words > LISTED_WORDS)
            continue;
        while (cp_feature_next_word(&rest, &word)) {
            actions += cp_list_has(action, word);
            row[CP_FEATURE_LEGAL_WORDS] += cp_list_has(legal, word);
            row[CP_FEATURE_TIME_WORDS] += cp_list_has(time, word);
        }
        row[CP_FEATURE_ACTION_SHARE] = actions / (float)b->n_words;
    }
}

cleanpage_status
cp_features_common(struct cp_measuring *m)
{
    struct counts c;
    cleanpage_status st = counts_init(m, &c, m->blocks->n_words);

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
