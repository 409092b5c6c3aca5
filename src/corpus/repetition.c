/*
 * Text that repeats itself: J. Rae et al., "Scaling Language Models: Methods, Analysis &
 * Insights from Training Gopher", 2021, A.1.1, table A1.
 *
 * Shares of lines and paragraphs, and of their characters, that are there already; of the
 * characters of words in the most frequent run of 2, 3 and 4 words; and of those in any run of
 * 5 to 10 words that is there already, each character once.
 */
#include "corpus/filters.h"

#include <stdlib.h>

typedef struct cp_corpus_gram gram;

/* ------------------------------------------------------------------ what was seen */

/* An empty table with room for n. False without memory. */
static bool
begin(struct cp_corpus_grams *grams, size_t n)
{
    size_t room = 64;

    while (room < 2 * n)
        room *= 2;
    grams->room = room;
    if (room > grams->most) {
        gram *table = realloc(grams->table, room * sizeof *table);

        if (!table)
            return false;
        grams->table = table;
        grams->most = room;
    }
    memset(grams->table, 0, grams->room * sizeof *grams->table);
    return true;
}

/* How often the hash has come, this time among them. */
static uint32_t
count(struct cp_corpus_grams *grams, uint64_t hash)
{
    size_t mask = grams->room - 1, i = (size_t)(hash |= hash == 0) & mask;

    while (grams->table[i].hash && grams->table[i].hash != hash)
        i = (i + 1) & mask;
    grams->table[i].hash = hash;
    return ++grams->table[i].count;
}

static uint64_t
run_of(const struct cp_corpus_text *t, size_t at, unsigned n)
{
    uint64_t h = n;

    for (unsigned i = 0; i < n; i++)
        h = (h ^ t->hashes[at + i]) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
}

static size_t
chars_of(const struct cp_corpus_text *t, size_t at, unsigned n)
{
    size_t chars = 0;

    for (unsigned i = 0; i < n; i++)
        chars += t->chars[at + i];
    return chars;
}

/* ------------------------------------------------------------------ lines and paragraphs */

struct repeated {
    size_t all, chars, same, same_chars;
};

static void
add(struct repeated *r, struct cp_corpus_grams *grams, uint64_t hash, size_t chars)
{
    bool is_same = count(grams, hash) > 1;

    r->all++;
    r->chars += chars;
    r->same += is_same;
    r->same_chars += is_same ? chars : 0;
}

static struct repeated
count_lines(const struct cp_corpus_text *t, struct cp_corpus_grams *grams)
{
    struct repeated r = { 0 };

    for (size_t i = 0; i < t->n_lines; i++)
        add(&r, grams, t->lines[i].hash, t->lines[i].chars);
    return r;
}

static struct repeated
count_paragraphs(const struct cp_corpus_text *t, struct cp_corpus_grams *grams)
{
    struct repeated r = { 0 };

    for (size_t i = 0; i < t->n_lines;) {
        uint64_t hash = 0;
        size_t chars = 0;

        do {
            hash = cp_corpus_stir(hash + t->lines[i].hash);
            chars += t->lines[i].chars;
        } while (++i < t->n_lines && !t->lines[i].begins);
        add(&r, grams, hash, chars);
    }
    return r;
}

static double
share(size_t part, size_t all)
{
    return all ? (double)part / (double)all : 0;
}

static bool
judge_lines(struct cp_corpus *c, const struct cp_corpus_text *t, struct cp_corpus_verdict *v)
{
    struct repeated lines, paragraphs;

    if (!begin(&c->grams, t->n_lines))
        return false;
    lines = count_lines(t, &c->grams);
    if (!begin(&c->grams, t->n_lines))
        return false;
    paragraphs = count_paragraphs(t, &c->grams);
    cp_corpus_above(v, CP_FILTER_REPETITION, "share of repeated lines",
                    share(lines.same, lines.all), c->limits.same_lines);
    cp_corpus_above(v, CP_FILTER_REPETITION, "share of repeated paragraphs",
                    share(paragraphs.same, paragraphs.all), c->limits.same_paragraphs);
    cp_corpus_above(v, CP_FILTER_REPETITION, "characters in repeated lines",
                    share(lines.same_chars, lines.chars), c->limits.same_line_chars);
    cp_corpus_above(v, CP_FILTER_REPETITION, "characters in repeated paragraphs",
                    share(paragraphs.same_chars, paragraphs.chars),
                    c->limits.same_paragraph_chars);
    return true;
}

/* ------------------------------------------------------------------ runs of words */

/* Characters of the run of n words that comes most often, of the longest of these, each time it
 * comes; 0 if none comes twice. */
static size_t
top_chars(const struct cp_corpus_text *t, struct cp_corpus_grams *grams, unsigned n)
{
    uint32_t most = 1;
    size_t longest = 0;

    for (size_t i = 0; i + n <= t->n; i++) {
        uint32_t times = count(grams, run_of(t, i, n));
        size_t chars;

        if (times < 2 || times < most)
            continue;
        chars = chars_of(t, i, n);
        longest = times > most || chars > longest ? chars : longest;
        most = times;
    }
    return most > 1 ? most * longest : 0;
}

/* Characters in runs of n words that were there already; runs that were counted do not overlap.
 */
static size_t
same_chars(const struct cp_corpus_text *t, struct cp_corpus_grams *grams, unsigned n)
{
    size_t chars = 0;

    for (size_t i = 0; i + n <= t->n;) {
        if (count(grams, run_of(t, i, n)) > 1) {
            chars += chars_of(t, i, n);
            i += n;
        } else {
            i++;
        }
    }
    return chars;
}

bool
cp_corpus_repetition(struct cp_corpus *c, const struct cp_corpus_text *t,
                     struct cp_corpus_verdict *v)
{
    const struct {
        unsigned n;
        double limit;
        const char *what;
    } runs[] = {
        { 2, c->limits.top_2, "characters in the top 2-gram" },
        { 3, c->limits.top_3, "characters in the top 3-gram" },
        { 4, c->limits.top_4, "characters in the top 4-gram" },
        { 5, c->limits.same_5, "characters in repeated 5-grams" },
        { 6, c->limits.same_6, "characters in repeated 6-grams" },
        { 7, c->limits.same_7, "characters in repeated 7-grams" },
        { 8, c->limits.same_8, "characters in repeated 8-grams" },
        { 9, c->limits.same_9, "characters in repeated 9-grams" },
        { 10, c->limits.same_10, "characters in repeated 10-grams" },
    };
    size_t all = 0;

    if (!judge_lines(c, t, v))
        return false;
    for (size_t i = 0; i < t->n; i++)
        all += t->chars[i];
    for (size_t i = 0; !v->filter && i < sizeof runs / sizeof *runs; i++) {
        size_t chars;

        if (!begin(&c->grams, t->n))
            return false;
        chars = runs[i].n < 5 ? top_chars(t, &c->grams, runs[i].n)
                              : same_chars(t, &c->grams, runs[i].n);
        cp_corpus_above(v, CP_FILTER_REPETITION, runs[i].what, share(chars, all),
                        runs[i].limit);
    }
    return true;
}
