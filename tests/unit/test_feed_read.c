/* Reading feeds: one entry in many ways, what the feed says of itself, what is refused. */
#include "unit.h"

#include "feed/feed.h"

#define URL "http://f.example/dir/feed"

/* What stands in an entry, and the one field of it that is looked at. */
struct row {
    const char *name, *entry, *expected;
    size_t field;
};

#define FIELD(f) offsetof(struct cp_feed_entry, f)

static const struct row RSS[] = {
    { "title with markup", "<title>A &lt;b&gt;bold&lt;/b&gt; &amp;amp; plain</title>",
      "A bold & plain", FIELD(title) },
    { "title with markup in it", "<title>A <i>b</i> c</title>", "A b c", FIELD(title) },
    { "title about an element", "<title>&lt;canvas&gt; and 1 &lt; 2</title>",
      "<canvas> and 1 < 2", FIELD(title) },
    { "title of two lines", "<title>\n  A\n B </title>", "A B", FIELD(title) },
    { "references of HTML", "<title>caf&eacute;&nbsp;&hellip; &amp;#8217;</title>",
      "caf\xC3\xA9\xC2\xA0\xE2\x80\xA6 \xE2\x80\x99", FIELD(title) },
    { "bare ampersand", "<title>R&D & AT&T</title>", "R&D & AT&T", FIELD(title) },
    { "two sections", "<title><![CDATA[a]]>b<![CDATA[c & d]]></title>", "abc & d",
      FIELD(title) },
    { "the first title", "<title>A</title><media:title>B</media:title>", "A", FIELD(title) },
    { "relative link", "<link>../x?a=1&copy=2</link>", "http://f.example/x?a=1&copy=2",
      FIELD(url) },
    { "link as attribute", "<link href='/x'/>", "http://f.example/x", FIELD(url) },
    { "permalink", "<guid>http://e/1</guid>", "http://e/1", FIELD(url) },
    { "no permalink", "<guid isPermaLink='false'>http://e/1</guid>", "", FIELD(url) },
    { "link before permalink", "<guid>http://e/1</guid><link>http://e/2</link>", "http://e/2",
      FIELD(url) },
    { "the original link",
      "<link>http://e/1</link><feedburner:origLink>http://e/2</feedburner:origLink>",
      "http://e/2", FIELD(url) },
    { "base", "<link xml:base='http://b/c/'>d</link>", "http://b/c/d", FIELD(url) },
    { "name behind the address", "<author>a@b.c (Ann B)</author>", "Ann B", FIELD(author) },
    { "creator before author",
      "<author>a@b.c</author><dc:creator>Jo</dc:creator><dc:creator>Al</dc:creator>"
      "<dc:creator>Jo</dc:creator>", "Jo, Al", FIELD(author) },
    { "the longest text",
      "<description>short</description><content:encoded>&lt;p&gt;longer&lt;/p&gt;"
      "</content:encoded><media:description>x</media:description>",
      "<p>longer</p>", FIELD(content) },
    { "the summary stays",
      "<description>short</description><content:encoded>longer one</content:encoded>", "short",
      FIELD(summary) },
    { "unescaped markup", "<description>a <b class='x'>b</b><br>c <img src=d>e</description>",
      "a <b class=\"x\">b</b><br>c <img src=\"d\">e", FIELD(content) },
    { "xhtml", "<xhtml:body xmlns:xhtml='http://www.w3.org/1999/xhtml'><xhtml:p>1 &lt; 2"
      "<xhtml:br/></xhtml:p></xhtml:body>", "<p>1 &lt; 2<br></p>", FIELD(content) },
    { "other names of a date", "<dc:date>2026-11-21</dc:date>", "2026-11-21",
      FIELD(published) },
    { "a date that is none, and one", "<pubDate>soon</pubDate><dc:date>2026-11-21</dc:date>",
      "2026-11-21", FIELD(published) },
    { "enclosure", "<enclosure url='/a.mp3' type='audio/mpeg'/>", "http://f.example/a.mp3",
      FIELD(enclosure) },
    { "a picture is better than its thumbnail",
      "<media:group><media:thumbnail url='t'/><media:content url='p' medium='image'/>"
      "</media:group>", "http://f.example/dir/p", FIELD(image) },
    { "cover", "<itunes:image href='/c.png'/>", "http://f.example/c.png", FIELD(image) },
    { "language", "<dc:language>de</dc:language>", "de", FIELD(language) },
    { "language and what it is not", "<dc:language>de-AT\n&#x9b;x</dc:language>", "de-AT",
      FIELD(language) },
    { "inherited language", "<title>x</title>", "en-gb", FIELD(language) },
    { "what is unknown is passed over", "<foo><title>no</title></foo><title>yes</title>", "yes",
      FIELD(title) },
    { "unclosed title", "<title>A<link>http://e/1</link>", "A", FIELD(title) },
    { "stray end tag", "<title>A</b></title><link>http://e/1</link>", "http://e/1",
      FIELD(url) },
    { "capitals", "<TITLE>A</TITLE>", "A", FIELD(title) },
    { "comments", "<title>A<!-- <title> -->B</title>", "AB", FIELD(title) },
    { "control characters", "<title>A\x01\x0c&#1;B</title>", "AB", FIELD(title) },
    { "an entity that nobody declared", "<title>&foo; &lt;</title>", "&foo; <", FIELD(title) },
};

