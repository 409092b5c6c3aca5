/* The files of a directory: see batch/files.h. */
#include "batch/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "batch/lock.h"

/* Files, bytes of them, and time that they wait for their names: whichever is reached first.
 * One at a time, 2,000 files took 8 s (ext4, a disk that others used, too); 64 at a time 6 s,
 * 256 4.5 s, 1024 2.3 s. */
#define WAITING_MAX 1024
#define WAITING_BYTES ((size_t)32 << 20)
#define WAITING_SECONDS 1.0

static const char end_of_part[] = ".part";

struct cp_files {
    const char *directory;
    int lock;
    struct cp_buf lock_path;
    struct cp_buf path, part; /* of the file at hand: its own, and with ".part" */
    struct cp_buf made;       /* directory that was made, or seen, last */
    struct cp_buf waiting;    /* paths, a NUL behind each */
    size_t count, bytes;      /* of what waits */
    struct timespec since;    /* when the first of them came */
};

static cleanpage_status
fail(struct cp_ctx *cx, const char *path, int error)
{
    return cp_fail(cx, error == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_WRITE, "%s: %s", path,
                   strerror(error));
}

/* ------------------------------------------------------------------ opening and closing */

/* Returns an errno. */
static int
look_for_files(const char *path, bool *has)
{
    DIR *d = opendir(path);
    const char *name;
    int error = 0;

    *has = false;
    if (!d)
        return errno;
    while (!*has && (name = cp_dir_next(d, &error)))
        *has = name[0] != '.';
    closedir(d);
    return error;
}

static cleanpage_status
prepare(struct cp_ctx *cx, struct cp_files *files, bool resume, bool *busy)
{
    cleanpage_status st;
    bool has_files = false;
    int error;

    cp_buf_puts(&files->lock_path, files->directory);
    cp_buf_puts(&files->lock_path, "/.cleanpage.lock");
    error = cp_buf_str(&files->lock_path) ? cp_dir_make(files->lock_path.p) : ENOMEM;
    if (error)
        return fail(cx, files->directory, error);
    st = cp_lock_open(cx, files->lock_path.p, &files->lock, busy);
    if (!st && !resume)
        error = look_for_files(files->directory, &has_files);
    if (error)
        return fail(cx, files->directory, error);
    if (has_files)
        return cp_fail(cx, CLEANPAGE_BADARG,
                       "%s: has files in it; --resume leaves what is there as it is",
                       files->directory);
    return st;
}

cleanpage_status
cp_files_open(struct cp_ctx *cx, const char *directory, bool resume, struct cp_files **opened,
              bool *busy)
{
    struct cp_files *files = calloc(1, sizeof *files);
    cleanpage_status st;

    *opened = NULL;
    if (!files)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    files->directory = directory;
    files->lock = -1;
    st = prepare(cx, files, resume, busy);
    if (st)
        cp_files_close(files);
    else
        *opened = files;
    return st;
}

void
cp_files_close(struct cp_files *files)
{
    struct cp_ctx nobody = { 0 };

    if (!files)
        return;
    cp_files_finish(&nobody, files);
    if (files->lock >= 0) {
        /* While it is locked: who waits for it sees that it is gone, and makes another. */
        unlink(files->lock_path.p);
        close(files->lock);
    }
    cp_buf_clear(&files->lock_path);
    cp_buf_clear(&files->path);
    cp_buf_clear(&files->part);
    cp_buf_clear(&files->made);
    cp_buf_clear(&files->waiting);
    free(files);
}

/* ------------------------------------------------------------------ names */

/* The path of a file; NULL without memory. */
static const char *
path_of(struct cp_files *files, struct cp_slice file)
{
    files->path.n = 0;
    cp_buf_puts(&files->path, files->directory);
    cp_buf_putc(&files->path, '/');
    cp_buf_put_slice(&files->path, file);
    return cp_buf_str(&files->path);
}

static const char *
part_of(struct cp_files *files, const char *path)
{
    files->part.n = 0;
    cp_buf_puts(&files->part, path);
    cp_buf_puts(&files->part, end_of_part);
    return cp_buf_str(&files->part);
}

