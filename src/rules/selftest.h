/*
 * Running the tests that stand in rule files: `cleanpage rules check`.
 *
 * This room neither judges nor renders, so the caller brings the function that cleans.
 */
#ifndef CP_RULES_SELFTEST_H
#define CP_RULES_SELFTEST_H

#include "base/buf.h"
#include "rules/rules.h"

/* Cleans the test's input by the ruleset at hand and appends the text, without the title. */
typedef cleanpage_status (*cp_selftest_run)(void *user, const struct cp_rule_test *test,
                                            struct cp_buf *out);

/*
 * Runs each test and writes, a line each: rules hidden by others (a warning), the tests that
 * fail with their missing and surplus lines, and the count. CLEANPAGE_RULE if one fails,
 * CLEANPAGE_WRITE if write stops, the status of `run` if it fails.
 */
cleanpage_status cp_rules_selftest(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                   cp_selftest_run run, void *run_user,
                                   cleanpage_write_fn write, void *write_user);

#endif
