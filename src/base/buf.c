#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

char *
cp_buf_reserve_more(struct cp_buf *b, size_t n)
{
    size_t cap = b->cap ? b->cap : 256;
    char *p;

    if (b->no_memory || b->too_long)
        return NULL;
    if (n > SIZE_MAX / 2 - b->n || (b->max && n > b->max - b->n)) {
        b->too_long = true;
        return NULL;
    }
    if (b->n + n <= b->cap && b->p)
        return b->p + b->n;
    while (cap < b->n + n)
        cap *= 2;
    p = realloc(b->p, cap);
    if (!p) {
        b->no_memory = true;
        return NULL;
    }
    b->p = p;
    b->cap = cap;
    return p + b->n;
}

void
cp_buf_put_more(struct cp_buf *b, const char *p, size_t n)
{
    char *to = cp_buf_reserve(b, n);

    if (to) {
        memcpy(to, p, n);
        b->n += n;
    }
}

void
cp_buf_put_repeat(struct cp_buf *b, char c, size_t times)
{
    char *to = times ? cp_buf_reserve(b, times) : NULL;

    if (to) {
        memset(to, c, times);
        b->n += times;
    }
}

void
cp_buf_put_u64(struct cp_buf *b, uint64_t v)
{
    char digits[20], *p = digits + sizeof digits;

    do
        *--p = (char)('0' + v % 10);
    while (v /= 10);
    cp_buf_put(b, p, (size_t)(digits + sizeof digits - p));
}

/* Up to the end or the ceiling. Returns 0 or an errno. */
static int
read_rest(struct cp_buf *b, int fd)
{
    ssize_t got;
    char one;

    do {
        char *to = cp_buf_reserve(b, 1);
        size_t room = to ? b->cap - b->n : 0;
        /* One byte past the ceiling is asked for, so that a file of just max bytes is told
         * from a longer one by the next reserve. */
        if (b->max && room > b->max - b->n)
            room = b->max - b->n;
        got = room ? cp_read_some(fd, to, room) : 0;
        b->n += got > 0 ? (size_t)got : 0;
    } while (got > 0);
    /* At the ceiling, end of file is the good case: then nothing was cut off. */
    if (b->too_long && cp_read_some(fd, &one, 1) == 0)
        b->too_long = false;
    return got < 0 ? errno : 0;
}

cleanpage_status
cp_buf_read_file(struct cp_ctx *cx, struct cp_buf *b, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), error;

    if (fd < 0)
        return cp_fail(cx, errno == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_READ, "%s: %s", path,
                       strerror(errno));
    error = read_rest(b, fd);
    close(fd);
    if (error)
        return cp_fail(cx, CLEANPAGE_READ, "%s: %s", path, strerror(error));
    return cp_buf_finish(cx, b, path);
}

bool
cp_buf_failed(const struct cp_buf *b)
{
    return b->no_memory || b->too_long;
}

cleanpage_status
cp_buf_finish(struct cp_ctx *cx, const struct cp_buf *b, const char *what)
{
    if (b->no_memory)
        return cp_fail(cx, CLEANPAGE_NOMEM, "%s: out of memory", what);
    if (b->too_long)
        return cp_fail(cx, CLEANPAGE_LIMIT, "%s: longer than %zu bytes", what, b->max);
    return CLEANPAGE_OK;
}

struct cp_slice
cp_buf_slice(const struct cp_buf *b)
{
    return (struct cp_slice){ b->p, b->n };
}

const char *
cp_buf_str(struct cp_buf *b)
{
    cp_buf_putc(b, '\0');
    if (cp_buf_failed(b))
        return NULL;
    b->n--;
    return b->p;
}

void
cp_buf_clear(struct cp_buf *b)
{
    free(b->p);
    *b = (struct cp_buf){ .max = b->max };
}
