/* What the tables say of an article's newest version: see archive/article.h. */
#include "archive/article.h"

#include <stdio.h>

#include "archive/gone.h"
#include "archive/search.h"
#include "archive/simhash.h"

/* A shorter text's fingerprint says little. */
#define NEAR_WORDS 50
/* Words that a copy may have more or less. Share. */
#define NEAR_SHARE 0.1

static const char *
or_null(const char *text)
{
    return text && *text ? text : NULL;
}

void
cp_article_describe(struct cp_archive *archive, int64_t article,
                    const struct cp_article_facts *facts)
{
    struct cp_sql *db = archive->db;

    cp_sql_do(db,
              "UPDATE article SET title = ?, author = ?, published = ?, language = ?, "
              "words = ?, number = ?, simhash = ? WHERE id = ?",
              "ttttiiii", or_null(facts->title), or_null(facts->author),
              or_null(facts->published), or_null(facts->language), (int64_t)facts->words,
              facts->number, (int64_t)facts->simhash, article);
    cp_sql_do(db, "DELETE FROM part WHERE article = ?", "i", article);
    for (unsigned i = 0; i < CP_SIMHASH_PARTS && facts->words >= NEAR_WORDS; i++)
        cp_sql_do(db, "INSERT INTO part VALUES (?, ?, ?)", "iii",
                  cp_simhash_part(facts->simhash, i), article, (int64_t)facts->simhash);
    cp_search_set(archive, article, cp_slice_of(facts->title ? facts->title : ""), facts->text);
}

/* Whether an article of which the fingerprint is near is one of another feed and as long; then
 * *near is it, or what it is itself a copy of. */
static bool
is_original(struct cp_archive *archive, const struct cp_article_facts *facts, int64_t article,
            int64_t *near)
{
    struct cp_rows *rows = cp_sql_query(
        archive->db, "SELECT feed, words, coalesce(near, id) FROM article WHERE id = ?", "i",
        article);
    double words, more;
    bool is;

    if (!cp_rows_next(rows))
        return false;
    words = (double)cp_rows_int(rows, 1);
    more = (double)facts->words - words;
    is = cp_rows_int(rows, 0) != facts->feed && more <= NEAR_SHARE * words &&
         -more <= NEAR_SHARE * words;
    *near = cp_rows_int(rows, 2);
    cp_rows_end(rows);
    return is;
}

/* The first article before `before` that shares a part and is near; 0 if there is none. */
static int64_t
find_by_part(struct cp_archive *archive, const struct cp_article_facts *facts, unsigned part,
             int64_t before)
{
    struct cp_rows *rows = cp_sql_query(
        archive->db,
        "SELECT article, simhash FROM part WHERE part = ?1 AND (?2 = 0 OR article < ?2) "
        "ORDER BY article",
        "ii", cp_simhash_part(facts->simhash, part), before);
    int64_t near = 0;

    while (cp_rows_next(rows)) {
        if (cp_simhash_distance((uint64_t)cp_rows_int(rows, 1), facts->simhash) >
                CP_SIMHASH_NEAR ||
            !is_original(archive, facts, cp_rows_int(rows, 0), &near))
            continue;
        cp_rows_end(rows);
        return near;
    }
    return 0;
}

int64_t
cp_article_find_near(struct cp_archive *archive, const struct cp_article_facts *facts,
                     int64_t before, struct cp_buf *path)
{
    int64_t near = 0, found;
    struct cp_rows *rows;

    for (unsigned i = 0; i < CP_SIMHASH_PARTS && facts->words >= NEAR_WORDS; i++) {
        found = find_by_part(archive, facts, i, before);
        if (found && (!near || found < near))
            near = found;
    }
    if (!near)
        return 0;
    rows = cp_sql_query(archive->db, "SELECT path FROM article WHERE id = ?", "i", near);
    if (cp_rows_next(rows)) {
        cp_buf_put_slice(path, cp_rows_text(rows, 0));
        cp_rows_end(rows);
    }
    return near;
}

void
cp_article_put_old_path(struct cp_buf *out, struct cp_slice path, int64_t number)
{
    size_t dot = path.n;
    char suffix[32];

    while (dot > 0 && path.p[dot - 1] != '.')
        dot--;
    snprintf(suffix, sizeof suffix, "v%lld.", (long long)number);
    cp_buf_put(out, path.p, dot);
    cp_buf_puts(out, suffix);
    cp_buf_put(out, path.p + dot, path.n - dot);
}

/* ------------------------------------------------------------------ removing */

cleanpage_status
cp_article_remove(struct cp_archive *archive, int64_t article)
{
    cp_sql_begin(archive->db);
    cp_gone_add(archive, article);
    cp_sql_do(archive->db,
              "UPDATE entry SET state = 2, content = NULL, error = NULL WHERE article = ?", "i",
              article);
    cp_search_drop(archive, article);
    cp_sql_do(archive->db, "DELETE FROM article WHERE id = ?", "i", article);
    return cp_sql_status(archive->db);
}
