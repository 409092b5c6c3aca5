/* The feeds that are followed, as OPML: see archive/feedlist.h. */
#include "archive/feedlist.h"

#include <errno.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "feed/feed.h"

static struct cp_slice
keep(struct cp_arena *arena, const struct cp_rows *rows, int column, bool *failed)
{
    struct cp_slice copy = cp_utf8_keep(arena, cp_rows_text(rows, column));

    *failed |= !copy.p;
    return copy;
}

/* False without memory. */
static bool
list(struct cp_archive *archive, struct cp_arena *arena, struct cp_feed_links *links)
{
    int64_t count = cp_sql_int(archive->db, 0, "SELECT count(*) FROM feed", "");
    struct cp_rows *rows;
    bool failed = false;

    links->v = cp_arena_zalloc(arena, (size_t)count + 1, sizeof *links->v);
    if (!links->v)
        return false;
    rows = cp_sql_query(archive->db,
                        "SELECT url, title, site, name FROM feed WHERE retired IS NULL "
                        "ORDER BY id LIMIT ?",
                        "i", count);
    while (cp_rows_next(rows))
        links->v[links->n++] = (struct cp_feed_link){ .url = keep(arena, rows, 0, &failed),
                                                      .title = keep(arena, rows, 1, &failed),
                                                      .site = keep(arena, rows, 2, &failed),
                                                      .name = keep(arena, rows, 3, &failed) };
    return !failed;
}

cleanpage_status
cp_feedlist_put(struct cp_archive *archive, struct cp_buf *out)
{
    struct cp_arena arena;
    struct cp_ctx cx = { .arena = &arena };
    struct cp_feed_links links = { 0 };
    bool whole;

    cp_arena_init(&arena, 0);
    whole = list(archive, &arena, &links);
    if (whole)
        cp_opml_write(&cx, &links, out);
    cp_arena_clear(&arena);
    if (!whole || cp_buf_failed(out))
        return cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory");
    return cp_sql_status(archive->db);
}

cleanpage_status
cp_feedlist_write(struct cp_archive *archive)
{
    struct cp_buf out = { 0 }, path = { 0 };
    cleanpage_status st = cp_feedlist_put(archive, &out);
    int error = ENOMEM;

    if (!st && cp_archive_path(archive, &path, CP_LIT("feeds.opml")))
        error = cp_file_replace(path.p, cp_buf_slice(&out));
    if (!st && error)
        st = cp_archive_fail(archive, CP_LIT("feeds.opml"), error);
    cp_buf_clear(&out);
    cp_buf_clear(&path);
    return st;
}
