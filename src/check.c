#include "check.h"

#include "base/buf.h"
#include "rules/rules.h"
#include "rules/selftest.h"

struct runner {
    struct cp_ctx *cx;
    cleanpage *worker;
};

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return 0;
}

/* A NUL-terminated copy; url->p is NULL afterwards if the slice is empty. */
static cleanpage_status
copy_url(struct cp_ctx *cx, struct cp_slice from, struct cp_buf *url)
{
    cp_buf_put_slice(url, from);
    if (from.n && !cp_buf_str(url))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    return CLEANPAGE_OK;
}

static cleanpage_status
run_test(void *user, const struct cp_rule_test *test, struct cp_buf *out)
{
    struct runner *r = user;
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    struct cp_buf url = { 0 };
    cleanpage_doc *doc = NULL;
    cleanpage_status st = copy_url(r->cx, test->url, &url);

    opt.url = url.p;
    opt.charset = "utf-8";
    opt.flags = CLEANPAGE_FORCE_CHARSET;
    opt.input = test->plain_text ? CLEANPAGE_INPUT_TEXT : CLEANPAGE_INPUT_HTML;
    layout.flags = CLEANPAGE_NO_TITLE;
    if (!st) {
        st = cleanpage_clean(r->worker, test->input.p, test->input.n, &opt, &doc);
        if (!st)
            st = cleanpage_render(doc, CLEANPAGE_TEXT, &layout, append, out);
        if (st)
            cp_fail(r->cx, st, "%s:%u: %s", test->place->file, (unsigned)test->place->line,
                    cleanpage_message(r->worker));
    }
    cleanpage_doc_free(doc);
    cp_buf_clear(&url);
    return st;
}

/* The rules whose tests are wanted: the built-in ones, and the file if there is one. */
static cleanpage_status
load(struct cp_ctx *cx, struct cp_ruleset *rs, const char *path)
{
    cleanpage_status st = cp_ruleset_load_builtin(cx, rs);

    if (st)
        return st;
    return path ? cp_ruleset_load_file(cx, rs, path) : cp_ruleset_load_builtin_tests(cx, rs);
}

cleanpage_status
cp_check_rules(struct cp_ctx *cx, const char *path, cleanpage_write_fn write, void *user)
{
    struct cp_ruleset *rs = cp_ruleset_new();
    struct runner r = { cx, NULL };
    cleanpage_status st =
        rs ? load(cx, rs, path) : cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");

    if (!st) {
        r.worker = cleanpage_new();
        if (!r.worker)
            st = cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    if (!st && path) {
        st = cleanpage_load_rules(r.worker, path);
        if (st)
            cp_fail(cx, st, "%s", cleanpage_message(r.worker));
    }
    if (!st)
        st = cp_rules_selftest(cx, rs, run_test, &r, write, user);
    cleanpage_free(r.worker);
    cp_ruleset_free(rs);
    return st;
}
