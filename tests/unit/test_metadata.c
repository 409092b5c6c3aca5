/* What is found of a page's metadata, where, and what is not believed. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "unit.h"

#include "measure/measure.h"
#include "meta/metadata.h"
#include "page/page.h"
#include "rules/rules.h"

/* 2026-03-10, noon, UTC. */
#define NOW 1773144000
#define URL "https://paper.example/news/rain-at-last"
#define LD(json) "<script type='application/ld+json'>" json "</script>"
#define H1 "<h1>Rain at last falls</h1>"
#define P \
    "<p>It rained all night, and in the morning the river had come up to the old bridge.</p>"

static const struct metadata_case {
    const char *name, *html, *field, *values, *source;   /* values parted by "; " */
    const char *url;                                     /* NULL: URL */
} cases[] = {
    /* authors */
    { "JSON-LD, a person", LD("{\"@type\":\"Article\",\"author\":{\"name\":\"Ann Lee\"}}"),
      "author", "Ann Lee", "json-ld", NULL },
    { "JSON-LD, a reference in a graph",
      LD("{\"@graph\":[{\"@type\":\"Article\",\"author\":{\"@id\":\"#a\"}},"
         "{\"@type\":\"Person\",\"@id\":\"#a\",\"name\":\"Ann Lee\"}]}"),
      "author", "Ann Lee", "json-ld", NULL },
    { "JSON-LD, two of them", LD("{\"@type\":\"NewsArticle\",\"author\":[\"Ann Lee\","
                                 "{\"@type\":\"Person\",\"name\":\"Joe Doe\"}]}"),
      "author", "Ann Lee; Joe Doe", "json-ld", NULL },
    { "JSON-LD, broken", LD("{\"@type\":\"Article\",\n\"author\":{\"name\":\"Ann Lee\",},}"),
      "author", "Ann Lee", "json-ld", NULL },
    { "not of a related article",
      LD("{\"@type\":\"ItemList\",\"itemListElement\":[{\"@type\":\"Article\","
         "\"author\":\"Joe Doe\"}]}"), "author", "", "", NULL },
    { "not of a question in a list of them",
      LD("{\"@type\":\"FAQPage\",\"mainEntity\":[{\"@type\":\"Question\","
         "\"author\":\"Joe Doe\"}]}"), "author", "", "", NULL },
    { "of several articles, the one with the page's title",
      "<title>Rain at last</title>"
      LD("[{\"@type\":\"Article\",\"headline\":\"Snow\",\"author\":"
      "\"Joe Doe\"},{\"@type\":\"Article\",\"headline\":\"Rain at last\",\"author\":\"Ann Lee\"}]"),
      "author", "Ann Lee", "json-ld", NULL },
    { "an organisation only if there is nobody else",
      LD("{\"@type\":\"Article\",\"author\":{\"@type\":\"Organization\",\"name\":\"The Desk\"}}")
      "<meta name=author content='Ann Lee'>", "author", "Ann Lee", "meta", NULL },
    { "an organisation", LD("{\"@type\":\"Article\",\"author\":{\"@type\":\"Organization\","
                            "\"name\":\"Weather Desk\"}}"),
      "author", "Weather Desk", "json-ld", NULL },
    { "split",
      "<meta name=author content='Ann Lee, Joe Doe and Max Moe; Eve Poe &amp; Al Roe'>",
      "author", "Ann Lee; Joe Doe; Max Moe; Eve Poe; Al Roe", "meta", NULL },
    { "the last name first", "<meta name=citation_author content='Lee, Ann'>"
      "<meta name=citation_author content='Doe, Joe'>", "author", "Lee, Ann; Doe, Joe",
      "highwire",
      NULL },
    { "two surnames stay one name", "<meta name=author content='José Ortega y Gasset'>",
      "author",
      "José Ortega y Gasset", "meta", NULL },
    { "roles and degrees go", "<meta name=author content='By Ann Lee, PhD, Senior Editor'>",
      "author", "Ann Lee", "meta", NULL },
    { "addresses and nobodies go", "<meta name=author content='admin'>"
      "<meta property=article:author content='https://facebook.example/ann'>"
      "<meta name=dc.creator content='Ann Lee'>", "author", "Ann Lee", "dublin-core", NULL },
    { "the site's name only if there is nothing else",
      "<meta property=og:site_name content='The Paper'><meta name=author content='The Paper'>" H1
      "<p class=byline>By Ann Lee</p>" P, "author", "Ann Lee", "byline", NULL },
    { "a byline with a role and a date",
      H1 "<div class=byline>By <b>Ann Lee</b><div>Climate editor"
      "</div><div>May 5, 2024</div></div>" P, "author", "Ann Lee", "byline", NULL },
    { "a line without any class", H1 "<p>Von Anna Lehmann</p>" P, "author", "Anna Lehmann",
      "byline", NULL },
    { "a label and a name", H1 "<div>Written by</div><div>Ann Lee</div>" P, "author", "Ann Lee",
      "byline", NULL },
    { "a Chinese line", H1 "<p>作者：张三</p>" P, "author", "张三", "byline", NULL },
    { "a camel's class", H1 "<div class=x_authorName__a1>Ann Lee</div>" P, "author", "Ann Lee",
      "byline", NULL },
    { "what says it twice", H1 "<div class=author>Ann LeeAnn Lee</div>" P, "author", "Ann Lee",
      "byline", NULL },
    { "the title is no byline", "<title>Rain at last falls</title>" H1
      "<div class=byline>Rain at last falls</div>" P, "author", "", "", NULL },
    { "nor is the day of the week", H1 "<div class=byline>Jueves</div>" P, "author", "", "", NULL },
    { "nor who took the pictures", H1 "<div class=byline>Photos: Joe Doe</div>" P, "author", "",
      "", NULL },
    { "nor where the site is",
      "<meta name=author content='paper.example, Frankfurt, Germany'>" H1 P, "author", "", "",
      NULL },
    { "a site of two names", "<meta property=og:site_name content='Jobs &amp; Hire'>"
      "<meta name=author content='Jobs &amp; Hire'>" H1 "<p class=byline>By Ann Lee</p>" P,
      "author", "Ann Lee", "byline", NULL },
    { "a link to an author", H1 "<a href=/authors/ann-lee>Ann Lee</a>" P, "author", "Ann Lee",
      "byline", NULL },
    { "rel", H1 "<a rel=author href=/x>Ann Lee</a>" P, "author", "Ann Lee", "rel-author",
      NULL },
    { "a sentence is no name", H1 "<p>By then it had rained for days</p>" P, "author", "", "",
      NULL },
    { "a menu is no label", "<nav><li>About</li><li>Contact</li></nav>" H1 P, "author", "", "",
      NULL },
    { "microdata", "<div itemscope itemtype=https://schema.org/Article>" H1
      "<span itemprop=author itemscope><b itemprop=name>Ann Lee</b>, editor</span></div>" P,
      "author", "Ann Lee", "microdata", NULL },
    { "not of a comment", H1 P "<div itemscope itemtype=https://schema.org/Comment>"
      "<span itemprop=author>Joe Doe</span></div>", "author", "", "", NULL },
    /* dates */
    { "JSON-LD date",
      LD("{\"@type\":\"Article\",\"datePublished\":\"2024-05-17T08:30:00+02:00\"}"),
      "published", "2024-05-17T08:30:00+02:00", "json-ld", NULL },
    { "published and modified", "<meta property=article:published_time content=2024-05-17>"
      "<meta property=article:modified_time content=2024-06-18>", "modified", "2024-06-18",
      "article", NULL },
    { "a modified date is not published", H1 "<p>Last updated: May 17, 2024</p>" P, "published",
      "", "", NULL },
    { "but modified", H1 "<p>Last updated: May 17, 2024</p>" P, "modified", "2024-05-17",
      "text",
      NULL },
    { "both in a line", H1 "<p>Published May 1, 2024 · Updated June 2, 2024</p>" P, "published",
      "2024-05-01", "text", NULL },
    { "the future is not believed", "<meta property=article:published_time content=2030-01-01>"
      "<meta name=date content=2024-05-17>", "published", "2024-05-17", "meta", NULL },
    { "not the copyright", H1 P "<footer>© May 17, 2024 The Paper</footer>", "published", "",
      "",
      NULL },
    { "nor the day of which it tells", H1 "<p>May 17, 1912</p>" P, "published", "", "", NULL },
    { "nor a field that nobody filled",
      LD("{\"@type\":\"Article\",\"datePublished\":\"1970-01-01T01:00:00+01:00\"}"), "published",
      "", "", NULL },
    { "a day with the hour right behind it", H1 "<p>17.05.2412:34</p>" P, "published",
      "2024-05-17T12:34", "text", NULL },
    { "the address", H1 P, "published", "2024-05-17", "url",
      "https://paper.example/2024/05/17/rain" },
    { "not a day of two digits' year", H1 P, "published", "", "",
      "https://paper.example/story/25/12/19/236259/rain" },
    { "the address' day in its own time zone",
      "<meta property=article:published_time content=2024-05-18T02:10:00Z>" H1 P, "published",
      "2024-05-17", "url", "https://paper.example/2024/05/17/rain" },
    { "time", H1 "<time datetime='2024-05-17T08:30Z'>yesterday</time>" P, "published",
      "2024-05-17T08:30Z", "time", NULL },
    { "time of an update", H1 "<p>Updated <time datetime=2024-05-17>x</time></p>" P, "modified",
      "2024-05-17", "time", NULL },
    { "the precision of the page", "<meta name=citation_date content=2024/05>", "published", "",
      "", NULL },
    { "a month", "<meta name=dc.date content=2024-05>", "published", "2024-05", "dublin-core",
      NULL },
    /* titles */
    { "the heading", "<title>Rain at last falls | The Paper</title>" H1 P, "title",
      "Rain at last falls", "h1", NULL },
    { "a heading without <title>", H1 P, "title", "Rain at last falls", "h1", NULL },
    { "a heading unlike <title> is not",
      "<title>Rain at last | Paper</title><h1>Contact us</h1>" P,
      "title", "Rain at last", "title", NULL },
    { "a heading rather than a slogan",
      "<title>Board - The heart of the city</title><h1>Enameled pans</h1>" P, "title",
      "Enameled pans", "h1", NULL },
    { "the site's name in a heading", "<meta property=og:site_name content='The Paper'>"
      "<title>Rain at last - The Paper</title><h1>Rain at last - The Paper</h1>" P, "title",
      "Rain at last", "h1", NULL },
    /* the rest */
    { "canonical, relative", "<link rel=canonical href=/rain>", "canonical_url",
      "https://paper.example/rain", "link", NULL },
    { "canonical, the front page for all", "<link rel=canonical href=/>"
      "<meta property=og:url content=https://paper.example/rain>", "canonical_url",
      "https://paper.example/rain", "og", NULL },
    { "image by base", "<base href=https://cdn.example/><meta property=og:image content=a.jpg>",
      "image", "https://cdn.example/a.jpg", "og", NULL },
    { "no image of data", "<meta property=og:image content='data:image/png;base64,AAAA'>",
      "image",
      "", "", NULL },
    { "licence", P "<a rel=license href=https://creativecommons.org/licenses/by/4.0/>x</a>",
      "license", "https://creativecommons.org/licenses/by/4.0/", "link", NULL },
    { "licence by link", P "<a href=https://creativecommons.org/licenses/by/4.0/>x</a>",
      "license",
      "https://creativecommons.org/licenses/by/4.0/", "text", NULL },
    { "tags", "<meta name=keywords content='rain, River;  rain'>"
      "<meta property=article:tag content=flood>", "tags", "rain; River; flood", "meta", NULL },
    { "language", "<html lang=de_AT>" P, "language", "de-AT", "lang", NULL },
    { "language of the head", "<meta property=og:locale content=fr_FR>" P, "language", "fr-FR",
      "og", NULL },
    { "English by its words", P, "language", "en", "detected", NULL },
    { "German by its words",
      "<p>Es regnete die ganze Nacht und am Morgen war der Fluss mit dem "
      "alten Holz bis an die Brücke gestiegen, aber das war nicht alles.</p>", "language", "de",
      "detected", NULL },
    { "Russian by its words",
      "<p>Всю ночь шёл дождь, и на утро река поднялась не до моста, как "
      "это было в том году, а на метр выше, и по ней плыли что угодно.</p>", "language", "ru",
      "detected", NULL },
    { "Japanese by its letters", "<p>一晩中雨が降り、朝には川が古い橋まで増水していた。</p>", "language",
      "ja", "detected", NULL },
    { "too few words to tell", "<p>Hotel Paris</p>", "language", "", "", NULL },
    { "site", LD("{\"@type\":\"Article\",\"publisher\":{\"name\":\"The Paper\"}}"), "site_name",
      "The Paper", "json-ld", NULL },
    { "description", "<meta name=description content=' It\n rained. '>", "description",
      "It rained.", "meta", NULL },
};

