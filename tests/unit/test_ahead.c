/* Outputs before their turn, on disk: src/batch/ahead.c. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/ahead.h"

#define ROOM 64
#define FACTS ((struct cp_slice){ "\0\xff a\n", 5 })

struct batch {
    struct cp_ctx cx;
    struct cp_order order;
    struct cp_ahead ahead;
    char file[64], path[80];
};

static void
open_batch(struct batch *b, uint64_t first, bool resume)
{
    assert_true(cp_order_init(&b->order, ROOM, first));
    assert_int_equal(cp_ahead_open(&b->cx, &b->ahead, b->file, resume, &b->order),
                     CLEANPAGE_OK);
}

static void
close_batch(struct batch *b)
{
    cp_ahead_clear(&b->ahead);
    cp_order_clear(&b->order);
}

static struct batch
new_batch(void)
{
    struct batch b = { 0 };

    snprintf(b.file, sizeof b.file, "test_ahead.%ld", (long)getpid());
    snprintf(b.path, sizeof b.path, "%s.ahead", b.file);
    open_batch(&b, 0, false);
    return b;
}

/* As a batch does: into the order, and if it is not its turn on disk. */
static void
put(struct batch *b, uint64_t number)
{
    char line[32];
    int n = snprintf(line, sizeof line, "{\"id\":%llu}\n", (unsigned long long)number);
    struct cp_output_item item = { .number = number,
                                   .outcome = CP_OUTCOME_EMPTY,
                                   .facts = FACTS,
                                   .bytes = { line, (size_t)n },
                                   .is_fetched = true };

    assert_true(cp_order_put(&b->order, &item));
    if (number != b->order.next)
        assert_int_equal(cp_ahead_put(&b->cx, &b->ahead, &item), CLEANPAGE_OK);
}

static void
take_all(struct batch *b, uint64_t first, uint64_t count)
{
    struct cp_output_item item;
    char line[32];

    for (uint64_t i = first; i < first + count; i++) {
        snprintf(line, sizeof line, "{\"id\":%llu}\n", (unsigned long long)i);
        assert_true(cp_order_take(&b->order, &item));
        assert_int_equal(item.number, i);
        assert_int_equal(item.outcome, CP_OUTCOME_EMPTY);
        assert_true(item.number == 2 || cp_slice_eq(item.facts, FACTS));
        assert_true(cp_slice_eq(item.bytes, cp_slice_of(line)));
    }
    assert_false(cp_order_take(&b->order, &item));
}

static long
size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (long)st.st_size : -1;
}

static void
append(const struct batch *b, const char *bytes, size_t n)
{
    FILE *file = fopen(b->path, "a");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

static void
is_gone_on_from(void **state)
{
    struct batch b = new_batch();

    (void)state;
    for (uint64_t i = 1; i < 6; i++)
        put(&b, i);
    close_batch(&b);
    /* What came before that is in the other file by now. */
    open_batch(&b, 3, true);
    take_all(&b, 3, 3);
    assert_int_equal(cp_ahead_trim(&b.cx, &b.ahead, &b.order), CLEANPAGE_OK);
    assert_int_equal(size_of(b.path), -1);
    close_batch(&b);
}

/* Each of these ends behind a good entry: that stays, and what is written next is read. */
static void
what_is_torn_is_not_used(void **state)
{
    static const struct cp_slice torn[] = {
        { "9", 1 },
        { "9 1 ", 4 },
        { "9 1 9 \n{\"id\"", 12 },
        { "9 1 9 \n{\"id\":9}", 15 },
        { "9 1 9 \n{\"id\0:9}\n", 17 },
        { "9 1 8 \n{\"id\":9}\n", 16 },
        { "9 7 9 \n{\"id\":9}\n", 16 },
        { "9 1 9\n{\"id\":9}\n", 15 },
        { "9 1 9 a\n{\"id\":9}\n", 17 },
        { "9 1 9 0g\n{\"id\":9}\n", 18 },
        { "\0\0\0\0\n\0\0\0\n", 9 },
        { "nonsense\n\n", 10 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof torn / sizeof *torn; i++) {
        struct batch b = new_batch();

        put(&b, 1);
        close_batch(&b);
        append(&b, torn[i].p, torn[i].n);
        open_batch(&b, 0, true);
        assert_non_null(cp_order_find(&b.order, 1));
        assert_null(cp_order_find(&b.order, 9));
        put(&b, 2);
        close_batch(&b);
        open_batch(&b, 0, true);
        put(&b, 0);
        take_all(&b, 0, 3);
        cp_ahead_remove(&b.ahead);
        assert_int_equal(size_of(b.path), -1);
        close_batch(&b);
    }
}

static void
what_is_there_twice_or_too_far_ahead(void **state)
{
    struct batch b = new_batch();

    (void)state;
    put(&b, 1);
    close_batch(&b);
    append(&b, "1 0 5 \n\"no\"\n", 12);
    append(&b, "99999 1 9 \n{\"id\":9}\n", 20);
    append(&b, "2 1 9 \n{\"id\":2}\n", 16);
    open_batch(&b, 1, true);
    take_all(&b, 1, 2);
    cp_ahead_remove(&b.ahead);
    close_batch(&b);
}

static void
begins_anew_without_resume(void **state)
{
    struct batch b = new_batch();

    (void)state;
    put(&b, 1);
    close_batch(&b);
    open_batch(&b, 0, false);
    assert_null(cp_order_find(&b.order, 1));
    assert_int_equal(size_of(b.path), -1);
    close_batch(&b);
}

/* Long runs behind a slow host: what was taken does not stay for ever. */
static void
is_written_anew_when_it_is_long(void **state)
{
    struct batch b = new_batch();
    long before;

    (void)state;
    b.ahead.max_bytes = 500;
    for (uint64_t i = 1; i < 40; i++)
        put(&b, i);
    put(&b, 0);
    put(&b, 45);
    take_all(&b, 0, 40);
    before = size_of(b.path);
    assert_true(before > 500);
    assert_int_equal(cp_ahead_trim(&b.cx, &b.ahead, &b.order), CLEANPAGE_OK);
    assert_true(size_of(b.path) > 0 && size_of(b.path) < 30);
    put(&b, 41);
    close_batch(&b);
    open_batch(&b, 40, true);
    assert_non_null(cp_order_find(&b.order, 45));
    assert_non_null(cp_order_find(&b.order, 41));
    cp_ahead_remove(&b.ahead);
    close_batch(&b);
}

static void
tells_what_cannot_be_written(void **state)
{
    struct batch b = { .file = "no/such/directory" };

    (void)state;
    open_batch(&b, 0, true);
    assert_int_equal(cp_ahead_put(&b.cx, &b.ahead,
                                  &(struct cp_output_item){ .number = 1, .is_fetched = true }),
                     CLEANPAGE_WRITE);
    assert_string_equal(b.cx.message, "no/such/directory.ahead: No such file or directory");
    close_batch(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_gone_on_from),
        cmocka_unit_test(what_is_torn_is_not_used),
        cmocka_unit_test(what_is_there_twice_or_too_far_ahead),
        cmocka_unit_test(begins_anew_without_resume),
        cmocka_unit_test(is_written_anew_when_it_is_long),
        cmocka_unit_test(tells_what_cannot_be_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
