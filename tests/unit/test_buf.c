#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"

static void
test_appends(void **state)
{
    struct cp_buf b = { 0 };

    (void)state;
    cp_buf_puts(&b, "ab");
    cp_buf_putc(&b, '\0');
    cp_buf_put(&b, "cd", 1);
    cp_buf_put(&b, NULL, 0);
    cp_buf_put_slice(&b, CP_LIT("-"));
    cp_buf_put_repeat(&b, 'x', 3);
    cp_buf_put_repeat(&b, 'y', 0);
    cp_buf_put_u64(&b, 0);
    cp_buf_put_u64(&b, UINT64_MAX);
    expect_slice("appended", cp_buf_slice(&b), CP_LIT("ab\0c-xxx018446744073709551615"));
    assert_false(cp_buf_failed(&b));
    cp_buf_clear(&b);
    assert_int_equal(cp_buf_slice(&b).n, 0);
}

static void
test_grows(void **state)
{
    struct cp_buf b = { 0 };

    (void)state;
    for (int i = 0; i < 100000; i++)
        cp_buf_putc(&b, (char)('a' + i % 26));
    assert_int_equal(b.n, 100000);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(b.p[i], 'a' + i % 26);
    cp_buf_clear(&b);
}

static void
test_ceiling_is_exact_and_sticky(void **state)
{
    struct cp_buf b = { .max = 4 };
    struct cp_ctx cx = { 0 };

    (void)state;
    cp_buf_puts(&b, "abcd");
    assert_false(cp_buf_failed(&b));
    assert_int_equal(cp_buf_finish(&cx, &b, "thing"), CLEANPAGE_OK);
    cp_buf_putc(&b, 'e');
    assert_true(cp_buf_failed(&b));
    cp_buf_put(&b, "", 0);
    expect_slice("kept", cp_buf_slice(&b), CP_LIT("abcd"));
    assert_int_equal(cp_buf_finish(&cx, &b, "thing"), CLEANPAGE_LIMIT);
    assert_string_equal(cx.message, "thing: longer than 4 bytes");
    cp_buf_clear(&b);

    cp_buf_puts(&b, "abcde");    /* the ceiling outlives a clear */
    assert_true(cp_buf_failed(&b));
    cp_buf_puts(&b, "a");        /* would fit, but something is missing already */
    assert_int_equal(b.n, 0);
    cp_buf_clear(&b);
}

static void
test_absurd_length(void **state)
{
    struct cp_buf b = { 0 };

    (void)state;
    cp_buf_putc(&b, 'a');
    assert_null(cp_buf_reserve(&b, SIZE_MAX - 1));
    assert_true(b.too_long);
    cp_buf_clear(&b);
}

static void
test_str(void **state)
{
    struct cp_buf b = { 0 };

    (void)state;
    assert_string_equal(cp_buf_str(&b), "");
    cp_buf_puts(&b, "abc");
    assert_string_equal(cp_buf_str(&b), "abc");
    assert_int_equal(b.n, 3);
    cp_buf_puts(&b, "def");
    assert_string_equal(cp_buf_str(&b), "abcdef");
    cp_buf_clear(&b);
}

/* A file of n bytes in the build directory, the current one. */
static void
write_file(const char *path, size_t n)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    for (size_t i = 0; i < n; i++)
        fputc('a' + (int)(i % 26), f);
    assert_int_equal(fclose(f), 0);
}

static void
test_read_file(void **state)
{
    static const struct {
        size_t size, max;
        cleanpage_status status;
    } cases[] = {
        { 0, 0, CLEANPAGE_OK },
        { 0, 10, CLEANPAGE_OK },
        { 10, 0, CLEANPAGE_OK },
        { 10, 11, CLEANPAGE_OK },
        { 10, 10, CLEANPAGE_OK },
        { 11, 10, CLEANPAGE_LIMIT },
        { 256, 256, CLEANPAGE_OK },        /* the first capacity */
        { 257, 256, CLEANPAGE_LIMIT },
        { 100000, 100000, CLEANPAGE_OK },
        { 100001, 100000, CLEANPAGE_LIMIT },
        { 300000, 100000, CLEANPAGE_LIMIT },
    };
    struct cp_ctx cx = { 0 };
    char path[64];

    (void)state;
    snprintf(path, sizeof path, "test_buf.%ld.tmp", (long)getpid());
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cp_buf b = { .max = cases[i].max };
        write_file(path, cases[i].size);
        assert_int_equal(cp_buf_read_file(&cx, &b, path), cases[i].status);
        if (cases[i].status == CLEANPAGE_OK) {
            assert_int_equal(b.n, cases[i].size);
            assert_true(b.n == 0 || b.p[b.n - 1] == 'a' + (char)((b.n - 1) % 26));
        } else {
            assert_true(strncmp(cx.message, path, strlen(path)) == 0);
        }
        cp_buf_clear(&b);
    }
    remove(path);
}

static void
test_read_file_appends(void **state)
{
    struct cp_buf b = { .max = 12 };
    struct cp_ctx cx = { 0 };
    char path[64];

    (void)state;
    snprintf(path, sizeof path, "test_buf_append.%ld.tmp", (long)getpid());
    write_file(path, 10);
    cp_buf_puts(&b, "12");
    assert_int_equal(cp_buf_read_file(&cx, &b, path), CLEANPAGE_OK);
    expect_slice("appended", cp_buf_slice(&b), CP_LIT("12abcdefghij"));
    assert_int_equal(cp_buf_read_file(&cx, &b, path), CLEANPAGE_LIMIT);
    cp_buf_clear(&b);
    remove(path);
}

static void
test_read_file_failures(void **state)
{
    struct cp_buf b = { 0 };
    struct cp_ctx cx = { 0 };

    (void)state;
    assert_int_equal(cp_buf_read_file(&cx, &b, "no-such-file.tmp"), CLEANPAGE_READ);
    assert_non_null(strstr(cx.message, "no-such-file.tmp: "));
    assert_int_equal(cp_buf_read_file(&cx, &b, "."), CLEANPAGE_READ);    /* a directory */
    assert_true(strncmp(cx.message, ".: ", 3) == 0);
    cp_buf_clear(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_appends),
        cmocka_unit_test(test_grows),
        cmocka_unit_test(test_ceiling_is_exact_and_sticky),
        cmocka_unit_test(test_absurd_length),
        cmocka_unit_test(test_str),
        cmocka_unit_test(test_read_file),
        cmocka_unit_test(test_read_file_appends),
        cmocka_unit_test(test_read_file_failures),
    };

    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
