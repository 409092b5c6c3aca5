/* What a process that was ended left half done: see archive/recover.h. */
#include "archive/recover.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "archive/gone.h"
#include "archive/raw.h"
#include "archive/staging.h"
#include "base/file.h"

/* ------------------------------------------------------------------ texts */

/* Whether the text in staging/ is the one that the version's row tells. Returns an errno. */
static int
compare(struct cp_archive *archive, int64_t version, const char *path, bool *is_committed)
{
    struct cp_rows *rows =
        cp_sql_query(archive->db, "SELECT digest FROM version WHERE id = ?", "i", version);
    int error;

    *is_committed = false;
    if (!cp_rows_next(rows))
        return 0;
    error = cp_staging_compare(path, cp_rows_text(rows, 0).p, is_committed);
    cp_rows_end(rows);
    return error;
}

static cleanpage_status
recover_text(struct cp_archive *archive, int64_t version)
{
    struct cp_buf path = { 0 }, name = { 0 };
    cleanpage_status st = CLEANPAGE_OK;
    bool is_committed = false;
    int error = ENOMEM;

    cp_staging_name(&name, version);
    if (cp_archive_path(archive, &path, cp_buf_slice(&name)))
        error = compare(archive, version, path.p, &is_committed);
    if (!error && is_committed)
        archive->staged[archive->staged_count++] = version;
    else if (!error && !cp_sql_status(archive->db) && unlink(path.p) != 0)
        error = errno;
    st = error ? cp_archive_fail(archive, cp_buf_slice(&name), error)
               : cp_sql_status(archive->db);
    if (!st && archive->staged_count == CP_STAGED_MAX)
        st = cp_staging_place(archive);
    cp_buf_clear(&name);
    cp_buf_clear(&path);
    return st;
}

/* 0: the name is no number. */
static int64_t
number_of(const char *name)
{
    int64_t n = 0;

    for (; *name; name++) {
        if (!cp_is_digit((unsigned char)*name) || n > INT64_MAX / 16)
            return 0;
        n = n * 10 + (*name - '0');
    }
    return n;
}

/* The lowest first: a version before the one that follows it. 0: none. Returns an errno. */
static int
find_next(const char *dir, int64_t after, int64_t *least)
{
    DIR *d = opendir(dir);
    const char *name;
    int64_t n;
    int error = 0;

    *least = 0;
    if (!d)
        return errno == ENOENT ? 0 : errno;
    while ((name = cp_dir_next(d, &error))) {
        n = number_of(name);
        if (n > after && (!*least || n < *least))
            *least = n;
    }
    closedir(d);
    return error;
}

static cleanpage_status
recover_texts(struct cp_archive *archive)
{
    struct cp_buf dir = { 0 };
    cleanpage_status st = CLEANPAGE_OK;
    int64_t version = 0;
    int error;

    if (!cp_archive_path(archive, &dir, CP_LIT("staging")))
        return cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory");
    do {
        error = find_next(dir.p, version, &version);
        if (error)
            st = cp_archive_fail(archive, CP_LIT("staging"), error);
        else if (version)
            st = recover_text(archive, version);
    } while (!st && version);
    cp_buf_clear(&dir);
    return st ? st : cp_staging_place(archive);
}

/* ------------------------------------------------------------------ files without a name */

/* What cp_file_replace calls a file until it is whole. Those that are not found now will be. */
static void
remove_temporaries(struct cp_archive *archive)
{
    static const char start[] = ".cleanpage.";
    DIR *d = opendir(archive->dir);
    struct cp_buf path = { 0 };
    const char *name;
    int error;

    while ((name = cp_dir_next(d, &error)))
        if (strncmp(name, start, sizeof start - 1) == 0 &&
            cp_archive_path(archive, &path, cp_slice_of(name)))
            unlink(path.p);
    if (d)
        closedir(d);
    cp_buf_clear(&path);
}

cleanpage_status
cp_recover(struct cp_archive *archive)
{
    cleanpage_status st = recover_texts(archive);

    remove_temporaries(archive);
    if (!st)
        st = cp_gone_remove(archive);
    return st ? st : cp_raw_recover(archive);
}
