#include "rules/phrase_index.h"

static bool
make_cells(struct cp_phrase_cells *cells, struct cp_arena *arena, uint32_t n_hashes)
{
    uint32_t n = 16;

    while (n < n_hashes * 2)
        n *= 2;
    cells->mask = n - 1;
    cells->v = cp_arena_zalloc(arena, n, sizeof *cells->v);
    return cells->v != NULL;
}

/* The cell of a hash, or the empty one where it would be. */
static struct cp_phrase_cell *
cell_of(const struct cp_phrase_cells *cells, uint32_t hash)
{
    uint32_t at = hash & cells->mask;

    while (cells->v[at].first && cells->v[at].hash != hash)
        at = (at + 1) & cells->mask;
    return &cells->v[at];
}

static void
add_rule(struct cp_phrase_index *index, const struct cp_rule *rule)
{
    const struct cp_phrase *phrase = rule->phrase;
    const struct cp_phrase_cells *cells = phrase->exact ? &index->exact : &index->anchors;

    for (uint32_t i = 0; i < phrase->n_hashes; i++) {
        struct cp_phrase_cell *cell = cell_of(cells, phrase->hashes[i]);

        index->entries[index->n_entries] =
            (struct cp_phrase_entry){ index->n_rules, cell->first };
        *cell = (struct cp_phrase_cell){ ++index->n_entries, phrase->hashes[i] };
    }
    index->rules[index->n_rules++] = rule;
}

struct count {
    uint32_t rules, exact, anchors;
};

static struct count
count(struct cp_phrase_index *index, const struct cp_layer *const *layers, size_t n_layers)
{
    struct count n = { 0 };

    for (size_t i = 0; i < n_layers; i++)
        for (const struct cp_rule *rule = layers[i]->rules; rule; rule = rule->next) {
            if (!rule->phrase)
                continue;
            n.rules++;
            *(rule->phrase->exact ? &n.exact : &n.anchors) += rule->phrase->n_hashes;
            if (rule->guards.max_words > index->max_words[rule->verb])
                index->max_words[rule->verb] = rule->guards.max_words;
        }
    return n;
}

bool
cp_phrase_index_build(struct cp_phrase_index *index, struct cp_arena *arena,
                      const struct cp_layer *const *layers, size_t n_layers)
{
    struct count n;

    *index = (struct cp_phrase_index){ 0 };
    n = count(index, layers, n_layers);
    index->rules = cp_arena_zalloc(arena, n.rules, sizeof *index->rules);
    index->entries =
        cp_arena_zalloc(arena, (size_t)n.exact + n.anchors, sizeof *index->entries);
    if (!index->rules || !index->entries || !make_cells(&index->exact, arena, n.exact) ||
        !make_cells(&index->anchors, arena, n.anchors))
        return false;
    for (size_t i = 0; i < n_layers; i++)
        for (const struct cp_rule *rule = layers[i]->rules; rule; rule = rule->next)
            if (rule->phrase)
                add_rule(index, rule);
    return true;
}

struct search {
    const struct cp_phrase_index *index;
    struct cp_slice host;
    unsigned verbs;
    const struct cp_rule *best;
    struct cp_words words;
};

static void
try_entries(struct search *s, uint32_t first)
{
    for (uint32_t i = first; i; i = s->index->entries[i - 1].next) {
        const struct cp_rule *rule = s->index->rules[s->index->entries[i - 1].rule];

        if ((s->verbs >> rule->verb & 1) && s->words.n <= rule->guards.max_words &&
            (!s->best || rule->rank > s->best->rank) && cp_rule_holds_for(rule, s->host) &&
            cp_phrase_matches(rule->phrase, &s->words))
            s->best = rule;
    }
}

static inline void
probe(struct search *s, const struct cp_phrase_cells *cells, uint32_t hash)
{
    uint32_t first = cell_of(cells, hash)->first;

    if (first)
        try_entries(s, first);
}

static uint32_t
longest_of(const struct cp_phrase_index *index, unsigned verbs)
{
    uint32_t longest = 0;

    for (unsigned verb = 0; verb <= CP_RULE_SECTION; verb++)
        if ((verbs >> verb & 1) && index->max_words[verb] > longest)
            longest = index->max_words[verb];
    return longest;
}

const struct cp_rule *
cp_phrase_index_find(const struct cp_phrase_index *index, struct cp_slice host,
                     struct cp_slice text, unsigned verbs)
{
    struct search s;
    uint32_t hash = 0, longest = longest_of(index, verbs);

    s.index = index;
    s.host = host;
    s.verbs = verbs;
    s.best = NULL;
    if (longest == 0 || !cp_words_fold(&s.words, text, longest))
        return NULL;
    for (uint32_t i = 0; i < s.words.n; i++) {
        hash = cp_words_hash_step(hash, s.words.v[i].hash);
        probe(&s, &index->anchors, s.words.v[i].hash);
        if (i)
            probe(&s, &index->anchors,
                  cp_words_hash_pair(s.words.v[i - 1].hash, s.words.v[i].hash));
        if (s.words.v[i].number)
            probe(&s, &index->anchors, CP_NUMBER_HASH);
    }
    probe(&s, &index->exact, hash);
    return s.best;
}
