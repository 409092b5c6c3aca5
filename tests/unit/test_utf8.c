#include "unit.h"

#include "base/utf8.h"

/* Bytes, how many of them are a valid prefix, and what decoding gives. */
static const struct {
    const char *name;
    struct cp_slice bytes;
    size_t valid;
    uint32_t chars[6];    /* ends with 0 */
} decode_cases[] = {
    { "ascii", CP_LIT("az"), 2, { 'a', 'z' } },
    { "two bytes", CP_LIT("\xC2\x80\xDF\xBF"), 4, { 0x80, 0x7FF } },
    { "three bytes", CP_LIT("\xE0\xA0\x80\xEF\xBF\xBF"), 6, { 0x800, 0xFFFF } },
    { "four bytes", CP_LIT("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"), 8, { 0x10000, 0x10FFFF } },
    { "around surrogates", CP_LIT("\xED\x9F\xBF\xEE\x80\x80"), 6, { 0xD7FF, 0xE000 } },
    { "surrogate", CP_LIT("\xED\xA0\x80"), 0, { 0xFFFD, 0xFFFD, 0xFFFD } },
    { "over-long 2", CP_LIT("\xC0\xAF"), 0, { 0xFFFD, 0xFFFD } },
    { "over-long 3", CP_LIT("\xE0\x9F\xBF"), 0, { 0xFFFD, 0xFFFD, 0xFFFD } },
    { "over-long 4", CP_LIT("\xF0\x8F\xBF\xBF"), 0, { 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD } },
    { "too large", CP_LIT("\xF4\x90\x80\x80"), 0, { 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD } },
    { "no lead at all", CP_LIT("\xFF\xFE"), 0, { 0xFFFD, 0xFFFD } },
    { "lone continuation", CP_LIT("a\x80" "b"), 1, { 'a', 0xFFFD, 'b' } },
    { "cut off is one", CP_LIT("a\xF0\x9F\x98"), 1, { 'a', 0xFFFD } },
    { "broken off by ascii", CP_LIT("\xE2\x82<"), 0, { 0xFFFD, '<' } },
    { "broken off by a lead", CP_LIT("\xE2\x82\xC3\xA9"), 0, { 0xFFFD, 0xE9 } },
};

static void
test_decode(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(decode_cases); i++) {
        struct cp_slice b = decode_cases[i].bytes;
        const char *p = b.p, *end = b.p + b.n;
        size_t n = 0;
        while (p < end) {
            uint32_t c;
            p = cp_utf8_next(p, end, &c);
            expect_number(decode_cases[i].name, c, decode_cases[i].chars[n++]);
        }
        expect_number(decode_cases[i].name, decode_cases[i].chars[n], 0);
        expect_number(decode_cases[i].name, cp_utf8_valid_prefix(b.p, b.n),
                      decode_cases[i].valid);
    }
}

static void
test_every_scalar_value(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x110010; c++) {
        bool scalar = c < 0xD800 || (c > 0xDFFF && c <= 0x10FFFF);
        uint32_t back, expected = scalar ? c : CP_REPLACEMENT;
        char room[4];
        size_t n = cp_utf8_put(room, c);
        if (cp_utf8_next(room, room + n, &back) != room + n || back != expected
            || cp_utf8_valid_prefix(room, n) != n || cp_utf8_count(room, n) != 1)
            fail_msg("U+%04X does not come back", c);
    }
}

/* A bad byte at each place of a long run: the fast path is left and entered anywhere. */
static void
test_valid_prefix_finds_every_place(void **state)
{
    char text[150];

    (void)state;
    for (size_t n = 0; n <= sizeof text; n++) {
        memset(text, 'a', sizeof text);
        assert_int_equal(cp_utf8_valid_prefix(text, n), n);
        for (size_t bad = 0; bad < n; bad++) {
            text[bad] = '\xFF';
            if (cp_utf8_valid_prefix(text, n) != bad)
                fail_msg("a bad byte at %zu of %zu was not found", bad, n);
            text[bad] = 'a';
        }
    }
}

