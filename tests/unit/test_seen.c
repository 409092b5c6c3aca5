/* The index of signatures: what was added is found, from memory and from disk, and a call that
 * goes on knows what the output has and no more. */
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "batch/seen.h"

/* So many that keys go to the disk more than once. */
#define TEXTS 20000
#define KEYS 14

static char directory[] = "test_seen.XXXXXX";
static char output[64], index_file[64];

static int
set_up(void **state)
{
    (void)state;
    if (!mkdtemp(directory))
        return -1;
    snprintf(output, sizeof output, "%s/out", directory);
    snprintf(index_file, sizeof index_file, "%s/out.part.seen", directory);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    cp_seen_remove(output);
    return rmdir(directory);
}

static void
make_keys(uint64_t text, uint64_t keys[KEYS])
{
    for (uint64_t i = 0; i < KEYS; i++) {
        uint64_t h = (text * KEYS + i + 1) * 0x9e3779b97f4a7c15u;

        h = (h ^ h >> 31) * 0xff51afd7ed558ccdu;
        keys[i] = h ^ h >> 32;
    }
}

static void
add(struct cp_seen *seen, uint64_t number)
{
    uint64_t keys[KEYS];
    char id[32];

    make_keys(number, keys);
    snprintf(id, sizeof id, "\"%llu\"", (unsigned long long)number);
    assert_int_equal(cp_seen_add(seen, number, cp_slice_of(id), keys, KEYS), CLEANPAGE_OK);
}

/* Whether a text that has one key of text `number` is told to be it. */
static bool
has(struct cp_seen *seen, uint64_t number, size_t key)
{
    uint64_t keys[KEYS], others[KEYS];
    struct cp_buf id = { 0 };
    char want[32];
    bool found;

    make_keys(number, keys);
    make_keys(number + 10 * TEXTS, others);
    others[key] = keys[key];
    assert_int_equal(cp_seen_find(seen, others, KEYS, &id, &found), CLEANPAGE_OK);
    snprintf(want, sizeof want, "\"%llu\"", (unsigned long long)number);
    if (found)
        assert_string_equal(cp_buf_str(&id), want);
    cp_buf_clear(&id);
    return found;
}

static struct cp_seen *
open_seen(const char *path, uint64_t done, cleanpage_status want)
{
    struct cp_seen_options options = { .output = path, .kind = CP_DEDUP_NEAR, .done = done };
    struct cp_seen *seen;
    struct cp_ctx cx = { 0 };

    assert_int_equal(cp_seen_open(&cx, &options, &seen), want);
    assert_true((seen != NULL) == (want == CLEANPAGE_OK));
    assert_true((cx.message[0] != '\0') == (want != CLEANPAGE_OK));
    return seen;
}

static void
check_known(struct cp_seen *seen, uint64_t known)
{
    for (uint64_t i = 0; i < TEXTS; i += 97)
        if (has(seen, i, (size_t)(i % KEYS)) != (i < known))
            fail_msg("text %llu of %llu", (unsigned long long)i, (unsigned long long)known);
}

static void
test_found(void **state)
{
    struct cp_seen *seen = open_seen(output, 0, CLEANPAGE_OK);

    (void)state;
    for (uint64_t i = 0; i < TEXTS; i++)
        add(seen, i);
    check_known(seen, TEXTS);
    assert_int_equal(cp_seen_commit(seen, TEXTS), CLEANPAGE_OK);
    cp_seen_close(seen);

    /* As much as the output has, of what is on disk, in memory, and neither. */
    for (uint64_t done = TEXTS; done > 0; done /= 3) {
        seen = open_seen(output, done, CLEANPAGE_OK);
        check_known(seen, done);
        cp_seen_close(seen);
    }
    cp_seen_finish(seen = open_seen(output, 1, CLEANPAGE_OK));
    cp_seen_close(seen);
    assert_int_equal(access(index_file, F_OK), -1);
}

/* A text that was forgotten and added again, as another one, is not forgotten with the first.
 */
static void
test_added_again(void **state)
{
    struct cp_seen *seen = open_seen(output, 0, CLEANPAGE_OK);

    (void)state;
    for (uint64_t i = 0; i < 3; i++)
        add(seen, i);
    assert_int_equal(cp_seen_commit(seen, 10), CLEANPAGE_OK);
    cp_seen_close(seen);
    seen = open_seen(output, 1, CLEANPAGE_OK);
    assert_true(has(seen, 0, 3) && !has(seen, 1, 3) && !has(seen, 2, 3));
    add(seen, 2);
    assert_int_equal(cp_seen_commit(seen, 3), CLEANPAGE_OK);
    cp_seen_close(seen);
    seen = open_seen(output, 3, CLEANPAGE_OK);
    assert_true(has(seen, 0, 3) && !has(seen, 1, 3) && has(seen, 2, 3));
    cp_seen_close(seen);
}

static void
test_behind(void **state)
{
    struct cp_seen *seen = open_seen(output, 0, CLEANPAGE_OK);

    (void)state;
    add(seen, 0);
    assert_int_equal(cp_seen_commit(seen, 5), CLEANPAGE_OK);
    add(seen, 5);
    cp_seen_close(seen); /* without a commit */
    open_seen(output, 6, CLEANPAGE_READ);
    cp_seen_close(open_seen(output, 5, CLEANPAGE_OK));
    cp_seen_remove(output);
    open_seen(output, 5, CLEANPAGE_READ);
    cp_seen_remove(output);
}

static void
test_unnamed(void **state)
{
    struct cp_seen *seen = open_seen(NULL, 0, CLEANPAGE_OK);

    (void)state;
    for (uint64_t i = 0; i < TEXTS; i++) {
        add(seen, i);
        assert_int_equal(cp_seen_commit(seen, i + 1), CLEANPAGE_OK);
    }
    check_known(seen, TEXTS);
    cp_seen_finish(seen);
    cp_seen_close(seen);
    cp_seen_close(open_seen("/dev/null", 0, CLEANPAGE_OK));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_added_again),
        cmocka_unit_test(test_behind),
        cmocka_unit_test(test_unnamed),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
