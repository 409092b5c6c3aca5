#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "page/dump.h"
#include "page/page.h"

#define SLICE(s) { s, sizeof s - 1 }

/* ---- names ---- */

static const char *const tag_names[] = {
#define CP_TAG(name, id, flags) name,
#include "page/tags.def"
#undef CP_TAG
};

static const char *const attr_names[] = {
#define CP_ATTR(name, id) name,
#include "page/attrs.def"
#undef CP_ATTR
};

static void
test_names_are_sorted_and_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tag_names / sizeof tag_names[0]; i++) {
        if (i && strcmp(tag_names[i - 1], tag_names[i]) >= 0)
            fail_msg("tags.def: %s does not belong behind %s", tag_names[i], tag_names[i - 1]);
        assert_int_equal(cp_tag_find(cp_slice_of(tag_names[i])), i + 1);
    }
    for (size_t i = 0; i < sizeof attr_names / sizeof attr_names[0]; i++) {
        if (i && strcmp(attr_names[i - 1], attr_names[i]) >= 0)
            fail_msg("attrs.def: %s does not belong behind %s", attr_names[i],
                     attr_names[i - 1]);
        assert_int_equal(cp_attr_find(cp_slice_of(attr_names[i])), i + 1);
    }
}

static void
test_find(void **state)
{
    static const struct {
        struct cp_slice name;
        enum cp_tag tag;
    } cases[] = {
        { SLICE("div"), CP_TAG_DIV },
        { SLICE("DIV"), CP_TAG_DIV },
        { SLICE("BlockQuote"), CP_TAG_BLOCKQUOTE },
        { SLICE(""), CP_TAG_UNKNOWN },
        { SLICE("di"), CP_TAG_UNKNOWN },
        { SLICE("divs"), CP_TAG_UNKNOWN },
        { SLICE("h7"), CP_TAG_UNKNOWN },
        { SLICE("a\0"), CP_TAG_UNKNOWN },
        { SLICE("unknown"), CP_TAG_UNKNOWN },
        { SLICE("\xC3\xA9"), CP_TAG_UNKNOWN },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (cp_tag_find(cases[i].name) != cases[i].tag)
            fail_msg("\"%s\" is not \"%s\"", cases[i].name.p, cp_tag_name(cases[i].tag));
    assert_true(cp_tag_flags(CP_TAG_P) & CP_TAG_BLOCK);
    assert_int_equal(cp_tag_flags(CP_TAG_UNKNOWN), 0);
    assert_int_equal(cp_attr_find(CP_LIT("HREF")), CP_ATTR_HREF);
    assert_int_equal(cp_attr_find(CP_LIT("hre")), CP_ATTR_OTHER);
}

/* ---- parsing ---- */

struct fixture {
    struct cp_arena arena;
    struct cp_ctx cx;
    struct cp_page page;
};

static void
parse(struct fixture *f, struct cp_slice html)
{
    memset(f, 0, sizeof *f);
    f->cx.arena = &f->arena;
    assert_int_equal(cp_page_parse_html(&f->cx, &f->page, html), CLEANPAGE_OK);
}

/* The table as cpdump prints it, without the numbers of the nodes. */
static const struct {
    struct cp_slice html;
    const char *expected;
} trees[] = {
    { SLICE(""), "html @0|  head @0|  body @0|" },
    { SLICE("<!doctype html><title>A &amp; B</title><p class=\"x y\" HIDDEN>one<p>two"),
      "html @0|  head @0|    title @15|      \"A & B\" 5|  body @0|"
      "    p class=\"x y\" HIDDEN @39|      \"one\" 3|    p @64|      \"two\" 3|" },
    { SLICE("<a href='/?a=1&amp;b=2&copy=3'>x</a>"),
      "html @0|  head @0|  body @0|    a href=\"/?a=1&b=2&copy=3\" @0|      \"x\" 1|" },
    { SLICE("<p id=a id=b class=c>x"),
      "html @0|  head @0|  body @0|    p id=\"a\" class=\"c\" @0|      \"x\" 1|" },
    { SLICE("<body id=a><p>x<body id=b class=c><html lang=en>"),
      "html lang=\"en\" @0|  head @0|  body id=\"a\" class=\"c\" @0|    p @11|      \"x\" 1|" },
    { SLICE("<pre>\n  a\n</pre>"),
      "html @0|  head @0|  body @0|    pre @0|      \"  a\\n\" 4|" },
    { SLICE("<script>x</script><style>y</style><script type='application/ld+json'>{}</script>"),
      "html @0|  head @0|    script @0|    style @18|"
      "    script type=\"application/ld+json\" @34|      \"{}\" 2|  body @0|" },
    { SLICE("<body><script id=__NEXT_DATA__>{\"<p>\"}</script>"),
      "html @0|  head @0|  body @0|    script id=\"__NEXT_DATA__\" @6|      \"{\\\"<p>\\\"}\" 7|" },
    { SLICE("<textarea>\na</textarea><template><p>b</template><noscript><p>c</noscript>"),
      "html @0|  head @0|  body @0|    textarea @0|      \"a\" 1|    template @23|"
      "      p @33|        \"b\" 1|    noscript @48|      p @58|        \"c\" 1|" },
    { SLICE("a<!-- b -->c<My-Thing x>d</my-thing>"),
      "html @0|  head @0|  body @0|    \"ac\" 2|    My-Thing x @12|      \"d\" 1|" },
    { SLICE("<body>a<svg width=1><title>t</title></svg>b"),
      "html @0|  head @0|  body @0|    \"a\" 1|    svg width=\"1\" (foreign) @7|"
      "    \"b\" 1|" },
    { SLICE("<math><mi>x</mi></math>"),
      "html @0|  head @0|  body @0|    math (foreign) @0|      mi (foreign) @6|"
      "        \"x\" 1|" },
    { SLICE("<p>a\0b&#0;"),
      "html @0|  head @0|  body @0|    p @0|      \"ab\xEF\xBF\xBD\" 5|" },
    { SLICE("<image src=a>"),
      "html @0|  head @0|  body @0|    img src=\"a\" @0|" },
    { SLICE("<p>a<b class='x"),
      "html @0|  head @0|  body @0|    p @0|      \"a\" 1|" },
    { SLICE("<b>1<p>2</b>3"),
      "html @0|  head @0|  body @0|    b @0|      \"1\" 1|    p @4|      b @0|"
      "        \"2\" 1|      \"3\" 1|" },
};

/* Drops the numbers and the notes' columns: "12    p @3\n" becomes "p @3|". */
static void
strip_numbers(struct cp_buf *out, struct cp_slice dump)
{
    for (size_t i = 0; i < dump.n; i++) {
        if (i == 0 || dump.p[i - 1] == '\n')
            i += 6;
        cp_buf_putc(out, dump.p[i] == '\n' ? '|' : dump.p[i]);
    }
}

static void
test_trees(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++) {
        struct fixture f;
        struct cp_buf dump = { 0 }, got = { 0 };
        parse(&f, trees[i].html);
        cp_page_dump(&dump, &f.page);
        strip_numbers(&got, cp_buf_slice(&dump));
        if (strcmp(cp_buf_str(&got), trees[i].expected) != 0)
            fail_msg("case %zu:\n%s\nnot\n%s", i, cp_buf_str(&got), trees[i].expected);
        cp_buf_clear(&dump);
        cp_buf_clear(&got);
        cp_arena_clear(&f.arena);
    }
}