static const struct row ATOM[] = {
    { "text", "<title>1 &lt; 2</title>", "1 < 2", FIELD(title) },
    { "said to be text", "<title type='text'>&lt;b&gt; &amp;amp;</title>", "<b> &amp;",
      FIELD(title) },
    { "html", "<title type='html'>&lt;b&gt;x&lt;/b&gt; &amp;amp;</title>", "x &",
      FIELD(title) },
    { "xhtml title", "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>b</b> "
      "&lt;c></div></title>", "a b <c>", FIELD(title) },
    { "double-escaped", "<title>AT&amp;amp;T</title>", "AT&T", FIELD(title) },
    { "xhtml content", "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>a "
      "&amp; \"b\"<br/></p></div></content>", "<p>a &amp; \"b\"<br></p>", FIELD(content) },
    { "text content", "<content type='text'>a &lt; b\nc</content>", "a &lt; b<br>\nc",
      FIELD(content) },
    { "html in what should be text", "<summary>&lt;p>x&lt;/p></summary>", "<p>x</p>",
      FIELD(content) },
    { "a picture is no text", "<content type='image/png'>iVBORw0KGgo=</content>", "",
      FIELD(content) },
    { "alternate before others",
      "<link rel='self' href='s'/><link rel='alternate' type='application/json' href='j'/>"
      "<link rel='alternate' type='text/html' href='h'/>", "http://base.example/d/h",
      FIELD(url) },
    { "nested bases", "<content type='xhtml' xml:base='e/'><div xml:base='f/' xmlns="
      "'http://www.w3.org/1999/xhtml'>x</div></content>", "http://base.example/d/e/f/",
      FIELD(base) },
    { "names", "<author><name>A</name><email>a@b</email></author><author><email>c@d</email>"
      "</author>", "A, c@d", FIELD(author) },
    { "inherited author", "<title>x</title>", "Fay", FIELD(author) },
    { "the source's own title", "<source><title>no</title></source><title>yes</title>", "yes",
      FIELD(title) },
    { "issued", "<issued>2026-11-21T08:30:00+01:00</issued>", "2026-11-21T07:30:00Z",
      FIELD(published) },
    { "enclosure", "<link rel='enclosure' type='audio/ogg' href='a.ogg'/>", "audio/ogg",
      FIELD(enclosure_type) },
    { "language of the content", "<content xml:lang='fr'>x</content>", "fr", FIELD(language) },
};

