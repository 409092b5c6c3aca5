/* Writes the built-in rules as C to stdout, for the build: see rules/baked.h. */
#include <stdio.h>
#include <stdlib.h>

#include "rules/baked.h"

/* There are none before this program has run. */
const struct cp_baked *const cp_baked_rules = NULL;

static int
fail(const struct cp_ctx *cx)
{
    fprintf(stderr, "cpbake: %s\n", cx->message);
    return EXIT_FAILURE;
}

int
main(void)
{
    struct cp_ctx cx = { 0 };
    struct cp_buf out = { 0 };
    struct cp_ruleset *rs = cp_ruleset_new();
    cleanpage_status st = rs ? cp_ruleset_read_builtin(&cx, rs) : cp_fail_nomem(&cx);

    if (!st)
        st = cp_bake(&out, rs);
    if (!st && (fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout)))
        st = cp_fail(&cx, CLEANPAGE_WRITE, "stdout: could not be written");
    cp_buf_clear(&out);
    cp_ruleset_free(rs);
    return st ? fail(&cx) : EXIT_SUCCESS;
}