static void
test_structure(void **state)
{
    struct fixture f;
    uint32_t ul, li;

    (void)state;
    parse(&f, CP_LIT("<ul><li>a<b>b</b><li>c</ul><p>d"));
    ul = cp_page_find(&f.page, 0, CP_TAG_UL);
    li = cp_page_find(&f.page, ul, CP_TAG_LI);
    assert_int_equal(f.page.nodes[0].parent, CP_NO_NODE);
    assert_int_equal(f.page.nodes[0].end, f.page.n_nodes);
    assert_int_equal(f.page.nodes[li].parent, ul);
    assert_true(cp_node_is(&f.page, f.page.nodes[li].end, CP_TAG_LI));
    assert_true(cp_node_is(&f.page, f.page.nodes[ul].end, CP_TAG_P));
    assert_int_equal(f.page.nodes[li + 1].kind, CP_NODE_TEXT);
    assert_int_equal(f.page.nodes[li + 1].tag, CP_TAG_LI);
    assert_int_equal(f.page.nodes[li + 1].end, li + 2);
    assert_int_equal(cp_page_find(&f.page, ul, CP_TAG_TABLE), CP_NO_NODE);
    cp_arena_clear(&f.arena);
}

static void
test_attributes(void **state)
{
    struct fixture f;
    uint32_t p;

    (void)state;
    parse(&f, CP_LIT("<p title=a&lt;b hidden data-x=1 Class=''>x"));
    p = cp_page_find(&f.page, 0, CP_TAG_P);
    assert_true(cp_slice_eq(cp_node_attr(&f.page, p, CP_ATTR_TITLE), CP_LIT("a<b")));
    assert_true(cp_node_has_attr(&f.page, p, CP_ATTR_HIDDEN));
    assert_non_null(cp_node_attr(&f.page, p, CP_ATTR_CLASS).p);
    assert_int_equal(cp_node_attr(&f.page, p, CP_ATTR_CLASS).n, 0);
    assert_null(cp_node_attr(&f.page, p, CP_ATTR_ID).p);
    assert_false(cp_node_has_attr(&f.page, p + 1, CP_ATTR_TITLE));   /* a text */
    assert_int_equal(f.page.nodes[p].len, 4);
    assert_int_equal(f.page.nodes[p].u.attrs[2].id, CP_ATTR_OTHER);
    cp_arena_clear(&f.arena);
}

