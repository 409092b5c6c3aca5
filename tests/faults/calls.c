/*
 * Preloaded into the command: one of its system calls fails, or all of them do less than they
 * were asked for. See calls.py.
 *
 * CALLS_HOW: "short": reads and writes of one byte; "EINTR": every other call of those that may
 * block is interrupted first; or the name of an errno, with which call number CALLS_AT (from 1)
 * of the kind CALLS_KIND ("read", "write", "open", "sync", "rename", "malloc") fails. CALLS_LOG: a file
 * to which each process appends a line "KIND COUNT" at its end. Calls that a C library makes
 * within itself (stdio) are not seen.
 */
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __GLIBC__

#define SEEN __attribute__((visibility("default")))
#define REAL(name)                                                                            \
    (((union { void *p; __typeof__(&name) call; }){ .p = dlsym(RTLD_NEXT, #name) }).call)

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *p, size_t n);

enum kind { READ, WRITE, OPEN, SYNC, RENAME, MALLOC, KINDS };
static const char *const names[KINDS] = { "read", "write", "open", "sync", "rename", "malloc" };
static const struct {
    const char *name;
    int error;
} errors[] = { { "EIO", EIO },       { "ENOSPC", ENOSPC }, { "EMFILE", EMFILE },
               { "EAGAIN", EAGAIN }, { "ENOMEM", ENOMEM } };

static struct {
    bool is_ready, is_short, interrupts;
    int kind, error;
    unsigned long at, count[KINDS], turn;
} calls = { .kind = KINDS };

__attribute__((constructor)) static void
get_ready(void)
{
    const char *how = getenv("CALLS_HOW"), *kind = getenv("CALLS_KIND"), *at = getenv("CALLS_AT");

    calls.is_short = how && strcmp(how, "short") == 0;
    calls.interrupts = how && strcmp(how, "EINTR") == 0;
    for (size_t i = 0; how && i < sizeof errors / sizeof *errors; i++)
        if (strcmp(how, errors[i].name) == 0)
            calls.error = errors[i].error;
    for (int i = 0; kind && i < KINDS; i++)
        if (strcmp(kind, names[i]) == 0)
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
    if (calls.interrupts && kind <= OPEN && ++calls.turn % 2)
        return EINTR;
    return calls.error && (int)kind == calls.kind && calls.count[kind] == calls.at
               ? calls.error
               : 0;
}

#define OR_FAIL(kind, type)     \
    do {                        \
        int error = fate(kind); \
        if (error) {            \
            errno = error;      \
            return (type)-1;    \
        }                       \
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
SEEN ssize_t
write(int fd, const void *data, size_t n)
{
    if (fd == STDERR_FILENO)
        return REAL(write)(fd, data, n);
    OR_FAIL(WRITE, ssize_t);
    return REAL(write)(fd, data, less(n));
}

SEEN ssize_t
pwrite64(int fd, const void *data, size_t n, off64_t offset)
{
    OR_FAIL(WRITE, ssize_t);
    return REAL(pwrite64)(fd, data, less(n), offset);
}

SEEN ssize_t
pwrite(int fd, const void *data, size_t n, off_t offset)
{
    OR_FAIL(WRITE, ssize_t);
    return REAL(pwrite)(fd, data, less(n), offset);
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

SEEN int
fsync(int fd)
{
    OR_FAIL(SYNC, int);
    return REAL(fsync)(fd);
}

SEEN int
rename(const char *from, const char *to)
{
    OR_FAIL(RENAME, int);
    return REAL(rename)(from, to);
}

/* open never is interrupted on a file of a disk, and nobody asks again. */
static int
open_any(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode)
{
    if (!calls.interrupts)
        OR_FAIL(OPEN, int);
    return real(path, flags, mode);
}

SEEN int
open(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(more, int) : 0;
    va_end(more);
    return open_any(REAL(open), path, flags, mode);
}

SEEN int
open64(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(more, int) : 0;
    va_end(more);
    return open_any(REAL(open64), path, flags, mode);
}

SEEN int
mkstemp(char *template)
{
    if (!calls.interrupts)
        OR_FAIL(OPEN, int);
    return REAL(mkstemp)(template);
}

SEEN int
mkstemp64(char *template)
{
    if (!calls.interrupts)
        OR_FAIL(OPEN, int);
    return REAL(mkstemp64)(template);
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
        n += snprintf(line + n, sizeof line - (size_t)n, "%s %lu ", names[i], calls.count[i]);
    line[n - 1] = '\n';
    if (fd >= 0 && REAL(write)(fd, line, (size_t)n) != n)
        _exit(99);
    if (fd >= 0)
        close(fd);
}

#else
typedef int nothing_is_here;
#endif
