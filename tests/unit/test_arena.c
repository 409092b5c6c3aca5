#include "unit.h"

#include <stdalign.h>

#include "base/arena.h"
#include "base/poison.h"

static void
test_alignment(void **state)
{
    struct cp_arena a;

    (void)state;
    cp_arena_init(&a, 0);
    for (size_t n = 0; n < 200; n++) {
        char *p = cp_arena_alloc(&a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        memset(p, (int)n, n);
    }
    cp_arena_clear(&a);
}

static void
test_pieces_do_not_overlap(void **state)
{
    static unsigned char *pieces[2000];
    struct cp_arena a;

    (void)state;
    cp_arena_init(&a, 0);
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        pieces[i] = cp_arena_alloc(&a, i);
        memset(pieces[i], (int)(i % 251), i);
    }
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        for (size_t k = 0; k < i; k++)
            if (pieces[i][k] != i % 251)
                fail_msg("piece %zu was overwritten at %zu", i, k);
    cp_arena_clear(&a);
}

/* What lay there before the mark stays, in whatever chunk; what came behind it is had again. */
static void
test_rewind(void **state)
{
    struct cp_arena a;

    (void)state;
    for (size_t before = 0; before < 400000; before += 39999) {
        struct cp_arena_mark mark;
        char *kept, *first;

        cp_arena_init(&a, 0);
        kept = before ? memset(cp_arena_alloc(&a, before), 'k', before) : NULL;
        mark = cp_arena_mark(&a);
        first = cp_arena_alloc(&a, 100);
        for (int i = 0; i < 50; i++)
            memset(cp_arena_alloc(&a, 30000), 'x', 30000);
        cp_arena_rewind(&a, mark);
        assert_int_equal(a.used_bytes, mark.used_bytes);
        assert_ptr_equal(cp_arena_alloc(&a, 100), first);
        for (int i = 0; i < 90; i++)
            memset(cp_arena_alloc(&a, 30000), 'y', 30000);
        for (size_t i = 0; i < before; i++)
            assert_int_equal(kept[i], 'k');
        cp_arena_clear(&a);
    }
}

static void
test_budget(void **state)
{
    struct cp_arena a;

    (void)state;
    cp_arena_init(&a, 1024);
    assert_null(cp_arena_alloc(&a, 1025));
    assert_null(cp_arena_alloc(&a, SIZE_MAX));
    assert_null(cp_arena_alloc(&a, SIZE_MAX - 8));
    assert_non_null(cp_arena_alloc(&a, 1000));
    assert_null(cp_arena_alloc(&a, 100));
    assert_non_null(cp_arena_alloc(&a, 16));    /* still usable for what fits */
    assert_null(cp_arena_alloc(&a, 1));
    cp_arena_reset(&a);
    assert_non_null(cp_arena_alloc(&a, 1024));
    cp_arena_clear(&a);
    assert_int_equal(a.budget_bytes, 1024);
}

static void
test_zalloc(void **state)
{
    struct cp_arena a;
    unsigned char *p;

    (void)state;
    cp_arena_init(&a, 0);
    memset(cp_arena_alloc(&a, 1000), 0xFF, 1000);
    cp_arena_reset(&a);
    p = cp_arena_zalloc(&a, 100, 10);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(p[i], 0);
    assert_null(cp_arena_zalloc(&a, SIZE_MAX / 2, 3));
    assert_non_null(cp_arena_zalloc(&a, 0, 8));
    cp_arena_clear(&a);
}

static void
test_strndup(void **state)
{
    struct cp_arena a;

    (void)state;
    cp_arena_init(&a, 0);
    assert_string_equal(cp_arena_strndup(&a, "abcdef", 3), "abc");
    assert_string_equal(cp_arena_strndup(&a, NULL, 0), "");
    assert_memory_equal(cp_arena_strndup(&a, "a\0b", 3), "a\0b", 4);
    assert_null(cp_arena_strndup(&a, "", SIZE_MAX));
    cp_arena_clear(&a);
}