/* ---- raw text, on a page that is parsed filtered ---- */

static void
check_raw(enum cp_tag tag, const char *start, const char *unit, const char *unit_expected,
          const char *end)
{
    struct cp_buf html = { 0 }, expected = { 0 }, got = { 0 };
    struct fixture f;
    uint32_t i, n = 0;

    cp_buf_puts(&html, "<isindex>");
    cp_buf_puts(&html, start);
    for (n = 0; n < 300; n++) {
        cp_buf_puts(&html, unit);
        cp_buf_puts(&expected, unit_expected);
    }
    cp_buf_puts(&html, end);
    parse(&f, cp_buf_slice(&html));
    i = cp_page_find(&f.page, 0, tag);
    assert_int_not_equal(i, CP_NO_NODE);
    for (uint32_t k = i + 1; k < f.page.nodes[i].end; k++) {
        assert_int_equal(f.page.nodes[k].kind, CP_NODE_TEXT);
        cp_buf_put_slice(&got, (struct cp_slice){ f.page.nodes[k].u.text, f.page.nodes[k].len });
    }
    assert_string_equal(cp_buf_str(&got), cp_buf_str(&expected));
    assert_int_equal(cp_page_find(&f.page, 0, CP_TAG_B), CP_NO_NODE);
    cp_buf_clear(&html);
    cp_buf_clear(&expected);
    cp_buf_clear(&got);
    cp_arena_clear(&f.arena);
}

/* It keeps its meaning however many tags are in it, with an end and without. */
static void
test_raw_text_full_of_tags(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const char *end = i ? "" : "</script><p>x";

        check_raw(CP_TAG_SCRIPT, "<script id=__NEXT_DATA__>", "\"<b>\",", "\"\\u003cb>\",", end);
        check_raw(CP_TAG_SCRIPT, "<script type=text/json>", "\"<\",", "\"\\u003c\",", end);
        check_raw(CP_TAG_SCRIPT, "<script type='math/tex; mode=display'>", "a<b ", "a< b ", end);
        check_raw(CP_TAG_TEXTAREA, "<textarea>", "<b>&amp;</ b>", "<b>&</ b>",
                  i ? "" : "</textarea><p>x");
        check_raw(CP_TAG_TITLE, "<title>", "<b></p>", "<b></p>", i ? "" : "</title><p>x");
        check_raw(CP_TAG_XMP, "<xmp>", "a<b>&amp;", "a< b>&amp;", i ? "" : "</xmp><p>x");
        check_raw(CP_TAG_PLAINTEXT, "<plaintext>", "a<b c=d>&amp;<!--", "a< b c=d>&amp;< !--", "");
        check_raw(CP_TAG_IFRAME, "<iframe>", "<b>", "", i ? "" : "</iframe><p>x");
    }
}

