/* robots.txt: whose rules hold, which rule decides, and how paths are compared (RFC 9309). */
#include <stdlib.h>

#include "base/limits.h"
#include "crawl/robots.h"
#include "unit.h"

static const char BOTS[] = "User-Agent: *\n"
                           "Disallow: *.png$\n"
                           "Disallow: /drafts/\n"
                           "Allow: /books/\n"
                           "\n"
                           "User-Agent: redbot\n"
                           "Disallow:/\n"
                           "Allow:/drafts/one.html\n"
                           "Allow:/drafts/open.png\n"
                           "\n"
                           "User-Agent: bluebot\n"
                           "User-Agent: greybot\n"
                           "Disallow: /drafts/one.html\n"
                           "\n"
                           "User-Agent: whitebot\n";

#define ALL "User-agent: *\n"

static const struct {
    const char *name, *text, *token, *path;
    bool allowed;
} ROWS[] = {
    /* Section 5.1, with other names. */
    { "any bot, a picture", BOTS, "anybot", "/a/b.png", false },
    { "behind the anchor", BOTS, "anybot", "/a/b.png?x", true },
    { "any bot, a directory", BOTS, "anybot", "/drafts/two", false },
    { "any bot, elsewhere", BOTS, "anybot", "/books/x", true },
    { "own group, not that of all", BOTS, "redbot", "/books/x", false },
    { "longer rule", BOTS, "redbot", "/drafts/one.html", true },
    { "own group forgets the picture", BOTS, "redbot", "/drafts/open.png", true },
    { "first of two agents", BOTS, "bluebot", "/drafts/one.html", false },
    { "second of two agents", BOTS, "greybot", "/drafts/one.html", false },
    { "and nothing else", BOTS, "greybot", "/drafts/a.png", true },
    { "group without rules", BOTS, "whitebot", "/drafts/a.png", true },
    { "case of the token", BOTS, "RedBot", "/books/x", false },

    /* Section 5.2: the most octets decide, wherever they stand. */
    { "longest", ALL "Allow: /a/page/\nDisallow: /a/page/no.gif\n", "b", "/a/page/no.gif",
      false },
    { "longest first", ALL "Disallow: /a/page/no.gif\nAllow: /a/page/\n", "b", "/a/page/no.gif",
      false },
    { "shorter holds elsewhere", ALL "Disallow: /a/\nAllow: /a/page/\n", "b", "/a/x", false },
    { "a tie allows", ALL "Disallow: /page\nAllow: /page\n", "b", "/page", true },
    { "a tie allows either way", ALL "Allow: /page\nDisallow: /page\n", "b", "/page", true },

    /* Section 2.2.1: groups. */
    { "two groups are one",
      "User-agent: bot\nDisallow: /a\n\nUser-agent: x\nDisallow: /x\n\n"
      "User-agent: bot\nDisallow: /b\n",
      "bot", "/a", false },
    { "so that the second holds, too",
      "User-agent: bot\nDisallow: /a\n\nUser-agent: x\nDisallow: "
      "/x\n\nUser-agent: bot\nDisallow: /b\n",
      "bot", "/b", false },
    { "and not the one between",
      "User-agent: bot\nDisallow: /a\n\nUser-agent: x\nDisallow: "
      "/x\n\nUser-agent: bot\nDisallow: /b\n",
      "bot", "/x", true },
    { "two groups for all", ALL "Disallow: /a\n\n" ALL "Disallow: /b\n", "bot", "/a", false },
    { "nobody is meant", "User-agent: x\nDisallow: /\n", "bot", "/a", true },
    { "nothing at all", "", "bot", "/a", true },
    { "a rule of nobody", "Disallow: /\nUser-agent: x\n", "bot", "/a", true },
    { "version behind the token", "User-agent: bot/2.0\nDisallow: /\n", "bot", "/a", false },
    { "longer token", "User-agent: bot-news\nDisallow: /\n", "bot", "/a", true },
    { "shorter token", "User-agent: bo\nDisallow: /\n", "bot", "/a", true },
    { "empty line in a group", "User-agent: bot\n\n\nDisallow: /a\n\nDisallow: /b\n", "bot",
      "/b", false },

    /* Section 2.2.4: other lines part nothing. */
    { "site map between agents",
      "User-agent: bot\nSitemap: http://h/s\nUser-agent: x\n"
      "Disallow: /\n",
      "bot", "/a", false },
    { "site map between rules",
      "User-agent: bot\nDisallow: /a\nSitemap: http://h/s\n"
      "Disallow: /b\n",
      "bot", "/b", false },
    { "nonsense", ALL "what is this\n: /x\nDisallow /y\nDisallow: /a\n", "bot", "/a", false },
    { "line without colon is none", ALL "Disallow /y\n", "bot", "/y", true },

    /* Section 2.2.3: special characters. */
    { "comment in a line", ALL "Disallow: /a # /b\n", "bot", "/a", false },
    { "comment is no pattern", ALL "Disallow: /a#b\n", "bot", "/ab", false },
    { "comment alone", ALL "# Disallow: /a\n", "bot", "/a", true },
    { "anchor fits", ALL "Disallow: /a$\n", "bot", "/a", false },
    { "anchor does not", ALL "Disallow: /a$\n", "bot", "/ab", true },
    { "dollar within", ALL "Disallow: /a$b\n", "bot", "/a$bc", false },
    { "star", ALL "Disallow: /a/*/z\n", "bot", "/a/b/c/zoo", false },
    { "star for nothing", ALL "Disallow: /a*z\n", "bot", "/az", false },
    { "star misses", ALL "Disallow: /a/*/z\n", "bot", "/a/z", true },
    { "several stars", ALL "Disallow: /*a*b*c$\n", "bot", "/xaaxbbxcxc", false },
    { "several stars miss", ALL "Disallow: /*a*b*c$\n", "bot", "/xaxcxb", true },
    { "star at the end", ALL "Disallow: /a*\n", "bot", "/ab", false },
    { "star before the anchor", ALL "Disallow: /a*$\n", "bot", "/ab", false },
    { "only a star", ALL "Disallow: *\n", "bot", "/", false },
    { "encoded star is one", ALL "Disallow: /a-%2A.html\n", "bot", "/a-*.html", false },
    { "encoded star is no joker", ALL "Disallow: /a-%2A.html\n", "bot", "/a-b.html", true },
    { "encoded dollar", ALL "Disallow: /a-%24\n", "bot", "/a-$", false },
    { "encoded dollar is no anchor", ALL "Disallow: /a-%24\n", "bot", "/a-", true },

    /* Section 2.2.2: the table of encodings. */
    { "query", ALL "Disallow: /a/b?c=d\n", "bot", "/a/b?c=d", false },
    { "address in a query", ALL "Disallow: /a/b?c=https://d.e\n", "bot",
      "/a/b?c=https%3A%2F%2Fd.e", false },
    { "address in a query, the other way", ALL "Disallow: /a/b?c=https%3a%2f%2fd.e\n", "bot",
      "/a/b?c=https://d.e", false },
    { "letters of any script", ALL "Disallow: /a/\xE3\x83\x84\n", "bot", "/a/%E3%83%84",
      false },
    { "the same encoded", ALL "Disallow: /a/%E3%83%84\n", "bot", "/a/%e3%83%84", false },
    { "and in the address", ALL "Disallow: /a/%E3%83%84\n", "bot", "/a/\xE3\x83\x84", false },
    { "encoded without need", ALL "Disallow: /a/%62%61%7A\n", "bot", "/a/baz", false },
    { "encoded in the address", ALL "Disallow: /a/baz\n", "bot", "/a/%62az", false },
    { "encoded slash is another", ALL "Disallow: /a%2Fb\n", "bot", "/a/b", true },
    { "encoded slash", ALL "Disallow: /a%2Fb\n", "bot", "/a%2fb", false },
    { "encoded ampersand is another", ALL "Disallow: /?a%26b\n", "bot", "/?a&b", true },
    { "bad code", ALL "Disallow: /a%zz\n", "bot", "/a%zz", false },

    { "case of paths", ALL "Disallow: /A\n", "bot", "/a", true },
    { "case of keys", "USER-AGENT: bot\nDISALLOW: /a\n", "bot", "/a", false },
    { "nothing is disallowed", ALL "Disallow:\n", "bot", "/a", true },
    { "all is", ALL "Disallow: /\n", "bot", "/", false },
    { "no path", ALL "Disallow: /\n", "bot", "", false },
    { "but this file", ALL "Disallow: /\n", "bot", "/robots.txt", true },
    { "pattern without a slash", ALL "Disallow: a\n", "bot", "/a", true },
    { "mark of UTF-8", "\xEF\xBB\xBFUser-agent: bot\nDisallow: /a\n", "bot", "/a", false },
    { "CRLF", "User-agent: bot\r\nDisallow: /a\r\n", "bot", "/a", false },
    { "CR", "User-agent: bot\rDisallow: /a\rAllow: /b\r", "bot", "/a", false },
    { "no newline at the end", "User-agent: bot\nDisallow: /a", "bot", "/a", false },
    { "space around", " User-agent\t: bot \n Disallow :\t/a \n", "bot", "/a", false },
    { "a page", "<!DOCTYPE html>\n<html><body style=\"color: red\">Disallow: /</body>", "bot",
      "/a", true },
};

