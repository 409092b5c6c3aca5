/* Moments: what is one and what is none, there and back, days of the week. */
#include "unit.h"

#include "archive/when.h"

static const struct {
    const char *text;
    int64_t when;
} MOMENTS[] = {
    { "2026-11-21", 1795219200 },
    { "2026-11", 1793491200 },
    { "2026", 1767225600 },
    { "2026-11-21T08", 1795248000 },
    { "2026-11-21T08:30", 1795249800 },
    { "2026-11-21 08:30", 1795249800 },
    { "2026-11-21T08:30:15", 1795249815 },
    { "2026-11-21T08:30:15.999Z", 1795249815 },
    { "2026-11-21T08:30:15Z", 1795249815 },
    { "2026-11-21T08:30:00+01:00", 1795246200 },
    { "2026-11-21T08:30:00-0530", 1795269600 },
    { "2026-11-21T08:30:00+01", 1795246200 },
    { "2026-11-21T08:30+14:00", 1795199400 },
    /* Leap days, and a leap second, which is the second behind it. */
    { "2024-02-29", 1709164800 },
    { "2000-02-29T00:00:00Z", 951782400 },
    { "2016-12-31T23:59:60Z", 1483228800 },
    /* The first and the last moments that are of use. */
    { "1970-01-01T00:00:01Z", 1 },
    { "2038-01-19T03:14:08Z", 2147483648 },
    { "9999-12-31T23:59:59Z", 253402300799 },
    /* None. */
    { "", 0 },
    { "yesterday", 0 },
    { "1969-12-31", 0 },
    { "26-11-21", 0 },
    { "2026-1-2", 0 },
    { "2026-00-01", 0 },
    { "2026-13-01", 0 },
    { "2026-11-00", 0 },
    { "2026-11-31", 0 },
    { "2026-02-29", 0 },
    { "2100-02-29", 0 },
    { "2026-11-21x", 0 },
    { "2026-11-21T", 0 },
    { "2026-11-21T24:00", 0 },
    { "2026-11-21T08:60", 0 },
    { "2026-11-21T08:30:61", 0 },
    { "2026-11-21T08:30:00+", 0 },
    { "2026-11-21T08:30:00+25:00", 0 },
    { "2026-11-21T08:30:00Z and more", 0 },
    { "-2026-11-21", 0 },
    { " 2026-11-21", 0 },
    { "２０２６-11-21", 0 },
};

static void
moments_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(MOMENTS); i++)
        expect_number(MOMENTS[i].text,
                      (unsigned long long)cp_when_parse(cp_slice_of(MOMENTS[i].text)),
                      (unsigned long long)MOMENTS[i].when);
}

/* The text need not end where the slice does. */
static void
a_slice_ends_where_it_ends(void **state)
{
    (void)state;
    assert_int_equal(cp_when_parse((struct cp_slice){ "2026-11-21T08:30", 10 }), 1795219200);
    assert_int_equal(cp_when_parse((struct cp_slice){ "2026-11-21", 9 }), 0);
    assert_int_equal(cp_when_parse((struct cp_slice){ 0 }), 0);
}

static void
moments_go_there_and_back(void **state)
{
    /* A step without a common factor with hours, days or years. */
    const int64_t step = 86400 * 97 + 12347;

    (void)state;
    for (int64_t when = 1; when < 253402300800; when += step) {
        struct cp_buf text = { 0 };

        cp_when_put(&text, when);
        assert_int_equal(text.n, 20);
        assert_int_equal(cp_when_parse(cp_buf_slice(&text)), when);
        cp_buf_clear(&text);
    }
}

static void
a_moment_is_written_in_utc(void **state)
{
    struct cp_buf text = { 0 };

    (void)state;
    cp_when_put(&text, 1795249815);
    expect_slice("moment", cp_buf_slice(&text), CP_LIT("2026-11-21T08:30:15Z"));
    cp_buf_clear(&text);
}

static void
weekdays_and_hours(void **state)
{
    (void)state;
    assert_int_equal(cp_when_weekday(0), 4);          /* Thursday */
    assert_int_equal(cp_when_weekday(1795219200), 6); /* Saturday */
    assert_int_equal(cp_when_weekday(1795219199), 5); /* a second before it */
    assert_int_equal(cp_when_weekday(1795305600), 0); /* Sunday */
    assert_int_equal(cp_when_hour(1795219200), 0);
    assert_int_equal(cp_when_hour(1795219199), 23);
    assert_int_equal(cp_when_hour(1795249815), 8);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_read),
        cmocka_unit_test(a_slice_ends_where_it_ends),
        cmocka_unit_test(moments_go_there_and_back),
        cmocka_unit_test(a_moment_is_written_in_utc),
        cmocka_unit_test(weekdays_and_hours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
