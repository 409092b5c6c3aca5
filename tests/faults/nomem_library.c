/* The library through its public header: see nomem.h. */
#include <stdlib.h>
#include <string.h>

#include "nomem.h"

/* A page with something for every stage: metadata, tables, notes, formulas, furniture. */
static const char page[] =
    "<!DOCTYPE html><html lang=en><head><title>The mill by the river - News</title>"
    "<meta property='og:title' content='The mill by the river'><meta name=author content='Ann "
    "Author'><script type='application/ld+json'>{\"@context\":\"https://schema.org\",\"@type\":"
    "\"NewsArticle\",\"headline\":\"The mill by the river\",\"datePublished\":\"2026-03-01\","
    "\"author\":[{\"@type\":\"Person\",\"name\":\"Ann Author\"}]}</script>"
    "<style>p{color:red}</style></head><body><nav><ul><li><a href=/>Home</a><li><a "
    "href=/b>Mills</a></ul></nav><div class=share>Share this on Facebook</div><article><h1>The "
    "mill by the river</h1><p>The old mill stood by the river for two hundred years, and nobody "
    "in the village remembered who had built it, or why its wheel turned against the stream.<p "
    "id=x>Then one morning in March the wheel stopped, and <a href='/c?utm_source=x&amp;y=1'>the "
    "miller</a> went down to look, with <b>a lamp</b>, <i>a rope</i> and H<sub>2</sub>O.<sup><a "
    "href=#n1>1</a></sup><ul><li>one lamp<li>two ropes<ol><li>hemp<li>wire</ol></ul><table><tr>"
    "<th>Year<th>Flour<tr><td>1801<td>12<tr><td>1802<td>14</table><pre><code>turn(wheel);\n"
    "</code></pre><figure><img src=m.jpg alt='the mill'><figcaption>The mill</figcaption>"
    "</figure><blockquote>It turned, he said, as wheels will turn.</blockquote><p><ruby>"
    "\xe6\xb0\xb4<rt>mizu</rt></ruby> <math><mi>x</mi></math> \xc3\xa9t\xc3\xa9<p>What he found "
    "there is told in the chronicle of the parish, which is kept in the church to this day.<p "
    "id=n1>1. Water, that is.</article><section id=comments><h3>Comments</h3><div><p>Nice "
    "story, thank you for it.</div></section><footer>Copyright 2026, all rights reserved. "
    "Cookies</footer></body></html>";

static int
swallow(void *user, const char *data, size_t len)
{
    *(size_t *)user += len && data[len - 1];
    return 0;
}

static int
tell_key(void *user, uint64_t key, const char *text, size_t text_len)
{
    (void)key, (void)text;
    *(size_t *)user += text_len;
    return 0;
}

static void
keep_first(cleanpage_status *first, cleanpage_status st)
{
    if (*first == CLEANPAGE_OK)
        *first = st;
}

/* A worker for drivers that are not about making one; never freed. */
static cleanpage *
shared_worker(void)
{
    static cleanpage *cp;

    if (!cp)
        cp = cleanpage_new();
    if (cp)
        cleanpage_preload(cp);
    return cp;
}

static cleanpage_status
clean_with(const char *bytes, size_t n, int input, unsigned flags, const char *charset,
           cleanpage_doc **doc)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    cleanpage *cp = shared_worker();
    cleanpage_status st;

    options.url = "https://www.example.org/mills/1";
    options.input = input;
    options.flags = flags;
    options.charset = charset;
    *doc = NULL;
    if (!cp)
        return CLEANPAGE_NOMEM;
    st = cleanpage_clean(cp, bytes, n, &options, doc);
    nomem_require((st == CLEANPAGE_OK) == (*doc != NULL), "a document and a failure");
    nomem_require(st == CLEANPAGE_OK || *cleanpage_message(cp), "a failure without a message");
    return st;
}

static cleanpage_status
run_new(void)
{
    cleanpage *cp = cleanpage_new();
    cleanpage_status st = cp ? cleanpage_preload(cp) : CLEANPAGE_NOMEM;

    cleanpage_free(cp);
    return st;
}

