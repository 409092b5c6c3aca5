/* What the files of rules/bake*.c have in common: the ruleset as C. */
#ifndef CP_RULES_BAKING_H
#define CP_RULES_BAKING_H

#include "rules/baked.h"

/* The places of the objects of a kind in their array, by their addresses. */
struct cp_bake_numbers {
    struct cp_bake_number {
        const void *object;
        size_t at;
    } * v;
    size_t n, room;
};

struct cp_baking {
    struct cp_buf *out;
    const struct cp_layer *layer;
    const struct cp_ruleset_index *index;
    struct cp_bake_numbers rules, selectors, simples, entries;
    bool no_memory;
};

/* Gives every object that others point to its place: the rules of the layer, their selectors
 * and simple tests, and the entries of the index, each in the order in which they are written.
 */
void cp_bake_number_objects(struct cp_baking *b);

/* Like printf; for what is short. */
void cp_bake_put(struct cp_baking *b, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* Values as initializers. */
void cp_bake_put_string(struct cp_baking *b, const char *p, size_t n);
void cp_bake_put_slice(struct cp_baking *b, struct cp_slice s);
void cp_bake_put_double(struct cp_baking *b, double value);
void cp_bake_put_place(struct cp_baking *b, const struct cp_rule_place *place);
void cp_bake_put_place_address(struct cp_baking *b, const struct cp_rule_place *place);
/* "&rules[12]", or 0. */
void cp_bake_put_address(struct cp_baking *b, const char *array,
                         const struct cp_bake_numbers *numbers, const void *object);
void cp_bake_put_u32s(struct cp_baking *b, const uint32_t *v, size_t n);
void cp_bake_put_u64s(struct cp_baking *b, const uint64_t *v, size_t n);
void cp_bake_put_points(struct cp_baking *b, const struct cp_points *points);
void cp_bake_put_pair(struct cp_baking *b, const struct cp_pair *pair);
void cp_bake_put_kind(struct cp_baking *b, const struct cp_kind_points *kind);

/* Definitions of the layer's arrays: simples, selectors and rules; and of each other sort of
 * item, unless there are none. */
void cp_bake_put_rules(struct cp_baking *b);
void cp_bake_put_sets(struct cp_baking *b);
void cp_bake_put_lists(struct cp_baking *b);
void cp_bake_put_points_items(struct cp_baking *b);
void cp_bake_put_pair_items(struct cp_baking *b);
void cp_bake_put_kind_items(struct cp_baking *b);

#endif
