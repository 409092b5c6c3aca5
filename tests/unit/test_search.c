/* Searching: words, phrases and their like in scripts with spaces and without. */
#include "unit.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "archive/search.h"

#define DIRECTORY "tests/unit/test_search.tmp"

static struct cp_ctx cx;
static struct cp_archive archive;

/* Articles 1, 2, ...; a copy is one of the first article. */
static const struct {
    const char *title, *text;
    int64_t feed;
    bool is_copy;
} ARTICLES[] = {
    { "The old bridge", "Nobody has crossed the old bridge since Monday. Bridges are closed.",
      1, false },
    { "Un été à Nîmes", "Les garçons jouaient près du pont.", 1, false },
    { "北京的秋天", /* autumn in Beijing */
      "来得很早，人们 2026 散步", /* comes early, people, walk */ 2, false },
    { "東京タワー", /* Tokyo Tower */
      "東京タワーはHTML5で", 2, false },
    { "The old bridge", "Nobody has crossed the old bridge since Monday. Bridges are closed.",
      2, true },
    { "Don't panic", "AND OR NOT NEAR a* \"quoted\" col:umn ^start (x) 100% O'Brien", 3,
      false },
    { "Москва", /* Moskva */
      "мост закрыт", 3, false },
    { "", "nothing above it", 3, false },
};

static void
expect_ok(cleanpage_status st)
{
    if (st)
        fail_msg("status %d: %s", st, cx.message);
}

static void
add(size_t i)
{
    char path[40];

    snprintf(path, sizeof path, "feed/2026/%zu.md", i);
    cp_sql_do(archive.db,
              "INSERT INTO article (feed, url, path, title, words, stored, number, near) "
              "VALUES (?, ?, ?, ?, 10, 1, 1, nullif(?, 0))",
              "ittti", ARTICLES[i].feed, path, path, ARTICLES[i].title,
              (int64_t)ARTICLES[i].is_copy);
    cp_search_set(&archive, cp_sql_last_id(archive.db), cp_slice_of(ARTICLES[i].title),
                  cp_slice_of(ARTICLES[i].text));
}

static void
empty_directory(void)
{
    DIR *d = opendir(DIRECTORY);
    struct dirent *e;

    while (d && (e = readdir(d))) {
        char path[400];

        snprintf(path, sizeof path, DIRECTORY "/%s", e->d_name);
        unlink(path);
    }
    if (d)
        closedir(d);
    rmdir(DIRECTORY "/staging");
    rmdir(DIRECTORY);
}

static int
begin(void **state)
{
    bool busy;

    (void)state;
    empty_directory();
    expect_ok(cp_archive_open(&cx, DIRECTORY, CP_ARCHIVE_CREATE, 1, &archive, &busy));
    cp_sql_begin(archive.db);
    for (int64_t feed = 1; feed <= 3; feed++)
        cp_sql_do(archive.db, "INSERT INTO feed (url, name, added) VALUES (?1, ?1, 1)", "i",
                  feed);
    for (size_t i = 0; i < COUNT_OF(ARTICLES); i++)
        add(i);
    expect_ok(cp_archive_commit(&archive));
    return 0;
}

static int
end(void **state)
{
    (void)state;
    cp_archive_close(&archive);
    empty_directory();
    return 0;
}

/* ------------------------------------------------------------------ queries */

struct hits {
    char ids[64]; /* "1 2 ", sorted: their order is the ranking's affair */
    char snippet[400];
    size_t n, enough;
};

static bool
on_found(void *user, const struct cp_found *found)
{
    struct hits *hits = user;

    assert_in_range(found->article, 1, COUNT_OF(ARTICLES));
    hits->ids[found->article] = '!';
    snprintf(hits->snippet, sizeof hits->snippet, "%s", found->snippet);
    return ++hits->n != hits->enough;
}

static cleanpage_status
search(const char *words, int64_t feed, int64_t most, struct hits *hits)
{
    size_t enough = hits->enough;
    cleanpage_status st;
    char marks[64] = { 0 }, *p = hits->ids;

    *hits = (struct hits){ .enough = enough };
    st = cp_search(&archive, words, feed, most, "[", "]", on_found, hits);
    memcpy(marks, hits->ids, sizeof marks);
    memset(hits->ids, 0, sizeof hits->ids);
    for (int i = 1; i < 10; i++)
        if (marks[i])
            p += snprintf(p, 4, "%d ", i);
    return st;
}

