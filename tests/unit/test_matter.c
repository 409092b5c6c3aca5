/* Front matter of the archive's files: there and back with any value, and what others wrote. */
#include "unit.h"

#include "archive/matter.h"
#include "cleanpage.h"

static struct cp_arena arena;

static int
begin(void **state)
{
    (void)state;
    cp_arena_init(&arena, 0);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    cp_arena_clear(&arena);
    return 0;
}

#define BODY "\n# Rain\n\nIt rained.\n"

static const struct cp_slice NASTY[] = {
    { "plain", 5 },
    { "\"", 1 },
    { "\"\"", 2 },
    { "\\", 1 },
    { "ends with \\", 11 },
    { "\\\"\\n\\x41", 8 },
    { "a\nb\r\nc", 6 },
    { "---\n", 4 },
    { "\n---\ntitle: forged\n---\n", 23 },
    { "archive_raw: \"forged\"", 21 },
    { "key: value # comment", 20 },
    { " spaces at both ends ", 21 },
    { "\t\001\033[31m\177", 8 },
    { "nul\0inside", 10 },
    { "- item", 6 },
    { "'single'", 8 },
    { "[1, 2]", 6 },
    { "no", 2 },
    { "2026-11-21", 10 },
    { "\xe5\xa4\xa9\xe6\xb0\x94 \xf0\x9f\x8c\xa7", 11 },
    { "\xe2\x80\xa8line separator\xc2\x85", 19 },
    { "http://example.org/?a=1&b=%20#c", 31 },
};

static void
expect_all(const char *name, const struct cp_matter *got, struct cp_slice value)
{
    const struct cp_slice fields[] = { got->feed,    got->entry,        got->fetched,
                                       got->version, got->text,         got->source,
                                       got->raw,     got->duplicate_of, got->title,
                                       got->author,  got->published,    got->fingerprint };

    for (size_t i = 0; i < COUNT_OF(fields); i++)
        expect_slice(name, fields[i], value);
}

static void
any_value_comes_back(void **state)
{
    static const char *const rendered[] = { "---\nurl: \"http://a.example/\"\n---\n" BODY,
                                            &BODY[1] };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(NASTY) * 2; i++) {
        struct cp_slice value = NASTY[i / 2], body, expected = CP_LIT(BODY);
        const struct cp_matter in = { .feed = value,
                                      .entry = value,
                                      .fetched = value,
                                      .version = value,
                                      .source = value,
                                      .text = value,
                                      .fingerprint = value,
                                      .raw = value,
                                      .duplicate_of = value,
                                      .title = value,
                                      .author = value,
                                      .published = value };
        struct cp_matter got;
        struct cp_buf file = { 0 };

        cp_matter_put(&file, cp_slice_of(rendered[i % 2]), &in);
        assert_false(cp_buf_failed(&file));
        assert_true(cp_matter_read(&arena, cp_buf_slice(&file), &got, &body));
        expect_all(value.p, &got, value);
        expect_slice(value.p, body, expected);
        expect_slice(value.p, got.url,
                     i % 2 ? (struct cp_slice){ 0 } : CP_LIT("http://a.example/"));
        cp_buf_clear(&file);
    }
}

/* What the page tells of itself goes before what the feed tells of it. */
static void
what_the_page_tells_stays(void **state)
{
    const struct cp_matter in = { .title = CP_LIT("of the feed"),
                                  .author = CP_LIT("Ada"),
                                  .published = CP_LIT("2026"),
                                  .language = CP_LIT("fr"),
                                  .source = CP_LIT("page"),
                                  .version = CP_LIT("1") };
    struct cp_buf file = { 0 };

    (void)state;
    cp_matter_put(&file, CP_LIT("---\ntitle: of the page\n---\n" BODY), &in);
    expect_slice("file", cp_buf_slice(&file),
                 CP_LIT("---\ntitle: of the page\nauthor: \"Ada\"\npublished: \"2026\"\n"
                        "archive_version: \"1\"\narchive_source: \"page\"\n---\n" BODY));
    cp_buf_clear(&file);
}

