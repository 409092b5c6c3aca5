/*
 * The guard drops nothing below its limits, and keeps what passes below them: measured on
 * the tree that Gumbo builds, which the guard only emulates.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "page/page.h"

#define REPETITIONS 20000

/* Implied tbody and tr are not on the guard's stack, and a few elements come on top. */
#define DEEPEST (3 * CP_DEPTH_MAX)

/* Patterns that nest for ever, and what must be noted of a page of them. */
static const struct {
    const char *piece, *note;
} nesting[] = {
    { "<div>", "too-deep" },
    { "<x-y>", "too-deep" },
    { "<li><section>", "too-deep" },
    { "<dd><aside>", "too-deep" },
    { "<li><ul></li>", "too-deep" },
    { "<table><tr><td>", "too-deep" },
    { "<object>", "too-deep" },
    { "<button><p></button><div>", "too-deep" },
    { "<template><tr><td>", "too-deep" },
    { "<form><div></form>", "too-deep" },
    { "<math><mi>", "too-deep" },
    { "<math><a>", "too-deep" },
    { "<math><mtext><svg><g>", "too-deep" },
    { "<svg><foreignObject>", "too-deep" },
    { "<x></blink>", "too-deep" },   /* which Gumbo knows: it does not end what it does not */
    { "<x></mi>", "too-deep" },
    { "<a><tt>", "too-deep" },
    { "<nobr><tt>", "too-deep" },
    { "<x><frameset>", "too-deep" },
    { "<x></menuitem>", "too-deep" },
    { "<b><i><u><s><tt><em><code><big>", NULL },   /* of each only three are reopened */
    { "</x>", "too-many-strays" },
    { "</h1>", "too-many-strays" },
};

static bool
has_note(const struct cp_ctx *cx, const char *id)
{
    for (const struct cp_note *note = cx->notes; note; note = note->next)
        if (strcmp(note->id, id) == 0)
            return true;
    return false;
}

static uint32_t
deepest_node(const struct cp_page *page)
{
    uint32_t *depth = calloc(page->n_nodes, sizeof *depth), deepest = 0;

    assert_non_null(depth);
    for (uint32_t i = 1; i < page->n_nodes; i++) {
        depth[i] = depth[page->nodes[i].parent] + 1;
        if (depth[i] > deepest)
            deepest = depth[i];
    }
    free(depth);
    return deepest;
}

struct parsed {
    struct cp_arena arena;
    struct cp_ctx cx;
    struct cp_buf html;
    struct cp_page page;
};

/* What comes first in a page, then one piece so many times, then another. */
struct sequence {
    const char *lead, *first, *second;
};

static void
put_times(struct cp_buf *html, const char *piece, int times)
{
    while (times--)
        cp_buf_puts(html, piece);
}

static void
parse_sequence(struct parsed *p, const struct sequence *s, int times)
{
    memset(p, 0, sizeof *p);
    p->cx.arena = &p->arena;
    cp_buf_puts(&p->html, s->lead);
    put_times(&p->html, s->first, times);
    put_times(&p->html, s->second, times);
    assert_int_equal(cp_page_parse_html(&p->cx, &p->page, cp_buf_slice(&p->html)),
                     CLEANPAGE_OK);
}

static void
parse_repeated(struct parsed *p, const char *piece, int times)
{
    parse_sequence(p, &(struct sequence){ "", piece, "" }, times);
}

static void
clear(struct parsed *p)
{
    cp_arena_clear(&p->arena);
    cp_buf_clear(&p->html);
}

static void
test_nesting_is_bounded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof nesting / sizeof nesting[0]; i++) {
        struct parsed p;
        uint32_t deepest;
        parse_repeated(&p, nesting[i].piece, REPETITIONS);
        deepest = deepest_node(&p.page);
        if (deepest > DEEPEST)
            fail_msg("%s: %u deep", nesting[i].piece, (unsigned)deepest);
        if (nesting[i].note && !has_note(&p.cx, nesting[i].note))
            fail_msg("%s: no note \"%s\"", nesting[i].piece, nesting[i].note);
        clear(&p);
    }
}

static void
check_depths(const struct sequence *sequences, size_t n)
{
    for (const struct sequence *s = sequences; s < sequences + n; s++) {
        struct parsed p;
        uint32_t deepest;
        parse_sequence(&p, s, REPETITIONS);
        deepest = deepest_node(&p.page);
        if (deepest > DEEPEST)
            fail_msg("%s, then %s, then %s: %u deep", s->lead, s->first, s->second,
                     (unsigned)deepest);
        clear(&p);
    }
}

/* Elements that the tree builder never had must not be counted: it would be an end tag of theirs
 * that makes room for further ones. */
static void
test_elements_that_are_none(void **state)
{
    static const struct sequence sequences[] = {
        { "", "<noscript>", "<x><p><noscript></noscript>" },    /* in a head they do not nest */
        { "", "<noscript><meta>", "<x><noscript></noscript>" },
        { "", "<noscript>", "t<x><noscript></noscript>" },
        { "<isindex>", "", "<xmp><xmp></xmp><x><select><input>" },    /* raw text holds no tags */
        { "", "<xmp>t<rb><!--><rb>", "<xmp><xmp></xmp><rt><select><input>" },
        { "", "<textarea><b><i>", "<textarea><textarea></textarea><x><select><input>" },
    };

    (void)state;
    check_depths(sequences, sizeof sequences / sizeof sequences[0]);
}

