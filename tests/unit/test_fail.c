#include "unit.h"

static void
test_message(void **state)
{
    struct cp_ctx cx = { 0 };

    (void)state;
    assert_int_equal(cp_fail(&cx, CLEANPAGE_RULE, "%s:%u: no", "a.rules", 3u), CLEANPAGE_RULE);
    assert_string_equal(cx.message, "a.rules:3: no");
    cp_fail(&cx, CLEANPAGE_READ, "again");
    assert_string_equal(cx.message, "again");
}

static void
test_long_message_is_cut(void **state)
{
    static char text[2 * CP_MESSAGE_MAX];
    struct cp_ctx cx = { 0 };

    (void)state;
    memset(text, 'x', sizeof text - 1);
    cp_fail(&cx, CLEANPAGE_READ, "%s", text);
    assert_int_equal(strlen(cx.message), CP_MESSAGE_MAX - 1);
}

static void
test_no_memory_or_limit(void **state)
{
    struct cp_arena a;
    struct cp_ctx cx = { .arena = &a };

    (void)state;
    cp_arena_init(&a, 4 << 20);
    assert_int_equal(cp_fail_nomem(&cx), CLEANPAGE_NOMEM);
    assert_null(cp_arena_alloc(&a, 5 << 20));
    assert_int_equal(cp_fail_nomem(&cx), CLEANPAGE_LIMIT);
    cp_arena_clear(&a);
    cp_arena_init(&a, 4 << 20);
    assert_non_null(cp_arena_alloc(&a, 3 << 20));
    assert_int_equal(cp_fail_nomem(&cx), CLEANPAGE_LIMIT);
    assert_non_null(strstr(cx.message, "4 MiB"));
    cp_arena_clear(&a);
    cx.arena = NULL;
    assert_int_equal(cp_fail_nomem(&cx), CLEANPAGE_NOMEM);
}

static void
test_notes(void **state)
{
    struct cp_arena a;
    struct cp_ctx cx = { .arena = &a };

    (void)state;
    cp_arena_init(&a, 0);
    cp_note(&cx, "bad-bytes", "%d of them", 3);
    cp_note(&cx, "charset-guessed", "it is %s", "GBK");
    cp_note(&cx, "bad-bytes", "%d of them", 4);    /* once per document */
    assert_string_equal(cx.notes->id, "bad-bytes");
    assert_string_equal(cx.notes->detail, "3 of them");
    assert_string_equal(cx.notes->next->id, "charset-guessed");
    assert_string_equal(cx.notes->next->detail, "it is GBK");
    assert_null(cx.notes->next->next);
    assert_ptr_equal(cx.last_note, cx.notes->next);
    cp_arena_clear(&a);
}

static void
test_note_without_memory(void **state)
{
    struct cp_arena a;
    struct cp_ctx cx = { 0 };

    (void)state;
    cp_note(&cx, "x", "no arena at all");
    assert_null(cx.notes);
    cp_arena_init(&a, sizeof(struct cp_note) + 8);
    cx.arena = &a;
    cp_note(&cx, "x", "a detail that does not fit");
    assert_non_null(cx.notes);
    assert_string_equal(cx.notes->detail, "");
    cp_note(&cx, "y", "nor does this note");
    assert_null(cx.notes->next);
    cp_arena_clear(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_message),
        cmocka_unit_test(test_long_message_is_cut),
        cmocka_unit_test(test_no_memory_or_limit),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_note_without_memory),
    };

    return cmocka_run_group_tests_name("fail", tests, NULL, NULL);
}
