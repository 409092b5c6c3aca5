/*
 * Matching selectors against the elements of a page.
 *
 * A rule is filed under the rarest thing its rightmost compound asks for: id, class, class
 * prefix, attribute, element name. One walk over the node table looks up what each element
 * has and tests only the rules filed there, and of them only those whose ids and classes around
 * the element, a set of 64 bits, may be there. Walks to ancestors, siblings and descendants
 * share a budget of CP_SELECT_STEPS_MAX, so no page and rule file together can hang it.
 */
#ifndef CP_RULES_MATCH_H
#define CP_RULES_MATCH_H

#include "rules/layer.h"

struct cp_select_entry {
    const struct cp_rule *rule;
    const struct cp_selector *selector;
    const struct cp_simple *key;           /* the test it is filed under, or NULL */
    const struct cp_select_entry *next;
    uint16_t needs;                        /* enum cp_tag: of an element before it, on which the
                                            * selector's left parts insist; or CP_TAG_UNKNOWN */
    uint64_t around;                       /* bits of ids and classes of elements around it, on
                                            * which they insist */
};

struct cp_select_cell {
    const struct cp_select_entry *first;   /* NULL: empty */
    uint32_t hash;
};

struct cp_select_index {
    const struct cp_select_entry *by_tag[CP_TAG_COUNT];
    const struct cp_select_entry *by_attr[CP_ATTR_COUNT];
    const struct cp_select_entry *any;
    struct cp_select_cell *cells;          /* ids, classes and the first bytes of prefixes */
    uint32_t mask;                         /* one less than their number, a power of two */
    uint64_t lengths[32][32];              /* a bit for each length of the class names that
                                            * begin and end with two bytes, by their low bits */
    uint64_t around;                       /* all that any entry insists on */
    bool has_prefixes, empty;
};

/* False without memory. */
bool cp_select_index_build(struct cp_select_index *index, struct cp_arena *arena,
                           const struct cp_layer *const *layers, size_t n_layers);

/* Fills marks, one for each node of the page. */
cleanpage_status cp_select_mark(struct cp_ctx *cx, const struct cp_select_index *index,
                                struct cp_slice host, const struct cp_page *page,
                                struct cp_mark *marks);

#endif
