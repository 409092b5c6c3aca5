/* Plain text as it is written when every block is kept, and when some are not. */
#include "rendered.h"

#include "base/utf8.h"

static const struct row folding[] = {
    { "one paragraph", "<p>Rain fell.</p>", "Rain fell.\n" },
    { "two paragraphs, one blank line", "<p>One.</p>\n\n\n<p>Two.</p>", "One.\n\nTwo.\n" },
    { "text without elements", "just words", "just words\n" },
    { "nothing kept, nothing written", "<p>XX</p>", "" },
    { "no text, nothing written", "<div><p> </p></div>", "" },
    { "inline elements never split a word", "<p><b>foo</b>bar <i>b</i>az</p>", "foobar baz\n" },
    { "one space on both sides", "<p>foo <b> bar</b></p>", "foo bar\n" },
    { "a space inside an element at its end", "<p><b>foo </b>bar</p>", "foo bar\n" },
    { "white space between inline elements", "<p><b>a</b>\n<i>b</i></p>", "a b\n" },
    { "runs of white space and line feeds", "<p>a \t\n\r\n  b</p>", "a b\n" },
    { "edges lose white space", "<div>  <span> a </span>  </div>", "a\n" },
    { "&nbsp; is a space", "<p>a&nbsp;b&nbsp; c</p>", "a b c\n" },
    { "a no-break space between words stays", "<p>10\u00A0km</p>", "10\u00A0km\n" },
    { "no-break spaces for layout fold", "<p>\u00A0a \u00A0b\u00A0\u00A0c<b>\u00A0</b></p>", "a b c\n" },
    { "thin, figure and ideographic spaces", "<p>a&#x2009;b&#x2007;c&#x3000;d</p>",
      "a b c d\n" },
    { "soft hyphens vanish", "<p>hy&shy;phen</p>", "hyphen\n" },
    { "zero-width spaces and marks vanish", "<p>a&#x200B;b&#xFEFF;c&#x200E;d</p>", "abcd\n" },
    { "a joiner between Latin letters vanishes", "<p>a&#x200D;b&#x200C;c</p>", "abc\n" },
    { "a joiner inside Persian stays",
      "<p>\u0645\u06CC&#x200C;\u062E\u0648\u0627\u0647\u0645</p>",
      "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645\n" },
    { "a joiner at the end of a word vanishes", "<p>\u0645\u06CC&zwnj; \u062E\u0648</p>",
      "\u0645\u06CC \u062E\u0648\n" },
    { "a family of emoji stays one", "<p>we \U0001F468&zwj;\U0001F469&zwj;\U0001F467 go</p>",
      "we \U0001F468\u200D\U0001F469\u200D\U0001F467 go\n" },
    { "control characters are dropped", "<p>a&#x7F;b&#x7F;c</p>", "abc\n" },
    { "an em dash and quotes stay", "<p>\u201CA\u201D \u2014 b</p>",
      "\u201CA\u201D \u2014 b\n" },
    { "lines of Chinese join without a space", "<p>\u6C49\u5B57\n\u6C49\u5B57</p>",
      "\u6C49\u5B57\u6C49\u5B57\n" },
    { "a space in Chinese stays", "<p>\u6C49\u5B57 \u6C49\u5B57</p>",
      "\u6C49\u5B57 \u6C49\u5B57\n" },
    { "lines of Korean join with one", "<p>\uD55C\uAD6D\n\uC5B4</p>", "\uD55C\uAD6D \uC5B4\n" },
    { "super- and subscript stay inline", "<p>H<sub>2</sub>O, 10<sup>3</sup></p>",
      "H2O, 103\n" },
    { "wbr joins", "<p>long<wbr>word</p>", "longword\n" },
    { "a picture keeps words apart", "<p>left<img src=x alt=y>right</p>", "left right\n" },
    { "comments join", "<p>foo<!-- x -->bar</p>", "foobar\n" },
    { "scripts and styles say nothing", "<p>a<script>b()</script> c<style>d{}</style></p>",
      "a c\n" },
    { "unknown elements are inline", "<p>a<my-icon>b</my-icon>c</p>", "abc\n" },
    { "text beside blocks is a paragraph", "<div>before<p>in</p>after</div>",
      "before\n\nin\n\nafter\n" },
};

