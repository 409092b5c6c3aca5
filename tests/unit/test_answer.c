/* HTTP answers: content types, and which answers are refused when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fetch/answer.h"
#include "fetch/media.h"

static const struct {
    const char *value, *type, *charset;    /* charset NULL: none */
    enum cp_media_kind kind;
} MEDIA[] = {
    { "text/html", "text/html", NULL, CP_MEDIA_PAGE },
    { "text/html; charset=utf-8", "text/html", "utf-8", CP_MEDIA_PAGE },
    { "TEXT/HTML;CHARSET=Windows-1251", "TEXT/HTML", "Windows-1251", CP_MEDIA_PAGE },
    { "text/html; a=b ; charset = \"koi8-r\" ; c", "text/html", "koi8-r", CP_MEDIA_PAGE },
    { "text/html; a=\"x;charset=no\"; charset=yes", "text/html", "yes", CP_MEDIA_PAGE },
    { "text/html; charset='utf-8'", "text/html", "utf-8", CP_MEDIA_PAGE },
    { "text/html; charset=\"utf-8", "text/html", "utf-8", CP_MEDIA_PAGE },
    { "text/html; charset=one; charset=two", "text/html", "one", CP_MEDIA_PAGE },
    { "text/html; charset=", "text/html", NULL, CP_MEDIA_PAGE },
    { "text/html; xcharset=a", "text/html", NULL, CP_MEDIA_PAGE },
    { "text/html;;;", "text/html", NULL, CP_MEDIA_PAGE },
    { "application/xhtml+xml", "application/xhtml+xml", NULL, CP_MEDIA_PAGE },
    { "application/xml", "application/xml", NULL, CP_MEDIA_XML },
    { "text/plain ; x", "text/plain", NULL, CP_MEDIA_PLAIN },
    { "image/png", "image/png", NULL, CP_MEDIA_OTHER },
    { "text/htmlx", "text/htmlx", NULL, CP_MEDIA_OTHER },
    { "application/octet-stream", "application/octet-stream", NULL, CP_MEDIA_OTHER },
    { "html", "html", NULL, CP_MEDIA_UNKNOWN },
    { "*/*", "*/*", NULL, CP_MEDIA_UNKNOWN },
    { "; charset=x", "", "x", CP_MEDIA_UNKNOWN },
    { "", "", NULL, CP_MEDIA_UNKNOWN },
};

static void
parses_content_types(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof MEDIA / sizeof MEDIA[0]; i++) {
        struct cp_media media = cp_media_parse(cp_slice_of(MEDIA[i].value));

        print_message("# %s\n", MEDIA[i].value);
        assert_true(cp_slice_eq(media.type, cp_slice_of(MEDIA[i].type)));
        assert_int_equal(media.charset.p != NULL, MEDIA[i].charset != NULL);
        assert_true(cp_slice_eq(media.charset, cp_slice_of(MEDIA[i].charset)));
        assert_int_equal(media.kind, MEDIA[i].kind);
    }
}

static void
looks_at_the_first_bytes(void **state)
{
    static const struct {
        const char *value;
        struct cp_slice start;
        bool is_text;
    } rows[] = {
        { "", CP_LIT("<p>x"), true },
        { "", CP_LIT("plain\tword\r\n\f\x1b$B"), true },
        { "", CP_LIT(""), true },
        { "", CP_LIT("%PDF-1.4"), false },
        { "", CP_LIT("a\0b"), false },
        { "", CP_LIT("\xFF\xFE" "a\0b\0"), true },
        { "", CP_LIT("\x89PNG\r\n\x1a\n\0"), false },
        { "text/plain", CP_LIT("\x1f\x8b\x08\0"), false },
        { "text/plain; charset=utf-16le", CP_LIT("a\0b\0"), true },
        { "text/html", CP_LIT("\0\0"), true },
        { "text/xml", CP_LIT("<?xml version='1.0'?><HTML"), true },
        { "text/xml", CP_LIT("<?xml version='1.0'?><feed>"), false },
        { "image/png", CP_LIT("<html>"), false },
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cp_media media = cp_media_parse(cp_slice_of(rows[i].value));

        print_message("# row %zu\n", i);
        assert_int_equal(cp_media_is_text(&media, rows[i].start), rows[i].is_text);
    }
}

