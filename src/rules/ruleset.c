#include "rules/rules.h"

#include <stdlib.h>

struct cp_ruleset {
    int unused;
};

struct cp_ruleset *
cp_ruleset_new(void)
{
    return calloc(1, sizeof(struct cp_ruleset));
}

void
cp_ruleset_free(struct cp_ruleset *rs)
{
    free(rs);
}

cleanpage_status
cp_ruleset_load_builtin(struct cp_ctx *cx, struct cp_ruleset *rs)
{
    (void)cx;
    (void)rs;
    return CLEANPAGE_OK;
}

cleanpage_status
cp_ruleset_load_file(struct cp_ctx *cx, struct cp_ruleset *rs, const char *path)
{
    (void)rs;
    return cp_fail(cx, CLEANPAGE_RULE, "%s: rule files are not read yet", path);
}

const char *
cp_ruleset_file(const struct cp_ruleset *rs, size_t i)
{
    (void)rs;
    return i == 0 ? "built-in" : NULL;
}

cleanpage_status
cp_ruleset_mark(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cp_slice host,
                const struct cp_page *page, struct cp_mark **marks)
{
    (void)rs;
    (void)host;
    *marks = cp_arena_zalloc(cx->arena, page->n_nodes, sizeof **marks);
    return *marks ? CLEANPAGE_OK : cp_fail_nomem(cx);
}

struct cp_phrase_match
cp_ruleset_phrase(const struct cp_ruleset *rs, struct cp_slice host, struct cp_slice text)
{
    (void)rs;
    (void)host;
    (void)text;
    return (struct cp_phrase_match){ 0 };
}

double
cp_ruleset_number(const struct cp_ruleset *rs, const char *name, double fallback)
{
    (void)rs;
    (void)name;
    return fallback;
}
