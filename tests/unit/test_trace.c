/* Why a block was kept or dropped, as the library tells it. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "cleanpage.h"
#include "document.h"
#include "judge/trace.h"
#include "page/path.h"
#include "rules/rules.h"
#include "suggest/names.h"

#define PROSE(what) \
    "<p>It rained all night, and in the morning the " what " had left its bed and stood in the " \
    "streets of the lower town, where nobody had expected it.</p>"

static const char page[] =
    "<html><head><title>Rain over the valley</title></head><body>"
    "<nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Rain over the valley</h1>"
    PROSE("river") "<div id=box class='ad x'><p>Advertisement</p></div>" PROSE("stream")
    PROSE("brook") "</article><div class=mine>" PROSE("lake") "</div></body></html>";

static cleanpage_doc *
clean(cleanpage *cp, const char *bytes, unsigned flags, int input)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_doc *doc = NULL;

    opt.flags = flags;
    opt.input = input;
    if (cleanpage_clean(cp, bytes, strlen(bytes), &opt, &doc))
        fail_msg("%s", cleanpage_message(cp));
    return doc;
}

/* The number of the block with that text. */
static size_t
find(const cleanpage_doc *doc, const char *text, cleanpage_block_info *b)
{
    for (size_t i = 0; cleanpage_block(doc, i, b); i++)
        if (b->text_len == strlen(text) && memcmp(b->text, text, b->text_len) == 0)
            return i;
    fail_msg("no block \"%s\"", text);
    return 0;
}

static cleanpage *
worker_with(const char *rules)
{
    static const char path[] = "test_trace.rules";
    cleanpage *cp = cleanpage_new();
    FILE *file = fopen(path, "w");

    assert_non_null(cp);
    assert_non_null(file);
    fputs(rules, file);
    fclose(file);
    if (cleanpage_load_rules(cp, path))
        fail_msg("%s", cleanpage_message(cp));
    remove(path);
    return cp;
}

static void
points_add_up_to_the_score(void **state)
{
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc = clean(cp, page, CLEANPAGE_TRACE, 0);
    const struct cp_trace *trace = doc->verdicts.trace;
    struct cp_point *points = malloc((cp_trace_points_max(trace) + 1) * sizeof *points);
    bool by_kind = false;

    (void)state;
    assert_non_null(points);
    cleanpage_free(cp);
    assert_true(doc->blocks.n > 6);
    for (uint32_t i = 0; i < doc->blocks.n; i++) {
        size_t n = cp_trace_points_of(trace, i, points);
        float sum = cp_trace_base(trace);

        assert_true(n > 10);
        for (size_t k = 0; k < n; k++) {
            sum += points[k].points;
            by_kind |= fabsf(points[k].points - points[k].base) > 0.001f;
            assert_non_null(points[k].place);
            assert_true(strncmp(points[k].place->file, "rules/points", 12) == 0);
            assert_true(!k || fabsf(points[k].points) <= fabsf(points[k - 1].points));
        }
        assert_true(fabsf(sum - doc->verdicts.v[i].points) < 1e-3f);
    }
    assert_true(by_kind);
    free(points);
    cleanpage_doc_free(doc);
}

/* Points kept it, a phrase dropped it: the rule is told though its worker is gone. */
static void
steps_tell_the_chain(void **state)
{
    cleanpage *cp = worker_with("strip .mine\n");
    cleanpage_doc *doc = clean(cp, page, CLEANPAGE_TRACE, 0);
    cleanpage_block_info b = CLEANPAGE_BLOCK_INFO_INIT;
    size_t i = find(doc, "Advertisement", &b);
    const struct cp_step *step = doc->verdicts.trace->first[i];

    (void)state;
    cleanpage_free(cp);
    assert_string_equal(step->stage, "points");
    assert_int_equal(step->keep, doc->verdicts.v[i].probability >= doc->verdicts.threshold);
    while (step->next)
        step = step->next;
    assert_string_equal(step->stage, "phrases");
    assert_int_equal(step->keep, 0);
    assert_int_equal(b.keep, 0);
    assert_string_equal(b.reason, "phrase");
    assert_string_equal(b.rule_file, "rules/advertisement.rules");
    assert_true(b.rule_line > 0);
    assert_non_null(strstr(b.rule_text, "strip \"(advertisement|"));
    assert_string_equal(b.path, "html>body>article>div#box.ad.x>p");
    assert_true(b.confidence > 0.999);
    cleanpage_block(doc, doc->blocks.n - 1, &b);
    assert_string_equal(b.rule_file, "test_trace.rules");
    assert_int_equal(b.rule_line, 1);
    assert_string_equal(b.rule_text, "strip .mine");
    cleanpage_doc_free(doc);
}

