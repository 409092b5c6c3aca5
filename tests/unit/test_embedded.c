/* Which text is taken from what a page brings along for its scripts. */
#include "measured.h"

#include "measure/embedded.h"
#include "measure/json.h"

#define LD(json) "<script type=application/ld+json>" json "</script>"
#define STATE(json) "<script id=__NEXT_DATA__ type=application/json>" json "</script>"
#define P1 "It rained all night, and in the morning the river stood in the streets."
#define P2 "Those who could went up the hill, and those who could not waited on their roofs."
#define P3 "The boats came before noon, and by the evening nobody was missing in the town."
#define P4 "In the week that followed the school was a kitchen, and the church a store of beds."

#define LABELS "red green blue small medium large wool cotton linen left right top bottom " \
               "width height depth weight price size colour brand order return stock delivery gift "

static const char rules[] = "set embedded-words 8\n"
                            "list embedded-types\n  article newsarticle product\nend\n"
                            "list embedded-posts\n"
                            "  answer discussionforumposting comment\nend\n"
                            "list embedded-other-keys\n  translations\nend\n";

static const struct {
    const char *name, *html;
    const char *source;         /* NULL: nothing is taken */
    const char *expected;       /* HTML */
    const char *headline;
} cases[] = {
    { "an article",
      LD("{\"@type\":\"NewsArticle\",\"headline\":\"Rain\",\"description\":\"x\","
         "\"articleBody\":\"" P1 "\"}"),
      "JSON-LD articleBody", "<div><p>" P1 "</div>\n", "Rain" },
    { "in a graph, in lists, with a URL as its type",
      LD("{\"@graph\":[{\"@type\":\"WebSite\",\"description\":\"" P2 "\"},"
         "[{\"mainEntity\":{\"@type\":[\"Thing\",\"http://schema.org/Article\"],"
         "\"articleBody\":[\"" P1 "\",\"" P2 "\"]}}]]}"),
      "JSON-LD articleBody", "<div><p>" P1 "</div>\n<div><p>" P2 "</div>\n", "" },
    { "the article's comments stay outside",
      LD("{\"@type\":\"Article\",\"articleBody\":\"" P1 "\","
         "\"comment\":[{\"@type\":\"Comment\",\"text\":\"" P2 "\"}]}"),
      "JSON-LD articleBody", "<div><p>" P1 "</div>\n", "" },
    { "a thread with its answers",
      LD("{\"@type\":\"DiscussionForumPosting\",\"text\":\"" P1 "\","
         "\"comment\":[{\"@type\":\"Comment\",\"text\":\"" P2 "\"}]}"),
      "JSON-LD text", "<div><p>" P1 "</div>\n<div><p>" P2 "</div>\n", "" },
    { "a product and its reviews",
      LD("{\"@type\":\"Product\",\"description\":\"" P1 "\","
         "\"review\":{\"@type\":\"Review\",\"reviewBody\":\"" P2 "\"}}"),
      "JSON-LD description", "<div><p>" P1 "</div>\n<div><p>" P2 "</div>\n", "" },
    { "lines are paragraphs",
      LD("{\"@type\":\"Article\",\"articleBody\":\"" P1 "\\n\\n" P2 "\"}"),
      "JSON-LD articleBody", "<div><p>" P1 "<p><p>" P2 "</div>\n", "" },
    { "HTML stays HTML",
      LD("{\"@type\":\"Article\",\"articleBody\":\"<p>" P1 "\\n</p>\"}"),
      "JSON-LD articleBody", "<div><p><p>" P1 "\n</p></div>\n", "" },
    { "escaped HTML is HTML",
      LD("{\"@type\":\"Article\",\"articleBody\":\"&lt;p&gt;" P1 "&lt;/p&gt;\"}"),
      "JSON-LD articleBody", "<div><p><p>" P1 "</p></div>\n", "" },
    { "the same twice is taken once",
      LD("{\"@type\":\"Article\",\"articleBody\":\"" P1 "\"}")
      LD("{\"@type\":\"Article\",\"articleBody\":\" " P1 " \"}"),
      "JSON-LD articleBody", "<div><p>" P1 "</div>\n", "" },
    { "a site's description is no text",
      LD("{\"@type\":\"WebSite\",\"description\":\"" P1 "\"}"), NULL, "", "" },
    { "a slogan is no text",
      LD("{\"@type\":\"Product\",\"description\":\"Smarter and better\"}"), NULL, "", "" },
    { "where the prose of a state lies together",
      STATE("{\"props\":{\"login\":\"" P4 "\",\"post\":{\"id\":7,"
            "\"css\":\"a { b: c; } d { e: f; }\",\"body\":[{\"t\":\"" P1 "\"},{\"t\":\"" P2 "\"},{\"t\":\"" P3 "\"},{\"t\":\"" P4
            " Again.\"}]}}}"),
      "the state of its application",
      "<div><p>" P1 "</div>\n<div><p>" P2 "</div>\n<div><p>" P3 "</div>\n<div><p>" P4
      " Again.</div>\n", "" },
    { "a state that a script assigns",
      "<script>let a = [1];\nwindow.__INITIAL_STATE__ = {post:{\"body\":[\"" P1 "\",\"" P2 "\",\""
      P3 "\",\"" P4 "\"]}};(function () { return \"</p>\"; })();</script>",
      "the state of its application",
      "<div><p>" P1 "</div>\n<div><p>" P2 "</div>\n<div><p>" P3 "</div>\n<div><p>" P4
      "</div>\n", "" },
    { "translations are no text",
      STATE("{\"translations\":[\"" P1 "\",\"" P2 "\",\"" P3 "\",\"" P4 "\"]}"), NULL, "", "" },
    { "prose that is scattered among labels",
      STATE("{\"a\":\"" P1 "\",\"b\":\"" P2 "\",\"c\":\"" P3 "\",\"d\":\"" P4 "\",\"e\":\""
            LABELS LABELS LABELS LABELS LABELS LABELS LABELS LABELS "\"}"), NULL, "", "" },
    { "a state with little prose", STATE("{\"a\":\"" P1 "\"}"), NULL, "", "" },
    { "the description of an article",
      "<meta property=og:type content=article><meta property=og:description content='" P1 "'>",
      "the description in its head", "<div><p>" P1 "</div>\n", "" },
    { "of a kind of product",
      "<meta property=og:type content=product.item><meta name=description content='" P1 "'>",
      "the description in its head", "<div><p>" P1 "</div>\n", "" },
    { "but not of a site",
      "<meta property=og:type content=website><meta property=og:description content='" P1 "'>",
      NULL, "", "" },
    { "a script that is no data", "<script>{\"articleBody\":\"" P1 "\"}</script>",
      NULL, "", "" },
};

static bool
has_jansson(void)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_json json;
    bool has = cp_json_parse(&cx, CP_LIT("[\"a\"]"), &json) == CLEANPAGE_OK && json.n;

    cp_arena_clear(&arena);
    return has;
}

static void
test_sources(void **state)
{
    (void)state;
    if (!has_jansson())
        return;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cp_embedded found;
        struct measured m;

        measure(&m, cases[i].html, rules);
        assert_int_equal(cp_embedded_find(&m.cx, m.rules, &m.page, &m.meta, &found),
                         CLEANPAGE_OK);
        expect_slice(cases[i].name, cp_slice_of(found.source), cp_slice_of(cases[i].source));
        expect_slice(cases[i].name, found.html, cp_slice_of(cases[i].expected));
        expect_slice(cases[i].name, found.headline, cp_slice_of(cases[i].headline));
        measured_clear(&m);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sources),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
