/* Where the outputs of a batch go: see batch/sink.h. */
#include "batch/sink.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* Bytes that are gathered before they are written. */
#define GATHER_BYTES ((size_t)256 << 10)
/* Bytes read at a time, to count lines. */
#define READ_BYTES ((size_t)64 << 10)

struct cp_sink {
    struct cp_sink_options options;
    int fd;
    struct cp_buf part;    /* path of FILE.part */
    struct cp_buf pending; /* of a stream, not written yet */
    struct cp_buf path;    /* of the file at hand */
};

/* Who closed a pipe knows: there is no message. */
static cleanpage_status
fail(struct cp_ctx *cx, const char *path, int error)
{
    if (error == EPIPE)
        return cp_fail(cx, CLEANPAGE_WRITE, "%s", "");
    return cp_fail(cx, error == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_WRITE, "%s: %s", path,
                   strerror(error));
}

/* ------------------------------------------------------------------ going on from what is
 * there */

/* Whole lines of a file, and where the last of them ends. */
static int
count_lines(int fd, uint64_t *lines, off_t *end)
{
    char *buffer = malloc(READ_BYTES);
    off_t at = 0;
    ssize_t n = buffer ? 1 : 0;

    *lines = 0;
    *end = 0;
    while (n > 0) {
        n = pread(fd, buffer, READ_BYTES, at);
        for (ssize_t i = 0; i < n; i++)
            if (buffer[i] == '\n') {
                ++*lines;
                *end = at + i + 1;
            }
        at += n > 0 ? n : 0;
    }
    free(buffer);
    return buffer ? (n < 0 ? errno : 0) : ENOMEM;
}

/* A last line that is not whole is taken off. */
static int
go_on(int fd, uint64_t *done)
{
    off_t end;
    int error = count_lines(fd, done, &end);

    if (!error && (ftruncate(fd, end) != 0 || lseek(fd, end, SEEK_SET) < 0))
        error = errno;
    return error;
}

/* ------------------------------------------------------------------ opening */

static bool
is_stdout(const struct cp_sink_options *options)
{
    return !options->file || strcmp(options->file, "-") == 0;
}

