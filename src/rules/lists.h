/*
 * Word lists: one look-up tells all the lists that a word is in.
 *
 * A name or word of a page is held against many lists and is in none of them nearly always.
 * So all words lie in one table, each with the set of its lists, and a look at their length
 * and three letters turns most others away before anything is hashed.
 */
#ifndef CP_RULES_LISTS_H
#define CP_RULES_LISTS_H

#include "rules/layer.h"

struct cp_lists {
    struct cp_table names;       /* to place in v */
    struct cp_list *v;
    struct cp_table words;       /* to place in sets and tagged */
    uint64_t *sets;              /* 1 << place of each list that the word is in */
    uint64_t *tagged;            /* of each list that has it with a tag behind it, "may:5" */
    /* Bits for the shapes of the words that begin and end with two bytes: by their low five
     * bits, which are the same in either case of a letter. */
    uint64_t shapes[32][32], tagged_shapes[32][32];
};

struct cp_list {
    const struct cp_lists *all;
    uint64_t bit;
    struct cp_starts starts;
};

/* Whether the layers have more than CP_LISTS_MAX lists. */
bool cp_lists_are_too_many(const struct cp_layer *const *layers, size_t n_layers);

/* False without memory. */
bool cp_lists_build(struct cp_lists *lists, struct cp_arena *arena,
                    const struct cp_layer *const *layers, size_t n_layers);

#endif