/* What tags close, and what they leave open, depends on where they are: sequences that
 * tests/hostile/sequences.c and nested.c found to grow. */
static void
test_places_of_their_own(void **state)
{
    static const struct sequence sequences[] = {
        { "", "<b><xmp></xmp><p>", "" },             /* formatting elements are opened again for it */
        { "<template>", "<form><x></form>", "" },          /* x keeps the form open */
        { "<template>", "<svg/><col><form>", "" },         /* it holds no parts of tables */
        { "<template><td>", "<caption><x>", "" },          /* nor parts that cells are in */
        { "<template><tr>", "<tbody><x>", "" },            /* nor those that rows are in */
        { "<template>", "<td><caption><x>t</td>", "</x><x><caption>" },
        { "<table>", "<form><rt></form>", "" },            /* no form is open behind its tag */
        { "<table>", "<rt></form><form>", "" },            /* nor within what is amid rows */
        { "<table>", "<col><svg></colgroup>", "" },        /* svg ends it */
        { "<table>", "<colgroup><select><svg>", "" },      /* which does not end the select */
        { "<template><tr><x>", "<dialog><table>", "" },    /* only rows may follow a row */
        { "", "<template><th><form>", "" },                /* dropped, th decides on nothing */
        { "<x><x>", "<form><template></svg><th>", "" },
        { "", "<p><b></p></br>", "" },                     /* a br, before which b is opened again */
        { "", "<svg><tr><desc><table>", "" },              /* it is no row of the table's */
        { "", "<x><math><annotation-xml></dialog>", "" },  /* as good as any special element */
        { "", "<a><table><object></table>", "" },          /* which shields its a's from others */
    };

    (void)state;
    check_depths(sequences, sizeof sequences / sizeof sequences[0]);
}

/* What real pages do is far below every limit. */
static void
test_ordinary_pages_are_not_touched(void **state)
{
    static const char *const pieces[] = {
        "<p>a<b>b</b><i>c</i></p>", "<ul><li>a<li>b</ul>", "<table><tr><td>a<td>b</table>",
        "<p><font size=2>a<p>", "<div><div><a href=x>y</a></div></div>", "<br>",
        "<select><option>a<option>b</select>", "<math><mi>x</mi></math>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct parsed p;
        parse_repeated(&p, pieces[i], 1000);
        if (p.cx.notes)
            fail_msg("%s: note \"%s\"", pieces[i], p.cx.notes->id);
        assert_false(p.page.truncated);
        clear(&p);
    }
}

/* Different fonts left open are reopened in each paragraph: few may, and each one counts. */
static void
test_reopened_formats_are_bounded(void **state)
{
    struct parsed p = { .cx = { .arena = &p.arena } };

    (void)state;
    for (int i = 0; i < REPETITIONS; i++) {
        cp_buf_puts(&p.html, "<p><font size=");
        cp_buf_put_u64(&p.html, (uint64_t)i);
        cp_buf_puts(&p.html, ">x");
    }
    assert_int_equal(cp_page_parse_html(&p.cx, &p.page, cp_buf_slice(&p.html)), CLEANPAGE_OK);
    assert_true(has_note(&p.cx, "too-many-formats"));
    assert_true(has_note(&p.cx, "too-many-tags"));
    assert_true(p.page.truncated);
    assert_true(p.page.n_nodes < 2 * CP_TAGS_MAX);
    clear(&p);
}

/* The text in front of a cut stays, and the text of dropped tags too. */
static void
test_text_survives(void **state)
{
    struct parsed p;
    uint32_t texts = 0;

    (void)state;
    parse_repeated(&p, "<div>word", 1000);
    for (uint32_t i = 0; i < p.page.n_nodes; i++)
        for (struct cp_slice rest = cp_node_text(&p.page.nodes[i]), word;
             p.page.nodes[i].kind == CP_NODE_TEXT && cp_slice_word(&rest, &word);)
            texts += cp_slice_eq(word, CP_LIT("word"));
    assert_int_equal(texts, 1000);
    clear(&p);

    parse_repeated(&p, "<p>word</p>", CP_TAGS_MAX);
    assert_true(has_note(&p.cx, "too-many-tags"));
    assert_true(p.page.n_nodes > CP_TAGS_MAX / 2);
    clear(&p);
}

static void
test_attributes_are_bounded(void **state)
{
    struct parsed p;
    uint32_t div;

    (void)state;
    memset(&p, 0, sizeof p);
    p.cx.arena = &p.arena;
    cp_buf_puts(&p.html, "<div");
    for (uint64_t i = 0; i < 1000; i++) {
        cp_buf_puts(&p.html, " a");
        cp_buf_put_u64(&p.html, i);
    }
    cp_buf_puts(&p.html, ">x");
    assert_int_equal(cp_page_parse_html(&p.cx, &p.page, cp_buf_slice(&p.html)), CLEANPAGE_OK);
    div = cp_page_find(&p.page, 0, CP_TAG_DIV);
    assert_int_equal(p.page.nodes[div].len, CP_ATTRS_MAX);
    assert_true(has_note(&p.cx, "attributes-dropped"));
    clear(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nesting_is_bounded),
        cmocka_unit_test(test_elements_that_are_none),
        cmocka_unit_test(test_places_of_their_own),
        cmocka_unit_test(test_ordinary_pages_are_not_touched),
        cmocka_unit_test(test_reopened_formats_are_bounded),
        cmocka_unit_test(test_text_survives),
        cmocka_unit_test(test_attributes_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
