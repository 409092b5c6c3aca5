/* Layers, hosts and precedence; settings, lists, points and pairs; what a failure leaves. */
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "rules/builtin.h"
#include "rules/ruleset.h"
#include "rules/selftest.h"

#define FILES_MAX 3

/* Files are called "0", "1", ...; the place expected is "file:line", or "" for none. */
static const struct {
    const char *name, *files[FILES_MAX], *host, *text, *place;
} phrase_cases[] = {
    { "one rule", { "strip \"a b\"" }, "", "A b!", "0:1" },
    { "no rule", { "strip \"a b\"" }, "", "a c", "" },
    { "nothing loaded", { NULL }, "", "a", "" },
    { "a later file goes first", { "strip \"a\"", "strip \"a\"", "strip \"b\"" }, "", "a",
      "1:1" },
    { "even to strip what was kept", { "keep \"a\"", "strip \"a\"" }, "", "a", "1:1" },
    { "keep before strip in a file", { "keep \"a\"\nstrip \"a\"" }, "", "a", "0:1" },
    { "a later line", { "strip \"a\"\nstrip \"(a|b)\"" }, "", "a", "0:2" },
    { "unguarded before guarded", { "strip \"a\"\nstrip \"a\" tail" }, "", "a", "0:1" },
    { "a spelling and a star", { "strip \"a b\"\nstrip \"a *\"" }, "", "a b", "0:2" },
    { "host before general", { "on x.org\nstrip \"a\"\non *\nkeep \"a\"", "keep \"a\"" },
      "x.org", "a",
      "0:2" },
    { "subdomain of the host", { "on x.org\nstrip \"a\"" }, "www.x.org", "a", "0:2" },
    { "not a longer name", { "on x.org\nstrip \"a\"" }, "notx.org", "a", "" },
    { "not the parent", { "on www.x.org\nstrip \"a\"" }, "x.org", "a", "" },
    { "not without a host", { "on x.org\nstrip \"a\"" }, "", "a", "" },
    { "the nearer domain", { "on a.x.org\nstrip \"a\"\non x.org\nkeep \"a\"" }, "a.x.org", "a",
      "0:2" },
    { "too long for the guard", { "strip \"a *\" max-words 3" }, "", "a b c d", "" },
    { "just as long as the guard", { "strip \"a *\" max-words 3" }, "", "a b c", "0:1" },
    { "the default for stars", { "strip \"a *\"" }, "", "a 2 3 4 5 6 7 8 9 10 11 12", "0:1" },
    { "past the default", { "strip \"a *\"" }, "", "a 2 3 4 5 6 7 8 9 10 11 12 13", "" },
    { "the default for characters", { "strip \"今*\"" }, "", "今日日日日日日日日日日日日日", "0:1" },
    { "no default without a star", { "strip \"a 2 3 4 5 6 7 8 9 10 11 12 13\"" }, "",
      "a 2 3 4 5 6 7 8 9 10 11 12 13", "0:1" },
    { "selectors are no phrases", { "strip a" }, "", "a", "" },
};

static struct cp_ruleset *
load(struct cp_ctx *cx, const char *const *files)
{
    struct cp_ruleset *rs = cp_ruleset_new();

    for (size_t i = 0; i < FILES_MAX && files[i]; i++) {
        char name[] = { (char)('0' + i), '\0' };
        if (cp_ruleset_load_text(cx, rs, name, cp_slice_of(files[i])))
            fail_msg("%s", cx->message);
    }
    return rs;
}

static void
expect_place(const char *name, const struct cp_rule_place *place, const char *expected)
{
    char got[32] = "";

    if (place)
        snprintf(got, sizeof got, "%s:%u", place->file, (unsigned)place->line);
    expect_slice(name, cp_slice_of(got), cp_slice_of(expected));
}

static void
test_phrases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(phrase_cases); i++) {
        struct cp_ctx cx = { 0 };
        struct cp_ruleset *rs = load(&cx, phrase_cases[i].files);
        struct cp_phrase_match m = cp_ruleset_phrase(rs, cp_slice_of(phrase_cases[i].host),
                                                     cp_slice_of(phrase_cases[i].text));
        expect_place(phrase_cases[i].name, m.place, phrase_cases[i].place);
        cp_ruleset_free(rs);
    }
}

