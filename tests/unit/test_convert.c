#include "unit.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "decode/convert.h"

static struct cp_arena arena;
static struct cp_ctx cx;

static int
set_up(void **state)
{
    (void)state;
    cp_arena_init(&arena, 0);
    cx = (struct cp_ctx){ .arena = &arena };
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    cp_arena_clear(&arena);
    return 0;
}

static int
hex_digit(char c)
{
    return c <= '9' ? c - '0' : c - 'A' + 10;
}

/* "41 'bc E9": bytes as two digits, or text after a quote. */
static size_t
bytes_of(char *out, const char *spelled)
{
    struct cp_slice rest = cp_slice_of(spelled), word;
    size_t n = 0;

    while (cp_slice_word(&rest, &word)) {
        if (word.p[0] == '\'') {
            memcpy(out + n, word.p + 1, word.n - 1);
            n += word.n - 1;
        } else {
            assert_int_equal(word.n, 2);
            out[n++] = (char)(hex_digit(word.p[0]) << 4 | hex_digit(word.p[1]));
        }
    }
    return n;
}

#define BAD "\xEF\xBF\xBD"

/* Label, input as bytes_of reads it, expected text, bad sequences. */
static const struct {
    const char *label, *bytes, *text;
    unsigned bad;
} cases[] = {
    { "utf-8", "'caf C3 A9", "café", 0 },
    { "utf-8", "'a E2 82 'b FF C3", "a" BAD "b" BAD BAD, 3 },
    { "utf-8", "ED A0 80", BAD BAD BAD, 3 },

    { "windows-1252", "'caf E9 20 93 'x 94 20 80", "café “x” €", 0 },
    { "latin1", "91 'q 92", "‘q’", 0 },
    { "ascii", "81 8D 9D", "\xC2\x81\xC2\x8D\xC2\x9D", 0 },
    { "windows-1250", "8E 'lu 9D 'ou E8 'k FD", "Žluťoučký", 0 },
    { "windows-1251", "CF F0 E8 E2 E5 F2 98", "Привет\xC2\x98", 0 },
    { "windows-1253", "C5 EB EB DC E4 E1", "Ελλάδα", 0 },
    { "windows-1253", "AA D2 FF 81", BAD BAD BAD "\xC2\x81", 3 },
    { "windows-1254", "D0 DD FE", "Ğİş", 0 },
    { "iso-8859-9", "D0 80", "Ğ€", 0 },
    { "windows-1255", "F9 EC E5 ED 20 E0 C8 CA", "שלום א\u05B8\u05BA", 0 },
    { "windows-1256", "E3 D1 CD C8 C7", "مرحبا", 0 },
    { "windows-1257", "C0 FE 'uolas", "Ąžuolas", 0 },
    { "windows-1258", "61 CC 'x EA EC", "a\u0300xê\u0301", 0 },
    { "windows-874", "E4 B7 C2 80", "ไทย€", 0 },
    { "tis-620", "E4 B7 C2 DB", "ไทย" BAD, 1 },

    { "iso-8859-2", "AE 'lu BB 'ou E8 'k FD 85", "Žluťoučký\xC2\x85", 0 },
    { "iso-8859-3", "A6 FE A5", "Ĥŝ" BAD, 1 },
    { "iso-8859-4", "A1 E3", "Ąã", 0 },
    { "iso-8859-5", "BF E0 D8 D2 D5 E2", "Привет", 0 },
    { "iso-8859-6", "E5 D1 CD C8 C7", "مرحبا", 0 },
    { "iso-8859-7", "C5 EB EB DC E4 E1 20 A4", "Ελλάδα €", 0 },
    { "iso-8859-8", "F9 EC E5 ED", "שלום", 0 },
    { "iso-8859-8-i", "F9 EC E5 ED", "שלום", 0 },
    { "iso-8859-10", "A1 BD FF", "Ą―ĸ", 0 },
    { "iso-8859-13", "C0 FE A1", "Ąž”", 0 },
    { "iso-8859-14", "D0 A1", "ŴḂ", 0 },
    { "iso-8859-15", "BD 'uvre 20 A4", "œuvre €", 0 },
    { "iso-8859-16", "AA A4 DE", "Ș€Ț", 0 },

    { "koi8-r", "F0 D2 C9 D7 C5 D4", "Привет", 0 },
    { "koi8-u", "F0 D2 C9 D7 A6 D4 20 AD AE BE", "Привіт ґўЎ", 0 },
    { "ibm866", "8F E0 A8 A2 A5 E2", "Привет", 0 },
    { "macintosh", "8E 8F DB C6 F0", "éè€∆\uF8FF", 0 },
    { "x-mac-cyrillic", "8F F0 E8 E2 E5 F2 FF", "Привет€", 0 },
    { "x-user-defined", "41 80 FF", "A\uF780\uF7FF", 0 },

    { "gbk", "BA BA D7 D6 20 80", "汉字 €", 0 },
    { "gb2312", "B7 B1 F3 77", "繁體", 0 },
    { "gb18030", "95 32 83 37 94 39 FC 36 81 30 81 30", "𠀋😀\xC2\x80", 0 },
    { "gb18030", "BA BA FF '<p> BA", "汉" BAD "<p>" BAD, 2 },
    { "gb18030", "81 '<b", BAD "<b", 1 },
    { "gb18030", "BA BA 81 30 81", "汉" BAD, 1 },
    { "big5", "BA 7E A6 72", "漢字", 0 },
    { "big5-hkscs", "87 40 88 62 88 '<x", "䏰Ê̄" BAD "<x", 1 },
    { "big5", "88 66", "Ê", 0 },               /* held back until the flush */
    { "big5", "88 66 FF A6 72", "Ê" BAD "字", 1 },
    { "big5", "A6 '<i>", BAD "<i>", 1 },
    { "euc-jp", "B4 C1 BB FA A4 AB 8E B1 8F B0 A1", "漢字かｱ丂", 0 },
    { "euc-jp", "AD A1 AD EA", "①㈱", 0 },
    { "euc-jp", "FC E2 F9 A1 A4 AB F9 FF", "髙纊か" BAD, 1 },
    { "euc-jp", "B4 '<p 8F B4 41 A4 AB FF A4", BAD "<p" BAD "Aか" BAD BAD, 4 },
    { "shift_jis", "8A BF 8E 9A B1 82 A9", "漢字ｱか", 0 },
    { "sjis", "87 40 87 8A EE E0 5C 7E", "①㈱髙\\~", 0 },
    { "shift_jis", "80 A0 82 '<b> 82 A9 FD 83", "\xC2\x80" BAD BAD "<b>か" BAD BAD, 4 },
    { "euc-kr", "C7 D1 B1 B9 BE EE 20 8C 63", "한국어 똠", 0 },
    { "ks_c_5601-1987", "B0 A1 B0 '<p> B0", "가" BAD "<p>" BAD, 2 },
    { "iso-2022-jp", "'a 1B '$B 34 41 3B 7A 24 2B 1B '(B 'z", "a漢字かz", 0 },
    { "iso-2022-jp", "1B '$B 34 41", "漢", 0 },
    { "iso-2022-jp", "1B '$B 34 41 7E 7E 24 2B 1B '(B 'z", "漢" BAD "かz", 1 },
    { "iso-2022-jp", "1B '$B 2D 21 2D 6A 7C 62 24 2B 1B '(B 'z", "①㈱髙かz", 0 },
    { "iso-2022-jp", "1B '(J 5C 7E 1B '(I 31 1B '(B 5C", "¥‾ｱ\\", 0 },
    { "iso-2022-jp", "'a E9 'b", "a" BAD "b", 1 },
    { "iso-2022-jp", "1B '(J 41 1B '(B 'z", "Az", 0 },

    { "utf-16le", "61 00 AC 20 3D D8 00 DE", "a€😀", 0 },
    { "utf-16be", "00 61 20 AC D8 3D DE 00", "a€😀", 0 },
    { "utf-16le", "3D D8 61 00 00 DE 61", BAD "a" BAD BAD, 3 },
    { "utf-16be", "D8 3D", BAD, 1 },
};

