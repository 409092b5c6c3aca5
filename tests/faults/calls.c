/*
 * Preloaded into the command: one of its system calls fails, or all of them do less than they
 * were asked for, or a signal comes. See calls.py.
 *
 * CALLS_HOW: "short": reads and writes of one byte; "EINTR": every other call of each kind that
 * may wait is interrupted; or what becomes of call number CALLS_AT (from 1) of the kind
 * CALLS_KIND (see below): the name of an errno with which it fails, or of a signal that the
 * process gets before it, if it is no child of the command's. CALLS_LOG: a file to which each
 * process appends a line "KIND COUNT ..." at its end.
 */
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

/* How calls are named and passed on is glibc's way; elsewhere this is empty: calls.py skips. */
#ifdef __GLIBC__

#include "preload.h"

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *p, size_t n);

enum kind {
    READ,
    WRITE,
    OPEN,
    SYNC,
    RENAME,
    CLOSE,
    STAT,
    LIST,
    MAP,
    POLL,
    FORK,
    PIPE,
    MALLOC,
    KINDS
};
static const struct {
    const char *name;
    bool waits; /* may be interrupted; files of a disk are opened without waiting */
} kinds[KINDS] = {
    [READ] = { "read", true },      [WRITE] = { "write", true },
    [OPEN] = { "open", false },     [SYNC] = { "sync", true },
    [RENAME] = { "rename", false }, [CLOSE] = { "close", false },
    [STAT] = { "stat", false },     [LIST] = { "list", false },
    [MAP] = { "map", false },       [POLL] = { "poll", true },
    [FORK] = { "fork", false },     [PIPE] = { "pipe", false },
    [MALLOC] = { "malloc", false },
};
struct how {
    const char *name;
    int number;
};
static const struct how errors[] = { { "EIO", EIO },       { "ENOSPC", ENOSPC },
                                     { "EMFILE", EMFILE }, { "EAGAIN", EAGAIN },
                                     { "ENOMEM", ENOMEM }, { NULL, 0 } };
static const struct how signals[] = {
    { "INT", SIGINT }, { "TERM", SIGTERM }, { "HUP", SIGHUP }, { "KILL", SIGKILL }, { NULL, 0 }
};

static struct {
    bool is_ready, is_short, interrupts;
    int kind, error, signal;
    pid_t command;
    unsigned long at, count[KINDS], turns[KINDS];
} calls = { .kind = KINDS };

static int
number_of(const struct how *hows, const char *name)
{
    while (name && hows->name && strcmp(hows->name, name) != 0)
        hows++;
    return name ? hows->number : 0;
}

__attribute__((constructor)) static void
get_ready(void)
{
    const char *how = getenv("CALLS_HOW"), *kind = getenv("CALLS_KIND"),
               *at = getenv("CALLS_AT");

    calls.is_short = how && strcmp(how, "short") == 0;
    calls.interrupts = how && strcmp(how, "EINTR") == 0;
    calls.error = number_of(errors, how);
    calls.signal = number_of(signals, how);
    calls.command = getpid();
    for (int i = 0; kind && i < KINDS; i++)
        if (strcmp(kind, kinds[i].name) == 0)
            calls.kind = i;
    calls.at = at ? strtoul(at, NULL, 10) : 0;
    calls.is_ready = true;
}

/* 0, or the errno with which this call ends. */
static int
fate(enum kind kind)
{
    if (!calls.is_ready)
        return 0;
    calls.count[kind]++;
    if (calls.interrupts && kinds[kind].waits && ++calls.turns[kind] % 2)
        return EINTR;
    if ((int)kind != calls.kind || calls.count[kind] != calls.at)
        return 0;
    if (calls.signal && getpid() == calls.command)
        raise(calls.signal);
    return calls.error;
}

#define OR_FAIL(kind, type)                                                                    \
    do {                                                                                       \
        int error = fate(kind);                                                                \
        if (error) {                                                                           \
            errno = error;                                                                     \
            return (type)-1;                                                                   \
        }                                                                                      \
    } while (0)

static size_t
less(size_t n)
{
    return calls.is_short && n > 1 ? 1 : n;
}

SEEN ssize_t
read(int fd, void *data, size_t n)
{
    OR_FAIL(READ, ssize_t);
    return REAL(read)(fd, data, less(n));
}

SEEN ssize_t
pread64(int fd, void *data, size_t n, off64_t offset)
{
    OR_FAIL(READ, ssize_t);
    return REAL(pread64)(fd, data, less(n), offset);
}

SEEN ssize_t
pread(int fd, void *data, size_t n, off_t offset)
{
    OR_FAIL(READ, ssize_t);
    return REAL(pread)(fd, data, less(n), offset);
}

/* What goes wrong must be told: standard error has no faults. */
static ssize_t
write_any(write_fn real, int fd, const void *data, size_t n, off64_t offset)
{
    if (fd == STDERR_FILENO)
        return real(fd, data, n, offset);
    OR_FAIL(WRITE, ssize_t);
    return real(fd, data, less(n), offset);
}

