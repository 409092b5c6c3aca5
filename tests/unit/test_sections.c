/* Runs of boilerplate that a heading opens: where they begin and end. */
#include "rulings.h"

#include "judge/sections.h"

static const char rules[] = "section \"related content\"\n"
                            "section \"about us\" tail\n"
                            "list date-words\n  may dec\nend\n";

#define P(text) "<p>" text "</p>"
#define CARD "<p>31 Dec 2021</p><p>The rain of the coming year is harder to tell, as it…</p>"

static const struct {
    const char *name, *html, *expected;
    float probability;
} cases[] = {
    { "a box between paragraphs", P(LONG_TEXT) P(LONG_TEXT) P(SHORT_TEXT)
      "<aside><h3>Related content</h3><ul><li><a href=a>Drought</a></ul></aside>" P(SHORT_TEXT),
      "+++--+", 0.5f },
    { "a heading in a wrapper of its own", P(LONG_TEXT) P(LONG_TEXT) P(SHORT_TEXT)
      "<div><div><h3>Related content</h3></div><ul><li>Drought</ul></div>" P(SHORT_TEXT),
      "+++--+", 0.5f },
    { "siblings at the end", P(LONG_TEXT) P(LONG_TEXT) "<h3>Related content</h3>" CARD,
      "++---", 0.5f },
    { "cards with headings of the same rank", P(LONG_TEXT) P(LONG_TEXT)
      "<h3>Related content</h3><h3><a href=a>Drought</a></h3>" CARD, "++----", 0.5f },
    { "siblings between paragraphs", P(LONG_TEXT) "<h3>Related content</h3>"
      "<p><a href=a>Drought</a></p>" P(LONG_TEXT) P(LONG_TEXT), "+--++", 0.5f },
    { "the article's next heading is given back", P(LONG_TEXT) P(LONG_TEXT)
      "<h3>Related content</h3><p><a href=a>Drought</a></p><h3>Boats</h3>" P(LONG_TEXT)
      P(LONG_TEXT), "++--+++", 0.5f },
    { "another heading of the box's own kind goes on", P(LONG_TEXT) P(LONG_TEXT)
      "<h3>Related content</h3><p>31 Dec 2021</p><h3>About us</h3><p>Since 1911.</p>",
      "++----", 0.5f },
    { "a heading beside it ends a box", "<div><h3>Related content</h3><p>Drought</p>"
      "<h3>Boats</h3>" P(LONG_TEXT) P(LONG_TEXT) "</div>", "--+++", 0.5f },
    { "not if the points are sure", P(LONG_TEXT) P(LONG_TEXT) "<h3>Related content</h3>" CARD,
      "+++++", 0.95f },
    { "the page itself stays", "<h3>Related content</h3>" P(LONG_TEXT) P(LONG_TEXT), "-++", 0.5f },
    { "not without an article", "<h3>Related content</h3><p>31 Dec 2021</p>", "++", 0.5f },
    { "not a link in a line", P(LONG_TEXT) P(LONG_TEXT) "<p><a href=a>Related content</a></p>"
      "<p>Drought</p>", "++++", 0.5f },
    { "not before the tail that the rule wants", "<h3>About us</h3>" P(LONG_TEXT) P(LONG_TEXT),
      "+++", 0.5f },
};

static void
test_html(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct measured m;

        measure(&m, cases[i].html, rules);
        expect_ruling(cases[i].name, &m, cp_judge_sections, cases[i].probability,
                      cases[i].expected);
    }
}

static const struct {
    const char *name, *text, *expected;
} texts[] = {
    { "a trailing section", LONG_TEXT "\n\n" LONG_TEXT "\n\nRelated content\n\nDrought\n\n"
      SHORT_TEXT, "++---" },
    { "a box between paragraphs", LONG_TEXT "\n\nRelated content\n\nDrought\n\n" LONG_TEXT "\n\n"
      LONG_TEXT, "+--++" },
    { "one long paragraph is the article's last", LONG_TEXT "\n\n" LONG_TEXT "\n\n" LONG_TEXT
      "\n\nRelated content\n\nDrought\n\n" LONG_TEXT, "+++--+" },
};

static void
test_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct measured m;

        measure_text(&m, texts[i].text, rules);
        expect_ruling(texts[i].name, &m, cp_judge_sections, 0.5f, texts[i].expected);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
