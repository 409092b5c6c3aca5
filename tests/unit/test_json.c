/* JSON as pages have it: what is repaired, what is refused, and the shape of the table. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "unit.h"

#include "base/buf.h"
#include "measure/json.h"

static const struct {
    const char *name, *input, *strict;
} repairs[] = {
    { "strict JSON stays", "{\"a\":[\"b\",{\"c\":\"d\"}]}", "{\"a\":[\"b\",{\"c\":\"d\"}]}" },
    { "numbers and words are 0", "[1, -2.5e99, true, null, undefined, NaN]", "[0,0,0,0,0,0]" },
    { "a line break in a string", "{\"a\":\"b\nc\td\"}", "{\"a\":\"b\\nc d\"}" },
    { "a comma too many", "{\"a\":[\"b\",],}", "{\"a\":[\"b\"]}" },
    { "two commas", "[\"a\",,\"b\"]", "[\"a\",\"b\"]" },
    { "bare quotes", "{\"a\":\"he said \"yes\" and \"no\", then\",\"b\":\"c\"}",
      "{\"a\":\"he said \\\"yes\\\" and \\\"no\\\", then\",\"b\":\"c\"}" },
    { "an HTML comment around it", "<!-- {\"a\":\"b\"} -->", "{\"a\":\"b\"}" },
    { "CDATA around it", "//<![CDATA[\n[\"a\"]\n//]]>", "[\"a\"]" },
    { "CDATA in a string is nothing special", "[\"[CDATA[\"]", "[\"[CDATA[\"]" },
    { "a semicolon behind it", "{\"a\":\"b\"};", "{\"a\":\"b\"}" },
    { "comments in it", "{ // one\n\"a\": /* two */ \"b\"}", "{\"a\":\"b\"}" },
    { "a URL in a string is no comment", "[\"http://example.org/\"]",
      "[\"http://example.org/\"]" },
    { "names without quotes", "{a:\"b\", $c_1:\"d\"}", "{\"a\":\"b\",\"$c_1\":\"d\"}" },
    { "escapes that are none", "[\"it\\'s \\x\"]", "[\"it's x\"]" },
    { "half a surrogate pair, NUL", "[\"\\ud83d \\u0000 \\ud83d\\ude00\"]",
      "[\"\\uFFFD \\uFFFD \\ud83d\\ude00\"]" },
    { "cut off", "{\"a\":[{\"b\":\"rain", "{\"a\":[{\"b\":\"rain\"}]}" },
    { "the wrong bracket", "[\"a\"}", "[\"a\"]" },
    { "only the first of two", "{\"a\":\"b\"} {\"c\":\"d\"}", "{\"a\":\"b\"}" },
    { "nothing", "", "" },
    { "no bracket", "var a = 1;", "" },
};

static void
test_repairs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(repairs); i++) {
        struct cp_arena arena = { 0 };
        struct cp_ctx cx = { .arena = &arena };
        struct cp_json_repaired r;

        assert_int_equal(cp_json_repair(&cx, cp_slice_of(repairs[i].input), &r), CLEANPAGE_OK);
        expect_slice(repairs[i].name, r.text, cp_slice_of(repairs[i].strict));
        cp_arena_clear(&arena);
    }
}

static void
deep_nesting_is_refused(void **state)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_json_repaired r;
    struct cp_buf deep = { 0 };

    (void)state;
    cp_buf_put_repeat(&deep, '[', CP_JSON_DEPTH_MAX);
    assert_int_equal(cp_json_repair(&cx, cp_buf_slice(&deep), &r), CLEANPAGE_OK);
    expect_number("as deep as may be", r.text.n, 2 * CP_JSON_DEPTH_MAX);
    cp_buf_putc(&deep, '[');
    assert_int_equal(cp_json_repair(&cx, cp_buf_slice(&deep), &r), CLEANPAGE_OK);
    expect_number("one deeper", r.text.n, 0);
    cp_buf_clear(&deep);
    cp_arena_clear(&arena);
}

