/* Where lines are cut, and how wide text is. */
#include "unit.h"

#include "base/buf.h"
#include "render/wrap.h"

static const struct {
    const char *name, *text;
    unsigned columns;
    const char *lines; /* with | between them */
} cuts[] = {
    { "nothing", "", 10, "" },
    { "fits", "aaa bbb", 7, "aaa bbb" },
    { "one column too many", "aaa bbb", 6, "aaa|bbb" },
    { "no wrapping", "aaa bbb ccc", 0, "aaa bbb ccc" },
    { "line feeds cut", "aaa\nbbb", 0, "aaa|bbb" },
    { "empty lines stay", "a\n\n\nb", 10, "a|||b" },
    { "a line feed at the end starts no line", "a\n", 10, "a" },
    { "a word longer than the line", "a bbbbbbbb c", 4, "a|bbbbbbbb|c" },
    { "a long word first", "bbbbbbbb c", 4, "bbbbbbbb|c" },
    { "spaces at the cut vanish", "aaaa bbbb", 4, "aaaa|bbbb" },
    { "an indent is no place to cut", "  bbbbbbbb", 4, "  bbbbbbbb" },
    { "wide characters count two", "\u6C49\u5B57 ab", 5, "\u6C49\u5B57|ab" },
    { "between Han", "\u6C49\u5B57\u6C49\u5B57", 5, "\u6C49\u5B57|\u6C49\u5B57" },
    { "between Latin and Han", "ab\u6C49\u5B57", 4, "ab\u6C49|\u5B57" },
    { "no full stop first", "\u6C49\u5B57\u3002\u6C49", 4, "\u6C49|\u5B57\u3002|\u6C49" },
    { "no bracket last", "\u6C49\u300C\u5B57\u300D", 4, "\u6C49|\u300C\u5B57\u300D" },
    { "Hangul only at spaces", "\uD55C\uAD6D\uC5B4 \uB9D0", 4, "\uD55C\uAD6D\uC5B4|\uB9D0" },
    { "accents have no width", "a\u0301a\u0301 b", 4, "a\u0301a\u0301 b" },
};

static const struct {
    const char *text;
    size_t columns;
} widths[] = {
    { "", 0 },        { "abc", 3 },    { "\u6C49\u5B57", 4 },
    { "e\u0301", 1 }, { "\uFF01", 2 }, { "\u00E9", 1 },
};

static void
lines_are_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cuts); i++) {
        struct cp_slice rest = cp_slice_of(cuts[i].text), line;
        struct cp_buf got = { 0 };
        bool first = true;

        while (cp_wrap_line(&rest, cuts[i].columns, &line)) {
            if (!first)
                cp_buf_putc(&got, '|');
            first = false;
            cp_buf_put_slice(&got, line);
        }
        if (!cp_slice_eq(cp_buf_slice(&got), cp_slice_of(cuts[i].lines)))
            fail_msg("%s: \"%s\", not \"%s\"", cuts[i].name, got.n ? cp_buf_str(&got) : "",
                     cuts[i].lines);
        cp_buf_clear(&got);
    }
}

static void
columns_are_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(widths); i++)
        assert_int_equal(cp_text_columns(cp_slice_of(widths[i].text)), widths[i].columns);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_cut),
        cmocka_unit_test(columns_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
