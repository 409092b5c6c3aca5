/* Selectors against small pages: which elements are marked. */
#include "unit.h"

#include "base/buf.h"
#include "rules/rules.h"

/* An element shows up in the expectations by its attribute n; "-" is one without. */
static const struct {
    const char *name, *selector, *html, *expected;
} cases[] = {
    { "tag", "p", "<p n=1>a<div n=2><p n=3>b</div>", "1 3" },
    { "tag of another case", "ASIDE", "<aside n=1>a</aside>", "1" },
    { "custom element", "x-box", "<x-box n=1>a</x-box><X-BOX n=2>b</X-BOX><x-boxes n=3>",
      "1 2" },
    { "every element", "* b", "<p n=1><b n=2>a</b></p>", "2" },
    { "class", ".ad",
      "<p class=ad n=1><p class='x ad' n=2><p class=ads n=3><p class='x-ad' n=4>",
      "1 2" },
    { "class of another case", ".Ad-Box", "<p class=aD-bOX n=1>", "1" },
    { "class between odd spaces", ".b", "<p class='\ta\n b\n' n=1>", "1" },
    { "class _ is not DEL", ".a_b", "<p class='a_b' n=1><p class='a\x7f" "b' n=2>", "1" },
    { "two classes", ".a.b", "<p class='b a' n=1><p class=a n=2>", "1" },
    { "class prefix", ".share-*",
      "<p class=share-bar n=1><p class='a SHARE-' n=2><p class=share n=3>"
      "<p class=re-share-x n=4>", "1 2" },
    { "id", "#top", "<p id=top n=1><p id=TOP n=2><p id=topx n=3><p class=top n=4>", "1 2" },
    { "id and tag", "div#a", "<p id=a n=1></p><div id=a n=2>", "2" },
    { "attribute there", "[hidden]", "<p hidden n=1><p n=2>", "1" },
    { "attribute we have no number for", "[data-ad]", "<p data-ad n=1><p data-x n=2 DATA-AD=1>",
      "1 2" },
    { "attribute =", "[role=navigation]", "<p role=navigation n=1><p role='navigation x' n=2>",
      "1" },
    { "attribute = of another case", "[role='Main']", "<p role=main n=1>", "1" },
    { "attribute = nothing", "[alt='']", "<img alt='' n=1><img alt n=2><img alt=a n=3>",
      "1 2" },
    { "attribute ~=", "[rel~=author]", "<a rel='me author' n=1><a rel=coauthor n=2>", "1" },
    { "attribute ^=", "[id^=\"ad \"]", "<p id='ad x' n=1><p id=adx n=2>", "1" },
    { "attribute $=", "a[href$='.pdf']", "<a href=x.pdf n=1><a href=pdf n=2><a n=3>", "1" },
    { "attribute *=", "[class*=foo]", "<p class=afoob n=1><p class=f n=2>", "1" },
    { "attribute, spaces", "[ role = main ]", "<p role=main n=1>", "1" },
    { "descendant", ".a p", "<div class=a n=1><div><p n=2>x</div><p n=3></div><p n=4>", "2 3" },
    { "child", ".a > p", "<div class=a><div><p n=1>x</div><p n=2></div>", "2" },
    { "child without spaces", ".a>p", "<div class=a><p n=1></div>", "1" },
    { "next", "h2 + p", "<h2>a</h2>text<p n=1>b<p n=2>c<div></div><p n=3>", "1" },
    { "later", "h2 ~ p", "<p n=1><h2>a</h2><div></div><p n=2>b<p n=3>c", "2 3" },
    { "descendant tries on", ".a > .b .c",
      "<div class=a><div class=b><div class=b><p class=c n=1></div></div></div>", "1" },
    { "child mended by another ancestor", "nav > ul li",
      "<nav><ul><li><div><ul><li n=1></ul></div></ul></nav>", "- 1" },
    { "sibling mended by another sibling", ".x + .y ~ p",
      "<i class=x></i><i class=y></i><i class=y></i><p n=1>", "1" },
    { "sibling mended by another ancestor", ".x ~ div p",
      "<i class=x></i><div><div><p n=1></div></div>", "1" },
    { "no ancestor mends", ".z .y + p", "<i class=y></i><p n=1>", "" },
    { "comma list", "h1, .a ,#b", "<h1 n=1>a</h1><p class=a n=2><p id=b n=3><p n=4>", "1 2 3" },
    { "not", "p:not(.a)", "<p class=a n=1><p n=2>", "2" },
    { "not with an attribute", "p:not([hidden])", "<p hidden n=1><p n=2>", "2" },
    { "first child", "li:first-child", "<ul> <li n=1>a<li n=2>b</ul>", "1" },
    { "last child", "li:last-child", "<ul><li n=1>a<li n=2>b</ul>", "2" },
    { "only child", "li:first-child:last-child", "<ul><li n=1></ul><ul><li n=2><li n=3></ul>",
      "1" },
    { "not the first child", "li:not(:first-child)", "<ul><li n=1><li n=2><li n=3></ul>",
      "2 3" },
    { "has", "div:has(.x)", "<div n=1><p><b class=x></b></p></div><div n=2 class=x></div>",
      "1" },
    { "has of an attribute", "div:has([rel=author])", "<div n=1><a rel=author></a></div>",
      "1" },
    { "has heading", "section:has-heading(\"Related (articles|posts)\")",
      "<section n=1><div><h3> related\n<b>Posts</b>:</h3></div></section>"
      "<section n=2><h3>Related work</h3></section><section n=3><p>Related posts</section>",
      "1" },
    { "has heading with a break", "div:has-heading(\"see also\")",
      "<div n=1><h2>See<br>also</h2></div>", "1" },
    { "has heading, not its own", "h2:has-heading(\"a\")", "<h2 n=1>a</h2>", "" },
    { "inside svg", "title", "<svg><title n=1>a</title></svg>", "" },
    { "template content", ".a", "<template><p class=a n=1></p></template>", "1" },
    { "nothing", ".none", "<p n=1>", "" },
};

