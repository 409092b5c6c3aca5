/* What becomes of a batch's outputs: their order, their lines, the names of their files. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "batch/languages.h"
#include "batch/line.h"
#include "batch/names.h"
#include "batch/order.h"

/* ------------------------------------------------------------------ order */

#define NUMBERS 20000
#define ROOM 64

/* A generator of our own, so that the shuffles are the same everywhere. */
static uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Numbers in an order in which none comes more than `spread` places too early. */
static void
shuffle(uint64_t *numbers, size_t n, size_t spread)
{
    uint32_t state = 6;

    for (size_t i = 0; i < n; i++)
        numbers[i] = i;
    for (size_t start = 0; start < n; start += spread)
        for (size_t i = start; i < start + spread && i < n; i++) {
            size_t end = start + spread < n ? start + spread : n;
            size_t j = start + next_random(&state) % (end - start);
            uint64_t number = numbers[i];

            numbers[i] = numbers[j];
            numbers[j] = number;
        }
}

static void
put_number(struct cp_order *order, uint64_t number)
{
    char text[40];
    struct cp_output_item item = { .number = number,
                                   .outcome = (enum cp_outcome)(number % CP_OUTCOME_COUNT),
                                   .name = { text, 3 } };

    snprintf(text, sizeof text, "abc%llu", (unsigned long long)number);
    item.bytes = (struct cp_slice){ text + 3, strlen(text) - 3 };
    assert_true(cp_order_has_room(order, number));
    assert_true(cp_order_put(order, &item));
    memset(text, 'x', sizeof text); /* it has its own copy */
}

/* Takes what is ready, and returns how many; the first is to be `*next`. */
static size_t
take_numbers(struct cp_order *order, uint64_t *next)
{
    struct cp_output_item item;
    size_t n = 0;
    char text[40];

    while (cp_order_take(order, &item)) {
        snprintf(text, sizeof text, "%llu", (unsigned long long)*next);
        assert_int_equal(item.number, *next);
        assert_int_equal(item.outcome, *next % CP_OUTCOME_COUNT);
        assert_true(cp_slice_eq(item.bytes, cp_slice_of(text)));
        assert_true(cp_slice_eq(item.name, CP_LIT("abc")));
        ++*next;
        n++;
    }
    return n;
}

static void
shuffled_numbers_come_in_order(void **state)
{
    static uint64_t numbers[NUMBERS];
    struct cp_order order;
    uint64_t next = 0;
    size_t most = 0;

    (void)state;
    shuffle(numbers, NUMBERS, ROOM / 2);
    assert_true(cp_order_init(&order, ROOM, 0));
    for (size_t i = 0; i < NUMBERS; i++) {
        put_number(&order, numbers[i]);
        take_numbers(&order, &next);
        most = order.bytes > most ? order.bytes : most;
    }
    assert_int_equal(next, NUMBERS);
    assert_int_equal(order.bytes, 0);
    assert_true(most > 0 && most < ROOM * strlen("19999"));
    cp_order_clear(&order);
}

static void
there_is_room_for_so_many(void **state)
{
    struct cp_order order;
    uint64_t next = 100;

    (void)state;
    assert_true(cp_order_init(&order, 8, 100));
    assert_true(cp_order_has_room(&order, 106));
    assert_false(cp_order_has_room(&order, 107));
    for (uint64_t number = 106; number > 100; number--)
        put_number(&order, number);
    assert_int_equal(take_numbers(&order, &next), 0);
    assert_int_equal(order.bytes, 6 * 3);
    put_number(&order, 100);
    assert_int_equal(take_numbers(&order, &next), 7);
    assert_int_equal(order.bytes, 0);
    assert_true(cp_order_has_room(&order, 113));
    assert_false(cp_order_has_room(&order, 114));
    put_number(&order, 110);
    cp_order_clear(&order); /* with one that was never taken */
}

/* ------------------------------------------------------------------ lines */

static struct cp_record
record_of(const char *id, const char *carried)
{
    return (struct cp_record){ .id = cp_slice_of(id), .carried = cp_slice_of(carried) };
}

