/* Files that an export is put together from: see archive/spool.h. */
#include "archive/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

static cleanpage_status
fail(struct cp_ctx *cx, const char *path, int error)
{
    return cp_fail(cx, error == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_WRITE, "%s: %s", path,
                   strerror(error));
}

cleanpage_status
cp_spool_open(struct cp_ctx *cx, struct cp_spool *s, const char *path)
{
    *s = (struct cp_spool){ 0 };
    cp_buf_put(&s->dir, path, cp_path_dir(path));
    cp_buf_puts(&s->dir, ".cleanpage.XXXXXX");
    if (!cp_buf_str(&s->dir))
        return fail(cx, path, ENOMEM);
    if (!mkdtemp(s->dir.p)) {
        s->dir.n = 0;
        return fail(cx, path, errno);
    }
    cp_buf_putc(&s->dir, '/');
    return CLEANPAGE_OK;
}

const char *
cp_spool_path(struct cp_spool *s, const char *name)
{
    s->path.n = 0;
    cp_buf_put_slice(&s->path, cp_buf_slice(&s->dir));
    cp_buf_puts(&s->path, name);
    return cp_buf_str(&s->path);
}

cleanpage_status
cp_spool_append(struct cp_ctx *cx, struct cp_spool *s, const char *name, struct cp_slice bytes)
{
    const char *path = cp_spool_path(s, name);
    int fd, error;

    if (!path)
        return fail(cx, name, ENOMEM);
    fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    error = fd < 0 ? errno : cp_write_all(fd, bytes);
    if (fd >= 0 && close(fd) != 0 && !error)
        error = errno;
    return error ? fail(cx, path, error) : CLEANPAGE_OK;
}

void
cp_spool_close(struct cp_spool *s)
{
    DIR *dir = s->dir.n ? opendir(cp_buf_str(&s->dir)) : NULL;
    struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (entry->d_name[0] != '.' && cp_spool_path(s, entry->d_name))
            unlink(s->path.p);
    if (dir)
        closedir(dir);
    if (s->dir.n && cp_buf_str(&s->dir))
        rmdir(s->dir.p);
    cp_buf_clear(&s->dir);
    cp_buf_clear(&s->path);
}
