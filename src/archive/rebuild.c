/* The database made anew: see archive/rebuild.h. */
#include "archive/rebuild.h"

#include "archive/found.h"
#include "archive/restore.h"
#include "archive/subscribe.h"

#define OPML_MAX ((size_t)32 << 20)

/* ------------------------------------------------------------------ feeds */

static void
on_followed(void *user, const char *url, const char *name, const char *title, bool fresh)
{
    struct cp_rebuild_counts *counts = user;

    (void)url, (void)name, (void)title;
    counts->feeds += fresh;
}

/* *listed: whether there is a list. Without one, feeds come from the articles. */
static cleanpage_status
read_feeds(struct cp_archive *archive, struct cp_rebuild_counts *counts, bool *listed)
{
    struct cp_subscribe_options options = { .user = counts, .followed = on_followed };
    struct cp_buf path = { 0 }, opml = { .max = OPML_MAX };
    struct cp_ctx quiet = { 0 };
    cleanpage_status st = CLEANPAGE_TYPE;

    if (cp_archive_path(archive, &path, CP_LIT("feeds.opml")) &&
        cp_buf_read_file(&quiet, &opml, path.p) == CLEANPAGE_OK)
        st = cp_subscribe_opml(archive, cp_buf_slice(&opml), &options);
    cp_buf_clear(&path);
    cp_buf_clear(&opml);
    *listed = !st;
    return st == CLEANPAGE_TYPE ? CLEANPAGE_OK : st;
}

/* Those that only the articles know, from `first` on, were removed or are gone. */
static void
retire_unlisted(struct cp_archive *archive, int64_t first)
{
    cp_sql_begin(archive->db);
    cp_sql_do(archive->db,
              "UPDATE feed SET retired = ?, error = 'not in feeds.opml' WHERE id >= ?", "ii",
              cp_archive_now(archive), first);
}

/* ------------------------------------------------------------------ all of it */

cleanpage_status
cp_rebuild(struct cp_archive *archive, cleanpage *cp, const struct cp_rebuild_options *options,
           struct cp_rebuild_counts *counts)
{
    int64_t unlisted = 0;
    bool listed = false;
    cleanpage_status st;

    *counts = (struct cp_rebuild_counts){ 0 };
    st = cp_archive_set(archive, options->format, options->keeps_raw);
    if (!st)
        st = read_feeds(archive, counts, &listed);
    if (!st)
        st = cp_archive_commit(archive);
    if (!st)
        unlisted = cp_sql_int(archive->db, 0, "SELECT coalesce(max(id), 0) + 1 FROM feed", "");
    if (!st)
        st = cp_found_gather(archive, options, counts);
    if (!st)
        st = cp_restore_all(archive, cp, options, counts);
    cp_found_drop(archive);
    if (!st && listed)
        retire_unlisted(archive, unlisted);
    if (st)
        cp_archive_undo(archive);
    else
        st = cp_archive_commit(archive);
    return st;
}
