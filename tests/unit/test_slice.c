#include "unit.h"

static const struct {
    const char *a, *b;
    bool equal, starts;
} nocase_cases[] = {
    { "", "", true, true },
    { "Charset", "cHARSET", true, true },
    { "charset=x", "CHARSET", false, true },
    { "char", "charset", false, false },
    { "[", "{", false, false },              /* differ by the case bit, are no letters */
    { "\xC4", "\xE4", false, false },        /* nor are bytes beyond ASCII */
};

static void
test_nocase(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(nocase_cases); i++) {
        struct cp_slice a = cp_slice_of(nocase_cases[i].a), b = cp_slice_of(nocase_cases[i].b);
        expect_number(nocase_cases[i].a, cp_slice_eq_nocase(a, b), nocase_cases[i].equal);
        expect_number(nocase_cases[i].a, cp_slice_starts_nocase(a, b), nocase_cases[i].starts);
    }
}

static const struct {
    const char *hay, *needle;
    int at, at_nocase;    /* -1: not found */
} find_cases[] = {
    { "abcabd", "abd", 3, 3 },
    { "abc", "", 0, 0 },
    { "", "a", -1, -1 },
    { "ab", "abc", -1, -1 },
    { "aaab", "aab", 1, 1 },
    { "one TWO", "two", -1, 4 },
    { "xy", "y", 1, 1 },
};

static void
test_find(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(find_cases); i++) {
        struct cp_slice hay = cp_slice_of(find_cases[i].hay);
        struct cp_slice needle = cp_slice_of(find_cases[i].needle);
        const char *p = cp_slice_find(hay, needle), *q = cp_slice_find_nocase(hay, needle);
        assert_int_equal(p ? p - hay.p : -1, find_cases[i].at);
        assert_int_equal(q ? q - hay.p : -1, find_cases[i].at_nocase);
    }
}

static void
test_find_stays_inside(void **state)
{
    (void)state;
    struct cp_slice hay = { "abcdef", 3 };

    assert_null(cp_slice_find(hay, CP_LIT("cd")));
    assert_null(cp_slice_find_nocase(hay, CP_LIT("CD")));
    assert_null(cp_slice_find((struct cp_slice){ "a\0b", 3 }, CP_LIT("c")));
    assert_non_null(cp_slice_find((struct cp_slice){ "a\0b", 3 }, CP_LIT("b")));
}

static void
test_trim(void **state)
{
    (void)state;
    expect_slice("both ends", cp_slice_trim(CP_LIT(" \t\r\n\fa b ")), CP_LIT("a b"));
    expect_slice("all white", cp_slice_trim(CP_LIT(" \n ")), CP_LIT(""));
    expect_slice("vertical tab stays", cp_slice_trim(CP_LIT("\va")), CP_LIT("\va"));
    expect_slice("NBSP stays", cp_slice_trim(CP_LIT("\xC2\xA0")), CP_LIT("\xC2\xA0"));
    assert_int_equal(cp_slice_trim(cp_slice_of(NULL)).n, 0);
}

static void
test_words(void **state)
{
    static const struct cp_slice expected[] = { CP_LIT("one"), CP_LIT("two"),
                                                CP_LIT("\xC3\xA9") };
    struct cp_slice rest = CP_LIT("  one\ttwo \xC3\xA9\n"), word;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_true(cp_slice_word(&rest, &word));
        expect_slice("word", word, expected[i]);
    }
    assert_false(cp_slice_word(&rest, &word));
    assert_int_equal(word.n, 0);
    assert_false(cp_slice_word(&rest, &word));
}

static void
test_equal(void **state)
{
    (void)state;
    assert_true(cp_slice_eq(cp_slice_of(NULL), CP_LIT("")));
    assert_false(cp_slice_eq(CP_LIT("a\0b"), CP_LIT("a\0c")));
    assert_true(cp_slice_eq(CP_LIT("a\0b"), CP_LIT("a\0b")));
    assert_false(cp_slice_eq(CP_LIT("a"), CP_LIT("A")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal),
        cmocka_unit_test(test_nocase),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_find_stays_inside),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests_name("slice", tests, NULL, NULL);
}
