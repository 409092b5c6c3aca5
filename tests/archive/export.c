/*
 * For tests/archive/check_export.py: writes articles in a format.
 *
 *     export FORMAT OUT nasty        what breaks formats: articles that are told below
 *     export FORMAT OUT many N       N articles of made-up words, for the memory it takes
 *     export FORMAT OUT pages FILE.. articles cleaned from pages of HTML
 *     export FORMAT OUT stopped N    as many, and then no end
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/export.h"
#include "archive/xhtml.h"
#include "cleanpage.h"

static struct cp_ctx cx;

static const struct cp_export_about about = { .title = { "Rain & <Shine>", 14 },
                                              .id = { "urn:uuid:1b4e28ba-2fa1-41d2-883f-"
                                                      "0016d3cca427",
                                                      45 },
                                              .date = { "2026-11-21T08:30:00Z", 20 },
                                              .language = { "en", 2 } };

#define S(text)                                                                                \
    {                                                                                          \
        text, sizeof(text) - 1                                                                 \
    }

static const struct cp_export_article nasty[] = {
    { .id = 1,
      .title = S("Rain in Lagos"),
      .author = S("Ada \"A.\" Obi"),
      .published = S("2026-11-21T08:00:00Z"),
      .updated = S("2026-11-22T09:00:00Z"),
      .url = S("https://example.org/2026/rain?a=1&b=<2>"),
      .feed_title = S("The Lagos Gazette"),
      .feed_name = S("gazette"),
      .language = S("en"),
      .summary = S("It rained & rained."),
      .text = S("It rained all night.\n\nFrom the hill one saw the river.\n>From afar, too.\n\n"
                "A very long line without an end, which no mail may have as it stands, because "
                "lines of mail are short, and this one goes on and on until it has more than "
                "enough words.   \n=3D is no equals sign.\n.\n"),
      .path = S("gazette/2026-11-21-rain-in-lagos.md") },
    { .id = 2,
      .title =
          S("</script><b>Bold</b> & \"quoted\" \\ title ]]> with a very long tail of words "
            "that goes past what one line of a mail may have"),
      .published = S("2026-11-20"),
      .url = S("https://example.org/b\xc3\xbc"
               "cher/\xe2\x82\xac?q=\"x\""),
      .feed_title = S("The Lagos Gazette"),
      .feed_name = S("gazette"),
      .language = S("not a language!"),
      .text = S("Control \x01 characters \x1f and <tags> & \"quotes\" \xe2\x80\xa8 here.") },
    { .id = 3,
      .title = S("\xe5\x8c\x97\xe4\xba\xac\xe5\xa4\xa7\xe9\x9b\xa8"),
      .author = S("\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e"),
      .published = S("2026-10-01T23:59:59Z"),
      .url = S("https://example.cn/a/1.html"),
      .feed_title = S("\xe6\x96\xb0\xe9\x97\xbb"),
      .feed_name = S("xinwen"),
      .language = S("zh-CN"),
      .text = S("\xe6\x98\xa8\xe5\xa4\xa9\xe5\x8c\x97\xe4\xba\xac\xe4\xb8\x8b\xe4\xba\x86\xe4"
                "\xb8\x80\xe5\x9c\xba\xe5\xa4\xa7\xe9\x9b\xa8\xe3\x80\x82\n\n\xe8\xa1\x97\xe9"
                "\x81\x93\xe8\xa2\xab\xe6\xb7\xb9\xe3\x80\x82") },
    { .id = 4,
      .title = S("\xd7\x92\xd7\xa9\xd7\x9d \xd7\x91\xd7\x97\xd7\x99\xd7\xa4\xd7\x94"),
      .url = S("https://example.co.il/"),
      .language = S("he"),
      .text = S("\xd7\x94\xd7\x99\xd7\x95\xd7\x9d \xd7\x99\xd7\xa8\xd7\x93 \xd7\x92\xd7\xa9\xd7"
                "\x9d.") },
    { .id = 5, .text = S("An article of which nothing is known.") },
    { .id = 6,
      .title =
          S("\xce\x9f\xce\x94\xce\x9f\xce\xa3 \xc4\xb0zmir \xe3\x82\xb3\xe3\x83\xbc\xe3\x83"
            "\x92\xe3\x83\xbc"),
      .published = S("2026-11-19T00:00:00Z"),
      .url = S("mailto:me@example.org"),
      .feed_name = S("gazette"),
      .feed_title = S("The Lagos Gazette"),
      .text = S("Straße \xd0\xa0\xd0\xb5\xd0\xba\xd0\xb0 constructor __proto__") },
};

static const char page[] =
    "<!doctype html><html><head><title>no</title><style>p{}</style></head><body><article>"
    "<p id=\"a\">One<br>two <a href=\"#fn1\">1</a> <a href=\"#nowhere\">2</a> "
    "<a href=\"javascript:alert(1)\">3</a> <a "
    "href=\"https://example.org/?a=1&amp;b=%zz\">4</a></p>"
    "<p id=\"a\" onclick=\"alert(1)\" style=\"color:red\">again</p><script>alert(1)</script>"
    "<figure><img src=\"https://example.org/p.png\" alt=\"A "
    "bridge\"><figcaption>Bridge</figcaption>"
    "</figure><ul><li>x<ol type=\"a\" start=\"3\"><li value=\"7\">y</li></ol></li></ul>"
    "<table><caption>T</caption><tr><th "
    "colspan=\"2\">h</th></tr><tr><td>a</td><td>b</td></tr></table>"
    "<pre><code class=\"language-c\">a &lt; b\n  c</code></pre><hr><custom>kept</custom>"
    "<ruby>\xe6\xbc\xa2<rp>(</rp><rt>kan</rt><rp>)</rp></ruby><math><mi>x</mi></math>"
    "<div role=\"doc-footnote\" id=\"fn1\"><p>note</p></div></article></body></html>";

static int
tell(cleanpage_status st)
{
    if (st)
        fprintf(stderr, "status %d: %s\n", (int)st, cx.message);
    return st ? 1 : 0;
}

static int
add_nasty(struct cp_export *e)
{
    struct cp_export_article with_html = { .id = 7,
                                           .title = S("With HTML"),
                                           .published = S("2026-11-18"),
                                           .url = S("https://example.org/html"),
                                           .text = S("One two again Bridge kept note") };
    struct cp_buf html = { 0 };
    int failed = 0;

    for (size_t i = 0; i < sizeof nasty / sizeof *nasty && !failed; i++)
        failed = tell(cp_export_add(&cx, e, &nasty[i]));
    if (!failed)
        failed =
            tell(cp_xhtml_put_html(&cx, &html, (struct cp_slice){ page, sizeof page - 1 }));
    with_html.html = cp_buf_slice(&html);
    if (!failed)
        failed = tell(cp_export_add(&cx, e, &with_html));
    cp_buf_clear(&html);
    return failed;
}

/* Words of a text that differ from article to article. */
static void
put_words(struct cp_buf *out, unsigned *seed, int n)
{
    for (int i = 0; i < n; i++) {
        *seed = *seed * 1664525 + 1013904223;
        for (unsigned rank = *seed >> 8 & (*seed >> 20); rank; rank /= 20)
            cp_buf_putc(out, (char)('a' + rank % 20));
        cp_buf_puts(out, i % 40 == 39 ? ".\n\n" : " ");
    }
}

