/* Folding text to words, and phrases against texts. */
#include "unit.h"

#include "rules/phrase.h"

static void
test_folding(void **state)
{
    static const struct {
        const char *name, *text, *words;
    } cases[] = {
        { "nothing", "", "" },
        { "punctuation only", " » … | !", "" },
        { "case and space", "  Read  MORE\tnow ", "read more now" },
        { "bullets, arrows, trailing signs", "• Share this! »", "share this" },
        { "dashes and quotes", "“Sign‑up” — now", "sign up now" },
        { "apostrophes vanish", "Don’t l'eau ’tis", "dont leau tis" },
        { "a colon", "Share: this", "share: this" },
        { "a colon behind a space", "Partager : ceci", "partager: ceci" },
        { "numbers", "1,234 5.6 v2.0 3. x", "1234# 56# v20 3# x" },
        { "counts", "1.2K 3M 4th k", "12k# 3m# 4th k" },
        { "accents", "ÉCOUTER Łódź ΑΒΓ ЖЗ", "écouter łódź αβγ жз" },
        { "unspaced scripts", "今すぐ購読する", "今 す ぐ 購 読 す る" },
        { "mixed", "关注我们WeChat", "关 注 我 们 wechat" },
        { "full width", "ＡＢＣ：１２", "abc: 12#" },
        { "emoji", "👍🏽 Like ❤️ it", "like it" },
        { "invisible", "sub\xC2\xADscribe\xE2\x80\x8B now", "subscribe now" },
        { "Korean has spaces", "뉴스레터 구독", "뉴스레터 구독" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cp_words w;
        char got[128];
        size_t n = 0;
        assert_true(cp_words_fold(&w, cp_slice_of(cases[i].text), 300));
        for (uint32_t k = 0; k < w.n; k++)
            n += (size_t)snprintf(got + n, sizeof got - n, "%s%.*s%s%s", k ? " " : "", w.v[k].n,
                                  w.text + w.v[k].at, w.v[k].number ? "#" : "",
                                  w.v[k].colon && k + 1 < w.n ? ":" : "");
        expect_slice(cases[i].name, (struct cp_slice){ got, n }, cp_slice_of(cases[i].words));
    }
}

static void
test_folding_stops(void **state)
{
    struct cp_words w;
    char text[5000];

    (void)state;
    assert_true(cp_words_fold(&w, CP_LIT("a b c."), 3));
    assert_false(cp_words_fold(&w, CP_LIT("a b c d"), 3));
    memset(text, 'a', sizeof text);
    assert_true(cp_words_fold(&w, (struct cp_slice){ text, CP_PHRASE_TEXT_MAX }, 3));
    assert_false(cp_words_fold(&w, (struct cp_slice){ text, CP_PHRASE_TEXT_MAX + 1 }, 3));
    for (size_t i = 1; i < sizeof text; i += 2)
        text[i] = ' ';
    assert_false(cp_words_fold(&w, (struct cp_slice){ text, sizeof text }, UINT32_MAX));
}

static const struct {
    const char *phrase, *text;
    bool matches;
} cases[] = {
    { "Read more", "read more…", true },
    { "Read more", "» READ MORE »", true },
    { "Read more", "read more about it", false },
    { "Read more", "now read more", false },
    { "Read more", "", false },
    { "don't", "Don’t", true },
    { "share: *", "Share: on paper", true },
    { "share:*", "Share:", true },
    { "share:*", "Share prices fell", false },
    { "share:*", "Share", false },
    { "share *", "Share: on paper", true },
    { "share:", "Share", true },
    { "da (en|con|:)*", "Da con amor", true },
    { "da (en|con|:)*", "Da: amor", true },
    { "da (en|con|:)*", "Da amor", false },
    { "more (on|:)*", "More: news", true },
    { "more (on|:)*", "More news", false },
    { "by *", "by", true },
    { "by *", "by Ann Example", true },
    { "* by", "Written by", true },
    { "* by", "Written by Ann", false },
    { "a * b * c", "a x b y z c", true },
    { "a * b * c", "a b c", true },
    { "a * b * c", "a x c b", false },
    { "like you*", "like you and me", true },
    { "like you*", "like your", false },
    { "# comments", "1,024 Comments", true },
    { "# comments", "2.3k comments", true },
    { "# comments", "no comments", false },
    { "# comments", "comments", false },
    { "page # of #", "Page 3 of 12", true },
    { "24/7", "24/7", true },
    { "24/7", "24 8", false },
    { "#/#", "3 / 4", true },
    { "(a|b|) c", "a c", true },
    { "(a|b|) c", "c", true },
    { "(a|b|) c", "b b c", false },
    { "you('re| are) here", "You’re here", true },
    { "you('re| are) here", "you are here", true },
    { "you('re| are) here", "you here", false },
    { "tax(-deductible| exempt)", "tax deductible", true },
    { "a (501 c 3|charity)", "a 501(c)(3)", true },
    { "(follow (him|her)|write to (him|her|them)) on *", "write to them on paper", true },
    { "(follow (him|her)|write to (him|her|them)) on *", "follow them on paper", false },
    { "(to * free|now)", "to keep it free", true },
    { "購読*ください", "購読してください", true },
    { "購読する", "購読 する", true },
    { "購読する", "購読", false },
    { "подпишитесь на (рассылку|канал)", "Подпишитесь на КАНАЛ!", true },
    { "¿te ha sido útil?", "Te ha sido útil", true },
    { "اشترك *", "اشترك في النشرة", true },
    { "* like what you read *", "Do you like what you read here?", true },
    { "* (note: this|n b: # that) *", "So: note: this text", true },
    { "* (note: this|n b: # that) *", "So: N B: 7 that text", true },
    { "a (b|c|d|e|f|g|h) (b|c|d|e|f|g|h) (b|c|d|e|f|g|h)", "a c e h", true },
    { "a (b|c|d|e|f|g|h) (b|c|d|e|f|g|h) (b|c|d|e|f|g|h)", "a c e", false },
};

/* Whether an index would find the text: by its whole, or by an anchor. */
static bool
is_indexed(const struct cp_phrase *phrase, const struct cp_words *w)
{
    uint32_t hash = 0;

    for (uint32_t i = 0; i < w->n; i++)
        hash = cp_words_hash_step(hash, w->v[i].hash);
    for (uint32_t k = 0; k < phrase->n_hashes; k++) {
        if (phrase->exact && phrase->hashes[k] == hash)
            return true;
        for (uint32_t i = 0; !phrase->exact && i < w->n; i++)
            if (phrase->hashes[k] == w->v[i].hash ||
                (i && phrase->hashes[k] == cp_words_hash_pair(w->v[i - 1].hash, w->v[i].hash)) ||
                (phrase->hashes[k] == CP_NUMBER_HASH && w->v[i].number))
                return true;
    }
    return false;
}

static void
test_matching(void **state)
{
    struct cp_arena arena;

    (void)state;
    cp_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cp_rule_error error = { 0 };
        struct cp_phrase phrase;
        struct cp_words w;
        bool matches;
        if (cp_phrase_compile(&arena, cp_slice_of(cases[i].phrase), &phrase, &error))
            fail_msg("\"%s\": %s", cases[i].phrase, error.text);
        assert_true(cp_words_fold(&w, cp_slice_of(cases[i].text), 300));
        matches = cp_phrase_matches(&phrase, &w);
        if (matches != cases[i].matches)
            fail_msg("\"%s\" and \"%s\": got %d", cases[i].phrase, cases[i].text, matches);
        if (matches && !is_indexed(&phrase, &w))
            fail_msg("\"%s\" is not filed where \"%s\" looks", cases[i].phrase, cases[i].text);
    }
    cp_arena_clear(&arena);
}

