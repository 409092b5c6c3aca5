/* Facts about a page as a whole, and the kind they speak for. */
#include "measured.h"

#include <math.h>

#include "judge/judge.h"
#include "measure/facts.h"

#define PROSE "<p>It rained all night over the hills and the fields. Then the river rose.</p>"
#define PRICE "<div class=item>Hat, $5</div>"

static void
facts_of(const char *html, const char *rules, const char *url, float *facts)
{
    struct measured m;

    measure(&m, html, rules);
    cp_facts_measure(m.rules, &m.blocks, &m.meta, &m.features, cp_slice_of(url), facts);
    measured_clear(&m);
}

/* Each: a fact of the page, and its value. */
static const struct {
    const char *name, *rules, *html, *url;
    enum cp_fact fact;
    float value;
} cases[] = {
    { "every page", "", "<p>x", "", CP_FACT_BASE, 1 },
    { "a page of nothing", "", "", "", CP_FACT_BASE, 1 },
    { "og:type", "", "<meta property=og:type content=article><p>x", "", CP_FACT_OG_ARTICLE, 1 },
    { "another og:type", "", "<meta property=og:type content=article><p>x", "",
      CP_FACT_OG_PRODUCT, 0 },
    { "microdata", "list types-product\n product\nend\n",
      "<div itemscope itemtype='https://schema.org/Product'>x</div>", "", CP_FACT_TYPE_PRODUCT, 1 },
    { "JSON-LD", "list types-forum\n qapage\nend\n",
      "<script type='application/ld+json'>{\"@type\": \"QAPage\"}</script><p>x", "",
      CP_FACT_TYPE_FORUM, 1 },
    { "the second of several types", "list types-article\n newsarticle\nend\n",
      "<script type='application/ld+json'>{\"@type\" : [ \"WebPage\" , \"NewsArticle\"]}</script>"
      "<p>x", "", CP_FACT_TYPE_ARTICLE, 1 },
    { "the second object", "list types-article\n newsarticle\nend\n",
      "<script type='application/ld+json'>[{\"@type\":\"WebSite\"},{\"@type\":\"NewsArticle\"}]"
      "</script><p>x", "", CP_FACT_TYPE_ARTICLE, 1 },
    { "a script of another type", "list types-forum\n qapage\nend\n",
      "<script type='application/json'>{\"@type\": \"QAPage\"}</script><p>x", "",
      CP_FACT_TYPE_FORUM, 0 },
    { "a type that is cut off", "list types-forum\n qapage\nend\n",
      "<script type='application/ld+json'>{\"@type\": \"QAPage</script><p>x", "",
      CP_FACT_TYPE_FORUM, 0 },
    { "the generator", "list marks-forum\n boardware\nend\n",
      "<meta name=generator content='BoardWare 3.1'><p>x", "", CP_FACT_MARK_FORUM, 1 },
    { "a whole class", "list marks-product\n single-product\nend\n",
      "<body class='page single-product id-5'><p>x", "", CP_FACT_MARK_PRODUCT, 1 },
    { "a part of a class", "list marks-docs\n manual\nend\n",
      "<html class='x manual-v3'><p>x", "", CP_FACT_MARK_DOCS, 1 },
    { "no class of a box in it", "list marks-docs\n manual\nend\n", "<div class=manual>x</div>", "",
      CP_FACT_MARK_DOCS, 0 },
    { "the title", "list title-forum\n forum\nend\n", "<title>Rain - Forum</title><p>x", "",
      CP_FACT_TITLE_FORUM, 1 },
    { "the host", "list url-docs\n docs\nend\n", "<p>x", "https://docs.example.org/rain",
      CP_FACT_URL_DOCS, 1 },
    { "the path", "list url-docs\n docs\nend\n", "<p>x", "https://example.org/a/docs/rain",
      CP_FACT_URL_DOCS, 1 },
    { "not the query", "list url-docs\n docs\nend\n", "<p>x", "https://example.org/?q=docs",
      CP_FACT_URL_DOCS, 0 },
    { "a year", "", "<p>x", "https://example.org/2019/rain", CP_FACT_URL_DATE, 1 },
    { "a number that is none", "", "<p>x", "https://example.org/2519/rain", CP_FACT_URL_DATE, 0 },
    { "no path", "", "<p>x", "https://example.org/?a=/b", CP_FACT_URL_ROOT, 1 },
    { "a path", "", "<p>x", "https://example.org/b", CP_FACT_URL_ROOT, 0 },
    { "no address is not a page without a path", "", "<p>x", "", CP_FACT_URL_ROOT, 0 },
    { "three labels", "list says-forum\n reply\nend\n",
      "<p>Reply<p>Reply now<p>Please reply<p>No", "", CP_FACT_SAYS_FORUM, 0.25f },
    { "no label in prose", "list says-forum\n night\nend\n", PROSE, "", CP_FACT_SAYS_FORUM, 0 },
    { "code", "", "<pre>one two three</pre><p>four", "", CP_FACT_CODE, 0.75f },
    { "items", "", "<ul><li>one</ul><p>two", "", CP_FACT_ITEMS, 0.5f },
    { "headings", "", "<h2>One</h2><p>two", "", CP_FACT_HEADINGS, 0.5f },
    { "headings that are links", "",
      "<h2><a href=a>A</a></h2><h2><a href=b>B</a></h2><h2><a href=c>C</a></h2><h2>D</h2>", "",
      CP_FACT_LINKED_HEADINGS, 0.75f },
    { "too few of them", "", "<h2><a href=a>A</a></h2><h2>D</h2>", "", CP_FACT_LINKED_HEADINGS, 0 },
    { "seven prices", "", PRICE PRICE PRICE PRICE PRICE PRICE PRICE, "", CP_FACT_PRICES, 0.375f },
    { "seven rows", "", PRICE PRICE PRICE PRICE PRICE PRICE PRICE, "", CP_FACT_ROWS, 0.375f },
    { "of few words", "", PRICE PRICE PRICE PRICE PRICE PRICE PRICE, "", CP_FACT_ROWS_SHORT, 1 },
    { "comments", "list names-comment\n comments\nend\n",
      "<div>" PROSE PROSE PROSE "</div><div class=comments>" PROSE "</div>", "",
      CP_FACT_COMMENTS, 0.25f },
    { "a headline", "", "<title>Rain</title><h1>Rain</h1>" PROSE, "", CP_FACT_HEADLINE, 1 },
};

