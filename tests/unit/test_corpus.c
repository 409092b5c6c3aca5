/* Filters of a corpus and signatures of texts, by examples worked out by hand. */
#include "unit.h"

#include <math.h>

#include "batch/sieve.h"
#include "corpus/filters.h"
#include "corpus/signature.h"

/* Limits that nothing meets, to be lowered or raised one by one. */
static void
loosen(struct cp_corpus_limits *l)
{
    const char *name;
    double *place;

    for (size_t i = 0; (name = cp_corpus_limit(l, i, &place)); i++)
        *place = 1e9;
    l->words_min = l->word_length_min = l->letters = l->stop_words = 0;
    l->language_share = l->language_words = 0;
    l->c4_line_words = l->c4_sentences = l->c4_braces = 0;
}

/* ------------------------------------------------------------------ words and lines */

static void
test_words(void **state)
{
    static const struct {
        const char *text;
        size_t words, unspaced, lines, paragraphs;
    } cases[] = {
        { "", 0, 0, 0, 0 },
        { " \n\n \n", 0, 0, 0, 0 },
        { "One, two \u2013 three.", 3, 0, 1, 1 },
        { "One\ntwo\n\n  three", 3, 0, 3, 2 },
        { "\u4f60\u597d, world", 3, 2, 1, 1 },
        { "co\u00adoperate snake_case 3.5", 4, 0, 1, 1 },
        { "---\n***", 0, 0, 2, 1 },
    };
    struct cp_corpus_text t = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t paragraphs = 0;

        assert_true(cp_corpus_read(&t, cp_slice_of(cases[i].text)));
        for (size_t k = 0; k < t.n_lines; k++)
            paragraphs += t.lines[k].begins;
        assert_int_equal(t.words, cases[i].words);
        assert_int_equal(t.n, cases[i].words);
        assert_int_equal(t.unspaced, cases[i].unspaced);
        assert_int_equal(t.n_lines, cases[i].lines);
        assert_int_equal(paragraphs, cases[i].paragraphs);
    }
    assert_true(cp_corpus_read(&t, CP_LIT("\u00c4pfel ab \u00e4pfel")));
    assert_true(t.hashes[0] == t.hashes[2] && t.hashes[0] != t.hashes[1]);
    assert_int_equal(t.chars[0], 5);
    cp_corpus_clear(&t);
}

static void
test_words_have_a_ceiling(void **state)
{
    struct cp_buf text = { 0 };
    struct cp_corpus_text t = { 0 };

    (void)state;
    for (size_t i = 0; i < CP_CORPUS_WORDS_MAX + 10; i++)
        cp_buf_puts(&text, "x ");
    assert_true(cp_corpus_read(&t, cp_buf_slice(&text)));
    assert_int_equal(t.words, CP_CORPUS_WORDS_MAX + 10);
    assert_int_equal(t.n, CP_CORPUS_WORDS_MAX);
    cp_corpus_clear(&t);
    cp_buf_clear(&text);
}

/* ------------------------------------------------------------------ filters */

/* A text, one limit, and what is told of it: just above and just below what the text has. */
struct example {
    const char *text, *limit;
    double passes, fails;
    const char *detail;
};

static double *
place_of(struct cp_corpus_limits *l, const char *name)
{
    const char *have;
    double *place;

    for (size_t i = 0; (have = cp_corpus_limit(l, i, &place)); i++)
        if (strcmp(have, name) == 0)
            return place;
    fail_msg("no limit %s", name);
    return NULL;
}

static void
check(const struct example *e, const struct cp_corpus_wishes *wishes, enum cp_filter filter)
{
    struct cp_corpus corpus = { .wishes = *wishes };
    struct cp_corpus_text t = { 0 };
    struct cp_corpus_verdict v;

    assert_true(cp_corpus_read(&t, cp_slice_of(e->text)));
    loosen(&corpus.limits);
    *place_of(&corpus.limits, e->limit) = e->passes;
    assert_true(cp_corpus_judge(&corpus, &t, NULL, &v));
    assert_string_equal(v.detail, "");
    assert_int_equal(v.filter, CP_FILTER_NONE);
    *place_of(&corpus.limits, e->limit) = e->fails;
    assert_true(cp_corpus_judge(&corpus, &t, NULL, &v));
    assert_string_equal(v.detail, e->detail);
    assert_int_equal(v.filter, filter);
    cp_corpus_clear(&t);
    cp_corpus_end(&corpus);
}