static int
add_many(struct cp_export *e, unsigned n)
{
    struct cp_buf text = { 0 }, url = { 0 };
    unsigned seed = 1;
    int failed = 0;

    for (unsigned i = 1; i <= n && !failed; i++) {
        struct cp_export_article a = { .id = i,
                                       .published = S("2026-11-21"),
                                       .feed_name = S("many"),
                                       .feed_title = S("Many") };

        text.n = url.n = 0;
        put_words(&text, &seed, 400);
        cp_buf_puts(&url, "https://example.org/");
        cp_buf_put_u64(&url, i);
        a.text = cp_buf_slice(&text);
        a.url = cp_buf_slice(&url);
        a.title = (struct cp_slice){ text.p, 40 };
        failed = tell(cp_export_add(&cx, e, &a));
    }
    cp_buf_clear(&text);
    cp_buf_clear(&url);
    return failed;
}

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return 0;
}

static struct cp_slice
field(const cleanpage_doc *doc, const char *name)
{
    return cp_slice_of(cleanpage_field(doc, name, 0));
}

static int
add_document(struct cp_export *e, int64_t id, const cleanpage_doc *doc)
{
    struct cp_buf text = { 0 }, html = { 0 }, xhtml = { 0 };
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    struct cp_export_article a = { .id = id,
                                   .title = cp_slice_of(cleanpage_title(doc)),
                                   .author = field(doc, "author"),
                                   .published = field(doc, "published"),
                                   .language = field(doc, "language"),
                                   .feed_name = S("pages"),
                                   .feed_title = S("Pages") };
    int failed;

    layout.flags = CLEANPAGE_NO_TITLE;
    layout.with = CLEANPAGE_IMAGES | CLEANPAGE_MATH;
    cleanpage_render(doc, CLEANPAGE_TEXT, &layout, append, &text);
    cleanpage_render(doc, CLEANPAGE_HTML, &layout, append, &html);
    failed = tell(cp_xhtml_put_html(&cx, &xhtml, cp_buf_slice(&html)));
    a.text = cp_buf_slice(&text);
    a.html = cp_buf_slice(&xhtml);
    if (!failed)
        failed = tell(cp_export_add(&cx, e, &a));
    cp_buf_clear(&text);
    cp_buf_clear(&html);
    cp_buf_clear(&xhtml);
    return failed;
}

