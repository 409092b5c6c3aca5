/* The inside of a ruleset, for the files of this room. */
#ifndef CP_RULES_RULESET_H
#define CP_RULES_RULESET_H

#include "rules/layer.h"
#include "rules/lists.h"
#include "rules/match.h"
#include "rules/phrase_index.h"

/* All layers as one, in an arena of its own; made anew whenever a layer is added. */
struct cp_ruleset_index {
    struct cp_arena arena;
    struct cp_select_index selectors;
    struct cp_phrase_index phrases;
    struct cp_lists lists;
    struct cp_table numbers;              /* name to place in number_values */
    double *number_values;
    struct cp_points *points;
    struct cp_pair *pairs;
    struct cp_kind_points *kinds;
    struct cp_rule_test *tests;
    size_t n_points, n_pairs, n_kinds, n_tests;
    bool is_baked;                        /* lies in the library: not to be freed */
};

struct cp_ruleset {
    const struct cp_layer **layers;       /* in the order of loading */
    size_t n_layers;
    const struct cp_ruleset_index *index;
};

/* NULL without memory. */
const struct cp_ruleset_index *cp_ruleset_index_new(const struct cp_layer *const *layers, size_t n_layers);
void cp_ruleset_index_free(const struct cp_ruleset_index *index);

#endif
