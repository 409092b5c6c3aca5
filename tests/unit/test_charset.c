#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "unit.h"

#include <stdlib.h>

#include "decode/decode.h"

static struct cp_arena arena;
static struct cp_ctx cx;

static int
set_up(void **state)
{
    (void)state;
    cp_arena_init(&arena, 0);
    cx = (struct cp_ctx){ .arena = &arena };
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    cp_arena_clear(&arena);
    return 0;
}

static const char *
note_detail(const char *id)
{
    for (const struct cp_note *n = cx.notes; n; n = n->next)
        if (strcmp(n->id, id) == 0)
            return n->detail;
    return NULL;
}

#define META(attributes) "<meta " attributes "> \xE9"

/* Who wins. "text" is what the one byte E9 or the given bytes become; NULL: not compared. */
static const struct {
    const char *name;
    struct cp_slice bytes;
    const char *charset;
    bool forced;
    const char *encoding, *source, *text;
} order_cases[] = {
    { "mark alone", CP_LIT("\xEF\xBB\xBFx"), NULL, false, "UTF-8", "bom", "x" },
    { "mark twice", CP_LIT("\xEF\xBB\xBF\xEF\xBB\xBFx"), NULL, false, "UTF-8", "bom", "x" },
    { "mark beats header", CP_LIT("\xEF\xBB\xBF\xC3\xA9"), "latin1", false, "UTF-8", "bom",
      "é" },
    { "mark beats meta", CP_LIT("\xFF\xFE<\0\xE9\0"), NULL, false, "UTF-16LE", "bom", "<é" },
    { "mark of UTF-16BE", CP_LIT("\xFE\xFF\0<\0\xE9"), NULL, false, "UTF-16BE", "bom", "<é" },
    { "user beats mark", CP_LIT("\xEF\xBB\xBFx\xE9"), "koi8-r", true, "KOI8-R", "user", "xИ" },
    { "user's utf-16 takes the mark's order", CP_LIT("\xFE\xFF\0x"), "utf-16", true, "UTF-16BE",
      "user", "x" },
    { "user's utf-16le does not", CP_LIT("\xFE\xFFx\0"), "utf-16le", true, "UTF-16LE", "user",
      "x" },
    { "user beats meta", CP_LIT(META("charset=koi8-r")), "latin1", true, "windows-1252", "user",
      NULL },
    { "header beats meta", CP_LIT(META("charset=koi8-r")), "latin1", false, "windows-1252",
      "http", "<meta charset=koi8-r> é" },
    { "header in odd spelling", CP_LIT("\xE9"), " KOI8-R ", false, "KOI8-R", "http", "И" },
    { "unknown header", CP_LIT(META("charset=koi8-r")), "x-unheard-of", false, "KOI8-R", "meta",
      "<meta charset=koi8-r> И" },
    { "empty header", CP_LIT(META("charset=koi8-r")), "", false, "KOI8-R", "meta", NULL },
    { "empty word of the user's", CP_LIT(META("charset=koi8-r")), "", true, "KOI8-R", "meta",
      NULL },
    { "meta beats valid UTF-8", CP_LIT("<meta charset=latin1>\xC3\xA9"), NULL, false,
      "windows-1252", "meta", "<meta charset=latin1>Ã©" },
    { "unknown meta", CP_LIT("<meta charset=foo>\xC3\xA9"), NULL, false, "UTF-8", "valid utf-8",
      NULL },
    { "unknown meta before a known one", CP_LIT("<meta charset=foo><meta charset=koi8-r>\xE9"),
      NULL, false, "KOI8-R", "meta", NULL },
    { "valid UTF-8", CP_LIT("caf\xC3\xA9"), NULL, false, "UTF-8", "valid utf-8", "café" },
    { "valid UTF-8, cut off", CP_LIT("caf\xC3\xA9 \xE2\x82"), NULL, false, "UTF-8",
      "valid utf-8", "café \uFFFD" },
    { "header's UTF-8 with bad bytes", CP_LIT("caf\xE9"), "utf-8", false, "UTF-8", "http",
      "caf\uFFFD" },
    { "ascii", CP_LIT("cafe"), NULL, false, "windows-1252", "default", "cafe" },
    { "nothing at all", CP_LIT(""), NULL, false, "windows-1252", "default", "" },
    { "no bytes", { NULL, 0 }, NULL, false, "windows-1252", "default", "" },
    { "mark and nothing else", CP_LIT("\xEF\xBB\xBF"), NULL, false, "UTF-8", "bom", "" },
    { "gb18030's own mark", CP_LIT("\x84\x31\x95\x33\xBA\xBA"), "gb18030", false, "gb18030",
      "http", "汉" },
};

