/* Files of one process at a time: see batch/lock.h. */
#include "batch/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 0; EAGAIN: the path does not name the file any more, as who had the lock before has renamed
 * it; or another errno. */
static int
check_still(const char *path, int fd)
{
    struct stat of_path, of_file;

    if (stat(path, &of_path) != 0)
        return errno == ENOENT ? EAGAIN : errno;
    if (fstat(fd, &of_file) != 0)
        return errno;
    return of_path.st_dev == of_file.st_dev && of_path.st_ino == of_file.st_ino ? 0 : EAGAIN;
}

/* 0, EBUSY with *owner, or another errno. */
static int
take(int fd, pid_t *owner)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

    if (fcntl(fd, F_SETLK, &lock) == 0)
        return 0;
    if (errno != EACCES && errno != EAGAIN)
        return errno == ENOLCK || errno == ENOSYS || errno == ENOTSUP ? 0 : errno;
    *owner = 0;
    if (fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
        *owner = lock.l_pid;
    return EBUSY;
}

static int
try_once(const char *path, int *fd, pid_t *owner)
{
    int error;

    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (*fd < 0)
        return errno;
    error = take(*fd, owner);
    if (!error)
        error = check_still(path, *fd);
    if (error) {
        close(*fd);
        *fd = -1;
    }
    return error;
}

cleanpage_status
cp_lock_open(struct cp_ctx *cx, const char *path, int *fd, bool *busy)
{
    pid_t owner = 0;
    int error;

    do
        error = try_once(path, fd, &owner);
    while (error == EAGAIN);
    *busy = error == EBUSY;
    if (*busy && owner > 0)
        return cp_fail(cx, CLEANPAGE_LIMIT, "%s: in use by process %ld", path, (long)owner);
    if (*busy)
        return cp_fail(cx, CLEANPAGE_LIMIT, "%s: in use by another process", path);
    return error ? cp_fail(cx, CLEANPAGE_WRITE, "%s: %s", path, strerror(error)) : CLEANPAGE_OK;
}