/* Ten words of one letter, five of which come again: 5 of 15 letters. */
#define AGAIN "a b c d e f g h i j a b c d e"
/* The same with ten that come again: of runs of 10 words one is repeated, 10 of 22 letters. */
#define TEN "a b c d e f g h i j x y a b c d e f g h i j"

static void
test_repetition(void **state)
{
    static const struct example examples[] = {
        { "a\nb\na\na", "gopher-same-lines", 0.5, 0.49, "share of repeated lines 0.5 > 0.49" },
        { "a\nb\n\na\nb\n\nc", "gopher-same-paragraphs", 0.34, 0.3,
          "share of repeated paragraphs 0.333 > 0.3" },
        /* 4 of 10 characters */
        { "four\nxy\nfour", "gopher-same-line-characters", 0.4, 0.39,
          "characters in repeated lines 0.4 > 0.39" },
        { "four\n\nxy\n\nfour", "gopher-same-paragraph-characters", 0.4, 0.39,
          "characters in repeated paragraphs 0.4 > 0.39" },
        /* "ab cd" three times: 12 of 20 letters */
        { "ab cd. Ab cd, AB CD; efgh ijkl", "gopher-top-2-gram", 0.6, 0.59,
          "characters in the top 2-gram 0.6 > 0.59" },
        /* "a b c" and "bb cc dd" twice each: of these the longer counts, 12 of 22 */
        { "a b c x a b c y z bb cc dd w bb cc dd", "gopher-top-3-gram", 0.55, 0.54,
          "characters in the top 3-gram 0.545 > 0.54" },
        { "a b c d a b c d e f", "gopher-top-4-gram", 0.8, 0.79,
          "characters in the top 4-gram 0.8 > 0.79" },
        { AGAIN, "gopher-same-5-grams", 0.34, 0.33,
          "characters in repeated 5-grams 0.333 > 0.33" },
        { TEN, "gopher-same-10-grams", 0.46, 0.45,
          "characters in repeated 10-grams 0.455 > 0.45" },
        /* Overlapping ones count once: 7 words come again, of which one run of 6 */
        { "a b c d e f g x a b c d e f g", "gopher-same-6-grams", 0.4, 0.39,
          "characters in repeated 6-grams 0.4 > 0.39" },
    };
    const struct cp_corpus_wishes wishes = { .repetition = true };

    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        check(&examples[i], &wishes, CP_FILTER_REPETITION);
    /* A run of six words that did not come twice. */
    check(&(struct example){ AGAIN " a b c d e f", "gopher-same-6-grams", 0.29, 0.28,
                             "characters in repeated 6-grams 0.286 > 0.28" },
          &wishes, CP_FILTER_REPETITION);
}

static void
test_quality(void **state)
{
    static const struct example examples[] = {
        { "one two three", "gopher-words-min", 3, 4, "words 3 < 4" },
        { "one two three", "gopher-words-max", 3, 2, "words 3 > 2" },
        { "a bb", "gopher-word-length-min", 1.5, 1.6, "mean word length 1.5 < 1.6" },
        { "abcd ef", "gopher-word-length-max", 3, 2.9, "mean word length 3 > 2.9" },
        { "#a b #c d", "gopher-symbols", 0.5, 0.4, "number signs for a word 0.5 > 0.4" },
        { "a... b c\u2026 d.", "gopher-symbols", 0.5, 0.4, "ellipses for a word 0.5 > 0.4" },
        { "- a\n\u2022b\n-5 c\nd", "gopher-bullets", 0.5, 0.4,
          "share of lines with a bullet 0.5 > 0.4" },
        { "a...\nb\u2026\nc\nd.", "gopher-ellipses", 0.5, 0.4,
          "share of lines that end in an ellipsis 0.5 > 0.4" },
        /* Four tokens; "5%", "|" and "12" have no letter. */
        { "ab 5% | 12", "gopher-letters", 0.25, 0.3,
          "share of words with a letter 0.25 < 0.3" },
    };
    const struct cp_corpus_wishes wishes = { .quality = true };
    struct example han = { "\u4f60\u597d\u4e16\u754c ab", "gopher-word-length-min", 5, 5, "" };
    struct cp_corpus corpus = { .wishes = wishes };
    struct cp_corpus_text t = { 0 };
    struct cp_corpus_verdict v;

    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        check(&examples[i], &wishes, CP_FILTER_QUALITY);
    /* Where characters are words their length says nothing. */
    loosen(&corpus.limits);
    corpus.limits.word_length_min = han.passes;
    assert_true(cp_corpus_read(&t, cp_slice_of(han.text)));
    assert_true(cp_corpus_judge(&corpus, &t, NULL, &v));
    assert_int_equal(v.filter, CP_FILTER_NONE);
    cp_corpus_clear(&t);
    cp_corpus_end(&corpus);
}

