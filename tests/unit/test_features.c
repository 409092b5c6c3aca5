/* Values of features that were worked out by hand. */
#include "measured.h"

#include <math.h>

#include "measure/features.h"

/* Three paragraphs of 10, 10 and 12 words, in a page of 43: the menu has 3, the heading 2,
 * the box 4, the imprint 2. */
static const char page[] =
    "<title>Rain again</title>"
    "<nav><a href=/>Home</a> <a href=/n>All news</a></nav>"
    "<div class=wrap><h1>Rain again</h1>"
    "<p>It rained all night over the hills and the fields.</p>"
    "<p>The river rose by two metres before the morning came.</p>"
    "<div class='box RelatedPosts'><a href=/x>One more rainy day</a></div>"
    "<p>Nobody was hurt, said the mayor, who had slept at the dam.</p></div>"
    "<footer>© 2020 Paper</footer>";

static const char lists[] = "list names-side\n  related-posts\nend\n";

enum { MENU, HEAD, FIRST, SECOND, BOX, LAST, IMPRINT };

static const struct {
    int block;
    const char *feature;
    double expected;
} values[] = {
    { FIRST, "words", 3.459432 },           /* log2(11) */
    { FIRST, "link-share", 0 },
    { FIRST, "sentences", 1 },
    { FIRST, "ending", 1 },
    { FIRST, "opening", 1 },
    { FIRST, "own-tag", 1 },
    { FIRST, "parent-tag", 1 },
    { FIRST, "in-densest", 1 },
    { FIRST, "densest-share", 1 },
    { FIRST, "core-steps", 0 },
    { FIRST, "title-place", 1 },
    { FIRST, "since-heading", 1 },
    { FIRST, "heading-level", 1 },
    { FIRST, "prose-before", 0 },
    { SECOND, "prose-before", 10.0 / 32 },
    { SECOND, "prev-words", 3.459432 },
    { SECOND, "near-link-share", 7.0 / 43 },
    { LAST, "commas", 2 },
    { LAST, "path-count", 2 },              /* log2(1 + 3) */
    { MENU, "link-share", 1 },
    { MENU, "links", 2 },
    { MENU, "in-nav", 1 },
    { MENU, "in-densest", 0 },
    { MENU, "core-steps", -1 },
    { MENU, "title-place", -1 },
    { HEAD, "own-tag", 5 },
    { HEAD, "under-words", 5.285402 },      /* log2(1 + 38) */
    { HEAD, "title-overlap", 1 },
    { BOX, "in-side", 1 },
    { BOX, "side-outside", 1 },
    { BOX, "near-name", 2 },
    { LAST, "in-side", 0 },
    { IMPRINT, "in-footer", 1 },
    { IMPRINT, "copyright", 1 },
    { IMPRINT, "dates", 1 },
    { IMPRINT, "digit-share", 0.5 },
    { IMPRINT, "url-depth", 2 },
    { IMPRINT, "url-dashes", 2 },
};

static void
test_values(void **state)
{
    struct measured m;

    (void)state;
    measure(&m, page, lists);
    assert_int_equal(m.blocks.n, IMPRINT + 1);
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        int f = cp_feature_find(cp_slice_of(values[i].feature));
        double got;

        if (f < 0)
            fail_msg("no feature %s", values[i].feature);
        got = (double)m.features.v[values[i].block * CP_FEATURE_COUNT + f];
        if (fabs(got - values[i].expected) > 1e-4)
            fail_msg("block %d, %s: got %f, expected %f", values[i].block, values[i].feature, got,
                     values[i].expected);
    }
    measured_clear(&m);
}

/* A name around most of the prose says nothing of it. */
static void
test_wrapper_guard(void **state)
{
    int side = cp_feature_find(CP_LIT("in-side"));
    struct measured m;

    (void)state;
    measure(&m, "<div class=related-posts><p>It rained all night over the hills and the fields.</p>"
                "</div><p>Menu</p>", lists);
    assert_true(m.features.v[side] == 0);
    measured_clear(&m);
}

