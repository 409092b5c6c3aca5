/* Fields of HTTP heads: dates, for how long an answer may be kept, when to come again. */
#include "base/limits.h"
#include "crawl/date.h"
#include "crawl/head.h"
#include "unit.h"

#define NOW 1000000000

static void
reads_dates(void **state)
{
    static const struct {
        const char *value;
        long long seconds; /* -1: no date */
    } rows[] = {
        /* The three forms of RFC 9110, 5.6.7. */
        { "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
        { "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
        { "Sun Nov  6 08:49:37 1994", 784111777 },
        { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
        { "Tue, 29 Feb 2000 23:59:59 GMT", 951868799 },
        { "Thu, 29 Feb 2024 12:00:00 GMT", 1709208000 },
        { "Mon, 01 Mar 2100 00:00:00 GMT", 4107542400 },
        { "Fri, 31 Dec 2060 23:59:60 GMT", 2871763199 },
        { "sat, 1 jan 2050 00:00:00 gmt", 2524608000 },
        { "Saturday, 01-Jan-50 00:00:00 GMT", 2524608000 },
        { "0", -1 },
        { "", -1 },
        { "-1", -1 },
        { "120", -1 },
        { "Sun, 06 Nov 1994", -1 },
        { "Sun, 06 Nov 1994 25:00:00 GMT", -1 },
        { "Sun, 32 Nov 1994 08:49:37 GMT", -1 },
        { "Sun, 06 Nov 99999 08:49:37 GMT", -1 },
        { "1994-11-06T08:49:37Z", -1 },
        { "tomorrow at 08:49:37", -1 },
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(rows); i++) {
        int64_t seconds = -1;

        expect_number(rows[i].value, cp_http_date(cp_slice_of(rows[i].value), &seconds),
                      rows[i].seconds >= 0);
        expect_number(rows[i].value, (unsigned long long)seconds,
                      (unsigned long long)rows[i].seconds);
    }
}

#define HEAD(fields) "HTTP/1.1 200 OK\r\nDate: Sun, 09 Sep 2001 01:46:40 GMT\r\n" fields

static void
finds_fields(void **state)
{
    struct cp_slice head =
        CP_LIT("HTTP/1.1 200 OK\r\nETag-Not: no\r\neTAG:  \"a:b\" \r\nETag: x\r\n"
               "Empty:\r\nNoColon\r\n");

    (void)state;
    expect_slice("first of them", cp_head_field(head, CP_LIT("ETag")), CP_LIT("\"a:b\""));
    expect_slice("empty", cp_head_field(head, CP_LIT("Empty")), CP_LIT(""));
    assert_non_null(cp_head_field(head, CP_LIT("Empty")).p);
    assert_null(cp_head_field(head, CP_LIT("NoColon")).p);
    assert_null(cp_head_field(head, CP_LIT("HTTP/1.1 200 OK")).p);
    assert_null(cp_head_field((struct cp_slice){ NULL, 0 }, CP_LIT("ETag")).p);
}

static void
tells_how_long_an_answer_keeps(void **state)
{
    static const struct {
        const char *head;
        long seconds;
    } rows[] = {
        { HEAD(""), -1 },
        { HEAD("Cache-Control: max-age=60\r\n"), 60 },
        { HEAD("Cache-Control: public, MAX-AGE = \"90\" , s-maxage=5\r\n"), 90 },
        { HEAD("Cache-Control: s-maxage=5\r\n"), -1 },
        { HEAD("Cache-Control: private\r\nCache-Control: max-age=7\r\n"), 7 },
        { HEAD("Cache-Control: max-age=60, no-store\r\n"), 0 },
        { HEAD("Cache-Control: no-cache, max-age=60\r\n"), 0 },
        { HEAD("Cache-Control: no-cache=\"set-cookie, x\"\r\n"), 0 },
        { HEAD("Cache-Control: ext=\"a, max-age=5\"\r\n"), -1 },
        { HEAD("Cache-Control: max-age=60\r\nCache-Control: max-age=30\r\n"), 30 },
        { HEAD("Cache-Control: max-age=never\r\n"), 0 },
        { HEAD("Cache-Control: max-age=-1\r\n"), 0 },
        { HEAD("Cache-Control: max-age=99999999999999999999999\r\n"), 315360000 },
        { HEAD("Cache-Control: max-age=60\r\nExpires: 0\r\n"), 60 },
        { HEAD("Expires: Sun, 09 Sep 2001 01:47:40 GMT\r\n"), 60 },
        { HEAD("Expires: Sun, 09 Sep 2001 01:46:00 GMT\r\n"), 0 },
        { HEAD("Expires: 0\r\n"), 0 },
        { HEAD("Expires: Thu, 01 Jan 9000 00:00:00 GMT\r\n"), 315360000 },
        { "HTTP/1.1 200 OK\r\nExpires: Sun, 09 Sep 2001 01:46:50 GMT\r\n", 10 },
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(rows); i++)
        expect_number(rows[i].head,
                      (unsigned long long)cp_head_max_age(cp_slice_of(rows[i].head), NOW),
                      (unsigned long long)rows[i].seconds);
}

static void
tells_when_to_come_again(void **state)
{
    static const struct {
        const char *head;
        long seconds;
    } rows[] = {
        { HEAD(""), -1 },
        { HEAD("Retry-After: 120\r\n"), 120 },
        { HEAD("retry-after:0\r\n"), 0 },
        { HEAD("Retry-After: 99999999999999999999\r\n"), CP_RETRY_AFTER_MAX_S },
        { HEAD("Retry-After: Sun, 09 Sep 2001 01:46:50 GMT\r\n"), 10 },
        { HEAD("Retry-After: Sun, 09 Sep 2001 00:00:00 GMT\r\n"), 0 },
        { HEAD("Retry-After: Sun, 09 Sep 2091 00:00:00 GMT\r\n"), CP_RETRY_AFTER_MAX_S },
        { "HTTP/1.1 503 x\r\nRetry-After: Sun, 09 Sep 2001 01:46:45 GMT\r\n", 5 },
        { HEAD("Retry-After: soon\r\n"), -1 },
        { HEAD("Retry-After: -5\r\n"), -1 },
        { HEAD("Retry-After: 1.5\r\n"), -1 },
        { HEAD("Retry-After:\r\n"), -1 },
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(rows); i++)
        expect_number(rows[i].head,
                      (unsigned long long)cp_head_retry_after(cp_slice_of(rows[i].head), NOW),
                      (unsigned long long)rows[i].seconds);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_dates),
        cmocka_unit_test(finds_fields),
        cmocka_unit_test(tells_how_long_an_answer_keeps),
        cmocka_unit_test(tells_when_to_come_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
