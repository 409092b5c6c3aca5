/* The steps from probabilities to verdicts. */
#include "rulings.h"

#include <math.h>

#include "judge/judge.h"
#include "judge/pick.h"
#include "judge/repeats.h"
#include "judge/weights.h"

/*
 * Blocks of 10, 10, 10 words with 0.9, 0.9, 0.1: the first two are kept, for an expected F1 of
 * 2 * 18 / (20 + 19). So they are for F0.5, which is 1.25 * 18 / (20 + 0.25 * 19), and for F2,
 * 5 * 18 / (20 + 4 * 19).
 */
static void
test_threshold(void **state)
{
    static const struct { float beta, threshold; } asked[] = {
        { 1, 18.0f / 39 }, { 0.5f, 18 / 24.75f }, { 2, 18.0f / 96 },
    };
    struct cp_blocks blocks = { .n = 3 };
    struct cp_verdict v[3] = { { .probability = 0.9f }, { .probability = 0.9f },
                               { .probability = 0.1f } };
    struct cp_verdicts verdicts = { .v = v };
    const float words[3] = { 10, 10, 10 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        cp_pick_threshold(&blocks, words, 0.1f, asked[i].beta, &verdicts);
        assert_true(fabsf(verdicts.expected_f1 - 36.0f / 39) < 1e-4f);
        assert_true(fabsf(verdicts.threshold - asked[i].threshold) < 1e-4f);
    }
}

/* A block of 0.3 beside one of 0.9: F2 keeps it, F1 does not, and confidence is that of F1. */
static void
test_recall_keeps_more(void **state)
{
    struct cp_blocks blocks = { .n = 2 };
    struct cp_verdict v[2] = { { .probability = 0.9f }, { .probability = 0.3f } };
    struct cp_verdicts verdicts = { .v = v };
    const float words[2] = { 10, 10 };

    (void)state;
    cp_pick_threshold(&blocks, words, 0.1f, 1, &verdicts);
    assert_true(verdicts.threshold > 0.3f);
    assert_true(fabsf(verdicts.expected_f1 - 18.0f / 22) < 1e-4f);
    cp_pick_threshold(&blocks, words, 0.1f, 2, &verdicts);
    assert_true(verdicts.threshold < 0.3f);
    assert_true(fabsf(verdicts.expected_f1 - 24.0f / 32) < 1e-4f);
}

/* What the caller asks for, and what is known of the page. */
struct asked {
    cleanpage_kind kind;
    cleanpage_comments comments;
};

static const struct asked nothing_asked = { CLEANPAGE_KIND_AUTO, CLEANPAGE_COMMENTS_AUTO };

static void
judge_measured(struct measured *m, struct cp_verdicts *verdicts, struct asked asked)
{
    struct cp_weights *weights;
    struct cp_judge_input in;

    assert_int_equal(cp_weights_new(&m->cx, m->rules, &weights), CLEANPAGE_OK);
    in = (struct cp_judge_input){ .rules = m->rules,
                                  .weights = weights,
                                  .host = CP_LIT("example.org"),
                                  .page = &m->page,
                                  .marks = m->marks,
                                  .blocks = &m->blocks,
                                  .features = &m->features,
                                  .meta = &m->meta,
                                  .kind = cp_kind_sure(asked.kind),
                                  .comments = (uint8_t)asked.comments,
                                  .beta = 1 };
    assert_int_equal(cp_judge(&m->cx, &in, verdicts), CLEANPAGE_OK);
    cp_weights_free(weights);
}

static void
judge_page(struct measured *m, struct cp_verdicts *verdicts, const char *html, const char *rules)
{
    measure(m, html, rules);
    judge_measured(m, verdicts, nothing_asked);
}

#define PROSE "It rained all night over the hills and the fields. "
#define PARAGRAPH "<p>" PROSE "Then the river rose. "
#define SHEEP_TEXT "Sheep were led to higher ground by the farmers of the valley."
#define SHEEP "<p>" SHEEP_TEXT
#define POINTS                                                                                 \
    "set points-base -2\n"                                                                     \
    "points words\n  below 3.4 +0.00\n  else +4.00\nend\n"

