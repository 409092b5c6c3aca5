/*
 * The text of the rule files in rules/, compiled in by build-aux/embed-rules.sh.
 *
 * Lines keep their numbers. Comments are left out; tests lie in texts of their own, which
 * are read when somebody wants to run them.
 */
#ifndef CP_RULES_BUILTIN_H
#define CP_RULES_BUILTIN_H

#include "base/slice.h"

struct cp_builtin_file {
    const char *path;             /* "rules/share.rules"; NULL ends the table */
    struct cp_slice rules, tests;
};

extern const struct cp_builtin_file cp_builtin_files[];

#endif
