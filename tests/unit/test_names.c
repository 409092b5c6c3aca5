/* Names of files: titles of many languages, addresses, and what file systems refuse. */
#include "unit.h"

#include "archive/names.h"

typedef void put_fn(struct cp_buf *out, struct cp_slice text, size_t max);

static void
expect_name(put_fn *put, const char *text, size_t max, const char *expected)
{
    struct cp_buf out = { 0 };

    cp_buf_puts(&out, "dir/");
    put(&out, cp_slice_of(text), max);
    cp_buf_puts(&out, ".html");
    assert_false(cp_buf_failed(&out));
    out.n -= 5;
    expect_slice(text, (struct cp_slice){ out.p + 4, out.n - 4 }, cp_slice_of(expected));
    cp_buf_clear(&out);
}

static const struct {
    const char *title, *expected;
} TITLES[] = {
    /* English and what surrounds words everywhere. */
    { "Rain in Lagos: what's next?", "rain-in-lagos-whats-next" },
    { "  \"The 3.5% rule\" — explained (2/3)  ", "the-3-5-rule-explained-2-3" },
    { "don’t", "dont" },
    { "soft\u00ADhyphen, zero\u200Bwidth", "softhyphen-zerowidth" },
    /* German */ { "Größe und Übermut der Ärzte", "grosse-und-ubermut-der-arzte" },
    { "STRASSE ẞ", "strasse-ss" },
    /* French */ { "L’été à Nîmes, œuvre d’un garçon", "lete-a-nimes-oeuvre-dun-garcon" },
    /* Spanish */ { "¿Mañana lloverá en Cádiz?", "manana-llovera-en-cadiz" },
    /* Portuguese */ { "Inundações em São Paulo", "inundacoes-em-sao-paulo" },
    /* Danish */ { "Rødgrød på Ærø", "rodgrod-pa-aero" },
    /* Icelandic */ { "Það er ekki Ðað", "thad-er-ekki-dad" },
    /* Polish */ { "Zażółć gęślą jaźń w Łodzi", "zazolc-gesla-jazn-w-lodzi" },
    /* Czech */ { "Příliš žluťoučký kůň", "prilis-zlutoucky-kun" },
    /* Hungarian */ { "Árvíztűrő tükörfúrógép", "arvizturo-tukorfurogep" },
    /* Romanian */ { "Știri și țări", "stiri-si-tari" },
    /* Turkish */ { "İstanbul'da ışık ve yağmur", "istanbulda-isik-ve-yagmur" },
    /* Croatian */ { "Đačka knjižica", "dacka-knjizica" },
    /* Vietnamese */ { "Tiếng Việt: Đường phố Hà Nội", "tieng-viet-duong-pho-ha-noi" },
    /* the same with its marks apart */
    { "Vie\u0302\u0323t Nam Tie\u0302\u0301ng", "viet-nam-tieng" },
    /* Catalan */ { "Paral·lel", "parallel" },
    /* Azerbaijani */ { "Bakıda hava necə olacaq", "bakida-hava-nece-olacaq" },
    /* Hausa */ { "Ɗan ƙasa ya ɓace", "dan-kasa-ya-bace" },
    /* Greek */
    { "Ο καιρός στην Αθήνα και του Ευρίπου", "o-kairos-stin-athina-kai-tou-euripou" },
    { "Ἐν ἀρχῇ ἦν ὁ λόγος", "en-archi-in-o-logos" },
    { "Υψηλή ψυχή", "ypsili-psychi" },
    /* Russian */
    { "Щука, ёж и объявление в Москве", "shchuka-yozh-i-obyavlenie-v-moskve" },
    { "Съезд подъехал", "sezd-podekhal" },
    { "Очень большой дождь", "ochen-bolshoy-dozhd" },
    /* Ukrainian */ { "Київ: їжак і ґанок є", "kiyiv-yizhak-i-ganok-ye" },
    /* Serbian, whose ts and kh are read as Russian ones */
    { "Ђаци и њихова љубав у Џунгли", "djatsi-i-njikhova-ljubav-u-dzungli" },
    /* Bulgarian */ { "България и дъждът", "balgariya-i-dazhdat" },
    /* Armenian */ { "Երևան", "erevan" },
    /* Georgian */ { "თბილისი", "tbilisi" },
    /* Japanese */
    { "コーヒーとパン", "kohi-to-pan" },
    { "きょうのニュース", "kyouno-nyusu" },
    { "がっこう ざっし マッチ", "gakkou-zasshi-matchi" },
    { "ファッション チェック ティー", "fasshon-chekku-ti" },
    { "しゃしん ひゃく じょし ヴァイオリン ウィキ", "shashin-hyaku-joshi-vaiorin-wiki" },
    { "iPhoneのケース", "iphone-no-kesu" },
    /* Korean */ { "한국어 서울 날씨", "hangugeo-seoul-nalssi" },
    { "빗물과 꽃이", "bitmulgwa-kkochi" },
    /* Hebrew */ { "שלום עולם", "shlvm-avlm" },
    /* Arabic */ { "السلام عليكم ٢٠٢٦", "alslam-alykm-2026" },
    { "مُحَمَّد", "mhmd" },
    /* Persian */ { "باران در تهران ۱۴۰۵", "baran-dr-thran-1405" },
    /* full width */ { "ＡＢＣ　１２３", "abc-123" },
    /* scripts of which nothing stays, and what stands between them */
    { "北京大雨", "" },
    { "北京 2026 年 G20 峰会", "2026-g20" },
    { "ฝนตกหนัก", "" },
    { "दिल्ली में बारिश २०२६", "2026" },
    { "", "" },
    { "--- !!! ---", "" },
    { "☂️🌧", "" },
};

