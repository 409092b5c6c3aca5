/* Whether an archive is what its database says: see archive/verify.h. */
#include "archive/verify.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/walk.h"

#define FILE_MAX (CP_INPUT_MAX * 4)

struct verifying {
    struct cp_archive *archive;
    cp_trouble_fn trouble;
    void *user;
    struct cp_verify_counts *counts;
};

/* A row that lacks its name is the database's trouble. */
static void
tell(struct verifying *v, const char *name, const char *trouble)
{
    v->counts->troubles++;
    v->trouble(v->user, name ? name : "archive.db", trouble);
}

/* ------------------------------------------------------------------ the database */

/* Each row of the query is a trouble: the name in its first column. */
static void
find(struct verifying *v, const char *sql, const char *trouble)
{
    struct cp_rows *rows = cp_sql_query(v->archive->db, sql, "");

    while (cp_rows_next(rows))
        tell(v, cp_rows_text(rows, 0).p, trouble);
}

static void
check_pages(struct verifying *v)
{
    struct cp_rows *rows = cp_sql_query(v->archive->db, "PRAGMA integrity_check", "");

    while (cp_rows_next(rows))
        if (!cp_slice_eq(cp_rows_text(rows, 0), CP_LIT("ok")))
            tell(v, "archive.db", cp_rows_text(rows, 0).p);
}

static void
check_rows(struct verifying *v)
{
    find(v, "SELECT \"table\" FROM pragma_foreign_key_check",
         "a row refers to one that is not there");
    find(v,
         "SELECT path FROM article a WHERE NOT EXISTS (SELECT 1 FROM version v "
         "WHERE v.article = a.id AND v.number = a.number AND v.path = a.path)",
         "its newest version has no row");
    find(v, "SELECT path FROM version GROUP BY path HAVING count(*) > 1",
         "is the file of two versions");
    find(v, "SELECT url FROM entry WHERE state = 1 AND article IS NULL",
         "an entry without its article");
    find(v,
         "SELECT path FROM article a WHERE NOT EXISTS (SELECT 1 FROM alias "
         "WHERE article = a.id)",
         "no address leads to it");
    find(v, "SELECT path FROM article WHERE id NOT IN (SELECT rowid FROM search)",
         "cannot be searched for");
    find(v, "SELECT rowid FROM search WHERE rowid NOT IN (SELECT id FROM article)",
         "words of an article that is not there");
}

/* FTS5 compares its index with its texts; it fails if they differ. */
static void
check_words(struct verifying *v)
{
    cp_sql_do(v->archive->db, "INSERT INTO search (search) VALUES ('integrity-check')", "");
    if (!cp_sql_status(v->archive->db))
        return;
    tell(v, "archive.db", "the index of words is damaged");
    cp_sql_rollback(v->archive->db);
}

/* ------------------------------------------------------------------ files */

static void
check_file(struct verifying *v, struct cp_slice path, struct cp_slice digest)
{
    struct cp_buf place = { 0 }, text = { .max = FILE_MAX };
    char found[CP_DIGEST_MAX];
    struct cp_ctx cx = { 0 };

    v->counts->versions++;
    if (!cp_archive_path(v->archive, &place, path))
        return;
    if (cp_buf_read_file(&cx, &text, place.p)) {
        tell(v, path.p, "is missing or cannot be read");
    } else {
        cp_digest(cp_buf_slice(&text), found);
        if (!cp_slice_eq(digest, cp_slice_of(found)))
            tell(v, path.p, "is not as it was written");
    }
    cp_buf_clear(&place);
    cp_buf_clear(&text);
}

static void
check_files(struct verifying *v)
{
    struct cp_rows *rows =
        cp_sql_query(v->archive->db, "SELECT path, digest FROM version ORDER BY path", "");

    while (cp_rows_next(rows))
        check_file(v, cp_rows_text(rows, 0), cp_rows_text(rows, 1));
}

static cleanpage_status
on_text(void *user, struct cp_slice path)
{
    struct verifying *v = user;

    if (!cp_sql_int(v->archive->db, 0, "SELECT 1 FROM version WHERE path = ?", "s", path))
        tell(v, path.p, "is not in the database");
    return cp_sql_status(v->archive->db);
}