/* A device or a named pipe is written to as it is. */
static bool
is_special(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static cleanpage_status
open_special(struct cp_ctx *cx, struct cp_sink *sink)
{
    const char *path = sink->options.file;

    if (sink->options.resume)
        return cp_fail(cx, CLEANPAGE_BADARG, "%s: only a file can be resumed", path);
    sink->fd = open(path, O_WRONLY | O_CLOEXEC);
    return sink->fd < 0 ? fail(cx, path, errno) : CLEANPAGE_OK;
}

static cleanpage_status
open_stream(struct cp_ctx *cx, struct cp_sink *sink, uint64_t *done, bool *finished)
{
    const struct cp_sink_options *o = &sink->options;
    int flags = O_RDWR | O_CREAT | O_CLOEXEC | (o->resume ? 0 : O_TRUNC), error = 0;

    if (is_stdout(o)) {
        sink->fd = STDOUT_FILENO;
        return CLEANPAGE_OK;
    }
    if (is_special(o->file))
        return open_special(cx, sink);
    *finished = o->resume && access(o->file, F_OK) == 0;
    if (*finished)
        return CLEANPAGE_OK;
    cp_buf_puts(&sink->part, o->file);
    cp_buf_puts(&sink->part, ".part");
    if (!cp_buf_str(&sink->part))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    sink->fd = open(sink->part.p, flags, 0666);
    if (sink->fd < 0)
        error = errno;
    else if (o->resume)
        error = go_on(sink->fd, done);
    return error ? fail(cx, sink->part.p, error) : CLEANPAGE_OK;
}

static bool
has_files(const char *path)
{
    DIR *d = opendir(path);
    struct dirent *e;
    bool has = false;

    while (d && !has && (e = readdir(d)))
        has = e->d_name[0] != '.';
    if (d)
        closedir(d);
    return has;
}

static cleanpage_status
open_directory(struct cp_ctx *cx, struct cp_sink *sink)
{
    const struct cp_sink_options *o = &sink->options;
    struct cp_buf path = { 0 };
    int error = ENOMEM;

    cp_buf_puts(&path, o->directory);
    cp_buf_putc(&path, '/');
    if (cp_buf_str(&path))
        error = cp_dir_make(path.p);
    cp_buf_clear(&path);
    if (error)
        return fail(cx, o->directory, error);
    if (!o->resume && has_files(o->directory))
        return cp_fail(cx, CLEANPAGE_BADARG,
                       "%s: has files in it; --resume leaves what is there as it is",
                       o->directory);
    return CLEANPAGE_OK;
}

cleanpage_status
cp_sink_open(struct cp_ctx *cx, const struct cp_sink_options *options, struct cp_sink **opened,
             uint64_t *done, bool *finished)
{
    struct cp_sink *sink = calloc(1, sizeof *sink);
    cleanpage_status st;

    *opened = NULL;
    *done = 0;
    *finished = false;
    if (!sink)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    sink->options = *options;
    sink->fd = -1;
    st = options->directory ? open_directory(cx, sink) : open_stream(cx, sink, done, finished);
    if (st)
        cp_sink_close(sink);
    else
        *opened = sink;
    return st;
}

const char *
cp_sink_part(const struct cp_sink *sink)
{
    return sink->part.n ? sink->part.p : NULL;
}

/* ------------------------------------------------------------------ a file for each */

static const char *
path_of(struct cp_sink *sink, struct cp_slice file)
{
    sink->path.n = 0;
    cp_buf_puts(&sink->path, sink->options.directory);
    cp_buf_putc(&sink->path, '/');
    cp_buf_put_slice(&sink->path, file);
    return cp_buf_str(&sink->path);
}

bool
cp_sink_has_file(struct cp_sink *sink, struct cp_slice file)
{
    const char *path = path_of(sink, file);

    return path && access(path, F_OK) == 0;
}

static cleanpage_status
put_file(struct cp_ctx *cx, struct cp_sink *sink, const struct cp_output_item *item)
{
    const char *path = path_of(sink, item->name);
    int error = path ? cp_dir_make(path) : ENOMEM;

    if (!error)
        error = cp_file_replace(path, item->bytes);
    return error ? fail(cx, path ? path : sink->options.directory, error) : CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ a stream */

static const char *
name_of(const struct cp_sink *sink)
{
    return sink->part.n                ? sink->part.p
           : is_stdout(&sink->options) ? "stdout"
                                       : sink->options.file;
}

static cleanpage_status
write_pending(struct cp_ctx *cx, struct cp_sink *sink)
{
    cleanpage_status st =
        sink->options.before ? sink->options.before(sink->options.user) : CLEANPAGE_OK;
    int error;

    if (st)
        return st;
    error = cp_buf_failed(&sink->pending)
                ? ENOMEM
                : cp_write_all(sink->fd, cp_buf_slice(&sink->pending));
    sink->pending.n = 0;
    return error ? fail(cx, name_of(sink), error) : CLEANPAGE_OK;
}

cleanpage_status
cp_sink_put(struct cp_ctx *cx, struct cp_sink *sink, const struct cp_output_item *item)
{
    if (sink->options.directory)
        return item->outcome == CP_OUTCOME_ERROR || item->outcome == CP_OUTCOME_FILTERED
                   ? CLEANPAGE_OK
                   : put_file(cx, sink, item);
    cp_buf_put_slice(&sink->pending, item->bytes);
    return sink->pending.n < GATHER_BYTES ? CLEANPAGE_OK : write_pending(cx, sink);
}

cleanpage_status
cp_sink_flush(struct cp_ctx *cx, struct cp_sink *sink)
{
    return sink->options.directory || !sink->pending.n ? CLEANPAGE_OK : write_pending(cx, sink);
}

cleanpage_status
cp_sink_finish(struct cp_ctx *cx, struct cp_sink *sink)
{
    cleanpage_status st = cp_sink_flush(cx, sink);
    int error = 0;

    if (st || sink->options.directory)
        return st;
    if (!sink->part.n) {
        int fd = sink->fd;

        /* A network file system may report only now that the disk is full. */
        sink->fd = -1;
        return close(fd) == 0 ? CLEANPAGE_OK : fail(cx, name_of(sink), errno);
    }
    error = cp_file_flush(sink->fd);
    if (!error && rename(sink->part.p, sink->options.file) != 0)
        error = errno;
    if (error)
        return fail(cx, sink->part.p, error);
    cp_dir_sync(sink->options.file);
    return CLEANPAGE_OK;
}

void
cp_sink_close(struct cp_sink *sink)
{
    if (!sink)
        return;
    if (sink->fd >= 0 && sink->fd != STDOUT_FILENO)
        close(sink->fd);
    cp_buf_clear(&sink->part);
    cp_buf_clear(&sink->pending);
    cp_buf_clear(&sink->path);
    free(sink);
}