static void
titles(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TITLES); i++)
        expect_name(cp_name_put_slug, TITLES[i].title, 100, TITLES[i].expected);
}

static void
names_are_cut_between_words(void **state)
{
    (void)state;
    expect_name(cp_name_put_slug, "one two three", 13, "one-two-three");
    expect_name(cp_name_put_slug, "one two three", 12, "one-two");
    expect_name(cp_name_put_slug, "one two three", 8, "one-two");
    expect_name(cp_name_put_slug, "one two three", 7, "one-two");
    expect_name(cp_name_put_slug, "one two three", 6, "one");
    expect_name(cp_name_put_slug, "one two three", 2, "on");
    expect_name(cp_name_put_slug, "one", 0, "");
}

static void
no_name_is_a_device(void **state)
{
    (void)state;
    expect_name(cp_name_put_slug, "CON", 100, "con-1");
    expect_name(cp_name_put_slug, "Aux.", 100, "aux-1");
    expect_name(cp_name_put_slug, "nul", 100, "nul-1");
    expect_name(cp_name_put_slug, "COM¹", 100, "com1-1");
    expect_name(cp_name_put_slug, "lpt9", 100, "lpt9-1");
    expect_name(cp_name_put_slug, "lpt9 test", 5, "lpt");
    expect_name(cp_name_put_slug, "con", 4, "co");
    expect_name(cp_name_put_slug, "con artist", 100, "con-artist");
    expect_name(cp_name_put_slug, "com10", 100, "com10");
}