/* Each spelling of a phrase without stars has its hash, and past the ceiling it has anchors. */
static void
test_spellings(void **state)
{
    static const struct {
        const char *phrase;
        bool exact;
        unsigned n_hashes;
    } phrases[] = {
        { "a b", true, 1 },
        { "(a|b) (c|d|)", true, 6 },
        { "(a|b) *", false, 2 },
        { "# (shares|likes)", false, 2 },
        { "(a|b|c|d|e|f|g|h) (a|b|c|d|e|f|g|h) (aa|bb|cc|dd|ee)", false, 5 },
    };
    struct cp_arena arena;

    (void)state;
    cp_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT_OF(phrases); i++) {
        struct cp_rule_error error;
        struct cp_phrase phrase;
        assert_int_equal(
            cp_phrase_compile(&arena, cp_slice_of(phrases[i].phrase), &phrase, &error), 0);
        expect_number(phrases[i].phrase, phrase.exact, phrases[i].exact);
        expect_number(phrases[i].phrase, phrase.n_hashes, phrases[i].n_hashes);
    }
    cp_arena_clear(&arena);
}

static void
test_too_large(void **state)
{
    struct cp_arena arena;
    struct cp_rule_error error;
    struct cp_phrase phrase;
    char text[4096];
    size_t n = 0;

    (void)state;
    cp_arena_init(&arena, 0);
    for (int i = 0; i < 10; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "x(a|b)");
    expect_number("many alternatives",
                  cp_phrase_compile(&arena, (struct cp_slice){ text, n }, &phrase, &error),
                  CLEANPAGE_RULE);
    assert_string_equal(error.text,
                        "the phrase has too many words or alternatives: make two of it");
    for (n = 0; n + 2 < sizeof text; n += 2)
        memcpy(text + n, "a ", 2);
    expect_number("many words",
                  cp_phrase_compile(&arena, (struct cp_slice){ text, n }, &phrase, &error),
                  CLEANPAGE_RULE);
    cp_arena_clear(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folding),   cmocka_unit_test(test_folding_stops),
        cmocka_unit_test(test_matching),  cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
