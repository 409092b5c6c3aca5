/* Where blocks begin and end, and what is counted of them. */
#include "measured.h"

/* Texts of all blocks, joined by "|". */
static const struct {
    const char *name, *html, *expected;
} cuts[] = {
    { "block elements part", "<p>One.</p><p>Two.</p>", "One.|Two." },
    { "text around a block", "<div>a<p>b</p>c</div>", "a|b|c" },
    { "an empty block parts, too", "<div>a<p></p>b</div>", "a|b" },
    { "inline elements do not", "<p>f<b>oo</b> <i>bar</i></p>", "foo bar" },
    { "nor split or glue words", "<p>a <b> b </b> c<i>d</i></p>", "a b cd" },
    { "one line break does not", "<p>one<br>two</p>", "one two" },
    { "two line breaks do", "<p>one<br> <br>two</p>", "one|two" },
    { "a rule does", "<div>one<hr>two</div>", "one|two" },
    { "cells", "<table><tr><td>a<td>b</table>", "a|b" },
    { "white space folds", "<p> a\n\t b&nbsp; c </p>", "a b c" },
    { "invisible characters vanish", "<p>hy&shy;phen</p>", "hyphen" },
    { "no word, no block", "<p>* * *</p><p>x</p>", "x" },
    { "scripts, styles, options, fields are silent",
      "<p>a</p><script>b</script><style>c</style><select><option>d</select>"
      "<textarea>e</textarea>", "a" },
    { "a link around blocks", "<a href=x><h3>Head</h3><p>Text</p></a>", "Head|Text" },
    { "hidden text parts from shown", "<div>a<span hidden>b</span>c</div>", "a|b|c" },
};

static void
test_cuts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cuts); i++) {
        char got[200] = "";
        struct measured m;

        measure(&m, cuts[i].html, NULL);
        for (uint32_t k = 0; k < m.blocks.n; k++) {
            size_t at = strlen(got);
            snprintf(got + at, sizeof got - at, "%s%.*s", k ? "|" : "",
                     (int)m.blocks.v[k].text.n, m.blocks.v[k].text.p);
        }
        expect_slice(cuts[i].name, cp_slice_of(got), cp_slice_of(cuts[i].expected));
        measured_clear(&m);
    }
}

static const struct {
    const char *name, *html;
    uint32_t words, link_words, links, sentences;
} counts[] = {
    { "words and sentences", "<p>It rained. Did it? \"Yes!\" he said</p>", 7, 0, 0, 3 },
    { "a number is one word", "<p>1,000 is not 3.5</p>", 6, 0, 0, 0 },
    { "links", "<p>See <a href=x>this one</a> and <a href=y>that</a>.</p>", 5, 3, 2, 1 },
    { "an anchor is no link", "<p><a name=x>this</a></p>", 1, 0, 0, 0 },
    { "a word over two elements", "<p>H<b>ello</b></p>", 1, 0, 0, 0 },
    { "Chinese counts characters", "<p>今天下雨。你好</p>", 6, 0, 0, 1 },
    { "Cyrillic counts words", "<p>Шёл дождь.</p>", 2, 0, 0, 1 },
    { "an ellipsis ends a sentence", "<p>Well… yes</p>", 2, 0, 0, 1 },
};

static void
test_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct measured m;

        measure(&m, counts[i].html, NULL);
        expect_number(counts[i].name, m.blocks.n, 1);
        expect_number(counts[i].name, m.blocks.v[0].n_words, counts[i].words);
        expect_number(counts[i].name, m.blocks.v[0].n_link_words, counts[i].link_words);
        expect_number(counts[i].name, m.blocks.v[0].n_links, counts[i].links);
        expect_number(counts[i].name, m.blocks.v[0].n_sentences, counts[i].sentences);
        measured_clear(&m);
    }
}