static void
test_c4(void **state)
{
    static const struct {
        const char *text;
        double sentences; /* that C4 would leave */
    } cases[] = {
        { "This is one whole sentence.", 1 },
        { "This is a title without an end", 0 },
        { "Too short here.", 0 },
        { "One of them is here. Another one is here! A third?", 3 },
        { "It costs 3.50 or 4.20 and no more than that.", 1 },
        { "It goes on and on and on...", 0 },
        { "He said \"I do not know what it is.\" Then he went.", 2 },
        { "\u201cI do not know what it is\u201d", 1 },
        { "Please switch Javascript on to see this.\nThis is one whole sentence.", 1 },
        { "Read our privacy policy before you go on.", 0 },
        { "\u4eca\u5929\u4e0b\u96e8\u3002\u660e\u5929\u4e0d\u4e0b\u3002\u597d\uff01", 3 },
        { "\u092f\u0939 \u090f\u0915 \u0935\u093e\u0915\u094d\u092f \u0939\u0948 \u0964", 0 },
        { "\u092f\u0939 \u090f\u0915 \u092a\u0942\u0930\u093e \u0935\u093e\u0915\u094d\u092f "
          "\u0939\u0948\u0964",
          1 },
        { "\u0647\u0644 \u0647\u0630\u0647 \u062c\u0645\u0644\u0629 "
          "\u0643\u0627\u0645\u0644\u0629 \u0623\u0645 \u0644\u0627\u061f",
          1 },
    };
    const struct cp_corpus_wishes wishes = { .c4 = true };
    struct cp_corpus corpus = { .wishes = wishes };
    struct cp_corpus_text t = { 0 };
    struct cp_corpus_verdict v;
    char detail[40];

    (void)state;
    loosen(&corpus.limits);
    corpus.limits.c4_line_words = 5;
    corpus.limits.c4_sentences = 9;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(detail, sizeof detail, "sentences %.0f < 9", cases[i].sentences);
        assert_true(cp_corpus_read(&t, cp_slice_of(cases[i].text)));
        assert_true(cp_corpus_judge(&corpus, &t, NULL, &v));
        if (strcmp(v.detail, detail) != 0)
            fail_msg("%s: %s", cases[i].text, v.detail);
    }
    corpus.limits.c4_sentences = 0;
    corpus.limits.c4_braces = 1;
    assert_true(cp_corpus_read(&t, CP_LIT("Lorem Ipsum dolor")));
    assert_true(cp_corpus_judge(&corpus, &t, NULL, &v));
    assert_string_equal(v.detail, "lorem ipsum");
    assert_true(cp_corpus_read(&t, CP_LIT("if (a) { b(); }")));
    assert_true(cp_corpus_judge(&corpus, &t, NULL, &v));
    assert_string_equal(v.detail, "a curly bracket");
    corpus.limits.c4_braces = 0;
    assert_true(cp_corpus_judge(&corpus, &t, NULL, &v));
    assert_int_equal(v.filter, CP_FILTER_NONE);
    cp_corpus_clear(&t);
    cp_corpus_end(&corpus);
}

static void
test_words_asked_for(void **state)
{
    struct cp_corpus corpus = { .wishes = { .min_words = 3, .max_words = 4 } };
    struct cp_corpus_text t = { 0 };
    struct cp_corpus_verdict v;

    (void)state;
    loosen(&corpus.limits);
    assert_true(cp_corpus_read(&t, CP_LIT("one two three")));
    assert_true(cp_corpus_judge(&corpus, &t, NULL, &v));
    assert_int_equal(v.filter, CP_FILTER_NONE);
    assert_true(cp_corpus_read(&t, CP_LIT("one two")));
    assert_true(cp_corpus_judge(&corpus, &t, NULL, &v));
    assert_int_equal(v.filter, CP_FILTER_MIN_WORDS);
    assert_string_equal(v.detail, "words 2 < 3");
    assert_true(cp_corpus_read(&t, CP_LIT("1 2 3 4 5")));
    assert_true(cp_corpus_judge(&corpus, &t, NULL, &v));
    assert_int_equal(v.filter, CP_FILTER_MAX_WORDS);
    cp_corpus_clear(&t);
    cp_corpus_end(&corpus);
}

