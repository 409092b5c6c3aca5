/*
 * What one loaded rule file holds, as the parser leaves it.
 *
 * A layer is never changed after it was parsed. The built-in files together are one layer.
 * Lists are in the order of the file. Everything lies in the layer's arena.
 */
#ifndef CP_RULES_LAYER_H
#define CP_RULES_LAYER_H

#include "base/arena.h"
#include "base/table.h"
#include "rules/phrase.h"
#include "rules/rules.h"
#include "rules/select.h"

/* Beyond the verbs that a mark can have. */
#define CP_RULE_SECTION (CP_RULE_UNWRAP + 1)

struct cp_guards {
    float min_links;
    uint32_t max_words;
    bool html, text, tail, head, certain;
};

/* One line "strip ...": either selectors or a phrase. */
struct cp_rule {
    struct cp_rule_place place;
    struct cp_slice host;            /* lower case; empty: every host */
    uint64_t rank;                   /* the higher goes before */
    uint8_t verb;                    /* enum cp_rule_verb or CP_RULE_SECTION */
    struct cp_guards guards;
    const struct cp_selector *selectors;   /* one for each part of a comma list; or NULL */
    const struct cp_phrase *phrase;        /* or NULL */
    const struct cp_rule *next;
};

struct cp_set {
    struct cp_rule_place place;
    struct cp_slice name;
    double value;
    const struct cp_set *next;
};

struct cp_list_words {
    struct cp_slice name;
    const struct cp_slice *words;    /* lower case */
    uint32_t n_words;
    const struct cp_list_words *next;
};

struct cp_points_item {
    struct cp_points points;
    const struct cp_points_item *next;
};

struct cp_pair_item {
    struct cp_slice name;
    struct cp_pair pair;
    const struct cp_pair_item *next;
};

struct cp_kind_item {
    struct cp_kind_points kind;
    const struct cp_kind_item *next;
};

struct cp_test_item {
    struct cp_rule_test test;
    const struct cp_test_item *next;
};

struct cp_layer {
    struct cp_arena arena;
    const char *name;                /* path of the file, or "built-in" */
    uint32_t number;                 /* a higher one goes before */
    uint32_t n_items;
    bool is_baked;                   /* lies in the library: not to be freed */
    uint32_t n_rules, n_selectors, n_hashes, n_points, n_pairs, n_kinds, n_tests;
    const struct cp_rule *rules, **last_rule;
    const struct cp_set *sets, **last_set;
    const struct cp_list_words *lists, **last_list;
    const struct cp_points_item *points, **last_points;
    const struct cp_pair_item *pairs, **last_pair;
    const struct cp_kind_item *kinds, **last_kind;
    const struct cp_test_item *tests, **last_test;
};

/* NULL without memory. */
struct cp_layer *cp_layer_new(const char *name, uint32_t number);
void cp_layer_free(const struct cp_layer *layer);

/* Whether the rule is for every host, for this one or for a domain it belongs to. */
bool cp_rule_holds_for(const struct cp_rule *rule, struct cp_slice host);

#endif