static void
nobody_who_does_not_ask_gets_anything(void **state)
{
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *plain = clean(cp, page, 0, 0), *told = clean(cp, page, CLEANPAGE_TRACE, 0);
    cleanpage_block_info b = CLEANPAGE_BLOCK_INFO_INIT;
    struct cp_buf out = { 0 };

    (void)state;
    assert_null(plain->verdicts.trace);
    assert_true(plain->arena.used_bytes < told->arena.used_bytes);
    assert_int_equal(plain->blocks.n, told->blocks.n);
    for (uint32_t i = 0; i < plain->blocks.n; i++) {
        assert_int_equal(plain->verdicts.v[i].keep, told->verdicts.v[i].keep);
        assert_memory_equal(&plain->verdicts.v[i].points, &told->verdicts.v[i].points,
                            sizeof(float));
    }
    assert_int_equal(cleanpage_block(plain, 0, &b), 1);
    assert_null(b.path);
    assert_null(b.rule_file);
    assert_int_equal(cleanpage_block(plain, plain->blocks.n, &b), 0);
    assert_int_equal(cleanpage_render(plain, CLEANPAGE_EXPLAIN, NULL, NULL, &out),
                     CLEANPAGE_BADARG);
    cleanpage_doc_free(plain);
    cleanpage_doc_free(told);
    cleanpage_free(cp);
}