static cleanpage_status
run_clean(void)
{
    cleanpage_doc *doc;
    cleanpage_status st = clean_with(page, sizeof page - 1, 0, 0, NULL, &doc);

    if (doc)
        nomem_require(cleanpage_has_text(doc), "a document without its text");
    cleanpage_doc_free(doc);
    return st;
}

static cleanpage_status
run_traced(void)
{
    cleanpage_doc *doc;
    cleanpage_status st = clean_with(page, sizeof page - 1, 0, CLEANPAGE_TRACE, NULL, &doc);

    cleanpage_doc_free(doc);
    return st;
}

static cleanpage_status
run_text(void)
{
    static const char text[] = "Home | News\n\nThe mill\n\nThe old mill stood by the river for two "
                               "hundred years, and nobody remembered who had built it.\n\nShare\n";
    cleanpage_doc *doc;
    cleanpage_status st =
        clean_with(text, sizeof text - 1, CLEANPAGE_INPUT_TEXT, CLEANPAGE_TRACE, NULL, &doc);

    cleanpage_doc_free(doc);
    return st;
}

static cleanpage_status
run_charsets(void)
{
    static const char *const labels[] = { "shift_jis", "utf-16le", "windows-1252", "gb18030",
                                          "iso-2022-jp" };
    cleanpage_status first = CLEANPAGE_OK;
    cleanpage_doc *doc;

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        keep_first(&first, clean_with(page, sizeof page - 1, CLEANPAGE_INPUT_HTML,
                                      CLEANPAGE_FORCE_CHARSET, labels[i], &doc));
        cleanpage_doc_free(doc);
    }
    return first;
}

/* Bytes that say of themselves what they are: uchardet is asked. */
static cleanpage_status
run_guessed(void)
{
    static const char text[] = "<p>\xcd\xe0\xf8\xe0 \xec\xe5\xeb\xfc\xed\xe8\xf6\xe0 \xf1\xf2\xee"
                               "\xe8\xf2 \xed\xe0 \xf0\xe5\xea\xe5 \xf3\xe6\xe5 \xe4\xe2\xe5\xf1"
                               "\xf2\xe8 \xeb\xe5\xf2, \xe8 \xed\xe8\xea\xf2\xee \xed\xe5 \xe7"
                               "\xed\xe0\xe5\xf2.</p>";
    cleanpage_doc *doc;
    cleanpage_status st = clean_with(text, sizeof text - 1, 0, 0, NULL, &doc);

    cleanpage_doc_free(doc);
    return st;
}

/* A format of a document that is there already, with all its parts. */
static cleanpage_status
run_format(cleanpage_format format)
{
    static cleanpage_doc *doc;
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    cleanpage_status first = CLEANPAGE_OK;
    size_t total = 0;

    if (!doc) {
        first = clean_with(page, sizeof page - 1, 0, CLEANPAGE_TRACE, NULL, &doc);
        if (!doc)
            return first;
    }
    layout.width = 40;
    layout.with = 511;
    layout.flags = CLEANPAGE_FRONT_MATTER | CLEANPAGE_NO_TIMES;
    for (int links = CLEANPAGE_LINKS_INLINE; links <= CLEANPAGE_LINKS_REFERENCE; links++) {
        layout.links = links;
        layout.body = links % 2 ? CLEANPAGE_MARKDOWN : CLEANPAGE_TEXT;
        if (cleanpage_has_format(format))
            keep_first(&first, cleanpage_render(doc, format, &layout, swallow, &total));
    }
    return first;
}

#define FORMAT(name, format)     \
    static cleanpage_status      \
    name(void)                   \
    {                            \
        return run_format(format); \
    }
FORMAT(run_as_text, CLEANPAGE_TEXT)
FORMAT(run_as_markdown, CLEANPAGE_MARKDOWN)
FORMAT(run_as_html, CLEANPAGE_HTML)
FORMAT(run_as_xml, CLEANPAGE_XML)
FORMAT(run_as_json, CLEANPAGE_JSONL)
FORMAT(run_as_explain, CLEANPAGE_EXPLAIN)
FORMAT(run_as_report, CLEANPAGE_REPORT)

