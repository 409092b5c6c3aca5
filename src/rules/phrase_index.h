/*
 * All phrases of a ruleset, found by the words of a block.
 *
 * One hash table holds every spelling of the phrases that can be spelt out, a second the
 * anchors of the others: two words in a row, or one. Looking a block up costs one probe for
 * the whole block and two for each of its words.
 */
#ifndef CP_RULES_PHRASE_INDEX_H
#define CP_RULES_PHRASE_INDEX_H

#include "rules/layer.h"

/* Rules and entries by their places, for most of the built-in rules is this index: numbers can
 * be shared by all processes as they lie in the library, addresses cannot. */
struct cp_phrase_entry {
    uint32_t rule; /* place in cp_phrase_index.rules */
    uint32_t next; /* place in entries and one; 0: the last */
};

struct cp_phrase_cell {
    uint32_t first; /* place in entries and one; 0: empty */
    uint32_t hash;
};

struct cp_phrase_cells {
    struct cp_phrase_cell *v;
    uint32_t mask; /* one less than their number, a power of two */
};

struct cp_phrase_index {
    const struct cp_rule **rules; /* those with a phrase */
    struct cp_phrase_entry *entries;
    uint32_t n_rules, n_entries;
    struct cp_phrase_cells exact, anchors;
    uint32_t max_words[CP_RULE_SECTION + 1]; /* by verb: a longer block matches nothing */
};

/* False without memory. */
bool cp_phrase_index_build(struct cp_phrase_index *index, struct cp_arena *arena,
                           const struct cp_layer *const *layers, size_t n_layers);

/* The rule of the highest rank whose phrase matches; verbs: a set of 1 << verb. */
const struct cp_rule *cp_phrase_index_find(const struct cp_phrase_index *index,
                                           struct cp_slice host, struct cp_slice text,
                                           unsigned verbs);

#endif
