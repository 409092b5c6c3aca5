#include "unit.h"

#include "base/table.h"

static struct cp_arena arena;

static int
set_up(void **state)
{
    (void)state;
    cp_arena_init(&arena, 0);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    cp_arena_clear(&arena);
    return 0;
}

static void
test_empty(void **state)
{
    struct cp_table t;

    (void)state;
    cp_table_init(&t, &arena, 0);
    assert_null(cp_table_find(&t, CP_LIT("a")));
    assert_null(cp_table_find(&t, CP_LIT("")));
}

static void
test_add_and_find(void **state)
{
    struct cp_table t;
    uint32_t *v;

    (void)state;
    cp_table_init(&t, &arena, 1);
    v = cp_table_add(&t, CP_LIT("a"), 7);
    assert_int_equal(*v, 7);
    *v = 8;
    assert_int_equal(*cp_table_add(&t, CP_LIT("a"), 9), 8);    /* the old value stays */
    assert_int_equal(*cp_table_add(&t, CP_LIT(""), 1), 1);     /* an empty key is a key */
    assert_int_equal(*cp_table_add(&t, CP_LIT("a\0"), 2), 2);
    assert_int_equal(t.count, 3);
    assert_int_equal(*cp_table_find(&t, CP_LIT("a")), 8);
    assert_int_equal(*cp_table_find(&t, CP_LIT("")), 1);
    assert_null(cp_table_find(&t, CP_LIT("A")));
}

/* Decimal digits of i in a buffer of its own place. */
static struct cp_slice
key_of(char *room, uint32_t i)
{
    return (struct cp_slice){ room, (size_t)snprintf(room, 12, "%u", i) };
}

static void
test_many(void **state)
{
    static char room[20000][12];
    struct cp_table t;
    char other[12];

    (void)state;
    cp_table_init(&t, &arena, 42);
    for (uint32_t i = 0; i < COUNT_OF(room); i++)
        assert_int_equal(*cp_table_add(&t, key_of(room[i], i), i), i);
    assert_int_equal(t.count, COUNT_OF(room));
    for (uint32_t i = 0; i < COUNT_OF(room); i++)
        assert_int_equal(*cp_table_find(&t, key_of(other, i)), i);
    assert_null(cp_table_find(&t, CP_LIT("20000")));
}

static void
test_no_memory(void **state)
{
    struct cp_arena small;
    struct cp_table t;
    char room[100][12];
    uint32_t i = 0;

    (void)state;
    cp_arena_init(&small, 64 * sizeof(struct cp_table_cell));
    cp_table_init(&t, &small, 0);
    while (i < COUNT_OF(room) && cp_table_add(&t, key_of(room[i], i), i))
        i++;
    assert_true(i > 32 && i < 64);
    for (uint32_t k = 0; k < i; k++)    /* what is in stays */
        assert_int_equal(*cp_table_find(&t, (struct cp_slice){ room[k], strlen(room[k]) }), k);
    cp_arena_clear(&small);
}

static void
test_seed_changes_the_hash(void **state)
{
    (void)state;
    assert_int_equal(cp_hash(CP_LIT("key"), 1), cp_hash(CP_LIT("key"), 1));
    assert_int_not_equal(cp_hash(CP_LIT("key"), 1), cp_hash(CP_LIT("key"), 2));
    assert_int_not_equal(cp_hash(CP_LIT("key"), 1), cp_hash(CP_LIT("kez"), 1));
}

/* Every byte of a key counts, however long it is, and nothing else does. */
static void
test_hash_of_all_lengths(void **state)
{
    char a[41], b[41];

    (void)state;
    memset(a, 'a', sizeof a);
    for (size_t n = 0; n + 1 < sizeof a; n++) {
        const uint32_t hash = cp_hash((struct cp_slice){ a, n }, 0);

        memset(b, 'a', n);
        memset(b + n, 'b', sizeof b - n);
        assert_int_equal(cp_hash((struct cp_slice){ b, n }, 0), hash);
        assert_int_not_equal(cp_hash((struct cp_slice){ a, n + 1 }, 0), hash);
        for (size_t i = 0; i < n; i++) {
            b[i] = 'c';
            assert_int_not_equal(cp_hash((struct cp_slice){ b, n }, 0), hash);
            b[i] = 'a';
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_add_and_find, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many, set_up, tear_down),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_seed_changes_the_hash),
        cmocka_unit_test(test_hash_of_all_lengths),
    };

    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
