/* Rules that can never have their say, because another verb on the same thing goes before. */
#ifndef CP_RULES_HIDDEN_H
#define CP_RULES_HIDDEN_H

#include "base/buf.h"
#include "rules/ruleset.h"

/*
 * Appends "file:line: warning: RULE is hidden by RULE at file:line" for each rule all of
 * whose selectors, or spellings of a phrase, another rule for the same host has with another
 * verb and no narrower guards.
 */
cleanpage_status cp_rules_report_hidden(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                        struct cp_buf *out);

#endif
