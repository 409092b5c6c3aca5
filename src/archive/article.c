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
        cp_sql_do(db, "INSERT INTO part VALUES (?, ?)", "ii",
                  cp_simhash_part(facts->simhash, i), article);
    cp_search_set(archive, article, cp_slice_of(facts->title ? facts->title : ""), facts->text);
}

static bool
is_near(const struct cp_article_facts *facts, const struct cp_rows *rows)
{
    double words = (double)cp_rows_int(rows, 1), more = (double)facts->words - words;

    return cp_simhash_distance((uint64_t)cp_rows_int(rows, 0), facts->simhash) <=
               CP_SIMHASH_NEAR &&
           more <= NEAR_SHARE * words && -more <= NEAR_SHARE * words;
}

int64_t
cp_article_find_near(struct cp_archive *archive, const struct cp_article_facts *facts,
                     int64_t before, struct cp_buf *path)
{
    struct cp_rows *rows;
    int64_t near = 0;

    if (facts->words < NEAR_WORDS)
        return 0;
    rows = cp_sql_query(
        archive->db,
        "SELECT a.simhash, a.words, coalesce(o.id, a.id), coalesce(o.path, a.path) "
        "FROM article a LEFT JOIN article o ON o.id = a.near WHERE a.id IN "
        "(SELECT article FROM part WHERE part IN (?, ?, ?, ?)) AND (?5 = 0 OR a.id < ?5) "
        "AND a.feed <> ?6 ORDER BY a.id",
        "iiiiii", cp_simhash_part(facts->simhash, 0), cp_simhash_part(facts->simhash, 1),
        cp_simhash_part(facts->simhash, 2), cp_simhash_part(facts->simhash, 3), before,
        facts->feed);
    while (cp_rows_next(rows)) {
        if (!is_near(facts, rows))
            continue;
        near = cp_rows_int(rows, 2);
        cp_buf_put_slice(path, cp_rows_text(rows, 3));
        cp_rows_end(rows);
        break;
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
