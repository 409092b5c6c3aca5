/* Files that are whole or not there at all: see base/file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

size_t
cp_path_dir(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Whether a call that failed is worth another try, which there is reason for then. */
static bool
is_to_try_again(int fd, short event)
{
    struct pollfd file = { .fd = fd, .events = event };

    if (errno == EINTR)
        return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return false;
    return poll(&file, 1, -1) > 0 || errno == EINTR;
}

ssize_t
cp_read_some(int fd, void *to, size_t n)
{
    ssize_t got;

    do
        got = read(fd, to, n);
    while (got < 0 && is_to_try_again(fd, POLLIN));
    return got;
}

int
cp_write_all(int fd, struct cp_slice bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);

        if (n < 0 && is_to_try_again(fd, POLLOUT))
            continue;
        if (n < 0)
            return errno;
        bytes.p += n;
        bytes.n -= (size_t)n;
    }
    return 0;
}

int
cp_read_at(int fd, void *to, size_t n, uint64_t offset, size_t *got)
{
    ssize_t some = 1;

    *got = 0;
    while (*got < n && some != 0) {
        some = pread(fd, (char *)to + *got, n - *got, (off_t)(offset + *got));
        if (some < 0 && errno != EINTR)
            return errno;
        *got += some > 0 ? (size_t)some : 0;
    }
    return 0;
}

int
cp_file_flush(int fd)
{
    int error;

    do
        error = fsync(fd) == 0 ? 0 : errno;
    while (error == EINTR);
    return error == EINVAL || error == ENOTSUP ? 0 : error;
}

int
cp_dir_sync(const char *path)
{
    struct cp_buf dir = { 0 };
    int fd, error;

    cp_buf_put(&dir, path, cp_path_dir(path));
    cp_buf_puts(&dir, ".");
    if (!cp_buf_str(&dir)) {
        cp_buf_clear(&dir);
        return ENOMEM;
    }
    fd = open(dir.p, O_RDONLY | O_CLOEXEC);
    error = fd < 0 ? errno : cp_file_flush(fd);
    if (fd >= 0)
        close(fd);
    cp_buf_clear(&dir);
    return error;
}

/* The name of a new one is made safe in the directory above it. */
static int
make_one(const char *path)
{
    struct stat st;
    int error;

    if (mkdir(path, 0777) == 0)
        return cp_dir_sync(path);
    error = errno;
    /* A read-only file system says so of a directory that is there, too. */
    if (stat(path, &st) != 0)
        return error;
    return S_ISDIR(st.st_mode) ? 0 : error == EEXIST ? ENOTDIR : error;
}

int
cp_dir_make(const char *path)
{
    size_t n = cp_path_dir(path);
    char *dir = strndup(path, n);
    int error = dir ? 0 : ENOMEM;

    for (size_t i = 1; !error && i < n; i++) {
        if (dir[i] != '/')
            continue;
        dir[i] = '\0';
        error = make_one(dir);
        dir[i] = '/';
    }
    free(dir);
    return error;
}

const char *
cp_dir_next(DIR *dir, int *error)
{
    const struct dirent *entry;

    errno = 0;
    entry = dir ? readdir(dir) : NULL;
    *error = entry || !dir ? 0 : errno;
    return entry ? entry->d_name : NULL;
}

int
cp_file_put(const char *path, struct cp_slice bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int error = fd < 0 ? errno : cp_write_all(fd, bytes);

    if (fd < 0)
        return error;
    if (!error)
        error = cp_file_flush(fd);
    if (close(fd) != 0 && !error)
        error = errno;
    if (error)
        unlink(path);
    return error;
}

/* Those of the file that is replaced; for a new one what the umask leaves. A file of which they
 * cannot be had may be private: it stays as it is. */
static int
wanted_mode(const char *path, mode_t *mode)
{
    struct stat st;
    mode_t mask;

    if (stat(path, &st) == 0) {
        *mode = st.st_mode & 07777;
        return 0;
    }
    if (errno != ENOENT)
        return errno;
    mask = umask(0);
    umask(mask);
    *mode = 0666 & ~mask;
    return 0;
}

static int
fill(int fd, const char *path, struct cp_slice bytes)
{
    mode_t mode = 0;
    int error = wanted_mode(path, &mode);

    if (!error)
        error = cp_write_all(fd, bytes);
    if (!error && fchmod(fd, mode) != 0)
        error = errno;
    return error ? error : cp_file_flush(fd);
}

static int
replace_by(char *temporary, const char *path, struct cp_slice bytes)
{
    int fd = mkstemp(temporary), error = fd < 0 ? errno : fill(fd, path, bytes);

    if (fd >= 0 && close(fd) != 0 && !error)
        error = errno;
    if (!error && rename(temporary, path) != 0)
        error = errno;
    if (error && fd >= 0)
        unlink(temporary);
    return error;
}

int
cp_file_replace(const char *path, struct cp_slice bytes)
{
    struct cp_buf temporary = { 0 };
    sigset_t ending, before;
    int error;

    cp_buf_put(&temporary, path, cp_path_dir(path));
    cp_buf_puts(&temporary, ".cleanpage.XXXXXX");
    if (!cp_buf_str(&temporary)) {
        cp_buf_clear(&temporary);
        return ENOMEM;
    }
    /* What ends the process meanwhile waits, for the temporary file would stay. */
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ending, &before);
    error = replace_by(temporary.p, path, bytes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    /* The file is there; a directory that cannot be flushed is none of its reader's concern. */
    if (!error)
        cp_dir_sync(path);
    cp_buf_clear(&temporary);
    return error;
}
