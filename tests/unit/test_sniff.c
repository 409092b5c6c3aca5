#include "unit.h"

#include "decode/binary.h"
#include "decode/decode.h"

static const struct {
    const char *name;
    bool is_html;
    const char *text;
} cases[] = {
    { "doctype", true, "<!DOCTYPE html>\n<p>x" },
    { "doctype after white space", true, "\r\n\t <!doctype HTML PUBLIC \"-//W3C//DTD\">" },
    { "xml prolog", true,
      "<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\">" },
    { "comment", true, "<!-- saved from a browser --><p>x" },
    { "html", true, "<html><body>x" },
    { "upper case", true, "<HTML LANG=en>" },
    { "title only", true, "<title>x</title>" },
    { "one paragraph", true, "<p>Only one paragraph, without an end tag." },
    { "one div with attributes", true, "<div class='a b' id=c>words</div>" },
    { "inline markup at the start", true, "<b>Bold</b> words stand first." },
    { "link at the start", true, "<a href=\"/x\">A link</a> and words." },
    { "script at the start", true, "<script>var a = '<p>';</script>words" },
    { "words, then paragraphs", true,
      "A lead without a tag.<p>The first paragraph.</p><p>The second.</p><ul><li>x</li></ul>" },
    { "error line before the page", true,
      "Warning: something failed in line 3\n<!doctype html><html><head><title>A title</title>"
      "</head><body><div class=\"a\"><p>Words.</p></div></body></html>" },
    { "words and a big script", true,
      "Words\n<script>if (a < b) { c(); } /* a long program, far longer than the words */"
      "</script><b>x</b> <i>y</i> <u>z</u>" },

    { "empty", false, "" },
    { "white space", false, " \n\n" },
    { "words", false, "Just a line of words.\n\nAnd another one." },
    { "comparison", false, "If a < b and b > c then a <b and so on; 1<2, 3>2." },
    { "mail address", false,
      "From: Ann Example <ann@example.org>\nTo: <bob@example.org>\n\nHello." },
    { "address of a page", false,
      "See <https://example.org/a>, <https://example.org/b> and <http://c>." },
    { "one tag mentioned", false, "The <div> element has no meaning of its own." },
    { "tag mentioned first", false, "<b> is the element for bold text." },
    { "a pair mentioned", false, "Put <b>words</b> between tags to make them bold." },
    { "several tags mentioned", false,
      "Use <article>, <section> and <aside> rather than <div>; a <p> ends by itself." },
    { "end tag first", false, "</p> is what they forgot." },
    { "samples in a long text", false,
      "How to write a list\n\nA list begins with a tag of its own and each item has one "
      "too, which many people forget to close.\n\n<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n\n"
      "Browsers close it for them, as the standard asks of them, and nobody notices "
      "anything.\n\n"
      "That is why the rule is so often broken and why it does not matter in the least in the "
      "end, whatever the style guides say.\n\nThere is more to be said about lists, of course, "
      "but not in this place, which is only an example of a text that shows some markup." },
    { "placeholder", false, "<your name here>\nusage: prog <file> <other> <p q>" },
    { "quoted reply", false, "<ann> hello\n<bob> hi, <ann>\n<b and c> talk too" },
    { "heart", false, "I <3 this. <br is not closed" },
};

static void
test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].name, cp_sniff_html(cp_slice_of(cases[i].text)),
                      cases[i].is_html);
}

/* Markup that begins only past the first 64 kB is not seen. */
static void
test_looks_at_the_start_only(void **state)
{
    static char text[70000];
    static const char markup[] = "<p>one</p><p>two</p><p>three</p><p>four</p>";

    (void)state;
    memset(text, 'x', sizeof text);
    memcpy(text + 66000, markup, sizeof markup - 1);
    assert_false(cp_sniff_html((struct cp_slice){ text, sizeof text }));
    for (size_t i = 0; i + sizeof markup < sizeof text; i += sizeof markup - 1)
        memcpy(text + i + 1, markup, sizeof markup - 1);
    assert_true(cp_sniff_html((struct cp_slice){ text, sizeof text }));
}

/* NULL: text. */
static const struct {
    const char *name;
    struct cp_slice bytes;
    const char *kind;
} binaries[] = {
    { "empty", CP_LIT(""), NULL },
    { "page", CP_LIT("<!doctype html><p>x"), NULL },
    { "UTF-16", CP_LIT("\xFF\xFE\1\2\3\4\5\6\1\2\3\4\5\6"), NULL },
    { "zero bytes", CP_LIT("\0\0\0\0\0\0\0\0\0\0\0\0"), NULL },
    { "ISO-2022-JP",
      CP_LIT("\x1B$B4A;z\x1B(B \x1B$B4A;z\x1B(B \x1B$B4A;z\x1B(B \x1B$B4A;z\x1B(B"), NULL },
    { "a few controls", CP_LIT("one\1 two\2 three\3 four"), NULL },
    { "PNG", CP_LIT("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), "a PNG image" },
    { "PNG cut off", CP_LIT("\x89PNG\r\n"), NULL },
    { "PDF", CP_LIT("%PDF-1.7\n"), "a PDF document" },
    { "WebP", CP_LIT("RIFF\x10\x20\0\0WEBPVP8 "), "a WebP image" },
    { "gzip", CP_LIT("\x1F\x8B\x08\0"), "packed with gzip: unpack it first" },
    { "many controls", CP_LIT("a\1b\2c\3d\4e\5f\6g\7h\x10i\x11j\x12"), "binary" },
};

static void
test_binary_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(binaries); i++)
        expect_slice(binaries[i].name, cp_slice_of(cp_binary_kind(binaries[i].bytes)),
                     cp_slice_of(binaries[i].kind));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_binary_files),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_looks_at_the_start_only),
    };

    return cmocka_run_group_tests_name("sniff", tests, NULL, NULL);
}