static void
members_of_the_input_make_way(void **state)
{
    static const struct {
        const char *carried, *want;
    } table[] = {
        { "", "" },
        { "\"topic\":\"x\"", ",\"topic\":\"x\"" },
        { "\"text\":1,\"title\":[\"a\",{\"b\":\"c,\\\"d\"}],\"n\":2",
          ",\"input_text\":1,\"input_title\":[\"a\",{\"b\":\"c,\\\"d\"}],\"n\":2" },
        { "\"status\":null,\"error\":true,\"markdown\":\"\",\"id\":{\"text\":1}",
          ",\"input_status\":null,\"input_error\":true,\"input_markdown\":\"\","
          "\"input_id\":{\"text\":1}" },
        /* An earlier batch's: another one is set before, so that no name is there twice. */
        { "\"input_text\":1,\"input_input_url\":2,\"input_topic\":3",
          ",\"input_input_text\":1,\"input_input_input_url\":2,\"input_topic\":3" },
        { "\"Text\":1,\"texts\":2,\"tex\":3,\"\":4,\"input_\":5",
          ",\"Text\":1,\"texts\":2,\"tex\":3,\"\":4,\"input_\":5" },
        { "\"a\\\"b,\":\"}],\\\\\",\"c\":[]", ",\"a\\\"b,\":\"}],\\\\\",\"c\":[]" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct cp_record record = record_of("7", table[i].carried);
        struct cp_buf out = { 0 }, want = { 0 };

        cp_line_put(&out, &record, i % 2 == 0, CP_LIT("{\"text\":\"t\"}\n"));
        cp_buf_puts(&want, i % 2 == 0 ? "{\"id\":7,\"status\":\"ok\",\"error\":null"
                                      : "{\"id\":7,\"status\":\"empty\",\"error\":null");
        cp_buf_puts(&want, table[i].want);
        cp_buf_puts(&want, ",\"text\":\"t\"}\n");
        assert_string_equal(cp_buf_str(&out), cp_buf_str(&want));
        cp_buf_clear(&out);
        cp_buf_clear(&want);
    }
}

static void
causes_are_shown(void **state)
{
    static const struct {
        struct cp_slice cause, url;
        const char *want;
    } table[] = {
        { { "no", 2 },
          { NULL, 0 },
          "{\"id\":\"a\",\"status\":\"error\",\"error\":\"no\",\"n\":1,\"url\":null}\n" },
        { { "a \"b\"\\\n\x01", 8 },
          { "https://e.org/?\"\\", 17 },
          "{\"id\":\"a\",\"status\":\"error\",\"error\":\"a \\\"b\\\"\\\\\\u000a\","
          "\"n\":1,\"url\":\"https://e.org/?\\\"\\\\\"}\n" },
        { { "r\xC3\xA4gn \xFF", 7 },
          { NULL, 0 },
          "{\"id\":\"a\",\"status\":\"error\",\"error\":\"r\xC3\xA4gn \xEF\xBF\xBD\","
          "\"n\":1,\"url\":null}\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct cp_record record = record_of("\"a\"", "\"n\":1");
        struct cp_buf out = { 0 };

        record.url = table[i].url;
        cp_line_put_error(&out, &record, table[i].cause);
        assert_string_equal(cp_buf_str(&out), table[i].want);
        cp_buf_clear(&out);
    }
}

/* ------------------------------------------------------------------ names */

static void
give(struct cp_names *names, struct cp_slice name, uint64_t number, struct cp_buf *file)
{
    assert_true(cp_names_give(names, name, number, file));
    assert_non_null(cp_buf_str(file));
}

static void
names_stay_in_their_directory(void **state)
{
    static const struct {
        struct cp_slice name;
        const char *want;
    } table[] = {
        { { "", 0 }, "_.txt" },
        { { "a", 1 }, "a.txt" },
        { { "A", 1 }, "A-2.txt" }, /* the same where case does not count */
        { { "a", 1 }, "a-3.txt" },
        { { "a-3", 3 }, "a-3-4.txt" },
        { { "a/b", 3 }, "a/b.txt" },
        { { "/etc/passwd", 11 }, "etc/passwd.txt" },
        { { "../../up", 8 }, "up.txt" },
        { { "a/../b", 6 }, "a/b-8.txt" },
        { { "..", 2 }, "_-9.txt" },
        { { "./.hidden", 9 }, "hidden.txt" },
        { { "x\0y", 3 }, "x_y.txt" },
        { { "x y", 3 }, "x_y-12.txt" },
        { { "b\\..\\c", 6 }, "b_.._c.txt" },
        { { "r\xC3\xA4gn", 5 }, "r_gn.txt" },
        { { "\xFF\xFE", 2 }, "_-15.txt" },
        { { "dir.txt/in", 10 }, "dir.txt_/in.txt" },
        { { "dir.TXT/in2", 11 }, "dir.TXT_/in2.txt" },
        { { "slash/", 6 }, "slash/_.txt" },
        { { "a//b///c", 8 }, "a/b/c.txt" },
        { { "https://e.org/?q=1&r", 20 }, "https_/e.org/q_1_r.txt" },
    };
    struct cp_names names = { .extension = ".txt" };
    struct cp_buf file = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        give(&names, table[i].name, i, &file);
        assert_string_equal(file.p, table[i].want);
    }
    cp_names_clear(&names);
    cp_buf_clear(&file);
}