static const struct {
    const char *name, *file;
    const char *title, *author, *body; /* title NULL: it is none of ours */
} FILES[] = {
    { "no front matter", "# Rain\n", NULL, NULL, NULL },
    { "empty", "", NULL, NULL, NULL },
    { "that of another program", "---\ntitle: Rain\n---\nIt rained.\n", NULL, NULL, NULL },
    { "without an end", "---\ntitle: Rain\narchive_source: \"page\"\n", NULL, NULL, NULL },
    { "cut in the last line", "---\narchive_source: \"page\"\n--", NULL, NULL, NULL },
    { "nothing but lines", "---\n---\n", NULL, NULL, NULL },
    { "the smallest", "---\narchive_source: \"page\"\n---\n", "", "", "" },
    { "a plain title",
      "---\ntitle: Rain over \xc3\x89vora\narchive_source: \"page\"\n---\nText",
      "Rain over \xc3\x89vora", "", "Text" },
    { "a line below the end", "---\narchive_source: \"page\"\n---\ntitle: \"no\"\n---\n", "",
      "", "title: \"no\"\n---\n" },
    { "authors",
      "---\nauthor:\n  - Ada Miller\n  - \"Jon \\\"J.\\\" Reed\"\ntags:\n  - Nobody\n"
      "archive_source: \"page\"\n---\n",
      "", "Ada Miller, Jon \"J.\" Reed", "" },
    { "escapes of the library",
      "---\ntitle: \"a\\u0009b\\u2028c\\U0001F327 \\\\ \\\"\"\narchive_source: \"page\"\n---\n",
      "a\tb\xe2\x80\xa8"
      "c\xf0\x9f\x8c\xa7 \\ \"",
      "", "" },
    { "an unknown key with a colon in it",
      "---\nurl:x: y\ntitle: \"t\"\narchive_source: \"feed\"\n---\n", "t", "", "" },
};

static void
files_of_all_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FILES); i++) {
        struct cp_matter got;
        struct cp_slice body;
        bool is_ours = cp_matter_read(&arena, cp_slice_of(FILES[i].file), &got, &body);

        expect_number(FILES[i].name, is_ours, FILES[i].title != NULL);
        if (!is_ours)
            continue;
        expect_slice(FILES[i].name, got.title, cp_slice_of(FILES[i].title));
        expect_slice(FILES[i].name, got.author, cp_slice_of(FILES[i].author));
        expect_slice(FILES[i].name, body, cp_slice_of(FILES[i].body));
    }
}

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

/* What the library renders is read as it was meant. */
static void
the_library_is_understood(void **state)
{
    static const char page[] =
        "<html lang=en><head><title>\"Rain: 5 o'clock\" \\ a&#x1F327; too</title>"
        "<meta name=author content='Ada \"A.\" Miller'></head><body><article>"
        "<h1>\"Rain: 5 o'clock\" \\ a&#x1F327; too</h1>"
        "<p>It rained all night, and in the morning the river stood in the streets.</p>"
        "<p>Nobody had expected it before the floods of the summer, as they said.</p>";
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc = NULL;
    struct cp_buf rendered = { 0 }, file = { 0 };
    struct cp_matter in = { .source = CP_LIT("page") }, got;
    struct cp_slice body;

    (void)state;
    options.url = "http://a.example/rain?a=\"b\"";
    layout.flags = CLEANPAGE_FRONT_MATTER;
    assert_int_equal(cleanpage_clean(cp, page, sizeof page - 1, &options, &doc), CLEANPAGE_OK);
    assert_int_equal(cleanpage_render(doc, CLEANPAGE_MARKDOWN, &layout, append, &rendered), 0);
    cp_matter_put(&file, cp_buf_slice(&rendered), &in);
    assert_true(cp_matter_read(&arena, cp_buf_slice(&file), &got, &body));
    expect_slice("title", got.title,
                 cp_slice_of("\"Rain: 5 o'clock\" \\ a\xf0\x9f\x8c\xa7 too"));
    expect_slice("author", got.author, cp_slice_of("Ada \"A.\" Miller"));
    expect_slice("url", got.url, cp_slice_of(cleanpage_field(doc, "url", 0)));
    expect_slice("language", got.language, CP_LIT("en"));
    cp_buf_clear(&rendered);
    cp_buf_clear(&file);
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(any_value_comes_back),
        TEST(what_the_page_tells_stays),
        TEST(files_of_all_kinds),
        TEST(the_library_is_understood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