/* ------------------------------------------------------------------ languages */

/* Of every group of languages that are alike, and of every kind of script. */
static const struct {
    const char *language, *text;
} sentences[] = {
    { "en", "The bridge was built in the last year of the war, and it has been closed since." },
    { "de", "Die Br\u00fccke wurde im letzten Jahr gebaut und ist seitdem f\u00fcr den Verkehr "
            "gesperrt." },
    { "nl", "De brug werd in het laatste jaar van de oorlog gebouwd en is sindsdien niet meer "
            "open." },
    { "sv", "Bron byggdes under krigets sista \u00e5r och har sedan dess inte varit \u00f6ppen "
            "f\u00f6r trafik." },
    { "da", "Broen blev bygget i krigens sidste \u00e5r, og den har ikke v\u00e6ret \u00e5ben "
            "for trafik siden da." },
    { "no", "Broen ble bygget i krigens siste \u00e5r, og den har ikke v\u00e6rt \u00e5pen for "
            "trafikk siden da, av noen grunn." },
    { "fr", "Le pont a \u00e9t\u00e9 construit dans la derni\u00e8re ann\u00e9e de la guerre "
            "et il est ferm\u00e9 depuis." },
    { "es", "El puente se construy\u00f3 en el \u00faltimo a\u00f1o de la guerra y desde "
            "entonces est\u00e1 cerrado al tr\u00e1fico." },
    { "ca", "El pont es va construir l'\u00faltim any de la guerra i des de llavors \u00e9s "
            "tancat amb una tanca." },
    { "pt", "A ponte foi constru\u00edda no \u00faltimo ano da guerra e n\u00e3o est\u00e1 "
            "aberta ao tr\u00e2nsito." },
    { "it", "Il ponte \u00e8 stato costruito nell'ultimo anno della guerra ed \u00e8 chiuso al "
            "traffico per la sicurezza." },
    { "pl", "Most zosta\u0142 zbudowany w ostatnim roku wojny i od tego czasu jest "
            "zamkni\u0119ty dla ruchu, co nie dziwi." },
    { "cs", "Most byl postaven v posledn\u00edm roce v\u00e1lky a od t\u00e9 doby je pro "
            "dopravu uzav\u0159en, co\u017e nen\u00ed nic nov\u00e9ho." },
    { "sk", "Most bol postaven\u00fd v poslednom roku vojny a odvtedy je pre dopravu "
            "uzavret\u00fd, \u010do nie je ni\u010d nov\u00e9." },
    { "hu", "A h\u00edd a h\u00e1bor\u00fa utols\u00f3 \u00e9v\u00e9ben \u00e9p\u00fclt, "
            "\u00e9s az\u00f3ta nem is volt nyitva, csak egy napra." },
    { "fi", "Silta rakennettiin sodan viimeisen\u00e4 vuonna, ja se on ollut siit\u00e4 "
            "l\u00e4htien suljettu, mutta ei en\u00e4\u00e4." },
    { "tr",
      "K\u00f6pr\u00fc sava\u015f\u0131n son y\u0131l\u0131nda yap\u0131ld\u0131 ve o zamandan "
      "beri bir daha trafik i\u00e7in a\u00e7\u0131lmad\u0131, ama bu de\u011fil." },
    { "ru",
      "\u041c\u043e\u0441\u0442 \u0431\u044b\u043b "
      "\u043f\u043e\u0441\u0442\u0440\u043e\u0435\u043d \u0432 "
      "\u043f\u043e\u0441\u043b\u0435\u0434\u043d\u0438\u0439 \u0433\u043e\u0434 "
      "\u0432\u043e\u0439\u043d\u044b, \u0438 \u0441 \u0442\u0435\u0445 \u043f\u043e\u0440 "
      "\u043e\u043d \u043d\u0435 \u043e\u0442\u043a\u0440\u044b\u0442." },
    { "uk", "\u041c\u0456\u0441\u0442 \u0431\u0443\u043b\u043e "
            "\u0437\u0431\u0443\u0434\u043e\u0432\u0430\u043d\u043e \u0432 "
            "\u043e\u0441\u0442\u0430\u043d\u043d\u0456\u0439 \u0440\u0456\u043a "
            "\u0432\u0456\u0439\u043d\u0438, \u0456 \u0437 \u0442\u043e\u0433\u043e "
            "\u0447\u0430\u0441\u0443 \u0432\u0456\u043d \u043d\u0435 "
            "\u0432\u0456\u0434\u043a\u0440\u0438\u0442\u0438\u0439." },
    { "el", "\u0397 \u03b3\u03ad\u03c6\u03c5\u03c1\u03b1 "
            "\u03c7\u03c4\u03af\u03c3\u03c4\u03b7\u03ba\u03b5." },
    { "ja", "\u6a4b\u306f\u6226\u4e89\u306e\u6700\u5f8c\u306e\u5e74\u306b\u5efa\u3066\u3089"
            "\u308c\u305f\u3002" },
    { "zh", "\u8fd9\u5ea7\u6865\u5efa\u4e8e\u6218\u4e89\u7684\u6700\u540e\u4e00\u5e74\u3002" },
    { "ko", "\ub2e4\ub9ac\ub294 \uc804\uc7c1 \ub9c8\uc9c0\ub9c9 \ud574\uc5d0 "
            "\uac74\uc124\ub418\uc5c8\ub2e4." },
    { "th", "\u0e2a\u0e30\u0e1e\u0e32\u0e19\u0e16\u0e39\u0e01\u0e2a\u0e23\u0e49\u0e32\u0e07"
            "\u0e02\u0e36\u0e49\u0e19" },
};

