/* Writing to stdout, and files as a whole: see cli/output.h. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* Links followed from one name; as many as Linux follows. */
#define LINKS_MAX 40

static enum cp_exit
fail(const char *subject, int error)
{
    if (error != EPIPE)
        cp_cli_say(subject, strerror(error));
    return CP_EXIT_WRITE;
}

enum cp_exit
cp_output_put(struct cp_output *out, struct cp_slice text)
{
    struct cp_slice between = cp_slice_of(out->started ? out->between : NULL);
    int error = 0;

    if (out->path) {
        cp_buf_put_slice(&out->text, between);
        cp_buf_put_slice(&out->text, text);
    } else {
        error = cp_write_all(STDOUT_FILENO, between);
        if (!error)
            error = cp_write_all(STDOUT_FILENO, text);
    }
    out->started = true;
    return error ? fail("stdout", error) : CP_EXIT_OK;
}

/* ------------------------------------------------------------------ a file as a whole */

/* The place that a link names: absolute, or beside the link. Returns false on failure. */
static bool
follow_link(struct cp_buf *path)
{
    char target[4096];
    ssize_t n = readlink(path->p, target, sizeof target);

    if (n < 0 || (size_t)n == sizeof target) {
        errno = n < 0 ? errno : ENAMETOOLONG;
        return false;
    }
    path->n = target[0] == '/' ? 0 : cp_path_dir(path->p);
    cp_buf_put(path, target, (size_t)n);
    return cp_buf_str(path);
}

/* Replaces the path by what it stands for after all links, which need not exist yet. */
static bool
resolve_links(struct cp_buf *path)
{
    struct stat st;

    for (int i = 0; i < LINKS_MAX; i++) {
        if (lstat(path->p, &st) != 0)
            return errno == ENOENT;
        if (!S_ISLNK(st.st_mode))
            return true;
        if (!follow_link(path))
            return false;
    }
    errno = ELOOP;
    return false;
}

static int
write_directly(const char *path, struct cp_slice text)
{
    int fd = open(path, O_WRONLY), error;

    if (fd < 0)
        return errno;
    error = cp_write_all(fd, text);
    return close(fd) != 0 && !error ? errno : error;
}

static int
write_file(const char *name, struct cp_slice text)
{
    struct cp_buf path = { 0 };
    struct stat st;
    int error;

    /* What cannot be looked at may be a device, of which there would be a file. */
    if (stat(name, &st) != 0) {
        if (errno != ENOENT)
            return errno;
    } else if (!S_ISREG(st.st_mode)) {
        return write_directly(name, text);
    }
    cp_buf_puts(&path, name);
    if (!cp_buf_str(&path)) {
        cp_buf_clear(&path);
        return ENOMEM;
    }
    error = resolve_links(&path) ? cp_file_replace(path.p, text) : errno;
    cp_buf_clear(&path);
    return error;
}

enum cp_exit
cp_output_finish(struct cp_output *out)
{
    int error;

    if (!out->started)
        return CP_EXIT_OK;
    if (!out->path) {
        /* A network file system may report only now that the disk is full. */
        return close(STDOUT_FILENO) == 0 ? CP_EXIT_OK : fail("stdout", errno);
    }
    error =
        cp_buf_failed(&out->text) ? ENOMEM : write_file(out->path, cp_buf_slice(&out->text));
    return error ? fail(out->path, error) : CP_EXIT_OK;
}

void
cp_output_clear(struct cp_output *out)
{
    cp_buf_clear(&out->text);
}
