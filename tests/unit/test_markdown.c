/* Markdown: what each element becomes, and text that must not be taken for a sign. */
#include "rendered.h"

static const struct row inlines[] = {
    { "emphasis and strong", "<p>a <em>b</em> <b>c</b></p>", "a *b* **c**\n" },
    { "white space stays outside", "<p>a<b> b </b>c</p>", "a **b** c\n" },
    { "inside of a word", "<p>a<i>b</i>c</p>", "a*b*c\n" },
    { "strong in emphasis", "<p><i>a <b>b</b> c</i></p>", "*a **b** c*\n" },
    { "two that begin together", "<p><i><b>b</b> c</i> d</p>",
      "<em><strong>b</strong> c</em> d\n" },
    { "the same twice is once", "<p><b>a <strong>b</strong></b> c</p>", "**a b** c\n" },
    { "a sign before a letter cannot close", "<p><b>a:</b>b</p>", "<strong>a:</strong>b\n" },
    { "nor a Chinese quotation mark",
      "<p><b>\u300C\u6C49\u300D</b>\u5B57</p>",
      "<strong>\u300C\u6C49\u300D</strong>\u5B57\n" },
    { "a sign before a space can", "<p>a <b>(b)</b> c</p>", "a **(b)** c\n" },
    { "empty marks leave nothing", "<p>a<b> </b>c<i></i></p>", "a c\n" },
    { "marks across blocks begin anew", "<b><p>a</p><p>b</p></b>", "**a**\n\n**b**\n" },
    { "a break ends no mark", "<p><b>a<br>b</b></p>", "**a\\\nb**\n" },
    { "a break at the end of a mark", "<p><b>a<br></b>b</p>", "**a**\\\nb\n" },
    { "struck out", "<p>a <s>b</s> <del>c</del></p>", "a ~~b~~ ~~c~~\n" },
    { "below and above", "<p>H<sub>2</sub>O x<sup>2</sup></p>",
      "H<sub>2</sub>O x<sup>2</sup>\n" },
    { "code", "<p>a <code>b*c</code></p>", "a `b*c`\n" },
    { "code with backticks", "<p><code>a``b`</code></p>", "``` a``b` ```\n" },
    { "marks in code are none", "<p><code>a<b>b</b>c</code></p>", "`abc`\n" },
    { "a link in code", "<p><code>f(<a href=/t>T</a>)</code></p>", "`f(`[`T`](/t)`)`\n" },
    { "q and ruby", "<p><q>a</q> <ruby>b<rt>c</rt></ruby></p>",
      "\u201Ca\u201D b(c)\n" },
};

static const struct row links[] = {
    { "a link", "<p><a href='http://e.org/a'>b</a></p>", "[b](http://e.org/a)\n" },
    { "with parentheses", "<p><a href='/a_(b)'>b</a></p>", "[b](</a_(b)>)\n" },
    { "with white space and quotes", "<p><a href='/a b\"c'>b</a></p>", "[b](/a%20b%22c)\n" },
    { "a script is no address", "<p><a href='javascript:a()'>b</a></p>", "b\n" },
    { "a colon without a scheme", "<p><a href='1a:b'>b</a> <a href='a/1:b'>c</a></p>",
      "[b](./1a:b) [c](a/1:b)\n" },
    { "nor is one with a line feed in it", "<p><a href='java\nscript:a()'>b</a></p>", "b\n" },
    { "nor data", "<p><a href='data:text/html,x'>b</a></p>", "b\n" },
    { "mail is", "<p><a href='mailto:a@e.org'>b</a></p>", "[b](mailto:a@e.org)\n" },
    { "a place on the page is none", "<p><a href='#x'>b</a></p>", "b\n" },
    { "brackets in its text", "<p><a href=/x>[b]</a></p>", "[\\[b\\]](/x)\n" },
    { "around a strong word", "<p><a href=/x><b>b</b></a></p>", "[**b**](/x)\n" },
    { "what looks like a reference in an address", "<p><a href='/?a&amp;copy;b'>b</a></p>",
      "[b](/?a&amp;copy;b)\n" },
    { "around blocks", "<a href=/x><p>a</p><p>b</p></a>", "[a](/x)\n\n[b](/x)\n" },
    { "an exclamation mark before", "<p>a!<a href=/x>b</a></p>", "a\\![b](/x)\n" },
};