static const struct {
    const char *name;
    const char *lines[8];
    const char *body;
    enum cp_answer_stop stop;
    cleanpage_status st;
    const char *cause;
} ANSWERS[] = {
    { "page", { "HTTP/1.1 200 OK", "Content-Type: text/html", "" }, "<p>x", CP_ANSWER_WANTED,
      CLEANPAGE_OK, "" },
    { "not found", { "HTTP/1.1 404 My own words", "Content-Type: text/html", "" }, NULL,
      CP_ANSWER_STATUS, CLEANPAGE_HTTP, "HTTP 404 Not Found" },
    { "HTTP/2", { "HTTP/2 503", "" }, NULL, CP_ANSWER_STATUS, CLEANPAGE_HTTP,
      "HTTP 503 Service Unavailable" },
    { "made-up status", { "HTTP/1.1 599", "" }, NULL, CP_ANSWER_STATUS, CLEANPAGE_HTTP,
      "HTTP 599" },
    { "image", { "HTTP/1.1 200 OK", "content-type:image/png; q=1", "" }, NULL, CP_ANSWER_TYPE,
      CLEANPAGE_TYPE, "image/png is neither HTML nor text" },
    { "escape in a type", { "HTTP/1.1 200 OK", "Content-Type: a/\x1b[31m", "" }, NULL,
      CP_ANSWER_TYPE, CLEANPAGE_TYPE, "a/?[31m is neither HTML nor text" },
    { "a second type counts", { "HTTP/1.1 200 OK", "Content-Type: image/png",
                                "Content-Type: text/html", "" }, "<p>", CP_ANSWER_WANTED,
      CLEANPAGE_OK, "" },
    { "image after a redirect",
      { "HTTP/1.1 302 Found", "Location: /x", "Content-Type: text/html", "", "HTTP/1.1 200 OK",
        "Content-Type: image/gif", "" },
      NULL, CP_ANSWER_TYPE, CLEANPAGE_TYPE, "image/gif is neither HTML nor text" },
    { "page after an image's redirect",
      { "HTTP/1.1 302 Found", "Location: /x", "Content-Type: image/gif", "", "HTTP/1.1 200 OK",
        "" },
      "<p>", CP_ANSWER_WANTED, CLEANPAGE_OK, "" },
    { "early hints", { "HTTP/1.1 103 Early Hints", "Content-Type: image/png", "",
                       "HTTP/1.1 200 OK", "" }, "<p>", CP_ANSWER_WANTED, CLEANPAGE_OK, "" },
    { "trailer", { "HTTP/1.1 200 OK", "", "Content-Type: image/png", "" }, "<p>",
      CP_ANSWER_WANTED, CLEANPAGE_OK, "" },
    { "part", { "HTTP/1.1 206 Partial Content", "" }, NULL, CP_ANSWER_PARTIAL, CLEANPAGE_FETCH,
      "the server sent only a part (HTTP 206)" },
    { "feed", { "HTTP/1.1 200 OK", "Content-Type: text/xml", "" }, "<rss>", CP_ANSWER_BYTES,
      CLEANPAGE_TYPE, "XML but not XHTML, sent as text/xml" },
    { "binary", { "HTTP/1.1 200 OK", "" }, "\x01\x02", CP_ANSWER_BYTES, CLEANPAGE_TYPE,
      "neither HTML nor text, sent without a content type" },
    { "too large", { "HTTP/1.1 200 OK", "" }, "12345678901", CP_ANSWER_SIZE, CLEANPAGE_LIMIT,
      "larger than 10 bytes" },
    { "just not too large", { "HTTP/1.1 200 OK", "" }, "1234567890", CP_ANSWER_WANTED,
      CLEANPAGE_OK, "" },
};

/* Returns whether the answer is wanted to its end. */
static bool
read_answer(struct cp_answer *a, const char *const *lines, const char *body)
{
    for (; *lines; lines++)
        if (!cp_answer_head(a, cp_slice_of(*lines)))
            return false;
    return (!body || cp_answer_body(a, cp_slice_of(body))) && cp_answer_end(a);
}

static void
judges_answers(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof ANSWERS / sizeof ANSWERS[0]; i++) {
        struct cp_answer a = { .body = { .max = 10 } };
        struct cp_buf cause = { 0 };
        bool is_wanted = read_answer(&a, ANSWERS[i].lines, ANSWERS[i].body);

        print_message("# %s\n", ANSWERS[i].name);
        assert_int_equal(a.stop, ANSWERS[i].stop);
        assert_int_equal(is_wanted, a.stop == CP_ANSWER_WANTED);
        if (!is_wanted) {
            assert_int_equal(cp_answer_cause(&a, &cause), ANSWERS[i].st);
            assert_string_equal(cp_buf_str(&cause), ANSWERS[i].cause);
        }
        cp_buf_clear(&cause);
        cp_answer_clear(&a);
    }
}

