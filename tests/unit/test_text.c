/* Scraped text: its runs of lines as nodes, and which line is the title. */
#include "unit.h"

#include "page/page.h"

/* Elements as "name[texts]", lines of an element parted by "/". */
static void
dump(const struct cp_page *page, char *out, size_t size)
{
    size_t n = 0;

    for (uint32_t i = 1; i < page->n_nodes; i++) {
        const struct cp_node *node = &page->nodes[i];

        if (node->kind == CP_NODE_TEXT)
            n += (size_t)snprintf(out + n, size - n, "%.*s", (int)node->len, node->u.text);
        else if (node->tag == CP_TAG_BR)
            n += (size_t)snprintf(out + n, size - n, "/");
        else
            n += (size_t)snprintf(out + n, size - n, "%s[", cp_tag_name(node->tag));
        for (uint32_t up = node->parent; up && up != CP_NO_NODE && page->nodes[up].end == i + 1;
             up = page->nodes[up].parent)
            n += (size_t)snprintf(out + n, size - n, "]");
    }
}

#define TEXT "It rained all night over the valley, and by the morning the river had risen."

static const struct {
    const char *name, *text, *expected;
} cases[] = {
    { "paragraphs", TEXT "\n\n \n" TEXT "\n", "p[" TEXT "]p[" TEXT "]" },
    { "carriage returns and no newline at the end", TEXT "\r\n\r\n" TEXT,
      "p[" TEXT "]p[" TEXT "]" },
    { "lines of prose stay in one paragraph", TEXT "\n" TEXT "\n", "p[" TEXT "/" TEXT "]" },
    { "short lines are judged one by one", TEXT "\n\nOne street\nOne town\n",
      "p[" TEXT "]div[One street/One town]" },
    { "indents and columns are kept", TEXT "\n\nif (rain)\n    boat();\n",
      "p[" TEXT "]pre[if (rain)\n    boat();]" },
    { "columns", TEXT "\n\nname   rows\nmill   12\n", "p[" TEXT "]pre[name   rows\nmill   12]" },
    { "the indent of all lines is none", "   " TEXT "\n\n   " TEXT "\n",
      "p[" TEXT "]p[" TEXT "]" },
    { "quotes", TEXT "\n\n> so they say\n", "p[" TEXT "]pre[> so they say]" },
    { "quotes far from each other", TEXT "\n\n> so\n\n\n\n> say\n",
      "p[" TEXT "]pre[> so\n\n\n\n> say]" },
    { "a list item goes on after a blank line", TEXT "\n\n- one\n\n  and more of it\n",
      "p[" TEXT "]ul[li[onep[and more of it]]]" },
    { "lists", TEXT "\n\n- one\n  - inner\n- two\n\n7. seven\n8. eight\n",
      "p[" TEXT "]ul[li[oneul[li[inner]]]li[two]]ol[li[seven]li[eight]]" },
    { "bullets of terminal browsers", TEXT "\n\n  • one\n      □ inner\n  * two\n",
      "p[" TEXT "]ul[li[oneul[li[inner]]]li[two]]" },
    { "an item goes on under its text", TEXT "\n\n  • one\n    more\n  • two\n",
      "p[" TEXT "]ul[li[one/more]li[two]]" },
    { "a menu runs into a list", TEXT "\n\nHome\nNews\n• one\n",
      "p[" TEXT "]div[Home/News]ul[li[one]]" },
    { "what hangs under no item keeps its layout", TEXT "\n\n- name: mill\n     rows: 12\n",
      "p[" TEXT "]pre[- name: mill\n     rows: 12]" },
    { "a number left of the margin is a heading", "1. The mill\n\n   " TEXT "\n\n   " TEXT,
      "h1[1. The mill]p[" TEXT "]p[" TEXT "]" },
    { "the letter o is a word near the margin", TEXT "\n\no rio\n", "p[" TEXT "]div[o rio]" },
    { "a title", "The flood of May\n\n" TEXT "\n", "h1[The flood of May]p[" TEXT "]" },
    { "a sentence is no title", "It rained, they say.\n\n" TEXT "\n",
      "div[It rained, they say.]p[" TEXT "]" },
    { "one word is no title", "Rain\n\n" TEXT "\n", "div[Rain]p[" TEXT "]" },
    { "a title under its fused breadcrumb", "HomeNewsThe flood of May\n\nThe flood of May\n\n" TEXT,
      "div[HomeNewsThe flood of May]h1[The flood of May]p[" TEXT "]" },
    { "a title said twice among lines", "Skip to text\nThe flood of May\nThe flood of May\nBy Ann\n\n"
      TEXT, "div[Skip to text]div[The flood of May]h1[The flood of May]div[By Ann]p[" TEXT "]" },
    { "a title behind a menu", "Home\n\nNews\n\nContact us\n\nThe flood of May came at night\n\n" TEXT,
      "div[Home]div[News]div[Contact us]h1[The flood of May came at night]p[" TEXT "]" },
    { "a menu on one line", "Home | News | Contact\n\nThe flood of May came at night\n\n" TEXT,
      "div[Home | News | Contact]h1[The flood of May came at night]p[" TEXT "]" },
    { "a heading under the title is none",
      "The flood\n\nWhat came down the river\n\n" TEXT,
      "h1[The flood]div[What came down the river]p[" TEXT "]" },
    { "link marks", "[1]Home\n\n" TEXT " [2]Boats are\n[3]rare.\n\nReferences\n\n"
      "   1. https://a.example/\n   2. https://a.example/b\n   3. mailto:a@a.example\n",
      "div[Home]p[" TEXT " Boats are/rare.]" },
    { "marks of empty links", TEXT "\n\n* [1]\n* [2]one\n\n[3]\n\nReferences\n\n1. a:b\n",
      "p[" TEXT "]ul[li[]li[one]]" },
    { "notes are no link marks", TEXT "[1][2]\n", "p[" TEXT "[1][2]]" },
    { "links with underscores", "Terms,_Prices\n\nMills:_Old\n\nBoats,_Rafts\n\n" TEXT,
      "h1[Terms, Prices]div[Mills: Old]div[Boats, Rafts]p[" TEXT "]" },
    { "names of programs keep theirs", TEXT "\n\nread_all, read_line\n",
      "p[" TEXT "]div[read_all, read_line]" },
    { "nothing", "", "" },
    { "blank lines alone", "\n \n\t\n", "" },
};