static const struct row lines[] = {
    { "line breaks", "<p>one<br>two<br/>three</p>", "one\ntwo\nthree\n" },
    { "no white space around a break", "<p>one <br> two</p>", "one\ntwo\n" },
    { "two breaks part paragraphs", "<p>one<br><br>two</p>", "one\n\ntwo\n" },
    { "five breaks, too", "<div>one<br><br> <br>\n<br><br>two</div>", "one\n\ntwo\n" },
    { "breaks at the edges vanish", "<p><br>one<br></p><p>two</p>", "one\n\ntwo\n" },
    { "headings on their own lines", "<h2>Head</h2><p>text</p><h3>Sub</h3>text",
      "Head\n\ntext\n\nSub\n\ntext\n" },
    { "a rule leaves nothing", "<p>a</p><hr><p>b</p>", "a\n\nb\n" },
    { "a caption is a paragraph",
      "<figure><img src=x><figcaption>The <b>lake</b></figcaption></figure>", "The lake\n" },
    { "q is quoted", "<p>She said <q>yes</q>.</p>", "She said \u201Cyes\u201D.\n" },
    { "q in q", "<p><q>a <q>b</q></q></p>", "\u201Ca \u2018b\u2019\u201D\n" },
    { "an empty q says nothing", "<p>a <q> </q>b</p>", "a b\n" },
    { "ruby with parentheses",
      "<p><ruby>\u6F22\u5B57<rp>(</rp><rt>\u304B\u3093\u3058</rt><rp>)</rp></ruby>\u3067</p>",
      "\u6F22\u5B57(\u304B\u3093\u3058)\u3067\n" },
    { "ruby without rp", "<p><ruby>\u6F22<rt>kan</rt></ruby></p>", "\u6F22(kan)\n" },
    { "an empty reading says nothing", "<p><ruby>\u6F22<rt></rt></ruby></p>", "\u6F22\n" },
    { "a formula is shown as its TeX",
      "<p>so <math><semantics><mi>x</mi><annotation "
      "encoding=tex>\\frac</annotation></semantics>"
      "</math> is</p>",
      "so $\\frac$ is\n" },
    { "what a select offers is no text", "<p>a</p><select><option>b</option></select>", "a\n" },
};

