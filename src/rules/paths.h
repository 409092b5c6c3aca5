/* The files that a path to rules stands for: itself, or what lies in the directory. */
#ifndef CP_RULES_PATHS_H
#define CP_RULES_PATHS_H

#include "base/fail.h"

struct cp_rule_paths {
    char **v;
    size_t n, cap;
};

/* The path itself, or a directory's files named *.rules in the order of their bytes. */
cleanpage_status cp_rule_paths_find(struct cp_ctx *cx, struct cp_rule_paths *paths,
                                    const char *path);
void cp_rule_paths_clear(struct cp_rule_paths *paths);

#endif