static void
test_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(order_cases); i++) {
        const char *name = order_cases[i].name;
        struct cp_decoded d;
        cx.notes = cx.last_note = NULL;
        assert_int_equal(cp_decode(&cx, order_cases[i].bytes, order_cases[i].charset,
                                   order_cases[i].forced, &d), CLEANPAGE_OK);
        expect_slice(name, cp_slice_of(d.encoding), cp_slice_of(order_cases[i].encoding));
        expect_slice(name, cp_slice_of(d.source), cp_slice_of(order_cases[i].source));
        if (order_cases[i].text)
            expect_slice(name, d.text, cp_slice_of(order_cases[i].text));
    }
}

/* Pages with a byte E9 somewhere; NULL: nothing is found in them. */
static const struct {
    const char *name, *page, *encoding;
} prescan_cases[] = {
    { "charset", "<meta charset=koi8-r>", "KOI8-R" },
    { "quoted", "<meta charset=\"koi8-r\">", "KOI8-R" },
    { "single quotes", "<meta charset='koi8-r'>", "KOI8-R" },
    { "upper case and spaces", "<META\n CHARSET = \" KOI8-R \" >", "KOI8-R" },
    { "slashes for spaces", "<meta/charset=koi8-r/>", NULL },    /* the label is "koi8-r/" */
    { "slash and quotes", "<meta/charset='koi8-r'/>", "KOI8-R" },
    { "http-equiv", "<meta http-equiv=Content-Type content=\"text/html; charset=koi8-r\">",
      "KOI8-R" },
    { "content first", "<meta content='text/html;charset=koi8-r' http-equiv='content-type'>",
      "KOI8-R" },
    { "content with quotes", "<meta http-equiv=content-type content='x; charset=\"koi8-r\"'>",
      "KOI8-R" },
    { "content's quote not closed", "<meta http-equiv=content-type content='charset=\"koi8-r'>",
      NULL },
    { "content ends with a semicolon",
      "<meta http-equiv=content-type content='charset=koi8-r;x'>",
      "KOI8-R" },
    { "content's charset at the second try",
      "<meta http-equiv=content-type content='charset charset = koi8-r'>", "KOI8-R" },
    { "content without http-equiv", "<meta content='text/html; charset=koi8-r'>", NULL },
    { "http-equiv without content", "<meta http-equiv=content-type>", NULL },
    { "another http-equiv", "<meta http-equiv=refresh content='0; charset=koi8-r'>", NULL },
    { "charset beats content",
      "<meta http-equiv=content-type content='charset=koi8-r' charset=big5>", "Big5" },
    { "first of two attributes", "<meta charset=koi8-r charset=big5>", "KOI8-R" },
    { "first of two metas", "<meta charset=koi8-r><meta charset=big5>", "KOI8-R" },
    { "no charset, then one", "<meta name=x><meta charset=big5>", "Big5" },
    { "metadata is no meta", "<metadata charset=koi8-r>", NULL },
    { "end tag", "</meta charset=koi8-r>", NULL },
    { "in a comment", "<!-- <meta charset=koi8-r> -->", NULL },
    { "behind a comment", "<!-- > --><meta charset=koi8-r>", "KOI8-R" },
    { "behind the shortest comment", "<!--><meta charset=koi8-r>", "KOI8-R" },
    { "comment not closed", "<!-- <meta charset=koi8-r>", NULL },
    { "in an attribute", "<a title='<meta charset=koi8-r>'>", NULL },
    { "in an end tag's attribute", "</a title='<meta charset=koi8-r>'>", NULL },
    { "in a declaration", "<!x <meta charset=koi8-r>", NULL },
    { "behind a doctype", "<!DOCTYPE html><meta charset=koi8-r>", "KOI8-R" },
    { "in a question", "<? <meta charset=koi8-r> ?>", NULL },
    { "behind a lone angle", "a < b << <meta charset=koi8-r>", "KOI8-R" },
    { "cut off", "<meta charset=koi8-r", NULL },
    { "cut off in quotes", "<meta charset='koi8-r", NULL },
    { "UTF-16 means UTF-8", "<meta charset=utf-16>", "UTF-8" },
    { "UTF-16BE too", "<meta charset=utf-16be>", "UTF-8" },
    { "x-user-defined means windows-1252", "<meta charset=x-user-defined>", "windows-1252" },
    { "xml declaration", "<?xml version='1.0' encoding='koi8-r'?>", "KOI8-R" },
    { "xml declaration, spaced", "<?xml version=\"1.0\" encoding = \"koi8-r\" ?>", "KOI8-R" },
    { "xml's UTF-16 means UTF-8", "<?xml version='1.0' encoding='utf-16'?>", "UTF-8" },
    { "xml without quotes", "<?xml version='1.0' encoding=koi8-r?>", NULL },
    { "xml not at the start", " <?xml version='1.0' encoding='koi8-r'?>", NULL },
    { "meta beats xml", "<?xml version='1.0' encoding='big5'?><meta charset=koi8-r>",
      "KOI8-R" },
};