static void
any_text_is_a_fit_name(void **state)
{
    unsigned seed = 7;
    char text[60];

    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct cp_buf out = { 0 }, valid = { 0 };

        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (char)((seed = seed * 1103515245 + 12345) >> 16);
        for (size_t i = 0; i + 3 < sizeof text; i += 3) {
            /* A character of the planes that have letters. */
            unsigned c = (seed = seed * 1103515245 + 12345) >> 15 & 0xFFFF;
            cp_buf_putc(&valid, (char)(0xE0 | (c >> 12 ? c >> 12 : 1)));
            cp_buf_putc(&valid, (char)(0x80 | (c >> 6 & 0x3F)));
            cp_buf_putc(&valid, (char)(0x80 | (c & 0x3F)));
        }
        cp_name_put_slug(
            &out, round % 2 ? (struct cp_slice){ text, sizeof text } : cp_buf_slice(&valid),
            40);
        assert_true(out.n <= 40);
        for (size_t i = 0; i < out.n; i++) {
            char c = out.p[i];
            assert_true(cp_is_digit((unsigned char)c) || (c >= 'a' && c <= 'z') || c == '-');
            if (c == '-')
                assert_true(i > 0 && i + 1 < out.n && out.p[i - 1] != '-');
        }
        cp_buf_clear(&out);
        cp_buf_clear(&valid);
    }
}

static const struct {
    const char *url, *expected;
} ADDRESSES[] = {
    { "https://example.org/2026/11/rain-in-lagos.html", "rain-in-lagos" },
    { "https://example.org/2026/11/rain-in-lagos/", "rain-in-lagos" },
    { "https://example.org/rain-in-lagos/4711", "rain-in-lagos" },
    { "https://example.org/rain-in-lagos/index.php?page=2", "rain-in-lagos" },
    { "https://example.org/rain-in-lagos/amp/", "rain-in-lagos" },
    { "https://example.org/Rain_in_Lagos", "rain-in-lagos" },
    { "https://example.org/wiki/%D0%94%D0%BE%D0%B6%D0%B4%D1%8C", "dozhd" },
    { "https://example.org/wiki/Дождь", "dozhd" },
    { "https://example.org/news/%E5%8C%97%E4%BA%AC", "news" },
    { "https://example.org/version-2.0", "version-2-0" },
    { "https://example.org/2026/4711.html", "4711" },
    { "https://example.org/%zz/100%", "zz" },
    { "https://example.org/?p=123", "p-123" },
    { "https://example.org/index.php?id=7", "id-7" },
    { "https://example.org/", "" },
    { "https://example.org", "" },
    { "", "" },
};

static void
addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ADDRESSES); i++)
        expect_name(cp_name_put_url_slug, ADDRESSES[i].url, 100, ADDRESSES[i].expected);
    expect_name(cp_name_put_url_slug, "https://example.org/a/con", 100, "con-1");
}

static void
put_host(struct cp_buf *out, struct cp_slice url, size_t max)
{
    (void)max;
    cp_name_put_host(out, url);
}

static void
hosts(void **state)
{
    (void)state;
    expect_name(put_host, "https://www.example.org/a/b", 0, "example.org");
    expect_name(put_host, "WWW.Example.ORG", 0, "example.org");
    expect_name(put_host, "example.org/path", 0, "example.org");
    expect_name(put_host, "https://www.com/", 0, "www.com");
    expect_name(put_host, "https://bücher.example/", 0, "xn--bcher-kva.example");
    expect_name(put_host, "http://user:secret@example.org:8080/", 0, "example.org-8080");
    expect_name(put_host, "https://example.org:443/", 0, "example.org");
    expect_name(put_host, "localhost:8000", 0, "localhost-8000");
    expect_name(put_host, "http://[2001:db8::1]/", 0, "2001-db8-1");
    expect_name(put_host, "http://../../etc/passwd", 0, "");
    expect_name(put_host, "http://.hidden/", 0, "hidden");
    expect_name(put_host, "http://a..b./", 0, "a.b");
    expect_name(put_host, "http://aux.example.org/", 0, "aux-1.example.org");
    expect_name(put_host, "http://a\\b/", 0, "a-b");
    expect_name(put_host, "file:///etc/passwd", 0, "");
    expect_name(put_host, "", 0, "");
}

