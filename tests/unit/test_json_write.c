/* JSON written as it is told: render/json_write.h. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "render/json_write.h"

static struct cp_buf out;
static struct cp_json_writer writer;

static void
begin(bool pretty)
{
    out.n = 0;
    writer = (struct cp_json_writer){ .out = &out, .pretty = pretty };
}

static void
expect(const char *name, const char *expected)
{
    assert_true(cp_json_finish(&writer));
    expect_slice(name, cp_buf_slice(&out), cp_slice_of(expected));
}

/* ---------------------------------------------------------------- shape */

/* {"a":1,"b":[true,null,{}],"c":{"d":"e"},"f":[]} */
static void
put_all(void)
{
    cp_json_start(&writer, '{');
    cp_json_key(&writer, "a");
    cp_json_integer(&writer, 1);
    cp_json_key(&writer, "b");
    cp_json_start(&writer, '[');
    cp_json_bool(&writer, true);
    cp_json_null(&writer);
    cp_json_start(&writer, '{');
    cp_json_end(&writer, '}');
    cp_json_end(&writer, ']');
    cp_json_key(&writer, "c");
    cp_json_start(&writer, '{');
    cp_json_key(&writer, "d");
    cp_json_text(&writer, CP_LIT("e"));
    cp_json_end(&writer, '}');
    cp_json_key(&writer, "f");
    cp_json_start(&writer, '[');
    cp_json_end(&writer, ']');
    cp_json_end(&writer, '}');
}

static void
test_shape(void **state)
{
    (void)state;
    begin(false);
    put_all();
    expect("on a line", "{\"a\":1,\"b\":[true,null,{}],\"c\":{\"d\":\"e\"},\"f\":[]}");
    begin(true);
    put_all();
    expect("pretty", "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null,\n    {}\n  ],\n"
                     "  \"c\": {\n    \"d\": \"e\"\n  },\n  \"f\": []\n}");
}

static void
test_alone(void **state)
{
    (void)state;
    begin(true);
    cp_json_bool(&writer, false);
    expect("a value alone", "false");
    begin(false);
    cp_json_start(&writer, '[');
    cp_json_text_or_null(&writer, NULL);
    cp_json_text_or_null(&writer, "");
    cp_json_text_or_null(&writer, "a");
    cp_json_name(&writer, "b\"\n");
    cp_json_integer(&writer, UINT64_MAX);
    cp_json_integer(&writer, 0);
    cp_json_end(&writer, ']');
    expect("values", "[null,\"\",\"a\",\"b\\\"\\n\",18446744073709551615,0]");
}

/* ---------------------------------------------------------------- strings */

static const struct {
    const char *name, *text;
    size_t n;
    const char *json;
} strings[] = {
#define ROW(name, text, json)                                                                  \
    {                                                                                          \
        name, text, sizeof(text) - 1, "\"" json "\""                                           \
    }
    ROW("quotes", "a\"b\\c/d", "a\\\"b\\\\c/d"),
    ROW("line and tab", "a\nb\tc", "a\\nb\\tc"),
    ROW("control characters are not there",
        "a\0\x01\x08\x0c\r\x1b\x7f\xC2\x9B"
        "b",
        "ab"),
    ROW("nor are marks of direction",
        "a\xE2\x80\xAE"
        "b\xE2\x80\xA8",
        "ab"),
    ROW("letters", "\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80",
        "\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80"),
    ROW("no UTF-8", "a\xFFz", "a\xEF\xBF\xBDz"),
    ROW("tags are no matter", "</script>", "</script>"),
#undef ROW
};

static void
test_strings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(strings); i++) {
        begin(false);
        cp_json_text(&writer, (struct cp_slice){ strings[i].text, strings[i].n });
        expect(strings[i].name, strings[i].json);
    }
}