static void
test_prescan(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(prescan_cases); i++) {
        const char *name = prescan_cases[i].name;
        struct cp_decoded d;
        cx.notes = cx.last_note = NULL;
        assert_int_equal(cp_decode(&cx, cp_slice_of(prescan_cases[i].page), NULL, false, &d),
                         CLEANPAGE_OK);
        expect_slice(name, cp_slice_of(d.source),
                     prescan_cases[i].encoding ? CP_LIT("meta") : CP_LIT("default"));
        if (prescan_cases[i].encoding)
            expect_slice(name, cp_slice_of(d.encoding), cp_slice_of(prescan_cases[i].encoding));
    }
}

/* A page with its meta at an offset and a word of Russian behind it. */
static struct cp_decoded
decode_with_meta_at(size_t offset)
{
    static const char meta[] = "<meta charset=windows-1251>\xCF\xF0\xE8";
    char *page = cp_arena_alloc(&arena, offset + sizeof meta);
    struct cp_decoded d;

    memset(page, ' ', offset);
    memcpy(page + offset, meta, sizeof meta - 1);
    assert_int_equal(cp_decode(&cx, (struct cp_slice){ page, offset + sizeof meta - 1 }, NULL,
                               false, &d), CLEANPAGE_OK);
    return d;
}

static void
test_late_meta(void **state)
{
    (void)state;
    assert_string_equal(decode_with_meta_at(900).source, "meta");
    assert_string_equal(decode_with_meta_at(1010).source, "meta");    /* across the border */
    assert_string_equal(decode_with_meta_at(1024).source, "meta");
    assert_string_equal(decode_with_meta_at(100000).source, "meta");
    assert_string_not_equal(decode_with_meta_at(110000).source, "meta");
}

static void
test_late_meta_behind_scripts(void **state)
{
    static const char script[] =
        "<script>if (a <b) c = \"<meta charset=big5>\" + '\\'';</script>";
    static const char style[] = "<STYLE>a:before { content: '<' }</STYLE>";
    static const char meta[] = "<meta charset=windows-1251>\xCF\xF0\xE8";
    char *page = cp_arena_alloc(&arena, 4096);
    struct cp_decoded d;
    size_t n = 1100;

    (void)state;
    memset(page, ' ', n);
    n += (size_t)sprintf(page + n, "%s%s%s", script, style, meta);
    assert_int_equal(cp_decode(&cx, (struct cp_slice){ page, n }, NULL, false, &d),
                     CLEANPAGE_OK);
    assert_string_equal(d.encoding, "windows-1251");
}

static void
test_utf16_without_mark(void **state)
{
    struct cp_decoded d;

    (void)state;
    assert_int_equal(cp_decode(&cx, CP_LIT("<\0?\0x\0m\0l\0\xE9\0"), NULL, false, &d),
                     CLEANPAGE_OK);
    assert_string_equal(d.encoding, "UTF-16LE");
    expect_slice("little endian", d.text, CP_LIT("<?xmlé"));
    assert_int_equal(cp_decode(&cx, CP_LIT("\0<\0?\0x\0m\0l\0\xE9"), NULL, false, &d),
                     CLEANPAGE_OK);
    assert_string_equal(d.encoding, "UTF-16BE");
    expect_slice("big endian", d.text, CP_LIT("<?xmlé"));
}