static const struct row JSON[] = {
    { "number as id", "\"id\": 12", "12", FIELD(id) },
    { "text", "\"content_text\": \"a < b\\nc\"", "a &lt; b<br>\nc", FIELD(content) },
    { "html", "\"content_html\": \"<p>x</p>\", \"content_text\": \"x\"", "<p>x</p>",
      FIELD(content) },
    { "external", "\"external_url\": \"/x\"", "http://f.example/x", FIELD(url) },
    { "authors", "\"authors\": [{\"name\": \"A\"}, {\"name\": \"B\"}]", "A, B", FIELD(author) },
    { "author of 1.0", "\"author\": {\"name\": \"A\"}", "A", FIELD(author) },
    { "attachment", "\"attachments\": [{\"url\": \"a.mp3\", \"mime_type\": \"audio/mpeg\"}]",
      "http://f.example/dir/a.mp3", FIELD(enclosure) },
    { "raw control characters", "\"title\": \"a\tb\x01\"", "a b", FIELD(title) },
    { "bad escapes", "\"title\": \"\\x \\ud83d a \\ud83d\\ude00\"",
      "x \xEF\xBF\xBD a \xF0\x9F\x98\x80", FIELD(title) },
    { "surplus comma", "\"title\": \"a\",", "a", FIELD(title) },
    { "wrong types", "\"url\": 3, \"tags\": {}, \"title\": [], \"author\": [], \"id\": \"i\"",
      "i", FIELD(id) },
};

static struct cp_slice
field_of(const struct cp_feed_entry *e, size_t field)
{
    return *(const struct cp_slice *)((const char *)e + field);
}

static void
expect_rows(const char *before, const struct row *rows, size_t n, const char *behind)
{
    for (size_t i = 0; i < n; i++) {
        struct cp_arena arena = { 0 };
        struct cp_ctx cx = { .arena = &arena };
        struct cp_buf text = { 0 };
        struct cp_feed feed;

        cp_buf_puts(&text, before);
        cp_buf_puts(&text, rows[i].entry);
        cp_buf_puts(&text, behind);
        if (cp_feed_read(&cx, cp_buf_slice(&text), NULL, URL, &feed))
            fail_msg("%s: %s", rows[i].name, cx.message);
        expect_number(rows[i].name, feed.entry_count, 1);
        expect_slice(rows[i].name, field_of(feed.entries, rows[i].field),
                     cp_slice_of(rows[i].expected));
        cp_buf_clear(&text);
        cp_arena_clear(&arena);
    }
}

static void
entries_are_read(void **state)
{
    (void)state;
    expect_rows("<rss version='2.0'><channel><language>en-gb</language><item>"
                "<guid isPermaLink='false'>g</guid>", RSS, COUNT_OF(RSS),
                "</item></channel></rss>");
    expect_rows("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://base.example/d/'>"
                "<author><name>Fay</name></author><entry><id>i</id>", ATOM, COUNT_OF(ATOM),
                "</entry></feed>");
    expect_rows("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{"
                "\"title\": \"T\", ", JSON, COUNT_OF(JSON), "}]}");
}

/* A feed, and what it says of itself. */
static void
feeds_are_read(void **state)
{
    static const char text[] =
        "<?xml version='1.0'?><rss version='0.91' xmlns:a='http://www.w3.org/2005/Atom' "
        "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><title>T</title>"
        "<link>http://s/</link><a:link rel='self' href='/me'/><description>D &lt;i>x&lt;/i>"
        "</description><image><title>no</title><url>/i.png</url><link>http://no/</link></image>"
        "<skipHours><hour>0</hour><hour>23</hour><hour>24</hour><hour>99</hour></skipHours>"
        "<skipDays><day>Sunday</day><day>Saturday</day></skipDays>"
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
        "<item/></channel></rss>";
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_feed feed;

    (void)state;
    assert_int_equal(cp_feed_read(&cx, cp_slice_of(text), NULL, URL, &feed), CLEANPAGE_OK);
    assert_int_equal(feed.kind, CP_FEED_RSS);
    expect_slice("version", feed.version, CP_LIT("RSS 0.91"));
    expect_slice("title", feed.title, CP_LIT("T"));
    expect_slice("description", feed.description, CP_LIT("D x"));
    expect_slice("site", feed.site, CP_LIT("http://s/"));
    expect_slice("self", feed.self, CP_LIT("http://f.example/me"));
    expect_slice("image", feed.image, CP_LIT("http://f.example/i.png"));
    expect_number("hours", feed.skip_hours, 1u << 23 | 1);
    expect_number("days", feed.skip_days, 1 << 6 | 1);
    expect_number("minutes", feed.ttl_minutes, 360);
    expect_number("an entry that says nothing is none", feed.entry_count, 0);
    assert_false(feed.is_cut);
    cp_arena_clear(&arena);
}