/* The n of each marked element, in order. */
static struct cp_slice
list_marked(const struct cp_page *page, const struct cp_mark *marks, char *out, size_t size)
{
    size_t n = 0;

    for (uint32_t i = 0; i < page->n_nodes; i++) {
        const struct cp_node *node = &page->nodes[i];
        struct cp_slice label = CP_LIT("-");
        if (!marks[i].place)
            continue;
        for (uint32_t k = 0; k < node->len; k++)
            if (cp_slice_eq(node->u.attrs[k].name, CP_LIT("n")))
                label = node->u.attrs[k].value;
        n += (size_t)snprintf(out + n, size - n, "%s%.*s", n ? " " : "", (int)label.n, label.p);
    }
    return (struct cp_slice){ out, n };
}

static void
test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cp_arena arena;
        struct cp_ctx cx = { .arena = &arena };
        struct cp_ruleset *rs = cp_ruleset_new();
        struct cp_page page = { 0 };
        struct cp_mark *marks;
        char rule[256], got[128];
        size_t n = (size_t)snprintf(rule, sizeof rule, "strip %s\n", cases[i].selector);
        cp_arena_init(&arena, 0);
        if (cp_ruleset_load_text(&cx, rs, "f", (struct cp_slice){ rule, n }))
            fail_msg("%s: %s", cases[i].name, cx.message);
        assert_int_equal(cp_page_parse_html(&cx, &page, cp_slice_of(cases[i].html)), 0);
        assert_int_equal(cp_ruleset_mark(&cx, rs, CP_LIT(""), &page, &marks), 0);
        expect_slice(cases[i].name, list_marked(&page, marks, got, sizeof got),
                     cp_slice_of(cases[i].expected));
        cp_ruleset_free(rs);
        cp_arena_clear(&arena);
    }
}

/* Deep and wide pages under rules that look far: bounded, and the page is told so. */
static void
test_steps_are_bounded(void **state)
{
    struct cp_arena arena;
    struct cp_ctx cx = { .arena = &arena };
    struct cp_ruleset *rs = cp_ruleset_new();
    struct cp_buf rules = { 0 }, html = { 0 };
    struct cp_page page = { 0 };
    struct cp_mark *marks;

    (void)state;
    cp_arena_init(&arena, 0);
    for (int i = 0; i < 40; i++)
        cp_buf_puts(&rules, "strip .x > i b\n");
    assert_int_equal(cp_ruleset_load_text(&cx, rs, "f", cp_buf_slice(&rules)), 0);
    /* Without any i before them, or an x around them, no b would be looked at. */
    cp_buf_puts(&html, "<i></i><div class=x>");
    for (int i = 0; i < 300; i++)
        cp_buf_puts(&html, "<div>");
    for (int i = 0; i < 3000; i++)
        cp_buf_puts(&html, "<b></b>");
    assert_int_equal(cp_page_parse_html(&cx, &page, cp_buf_slice(&html)), 0);
    cx.notes = cx.last_note = NULL;
    assert_int_equal(cp_ruleset_mark(&cx, rs, CP_LIT(""), &page, &marks), 0);
    assert_non_null(cx.notes);
    assert_string_equal(cx.notes->id, "selector-limit");
    cp_buf_clear(&rules);
    cp_buf_clear(&html);
    cp_ruleset_free(rs);
    cp_arena_clear(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_steps_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