static void
allows_by_the_rules(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(ROWS); i++) {
        struct cp_robots robots = { 0 };

        assert_true(
            cp_robots_parse(&robots, cp_slice_of(ROWS[i].text), cp_slice_of(ROWS[i].token)));
        expect_number(ROWS[i].name, cp_robots_allow(&robots, cp_slice_of(ROWS[i].path)),
                      ROWS[i].allowed);
        cp_robots_clear(&robots);
    }
}

static void
reads_delays(void **state)
{
    static const struct {
        const char *text;
        bool has_delay;
        long ms;
    } rows[] = {
        { ALL "Crawl-delay: 10\n", true, 10000 },
        { ALL "crawl-delay: 0.5 # half\n", true, 500 },
        { ALL "Crawl-delay: 1.2345\n", true, 1234 },
        { ALL "Crawl-delay: .25\n", true, 250 },
        { ALL "Crawl-delay: 0\n", true, 0 },
        { ALL "Crawl-delay: 99999999999999999999\n", true, 86400000 },
        { ALL "Crawl-delay: soon\n", false, 0 },
        { ALL "Crawl-delay: -1\n", false, 0 },
        { ALL "Crawl-delay: .\n", false, 0 },
        { ALL "Crawl-delay:\n", false, 0 },
        { ALL "Disallow: /\n", false, 0 },
        { "User-agent: x\nCrawl-delay: 5\n\n" ALL "Disallow: /\n", false, 0 },
        { ALL "Crawl-delay: 5\n\nUser-agent: bot\nCrawl-delay: 2\n", true, 2000 },
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(rows); i++) {
        struct cp_robots robots = { 0 };

        assert_true(cp_robots_parse(&robots, cp_slice_of(rows[i].text), CP_LIT("bot")));
        expect_number(rows[i].text, robots.has_delay, rows[i].has_delay);
        if (rows[i].has_delay)
            expect_number(rows[i].text, (unsigned long long)robots.delay_ms,
                          (unsigned long long)rows[i].ms);
        cp_robots_clear(&robots);
    }
}

