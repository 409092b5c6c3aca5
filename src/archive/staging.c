/* Texts on their way to their names: see archive/staging.h. */
#include "archive/staging.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

/* Bytes of a text: Markdown of a page may be longer than the page, but not by far. */
#define TEXT_MAX (CP_INPUT_MAX * 4)

void
cp_staging_name(struct cp_buf *name, int64_t version)
{
    cp_buf_puts(name, "staging/");
    cp_buf_put_u64(name, (uint64_t)version);
}

cleanpage_status
cp_staging_put(struct cp_archive *archive, int64_t version, struct cp_slice text)
{
    struct cp_buf name = { 0 }, path = { 0 };
    cleanpage_status st = CLEANPAGE_OK;
    int error = ENOMEM;

    if (archive->staged_count == CP_STAGED_MAX)
        return cp_fail(archive->cx, CLEANPAGE_LIMIT, "too many texts in one transaction");
    cp_staging_name(&name, version);
    if (cp_archive_path(archive, &path, cp_buf_slice(&name)))
        error = cp_dir_make(path.p);
    if (!error)
        error = cp_file_put(path.p, text);
    if (error)
        st = cp_archive_fail(archive, cp_buf_slice(&name), error);
    else
        archive->staged[archive->staged_count++] = version;
    cp_buf_clear(&name);
    cp_buf_clear(&path);
    return st;
}

cleanpage_status
cp_staging_sync(struct cp_archive *archive)
{
    struct cp_buf path = { 0 };
    int error = 0;

    if (archive->staged_count)
        error = cp_archive_path(archive, &path, CP_LIT("staging/")) ? cp_dir_sync(path.p)
                                                                    : ENOMEM;
    cp_buf_clear(&path);
    return error ? cp_archive_fail(archive, CP_LIT("staging"), error) : CLEANPAGE_OK;
}

void
cp_staging_drop(struct cp_archive *archive)
{
    struct cp_buf name = { 0 }, path = { 0 };

    for (size_t i = 0; i < archive->staged_count; i++) {
        name.n = 0;
        cp_staging_name(&name, archive->staged[i]);
        if (cp_archive_path(archive, &path, cp_buf_slice(&name)))
            unlink(path.p);
    }
    archive->staged_count = 0;
    cp_buf_clear(&name);
    cp_buf_clear(&path);
}

/* ------------------------------------------------------------------ names */

struct place {
    struct cp_buf from, to, before; /* paths; before: of the version before, empty if none */
    char digest[CP_DIGEST_MAX];     /* of the text before */
};

static void
clear_place(struct place *place)
{
    cp_buf_clear(&place->from);
    cp_buf_clear(&place->to);
    cp_buf_clear(&place->before);
}

/* Where a version's text lies and where it belongs; false if there is no such version. */
static bool
find_place(struct cp_archive *archive, int64_t version, struct place *place)
{
    struct cp_buf name = { 0 };
    struct cp_rows *rows = cp_sql_query(
        archive->db,
        "SELECT v.path, b.path, b.digest FROM version v LEFT JOIN version b "
        "ON b.article = v.article AND b.number < v.number WHERE v.id = ? "
        "ORDER BY b.number DESC LIMIT 1",
        "i", version);
    bool found = cp_rows_next(rows);

    if (!found)
        return false;
    cp_staging_name(&name, version);
    cp_archive_path(archive, &place->from, cp_buf_slice(&name));
    cp_archive_path(archive, &place->to, cp_rows_text(rows, 0));
    if (!cp_rows_is_null(rows, 1)) {
        cp_archive_path(archive, &place->before, cp_rows_text(rows, 1));
        snprintf(place->digest, sizeof place->digest, "%s", cp_rows_text(rows, 2).p);
    }
    cp_rows_end(rows);
    cp_buf_clear(&name);
    return true;
}

/* Whether a file has that digest. */
static bool
has_digest(const char *path, const char *digest)
{
    struct cp_buf text = { .max = TEXT_MAX };
    char found[CP_DIGEST_MAX];
    struct cp_ctx quiet = { 0 };
    bool has = cp_buf_read_file(&quiet, &text, path) == CLEANPAGE_OK;

    if (has) {
        cp_digest(cp_buf_slice(&text), found);
        has = strcmp(found, digest) == 0;
    }
    cp_buf_clear(&text);
    return has;
}

/* The text that lies under the name moves if it still is that of the version before. */
static int
make_way(const struct place *place)
{
    if (!place->before.n || access(place->before.p, F_OK) == 0 ||
        !has_digest(place->to.p, place->digest))
        return 0;
    return rename(place->to.p, place->before.p) == 0 ? 0 : errno;
}