/* How many entries a broken feed gives, and whether it is said to be cut. */
static const struct {
    const char *name, *text;
    size_t entries;
    bool is_cut;
} BROKEN[] = {
    { "sound", "<rss><item><guid>1</guid></item></rss>", 1, false },
    { "no end", "<rss><item><guid>1</guid></item>", 1, true },
    { "cut in a tag", "<rss><item><guid>1</guid></item><item><gu", 1, true },
    { "cut in a text", "<rss><item><guid>1</guid></item><item><guid>2", 2, true },
    { "cut in CDATA", "<rss><item><description><![CDATA[<p>a", 1, true },
    { "entries not closed", "<rss><item><guid>1</guid><item><guid>2</guid></rss>", 2, true },
    { "two feeds", "<rss><item><guid>1</guid></item></rss><?xml version='1.0'?>"
      "<rss><item><guid>2</guid></item></rss>", 2, true },
    { "something behind", "<rss><item><guid>1</guid></item></rss>\n<!-- 0.1 s -->", 1, false },
    { "warnings in front", "<br />\n<b>Notice</b>: x\n<rss><item><guid>1</guid></item></rss>",
      1, false },
    { "no root", "<channel><item><guid>1</guid></item></channel>", 1, false },
    { "entities do not grow", "<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
      "<rss><item><guid>&b;</guid></item></rss>", 1, false },
    { "JSON without an end", "{\"items\": [{\"id\": \"1\"}, {\"id\": \"2\", \"title\": \"x", 2,
      true },
    { "JSON with a broken entry",
      "{\"items\": [{\"id\": \"1\"}, {\"id\" \"2\"}, {\"id\": \"3\"}]}", 2, true },
    { "JSON in JSON", "{\"items\": [[[[]]], 3, null, {\"id\": \"1\"}]}", 1, false },
};

static void
broken_feeds_give_what_they_have(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(BROKEN); i++) {
        struct cp_arena arena = { 0 };
        struct cp_ctx cx = { .arena = &arena };
        struct cp_feed feed;

        if (cp_feed_read(&cx, cp_slice_of(BROKEN[i].text), NULL, NULL, &feed))
            fail_msg("%s: %s", BROKEN[i].name, cx.message);
        expect_number(BROKEN[i].name, feed.entry_count, BROKEN[i].entries);
        expect_number(BROKEN[i].name, feed.is_cut, BROKEN[i].is_cut);
        cp_arena_clear(&arena);
    }
}

/* Bytes in an encoding, what the transport says of it, and the title that is read. */
static const struct {
    const char *name, *bytes, *charset, *title;
} ENCODINGS[] = {
    { "declared", "<?xml version='1.0' encoding='windows-1251'?><rss><title>\xC4</title></rss>",
      NULL, "\xD0\x94" },
    { "declared behind white space", "\n<?xml version='1.0' encoding='koi8-r'?>"
      "<rss><title>\xC4</title></rss>", NULL, "\xD0\xB4" },
    { "the transport before the declaration",
      "<?xml version='1.0' encoding='koi8-r'?><rss><title>\xC4</title></rss>", "iso-8859-2",
      "\xC3\x84" },
    { "what transports say of everything",
      "<?xml version='1.0' encoding='koi8-r'?><rss><title>\xC4</title></rss>", "iso-8859-1",
      "\xD0\xB4" },
    { "UTF-8 whatever is said",
      "<?xml version='1.0' encoding='koi8-r'?><rss><title>\xC3\xA9</title></rss>", "iso-8859-1",
      "\xC3\xA9" },
    { "not UTF-8 whatever is said", "<?xml version='1.0' encoding='utf-8'?><rss>"
      "<title>caf\xE9 d\xE9j\xE0</title></rss>", "utf-8", "caf\xC3\xA9 d\xC3\xA9j\xC3\xA0" },
    { "not UTF-16", "<?xml version='1.0' encoding='utf-16'?><rss><title>\xC3\xA9</title></rss>",
      NULL, "\xC3\xA9" },
};

