/* The feeds that pages and OPML files name. */
#include "unit.h"

#include "feed/feed.h"

#define PAGE_URL "http://example.org/a/page"

/* A page, and the addresses and titles found in it, one to a line. */
static const struct {
    const char *name, *page, *expected;
} PAGES[] = {
    { "link with a type",
      "<link rel=alternate type=application/rss+xml title='News &amp; more' href=/f?a=1&amp;b>",
      "http://example.org/f?a=1&b News & more\n" },
    { "all types, any case, any order",
      "<LINK HREF=1 TYPE=APPLICATION/ATOM+XML REL=ALTERNATE>"
      "<link rel='x alternate' type='application/feed+json; charset=utf-8' href=2>",
      "http://example.org/a/1 \nhttp://example.org/a/2 \n" },
    { "comments' feeds last",
      "<link rel=alternate type=application/rss+xml title='Comments on X' href=1>"
      "<link rel=alternate type=application/rss+xml href=/comments/feed>"
      "<link rel=alternate type=application/rss+xml title=All href=2>",
      "http://example.org/a/2 All\nhttp://example.org/a/1 Comments on X\n"
      "http://example.org/comments/feed \n" },
    { "the first base counts",
      "<base target=x><base href=/b/><base href=/c/>"
      "<link rel=alternate type=application/rss+xml href=f>",
      "http://example.org/b/f \n" },
    { "each address once",
      "<link rel=alternate type=application/rss+xml href=f title=A>"
      "<link rel=alternate type=application/atom+xml href=f title=B>",
      "http://example.org/a/f A\n" },
    { "no feeds: style sheets, translations, JSON of other kinds",
      "<link rel='alternate stylesheet' type=text/css href=feed>"
      "<link rel=alternate hreflang=de href=/de/>"
      "<link rel=alternate type=application/json href=/wp-json/posts/1>"
      "<link rel=stylesheet type=application/rss+xml href=f>",
      "" },
    { "vague types whose address says it",
      "<link rel=alternate type=application/json href=/feed.json>"
      "<link rel=alternate type=text/xml title='RSS' href=/x>",
      "http://example.org/feed.json \nhttp://example.org/x RSS\n" },
    { "not in comments, scripts and styles",
      "<!-- <link rel=alternate type=application/rss+xml href=1> -->"
      "<script>'<link rel=alternate type=application/rss+xml href=2>'</script>"
      "<style><link rel=alternate type=application/rss+xml href=3></style>"
      "<link rel=alternate type=application/rss+xml href=4>",
      "http://example.org/a/4 \n" },
    { "anchors where no link is",
      "<a href='/blog/feed/'>Our <b>feed</b></a><a href=/atom.xml></a><a href=/newsfeeds>no</a>"
      "<a href='/?feed=rss2'>R</a><a href=/x.rss#top>x</a><a href=javascript:rss>no</a>",
      "http://example.org/blog/feed/ Our feed\nhttp://example.org/atom.xml \n"
      "http://example.org/?feed=rss2 R\nhttp://example.org/x.rss#top x\n" },
    { "anchors do not count beside a link",
      "<a href=/feed>x</a><link rel=alternate type=application/rss+xml href=1>",
      "http://example.org/a/1 \n" },
    { "cut in a tag", "<link rel=alternate type=application/rss+xml href=1><link rel=alte",
      "http://example.org/a/1 \n" },
    { "nothing", "", "" },
};

static void
pages_name_feeds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(PAGES); i++) {
        struct cp_arena arena = { 0 };
        struct cp_ctx cx = { .arena = &arena };
        struct cp_buf got = { 0 };
        struct cp_feed_links links;

        assert_int_equal(cp_feed_discover(&cx, cp_slice_of(PAGES[i].page), NULL, PAGE_URL,
                                          &links),
                         CLEANPAGE_OK);
        for (size_t k = 0; k < links.n; k++) {
            cp_buf_put_slice(&got, links.v[k].url);
            cp_buf_putc(&got, ' ');
            cp_buf_put_slice(&got, links.v[k].title);
            cp_buf_putc(&got, '\n');
        }
        expect_slice(PAGES[i].name, cp_buf_slice(&got), cp_slice_of(PAGES[i].expected));
        cp_buf_clear(&got);
        cp_arena_clear(&arena);
    }
}

static void
outlines_of_any_depth_are_read(void **state)
{
    static const char text[] =
        "\n<?xml version='1.0' encoding='ISO-8859-1'?><opml version='1.0'><body>"
        "<outline text='Folder'><outline TEXT='Caf\xE9 &amp; R&D' xmlurl='http://a/?x=1&y=2'"
        " HTMLURL='http://a/'/><outline><outline text='http://b/' xmlUrl=' http://b/ '/>"
        "</outline></outline><outline title='T' text='t' xmlUrl='http://c/'"
        " cleanpageName='c-dir'/><outline text='again' xmlUrl='http://b/'/>";
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_feed_links links;

    (void)state;
    assert_int_equal(cp_opml_read(&cx, cp_slice_of(text), &links), CLEANPAGE_OK);
    expect_number("feeds", links.n, 3);
    expect_slice("url", links.v[0].url, CP_LIT("http://a/?x=1&y=2"));
    expect_slice("title", links.v[0].title, CP_LIT("Caf\xC3\xA9 & R&D"));
    expect_slice("site", links.v[0].site, CP_LIT("http://a/"));
    expect_slice("url", links.v[1].url, CP_LIT("http://b/"));
    expect_slice("no title", links.v[1].title, CP_LIT(""));
    expect_slice("title", links.v[2].title, CP_LIT("T"));
    expect_slice("name", links.v[2].name, CP_LIT("c-dir"));
    assert_int_equal(cp_opml_read(&cx, CP_LIT("<rss/>"), &links), CLEANPAGE_TYPE);
    cp_arena_clear(&arena);
}

static void
lists_come_back(void **state)
{
    struct cp_feed_link v[] = {
        { CP_LIT("http://a/?x=1&y=2"), CP_LIT("A \"quoted\" <b> & 'more'"), CP_LIT("http://a/"),
          CP_LIT("a_dir") },
        { CP_LIT("https://b/"), CP_LIT(""), CP_LIT(""), CP_LIT("") },
        { CP_LIT("https://c/"), CP_LIT("&amp; \xE6\x97\xA5"), CP_LIT(""), CP_LIT("x y") },
    };
    struct cp_feed_links links = { v, COUNT_OF(v) }, again;
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_buf out = { 0 };

    (void)state;
    cp_opml_write(&cx, &links, &out);
    assert_int_equal(cp_opml_read(&cx, cp_buf_slice(&out), &again), CLEANPAGE_OK);
    expect_number("feeds", again.n, COUNT_OF(v));
    for (size_t i = 0; i < COUNT_OF(v); i++) {
        expect_slice("url", again.v[i].url, v[i].url);
        expect_slice("title", again.v[i].title, v[i].title);
        expect_slice("site", again.v[i].site, v[i].site);
        expect_slice("name", again.v[i].name, v[i].name);
    }
    cp_buf_clear(&out);
    cp_arena_clear(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_name_feeds),
        cmocka_unit_test(outlines_of_any_depth_are_read),
        cmocka_unit_test(lists_come_back),
    };

    return cmocka_run_group_tests_name("feed links", tests, NULL, NULL);
}
