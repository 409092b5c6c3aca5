/* What a scraper leaves behind: titles said twice, menus, form fields, cards. */
#include "rulings.h"

#include "judge/headline.h"
#include "judge/scraped.h"

static const char rules[] = "list date-words\n  may dec ago hours\nend\n";

static const struct {
    const char *name, *text, *expected;
} cases[] = {
    { "clean text", "The flood of May\n\n" LONG_TEXT "\n\nBoats\n\n" SHORT_TEXT, "++++" },
    { "a fused breadcrumb", "HomeNewsThe flood of May\n\nThe flood of May\n\n" LONG_TEXT, "-++" },
    { "a title said again", "The flood of May\n\nTHE FLOOD OF MAY\n\n" LONG_TEXT, "+-+" },
    { "a menu before the title", "Home\nNews\nBoats\n\nThe flood of May came at night\n\n" LONG_TEXT,
      "---++" },
    { "a menu behind it", "The flood of May\n\nHome\n\nNews\n\nBoats\n\nMills\n\n" LONG_TEXT,
      "+----+" },
    { "three headings are no menu", "The flood of May\n\nHome\n\nNews\n\nBoats\n\n" LONG_TEXT,
      "+++++" },
    { "a date under the title", "The flood of May\n\n31 Dec 2021\n\n" LONG_TEXT, "+-+" },
    { "form fields", LONG_TEXT "\n\n[Search]\n\n( ) yes\n\n[sic] was his word\n\n(see below)",
      "+--++" },
    { "a card", LONG_TEXT "\n\nBRAZIL / 31 DEC 2021\n\nThe rain of next year is harder to tell, as it…",
      "+--" },
    { "a card with a title", LONG_TEXT "\n\n3 hours ago\n\nThe dam\n\n"
      "The rain of next year is harder to tell, as it…", "+---" },
    { "a paragraph that breaks off has no date", LONG_TEXT
      "\n\nHe said that the rain of next year would be harder, but…", "++" },
};

static void
test_layouts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct measured m;

        measure_text(&m, cases[i].text, rules);
        expect_ruling(cases[i].name, &m, cp_judge_scraped, 0.5f, cases[i].expected);
    }
}

static void
test_html_is_left_alone(void **state)
{
    struct measured m;

    (void)state;
    measure(&m, "<p>[Search]</p><p>31 Dec 2021</p><p>" LONG_TEXT "</p>", rules);
    expect_ruling("html", &m, cp_judge_scraped, 0.5f, "+++");
}

/* In HTML, too, the title may be said again above the article. */
static cleanpage_status
judge_headline(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cp_slice host,
               const struct cp_page *page, const struct cp_blocks *blocks,
               const struct cp_meta *meta, struct cp_verdicts *verdicts)
{
    (void)cx, (void)host, (void)page;
    cp_judge_headline(rs, blocks, meta, verdicts);
    return CLEANPAGE_OK;
}

static void
test_headline(void **state)
{
    struct measured m;

    (void)state;
    measure(&m, "<title>The flood of May</title><div><a href=a>Home</a> The flood of May</div>"
                "<div>The flood of May</div><div>A flood of May</div><p>" LONG_TEXT "</p>"
                "<div>The flood of May</div>", rules);
    expect_ruling("headline", &m, judge_headline, 0.5f, "--+++");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_html_is_left_alone),
        cmocka_unit_test(test_headline),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