SEEN ssize_t
writev(int fd, const struct iovec *parts, int count)
{
    OR_FAIL(WRITE, ssize_t);
    if (calls.is_short && count > 0 && parts[0].iov_len > 0)
        return REAL(write)(fd, parts[0].iov_base, 1);
    return REAL(writev)(fd, parts, count);
}

SEEN ssize_t
send(int fd, const void *data, size_t n, int flags)
{
    OR_FAIL(WRITE, ssize_t);
    return REAL(send)(fd, data, less(n), flags);
}

SEEN ssize_t
recv(int fd, void *data, size_t n, int flags)
{
    OR_FAIL(READ, ssize_t);
    return REAL(recv)(fd, data, less(n), flags);
}

/* ------------------------------------------------------------------ files */

static int
open_any(open_fn real, const char *path, int flags, mode_t mode)
{
    OR_FAIL(OPEN, int);
    return real(path, flags, mode);
}

static int
make_temporary(temporary_fn real, char *template)
{
    OR_FAIL(OPEN, int);
    return real(template);
}

/* The other one is SQLite's, which does not ask again. */
static int
sync_any(fd_fn real, int fd)
{
    if (!calls.interrupts || real == REAL(fsync))
        OR_FAIL(SYNC, int);
    return real(fd);
}

SEEN int
rename(const char *from, const char *to)
{
    OR_FAIL(RENAME, int);
    return REAL(rename)(from, to);
}

/* One that fails has closed the file all the same. */
SEEN int
close(int fd)
{
    int error = fate(CLOSE), done = REAL(close)(fd);

    if (!error || done != 0)
        return done;
    errno = error;
    return -1;
}

/* What a file is, by its descriptor or its name. */
#define STAT_CALL(name, of, type)                                                              \
    SEEN int name(of which, struct type *st)                                                   \
    {                                                                                          \
        OR_FAIL(STAT, int);                                                                    \
        return REAL(name)(which, st);                                                          \
    }
STAT_CALL(fstat, int, stat)
STAT_CALL(fstat64, int, stat64)
STAT_CALL(stat, const char *, stat)
STAT_CALL(stat64, const char *, stat64)
STAT_CALL(lstat, const char *, stat)
STAT_CALL(lstat64, const char *, stat64)

SEEN DIR *
opendir(const char *path)
{
    int error = fate(LIST);

    if (!error)
        return REAL(opendir)(path);
    errno = error;
    return NULL;
}

/* Whose errno tells the end from a failure. */
#define READDIR_CALL(name, type)                                                               \
    SEEN struct type *name(DIR *dir)                                                           \
    {                                                                                          \
        int before = errno, error = fate(LIST);                                                \
        struct type *(*real)(DIR *) = REAL(name);                                              \
                                                                                               \
        errno = error ? error : before;                                                        \
        return error ? NULL : real(dir);                                                       \
    }
READDIR_CALL(readdir, dirent)
READDIR_CALL(readdir64, dirent64)

SEEN void *
mmap(void *at, size_t n, int may, int flags, int fd, off_t offset)
{
    OR_FAIL(MAP, void *);
    return REAL(mmap)(at, n, may, flags, fd, offset);
}

SEEN void *
mmap64(void *at, size_t n, int may, int flags, int fd, off64_t offset)
{
    OR_FAIL(MAP, void *);
    return REAL(mmap64)(at, n, may, flags, fd, offset);
}

/* ------------------------------------------------------------------ processes */

SEEN int
poll(struct pollfd *fds, nfds_t count, int wait_ms)
{
    OR_FAIL(POLL, int);
    return REAL(poll)(fds, count, wait_ms);
}

SEEN pid_t
fork(void)
{
    OR_FAIL(FORK, pid_t);
    return REAL(fork)();
}

SEEN int
pipe(int ends[2])
{
    OR_FAIL(PIPE, int);
    return REAL(pipe)(ends);
}

SEEN int
socketpair(int domain, int type, int protocol, int ends[2])
{
    OR_FAIL(PIPE, int);
    return REAL(socketpair)(domain, type, protocol, ends);
}

/* ------------------------------------------------------------------ memory */

/* One that works leaves errno as it is. */
static bool
has_memory(void)
{
    int error = fate(MALLOC);

    if (error)
        errno = error;
    return !error;
}

SEEN void *
malloc(size_t n)
{
    return has_memory() ? __libc_malloc(n) : NULL;
}

SEEN void *
calloc(size_t count, size_t size)
{
    return has_memory() ? __libc_calloc(count, size) : NULL;
}

SEEN void *
realloc(void *p, size_t n)
{
    return has_memory() ? __libc_realloc(p, n) : NULL;
}

/* ------------------------------------------------------------------ what was called */

__attribute__((destructor)) static void
say_counts(void)
{
    const char *log = getenv("CALLS_LOG");
    char line[300];
    int n = 0, fd = log ? REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : -1;

    for (int i = 0; i < KINDS; i++)
        n += snprintf(line + n, sizeof line - (size_t)n, "%s %lu ", kinds[i].name,
                      calls.count[i]);
    line[n - 1] = '\n';
    if (fd >= 0 && REAL(write)(fd, line, (size_t)n) != n)
        _exit(99);
    if (fd >= 0)
        REAL(close)(fd);
}

#else
typedef int nothing_is_here;
#endif