/* No part may be longer than what file systems take, and what is cut off tells no names apart.
 */
static void
long_names_are_cut_and_differ(void **state)
{
    static char text[100000];
    struct cp_names names = { .extension = ".md" };
    struct cp_buf file = { 0 };
    struct cp_buf first = { 0 };

    (void)state;
    memset(text, 'n', sizeof text);
    give(&names, (struct cp_slice){ text, sizeof text }, 0, &first);
    give(&names, (struct cp_slice){ text, sizeof text - 1 }, UINT64_MAX, &file);
    assert_true(first.n < 255 && file.n < 255);
    assert_string_not_equal(first.p, file.p);
    assert_non_null(strstr(file.p, "-18446744073709551615.md"));
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 2 ? '/' : 'd';
    give(&names, (struct cp_slice){ text, sizeof text }, 2, &file);
    assert_true(file.n < 255);
    cp_names_clear(&names);
    cp_buf_clear(&file);
    cp_buf_clear(&first);
}

static int
compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Of many names, a hundred times each, all files differ, in lower case too; and again the same.
 */
static void
many_names_differ_and_are_the_same_again(void **state)
{
    enum { COUNT = 5000 };
    static char *files[COUNT];
    struct cp_names names = { .extension = ".txt" }, again = { .extension = ".txt" };
    struct cp_buf file = { 0 };
    char name[20];

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(name, sizeof name, i % 3 ? "page%zu" : "PAGE%zu", i % 50);
        give(&names, cp_slice_of(name), i, &file);
        files[i] = strdup(file.p);
        give(&again, cp_slice_of(name), i, &file);
        assert_string_equal(file.p, files[i]);
        for (char *p = files[i]; *p; p++)
            *p = (char)cp_lower((unsigned char)*p);
    }
    qsort(files, COUNT, sizeof *files, compare);
    for (size_t i = 1; i < COUNT; i++)
        assert_string_not_equal(files[i - 1], files[i]);
    for (size_t i = 0; i < COUNT; i++)
        free(files[i]);
    cp_names_clear(&names);
    cp_names_clear(&again);
    cp_buf_clear(&file);
}

/* ------------------------------------------------------------------ languages */

static void
languages_have_three_letters(void **state)
{
    static const char *const table[][2] = {
        { "en", "eng" },   { "de-AT", "deu" },  { "ZH-Hant-TW", "zho" },
        { "aa", "aar" },   { "zu", "zul" },     { "yue", "yue" },
        { "und", "" },     { "xx", "" },        { "en_GB", "" },
        { "", "" },        { "-", "" },         { "e", "" },
        { "english", "" }, { "x-klingon", "" }, { "pt-br", "por" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_true(cp_slice_eq(cp_language_of_tag(table[i][0]), cp_slice_of(table[i][1])));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shuffled_numbers_come_in_order),
        cmocka_unit_test(there_is_room_for_so_many),
        cmocka_unit_test(members_of_the_input_make_way),
        cmocka_unit_test(causes_are_shown),
        cmocka_unit_test(names_stay_in_their_directory),
        cmocka_unit_test(long_names_are_cut_and_differ),
        cmocka_unit_test(many_names_differ_and_are_the_same_again),
        cmocka_unit_test(languages_have_three_letters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