/* ------------------------------------------------------------------ raw pages */

struct raw_check {
    struct cp_warc_reader *reader;
    struct cp_buf file;
};

static void
check_record(struct verifying *v, struct raw_check *raw, const struct cp_rows *rows)
{
    struct cp_warc_found record;
    char name[600];
    bool found = false;
    cleanpage_status st;

    v->counts->raw++;
    snprintf(name, sizeof name, "%s at byte %lld", cp_rows_text(rows, 0).p,
             (long long)cp_rows_int(rows, 1));
    st = cp_warc_seek(v->archive->cx, raw->reader, (uint64_t)cp_rows_int(rows, 1));
    if (!st)
        st = cp_warc_next(v->archive->cx, raw->reader, &record, &found);
    if (st || !found)
        tell(v, name, "the page cannot be read");
    else if (!cp_slice_eq(record.id, cp_rows_text(rows, 2)))
        tell(v, name, "another page lies there");
    else if (record.is_digest_wrong)
        tell(v, name, "the page is not as it came");
}

/* False if the file is not there, which is told. */
static bool
open_raw(struct verifying *v, struct raw_check *raw, struct cp_slice file)
{
    struct cp_buf path = { 0 };
    bool opened;

    if (cp_slice_eq(cp_buf_slice(&raw->file), file))
        return raw->reader != NULL;
    cp_warc_reader_close(raw->reader);
    raw->reader = NULL;
    raw->file.n = 0;
    cp_buf_put_slice(&raw->file, file);
    opened =
        cp_archive_path(v->archive, &path, file) &&
        cp_warc_reader_open(v->archive->cx, path.p, CP_INPUT_MAX, &raw->reader) == CLEANPAGE_OK;
    if (!opened)
        tell(v, file.p, "is missing or cannot be read");
    cp_buf_clear(&path);
    return opened;
}

static void
check_raw(struct verifying *v)
{
    struct raw_check raw = { 0 };
    struct cp_rows *rows =
        cp_sql_query(v->archive->db,
                     "SELECT raw_file, raw_offset, raw_id FROM version "
                     "WHERE raw_id IS NOT NULL ORDER BY raw_file, raw_offset",
                     "");

    while (cp_rows_next(rows))
        if (open_raw(v, &raw, cp_rows_text(rows, 0)))
            check_record(v, &raw, rows);
    cp_warc_reader_close(raw.reader);
    cp_buf_clear(&raw.file);
}

static void
check_lengths(struct verifying *v)
{
    struct cp_rows *rows = cp_sql_query(v->archive->db, "SELECT file, bytes FROM raw", "");
    struct cp_buf path = { 0 };
    struct stat st;

    while (cp_rows_next(rows))
        if (cp_archive_path(v->archive, &path, cp_rows_text(rows, 0)) &&
            (stat(path.p, &st) != 0 || st.st_size < cp_rows_int(rows, 1)))
            tell(v, cp_rows_text(rows, 0).p, "is shorter than it was");
    cp_buf_clear(&path);
}

/* ------------------------------------------------------------------ all of it */

cleanpage_status
cp_verify(struct cp_archive *archive, cp_trouble_fn trouble, void *user,
          struct cp_verify_counts *counts)
{
    struct verifying v = { archive, trouble, user, counts };
    cleanpage_status st = CLEANPAGE_OK;

    *counts = (struct cp_verify_counts){ 0 };
    counts->feeds = (uint64_t)cp_sql_int(archive->db, 0, "SELECT count(*) FROM feed", "");
    counts->articles = (uint64_t)cp_sql_int(archive->db, 0, "SELECT count(*) FROM article", "");
    check_pages(&v);
    if (!cp_sql_status(archive->db))
        check_words(&v);
    check_rows(&v);
    check_files(&v);
    check_lengths(&v);
    check_raw(&v);
    if (!cp_sql_status(archive->db))
        st = cp_walk_texts(archive, on_text, &v);
    return st ? st : cp_sql_status(archive->db);
}