static void
test_kinds_and_guards(void **state)
{
    const char *files[FILES_MAX] = { "strip \"related\" min-links 0.5 tail html\n"
                                     "section \"related\" certain head text\n" };
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = load(&cx, files);
    struct cp_phrase_match m;

    (void)state;
    m = cp_ruleset_phrase_of(rs, CP_LIT(""), CP_LIT("Related"), 1u << CP_PHRASE_STRIP);
    assert_true(m.kind == CP_PHRASE_STRIP && m.tail_only && !m.head_only && m.html_only &&
                !m.text_only && !m.certain && m.min_links == 0.5f);
    m = cp_ruleset_phrase_of(rs, CP_LIT(""), CP_LIT("Related"), 1u << CP_PHRASE_SECTION);
    assert_true(m.kind == CP_PHRASE_SECTION && !m.tail_only && m.head_only && !m.html_only &&
                m.text_only && m.certain && m.min_links == 0);
    m = cp_ruleset_phrase_of(rs, CP_LIT(""), CP_LIT("Related"), 1u << CP_PHRASE_KEEP);
    assert_null(m.place);
    cp_ruleset_free(rs);
}

/* The page is <p class=a id=b>; the place and verb of its mark are wanted. */
static const struct {
    const char *name, *files[FILES_MAX], *host, *place;
    int verb;
} mark_cases[] = {
    { "strip", { "strip .a" }, "", "0:1", CP_RULE_STRIP },
    { "unwrap", { "unwrap .a" }, "", "0:1", CP_RULE_UNWRAP },
    { "keep before strip", { "keep .a\nstrip #b" }, "", "0:1", CP_RULE_KEEP },
    { "later file", { "keep .a", "strip p" }, "", "1:1", CP_RULE_STRIP },
    { "later line", { "strip .a\nunwrap p" }, "", "0:2", CP_RULE_UNWRAP },
    { "host", { "on h.org\nstrip .a", "keep .a" }, "h.org", "0:2", CP_RULE_STRIP },
    { "another host", { "on h.org\nstrip .a", "keep .a" }, "i.org", "1:1", CP_RULE_KEEP },
};

static void
test_marks(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(mark_cases); i++) {
        struct cp_arena arena;
        struct cp_ctx cx = { .arena = &arena };
        struct cp_ruleset *rs = load(&cx, mark_cases[i].files);
        struct cp_page page = { 0 };
        struct cp_mark *marks;
        uint32_t p;
        cp_arena_init(&arena, 0);
        assert_int_equal(cp_page_parse_html(&cx, &page, CP_LIT("<p class=a id=b>x")), 0);
        assert_int_equal(
            cp_ruleset_mark(&cx, rs, cp_slice_of(mark_cases[i].host), &page, &marks), 0);
        p = cp_page_find(&page, 0, CP_TAG_P);
        expect_place(mark_cases[i].name, marks[p].place, mark_cases[i].place);
        expect_number(mark_cases[i].name, marks[p].verb, (unsigned)mark_cases[i].verb);
        assert_null(marks[0].place);
        cp_ruleset_free(rs);
        cp_arena_clear(&arena);
    }
}

static void
test_settings_and_lists(void **state)
{
    const char *files[FILES_MAX] = { "set a 1\nset b 2\nlist l\n x\nend\n",
                                     "set a 3\nlist l\n Y \"two words\"\nend\nlist m\nend\n" };
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = load(&cx, files);
    const struct cp_list *l = cp_ruleset_list(rs, "l");

    (void)state;
    assert_true(cp_ruleset_number(rs, "a", 9) == 3);
    assert_true(cp_ruleset_number(rs, "b", 9) == 2);
    assert_true(cp_ruleset_number(rs, "c", 9) == 9);
    assert_true(cp_list_has(l, CP_LIT("X")) && cp_list_has(l, CP_LIT("y")));
    assert_true(cp_list_has(l, CP_LIT("Two Words")));
    assert_false(cp_list_has(l, CP_LIT("two")));
    assert_false(cp_list_has(l, CP_LIT("a word longer than any of the list")));
    assert_false(cp_list_has(cp_ruleset_list(rs, "m"), CP_LIT("x")));
    assert_null(cp_ruleset_list(rs, "n"));
    assert_false(cp_list_has(NULL, CP_LIT("x")));
    cp_ruleset_free(rs);
}

/* One look-up tells all the lists of a word, of whatever file. */
static void
test_lists_of_a_word(void **state)
{
    const char *files[FILES_MAX] = { "list l\n both only\nend\nlist m\n both\nend\n",
                                     "list m\n also\nend\nlist n\n both\nend\n" };
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = load(&cx, files);
    const struct cp_lists *all = cp_ruleset_lists(rs);
    uint64_t l = cp_list_bit(cp_ruleset_list(rs, "l"));
    uint64_t m = cp_list_bit(cp_ruleset_list(rs, "m"));
    uint64_t n = cp_list_bit(cp_ruleset_list(rs, "n"));

    (void)state;
    assert_true(l && m && n && l != m && m != n && l != n);
    assert_true(cp_list_bit(NULL) == 0);
    assert_true(cp_lists_with(all, CP_LIT("Both")) == (l | m | n));
    assert_true(cp_lists_with(all, CP_LIT("only")) == l);
    assert_true(cp_lists_with(all, CP_LIT("ALSO")) == m);
    assert_true(cp_lists_with(all, CP_LIT("neither")) == 0);
    assert_true(cp_lists_with(all, CP_LIT("")) == 0);
    cp_ruleset_free(rs);
}

