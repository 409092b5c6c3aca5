/* The database made anew: see archive/rebuild.h. */
#include "archive/rebuild.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/found.h"
#include "archive/restore.h"
#include "archive/subscribe.h"
#include "archive/when.h"

#define OPML_MAX ((size_t)32 << 20)

/* ------------------------------------------------------------------ the old database */

static int
move_one(const char *dir, const char *name, const char *suffix, const char *end)
{
    struct cp_buf from = { 0 }, to = { 0 };
    struct stat st;
    int error = ENOMEM;

    cp_buf_puts(&from, dir);
    cp_buf_putc(&from, '/');
    cp_buf_puts(&from, name);
    cp_buf_put_slice(&to, cp_buf_slice(&from));
    cp_buf_puts(&to, suffix);
    cp_buf_puts(&from, end);
    cp_buf_puts(&to, end);
    if (cp_buf_str(&from) && cp_buf_str(&to))
        error = stat(from.p, &st) != 0 || rename(from.p, to.p) == 0 ? 0 : errno;
    cp_buf_clear(&from);
    cp_buf_clear(&to);
    return error;
}

cleanpage_status
cp_rebuild_prepare(struct cp_ctx *cx, const char *dir, int64_t now, struct cp_buf *moved)
{
    static const char *const ends[] = { "-wal", "-shm", "" };
    struct cp_buf suffix = { 0 }, path = { 0 };
    struct stat st;
    int error = 0;

    cp_buf_puts(&path, dir);
    cp_buf_puts(&path, "/archive.db");
    cp_buf_puts(&suffix, ".old-");
    cp_when_put(&suffix, now);
    if (!cp_buf_str(&path) || !cp_buf_str(&suffix))
        error = ENOMEM;
    if (!error && stat(path.p, &st) == 0) {
        cp_buf_puts(moved, "archive.db");
        cp_buf_puts(moved, suffix.p);
    }
    for (size_t i = 0; !error && i < sizeof ends / sizeof *ends; i++)
        error = move_one(dir, "archive.db", suffix.p, ends[i]);
    if (error)
        cp_fail(cx, CLEANPAGE_WRITE, "%s: %s", dir, strerror(error));
    cp_buf_clear(&suffix);
    cp_buf_clear(&path);
    return error ? CLEANPAGE_WRITE : CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ feeds */

static void
on_followed(void *user, const char *url, const char *name, const char *title, bool fresh)
{
    struct cp_rebuild_counts *counts = user;

    (void)url, (void)name, (void)title;
    counts->feeds += fresh;
}

/* Without the file, feeds come from the articles. */
static cleanpage_status
read_feeds(struct cp_archive *archive, struct cp_rebuild_counts *counts)
{
    struct cp_subscribe_options options = { .user = counts, .followed = on_followed };
    struct cp_buf path = { 0 }, opml = { .max = OPML_MAX };
    struct cp_ctx quiet = { 0 };
    cleanpage_status st = CLEANPAGE_OK;

    if (cp_archive_path(archive, &path, CP_LIT("feeds.opml")) &&
        cp_buf_read_file(&quiet, &opml, path.p) == CLEANPAGE_OK)
        st = cp_subscribe_opml(archive, cp_buf_slice(&opml), &options);
    cp_buf_clear(&path);
    cp_buf_clear(&opml);
    return st == CLEANPAGE_TYPE ? CLEANPAGE_OK : st;
}

/* ------------------------------------------------------------------ all of it */

cleanpage_status
cp_rebuild(struct cp_archive *archive, cleanpage *cp, const struct cp_rebuild_options *options,
           struct cp_rebuild_counts *counts)
{
    cleanpage_status st;

    *counts = (struct cp_rebuild_counts){ 0 };
    st = cp_archive_set(archive, options->format, options->keeps_raw);
    if (!st)
        st = read_feeds(archive, counts);
    if (!st)
        st = cp_archive_commit(archive);
    if (!st)
        st = cp_found_gather(archive, options, counts);
    if (!st)
        st = cp_restore_all(archive, cp, options, counts);
    cp_found_drop(archive);
    if (st)
        cp_archive_undo(archive);
    else
        st = cp_archive_commit(archive);
    return st;
}
