/* Dates of many shapes and languages; the clock stands at 2026-03-10, noon, UTC. */
#include "unit.h"

#include "meta/dates.h"
#include "rules/rules.h"

#define NOW 1773144000

static const struct {
    const char *text, *iso;   /* iso is "" where there is no date */
} english[] = {
    { "2024-05-17", "2024-05-17" },
    { "2024-05", "2024-05" },
    { "2024", "2024" },
    { "20240517", "2024-05-17" },
    { "2024/5/7", "2024-05-07" },
    { "2024-05-17T08:30:00+02:00", "2024-05-17T08:30:00+02:00" },
    { "2024-05-17T08:30:00.123Z", "2024-05-17T08:30:00Z" },
    { "2024-05-17 08:30", "2024-05-17T08:30" },
    { "2024-05-17T08:30:00-0530", "2024-05-17T08:30:00-05:30" },
    { "Fri, 17 May 2024 08:30:00 GMT", "2024-05-17T08:30:00Z" },
    { "May 17, 2024", "2024-05-17" },
    { "May 17th, 2024 at noon", "2024-05-17" },
    { "17th of May 2024", "2024-05-17" },
    { "Sept. 3, 2021, 4:05 pm", "2021-09-03T16:05" },
    { "May 2024", "2024-05" },
    { "17-May-2024", "2024-05-17" },
    { "3/4/2024", "2024-03-04" },
    { "13/4/2024", "2024-04-13" },
    { "3/4/24", "2024-03-04" },
    { "1715904000", "2024-05-17" },
    { "1715904000000", "2024-05-17" },
    { "2026-03-11", "2026-03-11" },     /* a day of slack */
    { "2026-03-12", "" },
    { "2031-01-01", "" },
    { "0001-01-01T00:00:00Z", "" },
    { "2024-02-30", "" },
    { "2023-02-29", "" },
    { "2024-02-29", "2024-02-29" },
    { "1234567", "" },
    { "version 10.2.3000", "" },
    { "maybe 17", "" },
    { "99999999999999999999", "" },
    { "2024-99-99", "" },
    { "", "" },
};

static const struct {
    const char *text, *iso;
} worldwide[] = {
    { "17. Mai 2024", "2024-05-17" },
    { "3. März 2024, 8:05 Uhr", "2024-03-03T08:05" },
    { "17.05.2024", "2024-05-17" },
    { "1er août 2024", "2024-08-01" },
    { "17 de mayo de 2024", "2024-05-17" },
    { "17 maggio 2024", "2024-05-17" },
    { "5 de março de 2024", "2024-03-05" },
    { "17 mei 2024", "2024-05-17" },
    { "17 maj 2024", "2024-05-17" },
    { "17. desember 2023", "2023-12-17" },
    { "17. toukokuuta 2024", "2024-05-17" },
    { "17 września 2024", "2024-09-17" },
    { "17. října 2024", "2024-10-17" },
    { "17. mája 2024", "2024-05-17" },
    { "2024. május 17.", "2024-05-17" },
    { "17 octombrie 2024", "2024-10-17" },
    { "17. svibnja 2024.", "2024-05-17" },
    { "17 Mayıs 2024", "2024-05-17" },
    { "17 мая 2024 г.", "2024-05-17" },
    { "17 травня 2024", "2024-05-17" },
    { "17 декември 2023", "2023-12-17" },
    { "17 Μαΐου 2024", "2024-05-17" },
    { "17 مايو 2024", "2024-05-17" },
    { "١٧ مايو ٢٠٢٤", "2024-05-17" },
    { "17 במאי 2024", "2024-05-17" },
    { "17 मई 2024", "2024-05-17" },
    { "१७ मई २०२४", "2024-05-17" },
    { "17 พฤษภาคม 2567", "2024-05-17" },
    { "17 tháng 5, 2024", "2024-05-17" },
    { "17 Desember 2023", "2023-12-17" },
    { "2024年5月17日", "2024-05-17" },
    { "2024 年 5 月 17 日", "2024-05-17" },
    { "2024年5月", "2024-05" },
    { "2024년 5월 17일", "2024-05-17" },
    { "2024. 5. 17.", "2024-05-17" },
    { "3/4/2024", "2024-04-03" },
};

static void
check(const struct cp_dates *dates, const char *text, const char *iso)
{
    struct cp_buf out = { 0 };
    struct cp_date date;

    if (cp_dates_read(dates, cp_slice_of(text), &date))
        cp_date_put(&out, &date);
    expect_slice(text, cp_buf_slice(&out), cp_slice_of(iso));
    cp_buf_clear(&out);
}

static void
test_dates(void **state)
{
    struct cp_ctx cx = { 0 };
    struct cp_ruleset *rules = cp_ruleset_new();
    struct cp_dates dates;

    (void)state;
    assert_int_equal(cp_ruleset_load_builtin(&cx, rules), CLEANPAGE_OK);
    cp_dates_init(&dates, rules, NOW, CP_LIT("en-US"));
    for (size_t i = 0; i < COUNT_OF(english); i++)
        check(&dates, english[i].text, english[i].iso);
    cp_dates_init(&dates, rules, NOW, CP_LIT("de"));
    for (size_t i = 0; i < COUNT_OF(worldwide); i++)
        check(&dates, worldwide[i].text, worldwide[i].iso);
    cp_ruleset_free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_dates) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