static void
test_shrink(void **state)
{
    struct cp_arena a;
    char *p, *q;

    (void)state;
    cp_arena_init(&a, 0);
    p = cp_arena_alloc(&a, 1000);
    cp_arena_shrink(&a, p, 1000, 100);
    assert_true(a.used_bytes >= 100 && a.used_bytes < 100 + alignof(max_align_t));
    q = cp_arena_alloc(&a, 10);
    assert_true(q >= p + 100 && q < p + 100 + alignof(max_align_t) + CP_GAP_BYTES);
    cp_arena_shrink(&a, p, 1000, 0);     /* no longer the newest: nothing happens */
    assert_ptr_not_equal(cp_arena_alloc(&a, 10), p);
    q = cp_arena_alloc(&a, 50);
    cp_arena_shrink(&a, q, 50, 50);
    cp_arena_shrink(&a, q, 50, 0);
    assert_ptr_equal(cp_arena_alloc(&a, 50), q + CP_GAP_BYTES);
    cp_arena_clear(&a);
}

#if CP_IS_ADDRESS_SANITIZED

int __asan_address_is_poisoned(const volatile void *p);

/* In a build with AddressSanitizer: what is not given out, and what was given back. */
static void
test_ends_are_seen(void **state)
{
    struct cp_arena_mark mark;
    struct cp_arena a;
    char *p, *q;

    (void)state;
    cp_arena_init(&a, 0);
    p = cp_arena_alloc(&a, 10);
    assert_false(__asan_address_is_poisoned(p + 9));
    assert_true(__asan_address_is_poisoned(p + 10));
    mark = cp_arena_mark(&a);
    q = cp_arena_alloc(&a, 1000);
    assert_true(__asan_address_is_poisoned(q - 1));
    cp_arena_shrink(&a, q, 1000, 100);
    assert_false(__asan_address_is_poisoned(q + 99));
    assert_true(__asan_address_is_poisoned(q + 100));
    cp_arena_rewind(&a, mark);
    assert_true(__asan_address_is_poisoned(q));
    assert_false(__asan_address_is_poisoned(p));
    cp_arena_reset(&a);
    assert_true(__asan_address_is_poisoned(p));
    cp_arena_clear(&a);
}

#else

static void
test_ends_are_seen(void **state)
{
    (void)state;
    assert_int_equal(CP_GAP_BYTES, 0);
}

#endif

static void
test_reset_reuses(void **state)
{
    struct cp_arena a;
    char *first;

    (void)state;
    cp_arena_init(&a, 0);
    first = cp_arena_alloc(&a, 100);
    for (int i = 0; i < 100; i++)
        assert_non_null(cp_arena_alloc(&a, 10000));
    cp_arena_reset(&a);
    assert_int_equal(a.used_bytes, 0);
    assert_ptr_equal(cp_arena_alloc(&a, 100), first);
    assert_non_null(cp_arena_alloc(&a, 5000000));    /* larger than any kept chunk */
    for (int i = 0; i < 100; i++)
        memset(cp_arena_alloc(&a, 10000), i, 10000);
    cp_arena_clear(&a);
    cp_arena_clear(&a);
}

static void
test_zeroed_arena(void **state)
{
    struct cp_arena a = { 0 };

    (void)state;
    cp_arena_clear(&a);
    assert_non_null(cp_arena_alloc(&a, 1));
    cp_arena_clear(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alignment),
        cmocka_unit_test(test_pieces_do_not_overlap),
        cmocka_unit_test(test_rewind),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_zalloc),
        cmocka_unit_test(test_strndup),
        cmocka_unit_test(test_shrink),
        cmocka_unit_test(test_ends_are_seen),
        cmocka_unit_test(test_reset_reuses),
        cmocka_unit_test(test_zeroed_arena),
    };

    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
