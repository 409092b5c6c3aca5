/*
 * A growing run of bytes with a ceiling and a sticky error.
 *
 * Append freely and ask once at the end: after an append that failed (no memory, or past
 * max) every later one does nothing, and cp_buf_failed is true. A zeroed buf is empty, has
 * no ceiling and may be cleared.
 */
#ifndef CP_BASE_BUF_H
#define CP_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fail.h"
#include "base/slice.h"

struct cp_buf {
    char *p;
    size_t n, cap;
    size_t max;      /* ceiling in bytes; 0: none */
    bool too_long;   /* an append would have passed max */
    bool no_memory;
};

/* cp_buf_put, where there may be no room left. */
void cp_buf_put_more(struct cp_buf *b, const char *p, size_t n);

/* Whether n bytes fit without a look at the ceiling: a buf that has one is said to have none. */
static inline bool
cp_buf_has_room(const struct cp_buf *b, size_t n)
{
    return n <= b->cap - b->n && !b->max && !b->too_long && !b->no_memory;
}

static inline void
cp_buf_put(struct cp_buf *b, const char *p, size_t n)
{
    if (!n)
        return;
    if (!cp_buf_has_room(b, n)) {
        cp_buf_put_more(b, p, n);
        return;
    }
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

static inline void
cp_buf_putc(struct cp_buf *b, char c)
{
    if (cp_buf_has_room(b, 1))
        b->p[b->n++] = c;
    else
        cp_buf_put_more(b, &c, 1);
}

static inline void
cp_buf_puts(struct cp_buf *b, const char *s)
{
    cp_buf_put(b, s, strlen(s));
}

static inline void
cp_buf_put_slice(struct cp_buf *b, struct cp_slice s)
{
    cp_buf_put(b, s.p, s.n);
}

void cp_buf_put_repeat(struct cp_buf *b, char c, size_t times);
void cp_buf_put_u64(struct cp_buf *b, uint64_t v);

/* cp_buf_reserve, where there may be no room left. */
char *cp_buf_reserve_more(struct cp_buf *b, size_t n);

/* Room for n more bytes at the returned place, to be confirmed by raising b->n; or NULL. */
static inline char *
cp_buf_reserve(struct cp_buf *b, size_t n)
{
    return b->p && cp_buf_has_room(b, n) ? b->p + b->n : cp_buf_reserve_more(b, n);
}

/* Appends the whole file. Messages name the path; past max it is CLEANPAGE_LIMIT. */
cleanpage_status cp_buf_read_file(struct cp_ctx *cx, struct cp_buf *b, const char *path);

bool cp_buf_failed(const struct cp_buf *b);
/* CLEANPAGE_OK, or the failure with its message; `what` names the thing being built. */
cleanpage_status cp_buf_finish(struct cp_ctx *cx, const struct cp_buf *b, const char *what);
struct cp_slice cp_buf_slice(const struct cp_buf *b);
/* The bytes with a NUL behind them, which is not counted in n; NULL on failure. */
const char *cp_buf_str(struct cp_buf *b);
void cp_buf_clear(struct cp_buf *b);

#endif