static void
many_values_are_cut(void **state)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_json_repaired r;
    struct cp_buf many = { 0 };

    (void)state;
    cp_buf_puts(&many, "[");
    for (int i = 0; i < CP_JSON_VALUES_MAX; i++)
        cp_buf_puts(&many, "1,");
    assert_int_equal(cp_json_repair(&cx, cp_buf_slice(&many), &r), CLEANPAGE_OK);
    expect_number("cut", r.text.n, 2 * (CP_JSON_VALUES_MAX - 1) + 1);
    cp_buf_clear(&many);
    cp_arena_clear(&arena);
}

/* Writes a value as "key=text" or "key", in brackets with its descendants. */
static void
write_value(const struct cp_json *json, uint32_t i, struct cp_buf *out)
{
    const struct cp_json_value *v = &json->v[i];

    cp_buf_put_slice(out, v->key);
    if (v->kind == CP_JSON_STRING) {
        cp_buf_putc(out, '=');
        cp_buf_put_slice(out, v->text);
        cp_buf_putc(out, ' ');
        return;
    }
    cp_buf_putc(out, v->kind == CP_JSON_OBJECT ? '{' : '[');
}

static void
the_table_has_the_shape(void **state)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_buf out = { 0 };
    struct cp_json json;

    (void)state;
    assert_int_equal(cp_json_parse(&cx, CP_LIT("{\"z\":\"1\",\"a\":[\"2\",3,{\"b\":null,"
                                               "\"c\":\"4\"}],\"d\":{},\"e\":\"5\"}"),
                                   &json),
                     CLEANPAGE_OK);
    if (json.n == 0)   /* built without jansson */
        goto out;
    for (uint32_t i = 0; i < json.n; i++)
        write_value(&json, i, &out);
    expect_slice("order", cp_buf_slice(&out), CP_LIT("{z=1 a[=2 {c=4 d{e=5 "));
    expect_number("end of the root", json.v[0].end, json.n);
    expect_number("end of the list", json.v[2].end, 6);
    expect_number("parent of the last", json.v[7].parent, 0);
    expect_number("parent of the inner", json.v[5].parent, 4);
out:
    cp_buf_clear(&out);
    cp_arena_clear(&arena);
}

/* The table of a text, as write_value has it; "" for no JSON. */
static void
reads_strings_and_keys(void **state)
{
    static const struct {
        const char *input, *table;
    } rows[] = {
        { "[\"a\\n\\t\\\"\\\\\\/\\b\\f\\r\"]", "[=a\n\t\"\\/\b\f\r " },
        { "[\"\\u00e9\\u20AC\\ud83d\\ude00 \\u0000\"]", "[=é€😀 \xEF\xBF\xBD " },
        { "{\"\\u0061b\":\"\",\"c\":\"\"}", "{ab= c= " },
        { "{\"a\":\"1\",\"b\":\"2\",\"a\":\"3\"}", "{a=3 b=2 " },
        { "{\"a\":{\"a\":\"1\"},\"b\":{\"a\":\"2\"}}", "{a{a=1 b{a=2 " },
        { "{\"a\":\"1\",\"a\":2}", "{" },
        { "{a:1,b:2,c:3,d:4,e:5,f:6,g:7,h:8,i:9,j:10,k:11,l:12,m:13,n:14,o:15,p:16,q:17,r:18}",
          "{" },
        { "[1 2]", "" },
        { "{\"a\" \"b\"}", "" },
        { "{\"a\":;}", "" },
        { "[[],[[]],{}]", "[[[[{" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cp_arena arena = { 0 };
        struct cp_ctx cx = { .arena = &arena };
        struct cp_buf out = { 0 };
        struct cp_json json;

        assert_int_equal(cp_json_parse(&cx, cp_slice_of(rows[i].input), &json), CLEANPAGE_OK);
        for (uint32_t k = 0; k < json.n; k++)
            write_value(&json, k, &out);
#ifdef HAVE_JANSSON
        expect_slice(rows[i].input, cp_buf_slice(&out), cp_slice_of(rows[i].table));
#endif
        cp_buf_clear(&out);
        cp_arena_clear(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repairs),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(many_values_are_cut),
        cmocka_unit_test(the_table_has_the_shape),
        cmocka_unit_test(reads_strings_and_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
