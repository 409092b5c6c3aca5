#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "base/refs.h"

#define SLICE(s) { s, sizeof s - 1 }

static const struct {
    struct cp_slice raw;
    enum cp_text_kind kind;
    struct cp_slice expected;
} cases[] = {
    { SLICE("no change"), CP_TEXT_BODY, SLICE("no change") },
    { SLICE("a &amp; b"), CP_TEXT_BODY, SLICE("a & b") },
    { SLICE("&lt;b&gt;"), CP_TEXT_BODY, SLICE("<b>") },
    { SLICE("a &amp b"), CP_TEXT_BODY, SLICE("a & b") },
    { SLICE("&ampx"), CP_TEXT_BODY, SLICE("&x") },
    { SLICE("&notit; &notin; &notin"), CP_TEXT_BODY,
      SLICE("\xC2\xACit; \xE2\x88\x89 \xC2\xACin") },
    { SLICE("&nGt;&NotEqualTilde;"), CP_TEXT_BODY,
      SLICE("\xE2\x89\xAB\xE2\x83\x92\xE2\x89\x82\xCC\xB8") },
    { SLICE("&CounterClockwiseContourIntegral;"), CP_TEXT_BODY, SLICE("\xE2\x88\xB3") },
    { SLICE("&nosuch; &; & &"), CP_TEXT_BODY, SLICE("&nosuch; &; & &") },
    { SLICE("&#65;&#x42;&#X43&#68 &#;&#x;&#x"), CP_TEXT_BODY, SLICE("ABCD &#;&#x;&#x") },
    { SLICE("&#128;&#x97;&#129;"), CP_TEXT_BODY, SLICE("\xE2\x82\xAC\xE2\x80\x94\xC2\x81") },
    { SLICE("&#0;"), CP_TEXT_BODY, SLICE("\xEF\xBF\xBD") },
    { SLICE("&#xD800;&#x110000;&#99999999999999999999;"), CP_TEXT_BODY,
      SLICE("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") },
    { SLICE("&#x1F600;"), CP_TEXT_BODY, SLICE("\xF0\x9F\x98\x80") },
    { SLICE("?a=1&copy=2&copy;&copy2&copy."), CP_TEXT_ATTRIBUTE,
      SLICE("?a=1&copy=2\xC2\xA9&copy2\xC2\xA9.") },
    { SLICE("?a=1&copy=2"), CP_TEXT_BODY, SLICE("?a=1\xC2\xA9=2") },
    { SLICE("a\r\nb\rc\r"), CP_TEXT_BODY, SLICE("a\nb\nc\n") },
    { SLICE("a\0b"), CP_TEXT_BODY, SLICE("ab") },
    { SLICE("a\0b"), CP_TEXT_RCDATA, SLICE("a\xEF\xBF\xBD" "b") },
    { SLICE("a\0b"), CP_TEXT_ATTRIBUTE, SLICE("a\xEF\xBF\xBD" "b") },
    { SLICE("a\0&lt;\r\n"), CP_TEXT_RAW, SLICE("a\xEF\xBF\xBD&lt;\n") },
    { SLICE("&am\0p;"), CP_TEXT_BODY, SLICE("&amp;") },
    { SLICE(""), CP_TEXT_BODY, SLICE("") },
};

static void
test_decode(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cp_arena arena = { 0 };
        struct cp_slice text;
        assert_true(cp_text_decode(&arena, cases[i].raw, cases[i].kind, &text));
        if (!cp_slice_eq(text, cases[i].expected))
            fail_msg("case %zu: \"%.*s\", not \"%.*s\"", i, (int)text.n, text.p,
                     (int)cases[i].expected.n, cases[i].expected.p);
        cp_arena_clear(&arena);
    }
}

static void
test_plain_text_is_not_copied(void **state)
{
    struct cp_arena arena = { 0 };
    struct cp_slice raw = CP_LIT("plain"), text;

    (void)state;
    assert_true(cp_text_decode(&arena, raw, CP_TEXT_BODY, &text));
    assert_ptr_equal(text.p, raw.p);
    assert_int_equal(arena.used_bytes, 0);
}

static const char *const names[] = {
#define CP_REF(name, utf8) name,
#include "base/refs.def"
#undef CP_REF
};

static const char *const meanings[] = {
#define CP_REF(name, utf8) utf8,
#include "base/refs.def"
#undef CP_REF
};

/* Every name of the table is found, in full, and none outgrows its room. */
static void
test_all_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char raw[64], decoded[CP_REF_MAX];
        size_t n = 0;
        struct cp_slice at = { raw, 0 };
        at.n = (size_t)snprintf(raw, sizeof raw, "&%s", names[i]);
        assert_int_equal(cp_ref_decode(at, false, decoded, &n), at.n);
        assert_int_equal(n, strlen(meanings[i]));
        assert_memory_equal(decoded, meanings[i], n);
        assert_true(n <= cp_text_room(at, CP_TEXT_BODY));
        assert_int_equal(cp_utf8_valid_prefix(decoded, n), n);
        if (i)
            assert_true(strcmp(names[i - 1], names[i]) < 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_plain_text_is_not_copied),
        cmocka_unit_test(test_all_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