struct described {
    struct cp_arena arena;
    struct cp_ctx cx;
    struct cp_metadata metadata;
};

static void
describe(struct described *d, const struct cp_ruleset *rules, const char *html, const char *url,
         bool text)
{
    struct cp_page page;
    struct cp_blocks blocks;
    struct cp_meta meta;
    struct cp_verdicts verdicts = { 0 };
    struct cp_describe_input in = { .rules = rules, .page = &page, .blocks = &blocks,
                                    .meta = &meta, .verdicts = &verdicts,
                                    .url = cp_slice_of(url), .now = NOW };

    *d = (struct described){ 0 };
    cp_arena_init(&d->arena, 0);
    d->cx.arena = &d->arena;
    assert_int_equal(text ? cp_page_parse_text(&d->cx, &page, cp_slice_of(html))
                          : cp_page_parse_html(&d->cx, &page, cp_slice_of(html)), CLEANPAGE_OK);
    assert_int_equal(cp_blocks_measure(&d->cx, &page, NULL, &blocks), CLEANPAGE_OK);
    assert_int_equal(cp_meta_measure(&d->cx, &page, &blocks, &meta), CLEANPAGE_OK);
    verdicts.v = cp_arena_zalloc(&d->arena, blocks.n + 1, sizeof *verdicts.v);
    for (uint32_t i = 0; i < blocks.n; i++)
        verdicts.v[i].keep = true;
    assert_int_equal(cp_describe(&d->cx, &in, &d->metadata), CLEANPAGE_OK);
}