static const struct row nesting[] = {
    { "bullets", "<ul><li>one</li><li>two</li></ul>", "- one\n- two\n" },
    { "numbers", "<ol><li>one<li>two</ol>", "1. one\n2. two\n" },
    { "numbers from start", "<ol start=9><li>a<li>b</ol>", "9. a\n10. b\n" },
    { "numbers of items", "<ol><li>a<li value=7>b<li>c</ol>", "1. a\n7. b\n8. c\n" },
    { "backwards", "<ol reversed><li>a<li>b<li>c</ol>", "3. a\n2. b\n1. c\n" },
    { "backwards from start", "<ol reversed start=1><li>a<li>b</ol>", "1. a\n0. b\n" },
    { "letters", "<ol type=a start=26><li>x<li>y</ol>", "z. x\naa. y\n" },
    { "capital Roman", "<ol type=I start=8><li>x<li>y</ol>", "VIII. x\nIX. y\n" },
    { "a start too large to hold", "<ol start=99999999999><li>a<li>b</ol>",
      "2147483647. a\n2147483647. b\n" },
    { "a start that is no number", "<ol start=x><li>a</ol>", "1. a\n" },
    { "nested under the text", "<ul><li>a<ul><li>b<li>c</ul><li>d</ul>",
      "- a\n  - b\n  - c\n- d\n" },
    { "nested under a number", "<ol start=10><li>a<ul><li>b</ul></ol>", "10. a\n    - b\n" },
    { "a list in an item without text", "<ul><li><ul><li>a</ul></ul>", "- - a\n" },
    { "paragraphs around a list", "<p>a</p><ul><li>b<li>c</ul><p>d</p>",
      "a\n\n- b\n- c\n\nd\n" },
    { "two lists stand apart", "<ul><li>a</ul><ul><li>b</ul>", "- a\n\n- b\n" },
    { "items of one paragraph stay close", "<ul><li><p>a</p><li><p>b</p></ul>", "- a\n- b\n" },
    { "items of more stand apart", "<ul><li><p>a</p><p>b</p><li><p>c</p></ul>",
      "- a\n\n  b\n\n- c\n" },
    { "a break in an item is indented", "<ul><li>a<br>b</ul>", "- a\n  b\n" },
    { "an item outside a list", "<div><li>a</li><li>b</li></div>", "- a\n- b\n" },
    { "a dropped item leaves no marker", "<ul><li>a<li>XX<li>b</ul>", "- a\n- b\n" },
    { "numbers count dropped items", "<ol><li>a<li>XX<li>b</ol>", "1. a\n3. b\n" },
    { "an empty item leaves no marker", "<ul><li> <li>b</ul>", "- b\n" },
    { "cards are no items", "<ul><li><div><h3>a</h3>b</div></li><li><div><h3>c</h3>d</div></li></ul>",
      "a\n\nb\n\nc\n\nd\n" },
    { "nor are posts, nor what quotes all of one",
      "<ol><li><div><div><blockquote>a<br><br>b</blockquote></div></div></li>"
      "<li><div><div><blockquote>c</blockquote></div></div></li></ol>",
      "a\n\nb\n\nc\n" },
    { "a quote in a post is one",
      "<ol><li><div><div><div><blockquote>a</blockquote>b</div></div></div></li></ol>",
      "> a\n\nb\n" },
    { "steps with headings are items", "<ol><li><h3>a</h3><p>b</p></li><li><h3>c</h3></li></ol>",
      "1. a\n\n   b\n\n2. c\n" },
    { "an item in a box is one", "<ul><li><div>a</div></li><li><div><p>b</p></div></li></ul>",
      "- a\n- b\n" },
    { "a quote", "<blockquote>a</blockquote>", "> a\n" },
    { "paragraphs in a quote", "<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b\n" },
    { "a quote in a quote", "<blockquote>a<blockquote>b</blockquote></blockquote>",
      "> a\n>\n> > b\n" },
    { "two quotes stand apart", "<blockquote>a</blockquote><blockquote>b</blockquote>",
      "> a\n\n> b\n" },
    { "a list in a quote", "<blockquote>a<ul><li>b<li>c</ul></blockquote>",
      "> a\n>\n> - b\n> - c\n" },
    { "a quote in an item", "<ul><li>a<blockquote>b</blockquote></ul>", "- a\n\n  > b\n" },
    { "a dropped quote leaves nothing", "<p>a</p><blockquote><p>XX</p></blockquote><p>b</p>",
      "a\n\nb\n" },
    { "definitions", "<dl><dt>term<dd>means<dt>other<dd>too</dl>",
      "term\n  means\nother\n  too\n" },
    { "long definitions stand apart", "<dl><dt>a<dd><p>b<p>c<dt>d<dd>e</dl>",
      "a\n  b\n\n  c\n\nd\n  e\n" },
    { "dropped blocks between leave one blank line", "<p>a</p><p>XX</p><div>XX</div><p>b</p>",
      "a\n\nb\n" },
    { "kept hidden text is a word of its own", "<p>12<span hidden>badges</span></p>",
      "12 badges\n" },
    { "a hidden sign between words", "<p>1<i aria-hidden=true>,</i>000 km</p>", "1,000 km\n" },
    { "a hidden sign before and behind words",
      "<p><i aria-hidden=true>\u2022</i> go <i aria-hidden=true>\u203A</i></p>", "go\n" },
    { "a hidden span inside a word", "<p>in<span hidden>XX</span>side</p>", "inside\n" },
    { "a hidden span does not part its paragraph", "<p>a <span hidden>XX</span> b</p>",
      "a b\n" },
};

static const struct row preformatted[] = {
    { "lines and indents", "<pre>if x:\n    y\n\n\n    z</pre>", "if x:\n    y\n\n\n    z\n" },
    { "the first line feed is no line", "<pre>\na\n</pre>", "a\n" },
    { "the first line keeps its indent", "<p>t</p><pre>\n   a\n b</pre>", "t\n\n   a\n b\n" },
    { "tabs and trailing spaces stay", "<pre>\ta  \n\t\tb</pre>", "\ta  \n\t\tb\n" },
    { "inline elements", "<pre><b>int</b> <i>x</i>;\n<span>  y</span>;</pre>",
      "int x;\n  y;\n" },
    { "breaks are lines", "<pre>a<br><br><br>b</pre>", "a\n\n\nb\n" },
    { "a block a line", "<pre><div>a</div><div>}</div><div>b</div></pre>", "a\n}\nb\n" },
    { "in an item", "<ul><li>x<pre>a\n  b</pre></ul>", "- x\n\n  a\n    b\n" },
    { "in a quote", "<blockquote><pre>a\n\nb</pre></blockquote>", "> a\n>\n> b\n" },
    { "code inline is folded", "<p>call <code>f( x )</code></p>", "call f( x )\n" },
    { "dropped", "<p>a</p><pre>XX\n  y</pre><p>b</p>", "a\n\nb\n" },
};

