/* Phrase verdicts: the guards that need the page, and what no phrase may drop. */
#include "rulings.h"

#include "judge/phrases.h"

static const char rules[] = "strip \"advertisement\"\n"
                            "strip \"share\"\n"
                            "strip \"more stories\" min-links 0.5\n"
                            "strip \"the end\" tail\n"
                            "strip \"the start\" head\n"
                            "strip \"paper only\" text\n"
                            "strip \"* two hundred people *\" max-words 60\n"
                            "strip \"* in the cellars of the old mill *\" max-words 60 certain\n"
                            "section \"related\"\n"
                            "list icon-words\n  share icon print\nend\n";

#define P(text) "<p>" text "</p>"

static const struct {
    const char *name, *html, *expected;
} cases[] = {
    { "a block", P(SHORT_TEXT) P("Advertisement") P("An advertisement is"), "-" "-" "+" },
    { "icons", P("share icon icon") P("shareiconprint") P("share this") P("icon"), "--++" },
    { "icons with counts", P("share 12 print 3") P("12 14"), "-+" },
    { "links", P("<a href=a>More stories</a>") P("More stories"), "-+" },
    { "tail", P("The end") P(LONG_TEXT) P("The end"), "+--" },
    { "head", P("The start") P("Rain fell.") P("On Monday") P("Again.") P("The start"), "-++++" },
    { "scraped text only", P("Paper only"), "+" },
    { "prose between paragraphs", P("x") P(SHORT_TEXT) P(SHORT_TEXT) P(SHORT_TEXT), "+---" },
    { "a word in a table is data", "<table><tr><td>Share</td><td>Price</td></table>", "++" },
    { "a linked word in a table is not", "<table><tr><td><a href=a>Share</a></table>", "-" },
    { "a label before a title", P("RELATED: The dam that nobody wanted") P("Boats: a history"),
      "-+" },
    { "a button", "<button>Yes</button><button>What did it cost?</button>", "-+" },
    { "a copyright line at the end", P("© is a sign") P(LONG_TEXT) P("© 2024 The Valley Times"),
      "+--" },
};

static void
test_guards(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct measured m;

        measure(&m, cases[i].html, rules);
        expect_ruling(cases[i].name, &m, cp_judge_phrases, 0.5f, cases[i].expected);
    }
}

/* A sentence between paragraphs of the article is spared by all rules but certain ones, and
 * a long one by those too. */
static void
test_running_prose(void **state)
{
    static const char spare[] = "strip \"the mayor *\" max-words 60\n";
    static const char certain[] = "strip \"the mayor *\" max-words 60 certain\n";
    static const char html[] = P(LONG_TEXT) P(SHORT_TEXT) P(LONG_TEXT);
    static const char brief[] =
        P(LONG_TEXT) P("The mayor asked all of them to come with boots again.") P(LONG_TEXT);
    struct measured m;

    (void)state;
    measure(&m, html, spare);
    expect_ruling("spared", &m, cp_judge_phrases, 0.5f, "+++");
    measure(&m, brief, spare);
    expect_ruling("brief", &m, cp_judge_phrases, 0.5f, "+++");
    measure(&m, brief, certain);
    expect_ruling("brief and certain", &m, cp_judge_phrases, 0.5f, "+-+");
    measure(&m, html, certain);
    expect_ruling("long and certain", &m, cp_judge_phrases, 0.5f, "+++");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guards),
        cmocka_unit_test(test_running_prose),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
