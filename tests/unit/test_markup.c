/* HTML and TEI: what each element becomes. Whole documents are read back in tests/formats. */
#include "rendered.h"

/* What stands between the two strings of a document, which every one has. */
static struct cp_slice
between(struct cp_slice s, const char *start, const char *end)
{
    const char *from = cp_slice_find(s, cp_slice_of(start)), *to;

    assert_non_null(from);
    from += strlen(start);
    to = cp_slice_find((struct cp_slice){ from, s.n - (size_t)(from - s.p) }, cp_slice_of(end));
    assert_non_null(to);
    return (struct cp_slice){ from, (size_t)(to - from) };
}

static void
keep_content(struct cp_buf *out, const char *start, const char *end)
{
    struct cp_slice content = between(cp_buf_slice(out), start, end);

    memmove(out->p, content.p, content.n);
    out->n = content.n;
}

static void
html_content(const struct cp_render_input *in, struct cp_buf *out)
{
    cp_render_html(in, out);
    keep_content(out, "<article>\n", "</article>\n</body>");
}

static void
tei_content(const struct cp_render_input *in, struct cp_buf *out)
{
    cp_render_tei(in, out);
    keep_content(out, "<div type=\"entry\">\n", "</div>\n</body>");
}

static const struct row html[] = {
    { "marks", "<p>a <b>b</b> <i>c</i> <s>d</s> <code>e</code> <q>f</q></p>",
      "<p>a <strong>b</strong> <em>c</em> <s>d</s> <code>e</code> <q>f</q></p>\n" },
    { "text is text", "<p>&lt;script&gt; &amp;amp; \"a\"</p>",
      "<p>&lt;script&gt; &amp;amp; &quot;a&quot;</p>\n" },
    { "a link", "<p><a href='/x?a&amp;b=\"' onclick='x()' class=c>a</a></p>",
      "<p><a href=\"/x?a&amp;b=%22\">a</a></p>\n" },
    { "no script in an address", "<p><a href=' JavaScript:x()'>a</a></p>", "<p>a</p>\n" },
    { "a picture", "<p>a <img src=/x.png alt='\"' onerror='x()' style='y'></p>",
      "<p>a <img src=\"/x.png\" alt=\"&quot;\"></p>\n" },
    { "a tight list", "<ul><li>a<li>b</ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n" },
    { "a loose one", "<ul><li><p>a</p><p>b</p></ul>",
      "<ul>\n<li><p>a</p>\n<p>b</p>\n</li>\n</ul>\n" },
    { "a list in a list, not in an item", "<ul><li>a</li><ul><li>b</ul></ul>",
      "<ul>\n<li>a</li>\n<li><ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n" },
    { "a paragraph in a list", "<ul><p>a</p><li>b</ul>",
      "<ul>\n<li><p>a</p>\n</li>\n<li>b</li>\n</ul>\n" },
    { "a term outside of any list", "<div><dt>a</dt></div>", "<p>a</p>\n" },
    { "an item among terms", "<dl><dt>a</dt><li>b</dl>",
      "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n" },
    { "numbers", "<ol start=3><li>a<li>XX<li>b</ol>",
      "<ol start=\"3\">\n<li>a</li>\n<li value=\"5\">b</li>\n</ol>\n" },
    { "backwards, in letters", "<ol reversed type=a><li>a<li>b</ol>",
      "<ol type=\"a\" reversed start=\"2\">\n<li>a</li>\n<li>b</li>\n</ol>\n" },
    { "terms", "<dl><dt>a<dd>b</dl>", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n" },
    { "code", "<pre class=lang-c>a &lt; b\n</pre>",
      "<pre><code class=\"language-c\">a &lt; b\n</code></pre>\n" },
    { "a table",
      "<table><caption>x</caption><tr><th colspan=2>a<tr><td>b<td>c<tr><td><td><tr><td>d<td>e"
      "</table>",
      "<table>\n<caption>x</caption>\n<tr><th colspan=\"2\">a</th></tr>\n"
      "<tr><td>b</td><td>c</td></tr>\n<tr><td>d</td><td>e</td></tr>\n</table>\n" },
    { "prose in the cells of a table with a header",
      "<table><tr><th>a<th>b<tr><td>c<td>This cell holds a hundred characters of running text or a "
      "few more, so that plain text has it as a paragraph of its own.</table>",
      "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>c</td><td>This cell holds a hundred "
      "characters of running text or a few more, so that plain text has it as a paragraph of its "
      "own.</td></tr>\n</table>\n" },
    { "a figure", "<p>a</p><figure><img src=/x.png><figcaption>b</figcaption></figure><p>c</p>",
      "<p>a</p>\n<figure>\n<img src=\"/x.png\" alt=\"\"><figcaption>b</figcaption>\n</figure>\n"
      "<p>c</p>\n" },
    { "a ruby", "<p><ruby>a<rt>b</rt></ruby></p>",
      "<p><ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby></p>\n" },
    { "a note", "<p>a<sup><a href='#n'>1</a></sup></p><ol><li id=n>b</ol>",
      "<p>a<sup><a role=\"doc-noteref\" href=\"#note-1\">1</a></sup></p>\n"
      "<ol>\n<li id=\"note-1\">b</li>\n</ol>\n" },
    { "a formula", "<p>a <math alttext='x&lt;y'><mi>x</mi></math></p>",
      "<p>a <span class=\"math inline\">\\(x&lt;y\\)</span></p>\n" },
    { "breaks", "<p>a<br>b</p>", "<p>a<br>\nb</p>\n" },
    { "headings", "<h2>a</h2><p>b</p>", "<h2>a</h2>\n<p>b</p>\n" },
};

static const struct row tei[] = {
    { "marks", "<p>a <b>b</b> <i>c</i> <s>d</s> x<sup>2</sup></p>",
      "<p>a <hi rend=\"#b\">b</hi> <hi rend=\"#i\">c</hi> <del rend=\"overstrike\">d</del> "
      "x<hi rend=\"#sup\">2</hi></p>\n" },
    { "headings", "<h2>a</h2><p>b</p>",
      "<ab type=\"header\" rend=\"h2\">a</ab>\n<p>b</p>\n" },
    { "a list", "<ol><li>a<li>b</ol>",
      "<list rend=\"ol\">\n<item n=\"1\">a</item>\n<item n=\"2\">b</item>\n</list>\n" },
    { "terms", "<dl><dt>a<dd>b</dl>",
      "<list rend=\"dl\">\n<item rend=\"dt\">a</item>\n<item rend=\"dd\">b</item>\n</list>\n" },
    { "a table", "<table><tr><th>a<th>b<tr><td>c<td>d</table>",
      "<table>\n<row><cell role=\"head\">a</cell><cell role=\"head\">b</cell></row>\n"
      "<row><cell>c</cell><cell>d</cell></row>\n</table>\n" },
    { "a quote", "<blockquote><p>a</p></blockquote>", "<quote>\n<p>a</p>\n</quote>\n" },
    { "breaks and links", "<p>a<br><a href=/x>b</a></p>",
      "<p>a<lb/>\n<ref target=\"/x\">b</ref></p>\n" },
};

static void
html_is_semantic(void **state)
{
    struct cp_render_input want = { .parts = CP_PARTS_ALL, .links = CLEANPAGE_LINKS_INLINE };

    (void)state;
    assert_int_equal(run_rows(html, COUNT_OF(html), html_content, NULL, &want), 0);
}

static void
tei_is_as_its_users_know_it(void **state)
{
    struct cp_render_input want = { .parts = CP_PARTS_ALL, .links = CLEANPAGE_LINKS_INLINE };

    (void)state;
    assert_int_equal(run_rows(tei, COUNT_OF(tei), tei_content, NULL, &want), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_is_semantic),
        cmocka_unit_test(tei_is_as_its_users_know_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
