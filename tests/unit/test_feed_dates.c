/* Dates of feeds: every way to write them that is known, and what is no date. */
#include "unit.h"

#include "feed/dates.h"

/* What is written, and as the feed's struct has it; "" is no date. */
static const struct {
    const char *text, *expected;
} DATES[] = {
    /* RFC 822 and its successors. */
    { "Sat, 21 Nov 2026 08:30:00 GMT", "2026-11-21T08:30:00Z" },
    { "Sat, 21 Nov 2026 08:30:00 +0100", "2026-11-21T07:30:00Z" },
    { "Sat, 21 Nov 2026 08:30:00 +01:00", "2026-11-21T07:30:00Z" },
    { "Sat, 21 Nov 2026 08:30:00 -5", "2026-11-21T13:30:00Z" },
    { "Sat, 21 Nov 2026 22:30:00 EST", "2026-11-22T03:30:00Z" },
    { "Sat, 21 Nov 2026 08:30:00 PDT", "2026-11-21T15:30:00Z" },
    { "Sat, 21 Nov 2026 08:30:00 CEST", "2026-11-21T06:30:00Z" },
    { "Sat, 21 Nov 2026 08:30:00 Z", "2026-11-21T08:30:00Z" },
    { "Sat, 21 Nov 2026 08:30:00 XYZ", "2026-11-21T08:30:00Z" },
    { "Sat, 21 Nov 2026 08:30:00 GMT+0200", "2026-11-21T06:30:00Z" },
    { "Sat, 21 Nov 2026 08:30:00 +0100 (CET)", "2026-11-21T07:30:00Z" },
    { "Mon, 21 Nov 2026 08:30 GMT", "2026-11-21T08:30:00Z" },
    { "21 Nov 2026 08:30:00 GMT", "2026-11-21T08:30:00Z" },
    { "21 Nov 26 8:30:05 GMT", "2026-11-21T08:30:05Z" },
    { "21 Nov 97 08:30 GMT", "1997-11-21T08:30:00Z" },
    { "21 Nov 2026", "2026-11-21" },
    { "Saturday, 21-Nov-26 08:30:00 GMT", "2026-11-21T08:30:00Z" },
    { "Sat Nov 21 08:30:00 2026", "2026-11-21T08:30:00Z" },
    { "Sat Nov 21 08:30:00 CET 2026", "2026-11-21T07:30:00Z" },
    { "Sat Nov 21 2026 08:30:00 GMT+0100 (Central European Time)", "2026-11-21T07:30:00Z" },
    { "  Sat,  21  November  2026  08:30:00  GMT\n", "2026-11-21T08:30:00Z" },
    { "Fri, 31 Dec 1999 23:59:60 GMT", "1999-12-31T23:59:59Z" },
    { "Thu, 01 Jan 1970 00:00:00 +0100", "1969-12-31T23:00:00Z" },
    { "Sat, 21 Nov 2026 24:00:00 GMT", "2026-11-22T00:00:00Z" },
    /* ISO 8601, W3CDTF. */
    { "2026-11-21T08:30:00Z", "2026-11-21T08:30:00Z" },
    { "2026-11-21T08:30:00+01:00", "2026-11-21T07:30:00Z" },
    { "2026-11-21T08:30:00.123456-0500", "2026-11-21T13:30:00Z" },
    { "2026-11-21T08:30Z", "2026-11-21T08:30:00Z" },
    { "2026-11-21t08:30:00z", "2026-11-21T08:30:00Z" },
    { "2026-11-21 08:30:00", "2026-11-21T08:30:00Z" },
    { "2026-11-21 08:30:00 +0100", "2026-11-21T07:30:00Z" },
    { "2026-11-21 08:30:00 UTC", "2026-11-21T08:30:00Z" },
    { "2026-11-21", "2026-11-21" },
    { "2026/11/21", "2026-11-21" },
    { "2026-11", "2026-11-01" },
    { "2026", "2026-01-01" },
    { "20261121", "2026-11-21" },
    { "20261121T083000Z", "2026-11-21T08:30:00Z" },
    { "20261121T0830+0100", "2026-11-21T07:30:00Z" },
    { "20261121083000", "2026-11-21T08:30:00Z" },
    { "2026-325", "2026-11-21" },
    { "2026-W47-6", "2026-11-21" },
    { "2020-W53-5T12:00Z", "2021-01-01T12:00:00Z" },
    { "2024-02-29T23:30:00-01:00", "2024-03-01T00:30:00Z" },
    /* Numbers, seconds and milliseconds. */
    { "11/21/2026 8:30 PM", "2026-11-21T20:30:00Z" },
    { "11/21/2026 12:05:00 AM", "2026-11-21T00:05:00Z" },
    { "21/11/2026 08:30", "2026-11-21T08:30:00Z" },
    { "03/04/2026", "2026-03-04" },
    { "03.04.2026 08:30", "2026-04-03T08:30:00Z" },
    { "21.11.26", "2026-11-21" },
    { "1795249800", "2026-11-21T08:30:00Z" },
    { "1795249800123", "2026-11-21T08:30:00Z" },
    /* Languages. */
    { "November 21, 2026 8:30 p.m. EST", "2026-11-22T01:30:00Z" },
    { "21. Oktober 2026, 08:30", "2026-10-21T08:30:00Z" },
    { "Sa, 21 März 2026 08:30:00 +0100", "2026-03-21T07:30:00Z" },
    { "mar., 03 f\xC3\xA9vr. 2026 08:30:00 +0100", "2026-02-03T07:30:00Z" },
    { "21 ao\xC3\xBBt 2026", "2026-08-21" },
    { "21 de enero de 2026", "2026-01-21" },
    { "gio, 21 mag 2026 08:30:00 +0200", "2026-05-21T06:30:00Z" },
    { "21 pa\xC5\xBA 2026 08:30", "2026-10-21T08:30:00Z" },
    { "21 \xD0\xBD\xD0\xBE\xD1\x8F\xD0\xB1\xD1\x80\xD1\x8F 2026", "2026-11-21" },
    { "21 \xD0\x9C\xD0\x90\xD0\xAF 2026", "2026-05-21" },
    { "2026年11月21日 08:30", "2026-11-21T08:30:00Z" },
    { "2026年11月21日 8時30分", "2026-11-21T08:30:00Z" },
    { "2026년 11월 21일", "2026-11-21" },
    /* Nonsense. */
    { "", "" },
    { "yesterday", "" },
    { "3 days ago", "" },
    { "0000-00-00 00:00:00", "" },
    { "2026-02-30", "" },
    { "2026-13-01", "" },
    { "32 Nov 2026", "" },
    { "Sat, 21 Nov 2026 25:00:00 GMT", "" },
    { "21 Nov", "" },
    { "99999999999999999999999999", "" },
    { "12345", "" },
    { "1/2", "" },
    { "-", "" },
    { "2026-W99-1", "" },
    { "2026-000", "" },
};

static void
dates_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(DATES); i++) {
        struct cp_feed_date date;
        struct cp_buf out = { 0 };

        if (cp_feed_date_read(cp_slice_of(DATES[i].text), &date))
            cp_feed_date_put(&out, &date);
        expect_slice(DATES[i].text, cp_buf_slice(&out), cp_slice_of(DATES[i].expected));
        cp_buf_clear(&out);
    }
}

/* Both forms that are written are read as the same moment, over a thousand years. */
static void
dates_come_back(void **state)
{
    (void)state;
    for (int64_t s = -20000000000; s < 20000000000; s += 86400 * 97 + 12345) {
        struct cp_feed_date date = { s, true }, iso, mail;
        struct cp_buf out = { 0 };

        cp_feed_date_put(&out, &date);
        assert_true(cp_feed_date_read(cp_buf_slice(&out), &iso));
        out.n = 0;
        cp_feed_date_put_rfc822(&out, &date);
        assert_true(cp_feed_date_read(cp_buf_slice(&out), &mail));
        assert_true(iso.seconds == s && mail.seconds == s);
        cp_buf_clear(&out);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read),
        cmocka_unit_test(dates_come_back),
    };

    return cmocka_run_group_tests_name("feed dates", tests, NULL, NULL);
}
