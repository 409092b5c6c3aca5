#include "rules/ruleset.h"

#include <stdlib.h>

/* ---- settings and lists: by name ---- */

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

static bool
add_words(struct cp_list *list, const struct cp_list_words *words)
{
    for (uint32_t i = 0; i < words->n_words; i++) {
        struct cp_slice word = words->words[i];
        uint64_t length = (uint64_t)1 << (word.n & 63);
        if (!cp_table_add(&list->words, word, 1))
            return false;
        list->lengths_by_first[word.p[0] & 31] |= length;
        list->lengths_by_last[word.p[word.n - 1] & 31] |= length;
    }
    return true;
}

static bool
add_lists(struct cp_ruleset_index *index, const struct cp_layer *layer)
{
    for (const struct cp_list_words *words = layer->lists; words; words = words->next) {
        uint32_t *at = cp_table_add(&index->lists, words->name, index->lists.count);
        struct cp_list **list = at ? &index->list_values[*at] : NULL;
        if (!list)
            return false;
        if (!*list) {
            *list = cp_arena_zalloc(&index->arena, 1, sizeof **list);
            if (!*list)
                return false;
            cp_table_init(&(*list)->words, &index->arena, 0);
        }
        if (!add_words(*list, words))
            return false;
    }
    return true;
}

/* ---- tables of points, pairs and tests: in a row; a later one of the name replaces ---- */

static void
add_points(struct cp_ruleset_index *index, const struct cp_layer *layer)
{
    for (const struct cp_points_item *item = layer->points; item; item = item->next) {
        size_t at = 0;
        while (at < index->n_points &&
               (index->points[at].for_text != item->points.for_text ||
                !cp_slice_eq(index->points[at].feature, item->points.feature)))
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
add_tests(struct cp_ruleset_index *index, const struct cp_layer *layer)
{
    for (const struct cp_test_item *item = layer->tests; item; item = item->next)
        index->tests[index->n_tests++] = item->test;
}

static bool
build_tables(struct cp_ruleset_index *index, struct cp_layer *const *layers, size_t n_layers)
{
    size_t n_sets = 0, n_lists = 0, n_points = 0, n_pairs = 0, n_tests = 0;
    struct cp_slice *pair_names;

    for (size_t i = 0; i < n_layers; i++) {
        for (const struct cp_set *set = layers[i]->sets; set; set = set->next)
            n_sets++;
        for (const struct cp_list_words *list = layers[i]->lists; list; list = list->next)
            n_lists++;
        n_points += layers[i]->n_points;
        n_pairs += layers[i]->n_pairs;
        n_tests += layers[i]->n_tests;
    }
    index->number_values = cp_arena_zalloc(&index->arena, n_sets, sizeof *index->number_values);
    index->list_values = cp_arena_zalloc(&index->arena, n_lists, sizeof *index->list_values);
    index->points = cp_arena_zalloc(&index->arena, n_points, sizeof *index->points);
    index->pairs = cp_arena_zalloc(&index->arena, n_pairs, sizeof *index->pairs);
    index->tests = cp_arena_zalloc(&index->arena, n_tests, sizeof *index->tests);
    pair_names = cp_arena_zalloc(&index->arena, n_pairs, sizeof *pair_names);
    if (!index->number_values || !index->list_values || !index->points || !index->pairs ||
        !index->tests || !pair_names)
        return false;
    for (size_t i = 0; i < n_layers; i++) {
        add_points(index, layers[i]);
        add_pairs(index, pair_names, layers[i]);
        add_tests(index, layers[i]);
        if (!add_numbers(index, layers[i]) || !add_lists(index, layers[i]))
            return false;
    }
    return true;
}

struct cp_ruleset_index *
cp_ruleset_index_new(struct cp_layer *const *layers, size_t n_layers)
{
    struct cp_ruleset_index *index = calloc(1, sizeof *index);

    if (!index)
        return NULL;
    cp_arena_init(&index->arena, CP_RULE_ARENA_MAX);
    cp_table_init(&index->numbers, &index->arena, 0);
    cp_table_init(&index->lists, &index->arena, 0);
    if (cp_select_index_build(&index->selectors, &index->arena, layers, n_layers) &&
        cp_phrase_index_build(&index->phrases, &index->arena, layers, n_layers) &&
        build_tables(index, layers, n_layers))
        return index;
    cp_ruleset_index_free(index);
    return NULL;
}

void
cp_ruleset_index_free(struct cp_ruleset_index *index)
{
    if (!index)
        return;
    cp_arena_clear(&index->arena);
    free(index);
}
