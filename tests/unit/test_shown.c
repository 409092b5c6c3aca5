/* Text that must not steer what it is shown on: base/shown.h. */
#include "unit.h"

#include "base/shown.h"
#include "base/utf8.h"

static struct cp_buf out;

/* What is left out, said once more: Unicode's Cc but for line feed and tab, its two separators,
 * the marks that embed, override or isolate a direction, the byte order mark, and what is no
 * character. */
static bool
is_bad(uint32_t c)
{
    static const uint32_t ranges[][2] = {
        { 0x00, 0x08 },     { 0x0B, 0x1F },     { 0x7F, 0x9F },     { 0x2028, 0x202E },
        { 0x2066, 0x2069 }, { 0xFDD0, 0xFDEF }, { 0xFEFF, 0xFEFF },
    };

    for (size_t i = 0; i < COUNT_OF(ranges); i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return (c & 0xFFFF) >= 0xFFFE;
}

static const struct {
    const char *name, *text;
    size_t n;
    const char *shown, *line, *json;
} rows[] = {
#define ROW(name, text, shown, line, json)                                                     \
    {                                                                                          \
        name, text, sizeof(text) - 1, shown, line, json                                        \
    }
    ROW("nothing", "", "", "", "\"\""),
    ROW("words", "Rain in Lagos", "Rain in Lagos", "Rain in Lagos", "\"Rain in Lagos\""),
    ROW("a line and a tab", "a\nb\tc", "a\nb\tc", "a b c", "\"a\\nb\\tc\""),
    ROW("a return", "a\r\nb", "a\nb", "a? b", "\"a\\u000d\\nb\""),
    ROW("NUL", "a\0b", "ab", "a?b", "\"a\\u0000b\""),
    ROW("a colour", "\x1b[31mred", "[31mred", "?[31mred", "\"\\u001b[31mred\""),
    ROW("its short form",
        "\xC2\x9B"
        "31m",
        "31m", "?31m", "\"\\u009b31m\""),
    ROW("delete", "a\x7f", "a", "a?", "\"a\\u007f\""),
    ROW("an override",
        "a\xE2\x80\xAE"
        "b",
        "ab", "a?b", "\"a\\u202eb\""),
    ROW("an isolate", "\xE2\x81\xA6", "", "?", "\"\\u2066\""),
    ROW("a separator", "\xE2\x80\xA8", "", "?", "\"\\u2028\""),
    ROW("no character", "\xEF\xB7\x90\xEF\xBF\xBE", "", "??", "\"\\ufdd0\\ufffe\""),
    ROW("letters of others", "\xD7\x90\xE6\xBC\xA2\xF0\x9F\x98\x80",
        "\xD7\x90\xE6\xBC\xA2\xF0\x9F\x98\x80", "\xD7\x90\xE6\xBC\xA2\xF0\x9F\x98\x80",
        "\"\xD7\x90\xE6\xBC\xA2\xF0\x9F\x98\x80\""),
    ROW("bytes that are no UTF-8", "a\x9b\xFF", "a\xEF\xBF\xBD\xEF\xBF\xBD",
        "a\xEF\xBF\xBD\xEF\xBF\xBD", "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""),
    ROW("half a character", "a\xE2\x80", "a\xEF\xBF\xBD", "a\xEF\xBF\xBD", "\"a\xEF\xBF\xBD\""),
    ROW("a surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
        "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""),
    ROW("quotes", "\"a\\b/", "\"a\\b/", "\"a\\b/", "\"\\\"a\\\\b/\""),
#undef ROW
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cp_slice text = { rows[i].text, rows[i].n };

        out.n = 0;
        cp_buf_put_shown(&out, text);
        expect_slice(rows[i].name, cp_buf_slice(&out), cp_slice_of(rows[i].shown));
        out.n = 0;
        cp_buf_put_shown_line(&out, text, '?');
        expect_slice(rows[i].name, cp_buf_slice(&out), cp_slice_of(rows[i].line));
        out.n = 0;
        cp_buf_put_shown_json(&out, text);
        expect_slice(rows[i].name, cp_buf_slice(&out), cp_slice_of(rows[i].json));
    }
}

static void
test_left_out(void **state)
{
    (void)state;
    out.n = 0;
    cp_buf_put_shown_line(&out,
                          CP_LIT("a\x1b\x1b"
                                 "b\nc"),
                          0);
    expect_slice("nothing instead", cp_buf_slice(&out), CP_LIT("ab c"));
}

/* "x", the character unless it is bad, "y". */
static struct cp_slice
with_character(char text[8], uint32_t c, bool is_shown)
{
    size_t n = 1;

    text[0] = 'x';
    if (is_shown)
        n += cp_utf8_put(text + 1, c);
    text[n] = 'y';
    return (struct cp_slice){ text, n + 1 };
}

static void
test_every_character(void **state)
{
    char text[8], expected[8];

    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c += c == 0xD7FF ? 0x801 : 1) {
        struct cp_slice s = with_character(text, c, true),
                        want = with_character(expected, c, !is_bad(c));

        if (cp_is_unshown(c) != is_bad(c))
            fail_msg("U+%04X is %sshown", (unsigned)c, is_bad(c) ? "" : "not ");
        out.n = 0;
        cp_buf_put_shown(&out, s);
        expect_slice("every character", cp_buf_slice(&out), want);
    }
}

/* Eight bytes are looked at together: each of them may be the one. */
static void
test_every_place(void **state)
{
    static const unsigned char bytes[] = { 0, 0x1B, 0x1F, 0x7F, 0x80, 0xFF, ' ', '~' };
    char text[40];

    (void)state;
    for (size_t n = 1; n <= sizeof text; n++)
        for (size_t at = 0; at < n; at++)
            for (size_t b = 0; b < COUNT_OF(bytes); b++) {
                size_t want = bytes[b] >= 0x80 ? n + 2 : is_bad(bytes[b]) ? n - 1 : n;

                memset(text, 'a', n);
                text[at] = (char)bytes[b];
                out.n = 0;
                cp_buf_put_shown(&out, (struct cp_slice){ text, n });
                expect_number("bytes", out.n, want);
            }
}

static int
clear(void **state)
{
    (void)state;
    cp_buf_clear(&out);
    return 0;
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_left_out),
        cmocka_unit_test(test_every_character),
        cmocka_unit_test(test_every_place),
    };

    return cmocka_run_group_tests(tests, NULL, clear);
}
