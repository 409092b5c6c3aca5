/* Writing feeds: what is written is well-formed and is read as the same entries again. */
#include "unit.h"

#include "feed/feed.h"

static struct cp_slice categories[] = { CP_LIT("a & b"), CP_LIT("<c>"),
                                        CP_LIT("\xE6\x97\xA5") };

static struct cp_feed_entry entries[] = {
    { .id = CP_LIT("tag:e,2026:1"), .url = CP_LIT("http://e/1?a=1&b=2#c"),
      .title = CP_LIT("1 < 2 & \"AT&T\" &amp; <b>no</b> ]]>"), .author = CP_LIT("Ann & Bob, C"),
      .published = CP_LIT("2026-11-21T08:30:00Z"), .updated = CP_LIT("2026-11-22"),
      .summary = CP_LIT("<p>s &amp; t</p>"),
      .content = CP_LIT("<p>longer ]]> &lt; \"x\"</p>\n\tz"),
      .base = CP_LIT("http://b/"), .language = CP_LIT("de"), .image = CP_LIT("http://e/i.png"),
      .enclosure = CP_LIT("http://e/a.mp3"), .enclosure_type = CP_LIT("audio/mpeg"),
      .categories = categories, .category_count = COUNT_OF(categories) },
    { .id = CP_LIT("http://e/2"), .url = CP_LIT("http://e/2"), .title = CP_LIT("Two"),
      .published = CP_LIT("2026-11-21"), .updated = CP_LIT("2026-11-21T09:00:00Z"),
      .summary = CP_LIT("same"), .content = CP_LIT("same"), .base = CP_LIT("http://e/2"),
      .language = CP_LIT("en") },
    { .id = CP_LIT("3"), .url = CP_LIT("http://e/3"), .content = CP_LIT("c"),
      .base = CP_LIT("http://e/3"), .language = CP_LIT("en") },
};

static struct cp_feed whole = {
    .kind = CP_FEED_RSS, .title = CP_LIT("F & <g>"), .description = CP_LIT("D"),
    .language = CP_LIT("en"), .image = CP_LIT("http://e/logo.png"), .site = CP_LIT("http://e/"),
    .self = CP_LIT("http://e/feed?x&y"), .ttl_minutes = 60,
    .entries = entries, .entry_count = COUNT_OF(entries),
};

static void
expect_entry(const struct cp_feed_entry *got, const struct cp_feed_entry *wanted)
{
    expect_slice("id", got->id, wanted->id);
    expect_slice("url", got->url, wanted->url);
    expect_slice("title", got->title, wanted->title);
    expect_slice("author", got->author, wanted->author);
    expect_slice("published", got->published, wanted->published);
    expect_slice("updated", got->updated, wanted->updated);
    expect_slice("summary", got->summary, wanted->summary);
    expect_slice("content", got->content, wanted->content);
    expect_slice("base", got->base, wanted->base);
    expect_slice("language", got->language, wanted->language);
    expect_slice("image", got->image, wanted->image);
    expect_slice("enclosure", got->enclosure, wanted->enclosure);
    expect_slice("enclosure_type", got->enclosure_type, wanted->enclosure_type);
    expect_number("categories", got->category_count, wanted->category_count);
    for (size_t i = 0; i < got->category_count; i++)
        expect_slice("category", got->categories[i], wanted->categories[i]);
}

static void
expect_round_trip(enum cp_feed_format format)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_buf out = { 0 };
    struct cp_feed feed;

    cp_feed_write(&cx, &whole, format, &out);
    if (cp_feed_read(&cx, cp_buf_slice(&out), NULL, NULL, &feed))
        fail_msg("%s", cx.message);
    assert_false(feed.is_cut);
    expect_slice("title", feed.title, whole.title);
    expect_slice("description", feed.description, whole.description);
    expect_slice("site", feed.site, whole.site);
    expect_slice("self", feed.self, whole.self);
    expect_slice("image", feed.image, whole.image);
    expect_slice("language", feed.language, whole.language);
    expect_number("entries", feed.entry_count, whole.entry_count);
    for (size_t i = 0; i < feed.entry_count; i++)
        expect_entry(&feed.entries[i], &entries[i]);
    cp_buf_clear(&out);
    cp_arena_clear(&arena);
}

static void
entries_come_back(void **state)
{
    (void)state;
    expect_round_trip(CP_FEED_TO_ATOM);
    expect_round_trip(CP_FEED_TO_RSS);
    expect_round_trip(CP_FEED_TO_JSONFEED);
}

static void
expect_written(struct cp_feed_entry *entry, enum cp_feed_format format, const char *expected)
{
    struct cp_feed feed = { .entries = entry, .entry_count = 1 };
    struct cp_ctx cx = { .arena = NULL };
    struct cp_buf out = { 0 };

    cp_feed_write(&cx, &feed, format, &out);
    expect_slice("written", cp_buf_slice(&out), cp_slice_of(expected));
    cp_buf_clear(&out);
}

static void
lines_are_escaped(void **state)
{
    struct cp_feed_entry e = {
        .id = CP_LIT("i\td"), .url = CP_LIT("http://e/"), .title = CP_LIT("a\nb \\ \"c\"\x01"),
        .author = CP_LIT("A"), .published = CP_LIT("1970-01-02"),
        .content = CP_LIT("x\ty\nz\\"), .categories = categories, .category_count = 2,
    };

    (void)state;
    expect_written(&e, CP_FEED_TO_SFEED,
                   "86400\ta b \\ \"c\" \thttp://e/\tx\\ty\\nz\\\\\thtml\ti d\tA\t\t"
                   "a & b|<c>\n");
    expect_written(&e, CP_FEED_TO_JSONL,
                   "{\"id\":\"i\\td\",\"url\":\"http://e/\","
                   "\"title\":\"a\\nb \\\\ \\\"c\\\"\\u0001\","
                   "\"author\":\"A\",\"published\":\"1970-01-02\","
                   "\"categories\":[\"a & b\",\"<c>\"],"
                   "\"content\":\"x\\ty\\nz\\\\\"}\n");
}

/* What XML cannot hold goes; nothing else does. */
static void
xml_stays_well_formed(void **state)
{
    static const enum cp_feed_format formats[] = { CP_FEED_TO_ATOM, CP_FEED_TO_RSS };
    struct cp_feed_entry e = {
        .id = CP_LIT("i\x01<&\">"), .title = CP_LIT("t\x1f\xEF\xBF\xBEu"),
        .content = CP_LIT("\x0b]]>&\xEF\xBF\xBF<![CDATA[<?x?><!--"),
        .base = CP_LIT("http://\x02\"/"),
    };
    struct cp_feed feed = { .entries = &e, .entry_count = 1 }, again;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        struct cp_arena arena = { 0 };
        struct cp_ctx cx = { .arena = &arena };
        struct cp_buf out = { 0 };

        cp_feed_write(&cx, &feed, formats[i], &out);
        assert_int_equal(cp_feed_read(&cx, cp_buf_slice(&out), NULL, NULL, &again),
                         CLEANPAGE_OK);
        assert_false(again.is_cut);
        expect_slice("id", again.entries[0].id, CP_LIT("i<&\">"));
        expect_slice("title", again.entries[0].title, CP_LIT("tu"));
        expect_slice("content", again.entries[0].content, CP_LIT("]]>&<![CDATA[<?x?><!--"));
        cp_buf_clear(&out);
        cp_arena_clear(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_back),
        cmocka_unit_test(lines_are_escaped),
        cmocka_unit_test(xml_stays_well_formed),
    };

    return cmocka_run_group_tests_name("feed write", tests, NULL, NULL);
}