static const struct {
    const char *name, *html;
    unsigned flags;
} flags[] = {
    { "shown", "<p>a</p>", 0 },
    { "hidden", "<div hidden><p>a</p></div>", CP_BLOCK_HIDDEN },
    { "display none", "<p style='color: red; DISPLAY : none'>a</p>", CP_BLOCK_HIDDEN },
    { "visibility hidden", "<p style='a: b; c; visibility:\thiddenX'>a</p>", CP_BLOCK_HIDDEN },
    { "visible", "<p style='visibility: visible; d: hidden; display'>a</p>", 0 },
    { "colons only", "<p style=':::display::none:'>a</p>", 0 },
    { "another display", "<p style='display: block; x: none'>a</p>", 0 },
    { "aria-hidden", "<div aria-hidden=true>a</div>", CP_BLOCK_ARIA_HIDDEN },
    { "aria-hidden false", "<div aria-hidden=false>a</div>", 0 },
    { "noscript", "<body><noscript><p>a</p></noscript>", CP_BLOCK_NOSCRIPT },
    { "closed dialog", "<dialog><p>a</p></dialog>", CP_BLOCK_DIALOG },
    { "open dialog", "<dialog open><p>a</p></dialog>", 0 },
    { "pre", "<pre>a</pre>", CP_BLOCK_PRE },
};

static void
test_flags(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        struct measured m;

        measure(&m, flags[i].html, NULL);
        expect_number(flags[i].name, m.blocks.n, 1);
        expect_number(flags[i].name, m.blocks.v[0].flags, flags[i].flags);
        measured_clear(&m);
    }
}

static void
test_same_words_have_the_same_number(void **state)
{
    struct measured m;

    (void)state;
    measure(&m, "<p>Rain élan RAIN</p><h3>ÉLAN</h3>", NULL);
    assert_int_equal(m.blocks.n_words, 4);
    assert_int_equal(m.blocks.words[0], m.blocks.words[2]);
    assert_int_equal(m.blocks.words[1], m.blocks.words[3]);
    assert_int_not_equal(m.blocks.words[0], m.blocks.words[1]);
    assert_int_equal(m.blocks.v[1].heading, 3);
    measured_clear(&m);
}

/* What a rule marks inside a line is a block of its own, and the line goes on behind it. */
static void
test_marked_inline_elements_are_set_apart(void **state)
{
    struct measured m;

    (void)state;
    measure(&m, "<h2>Reception<b class=edit>[<a href=/e>edit</a>]</b> abroad</h2>", "strip .edit\n");
    assert_int_equal(m.blocks.n, 3);
    assert_true(cp_slice_eq(m.blocks.v[0].text, CP_LIT("Reception")));
    assert_true(cp_slice_eq(m.blocks.v[1].text, CP_LIT("[edit]")));
    assert_true(cp_slice_eq(m.blocks.v[2].text, CP_LIT("abroad")));
    measured_clear(&m);
}

/* The owners of blocks and all above them, in the page's order; no inline or empty element. */
static void
test_holders(void **state)
{
    static const enum cp_tag tags[] = { CP_TAG_HTML, CP_TAG_BODY, CP_TAG_DIV, CP_TAG_P,
                                        CP_TAG_SPAN, CP_TAG_LI };
    struct measured m;

    (void)state;
    measure(&m, "<ul><li>*</ul><div><p>one <b>two</b><section></section></div><i>", NULL);
    assert_int_equal(m.blocks.n_holders, 4);
    for (uint32_t k = 0; k < 4; k++)
        assert_int_equal(m.page.nodes[m.blocks.holders[k]].tag, tags[k]);
    measured_clear(&m);
    measure(&m, "<div><span><li>x</li></span></div>", NULL);
    assert_int_equal(m.blocks.n_holders, 5);
    for (uint32_t k = 3; k < 5; k++)
        assert_int_equal(m.page.nodes[m.blocks.holders[k]].tag, tags[k + 1]);
    measured_clear(&m);
    measure(&m, "<div><img></div>", NULL);
    assert_int_equal(m.blocks.n_holders, 0);
    measured_clear(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_marked_inline_elements_are_set_apart),
        cmocka_unit_test(test_same_words_have_the_same_number),
        cmocka_unit_test(test_holders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
