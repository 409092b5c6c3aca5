/* Where the outputs of a batch go: see batch/sink.h. */
#include "batch/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "batch/files.h"
#include "batch/lock.h"
#include "batch/wet.h"

/* Bytes that are gathered before they are written. */
#define GATHER_BYTES ((size_t)256 << 10)
/* Bytes read at a time, to count lines. */
#define READ_BYTES ((size_t)64 << 10)

struct cp_sink {
    struct cp_sink_options options;
    struct cp_files *files; /* of a directory, else NULL */
    int fd;
    struct cp_buf part;    /* path of FILE.part */
    struct cp_buf pending; /* of a stream, not written yet */
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
count_lines(int fd, uint64_t *lines, uint64_t *end)
{
    char *buffer = malloc(READ_BYTES);
    int error = buffer ? 0 : ENOMEM;
    size_t n = READ_BYTES;

    *lines = 0;
    *end = 0;
    for (uint64_t at = 0; !error && n == READ_BYTES; at += n) {
        error = cp_read_at(fd, buffer, READ_BYTES, at, &n);
        for (size_t i = 0; i < n; i++)
            if (buffer[i] == '\n') {
                ++*lines;
                *end = at + i + 1;
            }
    }
    free(buffer);
    return error;
}

/* What is whole stays, the rest is taken off. */
static cleanpage_status
go_on(struct cp_ctx *cx, struct cp_sink *sink, uint64_t *done)
{
    const struct cp_sink_options *o = &sink->options;
    cleanpage_status st = CLEANPAGE_OK;
    uint64_t end = 0;
    int error = 0;

    if (o->resume && o->is_wet)
        st = cp_wet_find_end(cx, sink->part.p, sink->fd, o->start, &end, done);
    else if (o->resume)
        error = count_lines(sink->fd, done, &end);
    if (!st && !error &&
        (ftruncate(sink->fd, (off_t)end) != 0 || lseek(sink->fd, (off_t)end, SEEK_SET) < 0))
        error = errno;
    if (!st && end == 0)
        cp_buf_put_slice(&sink->pending, o->start);
    return error ? fail(cx, sink->part.p, error) : st;
}

/* ------------------------------------------------------------------ opening */

static bool
is_stdout(const struct cp_sink_options *options)
{
    return !options->file || strcmp(options->file, "-") == 0;
}

/* A device or a named pipe is written to as it is. One that cannot be looked at may be such. */
static int
find_special(const char *path, bool *is_special)
{
    struct stat st;
    bool is_there = stat(path, &st) == 0;

    *is_special = is_there && !S_ISREG(st.st_mode);
    return is_there || errno == ENOENT || errno == ENOTDIR ? 0 : errno;
}

static cleanpage_status
open_special(struct cp_ctx *cx, struct cp_sink *sink)
{
    const char *path = sink->options.file;

    if (sink->options.resume)
        return cp_fail(cx, CLEANPAGE_BADARG, "%s: only a file can be resumed", path);
    cp_buf_put_slice(&sink->pending, sink->options.start);
    sink->fd = open(path, O_WRONLY | O_CLOEXEC);
    return sink->fd < 0 ? fail(cx, path, errno) : CLEANPAGE_OK;
}

/* Whether an earlier call made all of it. */
static bool
is_finished(const struct cp_sink_options *o)
{
    return o->resume && access(o->file, F_OK) == 0;
}

static cleanpage_status
open_part(struct cp_ctx *cx, struct cp_sink *sink, struct cp_sink_start *start)
{
    cleanpage_status st;

    cp_buf_puts(&sink->part, sink->options.file);
    cp_buf_puts(&sink->part, ".part");
    if (!cp_buf_str(&sink->part))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    st = cp_lock_open(cx, sink->part.p, &sink->fd, &start->is_busy);
    if (st)
        return st;
    /* Another call may have come to its end just now. */
    start->is_finished = is_finished(&sink->options);
    if (!start->is_finished)
        return go_on(cx, sink, &start->done);
    unlink(sink->part.p);
    return CLEANPAGE_OK;
}

static cleanpage_status
open_stream(struct cp_ctx *cx, struct cp_sink *sink, struct cp_sink_start *start)
{
    const struct cp_sink_options *o = &sink->options;
    bool is_special;
    int error;

    if (is_stdout(o)) {
        cp_buf_put_slice(&sink->pending, o->start);
        sink->fd = STDOUT_FILENO;
        return CLEANPAGE_OK;
    }
    error = find_special(o->file, &is_special);
    if (error)
        return fail(cx, o->file, error);
    if (is_special)
        return open_special(cx, sink);
    start->is_finished = is_finished(o);
    return start->is_finished ? CLEANPAGE_OK : open_part(cx, sink, start);
}

cleanpage_status
cp_sink_open(struct cp_ctx *cx, const struct cp_sink_options *options, struct cp_sink **opened,
             struct cp_sink_start *start)
{
    struct cp_sink *sink = calloc(1, sizeof *sink);
    cleanpage_status st;

    *opened = NULL;
    *start = (struct cp_sink_start){ 0 };
    if (!sink)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    sink->options = *options;
    sink->fd = -1;
    st = options->directory ? cp_files_open(cx, options->directory, options->resume,
                                            &sink->files, &start->is_busy)
                            : open_stream(cx, sink, start);
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

bool
cp_sink_has_file(struct cp_sink *sink, struct cp_slice file)
{
    return cp_files_has(sink->files, file);
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

/* So many bytes, or an output that there was no memory for. */
static bool
has_pending(const struct cp_sink *sink, size_t n)
{
    return sink->pending.n >= n || cp_buf_failed(&sink->pending);
}

cleanpage_status
cp_sink_put(struct cp_ctx *cx, struct cp_sink *sink, const struct cp_output_item *item)
{
    if (sink->files)
        return item->outcome == CP_OUTCOME_ERROR || item->outcome == CP_OUTCOME_FILTERED
                   ? CLEANPAGE_OK
                   : cp_files_put(cx, sink->files, item->name, item->bytes);
    cp_buf_put_slice(&sink->pending, item->bytes);
    return has_pending(sink, GATHER_BYTES) ? write_pending(cx, sink) : CLEANPAGE_OK;
}

cleanpage_status
cp_sink_flush(struct cp_ctx *cx, struct cp_sink *sink)
{
    if (sink->files)
        return cp_files_flush(cx, sink->files);
    return has_pending(sink, 1) ? write_pending(cx, sink) : CLEANPAGE_OK;
}

cleanpage_status
cp_sink_finish(struct cp_ctx *cx, struct cp_sink *sink)
{
    cleanpage_status st =
        sink->files ? cp_files_finish(cx, sink->files) : cp_sink_flush(cx, sink);
    int error = 0;

    if (st || sink->files)
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
    cp_files_close(sink->files);
    free(sink);
}