static void
test_nodes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cp_arena arena = { 0 };
        struct cp_ctx cx = { .arena = &arena };
        struct cp_page page;
        char got[1000] = "";

        cp_arena_init(&arena, 0);
        assert_int_equal(cp_page_parse_text(&cx, &page, cp_slice_of(cases[i].text)),
                         CLEANPAGE_OK);
        assert_true(page.plain_text);
        dump(&page, got, sizeof got);
        expect_slice(cases[i].name, cp_slice_of(got), cp_slice_of(cases[i].expected));
        cp_arena_clear(&arena);
    }
}

/* A paragraph on each line and no blank line at all: what innerText leaves of many pages. */
static void
test_paragraph_on_each_line(void **state)
{
    static const char text[] = TEXT TEXT "\n" TEXT TEXT "\nShort\n";
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_page page;
    char got[1000] = "";

    (void)state;
    cp_arena_init(&arena, 0);
    assert_int_equal(cp_page_parse_text(&cx, &page, cp_slice_of(text)), CLEANPAGE_OK);
    dump(&page, got, sizeof got);
    assert_string_equal(got, "p[" TEXT TEXT "]p[" TEXT TEXT "]div[Short]");
    cp_arena_clear(&arena);
}

/* Cut at 60 columns, but for the verse, whose lines end where it wants. */
static const char wrapped[] =
    "It rained all night over the valley, and by the morning the\n"
    "river had risen by two metres and stood in the cellars of\n"
    "the old mill, where the millers had piled the sacks upon\n"
    "tables.\n"
    "\n"
    "Rain, rain, go away,\n"
    "come again another day.\n"
    "\n"
    "  * The mayor called for volunteers, and some two hundred\n"
    "    people came.\n"
    "  * None went home.\n";

static void
test_wrapped(void **state)
{
    static const char expected[] =
        "p[It rained all night over the valley, and by the morning the\n"
        "river had risen by two metres and stood in the cellars of\n"
        "the old mill, where the millers had piled the sacks upon\n"
        "tables.]div[Rain, rain, go away,/come again another day.]"
        "ul[li[The mayor called for volunteers, and some two hundred\n"
        "    people came.]li[None went home.]]";
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_page page;
    char got[1000] = "";

    (void)state;
    cp_arena_init(&arena, 0);
    assert_int_equal(cp_page_parse_text(&cx, &page, cp_slice_of(wrapped)), CLEANPAGE_OK);
    dump(&page, got, sizeof got);
    assert_string_equal(got, expected);
    cp_arena_clear(&arena);
}

/* Items inside items, more than there is room for: as many nodes, no deeper. */
static void
test_deep_lists(void **state)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_page page;
    char text[8192];
    size_t n = 0;

    (void)state;
    for (int i = 0; i < 60; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%*s- item\n", 2 * i, "");
    cp_arena_init(&arena, 0);
    assert_int_equal(cp_page_parse_text(&cx, &page, (struct cp_slice){ text, n }),
                     CLEANPAGE_OK);
    assert_int_equal(page.n_nodes, 1 + 16 + 60 + 60);    /* body, lists, items, texts */
    assert_int_equal(page.nodes[0].end, page.n_nodes);
    cp_arena_clear(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nodes),
        cmocka_unit_test(test_paragraph_on_each_line),
        cmocka_unit_test(test_wrapped),
        cmocka_unit_test(test_deep_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
