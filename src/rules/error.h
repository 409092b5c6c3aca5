/* What is wrong inside a rule: where in its text, and what to do. The parser adds the line. */
#ifndef CP_RULES_ERROR_H
#define CP_RULES_ERROR_H

#include <stdio.h>

#include "base/fail.h"

struct cp_rule_error {
    const char *at;       /* into the text that was compiled */
    char text[200];
};

/* Fills e and returns CLEANPAGE_RULE. */
#define cp_rule_error(e, place, ...) \
    ((e)->at = (place), snprintf((e)->text, sizeof (e)->text, __VA_ARGS__), CLEANPAGE_RULE)

#endif
