#include "rules/selftest.h"

#include "rules/hidden.h"

static bool
next_line(struct cp_slice *rest, struct cp_slice *line)
{
    const char *end;

    if (!rest->n)
        return false;
    end = memchr(rest->p, '\n', rest->n);
    *line = (struct cp_slice){ rest->p, end ? (size_t)(end - rest->p) : rest->n };
    rest->p += line->n + (end != NULL);
    rest->n -= line->n + (end != NULL);
    return true;
}

/* Without line ends behind the last line. */
static struct cp_slice
trim_end(struct cp_slice s)
{
    while (s.n && s.p[s.n - 1] == '\n')
        s.n--;
    return s;
}

/* Takes the lines that both begin with off their fronts. */
static void
skip_common(struct cp_slice *a, struct cp_slice *b)
{
    struct cp_slice rest_a = *a, rest_b = *b, line_a, line_b;

    while (next_line(&rest_a, &line_a) && next_line(&rest_b, &line_b) &&
           cp_slice_eq(line_a, line_b)) {
        *a = rest_a;
        *b = rest_b;
    }
}

/* Cuts whole lines that both end with off their ends. */
static void
cut_common(struct cp_slice *a, struct cp_slice *b)
{
    size_t same = 0, cut = 0;

    while (same < a->n && same < b->n && a->p[a->n - 1 - same] == b->p[b->n - 1 - same]) {
        same++;
        if (a->p[a->n - same] == '\n')
            cut = same;
    }
    a->n -= cut;
    b->n -= cut;
}

static void
put_lines(struct cp_buf *out, const char *sign, struct cp_slice text)
{
    struct cp_slice line;

    while (next_line(&text, &line)) {
        cp_buf_puts(out, sign);
        cp_buf_put_slice(out, line);
        cp_buf_putc(out, '\n');
    }
}

static void
put_failure(struct cp_buf *out, const struct cp_rule_test *test, struct cp_slice got)
{
    struct cp_slice expected = trim_end(test->expected);

    cp_buf_puts(out, test->place->file);
    cp_buf_putc(out, ':');
    cp_buf_put_u64(out, test->place->line);
    cp_buf_puts(out, ": test \"");
    cp_buf_put_slice(out, test->name);
    cp_buf_puts(out, "\": expected (-) and got (+)\n");
    skip_common(&expected, &got);
    cut_common(&expected, &got);
    put_lines(out, "  -", expected);
    put_lines(out, "  +", got);
}

static cleanpage_status
run_tests(struct cp_ctx *cx, const struct cp_ruleset *rs, cp_selftest_run run, void *run_user,
          struct cp_buf *out, size_t *n_failed)
{
    const struct cp_rule_test *tests;
    size_t n = cp_ruleset_tests(rs, &tests);
    struct cp_buf got = { 0 };
    cleanpage_status st = CLEANPAGE_OK;

    for (size_t i = 0; !st && i < n; i++) {
        got.n = 0;
        st = run(run_user, &tests[i], &got);
        if (!st)
            st = cp_buf_finish(cx, &got, "the text of a test");
        if (!st && !cp_slice_eq(trim_end(cp_buf_slice(&got)), trim_end(tests[i].expected))) {
            put_failure(out, &tests[i], trim_end(cp_buf_slice(&got)));
            ++*n_failed;
        }
    }
    cp_buf_clear(&got);
    return st;
}

static void
put_count(struct cp_buf *out, size_t n, size_t n_failed)
{
    cp_buf_put_u64(out, n);
    cp_buf_puts(out, n == 1 ? " test, " : " tests, ");
    cp_buf_put_u64(out, n_failed);
    cp_buf_puts(out, " failed\n");
}

cleanpage_status
cp_rules_selftest(struct cp_ctx *cx, const struct cp_ruleset *rs, cp_selftest_run run,
                  void *run_user, cleanpage_write_fn write, void *write_user)
{
    const struct cp_rule_test *tests;
    size_t n = cp_ruleset_tests(rs, &tests), n_failed = 0;
    struct cp_buf out = { 0 };
    cleanpage_status st = cp_rules_report_hidden(cx, rs, &out);

    if (!st)
        st = run_tests(cx, rs, run, run_user, &out, &n_failed);
    if (!st) {
        put_count(&out, n, n_failed);
        st = cp_buf_finish(cx, &out, "the report");
    }
    if (!st && write(write_user, out.p, out.n))
        st = cp_fail(cx, CLEANPAGE_WRITE, "the report was not written");
    if (!st && n_failed)
        st = cp_fail(cx, CLEANPAGE_RULE, "%zu of %zu rule tests fail", n_failed, n);
    cp_buf_clear(&out);
    return st;
}