static void
test_count(void **state)
{
    (void)state;
    assert_int_equal(cp_utf8_count("", 0), 0);
    assert_int_equal(cp_utf8_count("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 10), 4);
}

static const struct {
    uint32_t upper, lower;
} case_pairs[] = {
    { 'A', 'a' }, { 'Z', 'z' }, { 0xC0, 0xE0 }, { 0xDE, 0xFE }, { 0x100, 0x101 },
    { 0x130, 'i' }, { 0x178, 0xFF }, { 0x17D, 0x17E }, { 0x1E9E, 0xDF }, { 0x1EF8, 0x1EF9 },
    { 0x386, 0x3AC }, { 0x391, 0x3B1 }, { 0x3A3, 0x3C3 }, { 0x401, 0x451 }, { 0x410, 0x430 },
    { 0x42F, 0x44F }, { 0x490, 0x491 }, { 0x4E8, 0x4E9 }, { 0x531, 0x561 }, { 0x556, 0x586 },
    { 0x1F08, 0x1F00 }, { 0x212A, 'k' }, { 0xFF21, 0xFF41 }, { 0xFF3A, 0xFF5A },
};

static void
test_lower_and_upper(void **state)
{
    static const uint32_t unchanged[] = { '@', '[', '0', 0xD7, 0xDF, 0xF7, 0x131, 0x3A2, 0x10D0,
                                          0x4E00, 0xFF3B, 0x1F600, 0x10FFFF, 0xFFFFFFFF };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(case_pairs); i++) {
        assert_int_equal(cp_utf8_lower(case_pairs[i].upper), case_pairs[i].lower);
        assert_int_equal(cp_utf8_lower(case_pairs[i].lower), case_pairs[i].lower);
        assert_true(cp_utf8_is_upper(case_pairs[i].upper));
        assert_false(cp_utf8_is_upper(case_pairs[i].lower));
    }
    for (size_t i = 0; i < COUNT_OF(unchanged); i++) {
        assert_int_equal(cp_utf8_lower(unchanged[i]), unchanged[i]);
        assert_false(cp_utf8_is_upper(unchanged[i]));
    }
}

enum { WORD = 1, SPACE = 2, INVISIBLE = 4, UNSPACED = 8 };

static const struct {
    const char *name;
    uint32_t c;
    unsigned is;
    int width;
} properties[] = {
    { "letter", 'q', WORD, 1 },
    { "digit", '7', WORD, 1 },
    { "underscore", '_', 0, 1 },
    { "space", ' ', SPACE, 1 },
    { "tab", '\t', SPACE, 0 },
    { "vertical tab", '\v', 0, 0 },
    { "delete", 0x7F, 0, 0 },
    { "next line", 0x85, 0, 0 },
    { "no-break space", 0xA0, SPACE, 1 },
    { "soft hyphen", 0xAD, INVISIBLE, 0 },
    { "e acute", 0xE9, WORD, 1 },
    { "times sign", 0xD7, 0, 1 },
    { "combining acute", 0x301, WORD, 0 },
    { "Cyrillic", 0x436, WORD, 1 },
    { "Hebrew", 0x5D0, WORD, 1 },
    { "Arabic fatha", 0x64E, WORD, 0 },
    { "Arabic mark", 0x61C, INVISIBLE, 0 },
    { "Devanagari", 0x915, WORD, 1 },
    { "Thai letter", 0xE01, WORD | UNSPACED, 1 },
    { "Thai tone", 0xE48, WORD | UNSPACED, 0 },
    { "baht sign", 0xE3F, 0, 1 },
    { "Lao", 0xE81, WORD | UNSPACED, 1 },
    { "Tibetan", 0xF40, WORD | UNSPACED, 1 },
    { "Burmese", 0x1000, WORD | UNSPACED, 1 },
    { "Khmer", 0x1780, WORD | UNSPACED, 1 },
    { "Hangul vowel", 0x1161, WORD, 0 },
    { "Hangul lead", 0x1100, WORD, 2 },
    { "em space", 0x2003, SPACE, 1 },
    { "zero-width space", 0x200B, INVISIBLE, 0 },
    { "zero-width joiner", 0x200D, INVISIBLE, 0 },
    { "left-to-right mark", 0x200E, INVISIBLE, 0 },
    { "curly quote", 0x2019, 0, 1 },
    { "line separator", 0x2028, SPACE, 0 },
    { "narrow no-break space", 0x202F, SPACE, 1 },
    { "word joiner", 0x2060, INVISIBLE, 0 },
    { "euro sign", 0x20AC, 0, 1 },
    { "ideographic space", 0x3000, SPACE, 2 },
    { "ideographic comma", 0x3001, 0, 2 },
    { "iteration mark", 0x3005, WORD | UNSPACED, 2 },
    { "hiragana", 0x3042, WORD | UNSPACED, 2 },
    { "katakana middle dot", 0x30FB, 0, 2 },
    { "prolonged sound mark", 0x30FC, WORD | UNSPACED, 2 },
    { "Han", 0x6F22, WORD | UNSPACED, 2 },
    { "Hangul", 0xD55C, WORD, 2 },
    { "variation selector", 0xFE0F, 0, 0 },
    { "byte-order mark", 0xFEFF, INVISIBLE, 0 },
    { "full-width letter", 0xFF21, WORD, 2 },
    { "half-width katakana", 0xFF71, WORD | UNSPACED, 1 },
    { "emoji", 0x1F600, 0, 2 },
    { "Han extension B", 0x20000, WORD | UNSPACED, 2 },
    { "tag", 0xE0041, 0, 0 },
    { "private use", 0xE000, 0, 1 },
    { "last", 0x10FFFF, 0, 1 },
};

static void
test_properties(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(properties); i++) {
        const char *name = properties[i].name;
        uint32_t c = properties[i].c;
        unsigned is = properties[i].is;
        expect_number(name, cp_utf8_is_word(c), (is & WORD) != 0);
        expect_number(name, cp_utf8_is_space(c), (is & SPACE) != 0);
        expect_number(name, cp_utf8_is_invisible(c), (is & INVISIBLE) != 0);
        expect_number(name, cp_utf8_is_unspaced(c), (is & UNSPACED) != 0);
        expect_number(name, (unsigned)cp_utf8_width(c), (unsigned)properties[i].width);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_every_scalar_value),
        cmocka_unit_test(test_valid_prefix_finds_every_place),
        cmocka_unit_test(test_count),
        cmocka_unit_test(test_lower_and_upper),
        cmocka_unit_test(test_properties),
    };

    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
