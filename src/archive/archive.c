/* Opening and closing an archive: see archive/archive.h. */
#include "archive/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "archive/gone.h"
#include "archive/raw.h"
#include "archive/recover.h"
#include "archive/schema.h"
#include "archive/staging.h"
#include "archive/when.h"
#include "base/file.h"

int64_t
cp_archive_now(const struct cp_archive *archive)
{
    return archive->clock ? archive->clock : (int64_t)time(NULL);
}

/* True if one of the parts between the slashes is "..". */
static bool
leads_upwards(struct cp_slice name)
{
    for (size_t i = 0, start = 0; i <= name.n; i++) {
        if (i < name.n && name.p[i] != '/')
            continue;
        if (i - start == 2 && memcmp(name.p + start, "..", 2) == 0)
            return true;
        start = i + 1;
    }
    return false;
}

const char *
cp_archive_path(const struct cp_archive *archive, struct cp_buf *path, struct cp_slice name)
{
    path->n = 0;
    cp_buf_puts(path, archive->dir);
    if (leads_upwards(name))
        cp_buf_puts(path, "archive.db/"); /* a file, behind which nothing can be */
    cp_buf_put_slice(path, name);
    return cp_buf_str(path);
}

cleanpage_status
cp_archive_fail(struct cp_archive *archive, struct cp_slice name, int error)
{
    return cp_fail(archive->cx, error == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_WRITE,
                   "%s%.*s: %s", archive->dir, (int)(name.n < 400 ? name.n : 400),
                   name.n ? name.p : "", strerror(error));
}

/* ------------------------------------------------------------------ the lock */

static cleanpage_status
take_lock(struct cp_archive *archive, bool *busy)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    struct cp_buf path = { 0 };
    cleanpage_status st = CLEANPAGE_OK;

    if (!cp_archive_path(archive, &path, CP_LIT("archive.lock")))
        return cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory");
    archive->lock = open(path.p, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (archive->lock < 0) {
        st = cp_archive_fail(archive, CP_LIT("archive.lock"), errno);
    } else if (fcntl(archive->lock, F_SETLK, &lock) != 0) {
        *busy = errno == EACCES || errno == EAGAIN;
        st = *busy ? CLEANPAGE_LIMIT : cp_archive_fail(archive, CP_LIT("archive.lock"), errno);
        if (*busy && fcntl(archive->lock, F_GETLK, &lock) == 0)
            cp_fail(archive->cx, st, "%s: in use by process %ld", archive->dir,
                    (long)lock.l_pid);
    }
    cp_buf_clear(&path);
    return st;
}

/* ------------------------------------------------------------------ opening */

static cleanpage_status
make_dir(struct cp_archive *archive)
{
    int error = cp_dir_make(archive->dir);

    return error ? cp_archive_fail(archive, CP_LIT(""), error) : CLEANPAGE_OK;
}

/* An archive is a directory with a database: nothing else is written to. */
static cleanpage_status
check_there(struct cp_archive *archive, const char *db)
{
    struct stat st;

    if (stat(archive->dir, &st) != 0)
        return cp_fail(archive->cx, CLEANPAGE_READ, "%s: %s", archive->dir, strerror(errno));
    if (stat(db, &st) == 0)
        return CLEANPAGE_OK;
    if (errno != ENOENT)
        return cp_fail(archive->cx, CLEANPAGE_READ, "%s: %s", db, strerror(errno));
    return cp_fail(archive->cx, CLEANPAGE_READ,
                   "%s: no archive; \"cleanpage archive add\" makes one, \"rebuild\" restores "
                   "its database",
                   archive->dir);
}

static void
read_settings(struct cp_archive *archive)
{
    archive->format = (cleanpage_format)cp_sql_int(
        archive->db, CLEANPAGE_MARKDOWN, "SELECT value FROM setting WHERE name = 'format'", "");
    archive->keeps_raw =
        cp_sql_int(archive->db, 1, "SELECT value FROM setting WHERE name = 'raw'", "") != 0;
}

