/* The rooms that are not behind the public header: see nomem.h. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/source.h"
#include "corpus/filters.h"
#include "corpus/signature.h"
#include "crawl/robots.h"
#include "decode/decode.h"
#include "feed/feed.h"
#include "nomem.h"
#include "page/page.h"
#include "rules/rules.h"
#include "rules/selftest.h"
#include "warc/warc.h"

/* ------------------------------------------------------------------ rules */

static const char rules_text[] =
    "set words-min 3\n"
    "list names\n  ann bob\nend\n"
    "strip \"share (this|it) #\" max-words 4\n"
    "strip \"read more *\"\n"
    "on example.org\n"
    "strip div.share, aside > p\n"
    "keep article p\n";

static cleanpage_status
run_rules(void)
{
    static const char page_text[] = "<div class=share>a</div><article><p>b</article>";
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_page page = { 0 };
    struct cp_mark *marks;
    struct cp_ruleset *rs = cp_ruleset_new();
    cleanpage_status st = CLEANPAGE_NOMEM;

    if (rs)
        st = cp_ruleset_load_text(&cx, rs, "f", cp_slice_of(rules_text));
    if (!st)
        st = cp_page_parse_html(&cx, &page, cp_slice_of(page_text));
    if (!st)
        st = cp_ruleset_mark(&cx, rs, CP_LIT("example.org"), &page, &marks);
    cp_ruleset_free(rs);
    cp_arena_clear(&arena);
    return st;
}

static cleanpage_status
run_robots(void)
{
    static const char text[] = "User-agent: *\nDisallow: /a\nAllow: /a/b*c$\nCrawl-delay: 3\n";
    struct cp_robots robots = { 0 };
    bool done = cp_robots_parse(&robots, cp_slice_of(text), CP_LIT("cleanpage"));

    if (done) {
        nomem_require(robots.rule_count == 2 && robots.has_delay, "robots.txt forgot a rule");
        /* "No" is the answer without memory, too. */
        nomem_require(!cp_robots_allow(&robots, CP_LIT("/a/x")), "robots.txt is passed over");
        done = cp_robots_allow(&robots, CP_LIT("/a/b/c"));
    }
    cp_robots_clear(&robots);
    return done ? CLEANPAGE_OK : CLEANPAGE_NOMEM;
}

/* ------------------------------------------------------------------ feeds */

static const char rss[] =
    "<?xml version='1.0'?><rss version='2.0' "
    "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>News</title>"
    "<link>http://example.org/</link><ttl>30</ttl><item><guid>1</guid><title>One &amp; "
    "two</title><link>/1</link><category>a</category><category>b</category><pubDate>Sat, 07 Mar "
    "2026 10:00:00 GMT</pubDate><description>short</description><content:encoded><![CDATA[<p>A "
    "longer text.</p>]]></content:encoded></item></channel></rss>";
static const char atom[] =
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><id>x</id><entry><id>1</id>"
    "<title type='html'>One &lt;b&gt;</title><link href='http://example.org/1'/>"
    "<author><name>Ann</name></author><updated>2026-03-07T10:00:00Z</updated><content "
    "type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Text</p></div></content></entry>"
    "</feed>";
static const char json[] =
    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"News\",\"items\":[{\"id\":"
    "\"1\",\"url\":\"http://example.org/1\",\"title\":\"One\",\"authors\":[{\"name\":\"Ann\"}],"
    "\"tags\":[\"a\",\"b\"],\"content_html\":\"<p>Text</p>\"}]}";
static const char opml[] =
    "<opml version='2.0'><body><outline text='News'><outline type='rss' text='One' "
    "xmlUrl='http://example.org/f' htmlUrl='http://example.org/'/></outline></body></opml>";

static cleanpage_status
read_feed(const char *text)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_feed feed;
    struct cp_buf out = { 0 };
    cleanpage_status st =
        cp_feed_read(&cx, cp_slice_of(text), NULL, "http://example.org/feed", &feed);

    if (!st) {
        nomem_require(feed.entry_count == 1, "a feed lost its entry, and nothing was said");
        nomem_require(feed.entries[0].title.n && feed.entries[0].url.n &&
                          feed.entries[0].content.n,
                      "an entry lost a part, and nothing was said");
    }
    for (int f = CP_FEED_TO_ATOM; !st && f <= CP_FEED_TO_SFEED; f++) {
        out.n = 0;
        cp_feed_write(&cx, &feed, (enum cp_feed_format)f, &out);
        if (cp_buf_failed(&out))
            st = CLEANPAGE_NOMEM;
    }
    cp_buf_clear(&out);
    cp_arena_clear(&arena);
    return st;
}

static cleanpage_status
run_rss(void)
{
    return read_feed(rss);
}

static cleanpage_status
run_atom(void)
{
    return read_feed(atom);
}

static cleanpage_status
run_json(void)
{
    return read_feed(json);
}

static cleanpage_status
run_links(void)
{
    static const char page[] = "<link rel=alternate type=application/rss+xml href=/f title=News>";
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_feed_links links;
    struct cp_buf out = { 0 };
    cleanpage_status st = cp_opml_read(&cx, cp_slice_of(opml), &links);

    if (!st) {
        nomem_require(links.n == 1, "a list lost its feed, and nothing was said");
        cp_opml_write(&cx, &links, &out);
        st = cp_buf_failed(&out) ? CLEANPAGE_NOMEM : CLEANPAGE_OK;
    }
    if (!st)
        st = cp_feed_discover(&cx, cp_slice_of(page), NULL, "http://example.org/", &links);
    if (!st)
        nomem_require(links.n == 1, "a page lost its feed, and nothing was said");
    cp_buf_clear(&out);
    cp_arena_clear(&arena);
    return st;
}

