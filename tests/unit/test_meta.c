/* Which title a page has, and the heading that shows it. */
#include "measured.h"

static const struct {
    const char *name, *html, *title;
    int block;    /* number of the block that shows it, or -1 */
} titles[] = {
    { "title without the site's name", "<title>Rain at last - The Paper</title><p>x</p>",
      "Rain at last", -1 },
    { "site first", "<title>Paper | Rain falls at last on the hills</title><p>x</p>",
      "Rain falls at last on the hills", -1 },
    { "site as og:site_name says",
      "<title>The Daily Weather Paper – Rain at last</title>"
      "<meta property=og:site_name content='The Daily Weather Paper'><p>x</p>",
      "Rain at last", -1 },
    { "a dash inside a word stays", "<title>Self-help books</title><p>x</p>",
      "Self-help books", -1 },
    { "og:title", "<title>x</title><meta property=og:title content='Rain at last'><p>x</p>",
      "Rain at last", -1 },
    { "the heading that matches",
      "<title>Rain at last | Paper</title><p>menu</p><h1>Rain, at last</h1><p>x</p>",
      "Rain, at last", 1 },
    { "not the site's own heading",
      "<title>Rain at last | Paper</title><h1>Paper</h1><h2>Rain at last</h2><p>x</p>",
      "Rain at last", 1 },
    { "no heading like it", "<title>Rain at last</title><h1>Quite another thing</h1><p>x</p>",
      "Rain at last", -1 },
    { "none at all", "<p>x</p>", "", -1 },
    { "white space folds", "<title>\n Rain \n at last</title><p>x</p>", "Rain at last", -1 },
};

static void
test_titles(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        struct measured m;

        measure(&m, titles[i].html, NULL);
        expect_slice(titles[i].name, m.meta.title, cp_slice_of(titles[i].title));
        expect_number(titles[i].name, m.meta.title_block, (uint32_t)titles[i].block);
        measured_clear(&m);
    }
}

static void
test_the_rest(void **state)
{
    struct measured m;

    (void)state;
    measure(&m,
            "<html lang=de><meta property=og:type content=article>"
            "<meta name=description content='Es  regnet.'><p>x</p>", NULL);
    expect_slice("language", m.meta.language, CP_LIT("de"));
    expect_slice("type", m.meta.og_type, CP_LIT("article"));
    expect_slice("description", m.meta.description, CP_LIT("Es regnet."));
    measured_clear(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_the_rest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
