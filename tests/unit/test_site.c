/* Keys of lines and boxes, and what a host's do to a page; through the public interface. */
#include "unit.h"

#include "cleanpage.h"

#define SENTENCES                                                                              \
    "<p>It rained all night, and in the morning the road to the village was gone for "         \
    "good.</p>"                                                                                \
    "<p>Those who had gone to bed early found out about it when they left for work.</p>"       \
    "<p>Nobody has seen the old bridge since the flood took it, and nobody misses it.</p>"
#define LINE "Readers who write to the editor get an answer within days"

#define KEYS_MAX 64

struct keys {
    uint64_t v[KEYS_MAX];
    size_t n;
    uint64_t of_line; /* of the one whose text is asked for */
    const char *line;
};

static int
take(void *user, uint64_t key, const char *text, size_t len)
{
    struct keys *k = user;

    assert_true(k->n < KEYS_MAX);
    assert_true(k->n == 0 || key > k->v[k->n - 1]);
    if (text && len == strlen(k->line) && memcmp(text, k->line, len) == 0)
        k->of_line = key;
    k->v[k->n++] = key;
    return 0;
}

static cleanpage_doc *
clean(cleanpage *cp, const char *html, const cleanpage_options *opt)
{
    cleanpage_doc *doc;

    assert_int_equal(cleanpage_clean(cp, html, strlen(html), opt, &doc), CLEANPAGE_OK);
    return doc;
}

static struct keys
keys_of(cleanpage *cp, const char *html, const char *line)
{
    struct keys k = { .line = line };
    cleanpage_doc *doc = clean(cp, html, NULL);

    assert_int_equal(cleanpage_site_keys(cp, doc, take, &k), CLEANPAGE_OK);
    cleanpage_doc_free(doc);
    return k;
}

#define PAGE(line) "<!doctype html><title>Rain</title><div class=main>" SENTENCES line "</div>"

static const struct {
    const char *html, *text;
    bool same;
} LINES[] = {
    { PAGE("<p class=x>" LINE "</p>"), LINE, true },
    { PAGE("<p class=x>" LINE "!</p>"), LINE "!", true },
    { PAGE("<p class=x>Readers who  WRITE to the <b>editor</b> get an answer, within days</p>"),
      "Readers who WRITE to the editor get an answer, within days", true },
    { PAGE("<p class=x>" LINE " or 2</p>"), LINE " or 2", false },
    { PAGE("<p class=y>" LINE "</p>"), LINE, false },
    { PAGE("<section><p class=x>" LINE "</p></section>"), LINE, false },
    { PAGE("<p class=x7>" LINE "</p>"), LINE, true },
};

static void
lines_are_known_again(void **state)
{
    cleanpage *cp = cleanpage_new();
    uint64_t first = 0;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(LINES); i++) {
        struct keys k = keys_of(cp, LINES[i].html, LINES[i].text);

        if (!k.of_line)
            fail_msg("case %zu: the line has no key", i);
        first = first ? first : k.of_line;
        if ((k.of_line == first) != LINES[i].same)
            fail_msg("case %zu: the key is %sthe same", i, LINES[i].same ? "not " : "");
    }
    cleanpage_free(cp);
}

/* Figures count. */
static void
numbers_are_told_apart(void **state)
{
    cleanpage *cp = cleanpage_new();
    struct keys a = keys_of(cp, PAGE("<p>The storage that it needs is 60 GB of free space</p>"),
                            "The storage that it needs is 60 GB of free space");
    struct keys b = keys_of(cp, PAGE("<p>The storage that it needs is 70 GB of free space</p>"),
                            "The storage that it needs is 70 GB of free space");

    (void)state;
    assert_true(a.of_line && b.of_line && a.of_line != b.of_line);
    cleanpage_free(cp);
}

static int
stop(void *user, uint64_t key, const char *text, size_t len)
{
    (void)key;
    (void)text;
    (void)len;
    ++*(int *)user;
    return 1;
}

static void
telling_can_be_stopped(void **state)
{
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc = clean(cp, PAGE(""), NULL);
    int calls = 0;

    (void)state;
    assert_int_equal(cleanpage_site_keys(cp, doc, stop, &calls), CLEANPAGE_WRITE);
    assert_int_equal(calls, 1);
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

static bool
keeps(cleanpage *cp, const char *html, const cleanpage_options *opt, const char *line)
{
    cleanpage_doc *doc = clean(cp, html, opt);
    cleanpage_block_info b = CLEANPAGE_BLOCK_INFO_INIT;
    bool keep = false, found = false;

    for (size_t i = 0; cleanpage_block(doc, i, &b); i++)
        if (b.text_len == strlen(line) && memcmp(b.text, line, b.text_len) == 0) {
            found = true;
            keep = b.keep;
            if (!keep)
                assert_string_equal(b.reason, "site");
        }
    assert_true(found);
    cleanpage_doc_free(doc);
    return keep;
}

/* Of 10 pages, the one at hand counted among them or not, on so many. */
static bool
keeps_when_on(cleanpage *cp, const char *html, const char *line, uint32_t pages, bool counted)
{
    struct keys k = keys_of(cp, html, line);
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_site *site = cleanpage_site_new(&k.of_line, &pages, 1, 10);
    bool kept;

    assert_true(k.of_line != 0);
    assert_non_null(site);
    opt.site = site;
    opt.flags = counted ? CLEANPAGE_SITE_HAS_PAGE : 0;
    kept = keeps(cp, html, &opt, line);
    cleanpage_site_free(site);
    return kept;
}

static void
what_repeats_goes(void **state)
{
    static const char html[] = PAGE("<p>" LINE "</p>");
    static const char twice[] = PAGE("<p>" LINE "</p><p>" LINE ".</p>");
    cleanpage *cp = cleanpage_new();

    (void)state;
    assert_true(keeps(cp, html, NULL, LINE));
    assert_true(keeps_when_on(cp, html, LINE, 2, false));
    assert_false(keeps_when_on(cp, html, LINE, 3, false));
    assert_true(keeps_when_on(cp, html, LINE, 3, true));
    assert_false(keeps_when_on(cp, html, LINE, 4, true));
    /* What the page says again and again is a label of its items. */
    assert_true(keeps_when_on(cp, twice, LINE, 10, false));
    cleanpage_free(cp);
}

/* All keys of the page, on all pages: a copy, a host without pages, a title. */
static void
a_page_that_repeats_stays(void **state)
{
    static const char html[] = PAGE("<p>" LINE "</p>");
    cleanpage *cp = cleanpage_new();
    struct keys k = keys_of(cp, html, LINE);
    uint32_t counts[KEYS_MAX];
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_site *site, *empty = cleanpage_site_new(NULL, NULL, 0, 0);

    (void)state;
    for (size_t i = 0; i < k.n; i++)
        counts[i] = 10;
    site = cleanpage_site_new(k.v, counts, k.n, 10);
    opt.site = site;
    assert_true(keeps(cp, html, &opt, LINE));
    opt.site = empty;
    opt.flags = CLEANPAGE_SITE_HAS_PAGE;
    assert_true(keeps(cp, html, &opt, LINE));
    cleanpage_site_free(site);
    cleanpage_site_free(empty);
    cleanpage_site_free(NULL);
    cleanpage_free(cp);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_known_again),     cmocka_unit_test(numbers_are_told_apart),
        cmocka_unit_test(telling_can_be_stopped),    cmocka_unit_test(what_repeats_goes),
        cmocka_unit_test(a_page_that_repeats_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
