/*
 * Where a block stands in the page's order: its neighbours, the headings above it, the title.
 */
#include "measure/features.h"
#include "measure/words.h"

#define TITLE_WORDS 64

/* Most words of a heading, and of another block, that announce what follows an article. */
#define END_HEADING_WORDS 10
#define END_WORDS 8

static void
write_place(struct cp_measuring *m)
{
    float words = 0, prose = 0;

    for (uint32_t i = 0; i < m->blocks->n; i++) {
        float *row = cp_feature_row(m, i), own = (float)m->blocks->v[i].n_words;

        row[CP_FEATURE_WORD_PLACE] = words / m->words;
        row[CP_FEATURE_PROSE_BEFORE] = prose / m->all_prose;
        row[CP_FEATURE_WORDS_BEFORE] = cp_feature_log_of(m, words);
        row[CP_FEATURE_WORDS_AFTER] = cp_feature_log_of(m, m->words - words - own);
        words += own;
        prose += m->prose[i];
    }
}

static void
write_title_overlap(struct cp_measuring *m)
{
    uint32_t title[TITLE_WORDS];
    size_t n = cp_words_of(m->meta->title, title, TITLE_WORDS);

    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct cp_block *b = &m->blocks->v[i];

        if (b->n_words <= 40)
            cp_feature_row(m, i)[CP_FEATURE_TITLE_OVERLAP] =
                (float)cp_words_shared(m->blocks->words + b->first_word, b->n_words, title, n) /
                (float)b->n_words;
    }
}

static float
clip(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x;
}

/* meet: per element the deepest one around both it and the title's heading. */
static void
write_from_title(struct cp_measuring *m, const uint32_t *meet)
{
    uint32_t title = m->meta->title_block;
    float since = 0;

    for (uint32_t i = 0; i < m->blocks->n; i++) {
        float *row = cp_feature_row(m, i);

        if (title == CP_NO_NODE) {
            row[CP_FEATURE_TITLE_PLACE] = -100;
            row[CP_FEATURE_TITLE_WORDS_SINCE] = row[CP_FEATURE_TITLE_COMMON] = -1;
            continue;
        }
        row[CP_FEATURE_TITLE_PLACE] = clip((float)i - (float)title, -60, 200);
        row[CP_FEATURE_TITLE_WORDS_SINCE] = cp_feature_log_of(m, since);
        row[CP_FEATURE_TITLE_COMMON] =
            m->tally[meet[m->blocks->v[i].owner]].words / m->words;
        if (i >= title)
            since += (float)m->blocks->v[i].n_words;
    }
}

static cleanpage_status
write_title(struct cp_measuring *m)
{
    const struct cp_node *nodes = m->page->nodes;
    uint32_t title = m->meta->title_block, *meet = NULL;

    if (title != CP_NO_NODE) {
        uint32_t owner = m->blocks->v[title].owner;

        meet = cp_arena_alloc(m->cx->arena, m->page->n_nodes * sizeof *meet);
        if (!meet)
            return cp_fail_nomem(m->cx);
        for (uint32_t k = 0; k < m->blocks->n_holders; k++) {
            uint32_t i = m->blocks->holders[k], up = nodes[i].parent;

            meet[i] = up == CP_NO_NODE || (i <= owner && owner < nodes[i].end) ? i : meet[up];
        }
    }
    write_from_title(m, meet);
    write_title_overlap(m);
    return CLEANPAGE_OK;
}

/* Whether a heading announces what follows an article: 2 by its first word, 1 by another. */
static float
announces_end(const struct cp_measuring *m, uint64_t ends, uint32_t i)
{
    if (m->blocks->v[i].n_words > END_HEADING_WORDS)
        return 0;
    return m->said_first[i] & ends ? 2 : (m->said[i] & ends) != 0;
}

static void
write_headings(struct cp_measuring *m)
{
    const uint64_t ends = cp_list_bit(cp_ruleset_list(m->rs, "end-words"));
    uint32_t last = CP_NO_NODE;
    float end = 0;

    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct cp_block *b = &m->blocks->v[i];
        float *row = cp_feature_row(m, i);

        if (b->heading) {
            last = i;
            end = announces_end(m, ends, i);
        }
        row[CP_FEATURE_SINCE_HEADING] = last == CP_NO_NODE ? 99 : clip((float)(i - last), 0, 99);
        row[CP_FEATURE_HEADING_LEVEL] = last == CP_NO_NODE ? 0 : m->blocks->v[last].heading;
        row[CP_FEATURE_HEADING_END] = end;
    }
}

