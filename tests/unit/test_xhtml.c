/* Texts as XHTML: what stays of HTML, and that nothing can be smuggled through it. */
#include "unit.h"

#include "archive/xhtml.h"
#include "base/buf.h"

static const struct {
    const char *html, *expected;
} FRAGMENTS[] = {
    { "<p>One<br>two &amp; three &lt;b&gt;</p>", "<p>One<br/>two &amp; three &lt;b&gt;</p>" },
    { "<h2>H</h2><ul><li>a<li>b</ul>", "<h2>H</h2><ul><li>a</li><li>b</li></ul>" },
    { "<html><head><title>t</title><style>p{}</style></head><body><main><p>x</p></main></body>",
      "<p>x</p>" },
    { "<p onclick=\"alert(1)\" style=\"color:red\" class=\"c\">x</p>", "<p>x</p>" },
    { "<p>a<script>alert(1)</script>b</p><iframe src=\"https://example.org/\"></iframe>",
      "<p>ab</p>" },
    { "<p><a href=\"javascript:alert(1)\">x</a></p>", "<p><a>x</a></p>" },
    { "<p><a href=\"data:text/html,x\">x</a></p>", "<p><a>x</a></p>" },
    { "<p><a href=\"https://example.org/?a=1&amp;b=%zz&quot;\">x</a></p>",
      "<p><a href=\"https://example.org/?a=1&amp;b=%25zz%22\">x</a></p>" },
    /* Places on the page are linked to if they are there; of two of a name the first has it. */
    { "<p><a href=\"#n\">1</a> <a href=\"#m\">2</a></p><div id=\"n\"><p id=\"n\">x</p></div>",
      "<p><a href=\"#n\">1</a> <a>2</a></p><div id=\"n\"><p>x</p></div>" },
    { "<custom><p id=\"1 bad\">x</p></custom>", "<p>x</p>" },
    /* Nothing is fetched. */
    { "<p>a <img src=\"https://example.org/p.png\" alt=\"A bridge\"> b</p>",
      "<p>a <a href=\"https://example.org/p.png\">[A bridge]</a> b</p>" },
    { "<p><a href=\"https://example.org/\"><img src=\"https://example.org/p.png\" "
      "alt=\"Home\"></a></p>",
      "<p><a href=\"https://example.org/\"><em>[Home]</em></a></p>" },
    { "<p>a<img src=\"x.png\">b</p>", "<p>ab</p>" },
    { "<ol start=\"3\" reversed type=\"a\"><li value=\"x\">a</li></ol>",
      "<ol start=\"3\" reversed=\"reversed\" type=\"a\"><li>a</li></ol>" },
    { "<table><tr><td colspan=\"2\" width=\"3\">a</td></tr></table>",
      "<table><tr><td colspan=\"2\">a</td></tr></table>" },
    { "<p dir=\"rtl\" lang=\"he\">x</p>", "<p dir=\"rtl\">x</p>" },
    { "", "" },
    { "<!-- nothing -->", "" },
};

static void
fragments(void **state)
{
    struct cp_ctx cx = { 0 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(FRAGMENTS); i++) {
        struct cp_buf out = { 0 };

        assert_int_equal(cp_xhtml_put_html(&cx, &out, cp_slice_of(FRAGMENTS[i].html)),
                         CLEANPAGE_OK);
        expect_slice(FRAGMENTS[i].html, cp_slice_trim(cp_buf_slice(&out)),
                     cp_slice_of(FRAGMENTS[i].expected));
        cp_buf_clear(&out);
    }
}

static void
plain_text_has_paragraphs_and_breaks(void **state)
{
    struct cp_buf out = { 0 };

    (void)state;
    cp_xhtml_put_text(&out, CP_LIT("\n\na <b>\nc & d\n\n\n\n  \n\ne\x01\n"));
    expect_slice("text", cp_buf_slice(&out),
                 CP_LIT("<p>a &lt;b&gt;<br/>\nc &amp; d</p>\n<p>e</p>\n"));
    cp_buf_clear(&out);
}

/* Neither the stack nor the time grows with the nesting. */
static void
deep_nesting_is_survived(void **state)
{
    struct cp_ctx cx = { 0 };
    struct cp_buf html = { 0 }, out = { 0 };

    (void)state;
    for (int i = 0; i < 100000; i++)
        cp_buf_puts(&html, "<div><blockquote>");
    cp_xhtml_put_html(&cx, &out, cp_buf_slice(&html));
    assert_true(out.n < 100 * html.n);
    cp_buf_clear(&html);
    cp_buf_clear(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fragments),
        cmocka_unit_test(plain_text_has_paragraphs_and_breaks),
        cmocka_unit_test(deep_nesting_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
