/* The bytes of one input: see batch/stream.h. */
#include "batch/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "warc/warc.h"

/* All of it can be handed over to a reader of WARC files. */
#define BUFFER CP_WARC_AHEAD_MAX

/* Bytes that a member of gzip is known by. */
#define MAGIC 3

/* ------------------------------------------------------------------ as in the file */

/* Reads on behind what is at hand; what was used is forgotten when the buffer is full alone. */
static void
read_raw(struct cp_stream *s)
{
    ssize_t got;

    if (s->has_ended)
        return;
    if (s->raw_n == BUFFER) {
        memmove(s->raw, s->raw + s->raw_at, s->raw_n - s->raw_at);
        s->raw_base += s->raw_at;
        s->raw_n -= s->raw_at;
        s->raw_at = 0;
    }
    got = cp_read_some(s->fd, s->raw + s->raw_n, BUFFER - s->raw_n);
    if (got < 0) {
        s->error = errno;
        s->trouble = strerror(errno);
    }
    if (got <= 0)
        s->has_ended = true;
    else
        s->raw_n += (size_t)got;
}

static struct cp_slice
raw_slice(const struct cp_stream *s)
{
    return (struct cp_slice){ s->raw + s->raw_at, s->raw_n - s->raw_at };
}

/* ------------------------------------------------------------------ unpacked */

static bool
is_member(struct cp_stream *s)
{
    while (raw_slice(s).n < MAGIC && !s->has_ended)
        read_raw(s);
    return raw_slice(s).n >= MAGIC && cp_member_is_start(raw_slice(s));
}

static void
stop(struct cp_stream *s, const char *why)
{
    s->is_done = true;
    if (!s->trouble)
        s->trouble = why;
}

/* Zeros and other bytes behind the last member are passed over, as gzip does. */
static void
begin_member(struct cp_stream *s)
{
    s->is_done = !is_member(s);
    cp_unpacker_restart(s->unpacker);
    s->is_between = false;
}

/* Unpacks some more into the room behind what is at hand. */
static void
unpack(struct cp_stream *s)
{
    struct cp_slice bytes;
    enum cp_unpacked got;
    size_t n;

    if (raw_slice(s).n == 0)
        read_raw(s);
    bytes = raw_slice(s);
    if (bytes.n == 0 && s->has_ended) {
        stop(s, "the compressed data end too early");
        return;
    }
    got = cp_unpacker_read(s->unpacker, &bytes, s->plain + s->plain_n, BUFFER - s->plain_n, &n);
    s->raw_at = s->raw_n - bytes.n;
    s->plain_n += n;
    s->is_between = got == CP_UNPACKED_END;
    if (got == CP_UNPACKED_BAD)
        stop(s, "the compressed data are damaged");
}

/* ------------------------------------------------------------------ either */

static struct cp_slice
at_hand(const struct cp_stream *s)
{
    if (!s->plain)
        return raw_slice(s);
    return (struct cp_slice){ s->plain + s->plain_at, s->plain_n - s->plain_at };
}

static void
read_on(struct cp_stream *s)
{
    if (s->plain_at == s->plain_n)
        s->plain_at = s->plain_n = 0;
    if (!s->plain) {
        read_raw(s);
        s->is_done = s->has_ended;
    } else if (s->is_between) {
        begin_member(s);
    } else {
        unpack(s);
    }
}

struct cp_slice
cp_stream_slice(struct cp_stream *s)
{
    while (at_hand(s).n == 0 && !s->is_done)
        read_on(s);
    return at_hand(s);
}

bool
cp_stream_is_silent(const struct cp_stream *s, int wait_ms)
{
    struct pollfd file = { .fd = s->fd, .events = POLLIN };

    return s->is_open && !s->is_done && !s->has_ended && at_hand(s).n == 0 &&
           raw_slice(s).n == 0 && poll(&file, 1, wait_ms) <= 0;
}

void
cp_stream_skip(struct cp_stream *s, size_t n)
{
    if (s->plain)
        s->plain_at += n;
    else
        s->raw_at += n;
}

struct cp_slice
cp_stream_peek(struct cp_stream *s)
{
    while (at_hand(s).n < CP_STREAM_PEEK && !s->is_done)
        read_on(s);
    return at_hand(s);
}

int
cp_stream_give(struct cp_stream *s, struct cp_slice *ahead)
{
    *ahead = (struct cp_slice){ s->raw, s->raw_n };
    s->is_open = false;
    return s->fd;
}

uint64_t
cp_stream_position(const struct cp_stream *s)
{
    return s->raw_base + s->raw_n;
}

/* ------------------------------------------------------------------ opening and closing */

/* An errno for what is not a file with an end. */
static int
check_regular(int fd, bool only_regular)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return errno;
    if (S_ISDIR(st.st_mode))
        return EISDIR;
    return only_regular && !S_ISREG(st.st_mode) ? EINVAL : 0;
}

static int
open_file(struct cp_stream *s, const char *path, bool only_regular)
{
    if (strcmp(path, "-") == 0) {
        s->fd = STDIN_FILENO;
        s->is_open = true;
        return 0;
    }
    /* Opening a pipe that nobody writes to would wait. */
    s->fd = open(path, O_RDONLY | O_CLOEXEC | (only_regular ? O_NONBLOCK : 0));
    if (s->fd < 0)
        return errno;
    s->is_open = true;
    return check_regular(s->fd, only_regular);
}

/* Whether the file is packed is seen by its first bytes. */
static int
begin(struct cp_stream *s)
{
    s->raw = malloc(BUFFER);
    if (!s->raw)
        return ENOMEM;
    if (!is_member(s))
        return 0;
    s->plain = malloc(BUFFER);
    s->unpacker = cp_unpacker_new();
    return s->plain && s->unpacker ? 0 : ENOMEM;
}

int
cp_stream_open(struct cp_stream *s, const char *path, bool only_regular)
{
    int error;

    *s = (struct cp_stream){ .fd = -1 };
    error = open_file(s, path, only_regular);
    if (!error)
        error = begin(s);
    if (error)
        cp_stream_close(s);
    return error;
}

void
cp_stream_close(struct cp_stream *s)
{
    if (s->is_open && s->fd != STDIN_FILENO)
        close(s->fd);
    cp_unpacker_free(s->unpacker);
    free(s->raw);
    free(s->plain);
    *s = (struct cp_stream){ .fd = -1 };
}