static void
bounds_the_headers(void **state)
{
    static const char line[] = "X-Much: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    struct cp_answer a = { 0 };
    size_t n = 0;

    (void)state;
    while (cp_answer_head(&a, cp_slice_of(line)))
        n += sizeof line - 1;
    assert_int_equal(a.stop, CP_ANSWER_HEADERS);
    assert_true(n <= CP_HEADERS_MAX && n > CP_HEADERS_MAX - sizeof line);
    cp_answer_clear(&a);
}

/* A retry begins with nothing of what the last attempt brought. */
static void
starts_again(void **state)
{
    const char *const failed[] = { "HTTP/1.1 503", "Content-Type: a/b; charset=x", "", NULL };
    const char *const good[] = { "HTTP/1.1 200 OK", "", NULL };
    struct cp_answer a = { .body = { .max = 10 } };

    (void)state;
    assert_false(read_answer(&a, failed, NULL));
    cp_answer_reset(&a);
    assert_true(read_answer(&a, good, "<p>"));
    assert_int_equal(a.status, 200);
    assert_null(cp_answer_media(&a).charset.p);
    cp_answer_reset(&a);
    assert_false(read_answer(&a, good, "longer than ten"));
    cp_answer_reset(&a);
    assert_true(read_answer(&a, good, "<p>"));
    assert_int_equal(a.body.n, 3);
    cp_answer_clear(&a);
}

static void
finds_the_end_of_gzip(void **state)
{
    /* The length 0x00001D4C = 7500 at the end of the stream. */
    static const struct {
        const char *name;
        struct cp_slice pieces[3];
        bool is_there;
    } rows[] = {
        { "nothing came", { { NULL, 0 } }, true },
        { "plain", { CP_LIT("packed"), CP_LIT("crc!\x4c\x1d\0\0") }, true },
        { "in two pieces", { CP_LIT("packed crc!\x4c"), CP_LIT("\x1d\0\0") }, true },
        { "with a last chunk",
          { CP_LIT("a\r\ncrc!\x4c\x1d\0\0"), CP_LIT("\r\n0\r\n\r\n") }, true },
        { "amid chunks",
          { CP_LIT("crc!\x4c\x1d\r\n1\r\n\0\r\n1"), CP_LIT("\r\n\0\r\n0\r\n\r\n") }, true },
        { "cut in the length", { CP_LIT("packed crc!\x4c\x1d\0") }, false },
        { "cut before it", { CP_LIT("pack"), CP_LIT("\r\n0\r\n\r\n") }, false },
    };
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cp_gzip_end end = { .n = 0 };

        for (k = 0; k < 3; k++)
            cp_gzip_end_add(&end, rows[i].pieces[k]);
        print_message("# %s\n", rows[i].name);
        assert_int_equal(cp_gzip_end_is_there(&end, 7500), rows[i].is_there);
    }
}

/* Only the last bytes are kept, however they come. */
static void
keeps_the_tail(void **state)
{
    static char piece[CP_GZIP_TAIL * 3];
    struct cp_gzip_end end = { .n = 0 };
    size_t n;

    (void)state;
    for (n = 0; n < sizeof piece; n++) {
        memset(piece, 'x', sizeof piece);
        cp_gzip_end_add(&end, (struct cp_slice){ piece, n });
        cp_gzip_end_add(&end, CP_LIT("\x4c\x1d\0\0"));
        assert_true(end.n <= CP_GZIP_TAIL);
        assert_true(cp_gzip_end_is_there(&end, 7500));
    }
    cp_gzip_end_add(&end, (struct cp_slice){ piece, CP_GZIP_TAIL - 3 });
    assert_false(cp_gzip_end_is_there(&end, 7500));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_content_types), cmocka_unit_test(looks_at_the_first_bytes),
        cmocka_unit_test(judges_answers),       cmocka_unit_test(bounds_the_headers),
        cmocka_unit_test(starts_again),         cmocka_unit_test(finds_the_end_of_gzip),
        cmocka_unit_test(keeps_the_tail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
