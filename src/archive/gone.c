/* Files whose rows are removed: see archive/gone.h. */
#include "archive/gone.h"

#include <errno.h>
#include <unistd.h>

#include "base/file.h"

void
cp_gone_add(struct cp_archive *archive, int64_t article)
{
    cp_sql_do(archive->db,
              "INSERT OR IGNORE INTO gone SELECT path FROM version WHERE article = ?", "i",
              article);
}

/* The row must not be gone before the name is. */
static cleanpage_status
remove_file(struct cp_archive *archive, struct cp_slice name)
{
    struct cp_buf path = { 0 };
    int error = ENOMEM;

    if (cp_archive_path(archive, &path, name)) {
        error = unlink(path.p) == 0 ? cp_dir_sync(path.p) : errno;
        if (error == ENOENT || error == ENOTDIR)
            error = 0;
    }
    cp_buf_clear(&path);
    return error ? cp_archive_fail(archive, name, error) : CLEANPAGE_OK;
}

cleanpage_status
cp_gone_remove(struct cp_archive *archive)
{
    struct cp_rows *rows = cp_sql_query(archive->db, "SELECT path FROM gone", "");
    cleanpage_status st = CLEANPAGE_OK;
    bool is_any = false;

    while (!st && cp_rows_next(rows)) {
        is_any = true;
        st = remove_file(archive, cp_rows_text(rows, 0));
        if (st)
            cp_rows_end(rows);
    }
    if (!is_any || st)
        return st ? st : cp_sql_status(archive->db);
    cp_sql_do(archive->db, "DELETE FROM gone", "");
    return cp_sql_status(archive->db);
}