static const struct {
    const char *date, *title, *url, *expected;
} ARTICLES[] = {
    { "2026-11-21T08:00:00Z", "Rain in Lagos", "https://example.org/x",
      "2026-11-21-rain-in-lagos" },
    { "2026-11", "Rain", "", "2026-11-rain" },
    { "2026", "Rain", "", "2026-rain" },
    { "yesterday", "Rain", "", "rain" },
    { "", "Rain", "", "rain" },
    /* Of a Chinese title only "G20" would stay, which tells less than the address. */
    { "2026-11-21", "北京 G20 峰会", "https://example.org/news/summit.html",
      "2026-11-21-summit" },
    { "2026-11-21", "北京峰会上的G20", "https://example.org/a/beijing-summit",
      "2026-11-21-beijing-summit" },
    { "2026-11-21", "北京峰会上的G20", "https://example.org/20261121", "2026-11-21-g20" },
    { "2026-11-21", "北京", "https://example.org/20261121", "2026-11-21-20261121" },
};

static void
articles(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ARTICLES); i++) {
        struct cp_buf out = { 0 };

        cp_name_put_article(&out, cp_slice_of(ARTICLES[i].date), cp_slice_of(ARTICLES[i].title),
                            cp_slice_of(ARTICLES[i].url));
        expect_slice(ARTICLES[i].title, cp_buf_slice(&out), cp_slice_of(ARTICLES[i].expected));
        cp_buf_clear(&out);
    }
}

static void
an_article_always_has_a_name(void **state)
{
    struct cp_buf one = { 0 }, other = { 0 }, same = { 0 }, longest = { 0 }, title = { 0 };

    (void)state;
    cp_name_put_article(&one, CP_LIT("2026-11-21"), CP_LIT("北京"),
                        CP_LIT("https://a.example/"));
    cp_name_put_article(&same, CP_LIT("2026-11-21"), CP_LIT("東京"),
                        CP_LIT("https://a.example/"));
    cp_name_put_article(&other, CP_LIT(""), CP_LIT(""), CP_LIT("https://b.example/"));
    assert_int_equal(one.n, 19);
    assert_int_equal(other.n, 8);
    expect_slice("same", cp_buf_slice(&same), cp_buf_slice(&one));
    assert_memory_not_equal(one.p + 11, other.p, 8);
    cp_buf_put_repeat(&title, 'x', 300);
    cp_name_put_article(&longest, CP_LIT("2026-11-21"), cp_buf_slice(&title), CP_LIT(""));
    assert_int_equal(longest.n, CP_NAME_MAX);
    cp_buf_clear(&one);
    cp_buf_clear(&other);
    cp_buf_clear(&same);
    cp_buf_clear(&longest);
    cp_buf_clear(&title);
}

static void
names_from_outside_lead_nowhere(void **state)
{
    static const char *const good[] = { "example.org/2026/2026-11-21-rain.md",
                                        "a-b_c.d/2026/x.v1.txt" };
    static const char *const bad[] = {
        "",          "../2026/x.md", "a/../x.md",   "/a/2026/x.md", "a/2026",      "a/2026/x/y.md",
        "a//x.md",   "a/2026/",      ".a/2026/x",   "a/2026/.x.md", "a\\b/2026/x", "a/2026/x y.md",
        "a/2026/x\n"
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(cp_name_is_article(cp_slice_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(cp_name_is_article(cp_slice_of(bad[i])));
    assert_true(cp_name_is_plain(CP_LIT("example.org-8080")));
    assert_false(cp_name_is_plain(CP_LIT("C:")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles),
        cmocka_unit_test(names_are_cut_between_words),
        cmocka_unit_test(no_name_is_a_device),
        cmocka_unit_test(any_text_is_a_fit_name),
        cmocka_unit_test(addresses),
        cmocka_unit_test(hosts),
        cmocka_unit_test(articles),
        cmocka_unit_test(an_article_always_has_a_name),
        cmocka_unit_test(names_from_outside_lead_nowhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