static const struct row escapes[] = {
    { "asterisks and underscores", "<p>a*b* _c_ d_e</p>", "a\\*b\\* \\_c\\_ d_e\n" },
    { "backticks and backslashes", "<p>`a` \\b</p>", "\\`a\\` \\\\b\n" },
    { "brackets", "<p>[a](b) [c]: d</p>", "\\[a](b) \\[c]: d\n" },
    { "tags and references", "<p>&lt;b&gt; &amp;amp; a &lt; b &amp; c</p>",
      "&lt;b> \\&amp; a < b & c\n" },
    { "a tag behind an address", "<p>http://a.b/&lt;c&gt;</p>", "http://a.b/&lt;c>\n" },
    { "braces", "<p><code>a</code>{=html} {% b %} {{ c }}</p>",
      "`a`\\{=html} \\{% b %} \\{\\{ c }}\n" },
    { "a heading's attributes", "<h2>a {b=c}</h2><p>d</p>", "## a \\{b=c}\n\nd\n" },
    { "a heading", "<p># a</p>", "\\# a\n" },
    { "no heading", "<p>#a C#</p>", "#a C#\n" },
    { "a bullet", "<p>- a</p><p>+ b</p><p>-5</p>", "\\- a\n\n\\+ b\n\n-5\n" },
    { "a number", "<p>1. a</p><p>12) b</p><p>1.5</p>", "1\\. a\n\n12\\) b\n\n1.5\n" },
    { "a quote", "<p>&gt; a</p>", "\\> a\n" },
    { "a rule", "<p>---<br>a</p><p>***<br>b</p>",
      "\\---\\\na\n\n\\*\\*\\*\\\nb\n" },
    { "an underline", "<p>a<br>===<br>---</p>", "a\\\n\\===\\\n\\---\n" },
    { "a fence", "<p>``` a</p><p>~~~ b</p>",
      "\\`\\`\\` a\n\n\\~\\~\\~ b\n" },
    { "a table", "<p>a | b<br>-|-</p>", "a \\| b\\\n\\-\\|-\n" },
    { "bars elsewhere", "<p>a | b</p>", "a | b\n" },
    { "a task", "<ul><li>[ ] a</ul>", "- \\[ ] a\n" },
    { "a heading's closing marks", "<h2>a ##</h2>", "## a #\\#\n" },
    { "an item that begins with a number", "<ul><li>2023. a</ul>", "- 2023\\. a\n" },
};

static const struct row blocks[] = {
    { "headings", "<h1>a</h1><h2>b</h2><h6>c</h6><p>d</p>", "# a\n\n## b\n\n###### c\n\nd\n" },
    { "a heading is one line", "<h2>a<br>b</h2>", "## a  b\n" },
    { "a heading is strong already", "<h2><b>a</b> <i>b</i></h2>", "## a *b*\n" },
    { "code with its language", "<pre><code class='language-c'>a\n  b\n</code></pre>",
      "```c\na\n  b\n```\n" },
    { "code with a fence in it", "<pre>```\na</pre>", "````\n```\na\n````\n" },
    { "a language that is none", "<pre class='language-a`b'>a</pre>", "```\na\n```\n" },
    { "nested lists", "<ul><li>a<ol><li>b<li>c</ol><li>d</ul>",
      "- a\n  1. b\n  2. c\n- d\n" },
    { "letters are numbers", "<ol type=a start=3><li>b</ol>", "3. b\n" },
    { "a number that a paragraph cannot end with", "<ul><li>a<ol start=3><li>b</ol></ul>",
      "- a\n\n  3. b\n" },
    { "a number behind text in no item", "<ol start=3>a<li>b</ol>", "a\n\n3. b\n" },
    { "a negative number", "<ol start=-2><li>b</ol>", "0. b\n" },
    { "two lists in a row", "<ul><li>a</ul><ul><li>b</ul><ul><li>c</ul>",
      "- a\n\n* b\n\n- c\n" },
    { "two numbered ones", "<ol><li>a</ol><ol><li>b</ol>", "1. a\n\n1) b\n" },
    { "terms", "<dl><dt>a<dd>b<dd>c<dt>d<dd>e</dl>", "**a**\n- b\n- c\n\n**d**\n- e\n" },
    { "a quote with a list", "<blockquote><p>a</p><ul><li>b</ul></blockquote>",
      "> a\n>\n> - b\n" },
    { "code in an item", "<ul><li>a<pre>b\n\nc</pre></ul>", "- a\n\n  ```\n  b\n\n  c\n  ```\n" },
};

