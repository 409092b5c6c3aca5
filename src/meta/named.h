/* Elements whose class or id names what they hold: an author, a date. */
#ifndef CP_META_NAMED_H
#define CP_META_NAMED_H

#include "page/page.h"
#include "rules/rules.h"

/* Values that are remembered: elements that follow each other have the same. */
#define CP_NAMES_VALUES 128

/* The lists that the names of an element are in: sets of cp_list_bit. */
struct cp_named {
    uint64_t whole;    /* by whole tokens, or a whole id */
    uint64_t part;     /* by parts of them, which are less sure */
};

struct cp_naming {
    const struct cp_lists *lists;
    struct cp_starts starts;    /* of those lists that are asked for */
    struct {
        struct cp_slice text;
        bool is_id;
        struct cp_named named;
    } values[CP_NAMES_VALUES];  /* by their hash */
};

/* Asks for the names of two lists from now on, either of which may be NULL. */
void cp_named_choose(struct cp_naming *names, const struct cp_ruleset *rs,
                     const struct cp_list *one, const struct cp_list *other);

/* At least those lists that are asked for. */
struct cp_named cp_named_find(struct cp_naming *names, const struct cp_node *node);

#endif
