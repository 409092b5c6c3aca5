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

static cleanpage_status
fail(struct cp_ctx *cx, const char *path, int error)
{
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

static cleanpage_status
open_stream(struct cp_ctx *cx, struct cp_sink *sink, uint64_t *done, bool *finished)
{
    const struct cp_sink_options *o = &sink->options;
    int flags = O_RDWR | O_CREAT | O_CLOEXEC | (o->resume ? 0 : O_TRUNC), error = 0;

    if (is_stdout(o)) {
        sink->fd = STDOUT_FILENO;
        return CLEANPAGE_OK;
    }
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

/* ------------------------------------------------------------------ a file for each */

/* Letters, digits and a few more stay; a path keeps its directories but leads nowhere else. */
static void
put_file_name(struct cp_buf *out, struct cp_slice name)
{
    size_t start = out->n;

    for (size_t i = 0; i < name.n && out->n - start < 200; i++) {
        unsigned char c = (unsigned char)name.p[i];
        bool is_first = out->n == start || out->p[out->n - 1] == '/';

        if (cp_is_alpha(c) || cp_is_digit(c) || c == '-' || c == '_' || (c == '.' && !is_first))
            cp_buf_putc(out, (char)c);
        else if (c == '/' && !is_first)
            cp_buf_putc(out, '/');
        else if (!is_first && out->p[out->n - 1] != '_')
            cp_buf_putc(out, '_');
    }
    if (out->n == start || out->p[out->n - 1] == '/')
        cp_buf_putc(out, '_');
}

/* Two inputs of one name are told apart by the number of the record. */
static cleanpage_status
put_file(struct cp_ctx *cx, struct cp_sink *sink, const struct cp_output_item *item)
{
    struct cp_buf *path = &sink->path;
    size_t base;
    int error = ENOMEM;

    path->n = 0;
    cp_buf_puts(path, sink->options.directory);
    cp_buf_putc(path, '/');
    put_file_name(path, item->name);
    base = path->n;
    cp_buf_puts(path, sink->options.extension);
    if (!sink->options.resume && cp_buf_str(path) && access(path->p, F_OK) == 0) {
        path->n = base;
        cp_buf_putc(path, '-');
        cp_buf_put_u64(path, item->number);
        cp_buf_puts(path, sink->options.extension);
    }
    if (cp_buf_str(path))
        error = cp_dir_make(path->p);
    if (!error)
        error = cp_file_replace(path->p, item->bytes);
    return error ? fail(cx, path->p ? path->p : sink->options.directory, error) : CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ a stream */

static cleanpage_status
write_pending(struct cp_ctx *cx, struct cp_sink *sink)
{
    int error = cp_buf_failed(&sink->pending)
                    ? ENOMEM
                    : cp_write_all(sink->fd, cp_buf_slice(&sink->pending));

    sink->pending.n = 0;
    return error ? fail(cx, sink->part.n ? sink->part.p : "stdout", error) : CLEANPAGE_OK;
}

cleanpage_status
cp_sink_put(struct cp_ctx *cx, struct cp_sink *sink, const struct cp_output_item *item)
{
    if (sink->options.directory)
        return item->outcome == CP_OUTCOME_ERROR ? CLEANPAGE_OK : put_file(cx, sink, item);
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
    if (is_stdout(&sink->options))
        /* A network file system may report only now that the disk is full. */
        return close(STDOUT_FILENO) == 0 ? CLEANPAGE_OK : fail(cx, "stdout", errno);
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