/* What is asked of a document and may be answered by nothing. */
static cleanpage_status
run_fields(void)
{
    cleanpage_block_info block = CLEANPAGE_BLOCK_INFO_INIT;
    cleanpage_info info = CLEANPAGE_INFO_INIT;
    cleanpage_doc *doc;
    cleanpage_status st = clean_with(page, sizeof page - 1, 0, CLEANPAGE_TRACE, NULL, &doc);

    if (doc) {
        cleanpage_get_info(doc, &info);
        for (size_t i = 0; cleanpage_field_name(i); i++)
            (void)(cleanpage_field(doc, cleanpage_field_name(i), 0) &&
                   cleanpage_field_source(doc, cleanpage_field_name(i), 0));
        for (size_t i = 0; cleanpage_block(doc, i, &block); i++)
            nomem_require(block.text != NULL, "a block without its text");
    }
    cleanpage_doc_free(doc);
    return st;
}

static cleanpage_status
run_again(void)
{
    static cleanpage_doc *doc;
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    cleanpage_doc *again = NULL;
    cleanpage_status st = CLEANPAGE_OK;

    if (!doc)
        st = clean_with(page, sizeof page - 1, 0, 0, NULL, &doc);
    if (doc)
        st = cleanpage_clean_again(shared_worker(), doc, &options, &again);
    cleanpage_doc_free(again);
    return st;
}

static cleanpage_status
run_suggest(void)
{
    static cleanpage_doc *doc;
    cleanpage_doc *twice[2];
    size_t total = 0;
    cleanpage_status st = CLEANPAGE_OK;

    if (!doc)
        st = clean_with(page, sizeof page - 1, 0, CLEANPAGE_TRACE, NULL, &doc);
    if (!doc)
        return st;
    twice[0] = twice[1] = doc;
    return cleanpage_suggest(shared_worker(), twice, 2, swallow, &total);
}

static cleanpage_status
run_site(void)
{
    static const uint64_t keys[] = { 3, 1, 2 };
    static const uint32_t counts[] = { 4, 4, 5 };
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    cleanpage_site *site = cleanpage_site_new(keys, counts, 3, 5);
    cleanpage *cp = shared_worker();
    cleanpage_doc *doc = NULL;
    cleanpage_status st = CLEANPAGE_NOMEM;
    size_t total = 0;

    options.site = site;
    if (site && cp)
        st = cleanpage_clean(cp, page, sizeof page - 1, &options, &doc);
    if (doc)
        st = cleanpage_site_keys(cp, doc, tell_key, &total);
    cleanpage_doc_free(doc);
    cleanpage_site_free(site);
    return st;
}

static cleanpage_status
run_canonical(void)
{
    size_t total = 0;
    cleanpage *cp = shared_worker();

    return !cp ? CLEANPAGE_NOMEM
               : cleanpage_canonical_url(cp, "http://u:p@EXAMPLE.org:80/a b/../c?utm_source=x&y=%7e",
                                         swallow, &total);
}

const struct nomem_driver nomem_library[] = {
    { "a worker", run_new, 1, 1 },
    { "a page", run_clean, 0, 1 },
    { "a page with reasons", run_traced, 0, 1 },
    { "scraped text", run_text, 0, 1 },
    { "encodings", run_charsets, 0, 1 },
    { "an encoding that is guessed", run_guessed, 0, 1 },
    { "text", run_as_text, 0, 1 },
    { "Markdown", run_as_markdown, 0, 1 },
    { "HTML", run_as_html, 0, 1 },
    { "TEI", run_as_xml, 0, 1 },
    { "JSON", run_as_json, 0, 1 },
    { "reasons", run_as_explain, 0, 0 },
    { "a report", run_as_report, 0, 0 },
    { "fields and blocks", run_fields, 0, 1 },
    { "a page cleaned again", run_again, 0, 1 },
    { "suggested rules", run_suggest, 0, 1 },
    { "a site", run_site, 0, 1 },
    { "a canonical address", run_canonical, 0, 1 },
    { NULL, NULL, 0, 0 },
};