/* 500 KiB must be read (section 2.5): the last rule of so many holds. */
static void
reads_long_files(void **state)
{
    struct cp_buf text = { 0 };
    struct cp_robots robots = { 0 };

    (void)state;
    cp_buf_puts(&text, ALL);
    while (text.n < ((size_t)500 << 10) - 20)
        cp_buf_puts(&text, "Disallow: /number/0123456789\n");
    cp_buf_puts(&text, "Disallow: /last\n");
    assert_true(cp_robots_parse(&robots, cp_buf_slice(&text), CP_LIT("bot")));
    assert_false(cp_robots_allow(&robots, CP_LIT("/last")));
    assert_true(cp_robots_allow(&robots, CP_LIT("/first")));
    cp_robots_clear(&robots);
    cp_buf_clear(&text);
}

/* Patterns that would take hours are given up, and then nothing is allowed. */
static void
bounds_its_time(void **state)
{
    struct cp_buf text = { 0 }, path = { 0 };
    struct cp_robots robots = { 0 };
    int i;

    (void)state;
    cp_buf_puts(&text, ALL);
    for (i = 0; i < 200; i++) {
        cp_buf_puts(&text, "Disallow: /*");
        cp_buf_put_repeat(&text, 'a', 1000);
        cp_buf_puts(&text, "b\n");
    }
    cp_buf_putc(&path, '/');
    cp_buf_put_repeat(&path, 'a', 8000);
    assert_true(cp_robots_parse(&robots, cp_buf_slice(&text), CP_LIT("bot")));
    assert_false(cp_robots_allow(&robots, cp_buf_slice(&path)));
    assert_true(cp_robots_allow(&robots, CP_LIT("/short")));
    cp_robots_clear(&robots);
    cp_buf_clear(&text);
    cp_buf_clear(&path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allows_by_the_rules),
        cmocka_unit_test(reads_delays),
        cmocka_unit_test(reads_long_files),
        cmocka_unit_test(bounds_its_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