static void
expect_values(const struct metadata_case *c, const struct cp_metadata *metadata)
{
    enum cp_field field = cp_field_find(cp_slice_of(c->field));
    const struct cp_value *value = metadata->first[field];
    char got[1000] = "";

    if (value && strcmp(value->source, c->source) != 0)
        fail_msg("%s: from %s, not %s", c->name, value->source, c->source);
    for (; value; value = value->next) {
        strcat(got, got[0] ? "; " : "");
        strcat(got, value->text.p);
    }
    expect_slice(c->name, cp_slice_of(got), cp_slice_of(c->values));
}

static struct cp_ruleset *
builtin(void)
{
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rules = cp_ruleset_new();

    assert_int_equal(cp_ruleset_load_builtin(&cx, rules), CLEANPAGE_OK);
    return rules;
}

static void
test_cases(void **state)
{
    struct cp_ruleset *rules = builtin();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct described d;

#ifndef HAVE_JANSSON
        if (strstr(cases[i].html, "ld+json"))
            continue;
#endif
        describe(&d, rules, cases[i].html, cases[i].url ? cases[i].url : URL, false);
        expect_values(&cases[i], &d.metadata);
        cp_arena_clear(&d.arena);
    }
    cp_ruleset_free(rules);
}

static void
test_scraped(void **state)
{
    static const struct metadata_case found[] = {
        { "title", NULL, "title", "Rain at last", "text", NULL },
        { "author", NULL, "author", "Ann Lee", "byline", NULL },
        { "date", NULL, "published", "2024-05-17", "text", NULL },
    };
    struct cp_ruleset *rules = builtin();
    struct described d;

    (void)state;
    describe(&d, rules, "Rain at last\n\nBy Ann Lee\n\nMay 17, 2024\n\nIt rained all night, and in the "
             "morning the river had come up\nto the old bridge, as it had the year before.\n",
      URL,
             true);
    for (size_t i = 0; i < COUNT_OF(found); i++)
        expect_values(&found[i], &d.metadata);
    cp_arena_clear(&d.arena);
    cp_ruleset_free(rules);
}

