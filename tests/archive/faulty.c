/*
 * Preloaded into the command: what it does to files below a directory is counted and written
 * down, and one call, or all from it on, can fail or end the process. See faults.py.
 *
 * FAULTY_DIR: the directory, absolute. FAULTY_AT: number of the call, from 1. FAULTY_HOW: "exit"
 * before the call, "torn" in the middle of a write, or the name of an errno, with "short-" before
 * it for a write that takes half first. FAULTY_STICKY: later calls fail, too. FAULTY_LOG: file
 * for what was called: see note().
 */
#define _GNU_SOURCE
/* open() and write() are to be defined here. */
#undef _FORTIFY_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* How calls are named and passed on is glibc's way; elsewhere this is empty: faults.py skips. */
#ifdef __GLIBC__

#include "../faults/preload.h"

#define FDS 1024
#define PATH_ROOM 1024

static struct {
    bool is_ready, is_sticky, is_short;
    char dir[PATH_ROOM], how[16];
    size_t dir_n;
    unsigned long at, count;
    int error, log;
    char paths[FDS][PATH_ROOM]; /* of open files below the directory, else "" */
} faulty = { .log = -1 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int
errno_of(const char *how)
{
    return strcmp(how, "ENOSPC") == 0  ? ENOSPC
           : strcmp(how, "EIO") == 0   ? EIO
           : strcmp(how, "EROFS") == 0 ? EROFS
                                       : 0;
}

static void
get_ready(void)
{
    const char *dir = getenv("FAULTY_DIR"), *at = getenv("FAULTY_AT");
    const char *how = getenv("FAULTY_HOW"), *log = getenv("FAULTY_LOG");

    faulty.is_ready = true;
    snprintf(faulty.dir, sizeof faulty.dir, "%s", dir ? dir : "");
    faulty.dir_n = strlen(faulty.dir);
    faulty.at = at ? strtoul(at, NULL, 10) : 0;
    faulty.is_sticky = getenv("FAULTY_STICKY") != NULL;
    faulty.is_short = how && strncmp(how, "short-", 6) == 0;
    snprintf(faulty.how, sizeof faulty.how, "%s", how ? how + (faulty.is_short ? 6 : 0) : "");
    faulty.error = errno_of(faulty.how);
    if (log)
        faulty.log = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
}

static bool
is_ours(const char *path)
{
    if (!faulty.is_ready)
        get_ready();
    return faulty.dir_n && strncmp(path, faulty.dir, faulty.dir_n) == 0 &&
           (path[faulty.dir_n] == '/' || path[faulty.dir_n] == '\0');
}

static const char *
path_of(int fd)
{
    return fd >= 0 && fd < FDS && faulty.paths[fd][0] ? faulty.paths[fd] : NULL;
}

static void
remember(int fd, const char *path)
{
    if (fd >= 0 && fd < FDS)
        snprintf(faulty.paths[fd], PATH_ROOM, "%s", path);
}

/* "CALL FD NUMBER LENGTH PATH\tSECOND PATH\n", behind it LENGTH bytes: what was written. */
static void
note(const char *call, int fd, long long number, const void *data, size_t n, const char *path,
     const char *second)
{
    char line[2 * PATH_ROOM + 100];
    int length;

    if (faulty.log < 0)
        return;
    length = snprintf(line, sizeof line, "%s %d %lld %zu %s\t%s\n", call, fd, number, n, path,
                      second ? second : "");
    if (REAL(write)(faulty.log, line, (size_t)length) != length ||
        (n && REAL(write)(faulty.log, data, n) != (ssize_t)n))
        _exit(99);
}

/* What becomes of the next call: 0 goes on, else its errno; -1: a write takes half, then ends. */
static int
next_call(bool is_write)
{
    faulty.count++;
    if (!faulty.at || faulty.count < faulty.at ||
        (faulty.count > faulty.at && !faulty.is_sticky))
        return 0;
    if (strcmp(faulty.how, "exit") == 0)
        _exit(137);
    if (strcmp(faulty.how, "torn") == 0)
        return is_write ? -1 : 0;
    return faulty.error;
}

/* ------------------------------------------------------------------ writing */

static ssize_t
write_any(write_fn real, int fd, const void *data, size_t n, off64_t offset)
{
    int what;
    ssize_t got;

    pthread_mutex_lock(&lock);
    what = path_of(fd) ? next_call(true) : 0;
    if (what == -1) {
        real(fd, data, n / 2, offset);
        _exit(137);
    }
    if (what > 0 && faulty.is_short && faulty.count == faulty.at && n > 1) {
        n /= 2; /* the next one fails */
        faulty.at++;
        what = 0;
    }
    got = what ? -1 : real(fd, data, n, offset);
    if (got > 0 && path_of(fd))
        note("write", fd, offset, data, (size_t)got, path_of(fd), NULL);
    pthread_mutex_unlock(&lock);
    if (what)
        errno = what;
    return got;
}

/* ------------------------------------------------------------------ the others */

/* Whether the call is to fail, with errno set. */
static bool
is_to_fail(bool is_ours)
{
    int what = is_ours ? next_call(false) : 0;

    if (what)
        errno = what;
    return what != 0;
}

/* Of any call that returns 0 or -1. */
#define CALL(ours, run, call, fd, number, path, second)         \
    int got;                                                    \
    bool mine;                                                  \
    pthread_mutex_lock(&lock);                                  \
    mine = (ours);                                              \
    got = is_to_fail(mine) ? -1 : (run);                        \
    if (mine && got == 0)                                       \
        note(call, fd, number, NULL, 0, path, second);          \
    pthread_mutex_unlock(&lock);                                \
    return got

static int
sync_any(fd_fn real, int fd)
{
    CALL(path_of(fd) != NULL, real(fd), "sync", fd, 0, path_of(fd), NULL);
}

SEEN int
ftruncate(int fd, off_t length)
{
    CALL(path_of(fd) != NULL, REAL(ftruncate)(fd, length), "truncate", fd, length, path_of(fd),
         NULL);
}

SEEN int
ftruncate64(int fd, off64_t length)
{
    CALL(path_of(fd) != NULL, REAL(ftruncate64)(fd, length), "truncate", fd, length,
         path_of(fd), NULL);
}

SEEN int
rename(const char *from, const char *to)
{
    CALL(is_ours(to), REAL(rename)(from, to), "rename", -1, 0, from, to);
}

SEEN int
unlink(const char *path)
{
    CALL(is_ours(path), REAL(unlink)(path), "unlink", -1, 0, path, NULL);
}

SEEN int
mkdir(const char *path, mode_t mode)
{
    CALL(is_ours(path), REAL(mkdir)(path, mode), "mkdir", -1, 0, path, NULL);
}

static int
open_any(open_fn real, const char *path, int flags, mode_t mode)
{
    bool mine, makes;
    int fd;

    pthread_mutex_lock(&lock);
    mine = is_ours(path);
    makes = mine && flags & O_CREAT;
    fd = is_to_fail(makes) ? -1 : real(path, flags, mode);
    if (fd >= 0)
        remember(fd, mine ? path : "");
    if (fd >= 0 && mine)
        note(makes ? "make" : "open", fd, flags & O_TRUNC ? 1 : 0, NULL, 0, path, NULL);
    pthread_mutex_unlock(&lock);
    return fd;
}

static int
make_temporary(temporary_fn real, char *template)
{
    bool mine;
    int fd;

    pthread_mutex_lock(&lock);
    mine = is_ours(template);
    fd = is_to_fail(mine) ? -1 : real(template);
    if (fd >= 0)
        remember(fd, mine ? template : "");
    if (fd >= 0 && mine)
        note("make", fd, 0, NULL, 0, template, NULL);
    pthread_mutex_unlock(&lock);
    return fd;
}

SEEN int
close(int fd)
{
    pthread_mutex_lock(&lock);
    if (path_of(fd))
        faulty.paths[fd][0] = '\0';
    pthread_mutex_unlock(&lock);
    return REAL(close)(fd);
}

/* How many calls there were. */
__attribute__((destructor)) static void
say_count(void)
{
    note("end", -1, (long long)faulty.count, NULL, 0, faulty.dir, NULL);
}

#else
typedef int nothing_is_here;
#endif