static void
test_repeats(void **state)
{
    int before = cp_feature_find(CP_LIT("said-before"));
    int again = cp_feature_find(CP_LIT("said-again"));
    struct measured m;

    (void)state;
    measure(&m, "<p>one two three four five</p><p>x</p><p>Three four five. One two three</p>", NULL);
    assert_true(m.features.v[before] == 0);
    assert_true(fabsf(m.features.v[again] - 2.0f / 3) < 1e-6f);
    assert_true(m.features.v[CP_FEATURE_COUNT + before] == -1);
    assert_true(m.features.v[2 * CP_FEATURE_COUNT + before] == 0.5f);
    measured_clear(&m);
}

/* A word that is looked up ends at ASCII that is no letter or digit, and nowhere else. */
static void
test_next_word(void **state)
{
    (void)state;
    for (int c = 1; c < 256; c++) {
        const char text[] = { 'a', (char)c, 'b' };
        struct cp_slice rest = { text, sizeof text }, word;
        unsigned char byte = (unsigned char)c;
        bool inside = byte >= 0x80 || cp_is_alpha(byte) || cp_is_digit(byte);

        assert_true(cp_feature_next_word(&rest, &word));
        if (word.n != (inside ? 3 : 1))
            fail_msg("byte %d: word of %zu bytes", c, word.n);
        assert_true(cp_feature_next_word(&rest, &word) == !inside);
    }
}

static void
test_logarithms(void **state)
{
    static const float amounts[] = { 0,   1, 7, 7.5f, CP_FEATURE_LOGS - 1, CP_FEATURE_LOGS,
                                     1e6f };
    struct cp_measuring m = { 0 };

    (void)state;
    for (int n = 0; n < CP_FEATURE_LOGS; n++)
        m.logs[n] = cp_feature_log((float)n);
    for (size_t i = 0; i < COUNT_OF(amounts); i++)
        assert_true(cp_feature_log_of(&m, amounts[i]) == log2f(1 + amounts[i]));
}

/* A table is never full, or looking a key up would not end. */
static void
test_table_size(void **state)
{
    (void)state;
    for (uint32_t keys = 0; keys < 5000; keys++) {
        uint32_t size = cp_feature_table_size(keys);

        assert_true(size > keys && (size & (size - 1)) == 0);
    }
}

static void
test_names(void **state)
{
    (void)state;
    for (int f = 0; f < CP_FEATURE_COUNT; f++) {
        const char *name = cp_feature_name((enum cp_feature)f);

        if (cp_feature_find(cp_slice_of(name)) != f)
            fail_msg("%s is there twice", name);
        assert_true(strlen(cp_feature_help((enum cp_feature)f)) > 5);
    }
    assert_int_equal(cp_feature_find(CP_LIT("no-such")), -1);
}

/* What announces the end of an article: a heading by any word, another block by its first. */
static void
test_ends(void **state)
{
    static const struct {
        const char *text;
        float heading_end, end_self;
    } blocks[] = {
        { "More rain", 2, 1 }, { "x", 2, 0 }, { "Read more", 1, 0 }, { "y", 1, 0 },
        { "Rain", 0, 0 }, { "More", 0, 1 }, { "and more", 0, 0 },
        { "More of a line that has nine words in", 0, 0 },
    };
    struct measured m;

    (void)state;
    measure(&m, "<h2>More rain</h2><p>x</p><h2>Read more</h2><p>y</p><h2>Rain</h2><p>More</p>"
            "<p>and more</p><p>More of a line that has nine words in</p>",
            "list end-words\n  more\nend\n");
    assert_int_equal(m.blocks.n, COUNT_OF(blocks));
    for (uint32_t i = 0; i < m.blocks.n; i++) {
        const float *row = m.features.v + (size_t)i * CP_FEATURE_COUNT;

        expect_slice("text", m.blocks.v[i].text, cp_slice_of(blocks[i].text));
        if (row[CP_FEATURE_HEADING_END] != blocks[i].heading_end ||
            row[CP_FEATURE_END_SELF] != blocks[i].end_self)
            fail_msg("\"%s\": got %g, %g", blocks[i].text, (double)row[CP_FEATURE_HEADING_END],
                     (double)row[CP_FEATURE_END_SELF]);
    }
    measured_clear(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_wrapper_guard),
        cmocka_unit_test(test_repeats),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_next_word),
        cmocka_unit_test(test_logarithms),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_table_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