static cleanpage_status
open_db(struct cp_archive *archive, const char *path, enum cp_archive_mode mode)
{
    static const enum cp_sql_mode modes[] = { [CP_ARCHIVE_READ] = CP_SQL_READ,
                                              [CP_ARCHIVE_WRITE] = CP_SQL_WRITE,
                                              [CP_ARCHIVE_CREATE] = CP_SQL_CREATE,
                                              [CP_ARCHIVE_ANEW] = CP_SQL_CREATE };
    cleanpage_status st = cp_sql_open(archive->cx, path, modes[mode], &archive->db);

    if (!st && mode == CP_ARCHIVE_READ)
        st = cp_schema_check(archive->cx, archive->db, path, cp_schema_steps);
    else if (!st)
        st = cp_schema_update(archive->cx, archive->db, path, cp_schema_steps);
    if (!st)
        read_settings(archive);
    return st ? st : cp_sql_status(archive->db);
}

/* ------------------------------------------------------------------ an old database */

/* Texts that are committed, but have not got their names, are known to the old one alone. */
static void
finish_old(struct cp_archive *archive, const char *path)
{
    struct cp_ctx *cx = archive->cx, quiet = { 0 };

    archive->cx = &quiet;
    if (open_db(archive, path, CP_ARCHIVE_WRITE) == CLEANPAGE_OK)
        cp_recover(archive);
    if (archive->db)
        cp_archive_undo(archive);
    cp_raw_close(archive);
    cp_sql_close(archive->db);
    archive->db = NULL;
    archive->cx = cx;
}

/* archive.db.old-2026-11-21T06:00:00Z, with -2, -3 ... if there is one already. */
static const char *
choose_old_name(struct cp_archive *archive, struct cp_buf *path)
{
    struct stat st;
    size_t n;

    cp_buf_puts(&archive->old_db, "archive.db.old-");
    cp_when_put(&archive->old_db, cp_archive_now(archive));
    n = archive->old_db.n;
    for (unsigned i = 2; cp_archive_path(archive, path, cp_buf_slice(&archive->old_db)) &&
                         lstat(path->p, &st) == 0;
         i++) {
        archive->old_db.n = n;
        cp_buf_putc(&archive->old_db, '-');
        cp_buf_put_u64(&archive->old_db, i);
    }
    return cp_buf_str(path);
}

static int
move_one(const char *from, const char *to, const char *end)
{
    struct cp_buf old = { 0 }, new = { 0 };
    int error = ENOMEM;

    cp_buf_puts(&old, from);
    cp_buf_puts(&old, end);
    cp_buf_puts(&new, to);
    cp_buf_puts(&new, end);
    if (cp_buf_str(&old) && cp_buf_str(&new))
        error = rename(old.p, new.p) == 0 || errno == ENOENT ? 0 : errno;
    cp_buf_clear(&old);
    cp_buf_clear(&new);
    return error;
}

/* First the database itself: without its log it would be taken for a whole, but older one. */
static cleanpage_status
move_db(struct cp_archive *archive, const char *path)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    struct cp_buf to = { 0 };
    struct stat st;
    bool is_there = stat(path, &st) == 0;
    int error = 0;

    if (is_there)
        finish_old(archive, path);
    if (!choose_old_name(archive, &to))
        error = ENOMEM;
    for (size_t i = 0; !error && i < sizeof ends / sizeof *ends; i++)
        error = move_one(path, to.p, ends[i]);
    if (!is_there)
        archive->old_db.n = 0;
    cp_buf_clear(&to);
    return error ? cp_archive_fail(archive, CP_LIT("archive.db"), error) : CLEANPAGE_OK;
}

