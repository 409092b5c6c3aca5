/* The tables brought forward from version to version, and databases that are none of ours. */
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "archive/schema.h"

#define PATH "tests/unit/test_schema.tmp.db"

static const char first[] = "CREATE TABLE feed (id INTEGER PRIMARY KEY, url TEXT NOT NULL);";
static const char second[] = "ALTER TABLE feed ADD COLUMN title TEXT;"
                             "UPDATE feed SET title = 'about ' || url;";
static const char third[] = "CREATE TABLE entry (feed INTEGER REFERENCES feed);"
                            "INSERT INTO entry SELECT id FROM feed;";
static const char broken[] = "CREATE TABLE half (x);"
                             "INSERT INTO nowhere VALUES (1);";

static const char *const steps_1[] = { first, NULL };
static const char *const steps_2[] = { first, second, NULL };
static const char *const steps_3[] = { first, second, third, NULL };
static const char *const steps_broken[] = { first, second, broken, NULL };

static struct cp_ctx cx;
static struct cp_sql *db;

static void
remove_files(void)
{
    unlink(PATH);
    unlink(PATH "-wal");
    unlink(PATH "-shm");
}

static int
open_new(void **state)
{
    (void)state;
    remove_files();
    return cp_sql_open(&cx, PATH, CP_SQL_CREATE, &db) != CLEANPAGE_OK;
}

static int
close_it(void **state)
{
    (void)state;
    cp_sql_close(db);
    remove_files();
    return 0;
}

static void
expect_update(const char *const *steps, cleanpage_status expected)
{
    cleanpage_status st = cp_schema_update(&cx, db, PATH, steps);

    if (st != expected)
        fail_msg("status %d: %s", st, cx.message);
    assert_false(cp_sql_is_open(db));
}

static void
expect_refused(cleanpage_status st, const char *words)
{
    assert_int_equal(st, CLEANPAGE_BADARG);
    if (!strstr(cx.message, words) || !strstr(cx.message, PATH))
        fail_msg("message \"%s\" lacks \"%s\"", cx.message, words);
}

static int64_t
ask(const char *query)
{
    int64_t n = cp_sql_int(db, -1, query, "");

    assert_int_equal(cp_sql_status(db), CLEANPAGE_OK);
    return n;
}

static void
an_empty_database_gets_all_steps(void **state)
{
    (void)state;
    expect_update(steps_3, CLEANPAGE_OK);
    assert_int_equal(ask("PRAGMA user_version"), 3);
    assert_int_equal(ask("PRAGMA application_id"), CP_SCHEMA_ID);
    assert_int_equal(ask("SELECT count(*) FROM sqlite_schema WHERE name IN ('feed', 'entry')"),
                     2);
}

/* Each step is done once, on what the one before left, and rows come along. */
static void
an_older_one_is_brought_forward(void **state)
{
    (void)state;
    expect_update(steps_1, CLEANPAGE_OK);
    cp_sql_script(db, "INSERT INTO feed (url) VALUES ('a'), ('b');");
    expect_update(steps_2, CLEANPAGE_OK);
    assert_int_equal(ask("PRAGMA user_version"), 2);
    assert_int_equal(ask("SELECT count(*) FROM feed WHERE title = 'about ' || url"), 2);
    cp_sql_script(db, "UPDATE feed SET title = 'mine';");
    expect_update(steps_3, CLEANPAGE_OK);
    assert_int_equal(ask("SELECT count(*) FROM feed WHERE title = 'mine'"), 2);
    assert_int_equal(ask("SELECT count(*) FROM entry"), 2);
    expect_update(steps_3, CLEANPAGE_OK);
    assert_int_equal(ask("SELECT count(*) FROM entry"), 2);
}

static void
a_jump_over_a_version_does_all_between(void **state)
{
    (void)state;
    expect_update(steps_1, CLEANPAGE_OK);
    cp_sql_script(db, "INSERT INTO feed (url) VALUES ('a');");
    expect_update(steps_3, CLEANPAGE_OK);
    assert_int_equal(ask("SELECT count(*) FROM entry e JOIN feed f ON f.id = e.feed "
                         "WHERE f.title = 'about a'"),
                     1);
}

/* Also a step before the one that fails is undone. */
static void
a_step_that_fails_changes_nothing(void **state)
{
    (void)state;
    expect_update(steps_1, CLEANPAGE_OK);
    cp_sql_script(db, "INSERT INTO feed (url) VALUES ('a');");
    assert_int_not_equal(cp_schema_update(&cx, db, PATH, steps_broken), CLEANPAGE_OK);
    assert_non_null(strstr(cx.message, "nowhere"));
    assert_int_equal(ask("PRAGMA user_version"), 1);
    assert_int_equal(ask("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
    assert_int_equal(ask("SELECT count(*) FROM pragma_table_info('feed')"), 2);
    expect_update(steps_3, CLEANPAGE_OK);
}

static void
a_newer_one_is_refused(void **state)
{
    (void)state;
    expect_update(steps_3, CLEANPAGE_OK);
    expect_refused(cp_schema_update(&cx, db, PATH, steps_2), "newer");
    expect_refused(cp_schema_check(&cx, db, PATH, steps_2), "newer");
    assert_false(cp_sql_is_open(db));
    assert_int_equal(ask("PRAGMA user_version"), 3);
}

/* Who only reads cannot bring it forward. */
static void
an_older_one_is_not_read(void **state)
{
    (void)state;
    expect_update(steps_2, CLEANPAGE_OK);
    assert_int_equal(cp_schema_check(&cx, db, PATH, steps_2), CLEANPAGE_OK);
    expect_refused(cp_schema_check(&cx, db, PATH, steps_3), "older");
    assert_int_equal(ask("PRAGMA user_version"), 2);
}

static void
others_are_refused(void **state)
{
    static const char *const others[] = {
        "CREATE TABLE recipe (name);",
        "PRAGMA user_version = 1;",
        "PRAGMA application_id = 252006673;",
        "DROP TABLE IF EXISTS recipe; PRAGMA application_id = 7; PRAGMA user_version = 0;",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        cp_sql_script(db, others[i]);
        assert_int_equal(cp_sql_status(db), CLEANPAGE_OK);
        expect_refused(cp_schema_update(&cx, db, PATH, steps_3),
                       "not a database of a cleanpage");
        expect_refused(cp_schema_check(&cx, db, PATH, steps_3),
                       "not a database of a cleanpage");
        assert_int_equal(ask("SELECT count(*) FROM sqlite_schema WHERE name = 'feed'"), 0);
    }
}

/* The steps of today's program: that they can be done, and that a second look finds them done.
 */
static void
the_real_steps(void **state)
{
    (void)state;
    expect_update(cp_schema_steps, CLEANPAGE_OK);
    assert_int_equal(cp_schema_check(&cx, db, PATH, cp_schema_steps), CLEANPAGE_OK);
    cp_sql_script(db,
                  "INSERT INTO feed (url, name, added) VALUES ('http://a.example/', 'a', 1);");
    expect_update(cp_schema_steps, CLEANPAGE_OK);
    assert_int_equal(ask("SELECT count(*) FROM feed"), 1);
    assert_int_equal(ask("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_new, close_it)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_database_gets_all_steps),
        TEST(an_older_one_is_brought_forward),
        TEST(a_jump_over_a_version_does_all_between),
        TEST(a_step_that_fails_changes_nothing),
        TEST(a_newer_one_is_refused),
        TEST(an_older_one_is_not_read),
        TEST(others_are_refused),
        TEST(the_real_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
