/*
 * The text of a phrase taken apart: "a (b|c) d('s| has)" has the parts "a", "(b|c)" and
 * "d('s| has)", of which the last can be written "d's" and "d has".
 */
#ifndef CP_RULES_ALTERNATIVES_H
#define CP_RULES_ALTERNATIVES_H

#include <stdbool.h>

#include "base/slice.h"
#include "rules/error.h"

#define CP_ALTERNATIVES_MAX 256

/* All ways to write one part; views of the phrase, or of the pool where groups touch words. */
struct cp_alternatives {
    struct cp_slice v[CP_ALTERNATIVES_MAX];
    uint32_t n;
    char pool[16384];
    size_t pool_used;
};

/* CLEANPAGE_RULE if brackets do not match. What follows relies on it. */
cleanpage_status cp_phrase_check(struct cp_slice text, struct cp_rule_error *error);

/* Cuts the next part, bytes up to white space outside brackets, off the front; empty if none
 * is left. */
struct cp_slice cp_phrase_part(struct cp_slice *rest);

/* False if there are more than CP_ALTERNATIVES_MAX, or the pool is too small. */
bool cp_alternatives_expand(struct cp_alternatives *a, struct cp_slice part);

#endif
