#include "rules/ruleset.h"

#include <stdlib.h>

/* ---- settings: by name ---- */

static bool
add_numbers(struct cp_ruleset_index *index, const struct cp_layer *layer)
{
    for (const struct cp_set *set = layer->sets; set; set = set->next) {
        uint32_t *at = cp_table_add(&index->numbers, set->name, index->numbers.count);
        if (!at)
            return false;
        index->number_values[*at] = set->value;
    }
    return true;
}

/* ---- points, pairs, kinds and tests: in a row; a later one of the name replaces ---- */

static bool
are_points_for_the_same(const struct cp_points *a, const struct cp_points *b)
{
    return a->for_text == b->for_text && cp_slice_eq(a->feature, b->feature) &&
           cp_slice_eq(a->kind, b->kind);
}

static void
add_points(struct cp_ruleset_index *index, const struct cp_layer *layer)
{
    for (const struct cp_points_item *item = layer->points; item; item = item->next) {
        size_t at = 0;
        while (at < index->n_points &&
               !are_points_for_the_same(&index->points[at], &item->points))
            at++;
        index->n_points += at == index->n_points;
        index->points[at] = item->points;
    }
}

/* A pair's name is in quotes in its place's text only, so names are kept beside for a while. */
static void
add_pairs(struct cp_ruleset_index *index, struct cp_slice *names, const struct cp_layer *layer)
{
    for (const struct cp_pair_item *item = layer->pairs; item; item = item->next) {
        size_t at = 0;
        while (at < index->n_pairs && (index->pairs[at].for_text != item->pair.for_text ||
                                       !cp_slice_eq(names[at], item->name)))
            at++;
        index->n_pairs += at == index->n_pairs;
        names[at] = item->name;
        index->pairs[at] = item->pair;
    }
}

static void
add_kinds(struct cp_ruleset_index *index, const struct cp_layer *layer)
{
    for (const struct cp_kind_item *item = layer->kinds; item; item = item->next) {
        size_t at = 0;
        while (at < index->n_kinds && !cp_slice_eq(index->kinds[at].fact, item->kind.fact))
            at++;
        index->n_kinds += at == index->n_kinds;
        index->kinds[at] = item->kind;
    }
}

static void
add_tests(struct cp_ruleset_index *index, const struct cp_layer *layer)
{
    for (const struct cp_test_item *item = layer->tests; item; item = item->next)
        index->tests[index->n_tests++] = item->test;
}

static bool
build_tables(struct cp_ruleset_index *index, const struct cp_layer *const *layers, size_t n_layers)
{
    size_t n_sets = 0, n_points = 0, n_pairs = 0, n_kinds = 0, n_tests = 0;
    struct cp_slice *pair_names;

    for (size_t i = 0; i < n_layers; i++) {
        for (const struct cp_set *set = layers[i]->sets; set; set = set->next)
            n_sets++;
        n_points += layers[i]->n_points;
        n_pairs += layers[i]->n_pairs;
        n_kinds += layers[i]->n_kinds;
        n_tests += layers[i]->n_tests;
    }
    index->number_values = cp_arena_zalloc(&index->arena, n_sets, sizeof *index->number_values);
    index->points = cp_arena_zalloc(&index->arena, n_points, sizeof *index->points);
    index->pairs = cp_arena_zalloc(&index->arena, n_pairs, sizeof *index->pairs);
    index->kinds = cp_arena_zalloc(&index->arena, n_kinds, sizeof *index->kinds);
    index->tests = cp_arena_zalloc(&index->arena, n_tests, sizeof *index->tests);
    pair_names = cp_arena_zalloc(&index->arena, n_pairs, sizeof *pair_names);
    if (!index->number_values || !index->points || !index->pairs || !index->kinds ||
        !index->tests || !pair_names)
        return false;
    for (size_t i = 0; i < n_layers; i++) {
        add_points(index, layers[i]);
        add_pairs(index, pair_names, layers[i]);
        add_kinds(index, layers[i]);
        add_tests(index, layers[i]);
        if (!add_numbers(index, layers[i]))
            return false;
    }
    return true;
}

const struct cp_ruleset_index *
cp_ruleset_index_new(const struct cp_layer *const *layers, size_t n_layers)
{
    struct cp_ruleset_index *index = calloc(1, sizeof *index);

    if (!index)
        return NULL;
    cp_arena_init(&index->arena, CP_RULE_ARENA_MAX);
    cp_table_init(&index->numbers, &index->arena, 0);
    if (cp_select_index_build(&index->selectors, &index->arena, layers, n_layers) &&
        cp_phrase_index_build(&index->phrases, &index->arena, layers, n_layers) &&
        cp_lists_build(&index->lists, &index->arena, layers, n_layers) &&
        build_tables(index, layers, n_layers))
        return index;
    cp_ruleset_index_free(index);
    return NULL;
}

void
cp_ruleset_index_free(const struct cp_ruleset_index *index)
{
    if (!index || index->is_baked)
        return;
    /* Const is for those who look things up; whoever has made it may end it. */
    cp_arena_clear(&((struct cp_ruleset_index *)index)->arena);
    free((void *)index);
}