/* keep: a letter per block, k kept, d dropped. */
static const struct {
    const char *name, *rules, *html, *keep;
} pages[] = {
    { "points", POINTS, "<div>" PARAGRAPH "1</p></div><div>Menu of many short words</div>", "kd" },
    { "a short line among kept ones follows them", POINTS "set smoothing 0.5\n",
      "<div>" PARAGRAPH "1</p><p>Yes.</p>" SHEEP "</p></div><div>Menu of short words</div>",
      "kkkd" },
    { "not when differing costs nothing", POINTS "set smoothing 0\n",
      "<div>" PARAGRAPH "1</p><p>Yes.</p>" SHEEP "</p></div><div>Menu of short words</div>",
      "kdkd" },
    { "a strip rule", POINTS "strip .box\n",
      "<div>" PARAGRAPH "1</p></div><div class=box>" SHEEP "</p></div>", "kd" },
    { "not around half of the prose", POINTS "strip .box\n",
      "<div>" PARAGRAPH "1</p></div><div class=box><p>Of rain there was too much to be told, "
      "said all who saw the water come.</p><p>It will pass, as all things do, he told us "
      "later on that day.</p></div>", "kkk" },
    { "a keep rule", POINTS "keep .box\n",
      "<div>" PARAGRAPH "1</p></div><div class=box>Menu</div>", "kk" },
    { "the inner rule first", POINTS "strip .box\nkeep .in\n",
      "<div>" PARAGRAPH "1</p></div><div class=box>a <p class=in>Menu</p> b</div>", "kdkd" },
    { "the rule of an inline element around it", POINTS "strip .box\nunwrap .in\n"
      "set smoothing 0\n",
      "<div>" PARAGRAPH "1</p></div><div class=box>Menu <span class=in><b>" SHEEP_TEXT
      "</b></span> Help</div>", "kdkd" },
    { "a repeat", POINTS,
      "<div>" PARAGRAPH "1</p>" SHEEP "</p></div><div class=x>" PARAGRAPH "1</p></div>", "kkd" },
    { "no repeat in the same place of a text's order", POINTS,
      "<div>" PARAGRAPH "1</p>" SHEEP "</p>" PARAGRAPH "1</p></div>", "kkk" },
    { "no repeat of what was dropped", POINTS "strip .box\n",
      "<div class=box>" SHEEP "</p></div><div>" PARAGRAPH "1</p>" SHEEP "</p></div>", "dkk" },
    { "the title", POINTS,
      "<title>Rain</title><h1>Rain</h1><div>" PARAGRAPH "1</p></div>", "dk" },
    { "prose is kept when the points drop all", "set points-base -9\nset rescue-words 10\n",
      "<div>" PARAGRAPH "1</p></div><div>Menu</div>", "kd" },
    { "a further article goes", POINTS,
      "<title>Rain</title><article><h1>Rain</h1>" PARAGRAPH "1</p></article>"
      "<article><h1>Other</h1>" SHEEP "</p></article>", "dkdd" },
    { "cards of articles stay", POINTS,
      "<title>Rain</title><article><h1>Rain</h1>" PARAGRAPH "1</p></article>"
      "<article><h2>Other</h2>" SHEEP "</p></article>", "dkdk" },
    { "links above the title go", "set points-base 1\n",
      "<title>Rain</title><div><a href=x>News</a></div><div>Since 1950</div><h1>Rain</h1>"
      PARAGRAPH "1</p>", "dkdk" },
    { "a subheading in plain divs", "set smoothing 0\nset points-base -1\n"
      "points words\n  below 3.4 +0.00\n  else +4.00\nend\n",
      "<div><div>" PROSE "1</div><div>What then</div><div>" SHEEP_TEXT "</div></div>"
      "<div>Many more words that say nothing new</div>", "kkkd" },
    { "a caption that is a sentence", "set smoothing 0\nset points-base -1\n"
      "points words\n  below 3.4 +0.00\n  else +4.00\nend\n",
      "<article>" PARAGRAPH "1</p><figure><figcaption>The river below the bridge on that same day.</figcaption></figure>"
      "<figure><figcaption>Agency</figcaption></figure>" SHEEP "</p></article>", "kkdk" },
    { "labels of form fields", "set points-base 1\n",
      "<form>" PARAGRAPH "1</p><p><label>Name</label> <input></p>" SHEEP "</p></form>", "kdk" },
    { "code inside the text", "set smoothing 0\nset points-base -1\n"
      "points words\n  below 3.4 +0.00\n  else +4.00\nend\n",
      "<div>" PARAGRAPH "1</p><pre>a = b</pre>" SHEEP "</p></div>", "kkk" },
    { "a few words of a page without prose are no content",
      "set points-base -2\npoints words\n  below 2.5 +0.00\n  else +4.00\nend\n",
      "<div>Only these five words here</div>" "<p>Menu</p><p>News</p><p>Shop</p><p>Help</p>"
      "<p>Jobs</p><p>Mail</p>", "ddddddd" },
    { "a page without prose stays empty", "set points-base -9\n", "<div>Checking</div>", "d" },
};

