/* Texts on their way to their names: see archive/staging.h. */
#include "archive/staging.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "archive/matter.h"
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

/* The directories' own names, too: who made them may have come no further than that. */
cleanpage_status
cp_staging_sync(struct cp_archive *archive)
{
    struct cp_buf path = { 0 };
    int error = 0;

    if (archive->staged_count) {
        error =
            cp_archive_path(archive, &path, CP_LIT("staging/")) ? cp_dir_sync(path.p) : ENOMEM;
        if (!error)
            error = cp_dir_sync(archive->dir);
    }
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
    char number[24];                /* of that version */
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
    struct cp_rows *rows =
        cp_sql_query(archive->db,
                     "SELECT v.path, b.path, b.number FROM version v LEFT JOIN version b "
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
        snprintf(place->number, sizeof place->number, "%lld", (long long)cp_rows_int(rows, 2));
    }
    cp_rows_end(rows);
    cp_buf_clear(&name);
    return true;
}

/* Returns an errno: a text that cannot be read is not one that is not there. */
static int
read_text(const char *path, struct cp_buf *text)
{
    struct cp_ctx quiet = { 0 };

    text->max = TEXT_MAX;
    if (access(path, F_OK) != 0)
        return errno;
    switch (cp_buf_read_file(&quiet, text, path)) {
    case CLEANPAGE_OK:
        return 0;
    case CLEANPAGE_NOMEM:
        return ENOMEM;
    default:
        return EIO;
    }
}

int
cp_staging_compare(const char *path, const char *digest, bool *same)
{
    struct cp_buf text = { 0 };
    char found[CP_DIGEST_MAX];
    int error = read_text(path, &text);

    *same = false;
    if (!error) {
        cp_digest(cp_buf_slice(&text), found);
        *same = strcmp(found, digest) == 0;
    }
    cp_buf_clear(&text);
    return error;
}

/* Whether a text says that it is the version of that number. */
static bool
says_number(struct cp_slice text, const char *number)
{
    struct cp_arena arena;
    struct cp_matter matter;
    struct cp_slice body;
    bool says;

    cp_arena_init(&arena, 0);
    says = cp_matter_read(&arena, text, &matter, &body) &&
           cp_slice_eq(matter.version, cp_slice_of(number));
    cp_arena_clear(&arena);
    return says;
}

/* The text that lies under the name moves if it is the version before, edited or not. */
static int
make_way(const struct place *place)
{
    struct cp_buf text = { 0 };
    int error;

    if (!place->before.n || access(place->before.p, F_OK) == 0)
        return 0;
    error = read_text(place->to.p, &text);
    if (!error && says_number(cp_buf_slice(&text), place->number) &&
        rename(place->to.p, place->before.p) != 0)
        error = errno;
    cp_buf_clear(&text);
    return error == ENOENT ? 0 : error;
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

/* The path is that of a file of the archive, and whole. */
static cleanpage_status
fail_at(struct cp_archive *archive, const struct cp_buf *path, int error)
{
    size_t n = strlen(archive->dir);
    struct cp_slice name = cp_buf_slice(path);

    if (name.n >= n)
        name = (struct cp_slice){ name.p + n, name.n - n };
    return cp_archive_fail(archive, name, error);
}

/* A directory in which texts got their names, and the two above it, which may be new. */
static int
sync_place(const struct cp_buf *dir)
{
    struct cp_buf path = { 0 };
    int error = 0;

    cp_buf_put_slice(&path, cp_buf_slice(dir));
    for (int i = 0; !error && i < 3 && path.n; i++) {
        error = cp_buf_str(&path) ? cp_dir_sync(path.p) : ENOMEM;
        path.n--; /* its slash */
        path.n = cp_buf_str(&path) ? cp_path_dir(path.p) : 0;
    }
    cp_buf_clear(&path);
    return error;
}

/* Goes on to the directory of a name: that of the names before is done. */
static int
enter(struct cp_buf *dir, const char *path)
{
    struct cp_slice next = { path, cp_path_dir(path) };
    int error;

    if (cp_slice_eq(cp_buf_slice(dir), next))
        return 0;
    error = sync_place(dir);
    dir->n = 0;
    cp_buf_put_slice(dir, next);
    return error;
}

static cleanpage_status
place_one(struct cp_archive *archive, int64_t version, struct cp_buf *dir)
{
    struct place place = { 0 };
    cleanpage_status st = CLEANPAGE_OK;
    int error = 0;

    if (find_place(archive, version, &place)) {
        error = move(&place);
        if (!error)
            error = enter(dir, place.to.p);
        if (error)
            st = fail_at(archive, &place.to, error);
    }
    clear_place(&place);
    return st ? st : cp_sql_status(archive->db);
}

cleanpage_status
cp_staging_place(struct cp_archive *archive)
{
    struct cp_buf dir = { 0 };
    cleanpage_status st = CLEANPAGE_OK;
    int error;

    for (size_t i = 0; !st && i < archive->staged_count; i++)
        st = place_one(archive, archive->staged[i], &dir);
    archive->staged_count = 0;
    error = sync_place(&dir);
    if (error && !st)
        st = fail_at(archive, &dir, error);
    cp_buf_clear(&dir);
    return st;
}