static cleanpage_status
open_all(struct cp_archive *archive, enum cp_archive_mode mode, bool *busy)
{
    struct cp_buf path = { 0 };
    cleanpage_status st = CLEANPAGE_OK;

    if (!cp_archive_path(archive, &path, CP_LIT("archive.db")))
        st = cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory");
    if (!st)
        st = mode >= CP_ARCHIVE_CREATE ? make_dir(archive) : check_there(archive, path.p);
    if (!st && mode != CP_ARCHIVE_READ)
        st = take_lock(archive, busy);
    if (!st && mode == CP_ARCHIVE_ANEW)
        st = move_db(archive, path.p);
    if (!st)
        st = open_db(archive, path.p, mode);
    if (!st && mode != CP_ARCHIVE_READ)
        st = cp_recover(archive);
    cp_buf_clear(&path);
    return st;
}

cleanpage_status
cp_archive_open(struct cp_ctx *cx, const char *dir, enum cp_archive_mode mode, int64_t clock,
                struct cp_archive *archive, bool *busy)
{
    struct cp_buf with_slash = { 0 };
    cleanpage_status st;

    *busy = false;
    *archive = (struct cp_archive){ .cx = cx, .lock = -1, .clock = clock };
    cp_buf_puts(&with_slash, dir);
    if (!with_slash.n || with_slash.p[with_slash.n - 1] != '/')
        cp_buf_putc(&with_slash, '/');
    if (!cp_buf_str(&with_slash)) {
        cp_buf_clear(&with_slash);
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    archive->dir = with_slash.p;
    st = open_all(archive, mode, busy);
    if (st)
        cp_archive_close(archive);
    return st;
}

void
cp_archive_close(struct cp_archive *archive)
{
    if (archive->db)
        cp_archive_undo(archive);
    cp_raw_close(archive);
    cp_sql_close(archive->db);
    if (archive->dir && archive->lock >= 0)
        close(archive->lock);
    free(archive->dir);
    cp_buf_clear(&archive->old_db);
    *archive = (struct cp_archive){ .lock = -1 };
}

cleanpage_status
cp_archive_set(struct cp_archive *archive, cleanpage_format format, bool keeps_raw)
{
    static const char set[] = "INSERT OR REPLACE INTO setting VALUES (?, ?)";

    archive->format = format;
    archive->keeps_raw = keeps_raw;
    cp_sql_begin(archive->db);
    cp_sql_do(archive->db, set, "ti", "format", (int64_t)format);
    cp_sql_do(archive->db, set, "ti", "raw", (int64_t)keeps_raw);
    /* By which readers know the archive's feed and book again. */
    cp_sql_do(
        archive->db,
        "INSERT OR IGNORE INTO setting SELECT 'id', 'urn:uuid:' || substr(h, 1, 8) || '-' "
        "|| substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' "
        "|| substr(h, 21, 12) FROM (SELECT lower(hex(randomblob(16))) AS h)",
        "");
    return cp_sql_status(archive->db);
}

cleanpage_status
cp_archive_set_contact(struct cp_archive *archive, const char *contact)
{
    cp_sql_begin(archive->db);
    cp_sql_do(archive->db, "INSERT OR REPLACE INTO setting VALUES ('contact', ?)", "t",
              contact);
    return cp_sql_status(archive->db);
}

/* ------------------------------------------------------------------ transactions */

cleanpage_status
cp_archive_commit(struct cp_archive *archive)
{
    cleanpage_status st = cp_sql_status(archive->db);

    if (!cp_sql_is_open(archive->db))
        return st;
    if (!st)
        st = cp_raw_sync(archive);
    if (!st)
        st = cp_staging_sync(archive);
    if (st) {
        cp_archive_undo(archive);
        return st;
    }
    cp_sql_commit(archive->db);
    st = cp_sql_status(archive->db);
    if (!st) {
        st = cp_staging_place(archive);
        return st ? st : cp_gone_remove(archive);
    }
    /* It may be on the disk nevertheless: the next process sees whether it is, and needs the
     * texts if so. */
    archive->staged_count = 0;
    cp_archive_undo(archive);
    return st;
}

void
cp_archive_undo(struct cp_archive *archive)
{
    cp_sql_rollback(archive->db);
    cp_staging_drop(archive);
}
