/*
 * The built-in rules as the parser and the indexes leave them, compiled as data.
 *
 * To read 440 kB of rules took two thirds of a short run. So the build runs the parser once,
 * and cp_bake writes what it made as C, which is compiled into the library: constant, shared by
 * all processes but for the pages with addresses, which the loader relocates.
 */
#ifndef CP_RULES_BAKED_H
#define CP_RULES_BAKED_H

#include "base/buf.h"
#include "rules/ruleset.h"

struct cp_baked {
    struct cp_layer layer;
    struct cp_ruleset_index index;
};

/* NULL in a build that could not run the parser, as when compiling for another machine. */
extern const struct cp_baked *const cp_baked_rules;

/* Appends the C source that defines cp_baked_rules to be what rs is: a ruleset of one layer
 * without tests. CLEANPAGE_NOMEM. */
cleanpage_status cp_bake(struct cp_buf *out, const struct cp_ruleset *rs);

#endif