/* What a list has with a tag is found without it; how its words begin turns others away. */
static void
test_tagged_words(void **state)
{
    const char *files[FILES_MAX] = { "list l\n may:5 y:apart plain märz:3 Ünder\nend\n" };
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = load(&cx, files);
    const struct cp_list *l = cp_ruleset_list(rs, "l");
    static const struct {
        const char *text;
        bool may_start;
    } starts[] = {
        { "May 17", true }, { "PL", true },  { "y", true },        { "y otra", true },
        { "yes", false },   { "mx", false }, { "p", false },       { "mä", true },
        { "über", true },   { "1", false },  { "my", false },
    };

    (void)state;
    assert_true(cp_list_has_tagged(l, CP_LIT("MAY")) && cp_list_has_tagged(l, CP_LIT("y")));
    assert_true(cp_list_has_tagged(l, CP_LIT("märz")));
    assert_false(cp_list_has(l, CP_LIT("may")) || cp_list_has_tagged(l, CP_LIT("plain")));
    assert_false(cp_list_has_tagged(l, CP_LIT("may:5")));
    assert_false(cp_list_has_tagged(NULL, CP_LIT("y")));
    assert_true(cp_list_has(l, CP_LIT("may:5")) && cp_list_has(l, CP_LIT("plain")));
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        const char *p = starts[i].text;
        expect_number(p, cp_list_may_start(l, p, p + strlen(p)), starts[i].may_start);
    }
    cp_ruleset_free(rs);
}

/* A set of lists is one number; a file that would need a larger one is not taken. */
static void
test_too_many_lists(void **state)
{
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = cp_ruleset_new();
    char text[64];

    (void)state;
    for (int i = 0; i < CP_LISTS_MAX; i++) {
        snprintf(text, sizeof text, "list l%d\n x\nend\n", i);
        expect_number(text, cp_ruleset_load_text(&cx, rs, "fits", cp_slice_of(text)), 0);
    }
    assert_true(cp_lists_with(cp_ruleset_lists(rs), CP_LIT("x")) == UINT64_MAX);
    assert_int_equal(cp_ruleset_load_text(&cx, rs, "again", CP_LIT("list l1\n y\nend\n")), 0);
    assert_int_equal(cp_ruleset_load_text(&cx, rs, "over", CP_LIT("list m\n z\nend\n")),
                     CLEANPAGE_LIMIT);
    assert_null(cp_ruleset_list(rs, "m"));
    assert_true(cp_list_has(cp_ruleset_list(rs, "l1"), CP_LIT("y")));
    cp_ruleset_free(rs);
}

static void
test_points_and_pairs(void **state)
{
    const char *files[FILES_MAX] = {
        "points f\n else 1\nend\npoints g\n else 2\nend\npair \"p\" f < 1 g < 2 3\n",
        "points f\n else 4\nend\npair \"p\" f < 1 g < 2 5\npair \"q\" f < 1 g < 2 6\n"
    };
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = load(&cx, files);
    const struct cp_points *points;
    const struct cp_pair *pairs;

    (void)state;
    expect_number("a later table replaces", cp_ruleset_points(rs, &points), 2);
    assert_true(points[0].rows[0].points == 4 && points[1].rows[0].points == 2);
    expect_number("a later pair replaces", cp_ruleset_pairs(rs, &pairs), 2);
    assert_true(pairs[0].points == 5 && pairs[1].points == 6);
    cp_ruleset_free(rs);
}

static void
test_failure_changes_nothing(void **state)
{
    const char *files[FILES_MAX] = { "strip \"a\"\nset x 1\n" };
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = load(&cx, files);
    const struct cp_ruleset_index *index = rs->index;

    (void)state;
    assert_int_equal(cp_ruleset_load_text(&cx, rs, "1", CP_LIT("keep \"a\"\nset x 2\nbad\n")),
                     CLEANPAGE_RULE);
    assert_int_equal(cp_ruleset_load_file(&cx, rs, "no/such.rules"), CLEANPAGE_READ);
    assert_ptr_equal(rs->index, index);
    assert_null(cp_ruleset_file(rs, 1));
    assert_true(cp_ruleset_number(rs, "x", 0) == 1);
    assert_int_equal(cp_ruleset_phrase(rs, CP_LIT(""), CP_LIT("a")).kind, CP_PHRASE_STRIP);
    cp_ruleset_free(rs);
}