/* ------------------------------------------------------------------ corpora */

static cleanpage_status
run_corpus(void)
{
    static const char text[] = "The mill stood by the river for two hundred years.\nNobody knew "
                               "who had built it.\n\nThe mill stood by the river.\n";
    struct cp_corpus corpus = { .wishes = { .repetition = true, .quality = true, .c4 = true } };
    struct cp_corpus_text words = { 0 };
    struct cp_corpus_verdict verdict;
    const char *name;
    double *place;
    bool done;

    for (size_t i = 0; (name = cp_corpus_limit(&corpus.limits, i, &place)); i++)
        *place = strstr(name, "min") ? 0 : 1e9;
    done = cp_corpus_read(&words, cp_slice_of(text)) &&
           cp_corpus_repetition(&corpus, &words, &verdict);
    cp_corpus_end(&corpus);
    cp_corpus_clear(&words);
    return done ? CLEANPAGE_OK : CLEANPAGE_NOMEM;
}

/* ------------------------------------------------------------------ WARC files */

#define WARC "tests/faults/nomem.warc.gz"

static const struct cp_warc_record response = {
    .type = "response",
    .target = "http://example.org/",
    .date = 1772000000,
    .content_type = "application/http;msgtype=response",
    .head = { "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", 41 },
    .payload = { "<p>A page.</p>", 14 },
};

static cleanpage_status
run_warc_write(void)
{
    struct cp_ctx cx = { 0 };
    struct cp_warc_writer *writer = NULL;
    char id[CP_WARC_ID_MAX];
    uint64_t offset, bytes;
    cleanpage_status st;

    unlink(WARC);
    st = cp_warc_open(&cx, WARC, "test", 0, &writer);
    if (!st) {
        uint64_t before = cp_warc_size(writer);

        st = cp_warc_write(&cx, writer, &response, id, &offset, &bytes);
        nomem_require(cp_warc_size(writer) == before + (st ? 0 : bytes),
                      "a record that failed is in the file");
        if (!st)
            st = cp_warc_sync(&cx, writer);
        cp_warc_close(writer);
    }
    return st;
}

static cleanpage_status
run_warc_read(void)
{
    struct cp_ctx cx = { 0 };
    struct cp_warc_reader *reader;
    struct cp_warc_found record;
    cleanpage_status st;
    bool found = true;
    int count = 0;

    if (access(WARC, R_OK) != 0 && run_warc_write() != CLEANPAGE_OK)
        return CLEANPAGE_NOMEM;
    st = cp_warc_reader_open(&cx, WARC, 1000, &reader);
    if (st)
        return st;
    while (!st && found) {
        st = cp_warc_next(&cx, reader, &record, &found);
        count += !st && found;
    }
    nomem_require(st || count == 2, "a record is missing, and nothing was said");
    cp_warc_reader_close(reader);
    return st;
}

/* ------------------------------------------------------------------ batches */

#define LINES "tests/faults/nomem.jsonl"

static const char lines[] =
    "{\"id\":1,\"url\":\"http://example.org/\",\"html\":\"<p>one\",\"more\":[1,{\"a\":2}]}\n"
    "{\"id\":\"b\",\"html_b64\":\"PHA+dHdv\"}\n"
    "{\"id\":\"c\"}\n";

static bool
make_lines(void)
{
    int fd = open(LINES, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    bool done = fd >= 0 && write(fd, lines, sizeof lines - 1) == sizeof lines - 1;

    if (fd >= 0)
        close(fd);
    return done;
}

static cleanpage_status
run_source(void)
{
    struct cp_source_input input = { LINES, CP_SOURCE_JSONL };
    struct cp_source_options options = { .inputs = &input, .input_count = 1, .page_max = 2000 };
    struct cp_ctx cx = { 0 };
    struct cp_source *source;
    struct cp_record record;
    cleanpage_status st;
    bool found = true;
    int count = 0;

    if (!make_lines())
        return CLEANPAGE_READ;
    st = cp_source_open(&cx, &options, &source);
    if (st)
        return st;
    while (!st && found) {
        st = cp_source_next(&cx, source, &record, &found);
        count += !st && found;
    }
    nomem_require(st || count == 3, "a record is missing, and nothing was said");
    cp_source_close(source);
    return st;
}

const struct nomem_driver nomem_rooms[] = {
    { "rules of a file", run_rules, 0, 1 },
    { "robots.txt", run_robots, 1, 1 },
    { "RSS", run_rss, 0, 1 },
    { "Atom", run_atom, 0, 1 },
    { "JSON Feed", run_json, 0, 1 },
    { "OPML and feeds of a page", run_links, 0, 1 },
    { "filters of a corpus", run_corpus, 0, 1 },
    { "a WARC file is written", run_warc_write, 0, 1 },
    { "a WARC file is read", run_warc_read, 0, 1 },
    { "records of a batch", run_source, 0, 1 },
    { NULL, NULL, 0, 0 },
};