static void
test_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        struct cp_verdicts verdicts;
        struct measured m;
        char got[20] = "";

        judge_page(&m, &verdicts, pages[i].html, pages[i].rules);
        assert_true(m.blocks.n < sizeof got);
        for (uint32_t k = 0; k < m.blocks.n; k++)
            got[k] = verdicts.v[k].keep ? 'k' : 'd';
        expect_slice(pages[i].name, cp_slice_of(got), cp_slice_of(pages[i].keep));
        measured_clear(&m);
    }
}

#define COMMENTS "list names-comment\n  comment comments\nend\n"
#define POSTS "list names-post\n  post\nend\n"
#define REVIEWS "list names-review\n  review reviews\nend\n"
#define REVIEW "<div class='product-review'>" TIRED TIRED TIRED "</div>"
#define TIRED "<p>We waited on our roof until noon and were very cold and wet and tired.</p>"
#define ARTICLE "<div>" PARAGRAPH "1</p>" SHEEP " They came home late in May.</p></div>"
#define COMMENT "<div class=comment><b>Ann</b>" TIRED "<p>Not me!</p></div>"
#define MICRODATA "<div itemprop=comment>" TIRED "</div>"
#define THREAD "<div class=post>" PARAGRAPH "1</p></div><div class=post>" SHEEP "</p></div>"    \
               "<div class=post>" TIRED "</div>"
#define ALL "set points-base 3\n"
/* Points of short blocks; long ones have four more. */
#define LOW(base) "set points-base " base "\npoints words\n  below 3.4 +0\n  else +4\nend\n"
#define TABLE "<table><tr><td>Weight</td><td>two kilos</td></tr></table>"
#define CARD "<div class=a><b>Rain hat</b></div>"