static const struct row tables[] = {
    { "with a header", "<table><tr><th>a<th>b<tr><td>c<td>d</table>",
      "| a | b |\n| --- | --- |\n| c | d |\n" },
    { "without one", "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
      "|  |  |\n| --- | --- |\n| a | b |\n| c | d |\n" },
    { "bars, code and links", "<table><tr><th>a|b<th>c<tr><td><code>d|e</code>"
      "<td><a href=/f>f</a></table>",
      "| a\\|b | c |\n| --- | --- |\n| `d\\|e` | [f](/f) |\n" },
    { "spans leave cells empty",
      "<table><tr><th>a<th>b<th>c<tr><td colspan=2>d<td>e<tr><td>f<td>g<td>h</table>",
      "| a | b | c |\n| --- | --- | --- |\n| d |  | e |\n| f | g | h |\n" },
    { "a caption", "<table><caption>x</caption><tr><th>a<th>b<tr><td>c<td>d</table>",
      "x\n\n| a | b |\n| --- | --- |\n| c | d |\n" },
};

static const struct row notes[] = {
    { "a note in a list",
      "<p>a<sup><a href='#n'>1</a></sup></p><ol><li id=n>b <a href='#m'>\u21A9</a></ol>",
      "a[^1]\n\n[^1]: b\n" },
    { "a note in a paragraph",
      "<p>a<a class=footnote href='#n'>*</a></p><p id=n><a href='#m'>*</a> b</p>",
      "a[^1]\n\n[^1]: b\n" },
    { "numbered as they are referred to",
      "<p>a<sup><a href='#y'>2</a></sup> b<sup><a href='#x'>1</a></sup></p>"
      "<ol><li id=x>c<li id=y>d</ol>",
      "a[^1] b[^2]\n\n[^2]: c\n\n[^1]: d\n" },
    { "what refers to nothing stays as it is", "<p>a<sup><a href='#n'>1</a></sup></p>",
      "a<sup>1</sup>\n" },
    { "a word is no mark", "<p>a <sup><a href='#n'>see</a></sup></p><p id=n>b</p>",
      "a <sup>see</sup>\n\nb\n" },
};

static const struct row formulas[] = {
    { "MathML with its TeX",
      "<p>a <math><mi>x</mi><annotation encoding='application/x-tex'>x_1</annotation></math></p>",
      "a $x_1$\n" },
    { "TeX that Markdown would change",
      "<p>a <math alttext='a\\\\b*c'><mi>x</mi></math></p>", "a $`a\\\\b*c`$\n" },
    { "TeX that reads files",
      "<p>a <math alttext='\\input{/etc/passwd}'><mi>x</mi></math></p>", "a $`\\input{/etc/passwd}`$\n" },
    { "TeX that is a link", "<p>a <math alttext='x\\href{javascript:b}{c}'><mi>x</mi></math></p>",
      "a $`x\\href{javascript:b}{c}`$\n" },
    { "TeX that spells its commands", "<p>a <math alttext='\\^^69nput b'><mi>x</mi></math></p>",
      "a $`\\^^69nput b`$\n" },
    { "TeX with names that begin alike", "<p>a <math alttext='\\displaystyle\\readx'><mi>x</mi></math></p>",
      "a $\\displaystyle\\readx$\n" },
    { "a script of MathJax", "<p>a <script type='math/tex'>x^2</script> b</p>",
      "a $x^2$ b\n" },
    { "on lines of its own",
      "<p>a</p><p>b <script type='math/tex; mode=display'>x</script></p>", "a\n\nb $$x$$\n" },
    { "KaTeX shows it once",
      "<p>a <span class=katex><span class=katex-mathml><math><mi>x</mi><annotation "
      "encoding='application/x-tex'>x</annotation></math></span><span class=katex-html>x</span>"
      "</span> b</p>",
      "a $x$ b\n" },
    { "without TeX as it is shown", "<p>a <math><mi>x</mi></math> b</p>", "a x b\n" },
};