static void
test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct cp_encoding *e = cp_encoding_find(cp_slice_of(cases[i].label));
        struct cp_slice text;
        uint64_t bad;
        char in[64], name[128];
        size_t n = bytes_of(in, cases[i].bytes);
        assert_non_null(e);
        assert_int_equal(cp_convert(&cx, e, (struct cp_slice){ in, n }, &text, &bad),
                         CLEANPAGE_OK);
        snprintf(name, sizeof name, "%s: %s", cases[i].label, cases[i].bytes);
        expect_slice(name, text, cp_slice_of(cases[i].text));
        expect_number(name, bad, cases[i].bad);
    }
}

/* Every encoding, every byte pair: the result is valid UTF-8 whatever comes in, and ASCII
 * comes through where the encoding has it. */
static void
test_any_bytes_give_valid_utf8(void **state)
{
    static char in[65536 * 3];
    size_t n = 0;

    (void)state;
    for (unsigned a = 0; a < 256; a++)
        for (unsigned b = 0; b < 256; b += a < 0x80 ? 16 : 1) {
            in[n++] = (char)a;
            in[n++] = (char)b;
            in[n++] = b % 3 ? '<' : (char)0xFE;
        }
    for (int id = 0; id < CP_ENCODING_REPLACEMENT; id++) {
        const struct cp_encoding *e = cp_encoding_of(id);
        struct cp_slice text;
        uint64_t bad;
        assert_int_equal(cp_convert(&cx, e, (struct cp_slice){ in, n }, &text, &bad),
                         CLEANPAGE_OK);
        if (cp_utf8_valid_prefix(text.p, text.n) != text.n)
            fail_msg("%s: not valid UTF-8", e->name);
        assert_true(text.n > n / 2);
        cp_arena_reset(&arena);
    }
}