/* keep: as above. */
static const struct {
    const char *name, *rules, *html, *keep;
    struct asked asked;
} asked_pages[] = {
    { "comments beside an article go", ALL COMMENTS, ARTICLE COMMENT, "kkddd",
      { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_AUTO } },
    { "elsewhere the points know", ALL COMMENTS, ARTICLE COMMENT, "kkkkk",
      { CLEANPAGE_KIND_LISTING, CLEANPAGE_COMMENTS_AUTO } },
    { "a thread keeps them", ALL COMMENTS, ARTICLE COMMENT, "kkkkk",
      { CLEANPAGE_KIND_FORUM, CLEANPAGE_COMMENTS_AUTO } },
    { "no comments anywhere", ALL COMMENTS, ARTICLE COMMENT, "kkddd",
      { CLEANPAGE_KIND_LISTING, CLEANPAGE_COMMENTS_NO } },
    { "nor those of microdata", ALL, ARTICLE MICRODATA, "kkd",
      { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_NO } },
    { "but not what holds the prose", ALL COMMENTS, "<div class=comments>" ARTICLE "</div>", "kk",
      { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_NO } },
    { "with comments, however few their points", POINTS COMMENTS,
      ARTICLE "<div class=comment><p>Not me!</p><p><a href=x>Reply</a></p></div>", "kkkd",
      { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_YES } },
    { "nothing but comments", ALL COMMENTS, ARTICLE COMMENT, "ddkkk",
      { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_ONLY } },
    { "nothing where there are none", ALL COMMENTS, ARTICLE, "dd",
      { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_ONLY } },
    { "not brought back by prose without points", "set points-base -9\nset rescue-words 10\n",
      ARTICLE, "dd", { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_ONLY } },
    { "a thread", ALL POSTS, THREAD, "kkk", { CLEANPAGE_KIND_FORUM, CLEANPAGE_COMMENTS_AUTO } },
    { "its opening post", ALL POSTS, THREAD, "kdd",
      { CLEANPAGE_KIND_FORUM, CLEANPAGE_COMMENTS_NO } },
    { "its replies", ALL POSTS, THREAD, "dkk",
      { CLEANPAGE_KIND_FORUM, CLEANPAGE_COMMENTS_ONLY } },
    { "a question outside of the posts", ALL POSTS, "<div><p>Why do the storks of our village "
      "leave a week before those of the next one, although both stand in the same meadows, and "
      "has it always been so?</p></div>" THREAD, "kddd", { CLEANPAGE_KIND_FORUM, CLEANPAGE_COMMENTS_NO } },
    { "an opening post that is named a comment", ALL POSTS COMMENTS,
      "<div class='post comment'>" PARAGRAPH "1</p></div><div class='post comment'>" SHEEP
      "</p></div>", "kd", { CLEANPAGE_KIND_FORUM, CLEANPAGE_COMMENTS_NO } },
    { "a post that a rule keeps is still a reply", "set points-base -9\nkeep .post p\n" POSTS,
      THREAD, "kdd", { CLEANPAGE_KIND_FORUM, CLEANPAGE_COMMENTS_NO } },
    { "and as a reply it is wanted", "set points-base -9\nkeep .post p\n" POSTS, THREAD, "dkk",
      { CLEANPAGE_KIND_FORUM, CLEANPAGE_COMMENTS_ONLY } },
    { "a comment that a rule keeps, beside an article", ALL COMMENTS "keep .comment p\n",
      ARTICLE COMMENT, "kkdkk", { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_AUTO } },
    { "unless comments are not wanted", ALL COMMENTS "keep .comment p\n",
      ARTICLE COMMENT, "kkddd", { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_NO } },
    { "a thread's articles are no other articles", ALL,
      "<title>Rain</title><article><h1>Rain</h1>" PARAGRAPH "1</p></article>"
      "<article><h1>Other</h1>" SHEEP "</p></article>", "dkkk",
      { CLEANPAGE_KIND_FORUM, CLEANPAGE_COMMENTS_AUTO } },
    { "reviews of a product go", ALL REVIEWS "set repeat-share 2\n",
      ARTICLE ARTICLE REVIEW, "kkkkddd",
      { CLEANPAGE_KIND_PRODUCT, CLEANPAGE_COMMENTS_AUTO } },
    { "a review is content elsewhere", ALL REVIEWS "set repeat-share 2\n",
      ARTICLE ARTICLE REVIEW, "kkkkkkk",
      { CLEANPAGE_KIND_SERVICE, CLEANPAGE_COMMENTS_AUTO } },
    { "a line in a card is no review", ALL REVIEWS,
      ARTICLE "<div class=review>" TIRED "</div>", "kkk",
      { CLEANPAGE_KIND_PRODUCT, CLEANPAGE_COMMENTS_AUTO } },
    { "what is named for reviews may hold the product", ALL REVIEWS,
      "<div class=review>" ARTICLE "</div>", "kk",
      { CLEANPAGE_KIND_PRODUCT, CLEANPAGE_COMMENTS_AUTO } },
    { "reviews that are wanted", ALL REVIEWS "set repeat-share 2\n",
      ARTICLE ARTICLE REVIEW, "kkkkkkk",
      { CLEANPAGE_KIND_PRODUCT, CLEANPAGE_COMMENTS_YES } },
    { "specifications of a product", "set smoothing 0\n" LOW("-0.5"),
      "<div>" PARAGRAPH "1</p></div>" TABLE, "kkk",
      { CLEANPAGE_KIND_PRODUCT, CLEANPAGE_COMMENTS_AUTO } },
    { "are a table elsewhere", "set smoothing 0\n" LOW("-0.5"),
      "<div>" PARAGRAPH "1</p></div>" TABLE, "kdd",
      { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_AUTO } },
    { "cards of a collection", "set smoothing 0\n" LOW("-0.7"),
      "<div>" PARAGRAPH "1</p></div>" CARD CARD CARD CARD, "kkkkk",
      { CLEANPAGE_KIND_COLLECTION, CLEANPAGE_COMMENTS_AUTO } },
    { "are not all there is", "set smoothing 0\nset points-base -3\nset threshold-min 0.06\n",
      CARD CARD CARD CARD, "dddd", { CLEANPAGE_KIND_COLLECTION, CLEANPAGE_COMMENTS_AUTO } },
    { "are boxes beside an article", "set smoothing 0\n" LOW("-0.7"),
      "<div>" PARAGRAPH "1</p></div>" CARD CARD CARD CARD, "kdddd",
      { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_AUTO } },
    { "code of a manual", "set smoothing 0\n" POINTS,
      "<div>" PARAGRAPH "1</p><pre>a = b</pre>" SHEEP "</p></div>", "kkk",
      { CLEANPAGE_KIND_DOCUMENTATION, CLEANPAGE_COMMENTS_AUTO } },
    { "needs more points elsewhere", "set smoothing 0\n" POINTS,
      "<div>" PARAGRAPH "1</p><pre>a = b</pre>" SHEEP "</p></div>", "kdk",
      { CLEANPAGE_KIND_ARTICLE, CLEANPAGE_COMMENTS_AUTO } },
};