static const struct row tables[] = {
    { "columns", "<table><tr><th>Name<th>Age<tr><td>Al<td>7<tr><td>Beatrix<td>11</table>",
      "Name     Age\nAl       7\nBeatrix  11\n" },
    { "wide characters", "<table><tr><td>\u65E5\u672C<td>1<tr><td>abc<td>2</table>",
      "\u65E5\u672C  1\nabc   2\n" },
    { "empty cells", "<table><tr><td>a<td>b<td>c<tr><td>d<td><td>e</table>",
      "a  b  c\nd     e\n" },
    { "empty columns and rows vanish",
      "<table><tr><td>a<td><td>b<tr><td><td><td><tr><td>c<td><td>d</table>", "a  b\nc  d\n" },
    { "spanned columns", "<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>",
      "a     b\nc  d  e\n" },
    { "spanned rows", "<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d<td>e</table>",
      "a  b\n   c\nd  e\n" },
    { "rowspan 0 goes down to the end",
      "<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d<td>e<tr><td>f<td>g</table>",
      "a  b\n   c\n   d  e\n   f  g\n" },
    { "absurd spans",
      "<table><tr><td colspan=9000000000000000>a<td>b<tr><td "
      "rowspan=99999999999>c<td>d</table>",
      "a  b\nc  d\n" },
    { "a caption before it",
      "<table><caption>T 1</caption><tr><td>a<td>b<tr><td>c<td>d</table>",
      "T 1\n\na  b\nc  d\n" },
    { "signs count as data", "<table><tr><td>a<td>\u2713<td>x<tr><td>b<td>\u2013<td>y</table>",
      "a  \u2713  x\nb  \u2013  y\n" },
    { "a break in a cell", "<table><tr><td>a<br>b<td>c<tr><td>d<td>e</table>",
      "a b  c\nd    e\n" },
    { "paragraphs in cells", "<table><tr><td><p>a</p><td><p>b</p><tr><td>c<td>d</table>",
      "a  b\nc  d\n" },
    { "one column is no table", "<table><tr><td>a<tr><td>b</table>", "a\n\nb\n" },
    { "one row is no table", "<table><tr><td>a<td>b</table>", "a\n\nb\n" },
    { "headings lay out", "<table><tr><td><h2>a</h2><td>b<tr><td>c<td>d</table>",
      "a\n\nb\n\nc\n\nd\n" },
    { "the inner table is the table",
      "<table><tr><td>a<td><table><tr><td>b<td>c<tr><td>d<td>e</table><tr><td>f<td>g</table>",
      "a\n\nb  c\nd  e\n\nf\n\ng\n" },
    { "dropped cells", "<table><tr><td>a<td>XX<td>b<tr><td>c<td>XX<td>d</table>",
      "a  b\nc  d\n" },
    { "in an item", "<ul><li>x<table><tr><td>a<td>b<tr><td>cc<td>d</table></ul>",
      "- x\n\n  a   b\n  cc  d\n" },
    { "prose in a cell lays out",
      "<table><tr><td>It rained all day and all night, and when the morning came at last the "
      "river had "
      "left its bed and stood in the streets of the lower town.<td>b<tr><td>c<td>d</table>",
      "It rained all day and all night, and when the morning came at last the river had "
      "left its bed and stood in the streets of the lower town.\n\nb\n\nc\n\nd\n" },
};

static const struct row titled[] = {
    { "title first", "<p>a</p>", "The Title\n\na\n" },
    { "the heading that repeats it is left out", "<h1>The <b>Title</b></h1><p>a</p>",
      "The Title\n\na\n" },
    { "another heading stays", "<h1>Title</h1><p>a</p>", "The Title\n\nTitle\n\na\n" },
    { "no title without text", "<p>XX</p>", "" },
    { "not inside the first list", "<ul><li>a</ul>", "The Title\n\n- a\n" },
};

static const struct row wrapped[] = {
    { "at spaces", "<p>aaaa bbbb cccc dddd</p>", "aaaa bbbb\ncccc dddd\n" },
    { "under a bullet", "<ul><li>aaaa bbbb cc</ul>", "- aaaa\n  bbbb cc\n" },
    { "inside a quote", "<blockquote>aaaa bbbb cc</blockquote>", "> aaaa\n> bbbb cc\n" },
    { "a long word stays whole", "<p>a bbbbbbbbbbbbbbb c</p>", "a\nbbbbbbbbbbbbbbb\nc\n" },
    { "Chinese between characters", "<p>\u6C49\u5B57\u6C49\u5B57\u6C49\u5B57\u6C49</p>",
      "\u6C49\u5B57\u6C49\u5B57\u6C49\n\u5B57\u6C49\n" },
    { "pre is not wrapped", "<pre>aaaa bbbb cccc dddd</pre>", "aaaa bbbb cccc dddd\n" },
    { "nor are tables", "<table><tr><td>aaaaaa<td>bbbbbb<tr><td>c<td>d</table>",
      "aaaaaa  bbbbbb\nc       d\n" },
};