static void
write_file(const char *dir, const char *name, const char *text)
{
    char path[256];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void
test_directory(void **state)
{
    char dir[] = "rules-dir-XXXXXX", path[256];
    static const char *const names[] = { "b.rules", "a.rules", "c.txt", ".d.rules" };
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = cp_ruleset_new();

    (void)state;
    assert_non_null(mkdtemp(dir));
    write_file(dir, "b.rules", "set x 2\n");
    write_file(dir, "a.rules", "set x 1\n");
    write_file(dir, "c.txt", "bad\n");
    write_file(dir, ".d.rules", "bad\n");
    expect_number(cx.message, cp_ruleset_load_file(&cx, rs, dir), 0);
    assert_true(cp_ruleset_number(rs, "x", 0) == 2);
    assert_non_null(strstr(cp_ruleset_file(rs, 0), "/a.rules"));
    write_file(dir, "b.rules", "bad\n");
    expect_number("a bad file among good ones", cp_ruleset_load_file(&cx, rs, dir),
                  CLEANPAGE_RULE);
    assert_null(cp_ruleset_file(rs, 2));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    rmdir(dir);
    cp_ruleset_free(rs);
}

/* The embedded text of a file has the file's rules, in the lines where they stand there. */
static void
compare_with_file(const struct cp_ruleset *builtin, const struct cp_builtin_file *embedded)
{
    const char *top = getenv("top_srcdir");
    const struct cp_rule *a = builtin->layers[0]->rules, *b;
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = cp_ruleset_new();
    char path[1024];

    snprintf(path, sizeof path, "%s/%s", top ? top : ".", embedded->path);
    expect_number(path, cp_ruleset_load_file(&cx, rs, path), 0);
    while (a && strcmp(a->place.file, embedded->path) != 0)
        a = a->next;
    for (b = rs->layers[0]->rules; b; b = b->next, a = a->next) {
        assert_non_null(a);
        expect_number(path, a->place.line, b->place.line);
        assert_string_equal(a->place.text, b->place.text);
    }
    assert_true(!a || strcmp(a->place.file, embedded->path) != 0);
    cp_ruleset_free(rs);
}

static void
test_builtin(void **state)
{
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = cp_ruleset_new();

    (void)state;
    expect_number(cx.message, cp_ruleset_load_builtin(&cx, rs), 0);
    assert_string_equal(cp_ruleset_file(rs, 0), "built-in");
    assert_non_null(cp_ruleset_list(rs, "names-side"));
    for (const struct cp_builtin_file *f = cp_builtin_files; f->path; f++)
        compare_with_file(rs, f);
    expect_number(cx.message, cp_ruleset_load_builtin_tests(&cx, rs), 0);
    cp_ruleset_free(rs);
}

/* ---- the self test ---- */

static cleanpage_status
run_upper(void *user, const struct cp_rule_test *test, struct cp_buf *out)
{
    (void)user;
    for (size_t i = 0; i < test->input.n; i++) {
        char c = test->input.p[i];
        cp_buf_putc(out, c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
    return CLEANPAGE_OK;
}

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return 0;
}

static void
test_selftest(void **state)
{
    static const char *const files[FILES_MAX] = {
        "keep .a\nstrip .a, .b\nstrip .a\n"
        "strip \"(x|y)\"\nkeep \"x\" tail\nsection \"x\"\n"
        "on h.org\nkeep .b\n"
        "test \"good\"\n  ab\ngives\n  AB\nend\n"
        "test \"bad\"\n  one\n  two\n  three\ngives\n  ONE\n  2\n  THREE\nend\n",
        "keep \"x\"\nkeep \"y\"\n"
    };
    static const char report[] =
        "0:3: warning: strip .a is hidden by keep .a at 0:1\n"
        "0:4: warning: strip \"(x|y)\" is hidden by keep \"y\" at 1:2\n"
        "0:6: warning: section \"x\" is hidden by keep \"x\" at 1:1\n"
        "0:14: test \"bad\": expected (-) and got (+)\n"
        "  -2\n"
        "  +TWO\n"
        "2 tests, 1 failed\n";
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rs = load(&cx, files);
    struct cp_buf out = { 0 };

    (void)state;
    expect_number("a failing test", cp_rules_selftest(&cx, rs, run_upper, NULL, append, &out),
                  CLEANPAGE_RULE);
    assert_string_equal(cx.message, "1 of 2 rule tests fail");
    expect_slice("the report", cp_buf_slice(&out), cp_slice_of(report));
    cp_buf_clear(&out);
    cp_ruleset_free(rs);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_kinds_and_guards),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_settings_and_lists),
        cmocka_unit_test(test_tagged_words),
        cmocka_unit_test(test_lists_of_a_word),
        cmocka_unit_test(test_too_many_lists),
        cmocka_unit_test(test_points_and_pairs),
        cmocka_unit_test(test_failure_changes_nothing),
        cmocka_unit_test(test_directory),
        cmocka_unit_test(test_builtin),
        cmocka_unit_test(test_selftest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