static int
move(const struct place *place)
{
    int error;

    if (cp_buf_failed(&place->from) || cp_buf_failed(&place->to) ||
        cp_buf_failed(&place->before))
        return ENOMEM;
    error = cp_dir_make(place->to.p);
    if (!error)
        error = make_way(place);
    if (!error && rename(place->from.p, place->to.p) != 0)
        error = errno;
    return error;
}

/* The directory of a name, a new one with the one above it, unless it is that of the name before. */
static int
sync_place(const struct place *place, struct cp_buf *last)
{
    size_t n = cp_path_dir(place->to.p), above;
    struct cp_buf parent = { 0 };
    int error;

    if (cp_slice_eq(cp_buf_slice(last), (struct cp_slice){ place->to.p, n }))
        return 0;
    last->n = 0;
    cp_buf_put(last, place->to.p, n);
    error = cp_dir_sync(place->to.p);
    cp_buf_put(&parent, place->to.p, n - 1);
    for (int i = 0; !error && i < 2 && cp_buf_str(&parent); i++) {
        error = cp_dir_sync(parent.p);
        above = cp_path_dir(parent.p);
        parent.n = above ? above - 1 : 0;
    }
    cp_buf_clear(&parent);
    return error;
}

static cleanpage_status
place_one(struct cp_archive *archive, int64_t version, struct cp_buf *last)
{
    struct place place = { 0 };
    cleanpage_status st = CLEANPAGE_OK;
    int error = 0;

    if (find_place(archive, version, &place)) {
        error = move(&place);
        if (!error)
            error = sync_place(&place, last);
        if (error)
            st = cp_archive_fail(archive, cp_buf_slice(&place.to), error);
    }
    clear_place(&place);
    return st ? st : cp_sql_status(archive->db);
}

cleanpage_status
cp_staging_place(struct cp_archive *archive)
{
    struct cp_buf last = { 0 };
    cleanpage_status st = CLEANPAGE_OK;

    for (size_t i = 0; !st && i < archive->staged_count; i++)
        st = place_one(archive, archive->staged[i], &last);
    archive->staged_count = 0;
    cp_buf_clear(&last);
    return st;
}

/* ------------------------------------------------------------------ what an earlier process left */

/* Whether the text in staging/ is the one that the version's row tells. */
static bool
is_committed(struct cp_archive *archive, int64_t version, const char *path)
{
    struct cp_rows *rows = cp_sql_query(archive->db, "SELECT digest FROM version WHERE id = ?",
                                        "i", version);
    bool is = false;

    if (!cp_rows_next(rows))
        return false;
    is = has_digest(path, cp_rows_text(rows, 0).p);
    cp_rows_end(rows);
    return is;
}

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

static cleanpage_status
recover_one(struct cp_archive *archive, const char *name)
{
    struct cp_buf path = { 0 }, last = { 0 };
    int64_t version = number_of(name);
    cleanpage_status st = CLEANPAGE_OK;

    cp_buf_puts(&last, "staging/");
    cp_buf_puts(&last, name);
    if (!version || !cp_archive_path(archive, &path, cp_buf_slice(&last)))
        goto out;
    last.n = 0;
    if (is_committed(archive, version, path.p))
        st = place_one(archive, version, &last);
    else if (cp_sql_status(archive->db))
        st = cp_sql_status(archive->db);
    else if (unlink(path.p) != 0 && errno != ENOENT)
        st = cp_archive_fail(archive, cp_buf_slice(&path), errno);
out:
    cp_buf_clear(&path);
    cp_buf_clear(&last);
    return st;
}

/* The lowest first: a version before the one that follows it. */
static int64_t
next_left(const char *dir, int64_t after)
{
    DIR *d = opendir(dir);
    int64_t least = 0, n;
    struct dirent *e;

    while (d && (e = readdir(d))) {
        n = number_of(e->d_name);
        if (n > after && (!least || n < least))
            least = n;
    }
    if (d)
        closedir(d);
    return least;
}

cleanpage_status
cp_staging_recover(struct cp_archive *archive)
{
    struct cp_buf dir = { 0 };
    cleanpage_status st = CLEANPAGE_OK;
    int64_t version = 0;
    char name[24];

    if (!cp_archive_path(archive, &dir, CP_LIT("staging")))
        return cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory");
    while (!st && (version = next_left(dir.p, version))) {
        snprintf(name, sizeof name, "%lld", (long long)version);
        st = recover_one(archive, name);
    }
    cp_buf_clear(&dir);
    return st;
}
