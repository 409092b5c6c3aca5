/* Metadata as YAML: one title each, as it must be quoted. tests/json.tap reads such things back. */
#include "unit.h"

#include "base/shown.h"
#include "render/frontmatter.h"

static const struct {
    const char *title, *expected;
} titles[] = {
    { "Rain over the valley", "Rain over the valley" },
    { "\u96E8\u306E\u8C37", "\u96E8\u306E\u8C37" },
    { "Rain: over", "\"Rain: over\"" },
    { "yes", "\"yes\"" },
    { "NULL", "\"NULL\"" },
    { "1 river", "\"1 river\"" },
    { "- rain", "\"- rain\"" },
    { "rain ", "\"rain \"" },
    { "two  spaces", "\"two  spaces\"" },
    { "a \"b\" \\c", "\"a \\\"b\\\" \\\\c\"" },
    { "one\n---\nevil: yes", "\"one\\u000A---\\u000Aevil: yes\"" },
    { "tab\tin", "\"tab\\u0009in\"" },
    { "red \033[31m", "\"red [31m\"" },
    { "csi \xC2\x9B" "31m", "\"csi 31m\"" },
    { "nel\xC2\x85" "ls\u2028bom\uFEFF", "\"nellsbom\"" },
    { "evil \u202Etxt\u202C", "\"evil txt\"" },
    { "no-break\u00A0space", "\"no-break\\u00A0space\"" },
    { "joined \U0001F469\u200D\U0001F467", "\"joined \U0001F469\\u200D\U0001F467\"" },
    { "bad \xFF byte", "\"bad \uFFFD byte\"" },
};

static void
test_titles(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        struct cp_value value = { cp_slice_of(titles[i].title), "test", NULL };
        struct cp_metadata metadata = { .first = { [CP_FIELD_TITLE] = &value } };
        struct cp_render_input in = { .metadata = &metadata };
        struct cp_buf out = { 0 }, expected = { 0 };

        cp_buf_puts(&expected, "---\ntitle: ");
        cp_buf_puts(&expected, titles[i].expected);
        cp_buf_puts(&expected, "\n---\n\n");
        cp_front_matter(&in, &out);
        expect_slice(titles[i].title, cp_buf_slice(&out), cp_buf_slice(&expected));
        cp_buf_clear(&out);
        cp_buf_clear(&expected);
    }
}

static void
test_lists(void **state)
{
    struct cp_value second = { CP_LIT("B: C"), "test", NULL };
    struct cp_value first = { CP_LIT("A"), "test", &second };
    struct cp_value date = { CP_LIT("2024-05-17"), "test", NULL };
    struct cp_metadata metadata = {
        .first = { [CP_FIELD_PUBLISHED] = &date, [CP_FIELD_AUTHOR] = &first },
    };
    struct cp_render_input in = { .metadata = &metadata };
    struct cp_buf out = { 0 };

    (void)state;
    cp_front_matter(&in, &out);
    expect_slice("a list and a date", cp_buf_slice(&out),
                 CP_LIT("---\nauthor:\n  - A\n  - \"B: C\"\npublished: \"2024-05-17\"\n---\n\n"));
    cp_buf_clear(&out);
}

static void
test_nothing(void **state)
{
    struct cp_metadata none = { .first = { NULL } };
    struct cp_render_input in = { .metadata = &none };
    struct cp_buf out = { 0 };

    (void)state;
    cp_front_matter(&in, &out);
    expect_number("nothing known, nothing written", out.n, 0);
    in.metadata = NULL;
    cp_front_matter(&in, &out);
    expect_number("no metadata, nothing written", out.n, 0);
}

static void
test_shown(void **state)
{
    struct cp_buf out = { 0 };

    (void)state;
    cp_buf_put_shown(&out, CP_LIT("a\033b\tc\nd\u200De\u2067f\xC3"));
    expect_slice("shown", cp_buf_slice(&out), CP_LIT("ab\tc\nd\u200Def\uFFFD"));
    cp_buf_clear(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