/* Eight bytes are looked at together: a quote in each place of words of each length. */
static void
test_places(void **state)
{
    char text[32], expected[40];

    (void)state;
    for (size_t n = 1; n < sizeof text; n++)
        for (size_t at = 0; at < n; at++) {
            memset(text, 'a', n);
            text[at] = at % 2 ? '"' : '\n';
            snprintf(expected, sizeof expected, "\"%.*s\\%c%.*s\"", (int)at, text,
                     at % 2 ? '"' : 'n', (int)(n - at - 1), text + at + 1);
            begin(false);
            cp_json_text(&writer, (struct cp_slice){ text, n });
            expect("places", expected);
        }
}

/* Long text is shown in pieces, which must not part a character. */
static void
test_pieces(void **state)
{
    enum { N = 60000 };
    char *text = malloc(N + 8);

    (void)state;
    assert_non_null(text);
    for (size_t shift = 0; shift < 5; shift++) {
        size_t n = shift;

        memset(text, 'a', shift);
        for (; n + 4 <= N; n += 4)
            memcpy(text + n, "\xF0\x9F\x98\x80", 4);
        begin(false);
        cp_json_text(&writer, (struct cp_slice){ text, n });
        assert_true(cp_json_finish(&writer));
        expect_number("bytes", out.n, n + 2);
        expect_slice("pieces", (struct cp_slice){ out.p + 1, n }, (struct cp_slice){ text, n });
    }
    /* Bytes that only go on with a character, which none began: a piece ends all the same. */
    memset(text, 0x80, N);
    begin(false);
    cp_json_text(&writer, (struct cp_slice){ text, N });
    assert_true(cp_json_finish(&writer));
    expect_number("replaced", out.n, 3 * (size_t)N + 2);
    free(text);
}

/* ---------------------------------------------------------------- numbers */

static const struct {
    double x;
    const char *json;
} reals[] = {
    { 0, "0.0" },
    { -0.0, "0.0" },
    { 1, "1.0" },
    { -1.5, "-1.5" },
    { 0.25, "0.25" },
    { 1.0 / 3, "0.3333" },
    { 2.0 / 3, "0.6667" },
    { 0.00005, "0.0001" },
    { 0.00004, "0.0" },
    { -0.00004, "0.0" },
    { 0.0100, "0.01" },
    { 9999.9999, "9999.9999" },
    { 9999.99999, "10000.0" },
    { 12345.6789, "12345.679" },
    { 123456.789, "123456.79" },
    { 12345678.9, "12345679.0" },
    { 123456789.25, "123456789.0" },
    { 1e15, "1000000000000000.0" },
    { 1e300, "1000000000000000.0" },
    { -1e300, "-1000000000000000.0" },
    { INFINITY, "0.0" },
    { -INFINITY, "0.0" },
    { NAN, "0.0" },
};

static void
test_reals(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reals); i++) {
        begin(false);
        cp_json_real(&writer, reals[i].x);
        expect(reals[i].json, reals[i].json);
    }
}

/* Read back by the C library they are as near as four decimals, or eight digits, can be. */
static void
test_reals_read_back(void **state)
{
    uint32_t seed = 1;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        double x, back, room;

        seed = seed * 1664525 + 1013904223;
        x = ((double)seed / 4294967296.0 - 0.5) * pow(10, i % 12);
        room = fmax(0.5e-4, fabs(x) * 0.5e-7) * 1.0001;
        begin(false);
        cp_json_real(&writer, x);
        back = strtod(cp_buf_str(&out), NULL);
        if (!(fabs(back - x) <= room) || !memchr(out.p, '.', out.n))
            fail_msg("%.17g is written as %s", x, out.p);
    }
}

/* ---------------------------------------------------------------- failure */

static void
test_no_memory(void **state)
{
    (void)state;
    begin(false);
    cp_json_text(&writer, CP_LIT("a"));
    writer.scratch.no_memory = true;
    assert_false(cp_json_finish(&writer));
    assert_true(out.no_memory);
    cp_buf_clear(&out);
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
        cmocka_unit_test(test_shape),           cmocka_unit_test(test_alone),
        cmocka_unit_test(test_strings),         cmocka_unit_test(test_places),
        cmocka_unit_test(test_pieces),          cmocka_unit_test(test_reals),
        cmocka_unit_test(test_reals_read_back), cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, clear);
}