static int
run(const struct row *rows, size_t n, const char *title, unsigned width)
{
    struct cp_render_input want = { .with_title = title, .width = width, .parts = CP_PARTS_TEXT,
                                    .links = CLEANPAGE_LINKS_NONE };

    return run_rows(rows, n, cp_render_text, title, &want);
}

#define RUN(rows, title, width) assert_int_equal(run(rows, COUNT_OF(rows), title, width), 0)

static void
white_space_is_folded(void **state)
{
    (void)state;
    RUN(folding, NULL, 0);
}

static void
lines_and_inline_elements(void **state)
{
    (void)state;
    RUN(lines, NULL, 0);
}

static void
lists_quotes_definitions(void **state)
{
    (void)state;
    RUN(nesting, NULL, 0);
}

static void
pre_is_kept_to_the_character(void **state)
{
    (void)state;
    RUN(preformatted, NULL, 0);
}

static void
tables_are_aligned(void **state)
{
    (void)state;
    RUN(tables, NULL, 0);
}

static void
title_comes_first(void **state)
{
    (void)state;
    RUN(titled, "The Title", 0);
}

static void
width_wraps(void **state)
{
    (void)state;
    RUN(wrapped, NULL, 10);
}

/* Output is appended: what stands in the buffer already is no paragraph of ours. */
static void
output_is_appended(void **state)
{
    struct page p;
    struct cp_buf out = { 0 };
    struct cp_render_input in = { .page = &p.page, .blocks = &p.blocks, .meta = &p.meta,
                                  .verdicts = &p.verdicts, .with_title = false, .width = 0,
                                  .parts = CP_PARTS_TEXT, .links = CLEANPAGE_LINKS_NONE };

    (void)state;
    load(&p, "<p>b</p>");
    cp_buf_puts(&out, "a\n");
    cp_render_text(&in, &out);
    assert_string_equal(cp_buf_str(&out), "a\nb\n");
    cp_buf_clear(&out);
    cp_arena_clear(&p.arena);
}

static void
put_times(struct cp_buf *html, const char *s, int times)
{
    while (times-- > 0)
        cp_buf_puts(html, s);
}

/* Neither nesting nor spans make the output much larger than the page. */
static void
output_is_bounded(void **state)
{
    static const char *const shapes[][3] = {
        { "<ul><li>", "<li>x", "" },
        { "<blockquote>", "<p>x", "" },
        { "<ol start=2147483000><li>", "<li>x", "" },
        { "", "<tr><td colspan=63>x<td>y", "<table><tr><td>a<td>b" },
        { "<q>", "x<q>y</q>", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        struct page p;
        struct cp_buf html = { 0 }, out = { 0 };
        struct cp_render_input in = { .page = &p.page, .blocks = &p.blocks, .meta = &p.meta,
                                  .verdicts = &p.verdicts, .with_title = true, .width = 20,
                                  .parts = CP_PARTS_TEXT, .links = CLEANPAGE_LINKS_NONE };

        put_times(&html, shapes[i][0], 300);
        cp_buf_puts(&html, shapes[i][2]);
        put_times(&html, shapes[i][1], 5000);
        load(&p, cp_buf_str(&html));
        cp_render_text(&in, &out);
        assert_true(out.n > 5000);
        assert_true(out.n < 100 * html.n);
        assert_int_equal(cp_utf8_valid_prefix(out.p, out.n), out.n);
        cp_buf_clear(&html);
        cp_buf_clear(&out);
        cp_arena_clear(&p.arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_space_is_folded),
        cmocka_unit_test(lines_and_inline_elements),
        cmocka_unit_test(lists_quotes_definitions),
        cmocka_unit_test(pre_is_kept_to_the_character),
        cmocka_unit_test(tables_are_aligned),
        cmocka_unit_test(title_comes_first),
        cmocka_unit_test(width_wraps),
        cmocka_unit_test(output_is_appended),
        cmocka_unit_test(output_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