static void
test_ascii_is_not_copied(void **state)
{
    static const char ascii[] = "<p>Nothing to convert here.</p>";
    static const char utf8[] = "<p>Rien à convertir ici.</p>";
    struct cp_slice text;
    uint64_t bad;

    (void)state;
    for (int id = 0; id < CP_ENCODING_REPLACEMENT; id++) {
        const struct cp_encoding *e = cp_encoding_of(id);
        if (e->kind == CP_KIND_ISO_2022_JP || e->kind == CP_KIND_UTF_16LE
            || e->kind == CP_KIND_UTF_16BE)
            continue;
        assert_int_equal(cp_convert(&cx, e, (struct cp_slice){ ascii, strlen(ascii) }, &text,
                                    &bad), CLEANPAGE_OK);
        assert_ptr_equal(text.p, ascii);
        assert_int_equal(text.n, strlen(ascii));
    }
    assert_int_equal(cp_convert(&cx, cp_encoding_of(CP_ENCODING_UTF_8),
                                (struct cp_slice){ utf8, strlen(utf8) }, &text, &bad),
                     CLEANPAGE_OK);
    assert_ptr_equal(text.p, utf8);
    assert_int_equal(arena.used_bytes, 0);
}

static void
test_empty(void **state)
{
    struct cp_slice text;
    uint64_t bad;

    (void)state;
    for (int id = 0; id < CP_ENCODING_REPLACEMENT; id++) {
        assert_int_equal(cp_convert(&cx, cp_encoding_of(id), (struct cp_slice){ NULL, 0 },
                                    &text, &bad), CLEANPAGE_OK);
        assert_int_equal(text.n, 0);
        assert_int_equal(bad, 0);
    }
}

/* Half-width katakana triple in size, more than the output's first capacity expects. */
static void
test_output_grows(void **state)
{
    size_t n = 100000;
    char *in = malloc(n);
    struct cp_slice text;
    uint64_t bad;

    (void)state;
    memset(in, 0xB1, n);
    assert_int_equal(cp_convert(&cx, cp_encoding_of(CP_ENCODING_SHIFT_JIS),
                                (struct cp_slice){ in, n }, &text, &bad), CLEANPAGE_OK);
    assert_int_equal(text.n, 3 * n);
    for (size_t i = 0; i < text.n; i += 3)
        assert_memory_equal(text.p + i, "ｱ", 3);
    free(in);
}

/* Past the limit the rest is read as ASCII, each run of other bytes one U+FFFD. */
static void
test_too_many_bad_sequences(void **state)
{
    size_t n = 2 * CP_BAD_SEQUENCES_MAX;
    char *in = malloc(n + 5);
    struct cp_slice text;
    uint64_t bad;

    (void)state;
    for (size_t i = 0; i < n; i += 2)
        memcpy(in + i, "\xFF ", 2);
    memcpy(in + n, "\xBA\xBA<p>", 5);    /* valid, but nobody believes it by now */
    assert_int_equal(cp_convert(&cx, cp_encoding_of(CP_ENCODING_GBK),
                                (struct cp_slice){ in, n + 5 }, &text, &bad), CLEANPAGE_OK);
    assert_int_equal(bad, CP_BAD_SEQUENCES_MAX + 1);
    expect_slice("end", (struct cp_slice){ text.p + text.n - 7, 7 }, CP_LIT(" " BAD "<p>"));
    free(in);
}

static void
test_no_memory(void **state)
{
    static const char *const labels[] = { "utf-8", "utf-16le", "windows-1252", "gbk" };
    static char in[4096];
    struct cp_arena small;
    struct cp_slice text;
    uint64_t bad;

    (void)state;
    memset(in, 0xB1, sizeof in);
    cp_arena_init(&small, 1024);
    cx.arena = &small;
    for (size_t i = 0; i < COUNT_OF(labels); i++)
        assert_int_not_equal(cp_convert(&cx, cp_encoding_find(cp_slice_of(labels[i])),
                                        (struct cp_slice){ in, sizeof in }, &text, &bad),
                             CLEANPAGE_OK);
    cp_arena_clear(&small);
    cp_arena_init(&small, 8192);    /* enough to begin with, not enough to grow */
    assert_int_not_equal(cp_convert(&cx, cp_encoding_of(CP_ENCODING_SHIFT_JIS),
                                    (struct cp_slice){ in, sizeof in }, &text, &bad),
                         CLEANPAGE_OK);
    cp_arena_clear(&small);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_any_bytes_give_valid_utf8, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ascii_is_not_copied, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_output_grows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_bad_sequences, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_memory, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("convert", tests, NULL, NULL);
}
