/* What an archive holds: see archive/list.h. */
#include "archive/list.h"

#include "archive/staging.h"

#define FILE_MAX (CP_INPUT_MAX * 4)

static const char *
text_of(const struct cp_rows *rows, int column)
{
    const char *text = cp_rows_text(rows, column).p;

    return text ? text : "";
}

cleanpage_status
cp_list_feeds(struct cp_archive *archive, cp_feed_row_fn row, void *user)
{
    struct cp_rows *rows = cp_sql_query(
        archive->db,
        "SELECT f.id, f.url, f.name, f.title, f.site, f.error, f.tried, f.succeeded, f.due, "
        "f.failing_since, f.failures, f.retired, "
        "(SELECT count(*) FROM article WHERE feed = f.id), "
        "(SELECT count(*) FROM entry WHERE feed = f.id AND state = 0), "
        "(SELECT count(*) FROM entry WHERE feed = f.id AND state = 3) "
        "FROM feed f ORDER BY f.name",
        "");

    while (cp_rows_next(rows)) {
        struct cp_feed_row r = { .id = cp_rows_int(rows, 0),
                                 .url = text_of(rows, 1),
                                 .name = text_of(rows, 2),
                                 .title = text_of(rows, 3),
                                 .site = text_of(rows, 4),
                                 .error = text_of(rows, 5),
                                 .tried = cp_rows_int(rows, 6),
                                 .succeeded = cp_rows_int(rows, 7),
                                 .due = cp_rows_int(rows, 8),
                                 .failing_since = cp_rows_int(rows, 9),
                                 .failures = cp_rows_int(rows, 10),
                                 .retired = cp_rows_int(rows, 11),
                                 .articles = cp_rows_int(rows, 12),
                                 .waiting = cp_rows_int(rows, 13),
                                 .given_up = cp_rows_int(rows, 14) };

        if (!row(user, &r)) {
            cp_rows_end(rows);
            break;
        }
    }
    return cp_sql_status(archive->db);
}

static bool
give_article(const struct cp_rows *rows, cp_article_row_fn row, void *user)
{
    struct cp_article_row r = { .id = cp_rows_int(rows, 0),
                                .url = text_of(rows, 1),
                                .path = text_of(rows, 2),
                                .title = text_of(rows, 3),
                                .author = text_of(rows, 4),
                                .published = text_of(rows, 5),
                                .language = text_of(rows, 6),
                                .words = cp_rows_int(rows, 7),
                                .stored = cp_rows_int(rows, 8),
                                .versions = cp_rows_int(rows, 9),
                                .near = cp_rows_int(rows, 10),
                                .feed = text_of(rows, 11),
                                .feed_title = text_of(rows, 12) };

    return row(user, &r);
}

#define ARTICLES                                                                               \
    "SELECT a.id, a.url, a.path, a.title, a.author, a.published, a.language, a.words, "        \
    "a.stored, a.number, a.near, f.name, f.title FROM article a JOIN feed f ON f.id = a.feed " \
    "WHERE (?1 = 0 OR a.feed = ?1) AND a.stored >= ?2 AND (?3 = 0 OR a.id = ?3) "              \
    "AND (NOT ?4 OR a.near IS NULL) ORDER BY a.stored "

cleanpage_status
cp_list_articles(struct cp_archive *archive, const struct cp_list_options *options,
                 cp_article_row_fn row, void *user)
{
    struct cp_rows *rows =
        cp_sql_query(archive->db,
                     options->oldest_first ? ARTICLES "ASC, a.id ASC LIMIT ?5"
                                           : ARTICLES "DESC, a.id DESC LIMIT ?5",
                     "iiiii", options->feed, options->since, options->article,
                     (int64_t)options->without_copies, options->most);

    while (cp_rows_next(rows))
        if (!give_article(rows, row, user)) {
            cp_rows_end(rows);
            break;
        }
    return cp_sql_status(archive->db);
}

/* Reads a file if it has that digest. */
static bool
read_if(struct cp_archive *archive, struct cp_slice name, struct cp_slice digest,
        struct cp_buf *text)
{
    struct cp_buf place = { 0 };
    char found[CP_DIGEST_MAX];
    struct cp_ctx quiet = { 0 };
    bool is = cp_archive_path(archive, &place, name) &&
              cp_buf_read_file(&quiet, text, place.p) == CLEANPAGE_OK;

    if (is) {
        cp_digest(cp_buf_slice(text), found);
        is = cp_slice_eq(digest, cp_slice_of(found));
    }
    if (!is)
        text->n = 0;
    cp_buf_clear(&place);
    return is;
}

/*
 * A text that a run has just committed may not have its name yet, and the one before it may
 * still have that name. Where none is as it was written, the file is what somebody made of it.
 */
static cleanpage_status
read_version(struct cp_archive *archive, const struct cp_rows *rows, struct cp_buf *text)
{
    struct cp_slice path = cp_rows_text(rows, 1), digest = cp_rows_text(rows, 2);
    struct cp_buf place = { 0 }, staged = { 0 };
    cleanpage_status st = CLEANPAGE_OK;

    text->max = FILE_MAX;
    cp_staging_name(&staged, cp_rows_int(rows, 0));
    if (!read_if(archive, path, digest, text) &&
        !read_if(archive, cp_buf_slice(&staged), digest, text) &&
        !read_if(archive, cp_rows_text(rows, 3), digest, text))
        st = cp_archive_path(archive, &place, path)
                 ? cp_buf_read_file(archive->cx, text, place.p)
                 : CLEANPAGE_NOMEM;
    cp_buf_clear(&place);
    cp_buf_clear(&staged);
    return st;
}

cleanpage_status
cp_article_read(struct cp_archive *archive, int64_t article, int64_t number,
                struct cp_buf *text)
{
    struct cp_rows *rows =
        cp_sql_query(archive->db,
                     "SELECT v.id, v.path, v.digest, a.path FROM version v JOIN article a "
                     "ON a.id = v.article WHERE a.id = ?1 AND (?2 = 0 OR v.number = ?2) "
                     "ORDER BY v.number DESC LIMIT 1",
                     "ii", article, number);
    cleanpage_status st;

    if (!cp_rows_next(rows))
        return cp_sql_status(archive->db)
                   ? cp_sql_status(archive->db)
                   : cp_fail(archive->cx, CLEANPAGE_READ, "no such article");
    st = read_version(archive, rows, text);
    cp_rows_end(rows);
    return st;
}
