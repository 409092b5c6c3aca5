/* Fetch options: what is refused and how it is named, defaults, other sizes of the struct. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanpage.h"
#include "fetch/config.h"
#include "fetch/cookie.h"

static const char *const GOOD_HEADERS[] = { "X-One: 1", "X-None:", "X-Empty;", NULL };
static const char *const NAMELESS[] = { ": 1", NULL };
static const char *const NO_COLON[] = { "X-One 1", NULL };
static const char *const SPACE_IN_NAME[] = { "X One: 1", NULL };
static const char *const SECOND_LINE[] = { "X-One: 1\r\nX-Two: 2", NULL };
static const char *const SECOND_BAD[] = { "X-One: 1", "X-Two", NULL };

static const struct {
    const char *name;
    cleanpage_fetch_options opt;
    const char *message;    /* begins so; NULL: the options are fine */
} ROWS[] = {
    { "defaults", { .size = 0 }, NULL },
    { "all of them", { .user_agent = "me", .cookie = "a=b; c=d", .referer = "http://r/",
                       .headers = GOOD_HEADERS, .proxy = "socks5://127.0.0.1:1",
                       .cacert = "/", .protocols = "HTTPS", .timeout_ms = 1,
                       .connect_timeout_ms = 1, .max_redirects = -1, .retries = 3,
                       .retry_delay_ms = 1, .max_bytes = 1,
                       .flags = CLEANPAGE_FETCH_INSECURE | CLEANPAGE_FETCH_NETRC }, NULL },
    { "no cookie", { .cookie = "" }, NULL },
    { "both protocols", { .protocols = "https,http" }, NULL },
    { "newline in the agent", { .user_agent = "a\nb" }, "user_agent: " },
    { "return in the referer", { .referer = "a\rb" }, "referer: " },
    { "newline in a cookie", { .cookie = "a=b\n" }, "cookie: " },
    { "delete in the proxy", { .proxy = "a\x7f" }, "proxy: " },
    { "cookie file that is not there", { .cookie = "/no/such/jar" }, "cookie: /no/such/jar: " },
    { "bundle that is not there", { .cacert = "/no/such.pem" }, "cacert: /no/such.pem: " },
    { "bundle that need not be there yet",
      { .cacert = "/no/such.pem", .flags = CLEANPAGE_FETCH_CACERT_LATE }, NULL },
    { "nameless header", { .headers = NAMELESS }, "header: " },
    { "header without a colon", { .headers = NO_COLON },
      "header: not \"Name: value\": X-One 1" },
    { "space in a name", { .headers = SPACE_IN_NAME }, "header: " },
    { "two headers in one", { .headers = SECOND_LINE }, "header: " },
    { "second header", { .headers = SECOND_BAD }, "header: not \"Name: value\": X-Two" },
    { "file protocol", { .protocols = "http,file" }, "protocols: \"file\" " },
    { "no protocol", { .protocols = "" }, "protocols: none" },
    { "time runs back", { .timeout_ms = -1 }, "timeout_ms: -1 " },
    { "so does the connection's", { .connect_timeout_ms = -1 }, "connect_timeout_ms: " },
    { "redirects", { .max_redirects = -2 }, "max_redirects: -2 " },
    { "retries", { .retries = -1 }, "retries: " },
    { "delay", { .retry_delay_ms = -5 }, "retry_delay_ms: -5 " },
    { "all of memory", { .max_bytes = UINT64_MAX }, "max_bytes: " },
    { "unknown flag", { .flags = 0x40000000u }, "fetch options: unknown flag 0x40000000" },
};

static void
names_what_is_wrong(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        cleanpage_fetch_options opt = ROWS[i].opt;
        cleanpage *cp = cleanpage_new();
        cleanpage_status st;

        opt.size = sizeof opt;
        st = cleanpage_fetch_setup(cp, &opt);
        print_message("# %s: %d %s\n", ROWS[i].name, (int)st, cleanpage_message(cp));
        assert_int_equal(st, ROWS[i].message ? CLEANPAGE_BADARG : CLEANPAGE_OK);
        if (ROWS[i].message)
            assert_memory_equal(cleanpage_message(cp), ROWS[i].message,
                                strlen(ROWS[i].message));
        cleanpage_free(cp);
    }
}

static void
fills_in_defaults(void **state)
{
    struct cp_fetch_config config = { 0 };
    struct cp_ctx cx = { 0 };

    (void)state;
    assert_int_equal(cp_fetch_config_set(&cx, &config, NULL), CLEANPAGE_OK);
    assert_int_equal(config.timeout_ms, 60000);
    assert_int_equal(config.connect_timeout_ms, 15000);
    assert_int_equal(config.max_redirects, 10);
    assert_int_equal(config.retries, 0);
    assert_int_equal(config.retry_delay_ms, 1000);
    assert_int_equal(config.max_bytes, 10485760);
    assert_string_equal(config.protocols, "http,https");
    assert_null(config.user_agent);
    assert_int_equal(config.header_count, 0);
    cp_fetch_config_clear(&config);
}