static void
test_notes(void **state)
{
    struct cp_decoded d;

    (void)state;
    assert_int_equal(cp_decode(&cx, CP_LIT("<meta charset=koi8-r>"), "utf-8", false, &d), 0);
    assert_string_equal(note_detail("charset-contradicted"),
                        "the server says UTF-8, the page says KOI8-R");
    assert_null(note_detail("charset-unknown"));

    cx.notes = cx.last_note = NULL;
    assert_int_equal(cp_decode(&cx, CP_LIT("<meta charset=GB18030>"), "gbk", false, &d), 0);
    assert_null(cx.notes);    /* one decoder, two names */

    assert_int_equal(cp_decode(&cx, CP_LIT("<meta charset=foo>\xE9t"), "bar", false, &d), 0);
    assert_string_equal(note_detail("charset-unknown"),
                        "the server names \"bar\", which is no known encoding");
    assert_non_null(note_detail("charset-guessed"));

    cx.notes = cx.last_note = NULL;
    assert_int_equal(cp_decode(&cx, CP_LIT("<meta charset='\x1B[2J\xE9'>"), NULL, false, &d),
                     CLEANPAGE_OK);
    assert_string_equal(note_detail("charset-unknown"),
                        "the page names \"?[2J?\", which is no known encoding");

    cx.notes = cx.last_note = NULL;
    assert_int_equal(cp_decode(&cx, CP_LIT("plain ascii"), NULL, false, &d), 0);
    assert_int_equal(cp_decode(&cx, CP_LIT("caf\xC3\xA9"), NULL, false, &d), 0);
    assert_null(cx.notes);    /* neither is a guess */

    assert_int_equal(cp_decode(&cx, CP_LIT("\xFF and \xC3"), "utf-8", false, &d), 0);
    assert_int_equal(d.bad_sequences, 2);
    assert_string_equal(note_detail("bad-bytes"), "byte sequences that mean nothing in UTF-8: 2");
}

static void
test_refusals(void **state)
{
    struct cp_decoded d;

    (void)state;
    assert_int_equal(cp_decode(&cx, CP_LIT("x"), "martian", true, &d), CLEANPAGE_CHARSET);
    assert_non_null(strstr(cx.message, "\"martian\""));
    assert_int_equal(cp_decode(&cx, CP_LIT("x"), "iso-2022-kr", true, &d), CLEANPAGE_CHARSET);
    assert_non_null(strstr(cx.message, "\"iso-2022-kr\""));
    assert_int_equal(cp_decode(&cx, CP_LIT("x"), "HZ-GB-2312", false, &d), CLEANPAGE_CHARSET);
    assert_non_null(strstr(cx.message, "\"HZ-GB-2312\""));
    assert_int_equal(cp_decode(&cx, CP_LIT("<meta charset=iso-2022-cn>"), NULL, false, &d),
                     CLEANPAGE_CHARSET);
    assert_non_null(strstr(cx.message, "\"iso-2022-cn\""));
}

#ifdef HAVE_UCHARDET