static void
encodings_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ENCODINGS); i++) {
        struct cp_arena arena = { 0 };
        struct cp_ctx cx = { .arena = &arena };
        struct cp_feed feed;

        if (cp_feed_read(&cx, cp_slice_of(ENCODINGS[i].bytes), ENCODINGS[i].charset, NULL,
                         &feed))
            fail_msg("%s: %s", ENCODINGS[i].name, cx.message);
        expect_slice(ENCODINGS[i].name, feed.title, cp_slice_of(ENCODINGS[i].title));
        cp_arena_clear(&arena);
    }
}

/* What is no feed, and what the message says that it is. */
static const struct {
    const char *text, *what;
} OTHERS[] = {
    { "", "empty" },
    { "Hello", "plain text" },
    { "<html><body>&lt;rss&gt;</body></html>", "an HTML page" },
    { "<!DOCTYPE html><title>x</title>", "an HTML page" },
    { "<html><pre><rss></rss></pre></html>", "an HTML page" },
    { "<opml><body/></opml>", "OPML" },
    { "<urlset/>", "a sitemap" },
    { "<svg/>", "SVG" },
    { "<x/>", "XML of another kind" },
    { "{\"a\": 1}", "JSON of another kind" },
    { "[1, 2]", "JSON of another kind" },
    { "\x89PNG\r\n\x1a\n", "PNG" },
};

static void
others_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++) {
        struct cp_arena arena = { 0 };
        struct cp_ctx cx = { .arena = &arena };
        struct cp_feed feed;

        expect_number(OTHERS[i].text,
                      cp_feed_read(&cx, cp_slice_of(OTHERS[i].text), NULL, NULL, &feed),
                      CLEANPAGE_TYPE);
        if (!strstr(cx.message, OTHERS[i].what))
            fail_msg("%s: \"%s\"", OTHERS[i].text, cx.message);
        cp_arena_clear(&arena);
    }
}

/* With any amount of memory there is an answer: all of the feed, or that it was not enough. */
static void
memory_may_run_out(void **state)
{
    static const char *const texts[] = {
        "<?xml version='1.0' encoding='koi8-r'?><rss><channel><title>\xC4</title><item>"
        "<guid>1</guid><title>a</title><category>x</category><category>y</category></item>"
        "<item><title>b</title><content xml:base='c' type='xhtml'><p>d</p></content></item>",
        "{\"items\": [{\"id\": \"1\", \"tags\": [\"a\", \"b\"]}, {\"title\": \"c\", }]}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (size_t budget = 16, enough = 0; enough < 3; budget += 16) {
            struct cp_arena arena = { .budget_bytes = budget };
            struct cp_ctx cx = { .arena = &arena };
            struct cp_feed feed;
            cleanpage_status st = cp_feed_read(&cx, cp_slice_of(texts[i]), NULL, URL, &feed);

            assert_true(st == CLEANPAGE_OK || st == CLEANPAGE_NOMEM || st == CLEANPAGE_LIMIT);
            expect_number("entries", feed.entry_count, st ? 0 : 2);
            enough += st == CLEANPAGE_OK;
            assert_true(budget < 1000000);
            cp_arena_clear(&arena);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_read),       cmocka_unit_test(feeds_are_read),
        cmocka_unit_test(encodings_are_found),    cmocka_unit_test(others_are_refused),
        cmocka_unit_test(broken_feeds_give_what_they_have),
        cmocka_unit_test(memory_may_run_out),
    };

    return cmocka_run_group_tests_name("feed read", tests, NULL, NULL);
}