static const struct row pictures[] = {
    { "a picture", "<p>a</p><p><img src=/x.png alt='b [c]'></p><p>d</p>",
      "a\n\n![b \\[c\\]](/x.png)\n\nd\n" },
    { "one loaded late", "<p>a <img src='data:x' data-src=/y.png></p>", "a ![](/y.png)\n" },
    { "a set of them", "<p>a <img srcset='/z.png 1x, /zz.png 2x' alt=b></p>",
      "a ![b](/z.png)\n" },
    { "an icon is none", "<p>a <img src=/x.png width=16> b</p>", "a b\n" },
    { "nor a pixel", "<p>a <img src=/x.gif height=1 width=1> b</p>", "a b\n" },
    { "nor what is among dropped text", "<p>a</p><div><img src=/x.png> XX</div><p>b</p>",
      "a\n\nb\n" },
    { "a smiley is text", "<p>a <img src=/x.png alt='\U0001F600'> b</p>",
      "a \U0001F600 b\n" },
    { "in a link", "<p>a <a href=/l><img src=/x.png alt=b></a></p>",
      "a [![b](/x.png)](/l)\n" },
    { "a figure", "<p>a</p><figure><img src=/x.png><figcaption>b</figcaption></figure><p>c</p>",
      "a\n\n![](/x.png)\n\nb\n\nc\n" },
    { "a caption stays with its picture",
      "<p>a</p><figure><img src=/x.png><figcaption>XX</figcaption></figure><p>c</p>",
      "a\n\n![](/x.png)\n\nXX\n\nc\n" },
    { "and goes without it",
      "<p>a</p><figure><img src=data:x><figcaption>XX</figcaption></figure><p>c</p>",
      "a\n\nc\n" },
    { "the copy for browsers without scripts is one too many",
      "<p>a <img src=/x.png><noscript><img src=/y.png></noscript> b</p>",
      "a ![](/x.png)\n\nb\n" },
};

#define RUN(rows, title)                                                                       \
    do {                                                                                       \
        struct cp_render_input want = { .with_title = title, .parts = CP_PARTS_ALL,           \
                                        .links = CLEANPAGE_LINKS_INLINE };                     \
        assert_int_equal(run_rows(rows, COUNT_OF(rows), cp_render_markdown, title, &want), 0); \
    } while (0)

static void
marks_are_signs(void **state)
{
    (void)state;
    RUN(inlines, NULL);
}

static void
links_lead_where_they_may(void **state)
{
    (void)state;
    RUN(links, NULL);
}

static void
text_is_never_a_sign(void **state)
{
    (void)state;
    RUN(escapes, NULL);
}

static void
blocks_lists_quotes(void **state)
{
    (void)state;
    RUN(blocks, NULL);
}

static void
tables_have_bars(void **state)
{
    (void)state;
    RUN(tables, NULL);
}

static void
notes_are_footnotes(void **state)
{
    (void)state;
    RUN(notes, NULL);
}

static void
formulas_are_tex(void **state)
{
    (void)state;
    RUN(formulas, NULL);
}

static void
pictures_of_the_content(void **state)
{
    (void)state;
    RUN(pictures, NULL);
}

static const struct row referring[] = {
    { "numbers, each address once",
      "<p><a href=/x>a</a> <a href=/y>b</a> <a href=/x>c</a></p>",
      "[a][1] [b][2] [c][1]\n\n[1]: </x>\n[2]: </y>\n" },
};

static const struct row listed[] = {
    { "at the end alone", "<p><a href=/x>a</a> b</p>", "a b\n\n- </x>\n" },
};

static void
links_at_the_end(void **state)
{
    struct cp_render_input want = { .parts = CP_PARTS_ALL, .links = CLEANPAGE_LINKS_REFERENCE };

    (void)state;
    assert_int_equal(run_rows(referring, 1, cp_render_markdown, NULL, &want), 0);
    want.links = CLEANPAGE_LINKS_LIST;
    assert_int_equal(run_rows(listed, 1, cp_render_markdown, NULL, &want), 0);
}

static const struct row parts[] = {
    { "nothing but the words",
      "<p>a <b>b</b> <s>c</s> x<sup>2</sup> <a href=/x>d</a><img src=/y.png></p><pre>e</pre>"
      "<table><tr><th>f<th>g<tr><td>h<td>i</table><ruby>j<rt>k</rt></ruby>",
      "a b x2 d\n\nj\n" },
};

static void
parts_can_be_left_out(void **state)
{
    struct cp_render_input want = { .parts = 0, .links = CLEANPAGE_LINKS_NONE };

    (void)state;
    assert_int_equal(run_rows(parts, 1, cp_render_markdown, NULL, &want), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_signs),        cmocka_unit_test(links_lead_where_they_may),
        cmocka_unit_test(text_is_never_a_sign),   cmocka_unit_test(blocks_lists_quotes),
        cmocka_unit_test(tables_have_bars),       cmocka_unit_test(notes_are_footnotes),
        cmocka_unit_test(formulas_are_tex),       cmocka_unit_test(pictures_of_the_content),
        cmocka_unit_test(links_at_the_end),       cmocka_unit_test(parts_can_be_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