static void
test_asked(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(asked_pages); i++) {
        struct cp_verdicts verdicts;
        struct measured m;
        char got[20] = "";

        measure(&m, asked_pages[i].html, asked_pages[i].rules);
        judge_measured(&m, &verdicts, asked_pages[i].asked);
        assert_true(m.blocks.n < sizeof got);
        for (uint32_t k = 0; k < m.blocks.n; k++)
            got[k] = verdicts.v[k].keep ? 'k' : 'd';
        expect_slice(asked_pages[i].name, cp_slice_of(got), cp_slice_of(asked_pages[i].keep));
        measured_clear(&m);
    }
}

static void
test_pre_may_repeat(void **state)
{
    struct cp_verdicts verdicts;
    struct measured m;

    (void)state;
    judge_page(&m, &verdicts,
               "<pre>one two three four five six seven eight</pre><p>x</p>"
               "<pre>one two three four five six seven eight</pre>",
               "set points-base 3\n");
    assert_true(verdicts.v[2].keep);
    measured_clear(&m);
}

static void
test_unknown_feature(void **state)
{
    struct cp_weights *weights;
    struct measured m;

    (void)state;
    measure(&m, "<p>x</p>", "points no-such\n  else +1\nend\n");
    assert_int_equal(cp_weights_new(&m.cx, m.rules, &weights), CLEANPAGE_RULE);
    assert_non_null(strstr(m.cx.message, "test.rules:1"));
    assert_non_null(strstr(m.cx.message, "no-such"));
    measured_clear(&m);
}

static void
test_pairs(void **state)
{
    struct cp_verdicts verdicts;
    struct measured m;

    (void)state;
    judge_page(&m, &verdicts, "<p>one two three</p><p>four, five, six</p>",
               "pair \"many words, no comma\" words >= 2 commas < 1 +1.50\n");
    assert_true(fabsf(verdicts.v[0].points - 1.5f) < 1e-6f);
    assert_true(verdicts.v[1].points == 0);
    measured_clear(&m);
}

/* The points of a block do not depend on which block was weighed before it. */
static void
test_weighing(void **state)
{
    static const char rules[] = "set points-base 1\n"
                                "points words\n  below 2 -1\n  below 3 +0.3\n  else +4\nend\n"
                                "points url-dashes\n  below 1 -8\n  else +0.1\nend\n"
                                "pair \"p\" words >= 2 links < 1 +16\n";
    float rows[4][CP_FEATURE_COUNT] = { 0 };
    const double expected[] = { 1 - 1 - 8, 1 + 0.3 - 8 + 16, 1 + 4 + 0.1, 1 - 1 - 8 };
    struct cp_weighing all = { 0 };
    struct cp_weights *weights;
    struct measured m;

    (void)state;
    rows[1][CP_FEATURE_WORDS] = 2;
    rows[2][CP_FEATURE_WORDS] = 3;
    rows[2][CP_FEATURE_LINKS] = 1;
    rows[2][CP_FEATURE_URL_DASHES] = 1;
    measure(&m, "<p>a</p>", rules);
    assert_int_equal(cp_weights_new(&m.cx, m.rules, &weights), CLEANPAGE_OK);
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        struct cp_weighing one = { 0 };
        float alone = cp_sheet_points(&weights->html, &one, rows[i]);

        assert_true(fabs((double)alone - expected[i]) < 1e-5);
        assert_true(cp_sheet_points(&weights->html, &all, rows[i]) == alone);
    }
    cp_weights_free(weights);
    measured_clear(&m);
}

