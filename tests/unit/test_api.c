/* The promises of cleanpage.h. */
#include "unit.h"

#include "base/buf.h"
#include "cleanpage.h"

static const char page[] =
    "<html><head><meta charset=utf-8><title>Rain over the valley</title></head><body>"
    "<nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Rain over the valley</h1>"
    "<p>It rained all night, and in the morning the river had left its bed and stood in the "
    "streets of the lower town, where nobody had expected it.</p>"
    "<p>Those who could went up the hill, and those who could not waited on their roofs until "
    "the boats came, which they did before noon.</p>"
    "</article></body></html>";

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return 0;
}

static int
refuse(void *user, const char *data, size_t len)
{
    (void)data;
    (void)len;
    ++*(int *)user;
    return 1;
}

static cleanpage_doc *
clean(cleanpage *cp, const char *bytes, size_t len, const cleanpage_options *opt)
{
    cleanpage_doc *doc = NULL;
    cleanpage_status st = cleanpage_clean(cp, bytes, len, opt, &doc);

    if (st)
        fail_msg("cleanpage_clean: %d, %s", st, cleanpage_message(cp));
    assert_non_null(doc);
    return doc;
}

static void
frees_take_null(void **state)
{
    (void)state;
    cleanpage_free(NULL);
    cleanpage_doc_free(NULL);
}

static void
text_outlives_its_worker_and_its_bytes(void **state)
{
    char bytes[sizeof page];
    cleanpage *cp = cleanpage_new();
    struct cp_buf out = { 0 };
    cleanpage_doc *doc;

    (void)state;
    memcpy(bytes, page, sizeof page);
    doc = clean(cp, bytes, sizeof page - 1, NULL);
    cleanpage_free(cp);
    memset(bytes, 'x', sizeof bytes);
    assert_string_equal(cleanpage_title(doc), "Rain over the valley");
    assert_int_equal(cleanpage_render(doc, CLEANPAGE_TEXT, NULL, append, &out), CLEANPAGE_OK);
    assert_non_null(cp_buf_str(&out));
    assert_memory_equal(out.p, "Rain over the valley\n\nIt rained", 30);
    assert_non_null(strstr(out.p, "before noon.\n"));
    assert_null(strstr(out.p, "News"));
    cp_buf_clear(&out);
    cleanpage_doc_free(doc);
}

static void
one_worker_cleans_many(void **state)
{
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *first = clean(cp, page, sizeof page - 1, NULL);
    cleanpage_doc *second = clean(cp, "", 0, NULL);

    (void)state;
    assert_true(cleanpage_has_text(first));
    assert_false(cleanpage_has_text(second));
    assert_null(cleanpage_title(second));
    cleanpage_doc_free(first);
    cleanpage_doc_free(second);
    cleanpage_free(cp);
}