static const struct {
    const char *words, *found;
} QUERIES[] = {
    { "bridge", "1 " }, /* and not its copy */
    { "BRIDGE old", "1 " },
    { "bridg", "" },
    { "bridg*", "1 " },
    { "\"old bridge\"", "1 " },
    { "\"bridge old\"", "" },
    { "\"old brid\"*", "1 " },
    { "\"old brid*\"", "1 " },
    { "bridge -closed", "" },
    { "bridge -\"closed old\"", "1 " },
    { "the -nobody", "" },
    { "nobody -pont -closed*", "" },
    { "ete", "2 " }, /* without the accents */
    { "ÉTÉ nimes", "2 " },
    { "e\u0301te\u0301", "2 " }, /* with the accents apart */
    { "garcons pres", "2 " },
    { "北京", "3 " },      /* Beijing */
    { "京北", "" },        /* the other way round */
    { "京", "3 4 " },      /* the one character */
    { "秋天 散步", "3 " }, /* autumn, walk */
    { "京 -北", "4 " },
    { "早人", "3 " }, /* a comma does not part a row of characters */
    { "2026", "3 " },
    { "タワー", "4 " }, /* tower */
    { "はHTML5で", "4 " },
    { "html5", "4 " }, /* between them */
    { "МОСТ", "7 " },  /* MOST */
    { "мос*", "7 " },
    { "nothing", "8 " },
    /* What means something to the database is a word here. */
    { "AND", "6 " },
    { "OR NOT", "6 " },
    { "NEAR", "6 " },
    { "col:umn", "6 " },
    { "title:bridge", "" },
    { "^start", "6 " },
    { "(x)", "6 " },
    { "100%", "6 " },
    { "o'brien", "6 " },
    { "don't", "6 " },
    { "\"quoted", "6 " }, /* an end that was forgotten */
    { "panic\"quoted\"", "6 " },
    { "panic - ", "6 " }, /* "-" alone is none */
    { "  \t panic \n", "6 " },
};

static void
queries(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(QUERIES); i++) {
        struct hits hits = { 0 };

        expect_ok(search(QUERIES[i].words, 0, 100, &hits));
        expect_slice(QUERIES[i].words, cp_slice_of(hits.ids), cp_slice_of(QUERIES[i].found));
    }
}

static void
without_a_word_there_is_no_query(void **state)
{
    static const char *const queries[] = { "",  " ",       "*",   "\"\"", "\"",
                                           "-", "-bridge", "...", "-\"",  "\"*\"*" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(queries); i++) {
        struct hits hits = { 0 };

        expect_number(queries[i], search(queries[i], 0, 100, &hits), CLEANPAGE_BADARG);
        assert_int_equal(hits.n, 0);
        assert_int_equal(cp_sql_status(archive.db), CLEANPAGE_OK);
    }
}

static void
of_one_feed_and_so_many(void **state)
{
    struct hits hits = { 0 };

    (void)state;
    expect_ok(search("京", 1, 100, &hits));
    assert_string_equal(hits.ids, "");
    expect_ok(search("京", 2, 100, &hits));
    assert_string_equal(hits.ids, "3 4 ");
    expect_ok(search("京", 2, 1, &hits));
    assert_int_equal(hits.n, 1);
    expect_ok(search("京", 2, 0, &hits));
    assert_int_equal(hits.n, 0);
    hits.enough = 1;
    expect_ok(search("京", 0, 100, &hits));
    assert_int_equal(hits.n, 1);
    /* A search that was ended early does not keep the next one from its rows. */
    hits.enough = 0;
    expect_ok(search("京", 0, 100, &hits));
    assert_int_equal(hits.n, 2);
}

/* The characters that part words in the table are not seen by anybody. */
static void
snippets(void **state)
{
    struct hits hits = { 0 };

    (void)state;
    expect_ok(search("crossed", 0, 100, &hits));
    assert_string_equal(
        hits.snippet, "Nobody has [crossed] the old bridge since Monday. Bridges are closed.");
    expect_ok(search("散步", 0, 100, &hits));
    assert_non_null(strstr(hits.snippet, "散"));
    assert_null(strstr(hits.snippet, "\u200B"));
}

/* The newest version alone counts, and what was dropped not at all. */
static void
what_is_set_anew(void **state)
{
    struct hits hits = { 0 };

    (void)state;
    cp_sql_begin(archive.db);
    cp_search_set(&archive, 1, CP_LIT("The new ferry"), CP_LIT("It goes twice a day."));
    expect_ok(cp_archive_commit(&archive));
    expect_ok(search("bridge", 0, 100, &hits));
    assert_string_equal(hits.ids, "");
    expect_ok(search("ferry twice", 0, 100, &hits));
    assert_string_equal(hits.ids, "1 ");
    cp_sql_begin(archive.db);
    cp_search_drop(&archive, 1);
    expect_ok(cp_archive_commit(&archive));
    expect_ok(search("ferry", 0, 100, &hits));
    assert_string_equal(hits.ids, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(queries),
        TEST(without_a_word_there_is_no_query),
        TEST(of_one_feed_and_so_many),
        TEST(snippets),
        TEST(what_is_set_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
