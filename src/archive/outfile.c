/* Files that get their name when they are whole: see archive/outfile.h. */
#include "archive/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* Bytes that are gathered before they are written. */
#define ENOUGH ((size_t)64 << 10)

/* What the umask leaves. */
static mode_t
usual_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}

static void
clear(struct cp_outfile *f)
{
    cp_buf_clear(&f->path);
    cp_buf_clear(&f->temporary);
    cp_buf_clear(&f->bytes);
    f->fd = -1;
}

cleanpage_status
cp_outfile_open(struct cp_ctx *cx, struct cp_outfile *f, const char *path)
{
    *f = (struct cp_outfile){ .fd = STDOUT_FILENO };
    cp_buf_puts(&f->path, path);
    if (!cp_buf_str(&f->path)) {
        clear(f);
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    if (strcmp(path, "-") == 0)
        return CLEANPAGE_OK;
    cp_buf_put(&f->temporary, path, cp_path_dir(path));
    cp_buf_puts(&f->temporary, ".cleanpage.XXXXXX");
    f->fd = cp_buf_str(&f->temporary) ? mkstemp(f->temporary.p) : -1;
    if (f->fd >= 0 && fchmod(f->fd, usual_mode()) == 0)
        return CLEANPAGE_OK;
    cp_fail(cx, CLEANPAGE_WRITE, "%s: %s", path, strerror(errno));
    cp_outfile_drop(f);
    return CLEANPAGE_WRITE;
}

static void
write_out(struct cp_outfile *f)
{
    if (!f->error && cp_buf_failed(&f->bytes))
        f->error = ENOMEM;
    if (!f->error)
        f->error = cp_write_all(f->fd, cp_buf_slice(&f->bytes));
    f->bytes.n = 0;
}

void
cp_outfile_put(struct cp_outfile *f)
{
    if (f->bytes.n >= ENOUGH || cp_buf_failed(&f->bytes))
        write_out(f);
}

static void
give_name(struct cp_outfile *f)
{
    if (!f->error)
        f->error = cp_file_flush(f->fd);
    if (close(f->fd) != 0 && !f->error)
        f->error = errno;
    f->fd = -1;
    if (!f->error && rename(f->temporary.p, f->path.p) != 0)
        f->error = errno;
    if (!f->error)
        f->error = cp_dir_sync(f->path.p);
    else
        unlink(f->temporary.p);
}

cleanpage_status
cp_outfile_finish(struct cp_ctx *cx, struct cp_outfile *f)
{
    cleanpage_status st = CLEANPAGE_OK;

    write_out(f);
    if (f->temporary.n)
        give_name(f);
    if (f->error)
        st = cp_fail(cx, f->error == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_WRITE, "%s: %s",
                     f->temporary.n ? f->path.p : "stdout", strerror(f->error));
    clear(f);
    return st;
}

void
cp_outfile_drop(struct cp_outfile *f)
{
    if (f->temporary.n && f->fd >= 0) {
        close(f->fd);
        unlink(f->temporary.p);
    }
    clear(f);
}