/* A caller that was compiled against a header with fewer fields gets those. */
static void
an_older_caller_fits(void **state)
{
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc = clean(cp, page, 0, 0);
    cleanpage_block_info b = { .size = offsetof(cleanpage_block_info, words), .words = 4711 };

    (void)state;
    assert_int_equal(cleanpage_block(doc, 0, &b), 1);
    assert_int_equal(b.text_len, 9);
    assert_int_equal(b.words, 4711);
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

/* 0.5 at the threshold, and less where the points speak against the verdict. */
static void
confidence_is_measured_from_the_threshold(void **state)
{
    struct cp_verdict v[] = {
        { .keep = true, .probability = 0.4f, .reason = CP_BY_POINTS },
        { .keep = true, .probability = 0.9f, .reason = CP_BY_POINTS },
        { .keep = false, .probability = 0.9f, .reason = CP_BY_NEIGHBOURS },
        { .keep = false, .probability = 0, .reason = CP_BY_POINTS },
        { .keep = false, .probability = 0.9f, .reason = CP_BY_PHRASE },
    };
    const struct cp_verdicts verdicts = { .v = v, .threshold = 0.4f };

    (void)state;
    assert_true(fabsf(cp_verdict_confidence(&verdicts, 0) - 0.5f) < 1e-4f);
    /* Odds of 9 against odds of 2 to 3. */
    assert_true(fabsf(cp_verdict_confidence(&verdicts, 1) - 13.5f / 14.5f) < 1e-4f);
    assert_true(fabsf(cp_verdict_confidence(&verdicts, 2) - 1 / 14.5f) < 1e-4f);
    assert_true(cp_verdict_confidence(&verdicts, 3) > 0.9999f);
    assert_true(cp_verdict_confidence(&verdicts, 4) >= 1);
}

/* What a later round of cleaning dropped is told of the text as it came. */
static void
scraped_text_is_told_as_it_came(void **state)
{
    static const char text[] =
        "Home\nNews\nSport\nWeather\nLogin\n\nRain over the valley\n\n"
        "It rained all night, and in the morning the river had left its bed and stood in the "
        "streets of the lower town, where nobody had expected it.\n\n"
        "Those who could went up the hill, and those who could not waited on their roofs until "
        "the boats came, which they did before noon.\n\nShare this article\n";
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc = clean(cp, text, CLEANPAGE_TRACE, CLEANPAGE_INPUT_TEXT);
    cleanpage_block_info b = CLEANPAGE_BLOCK_INFO_INIT;

    (void)state;
    assert_non_null(doc->why.first);
    find(doc, "Home", &b);
    assert_int_equal(b.keep, 0);
    find(doc, "Share this article", &b);
    assert_int_equal(b.keep, 0);
    assert_string_equal(b.reason, "phrase");
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

static void
a_page_is_cleaned_again_as_it_came(void **state)
{
    static const char latin[] = "<title>x</title><p>Caf\xE9 au lait, caf\xE9 cr\xE8me.</p>";
    cleanpage *cp = cleanpage_new(), *other = worker_with("strip p\n");
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_doc *doc = NULL, *again = NULL;
    cleanpage_block_info b = CLEANPAGE_BLOCK_INFO_INIT, c = CLEANPAGE_BLOCK_INFO_INIT;

    (void)state;
    opt.charset = "iso-8859-1";
    opt.url = "https://example.org/a";
    assert_int_equal(cleanpage_clean(cp, latin, sizeof latin - 1, &opt, &doc), CLEANPAGE_OK);
    opt = (cleanpage_options)CLEANPAGE_OPTIONS_INIT;
    opt.flags = CLEANPAGE_TRACE;
    assert_int_equal(cleanpage_clean_again(other, doc, &opt, &again), CLEANPAGE_OK);
    assert_int_equal(cleanpage_block(doc, 0, &b), 1);
    assert_int_equal(cleanpage_block(again, 0, &c), 1);
    assert_int_equal(b.text_len, c.text_len);
    assert_memory_equal(b.text, c.text, b.text_len);
    assert_string_equal(c.path, "html>body>p");
    cleanpage_doc_free(doc);
    cleanpage_doc_free(again);
    cleanpage_free(cp);
    cleanpage_free(other);
}

static void
paths_are_bounded(void **state)
{
    struct cp_buf deep = { 0 };
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc;
    cleanpage_block_info b = CLEANPAGE_BLOCK_INFO_INIT;

    (void)state;
    for (int i = 0; i < 100; i++)
        cp_buf_puts(&deep, "<i-x><div class='quite-a-long-name-of-a-class another-one' id='x y'>");
    cp_buf_puts(&deep, "Text");
    doc = clean(cp, cp_buf_str(&deep), CLEANPAGE_TRACE, CLEANPAGE_INPUT_HTML);
    assert_int_equal(cleanpage_block(doc, 0, &b), 1);
    assert_memory_equal(b.path, "...>", 4);
    assert_true(strlen(b.path) < 64 * 30);
    assert_null(strstr(b.path, "another"));
    assert_string_equal(b.path + strlen(b.path) - 21, ">i-x:nth-child(1)>div");
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
    cp_buf_clear(&deep);
}

static void
names_that_last(void **state)
{
    static const struct { const char *name; bool lasts; } names[] = {
        { "entry-content", true }, { "relatedBox", true }, { "newsletter_signup", true },
        { "css-1x2y3z", false }, { "sc-bdVaJa", false }, { "mt-4", false }, { "text-sm", false },
        { "styles_promo__mfKBu", false }, { "d-flex", false }, { "post-20743", false },
        { "xkcdqrst", false }, { "ad", false }, { "with space", false },
    };
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = cp_ruleset_new();
    const struct cp_list *layout;

    (void)state;
    assert_int_equal(cp_ruleset_load_builtin(&cx, rs), CLEANPAGE_OK);
    layout = cp_ruleset_list(rs, "layout-names");
    assert_non_null(layout);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (cp_name_is_lasting(layout, cp_slice_of(names[i].name)) != names[i].lasts)
            fail_msg("%s", names[i].name);
    cp_ruleset_free(rs);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_add_up_to_the_score),
        cmocka_unit_test(steps_tell_the_chain),
        cmocka_unit_test(nobody_who_does_not_ask_gets_anything),
        cmocka_unit_test(an_older_caller_fits),
        cmocka_unit_test(confidence_is_measured_from_the_threshold),
        cmocka_unit_test(scraped_text_is_told_as_it_came),
        cmocka_unit_test(a_page_is_cleaned_again_as_it_came),
        cmocka_unit_test(paths_are_bounded),
        cmocka_unit_test(names_that_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