static void
no_text_writes_nothing(void **state)
{
    static const char bytes[] = "<title>Only a title</title>";
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc = clean(cp, bytes, sizeof bytes - 1, NULL);
    int calls = 0;

    (void)state;
    assert_false(cleanpage_has_text(doc));
    assert_int_equal(cleanpage_render(doc, CLEANPAGE_TEXT, NULL, refuse, &calls), CLEANPAGE_OK);
    assert_int_equal(calls, 0);
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

static void
writing_can_be_stopped(void **state)
{
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc = clean(cp, page, sizeof page - 1, NULL);
    int calls = 0;

    (void)state;
    assert_int_equal(cleanpage_render(doc, CLEANPAGE_TEXT, NULL, refuse, &calls),
                     CLEANPAGE_WRITE);
    assert_int_equal(calls, 1);
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

static void
layout_is_obeyed(void **state)
{
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc = clean(cp, page, sizeof page - 1, NULL);
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    struct cp_buf out = { 0 };
    const char *p, *end;

    (void)state;
    layout.flags = CLEANPAGE_NO_TITLE;
    layout.width = 30;
    assert_int_equal(cleanpage_render(doc, CLEANPAGE_TEXT, &layout, append, &out),
                     CLEANPAGE_OK);
    assert_non_null(cp_buf_str(&out));
    assert_memory_equal(out.p, "It rained", 9);
    for (p = out.p; (end = strchr(p, '\n')); p = end + 1)
        assert_true(end - p <= 30);
    layout.flags = 1u << 31;
    assert_int_equal(cleanpage_render(doc, CLEANPAGE_TEXT, &layout, append, &out),
                     CLEANPAGE_BADARG);
    layout.flags = 0;
    assert_int_equal(cleanpage_render(doc, (cleanpage_format)99, &layout, append, &out),
                     CLEANPAGE_BADARG);
    cp_buf_clear(&out);
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

/* ------------------------------------------------------------------ structs that grow */

/* What a caller built against a later header would pass. */
struct later {
    cleanpage_options now;
    uint64_t wish;
};

static void
sizes_of_older_and_newer_callers_fit(void **state)
{
    cleanpage *cp = cleanpage_new();
    cleanpage_options older = CLEANPAGE_OPTIONS_INIT;
    struct later later = { CLEANPAGE_OPTIONS_INIT, 0 };
    cleanpage_doc *doc;

    (void)state;
    /* An older header ended before `input`, which is then not to be read. */
    older.size = offsetof(cleanpage_options, input);
    older.input = older.kind = older.comments = 99;
    cleanpage_doc_free(clean(cp, page, sizeof page - 1, &older));
    later.now.size = sizeof later;
    cleanpage_doc_free(clean(cp, page, sizeof page - 1, &later.now));
    later.wish = 1;
    assert_int_equal(cleanpage_clean(cp, page, sizeof page - 1, &later.now, &doc),
                     CLEANPAGE_BADARG);
    assert_null(doc);
    assert_true(*cleanpage_message(cp));
    older.size = 0;
    assert_int_equal(cleanpage_clean(cp, page, sizeof page - 1, &older, &doc),
                     CLEANPAGE_BADARG);
    cleanpage_free(cp);
}

static void
unknown_options_are_refused(void **state)
{
    static const struct {
        unsigned flags;
        int input, kind, comments;
    } wrong[] = { { 1u << 30, 0, 0, 0 }, { 0, 99, 0, 0 }, { 0, -1, 0, 0 },
                  { CLEANPAGE_PRECISION | CLEANPAGE_RECALL, 0, 0, 0 },
                  { 0, 0, CLEANPAGE_KIND_SERVICE + 1, 0 }, { 0, 0, -1, 0 },
                  { 0, 0, 0, CLEANPAGE_COMMENTS_ONLY + 1 }, { 0, 0, 0, -1 } };
    cleanpage *cp = cleanpage_new();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
        cleanpage_doc *doc;

        opt.flags = wrong[i].flags;
        opt.input = wrong[i].input;
        opt.kind = wrong[i].kind;
        opt.comments = wrong[i].comments;
        assert_int_equal(cleanpage_clean(cp, page, sizeof page - 1, &opt, &doc),
                         CLEANPAGE_BADARG);
        assert_true(*cleanpage_message(cp));
    }
    /* A failure leaves no trace on the next page. */
    cleanpage_doc_free(clean(cp, page, sizeof page - 1, NULL));
    assert_string_equal(cleanpage_message(cp), "");
    cleanpage_free(cp);
}

/* The kind that is asked for is the one that is told. */
static void
kind_is_told(void **state)
{
    static const char *const names[] = { "article", "article", "forum", "product", "collection",
                                         "listing", "documentation", "service" };
    cleanpage *cp = cleanpage_new();

    (void)state;
    for (int kind = CLEANPAGE_KIND_AUTO; kind <= CLEANPAGE_KIND_SERVICE; kind++) {
        cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
        cleanpage_info info = CLEANPAGE_INFO_INIT;
        cleanpage_doc *doc;

        opt.kind = kind;
        doc = clean(cp, page, sizeof page - 1, &opt);
        cleanpage_get_info(doc, &info);
        assert_string_equal(info.kind, names[kind]);
        cleanpage_doc_free(doc);
    }
    cleanpage_free(cp);
}

static void
comments_are_kept_as_asked(void **state)
{
    static const char comment[] = "<div class=comments><div class=comment>My boat was the first "
                                  "one that came, and nobody thanked me.</div></div>";
    static const struct {
        int comments, words_least, words_most;
    } asked[] = {
        { CLEANPAGE_COMMENTS_NO, 40, 60 }, { CLEANPAGE_COMMENTS_YES, 61, 80 },
        { CLEANPAGE_COMMENTS_ONLY, 1, 20 },
    };
    cleanpage *cp = cleanpage_new();
    struct cp_buf html = { 0 };

    (void)state;
    cp_buf_put(&html, page, sizeof page - 1);
    cp_buf_puts(&html, comment);
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
        cleanpage_info info = CLEANPAGE_INFO_INIT;
        cleanpage_doc *doc;

        opt.comments = asked[i].comments;
        doc = clean(cp, html.p, html.n, &opt);
        cleanpage_get_info(doc, &info);
        assert_in_range(info.kept_words, asked[i].words_least, asked[i].words_most);
        cleanpage_doc_free(doc);
    }
    cp_buf_clear(&html);
    cleanpage_free(cp);
}

static void
info_fits_smaller_structs(void **state)
{
    cleanpage *cp = cleanpage_new();
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_info info = CLEANPAGE_INFO_INIT, small = CLEANPAGE_INFO_INIT;
    cleanpage_doc *doc;

    (void)state;
    opt.url = "https://example.org/rain";
    doc = clean(cp, page, sizeof page - 1, &opt);
    cleanpage_get_info(doc, &info);
    assert_string_equal(info.url, "https://example.org/rain");
    assert_string_equal(info.encoding, "UTF-8");
    assert_int_equal(info.input_bytes, sizeof page - 1);
    assert_int_equal(info.http_status, 0);
    assert_null(info.content_type);
    assert_true(info.kept_blocks > 0 && info.kept_blocks < info.blocks);
    assert_true(info.kept_words > 40 && info.kept_words < 70);
    small.size = offsetof(cleanpage_info, encoding);
    small.blocks = 4711;
    cleanpage_get_info(doc, &small);
    assert_string_equal(small.url, "https://example.org/rain");
    assert_null(small.encoding);
    assert_int_equal(small.blocks, 4711);
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

/* ------------------------------------------------------------------ charset and notes */

static void
the_users_charset_beats_the_mark(void **state)
{
    static const char bytes[] = "\xEF\xBB\xBF<p>It rained all night in \xE9"
                                "den, and the river "
                                "left its bed before the morning came at last.</p>";
    cleanpage *cp = cleanpage_new();
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_info info = CLEANPAGE_INFO_INIT;
    cleanpage_doc *doc;

    (void)state;
    opt.charset = "latin1";
    opt.flags = CLEANPAGE_FORCE_CHARSET;
    doc = clean(cp, bytes, sizeof bytes - 1, &opt);
    cleanpage_get_info(doc, &info);
    assert_string_equal(info.encoding, "windows-1252");
    assert_string_equal(info.encoding_source, "user");
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

static void
notes_end_with_null(void **state)
{
    static const char bytes[] = "<p>\xFF\xFE\xFD broken";
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc = clean(cp, bytes, sizeof bytes - 1, NULL);
    size_t n = 0;
    const char *note;

    (void)state;
    while ((note = cleanpage_note(doc, n))) {
        assert_non_null(strstr(note, ": "));
        n++;
    }
    assert_null(cleanpage_note(doc, n + 1000));
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

static void
versions_and_rule_files_end_with_null(void **state)
{
    cleanpage *cp = cleanpage_new();
    size_t n = 0;

    (void)state;
    assert_int_equal(strncmp(cleanpage_version(0), "cleanpage ", 10), 0);
    while (cleanpage_version(n))
        assert_true(n++ < 20);
    assert_string_equal(cleanpage_rule_file(cp, 0), "built-in");
    assert_null(cleanpage_rule_file(cp, 1));
    cleanpage_free(cp);
}

static void
a_missing_rule_file_changes_nothing(void **state)
{
    cleanpage *cp = cleanpage_new();

    (void)state;
    assert_int_not_equal(cleanpage_load_rules(cp, "no/such/file.rules"), CLEANPAGE_OK);
    assert_non_null(strstr(cleanpage_message(cp), "no/such/file.rules"));
    assert_int_equal(cleanpage_load_rules(cp, NULL), CLEANPAGE_BADARG);
    assert_null(cleanpage_rule_file(cp, 1));
    cleanpage_doc_free(clean(cp, page, sizeof page - 1, NULL));
    cleanpage_free(cp);
}

static void
a_rule_file_with_an_unknown_feature_changes_nothing(void **state)
{
    static const char path[] = "test_api.rules";
    static const char rules[] = "strip p\n  points nonsense\n    else 1\n  end\n";
    cleanpage *cp = cleanpage_new();
    FILE *f = fopen(path, "w");

    (void)state;
    assert_non_null(f);
    fputs(rules, f);
    fclose(f);
    assert_int_equal(cleanpage_load_rules(cp, path), CLEANPAGE_RULE);
    assert_non_null(strstr(cleanpage_message(cp), "test_api.rules:2:3: "));
    assert_null(cleanpage_rule_file(cp, 1));
    cleanpage_doc_free(clean(cp, page, sizeof page - 1, NULL));
    assert_int_equal(cleanpage_check_rules(cp, path, NULL, NULL), CLEANPAGE_RULE);
    assert_non_null(strstr(cleanpage_message(cp), "test_api.rules:2:3: "));
    remove(path);
    cleanpage_free(cp);
}

static void
only_web_urls_are_fetched(void **state)
{
    static const char *const urls[] = { "file:///etc/passwd", "ftp://127.0.0.1/", "page", "" };
    cleanpage *cp = cleanpage_new();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        cleanpage_doc *doc;

        assert_int_equal(cleanpage_fetch(cp, urls[i], NULL, &doc), CLEANPAGE_FETCH);
        assert_null(doc);
    }
    cleanpage_free(cp);
}

/* Every name gives a value or none, nothing past the last; all others give none. */
static void
fields_are_found_by_name(void **state)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc;
    const char *name;
    size_t n = 0;

    (void)state;
    opt.url = "https://example.org/rain";
    doc = clean(cp, page, sizeof page - 1, &opt);
    for (; (name = cleanpage_field_name(n)); n++) {
        assert_null(cleanpage_field(doc, name, 1000));
        assert_null(cleanpage_field_source(doc, name, 1000));
    }
    assert_true(n > 12);
    assert_string_equal(cleanpage_field_name(0), "url");
    assert_null(cleanpage_field_name(SIZE_MAX));
    assert_string_equal(cleanpage_field(doc, "url", 0), "https://example.org/rain");
    assert_string_equal(cleanpage_field(doc, "title", 0), "Rain over the valley");
    assert_non_null(cleanpage_field_source(doc, "title", 0));
    assert_string_equal(cleanpage_field(doc, "kind", 0), "article");
    assert_null(cleanpage_field(doc, "kind", 1));
    assert_null(cleanpage_field_source(doc, "kind", 0));
    assert_string_equal(cleanpage_field(doc, "encoding", 0), "UTF-8");
    assert_string_equal(cleanpage_field(doc, "encoding_source", 0), "meta");
    assert_string_equal(cleanpage_field(doc, "truncated", 0), "false");
    assert_int_equal(strlen(cleanpage_field(doc, "confidence", 0)), 5);
    assert_int_equal(strspn(cleanpage_field(doc, "confidence", 0), "0123456789."), 5);
    assert_null(cleanpage_field(doc, "license", 0));
    assert_null(cleanpage_field(doc, "notes", 0));
    assert_null(cleanpage_field(doc, "nonsense", 0));
    assert_null(cleanpage_field(doc, "", 0));
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

/* A format is there or refused, and a body that is not there is, too. */
static void
formats_are_there_or_refused(void **state)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc;

    (void)state;
    opt.flags = CLEANPAGE_TRACE;
    doc = clean(cp, page, sizeof page - 1, &opt);
    assert_true(cleanpage_has_format(CLEANPAGE_TEXT));
    assert_false(cleanpage_has_format((cleanpage_format)99));
    assert_false(cleanpage_has_format((cleanpage_format)-1));
    for (int format = 0; format < 20; format++) {
        struct cp_buf out = { 0 };
        cleanpage_status st = cleanpage_render(doc, (cleanpage_format)format, NULL, append, &out);

        assert_int_equal(st == CLEANPAGE_OK, cleanpage_has_format((cleanpage_format)format) != 0);
        assert_int_equal(out.n > 0, st == CLEANPAGE_OK);
        cp_buf_clear(&out);
    }
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

/* The text of JSON is written in the format asked for, on one line; or there is no JSON. */
static void
json_has_the_text(void **state)
{
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc = clean(cp, page, sizeof page - 1, NULL);
    struct cp_buf out = { 0 };

    (void)state;
    if (!cleanpage_has_format(CLEANPAGE_JSONL)) {
        assert_int_equal(cleanpage_render(doc, CLEANPAGE_JSONL, &layout, append, &out),
                         CLEANPAGE_BADARG);
        cleanpage_doc_free(doc);
        cleanpage_free(cp);
        return;
    }
    assert_int_equal(cleanpage_render(doc, CLEANPAGE_JSONL, &layout, append, &out), CLEANPAGE_OK);
    assert_non_null(cp_buf_str(&out));
    assert_non_null(strstr(out.p, "\"text\":\"It rained"));
    assert_ptr_equal(strchr(out.p, '\n'), out.p + out.n - 1);
    cp_buf_clear(&out);
    layout.flags = CLEANPAGE_NO_TITLE;
    assert_int_equal(cleanpage_render(doc, CLEANPAGE_JSON, &layout, append, &out), CLEANPAGE_OK);
    assert_non_null(cp_buf_str(&out));
    assert_non_null(strstr(out.p, "\"text\": \"It rained"));
    assert_non_null(strstr(out.p, "\"judge\""));
    cp_buf_clear(&out);
    layout.flags = CLEANPAGE_NO_TIMES;
    assert_int_equal(cleanpage_render(doc, CLEANPAGE_JSON, &layout, append, &out), CLEANPAGE_OK);
    assert_non_null(cp_buf_str(&out));
    assert_non_null(strstr(out.p, "\"ms\": null"));
    cp_buf_clear(&out);
    layout.body = CLEANPAGE_MARKDOWN;
    assert_int_equal(cleanpage_render(doc, CLEANPAGE_JSON, &layout, append, &out),
                     cleanpage_has_format(CLEANPAGE_MARKDOWN) ? CLEANPAGE_OK : CLEANPAGE_BADARG);
    assert_int_equal(out.n > 0 && strstr(cp_buf_str(&out), "\"markdown\": \"") != NULL,
                     cleanpage_has_format(CLEANPAGE_MARKDOWN) != 0);
    cp_buf_clear(&out);
    layout.body = CLEANPAGE_HTML;
    assert_int_equal(cleanpage_render(doc, CLEANPAGE_JSON, &layout, append, &out),
                     CLEANPAGE_BADARG);
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}

static void
canonical_urls_use_the_rules_of_the_worker(void **state)
{
    cleanpage *cp = cleanpage_new();
    struct cp_buf out = { 0 };
    int calls = 0;

    (void)state;
    assert_int_equal(cleanpage_canonical_url(
                         cp, "HTTPS://Me:secret@Example.org/a?utm_source=x&id=7&fbclid=y#top",
                         append, &out),
                     CLEANPAGE_OK);
    expect_slice("canonical", cp_buf_slice(&out), CP_LIT("https://example.org/a?id=7"));
    cp_buf_clear(&out);
    assert_int_equal(cleanpage_canonical_url(cp, "https://example.org/", refuse, &calls),
                     CLEANPAGE_WRITE);
    assert_int_equal(calls, 1);
    assert_int_equal(cleanpage_canonical_url(cp, "mailto:me@example.org", refuse, &calls),
                     CLEANPAGE_BADARG);
    assert_string_equal(cleanpage_message(cp),
                        "mailto:me@example.org: not an http or https address");
    assert_int_equal(calls, 1);
    cleanpage_free(cp);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frees_take_null),
        cmocka_unit_test(text_outlives_its_worker_and_its_bytes),
        cmocka_unit_test(one_worker_cleans_many),
        cmocka_unit_test(no_text_writes_nothing),
        cmocka_unit_test(writing_can_be_stopped),
        cmocka_unit_test(layout_is_obeyed),
        cmocka_unit_test(sizes_of_older_and_newer_callers_fit),
        cmocka_unit_test(unknown_options_are_refused),
        cmocka_unit_test(info_fits_smaller_structs),
        cmocka_unit_test(kind_is_told),
        cmocka_unit_test(comments_are_kept_as_asked),
        cmocka_unit_test(the_users_charset_beats_the_mark),
        cmocka_unit_test(notes_end_with_null),
        cmocka_unit_test(versions_and_rule_files_end_with_null),
        cmocka_unit_test(a_missing_rule_file_changes_nothing),
        cmocka_unit_test(a_rule_file_with_an_unknown_feature_changes_nothing),
        cmocka_unit_test(only_web_urls_are_fetched),
        cmocka_unit_test(fields_are_found_by_name),
        cmocka_unit_test(formats_are_there_or_refused),
        cmocka_unit_test(json_has_the_text),
        cmocka_unit_test(canonical_urls_use_the_rules_of_the_worker),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
