/* Rule files that are wrong, with the exact message, and what a good one holds. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "rules/ruleset.h"

static const struct {
    const char *name, *text, *message;
} bad_files[] = {
    { "unknown verb", "strip .a\n  drop .b\n",
      "f:2:3: unknown verb \"drop\": there are strip, keep, unwrap, section, on, set, list, "
      "points, pair, kind, text-points, text-pair and test" },
    { "a string for a verb", "\"strip\" .a\n",
      "f:1:1: unknown verb \"strip\": there are strip, keep, unwrap, section, on, set, list, "
      "points, pair, kind, text-points, text-pair and test" },
    { "a stray end", "end\n",
      "f:1:1: unknown verb \"end\": there are strip, keep, unwrap, section, on, set, list, "
      "points, pair, kind, text-points, text-pair and test" },
    { "nothing to strip", "strip # all\n",
      "f:1:7: expected a selector, or a phrase in double quotes" },
    { "unclosed phrase", "strip \"abc\n", "f:1:7: the quote is not closed on this line" },
    { "a phrase of punctuation", "strip \"...\"\n",
      "f:1:8: the phrase needs a word that is in every text it matches" },
    { "a phrase of a star", "strip \"* (a|) *\"\n",
      "f:1:8: the phrase needs a word that is in every text it matches" },
    { "unclosed group", "strip \"ä (b|c\"\n", "f:1:10: \"(\" is not closed by \")\"" },
    { "group not opened", "strip \"a b)\"\n", "f:1:11: \")\" without a \"(\" before it" },
    { "unwrap a phrase", "unwrap \"a\"\n", "f:1:8: unwrap takes a selector, not a phrase" },
    { "section of a selector", "section .a\n",
      "f:1:9: section takes a phrase in double quotes" },
    { "unknown guard", "strip \"a\" maxwords 3\n",
      "f:1:11: unknown guard \"maxwords\": there are max-words N, min-links SHARE, html, text, "
      "tail, head and certain" },
    { "two phrases", "strip \"a\" \"b\"\n",
      "f:1:11: unknown guard \"b\": there are max-words N, min-links SHARE, html, text, "
      "tail, head and certain" },
    { "max-words without a number", "strip \"a\" max-words\n",
      "f:1:20: expected a number of words" },
    { "max-words of a fraction", "strip \"a\" max-words 2.5\n",
      "f:1:21: max-words takes a whole number from 1 to 300" },
    { "max-words of a word", "strip \"a\" max-words few\n",
      "f:1:21: expected a number of words, a number like 0.25 or -3, not \"few\"" },
    { "min-links above one", "strip \"a\" min-links 1.5\n",
      "f:1:21: min-links takes a share from 0 to 1" },
    { "for html and for text", "strip \"a\" html text\n",
      "f:1:1: a rule for html and text both is for neither: leave one of the guards out" },
    { "a phrase's guard on a selector", "strip .a tail\n",
      "f:1:10: the guard \"tail\" is for phrases: a selector can only be \"certain\"" },
    { "selector: class without a name", "strip div. p\n",
      "f:1:11: expected the name of a class behind \".\"" },
    { "selector: a sign", "strip .a, $b\n", "f:1:11: this is no selector" },
    { "selector: ends in a comma", "strip .a,\n", "f:1:10: expected a selector" },
    { "selector: ends in a combinator", "strip .a >\n", "f:1:11: expected a selector" },
    { "selector: tag behind a class", "strip .a[b]p\n",
      "f:1:12: an element's name goes first in a selector" },
    { "selector: unclosed bracket", "strip p[a=b\n",
      "f:1:8: expected \"]\", or one of = ~= ^= $= *= and a value" },
    { "selector: unknown comparison", "strip p[a|=b]\n",
      "f:1:10: expected \"]\", or one of = ~= ^= $= *= and a value" },
    { "selector: half a comparison", "strip p[a^b]\n", "f:1:11: expected \"=\" behind \"^\"" },
    { "selector: comparison with nothing", "strip p[a^='']\n",
      "f:1:13: \"^=\" needs a value, or it matches nothing" },
    { "selector: unclosed quote", "strip p[a='b]\n", "f:1:11: the quote is not closed" },
    { "selector: unknown pseudo-class", "strip a:hover\n",
      "f:1:8: unknown pseudo-class \":hover\": there are :first-child, :last-child, :not(), "
      ":has() and :has-heading()" },
    { "selector: nested not", "strip a:not(:has(b))\n",
      "f:1:13: :has cannot stand inside :not() or :has()" },
    { "selector: too much in not", "strip a:not(.a.b)\n",
      "f:1:15: expected \")\": :not takes one simple selector" },
    { "selector: nothing in not", "strip a:not()\n", "f:1:13: expected a simple selector" },
    { "selector: heading without quotes", "strip a:has-heading(b)\n",
      "f:1:21: :has-heading takes a phrase in double quotes" },
    { "selector: short prefix", "strip .a-*\n",
      "f:1:8: a class prefix needs three characters or more" },
    { "selector: too long", "strip a a a a a a a a a a a a a a a a a\n",
      "f:1:39: the selector has more than 16 parts" },
    { "on nothing", "on\n", "f:1:3: expected a host name, or \"*\" for all pages" },
    { "on a URL", "on http://a.org/\n",
      "f:1:4: expected a host name like example.org, without scheme, port and path" },
    { "on two hosts", "on a.org b.org\n",
      "f:1:10: nothing may follow here: put a comment behind \"#\"" },
    { "set for a host", "on a.org\nset x 1\n",
      "f:2:1: \"set\" holds for all pages: put it before the first \"on\", or write \"on *\" "
      "above it" },
    { "set without a value", "set x\n", "f:1:6: expected its value" },
    { "set to a word", "set x 1,5\n",
      "f:1:7: expected its value, a number like 0.25 or -3, not \"1,5\"" },
    { "set twice", "set x 1\nset y 1\nset x 2\n",
      "f:3:5: set \"x\" is in line 1 already: keep one of them" },
    { "set with more", "set x 1 2\n",
      "f:1:9: nothing may follow here: put a comment behind \"#\"" },
    { "list without end", "set x 1\nlist a\n b c\n",
      "f:2:1: the list has no \"end\" before the file ends" },
    { "list with an unclosed quote", "list a\n b \"c\nend\n",
      "f:2:4: the quote is not closed on this line" },
    { "points without else", "points a\n below 1 2\nend\n",
      "f:3:1: a table needs the row \"else POINTS\" before its \"end\"" },
    { "points that do not rise", "points a\n below 1 2\n below 1 3\n else 1\nend\n",
      "f:3:8: the edge must be larger than the one before it" },
    { "points behind else", "points a\n else 1\n below 1 3\nend\n",
      "f:3:2: \"else\" is the last row: expected \"end\"" },
    { "points of another kind", "points a\n above 1 2\nend\n",
      "f:2:2: expected \"below EDGE POINTS\", or \"else POINTS\"" },
    { "points without points", "points a\n below 1\nend\n", "f:2:9: expected the points" },
    { "points for no kind", "points a for\n else 1\nend\n", "f:1:13: expected the name of a kind" },
    { "points of a kind", "points a of forum\n else 1\nend\n",
      "f:1:10: expected \"for KIND\", or nothing" },
    { "points for a kind twice",
      "points a for forum\n else 1\nend\npoints a for forum\n else 1\nend\n",
      "f:4:8: points \"a for forum\" is in line 1 already: keep one of them" },
    { "points for text twice", "text-points a\n else 1\nend\ntext-points a\n else 1\nend\n",
      "f:4:13: text-points \"a\" is in line 1 already: keep one of them" },
    { "points without end", "points a\n else 1\n",
      "f:1:1: the table has no \"end\" before the file ends" },
    { "points twice", "points a\n else 1\nend\npoints a\n else 1\nend\n",
      "f:4:8: points \"a\" is in line 1 already: keep one of them" },
    { "pair without a name", "pair a < 1 b < 2 3\n",
      "f:1:6: expected the name of the pair in double quotes" },
    { "pair with another sign", "pair \"x\" a > 1 b < 2 3\n",
      "f:1:12: expected \"<\" or \">=\"" },
    { "pair of one", "pair \"x\" a < 1 3\n", "f:1:17: expected \"<\" or \">=\"" },
    { "kind without a fact", "kind\n", "f:1:5: expected the name of a fact" },
    { "kind of none", "kind prose\n", "f:1:11: expected the name of a kind" },
    { "kind without points", "kind prose forum\n", "f:1:17: expected the points" },
    { "kind with a word for points", "kind prose forum many\n",
      "f:1:18: expected the points, a number like 0.25 or -3, not \"many\"" },
    { "kind for too many", "kind x a 1 a 1 a 1 a 1 a 1 a 1 a 1 a 1 a 1 a 1 a 1 a 1 a 1 a 1 a 1 "
      "a 1 a 1\n", "f:1:72: a fact has points for at most 16 kinds" },
    { "kind twice", "kind prose forum 1\nkind prose article 1\n",
      "f:2:6: kind \"prose\" is in line 1 already: keep one of them" },
    { "kind for a host", "on a.org\nkind prose forum 1\n",
      "f:2:1: \"kind\" holds for all pages: put it before the first \"on\", or write \"on *\" "
      "above it" },
    { "test without a name", "test\n",
      "f:1:5: expected the name of the test in double quotes" },
    { "test with an option", "test \"x\" html\n",
      "f:1:10: expected \"text\", \"at URL\" or the end of the line" },
    { "test without gives", "test \"x\"\n  a\nend\n",
      "f:1:1: the test has no \"gives\" before the file ends" },
    { "test without end", "test \"x\"\n  a\ngives\n  b\n  end\n",
      "f:1:1: the test has no \"end\" before the file ends" },
    { "not UTF-8", "strip .a\nstrip \"\xE9t\xE9\"\n",
      "f:2:8: this is not UTF-8: save the file in that encoding" },
};

static void
test_bad_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad_files); i++) {
        struct cp_ctx cx = { 0 };
        struct cp_ruleset *rs = cp_ruleset_new();
        cleanpage_status st =
            cp_ruleset_load_text(&cx, rs, "f", cp_slice_of(bad_files[i].text));
        expect_number(bad_files[i].name, st, CLEANPAGE_RULE);
        expect_slice(bad_files[i].name, cp_slice_of(cx.message),
                     cp_slice_of(bad_files[i].message));
        assert_null(cp_ruleset_file(rs, 0));
        cp_ruleset_free(rs);
    }
}

static void
test_ceilings(void **state)
{
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = cp_ruleset_new();
    size_t n = CP_RULE_FILE_MAX + 1;
    char *text = malloc(n);

    (void)state;
    memset(text, 'a', n);
    expect_number("a long line",
                  cp_ruleset_load_text(&cx, rs, "f", (struct cp_slice){ text, 20000 }),
                  CLEANPAGE_RULE);
    assert_string_equal(cx.message,
                        "f:1:1: the line is longer than 16384 bytes: make two rules of it");
    expect_number("a long file",
                  cp_ruleset_load_text(&cx, rs, "f", (struct cp_slice){ text, n }),
                  CLEANPAGE_LIMIT);
    for (size_t i = 0; i + 1 < n; i += 2)
        memcpy(text + i, i % 64 ? "a " : "p\n", 2);
    memcpy(text, "list x\n", 7);
    expect_number("many words",
                  cp_ruleset_load_text(&cx, rs, "f", (struct cp_slice){ text, n - 1 }),
                  CLEANPAGE_RULE);
    assert_non_null(strstr(cx.message, "more than 100000 rules and words: split the file"));
    text[0] = '\0';
    expect_number("NUL", cp_ruleset_load_text(&cx, rs, "f", (struct cp_slice){ text, 3 }),
                  CLEANPAGE_RULE);
    assert_string_equal(cx.message, "f:1:1: a NUL byte: is this a rule file?");
    free(text);
    cp_ruleset_free(rs);
}

static const char good_file[] = "\xEF\xBB\xBF# a file\r\n"
                                "\n"
                                "strip .a, p > b  # boxes\r\n"
                                "  strip \"Share *\" max-words 5 min-links 0.5 tail  # bars\n"
                                "on A.example.ORG\n"
                                "  keep .a certain\n"
                                "on *\n"
                                "set depth -0.25 # why\n"
                                "list words\n"
                                "  One \"two words\"  # some\n"
                                "  three\n"
                                "end\n"
                                "points links\n"
                                "  below 0.10  +0.35\n"
                                "  else        -1.20\n"
                                "end # of it\n"
                                "pair \"both\" links < 0.5 words >= 3 -0.40\n"
                                "test \"it works\" text at http://example.org/a#b\n"
                                "\n"
                                "    <p>one\n"
                                "      end\n"
                                "   two\n"
                                "gives\n"
                                "  One\n"
                                "\n"
                                "    end\n"
                                "end\n";

static void
test_rules_of_a_file(void **state)
{
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = cp_ruleset_new();
    const struct cp_rule *r;

    (void)state;
    expect_number(cx.message, cp_ruleset_load_text(&cx, rs, "f", cp_slice_of(good_file)), 0);
    r = rs->layers[0]->rules;
    assert_string_equal(r->place.text, "strip .a, p > b");
    expect_number("line", r->place.line, 3);
    assert_non_null(r->selectors->next);
    r = r->next;
    assert_string_equal(r->place.text, "strip \"Share *\" max-words 5 min-links 0.5 tail");
    expect_number("max-words", r->guards.max_words, 5);
    assert_true(r->guards.tail && !r->guards.head && r->guards.min_links == 0.5f);
    r = r->next;
    expect_slice("host", r->host, CP_LIT("a.example.org"));
    expect_number("verb", r->verb, CP_RULE_KEEP);
    assert_true(r->guards.certain);
    assert_null(r->next);
    cp_ruleset_free(rs);
}

static void
test_tables_of_a_file(void **state)
{
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = cp_ruleset_new();
    const struct cp_points *points;
    const struct cp_pair *pairs;
    const struct cp_rule_test *tests;

    (void)state;
    expect_number(cx.message, cp_ruleset_load_text(&cx, rs, "f", cp_slice_of(good_file)), 0);
    assert_true(cp_ruleset_number(rs, "depth", 1) == -0.25);
    expect_number("points", cp_ruleset_points(rs, &points), 1);
    expect_slice("feature", points[0].feature, CP_LIT("links"));
    assert_true(points[0].n_rows == 2 && points[0].rows[0].below == 0.10 &&
                points[0].rows[1].below == HUGE_VAL && points[0].rows[1].points == -1.20);
    expect_number("pairs", cp_ruleset_pairs(rs, &pairs), 1);
    assert_true(pairs[0].op[0] == '<' && pairs[0].op[1] == '>' && pairs[0].value[1] == 3 &&
                pairs[0].points == -0.40);
    expect_number("tests", cp_ruleset_tests(rs, &tests), 1);
    expect_slice("name", tests[0].name, CP_LIT("it works"));
    expect_slice("url", tests[0].url, CP_LIT("http://example.org/a#b"));
    expect_slice("input", tests[0].input, CP_LIT("\n<p>one\n  end\ntwo\n"));
    expect_slice("expected", tests[0].expected, CP_LIT("One\n\n  end\n"));
    assert_true(tests[0].plain_text);
    cp_ruleset_free(rs);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_ceilings),
        cmocka_unit_test(test_rules_of_a_file),
        cmocka_unit_test(test_tables_of_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