/* Tables of kinds are laid over a feature's own, edge by edge, as far as the page is of each. */
static void
test_kinds(void **state)
{
    static const char rules[] = "points words\n  below 2 -1\n  else +1\nend\n"
                                "points words for forum\n  below 3 +0.5\n  else +4\nend\n"
                                "points words for product\n  below 1 -8\n  below 2 +2\n  else 0\nend\n"
                                "points links for product\n  below 1 +16\n  else 0\nend\n";
    static const struct {
        float words, forum, product;
        double expected;
    } rows[] = {
        { 0, 0, 0, -1 },
        { 0, 1, 0, -1 + 0.5 },
        { 0, 0.5f, 0.5f, -1 + 0.25 - 4 + 8 },
        { 1, 0, 1, -1 + 2 + 16 },
        { 2, 1, 0, 1 + 0.5 },
        { 2, 0, 1, 1 + 16 },
        { 3, 0.25f, 0, 1 + 1 },
    };
    struct cp_weights *weights;
    struct measured m;

    (void)state;
    measure(&m, "<p>a</p>", rules);
    assert_int_equal(cp_weights_new(&m.cx, m.rules, &weights), CLEANPAGE_OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        float row[CP_FEATURE_COUNT] = { [CP_FEATURE_WORDS] = rows[i].words };
        float shares[CP_KIND_COUNT] = { [CLEANPAGE_KIND_FORUM] = rows[i].forum,
                                        [CLEANPAGE_KIND_PRODUCT] = rows[i].product };
        struct cp_weighing last = { 0 };
        struct cp_sheet sheet;

        assert_int_equal(cp_sheet_for_page(&m.cx, &weights->html, shares, &sheet), CLEANPAGE_OK);
        assert_true(fabs((double)cp_sheet_points(&sheet, &last, row) - rows[i].expected) < 1e-5);
    }
    cp_weights_free(weights);
    measured_clear(&m);
}

static void
test_unknown_kind(void **state)
{
    struct cp_weights *weights;
    struct measured m;

    (void)state;
    measure(&m, "<p>a</p>", "points words for prose\n  else 0\nend\n");
    assert_int_equal(cp_weights_new(&m.cx, m.rules, &weights), CLEANPAGE_RULE);
    assert_non_null(strstr(m.cx.message, ":1:1: unknown kind \"prose\""));
    measured_clear(&m);
}

#define TEXT_POINTS                                                                            \
    "set text-points-base -2\n"                                                                \
    "text-points words\n  below 3.4 +0.00\n  else +4.00\nend\n"                                \
    "text-pair \"a comma\" words >= 0 commas >= 1 +3.00\n"                                     \
    "set points-base 9\nset smoothing 0\n"
#define LINES PROSE "\n\nOne, two\n\nRead more here\n"

/* Scraped text: which blocks its own points keep, of text as it came and as it was cleaned. */
static const struct {
    const char *name, *rules;
    bool settled;
    const char *keep;
} texts[] = {
    { "its own points", TEXT_POINTS "set short-characters 0\n", false, "kkd" },
    { "short text stays", TEXT_POINTS "set short-characters 80\n", false, "kkk" },
    { "no short text", TEXT_POINTS "set short-characters 60\n", false, "kkd" },
    { "little of settled text stays", TEXT_POINTS "set short-characters 0\nset settled-share 0.3\n",
      true, "kkk" },
    { "a good part may go", TEXT_POINTS "set short-characters 0\nset settled-share 0.1\n", true,
      "kkd" },
    { "without points of its own", "set points-base -9\n", false, "kkk" },
};

static void
test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct cp_verdicts verdicts;
        struct measured m;
        char got[10] = "";

        measure_text(&m, LINES, texts[i].rules);
        m.page.settled = texts[i].settled;
        judge_measured(&m, &verdicts, nothing_asked);
        for (uint32_t k = 0; k < m.blocks.n && k < sizeof got - 1; k++)
            got[k] = verdicts.v[k].keep ? 'k' : 'd';
        expect_slice(texts[i].name, cp_slice_of(got), cp_slice_of(texts[i].keep));
        measured_clear(&m);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threshold), cmocka_unit_test(test_pages),
        cmocka_unit_test(test_pre_may_repeat), cmocka_unit_test(test_unknown_feature),
        cmocka_unit_test(test_pairs), cmocka_unit_test(test_weighing),
        cmocka_unit_test(test_recall_keeps_more), cmocka_unit_test(test_asked),
        cmocka_unit_test(test_texts), cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_unknown_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