static void
check_language(struct cp_sieve *sieve, const char *text, const char *declared,
               const char *wanted, bool passes)
{
    struct cp_corpus_verdict v;

    sieve->corpus.wishes.languages = wanted;
    assert_true(cp_corpus_read(&sieve->text, cp_slice_of(text)));
    assert_true(cp_corpus_judge(&sieve->corpus, &sieve->text, declared, &v));
    if ((v.filter == CP_FILTER_NONE) != passes)
        fail_msg("%s, not %s: %s", text, wanted, v.detail);
}

static void
test_languages(void **state)
{
    struct cp_corpus_wishes wishes = { .languages = "xx" };
    cleanpage *cp = cleanpage_new();
    struct cp_sieve sieve;
    struct cp_ctx cx = { 0 };

    (void)state;
    assert_non_null(cp);
    assert_int_equal(cp_sieve_init(&cx, &sieve, cp, &wishes, false), CLEANPAGE_OK);
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        check_language(&sieve, sentences[i].text, "xx", sentences[i].language, true);
        check_language(&sieve, sentences[i].text, "xx", "xx", false);
        assert_true(cp_corpus_knows(&sieve.corpus.words, cp_slice_of(sentences[i].language)));
    }
    check_language(&sieve, sentences[0].text, NULL, "de,en", true);
    check_language(&sieve, sentences[0].text, NULL, "de,EN,fr", true);
    check_language(&sieve, sentences[0].text, NULL, "e", false);
    /* What the page says counts where the text does not tell. */
    check_language(&sieve, "Xyzzy plugh", "pt-BR", "pt", true);
    check_language(&sieve, "Xyzzy plugh", "pt-BR", "es", false);
    check_language(&sieve, "Xyzzy plugh", NULL, "pt", false);
    assert_false(cp_corpus_knows(&sieve.corpus.words, CP_LIT("xx")));
    cp_sieve_clear(&sieve);
    cleanpage_free(cp);
}

/* Stop words are those of the text's language. */
static void
test_stop_words(void **state)
{
    struct cp_corpus_wishes wishes = { .quality = true };
    cleanpage *cp = cleanpage_new();
    struct cp_sieve sieve;
    struct cp_ctx cx = { 0 };
    struct cp_corpus_verdict v;

    (void)state;
    assert_non_null(cp);
    assert_int_equal(cp_sieve_init(&cx, &sieve, cp, &wishes, false), CLEANPAGE_OK);
    loosen(&sieve.corpus.limits);
    sieve.corpus.limits.language_share = 0.05;
    sieve.corpus.limits.language_words = 2;
    sieve.corpus.limits.stop_words = 2;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        assert_true(cp_corpus_read(&sieve.text, cp_slice_of(sentences[i].text)));
        assert_true(cp_corpus_judge(&sieve.corpus, &sieve.text, NULL, &v));
        assert_string_equal(v.detail, "");
    }
    assert_true(cp_corpus_read(&sieve.text, CP_LIT("red the green the blue the yellow")));
    assert_true(cp_corpus_judge(&sieve.corpus, &sieve.text, NULL, &v));
    assert_string_equal(v.detail, "stop words 1 < 2");
    cp_sieve_clear(&sieve);
    cleanpage_free(cp);
}