bool
cp_files_has(struct cp_files *files, struct cp_slice file)
{
    const char *path = path_of(files, file);

    return path && access(path, F_OK) == 0;
}

/* Makes the directory of the path, which mostly is that of the one before. */
static int
make_directory(struct cp_files *files, const char *path)
{
    struct cp_slice directory = { path, cp_path_dir(path) };
    int error;

    if (cp_slice_eq(directory, cp_buf_slice(&files->made)))
        return 0;
    error = cp_dir_make(path);
    files->made.n = 0;
    if (!error)
        cp_buf_put_slice(&files->made, directory);
    return error;
}

/* ------------------------------------------------------------------ flushing and naming */

static int
flush(const char *part)
{
    int fd = open(part, O_WRONLY | O_CLOEXEC), error = fd < 0 ? errno : cp_file_flush(fd);

    if (fd >= 0 && close(fd) != 0 && !error)
        error = errno;
    return error;
}

static int
flush_all(struct cp_files *files)
{
    const char *path = files->waiting.p;
    int error = 0;

    for (size_t i = 0; !error && i < files->count; i++, path += strlen(path) + 1)
        error = part_of(files, path) ? flush(files->part.p) : ENOMEM;
    return error;
}

static int
name_all(struct cp_files *files)
{
    const char *path = files->waiting.p, *last = NULL;
    int error = 0;

    for (size_t i = 0; !error && i < files->count; i++, path += strlen(path) + 1) {
        size_t n = cp_path_dir(path);

        error = !part_of(files, path) ? ENOMEM : rename(files->part.p, path) != 0 ? errno : 0;
        /* A directory that cannot be flushed is none of its reader's concern. */
        if (last && (cp_path_dir(last) != n || memcmp(last, path, n) != 0))
            cp_dir_sync(last);
        last = path;
    }
    if (last)
        cp_dir_sync(last);
    return error;
}

cleanpage_status
cp_files_finish(struct cp_ctx *cx, struct cp_files *files)
{
    int error = flush_all(files);

    if (!error)
        error = name_all(files);
    files->waiting.n = files->count = files->bytes = 0;
    return error ? fail(cx, files->part.n ? files->part.p : files->directory, error)
                 : CLEANPAGE_OK;
}

static bool
is_due(const struct cp_files *files)
{
    struct timespec now;
    double waited;

    if (files->count >= WAITING_MAX || files->bytes >= WAITING_BYTES)
        return true;
    clock_gettime(CLOCK_MONOTONIC, &now);
    waited = (double)(now.tv_sec - files->since.tv_sec) +
             (double)(now.tv_nsec - files->since.tv_nsec) / 1e9;
    return files->count && waited >= WAITING_SECONDS;
}

cleanpage_status
cp_files_flush(struct cp_ctx *cx, struct cp_files *files)
{
    return is_due(files) ? cp_files_finish(cx, files) : CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ writing */

static int
write_part(const char *part, struct cp_slice bytes)
{
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int error = fd < 0 ? errno : cp_write_all(fd, bytes);

    if (fd < 0)
        return error;
    if (close(fd) != 0 && !error)
        error = errno;
    if (error)
        unlink(part);
    return error;
}

static void
let_wait(struct cp_files *files, const char *path, size_t bytes)
{
    cp_buf_put(&files->waiting, path, strlen(path) + 1);
    if (cp_buf_failed(&files->waiting))
        return;
    if (files->count++ == 0)
        clock_gettime(CLOCK_MONOTONIC, &files->since);
    files->bytes += bytes;
}

cleanpage_status
cp_files_put(struct cp_ctx *cx, struct cp_files *files, struct cp_slice file,
             struct cp_slice bytes)
{
    const char *path = path_of(files, file);
    int error = path && part_of(files, path) ? make_directory(files, path) : ENOMEM;

    if (!error)
        error = write_part(files->part.p, bytes);
    if (!error)
        let_wait(files, path, bytes.n);
    if (!error && cp_buf_failed(&files->waiting))
        error = ENOMEM;
    return error ? fail(cx, path ? path : files->directory, error) : cp_files_flush(cx, files);
}
