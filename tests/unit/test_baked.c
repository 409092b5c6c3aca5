/* The built-in rules as they lie in the library against those that their text gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rules/baked.h"

static struct cp_ruleset *
loaded(cleanpage_status (*load)(struct cp_ctx *, struct cp_ruleset *))
{
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = cp_ruleset_new();

    assert_non_null(rs);
    assert_int_equal(load(&cx, rs), CLEANPAGE_OK);
    return rs;
}

/* All there is to a ruleset, as cp_bake writes it. Those in place of a library that could not
 * be made so are read from the text, too. */
static void
test_same_as_the_text(void **state)
{
    struct cp_ruleset *baked = loaded(cp_ruleset_load_builtin);
    struct cp_ruleset *parsed = loaded(cp_ruleset_read_builtin);
    struct cp_buf a = { 0 }, b = { 0 };

    (void)state;
    assert_int_equal(cp_bake(&a, baked), CLEANPAGE_OK);
    assert_int_equal(cp_bake(&b, parsed), CLEANPAGE_OK);
    assert_true(a.n > 1000000);
    assert_true(cp_slice_eq(cp_buf_slice(&a), cp_buf_slice(&b)));
    cp_buf_clear(&a);
    cp_buf_clear(&b);
    cp_ruleset_free(baked);
    cp_ruleset_free(parsed);
}

/* cp_bake tells rulesets apart: by a number and by a word of a phrase. */
static void
test_differences_show(void **state)
{
    static const char *const texts[] = { "set a 1\nstrip \"to be\"\n",
                                         "set a 2\nstrip \"to be\"\n",
                                         "set a 1\nstrip \"to me\"\n" };
    struct cp_buf out[3] = { { 0 }, { 0 }, { 0 } };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct cp_ctx cx = { 0 };
        struct cp_ruleset *rs = cp_ruleset_new();

        assert_int_equal(cp_ruleset_load_text(&cx, rs, "own.rules", cp_slice_of(texts[i])),
                         CLEANPAGE_OK);
        assert_int_equal(cp_bake(&out[i], rs), CLEANPAGE_OK);
        cp_ruleset_free(rs);
    }
    assert_false(cp_slice_eq(cp_buf_slice(&out[0]), cp_buf_slice(&out[1])));
    assert_false(cp_slice_eq(cp_buf_slice(&out[0]), cp_buf_slice(&out[2])));
    for (size_t i = 0; i < 3; i++)
        cp_buf_clear(&out[i]);
}

/* Rules of a user's on top of those in the library, and taken away again. */
static void
test_further_rules(void **state)
{
    struct cp_ruleset *rs = loaded(cp_ruleset_load_builtin);
    struct cp_ctx cx = { 0 };

    (void)state;
    assert_true(cp_ruleset_number(rs, "a-number-of-ours", -1) == -1);
    assert_int_equal(cp_ruleset_load_text(&cx, rs, "own.rules",
                                          CP_LIT("set a-number-of-ours 7\n"
                                                 "strip \"words of a rule of ours\"\n")),
                     CLEANPAGE_OK);
    assert_true(cp_ruleset_number(rs, "a-number-of-ours", -1) == 7);
    assert_non_null(cp_ruleset_phrase(rs, CP_LIT(""), CP_LIT("Words of a rule of ours")).place);
    assert_int_equal(cp_ruleset_shorten(&cx, rs, 1), CLEANPAGE_OK);
    assert_null(cp_ruleset_phrase(rs, CP_LIT(""), CP_LIT("Words of a rule of ours")).place);
    assert_string_equal(cp_ruleset_file(rs, 0), "built-in");
    cp_ruleset_free(rs);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_the_text),
        cmocka_unit_test(test_differences_show),
        cmocka_unit_test(test_further_rules),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