/* ------------------------------------------------------------------ signatures */

static struct cp_signature
sign(const char *text)
{
    struct cp_corpus_text t = { 0 };
    struct cp_signature s;

    assert_true(cp_corpus_read(&t, cp_slice_of(text)));
    cp_sign(&t, &s);
    cp_corpus_clear(&t);
    return s;
}

static void
test_exact(void **state)
{
    struct cp_signature one = sign("One, two;\n\n- THREE four five six."), other;

    (void)state;
    other = sign("one two three four five six");
    assert_memory_equal(&one, &other, sizeof one);
    other = sign("one two three four six five");
    assert_true(one.exact != other.exact);
    other = sign("one two three four five");
    assert_true(one.exact != other.exact);
    one = sign("a");
    other = sign("b");
    assert_true(one.exact != other.exact && one.bands[0] != other.bands[0]);
}

static void
test_signature_as_text(void **state)
{
    struct cp_signature one = sign("one two three four five six seven"), other = { 0 };
    char text[CP_SIGNATURE_TEXT];
    struct cp_slice slice = { text, sizeof text };

    (void)state;
    cp_signature_write(&one, text);
    assert_true(cp_signature_read(slice, &other));
    assert_memory_equal(&one, &other, sizeof one);
    slice.n--;
    assert_false(cp_signature_read(slice, &other));
    slice.n++;
    text[5] = '=';
    assert_false(cp_signature_read(slice, &other));
    text[5] = '\0';
    assert_false(cp_signature_read(slice, &other));
}

/* Two texts of n runs of five words each, of which `same` are in both. */
static bool
have_a_band_in_common(unsigned seed, unsigned n, unsigned same)
{
    struct cp_buf a = { 0 }, b = { 0 };
    struct cp_signature x, y;
    char word[32];
    bool common = false;

    for (unsigned i = 0; i < n + 4; i++) {
        snprintf(word, sizeof word, "w%u-%u ", seed, i);
        cp_buf_puts(&a, word);
        snprintf(word, sizeof word, "%c%u-%u ", i < same + 4 ? 'w' : 'v', seed, i);
        cp_buf_puts(&b, word);
    }
    x = sign(cp_buf_str(&a));
    y = sign(cp_buf_str(&b));
    for (size_t i = 0; i < CP_MINHASH_BANDS; i++)
        common |= x.bands[i] == y.bands[i];
    cp_buf_clear(&a);
    cp_buf_clear(&b);
    return common;
}

/* The curve that signature.h promises: of 400 pairs, three standard deviations about it. */
static void
test_near(void **state)
{
    static const unsigned shares[] = { 30, 50, 60, 70, 75, 80, 85, 95 };

    (void)state;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        /* "w1-2" is two words, so a word of ours gives two runs, and s = same / (2n - same). */
        double s = shares[i] / 100.0, p = 1 - pow(1 - pow(s, 8), 14), found = 0;
        unsigned n = 300, same = (unsigned)(2 * n * s / (1 + s) + 0.5);

        for (unsigned k = 0; k < 400; k++)
            found += have_a_band_in_common(1000 * shares[i] + k, n, same);
        found /= 400;
        if (fabs(found - p) > 3 * sqrt(p * (1 - p) / 400) + 0.02)
            fail_msg("share %.2f: %.3f of the pairs, not %.3f", s, found, p);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),      cmocka_unit_test(test_words_have_a_ceiling),
        cmocka_unit_test(test_repetition), cmocka_unit_test(test_quality),
        cmocka_unit_test(test_c4),         cmocka_unit_test(test_words_asked_for),
        cmocka_unit_test(test_languages),  cmocka_unit_test(test_stop_words),
        cmocka_unit_test(test_exact),      cmocka_unit_test(test_signature_as_text),
        cmocka_unit_test(test_near),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
