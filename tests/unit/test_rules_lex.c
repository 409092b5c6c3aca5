/* Lines, columns, tokens, selectors and numbers of rule files. */
#include "unit.h"

#include "rules/lex.h"

static void
test_lines(void **state)
{
    static const struct {
        const char *name, *text, *lines;
    } cases[] = {
        { "empty", "", "" },
        { "one without an end", "a", "1[a]" },
        { "ends", "a\nb\n", "1[a]2[b]" },
        { "empty lines count", "\n\na\n", "1[]2[]3[a]" },
        { "CR LF", "a\r\nb\r\n", "1[a]2[b]" },
        { "a CR inside stays", "a\rb\n", "1[a\rb]" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cp_lines in = { .rest = cp_slice_of(cases[i].text) };
        char got[64];
        size_t n = 0;
        while (cp_lines_next(&in))
            n += (size_t)snprintf(got + n, sizeof got - n, "%u[%.*s]", (unsigned)in.number,
                                  (int)in.line.n, in.line.p);
        expect_slice(cases[i].name, (struct cp_slice){ got, n }, cp_slice_of(cases[i].lines));
    }
}

static void
test_columns(void **state)
{
    struct cp_slice line = CP_LIT("stríp x");

    (void)state;
    expect_number("first", cp_line_column(line, line.p), 1);
    expect_number("characters, not bytes", cp_line_column(line, line.p + 7), 7);
    expect_number("end", cp_line_column(line, line.p + line.n), 8);
}

static void
test_tokens(void **state)
{
    static const char kinds[] = {
        [CP_TOKEN_WORD] = 'w', [CP_TOKEN_STRING] = 's', [CP_TOKEN_UNCLOSED] = 'u'
    };
    static const struct {
        const char *name, *line, *tokens;
    } cases[] = {
        { "none", "  \t ", "" },
        { "words", " set  a 0.5", "w1(set)w6(a)w8(0.5)" },
        { "a string", "strip \"a b\" tail", "w0(strip)s6(a b)w12(tail)" },
        { "a string right behind a word", "strip\"a\"", "w0(strip)s5(a)" },
        { "an empty string", "\"\"", "s0()" },
        { "a backslash is a character", "\"a\\\" b", "s0(a\\)w5(b)" },
        { "unclosed", "x \"abc", "w0(x)u2(abc)" },
        { "only a quote", "\"", "u0()" },
        { "a comment", "a # b \"c\"", "w0(a)" },
        { "a comment at the start", "# a", "" },
        { "# inside a word and a string", "a#b \"# c\" #d", "w0(a#b)s4(# c)" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cp_slice rest = cp_slice_of(cases[i].line);
        struct cp_token t;
        char got[128];
        size_t n = 0;
        while (t = cp_lex_token(&rest), t.kind != CP_TOKEN_END)
            n += (size_t)snprintf(got + n, sizeof got - n, "%c%d(%.*s)", kinds[t.kind],
                                  (int)(t.at - cases[i].line), (int)t.text.n, t.text.p);
        expect_slice(cases[i].name, (struct cp_slice){ got, n }, cp_slice_of(cases[i].tokens));
    }
}

static bool
is_tail(struct cp_slice word)
{
    return cp_slice_eq(word, CP_LIT("tail"));
}

static void
test_selectors(void **state)
{
    static const struct {
        const char *name, *line, *selector, *rest;
    } cases[] = {
        { "plain", " .a > p ", ".a > p", "" },
        { "a comment", ".a # b", ".a", "# b" },
        { "an id at the start", "#a", "#a", "" },
        { "an id behind a space", "div #a", "div #a", "" },
        { "only a comment", "# a", "", "# a" },
        { "# in a value", "[a=\"x # y\"] b", "[a=\"x # y\"] b", "" },
        { "# in brackets", ":not( # a) b", ":not( # a) b", "" },
        { "a guard", ".a tail # b", ".a", "tail # b" },
        { "a guard's name goes first", "tail tail", "tail", "tail" },
        { "a guard's name in a class", ".tail .a-tail", ".tail .a-tail", "" },
        { "an unclosed quote", "[a=\"x tail", "[a=\"x tail", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cp_slice rest = cp_slice_of(cases[i].line);
        expect_slice(cases[i].name, cp_lex_selector(&rest, is_tail),
                     cp_slice_of(cases[i].selector));
        expect_slice(cases[i].name, rest, cp_slice_of(cases[i].rest));
    }
}

static void
test_numbers(void **state)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {
        { "0", 0 },           { "12", 12 },
        { "0.35", 0.35 },     { "-1.20", -1.20 },
        { "+0.02", 0.02 },    { ".5", 0.5 },
        { "3.", 3 },          { "1e3", 1e3 },
        { "25e-2", 0.25 },    { "1E+2", 100 },
        { "0.1", 0.1 },       { "0.333", 0.333 },
        { "1.7976", 1.7976 }, { "123456.789", 123456.789 },
    };
    static const char *const bad[] = {
        "",      "-",     ".",
        "e3",    "1e",    "1e-",
        "1,5",   "1.2.3", "inf",
        "nan",   "0x1",   "1 2",
        "1e999", "--1",   "1000000000000000000000000000000000000000000000000000000000000"
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        double v = -99;
        if (!cp_lex_number(cp_slice_of(good[i].text), &v) || v != good[i].value)
            fail_msg("\"%s\": got %.17g", good[i].text, v);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        double v;
        if (cp_lex_number(cp_slice_of(bad[i]), &v))
            fail_msg("\"%s\" is taken for a number", bad[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),   cmocka_unit_test(test_columns),
        cmocka_unit_test(test_tokens),  cmocka_unit_test(test_selectors),
        cmocka_unit_test(test_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