static void
test_detection(void **state)
{
    static const struct {
        const char *encoding;
        struct cp_slice text;
    } texts[] = {
        { "windows-1251",
          CP_LIT("\xC2\xF1\xE5 \xF1\xF7\xE0\xF1\xF2\xEB\xE8\xE2\xFB\xE5 \xF1\xE5\xEC\xFC\xE8 "
                 "\xEF\xEE\xF5\xEE\xE6\xE8 \xE4\xF0\xF3\xE3 \xED\xE0 \xE4\xF0\xF3\xE3\xE0, "
                 "\xEA\xE0\xE6\xE4\xE0\xFF \xED\xE5\xF1\xF7\xE0\xF1\xF2\xEB\xE8\xE2\xE0\xFF "
                 "\xF1\xE5\xEC\xFC\xFF \xED\xE5\xF1\xF7\xE0\xF1\xF2\xEB\xE8\xE2\xE0") },
        { "Shift_JIS",
          CP_LIT("\x82\xB1\x82\xEA\x82\xCD\x93\xFA\x96\x7B\x8C\xEA\x82\xCC\x95\xB6\x8F\xCD\x82"
                 "\xC5\x82\xB7\x81\x42\x83\x65\x83\x58\x83\x67\x82\xC5\x82\xB7\x81\x42") },
        { "Shift_JIS",    /* with a circled digit, on which uchardet gives up */
          CP_LIT("\x87\x40\x82\xB1\x82\xEA\x82\xCD\x93\xFA\x96\x7B\x8C\xEA\x82\xCC\x95\xB6"
                 "\x8F\xCD\x82\xC5\x82\xB7\x81\x42\x83\x65\x83\x58\x83\x67\x82\xC5\x82\xB7"
                 "\x81\x42") },
        { "ISO-2022-JP", CP_LIT("\x1B$B4A;z$+$J\x1B(B and \x1B$B4A;z$+$J\x1B(B") },
    };

    /* One line of text amid a long script, as on many pages. */
    static char page[100000];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct cp_decoded d;
        assert_int_equal(cp_decode(&cx, texts[i].text, NULL, false, &d), CLEANPAGE_OK);
        assert_string_equal(d.source, "uchardet");
        assert_string_equal(d.encoding, texts[i].encoding);
        memset(page, ';', sizeof page);
        memcpy(page + 60000, texts[i].text.p, texts[i].text.n);
        assert_int_equal(cp_decode(&cx, (struct cp_slice){ page, sizeof page }, NULL, false,
                                   &d), CLEANPAGE_OK);
        assert_string_equal(d.encoding, texts[i].encoding);
    }
}

#define WIDE_LE "<\0p\0>\0\xDC\0b\0e\0r\0 \0a\0l\0l\0"
#define WIDE_BE "\0<\0p\0>\0\xDC\0b\0e\0r\0 \0a\0l\0l"

/* Without a mark, UTF-16 is known by its zero bytes; a few zeros, or nothing else, are not it. */
static void
test_detection_of_utf16(void **state)
{
    static const struct {
        struct cp_slice bytes;
        const char *encoding, *text;
    } texts[] = {
        { CP_LIT(WIDE_LE), "UTF-16LE", "<p>Über all" },
        { CP_LIT(WIDE_BE), "UTF-16BE", "<p>Über all" },
        { CP_LIT("abc\0def"), "windows-1252", NULL },
        { CP_LIT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), "windows-1252", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct cp_decoded d;
        assert_int_equal(cp_decode(&cx, texts[i].bytes, NULL, false, &d), CLEANPAGE_OK);
        assert_string_equal(d.encoding, texts[i].encoding);
        if (!texts[i].text)
            continue;
        assert_string_equal(d.source, "zero bytes");
        expect_slice(texts[i].encoding, d.text, cp_slice_of(texts[i].text));
    }
}

/* A few accents in a western text: what looks like a rare encoding is windows-1252. */
static void
test_detection_of_few_accents(void **state)
{
    static const struct {
        const char *bytes, *text;
    } texts[] = {
        { "El ni\xF1o comi\xF3 pi\xF1" "ata ma\xF1" "ana", "El niño comió piñata mañana" },
        { "na\xEFve fa\xE7" "ade", "naïve façade" },
        { "it\x92s", "it’s" },
        { "a caf\xE9 in S\xE3o Paulo", "a café in São Paulo" },
        { "\xA9 2019, 5 \x80", "© 2019, 5 €" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        char page[256];
        struct cp_decoded d;
        int n = snprintf(page, sizeof page, "<p>The report says that nothing much happened on "
                         "the river this week, and that the boats stayed.</p>%s",
                         texts[i].bytes);
        assert_int_equal(cp_decode(&cx, (struct cp_slice){ page, (size_t)n }, NULL, false, &d),
                         CLEANPAGE_OK);
        if (!cp_slice_find(d.text, cp_slice_of(texts[i].text)))
            fail_msg("%s was read as %s", texts[i].text, d.encoding);
    }
}

#endif

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_prescan, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_late_meta, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_late_meta_behind_scripts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_utf16_without_mark, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_notes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refusals, set_up, tear_down),
#ifdef HAVE_UCHARDET
        cmocka_unit_test_setup_teardown(test_detection, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_detection_of_utf16, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_detection_of_few_accents, set_up, tear_down),
#endif
    };

    return cmocka_run_group_tests_name("charset", tests, NULL, NULL);
}