/* What looks like raw text in svg, math and select is tags, which may lead out of them: what is
 * behind has to be seen as Gumbo sees it, or nothing bounds its depth. */
static void
test_raw_text_that_is_none(void **state)
{
    static const char *const ways[] = {
        "<math><style><div></style>",
        "<math><script><nobr></script>",
        "<math><title><div></title>",
        "<svg><title></svg></title>",
        "<svg><desc><title></svg></title>",
        "<math><mi><title></math></title>",
        "<select><style><input></style>",
        "<select><script><input></script>",
        "<select><title></select></title>",
        "<select><template><title></select></title>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct cp_buf html = { 0 };
        struct fixture f;
        uint32_t depth[20000] = { 0 }, deepest = 0;

        cp_buf_puts(&html, "<isindex>");
        cp_buf_puts(&html, ways[i]);
        for (int k = 0; k < 4000; k++)
            cp_buf_puts(&html, "<x/><div>");
        parse(&f, cp_buf_slice(&html));
        assert_true(f.page.n_nodes < sizeof depth / sizeof *depth);
        for (uint32_t k = 1; k < f.page.n_nodes; k++) {
            depth[k] = depth[f.page.nodes[k].parent] + 1;
            deepest = depth[k] > deepest ? depth[k] : deepest;
        }
        assert_true(deepest < CP_DEPTH_MAX + 10);
        cp_buf_clear(&html);
        cp_arena_clear(&f.arena);
    }
}

/* A template that begins with a col ignores what is no col, raw text's start tags too, and what is
 * behind its end tag is of the page. */
static void
test_raw_text_that_is_ignored(void **state)
{
    static const char *const pages[] = {
        "<template><col><style></template><p>x</p></style>",
        "<template><col><script></template><p>x</p></script>",
        "<template><col><title></template><p>x</p></title>",
        "<isindex><template><col><textarea></template><p>x</p></textarea>",
        "<isindex><template><col><plaintext></template><p>x</p>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct fixture f;

        parse(&f, cp_slice_of(pages[i]));
        if (cp_page_find(&f.page, 0, CP_TAG_P) == CP_NO_NODE)
            fail_msg("%s: no p", pages[i]);
        cp_arena_clear(&f.arena);
    }
}

/* A failing allocation is a status, whichever it is, and the arena is all that is held. */
static void
test_no_memory(void **state)
{
    struct cp_slice html = CP_LIT("<p class='a&amp;b'>x &amp; y<table><tr><td>z");
    cleanpage_status st = CLEANPAGE_NOMEM;

    (void)state;
    for (size_t budget = 16; st != CLEANPAGE_OK; budget += 16) {
        struct cp_arena arena;
        struct cp_ctx cx = { .arena = &arena };
        struct cp_page page = { 0 };
        assert_true(budget < 100000);
        cp_arena_init(&arena, budget);
        st = cp_page_parse_html(&cx, &page, html);
        assert_true(st == CLEANPAGE_OK || st == CLEANPAGE_NOMEM || st == CLEANPAGE_LIMIT);
        assert_true((st == CLEANPAGE_OK) == (page.nodes != NULL));
        assert_true(st == CLEANPAGE_OK || cx.message[0]);
        cp_arena_clear(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_sorted_and_found),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_structure),
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_raw_text_full_of_tags),
        cmocka_unit_test(test_raw_text_that_is_none),
        cmocka_unit_test(test_raw_text_that_is_ignored),
        cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
