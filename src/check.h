/* `cleanpage rules check`: the tests of rule files, run through the whole pipeline. */
#ifndef CP_CHECK_H
#define CP_CHECK_H

#include "base/fail.h"

/* As cleanpage_check_rules, whose worker is not touched: a test sees the built-in rules and
 * the file at hand, never what else is loaded. */
cleanpage_status cp_check_rules(struct cp_ctx *cx, const char *path, cleanpage_write_fn write,
                                void *user);

#endif