static void
test_facts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        float facts[CP_FACT_COUNT];

        facts_of(cases[i].html, cases[i].rules, cases[i].url, facts);
        if (fabsf(facts[cases[i].fact] - cases[i].value) > 1e-4f)
            fail_msg("%s: %s is %g, not %g", cases[i].name, cp_fact_name(cases[i].fact),
                     (double)facts[cases[i].fact], (double)cases[i].value);
    }
}

static cleanpage_kind
kind_of(const char *html, const char *rules)
{
    float facts[CP_FACT_COUNT];
    struct cp_weights *weights;
    cleanpage_kind kind;
    struct measured m;

    measure(&m, html, rules);
    assert_int_equal(cp_weights_new(&m.cx, m.rules, &weights), CLEANPAGE_OK);
    cp_facts_measure(m.rules, &m.blocks, &m.meta, &m.features, CP_LIT(""), facts);
    kind = cp_judge_kind(weights, facts).kind;
    cp_weights_free(weights);
    measured_clear(&m);
    return kind;
}

static void
test_kinds(void **state)
{
    static const char rules[] = "kind base article +1.00\n"
                                "kind code documentation +2.00 article -0.50\n";

    (void)state;
    assert_int_equal(kind_of(PROSE, rules), CLEANPAGE_KIND_ARTICLE);
    assert_int_equal(kind_of("<pre>a = b</pre>", rules), CLEANPAGE_KIND_DOCUMENTATION);
    assert_int_equal(kind_of(PROSE, "set smoothing 0\n"), CLEANPAGE_KIND_AUTO);
}

/* A later file's line for a fact is in place of an earlier one's. */
static void
test_later_file(void **state)
{
    const struct cp_kind_points *lines;
    struct measured m;

    (void)state;
    measure(&m, PROSE, "kind base article 1\nkind code forum 1\n");
    assert_int_equal(cp_ruleset_load_text(&m.cx, m.rules, "later.rules",
                                          CP_LIT("kind base product 2\n")), CLEANPAGE_OK);
    assert_int_equal(cp_ruleset_kinds(m.rules, &lines), 2);
    expect_slice("fact", lines[0].fact, CP_LIT("base"));
    expect_slice("kind", lines[0].kinds[0], CP_LIT("product"));
    assert_int_equal(lines[0].n, 1);
    assert_true(lines[0].points[0] == 2);
    measured_clear(&m);
}

static void
test_unknown_names(void **state)
{
    static const struct { const char *rules, *message; } wrong[] = {
        { "kind no-such article 1\n", "test.rules:1:1: unknown fact \"no-such\"" },
        { "kind base essay 1\n", "test.rules:1:1: unknown kind \"essay\"" },
        { "kind base unknown 1\n", "test.rules:1:1: unknown kind \"unknown\"" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct cp_weights *weights;
        struct measured m;

        measure(&m, "<p>x</p>", wrong[i].rules);
        assert_int_equal(cp_weights_new(&m.cx, m.rules, &weights), CLEANPAGE_RULE);
        assert_null(weights);
        assert_non_null(strstr(m.cx.message, wrong[i].message));
        measured_clear(&m);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts), cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_later_file), cmocka_unit_test(test_unknown_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