static int
add_pages(struct cp_export *e, char **files)
{
    cleanpage *cp = cleanpage_new();
    struct cp_buf bytes = { 0 };
    int failed = 0;

    for (int i = 0; files[i] && !failed; i++) {
        cleanpage_doc *doc = NULL;

        bytes.n = 0;
        failed = tell(cp_buf_read_file(&cx, &bytes, files[i])) ||
                 cleanpage_clean(cp, bytes.p, bytes.n, NULL, &doc) != CLEANPAGE_OK;
        if (!failed)
            failed = add_document(e, i + 1, doc);
        cleanpage_doc_free(doc);
    }
    cp_buf_clear(&bytes);
    cleanpage_free(cp);
    return failed;
}

static enum cp_export_format
format_of(const char *name)
{
    static const char *const names[] = { "atom", "epub", "html", "jsonl", "mbox" };
    size_t i = 0;

    while (i < 4 && strcmp(name, names[i]) != 0)
        i++;
    return (enum cp_export_format)i;
}

int
main(int argc, char **argv)
{
    struct cp_export *e;
    int failed;

    if (argc < 4) {
        fputs("usage: export FORMAT OUT nasty|many|stopped|pages ...\n", stderr);
        return 2;
    }
    if (tell(cp_export_begin(&cx, format_of(argv[1]), argv[2], &about, &e)))
        return 1;
    if (strcmp(argv[3], "nasty") == 0)
        failed = add_nasty(e);
    else if (strcmp(argv[3], "pages") == 0)
        failed = add_pages(e, argv + 4);
    else
        failed = add_many(e, argc > 4 ? (unsigned)atoi(argv[4]) : 0);
    if (failed || strcmp(argv[3], "stopped") == 0) {
        cp_export_drop(e);
        return failed;
    }
    return tell(cp_export_end(&cx, e));
}