static void
copies_strings(void **state)
{
    char agent[] = "mine", header[] = "X-One: 1", cookie[] = "a=b";
    const char *headers[] = { header, NULL };
    cleanpage_fetch_options opt = CLEANPAGE_FETCH_OPTIONS_INIT;
    struct cp_fetch_config config = { 0 };
    struct cp_ctx cx = { 0 };

    (void)state;
    opt.user_agent = agent;
    opt.headers = headers;
    opt.cookie = cookie;
    opt.max_redirects = -1;
    assert_int_equal(cp_fetch_config_set(&cx, &config, &opt), CLEANPAGE_OK);
    agent[0] = header[0] = cookie[0] = '?';
    headers[0] = NULL;
    assert_string_equal(config.user_agent, "mine");
    assert_int_equal(config.header_count, 1);
    assert_string_equal(config.headers[0], "X-One: 1");
    assert_string_equal(config.cookie, "a=b");
    assert_null(config.cookie_file);
    assert_int_equal(config.max_redirects, 0);
    cp_fetch_config_clear(&config);
}

/* What was set before stays when a later wish is refused. */
static void
failure_changes_nothing(void **state)
{
    cleanpage_fetch_options opt = CLEANPAGE_FETCH_OPTIONS_INIT;
    struct cp_fetch_config config = { 0 };
    struct cp_ctx cx = { 0 };

    (void)state;
    opt.user_agent = "first";
    assert_int_equal(cp_fetch_config_set(&cx, &config, &opt), CLEANPAGE_OK);
    opt.user_agent = "second";
    opt.retries = -1;
    assert_int_equal(cp_fetch_config_set(&cx, &config, &opt), CLEANPAGE_BADARG);
    assert_string_equal(config.user_agent, "first");
    cp_fetch_config_clear(&config);
}

/* A struct of a later version, longer than ours. */
struct later {
    cleanpage_fetch_options known;
    long wish;
};

static void
reads_other_sizes(void **state)
{
    struct later later = { .known = { .size = sizeof later } };
    cleanpage_fetch_options opt = CLEANPAGE_FETCH_OPTIONS_INIT;
    cleanpage *cp = cleanpage_new();

    (void)state;
    assert_int_equal(cleanpage_fetch_setup(cp, &later.known), CLEANPAGE_OK);
    later.wish = 1;
    assert_int_equal(cleanpage_fetch_setup(cp, &later.known), CLEANPAGE_BADARG);

    /* An earlier version that ended before the numbers: this one is never looked at. */
    opt.size = offsetof(cleanpage_fetch_options, timeout_ms);
    opt.timeout_ms = -1;
    assert_int_equal(cleanpage_fetch_setup(cp, &opt), CLEANPAGE_OK);
    opt.size = 0;
    assert_int_equal(cleanpage_fetch_setup(cp, &opt), CLEANPAGE_BADARG);
    assert_int_equal(cleanpage_fetch_setup(cp, NULL), CLEANPAGE_OK);
    cleanpage_free(cp);
}

static void
binds_cookies_to_the_host(void **state)
{
    static const struct {
        const char *url, *list, *lines;    /* each line ends with | */
    } rows[] = {
        { "http://h:81/p", "a=b", "h\tFALSE\t/\tFALSE\t0\ta\tb|" },
        { "https://h/", "a=b", "h\tFALSE\t/\tTRUE\t0\ta\tb|" },
        { "http://[::1]:8/", "a=b", "::1\tFALSE\t/\tFALSE\t0\ta\tb|" },
        { "http://u:p@h/", " ; a = b=c ;; d ; ",
          "h\tFALSE\t/\tFALSE\t0\ta\tb=c|h\tFALSE\t/\tFALSE\t0\td\t|" },
        { "http://h/", "", "" },
        { "http://h/", " ;; ", "" },
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cp_url url = cp_url_split(cp_slice_of(rows[i].url));
        const char *list = rows[i].list;
        struct cp_buf lines = { 0 };

        while (cp_cookie_next(&list, &url, &lines))
            cp_buf_putc(&lines, '|');
        assert_string_equal(cp_buf_str(&lines), rows[i].lines);
        cp_buf_clear(&lines);
    }
}

static void
shows_no_password(void **state)
{
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *doc;

    (void)state;
    assert_int_equal(cleanpage_fetch(cp, "ftp://anna:secret@h/x", NULL, &doc), CLEANPAGE_FETCH);
    assert_null(strstr(cleanpage_message(cp), "secret"));
    assert_non_null(strstr(cleanpage_message(cp), "ftp://h/x"));
    cleanpage_free(cp);
}

static void
refuses_what_is_no_web_url(void **state)
{
    static const char *const urls[] = { "ftp://127.0.0.1/", "file:///etc/hosts", "page.html",
                                        "", "http://", "javascript:alert(1)" };
    cleanpage *cp = cleanpage_new();
    size_t i;

    (void)state;
    for (i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        cleanpage_doc *doc = NULL;

        assert_int_equal(cleanpage_fetch(cp, urls[i], NULL, &doc), CLEANPAGE_FETCH);
        assert_null(doc);
        assert_non_null(strstr(cleanpage_message(cp), urls[i]));
    }
    cleanpage_free(cp);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_what_is_wrong),     cmocka_unit_test(fills_in_defaults),
        cmocka_unit_test(copies_strings),          cmocka_unit_test(failure_changes_nothing),
        cmocka_unit_test(reads_other_sizes),       cmocka_unit_test(refuses_what_is_no_web_url),
        cmocka_unit_test(binds_cookies_to_the_host), cmocka_unit_test(shows_no_password),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
