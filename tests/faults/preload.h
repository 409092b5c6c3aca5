/*
 * For libraries that are preloaded into the command: the calls that open and write stand here,
 * before those of libc, and each is given on to a function of the one file that includes this,
 * with the call that it stands before. Calls that a C library makes within itself (stdio) are
 * not seen.
 */
#ifndef CP_TESTS_PRELOAD_H
#define CP_TESTS_PRELOAD_H

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#define SEEN __attribute__((visibility("default")))
/* The call that ours of the same name stands before. */
#define REAL(name)                                                                             \
    (((union {                                                                                 \
         void *p;                                                                              \
         __typeof__(&name) call;                                                               \
     }){ .p = dlsym(RTLD_NEXT, #name) })                                                       \
         .call)

typedef ssize_t (*write_fn)(int fd, const void *data, size_t n, off64_t offset);
typedef int (*open_fn)(const char *path, int flags, ...);
typedef int (*temporary_fn)(char *template);
typedef int (*fd_fn)(int fd);

/* Of who includes this. */
static ssize_t write_any(write_fn real, int fd, const void *data, size_t n, off64_t offset);
static int open_any(open_fn real, const char *path, int flags, mode_t mode);
static int make_temporary(temporary_fn real, char *template);
static int sync_any(fd_fn real, int fd);

/* ------------------------------------------------------------------ writing */

static ssize_t
real_write(int fd, const void *data, size_t n, off64_t offset)
{
    (void)offset;
    return REAL(write)(fd, data, n);
}

static ssize_t
real_pwrite(int fd, const void *data, size_t n, off64_t offset)
{
    return REAL(pwrite64)(fd, data, n, offset);
}

SEEN ssize_t
write(int fd, const void *data, size_t n)
{
    return write_any(real_write, fd, data, n, -1);
}

SEEN ssize_t
pwrite(int fd, const void *data, size_t n, off_t offset)
{
    return write_any(real_pwrite, fd, data, n, offset);
}

SEEN ssize_t
pwrite64(int fd, const void *data, size_t n, off64_t offset)
{
    return write_any(real_pwrite, fd, data, n, offset);
}

SEEN int
fsync(int fd)
{
    return sync_any(REAL(fsync), fd);
}

SEEN int
fdatasync(int fd)
{
    return sync_any(REAL(fdatasync), fd);
}

/* ------------------------------------------------------------------ opening */

static mode_t
mode_of(int flags, va_list more)
{
    return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(more, int) : 0;
}

SEEN int
open(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = mode_of(flags, more);
    va_end(more);
    return open_any(REAL(open), path, flags, mode);
}

SEEN int
open64(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = mode_of(flags, more);
    va_end(more);
    return open_any(REAL(open64), path, flags, mode);
}

SEEN int
mkstemp(char *template)
{
    return make_temporary(REAL(mkstemp), template);
}

SEEN int
mkstemp64(char *template)
{
    return make_temporary(REAL(mkstemp64), template);
}

#endif