/* Values without end, without sense, and ever so many: bounded, and nothing breaks. */
static void
test_hostile(void **state)
{
    struct cp_ruleset *rules = builtin();
    size_t n = 200000;
    char *html = test_malloc(n + 1);
    struct described d;
    size_t at = (size_t)sprintf(html, "<meta name=author content='");

    (void)state;
    memset(html + at, 'a', n - at);
    html[n] = '\0';
    describe(&d, rules, html, NULL, false);
    assert_null(d.metadata.first[CP_FIELD_AUTHOR]);
    cp_arena_clear(&d.arena);
    for (at = 0; at + 60 < n;)
        at += (size_t)sprintf(html + at, "<b itemprop=author class=author>By A%zu, 1/2/2020</b>",
                              at);
    describe(&d, rules, html, "https://x.example/99999999999/", false);
    assert_null(cp_metadata_get(&d.metadata, CP_FIELD_AUTHOR, CP_META_VALUES_MAX));
    cp_arena_clear(&d.arena);
    at = (size_t)sprintf(html, "<meta name=author content='");
    while (at + 60 < 3900)
        at += (size_t)sprintf(html + at, "A%zu,", at);
    sprintf(html + at, "'><meta name=keywords content=',,;\n,'>");
    describe(&d, rules, html, "::::", false);
    assert_null(cp_metadata_get(&d.metadata, CP_FIELD_AUTHOR, CP_META_VALUES_MAX));
    assert_null(d.metadata.first[CP_FIELD_TAGS]);
    cp_arena_clear(&d.arena);
    test_free(html);
    cp_ruleset_free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_scraped),
        cmocka_unit_test(test_hostile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