static void
write_under(struct cp_measuring *m)
{
    uint32_t next = m->blocks->n;
    float words = 0, links = 0;

    for (uint32_t i = m->blocks->n; i-- > 0;) {
        const struct cp_block *b = &m->blocks->v[i];
        float *row = cp_feature_row(m, i);

        row[CP_FEATURE_TO_HEADING] = clip((float)(next - i), 0, 99);
        row[CP_FEATURE_UNDER_WORDS] = b->heading ? cp_feature_log_of(m, words) : -1;
        row[CP_FEATURE_UNDER_LINKS] = b->heading ? cp_feature_share(links, words) : -1;
        words += (float)b->n_words;
        links += (float)b->n_link_words;
        if (b->heading) {
            next = i;
            words = links = 0;
        }
    }
}

static void
write_ends(struct cp_measuring *m)
{
    const uint64_t ends = cp_list_bit(cp_ruleset_list(m->rs, "end-words"));
    float before = 0, since = -1;

    for (uint32_t i = 0; i < m->blocks->n; i++) {
        float *row = cp_feature_row(m, i);
        bool end = m->blocks->v[i].n_words <= END_WORDS && (m->said_first[i] & ends);

        row[CP_FEATURE_END_SELF] = end;
        if (end && before > 0.1f)
            since = 0;
        row[CP_FEATURE_SINCE_END] = since;
        before += m->prose[i] / m->all_prose;
        if (since >= 0)
            since += m->prose[i] / m->all_prose;
    }
}

static void
write_neighbours(struct cp_measuring *m)
{
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        float *row = cp_feature_row(m, i);
        const float *prev = i ? cp_feature_row(m, i - 1) : NULL;
        const float *next = i + 1 < m->blocks->n ? cp_feature_row(m, i + 1) : NULL;

        row[CP_FEATURE_PREV_WORDS] = prev ? prev[CP_FEATURE_WORDS] : -1;
        row[CP_FEATURE_NEXT_WORDS] = next ? next[CP_FEATURE_WORDS] : -1;
        row[CP_FEATURE_PREV_LINKS] = prev ? prev[CP_FEATURE_LINK_SHARE] : -1;
        row[CP_FEATURE_NEXT_LINKS] = next ? next[CP_FEATURE_LINK_SHARE] : -1;
        row[CP_FEATURE_PREV_ENDING] = prev ? prev[CP_FEATURE_ENDING] : -1;
        row[CP_FEATURE_NEXT_ENDING] = next ? next[CP_FEATURE_ENDING] : -1;
        row[CP_FEATURE_PREV_TAG] = prev ? prev[CP_FEATURE_OWN_TAG] : -1;
        row[CP_FEATURE_NEXT_TAG] = next ? next[CP_FEATURE_OWN_TAG] : -1;
    }
}

struct window {
    float words, links, prose;
};

static void
slide(const struct cp_measuring *m, struct window *w, uint32_t i, float sign)
{
    w->words += sign * (float)m->blocks->v[i].n_words;
    w->links += sign * (float)m->blocks->v[i].n_link_words;
    w->prose += sign * m->prose[i];
}

/* words, links, prose: the features to write, CP_FEATURE_COUNT for none. */
static void
write_window(struct cp_measuring *m, uint32_t reach, int words, int links, int prose)
{
    struct window w = { 0, 0, 0 };
    uint32_t n = m->blocks->n;

    for (uint32_t i = 0; i < reach && i < n; i++)
        slide(m, &w, i, 1);
    for (uint32_t i = 0; i < n; i++) {
        float *row = cp_feature_row(m, i);

        if (i + reach < n)
            slide(m, &w, i + reach, 1);
        if (i > reach)
            slide(m, &w, i - reach - 1, -1);
        if (words < CP_FEATURE_COUNT)
            row[words] = cp_feature_log_of(m, w.words);
        if (links < CP_FEATURE_COUNT)
            row[links] = cp_feature_share(w.links, w.words);
        row[prose] = cp_feature_share(w.prose, w.words);
    }
}

cleanpage_status
cp_features_place(struct cp_measuring *m)
{
    write_place(m);
    write_headings(m);
    write_under(m);
    write_ends(m);
    write_neighbours(m);
    write_window(m, 3, CP_FEATURE_NEAR_WORDS, CP_FEATURE_NEAR_LINKS, CP_FEATURE_NEAR_PROSE);
    write_window(m, 8, CP_FEATURE_AROUND_WORDS, CP_FEATURE_AROUND_LINKS, CP_FEATURE_AROUND_PROSE);
    write_window(m, 20, CP_FEATURE_COUNT, CP_FEATURE_COUNT, CP_FEATURE_FAR_PROSE);
    return write_title(m);
}
