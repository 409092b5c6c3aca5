#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/poison.h"

#define ALIGN alignof(max_align_t)
#define FIRST_CHUNK ((size_t)64 << 10)
#define LARGEST_STEP ((size_t)8 << 20)

struct cp_arena_chunk {
    struct cp_arena_chunk *next;
    size_t size;    /* bytes behind this header */
    max_align_t start[];
};

void
cp_arena_init(struct cp_arena *a, size_t budget_bytes)
{
    *a = (struct cp_arena){ .budget_bytes = budget_bytes };
}

static void
enter(struct cp_arena *a, struct cp_arena_chunk *c)
{
    a->current = c;
    a->next = (char *)c->start;
    a->limit = a->next + c->size;
}

/* Makes a chunk with room for n bytes the current one: a kept one if it is large enough. */
static int
grow(struct cp_arena *a, size_t n)
{
    struct cp_arena_chunk *next = a->current ? a->current->next : a->first, *c;
    size_t size = a->next_chunk_bytes ? a->next_chunk_bytes : FIRST_CHUNK;

    if (next && next->size >= n) {
        enter(a, next);
        return 0;
    }
    if (size < n)
        size = n;
    c = malloc(sizeof *c + size);
    if (!c)
        return -1;
    c->size = size;
    c->next = next;
    cp_hide(c->start, size);
    if (a->current)
        a->current->next = c;
    else
        a->first = c;
    if (size < LARGEST_STEP)
        a->next_chunk_bytes = size * 2;
    enter(a, c);
    return 0;
}

void *
cp_arena_alloc(struct cp_arena *a, size_t n)
{
    size_t budget = a->budget_bytes ? a->budget_bytes : CP_ARENA_MAX, wanted = n;
    void *p;

    if (n <= budget)
        n = n ? (n + ALIGN - 1) & ~(ALIGN - 1) : ALIGN;
    if (n > budget - a->used_bytes) {
        a->refused = true;
        return NULL;
    }
    if ((size_t)(a->limit - a->next) < n + CP_GAP_BYTES && grow(a, n + CP_GAP_BYTES))
        return NULL;
    p = a->next;
    a->next += n + CP_GAP_BYTES;
    a->used_bytes += n;
    cp_show(p, wanted);
    return p;
}

void *
cp_arena_zalloc(struct cp_arena *a, size_t count, size_t size)
{
    void *p;

    if (size && count > SIZE_MAX / size)
        return NULL;
    p = cp_arena_alloc(a, count * size);
    return p ? memset(p, 0, count * size) : NULL;
}

char *
cp_arena_strndup(struct cp_arena *a, const char *s, size_t n)
{
    char *p = n < SIZE_MAX ? cp_arena_alloc(a, n + 1) : NULL;

    if (p) {
        if (n)
            memcpy(p, s, n);
        p[n] = '\0';
    }
    return p;
}

void
cp_arena_shrink(struct cp_arena *a, void *p, size_t n, size_t used)
{
    char *end;
    size_t kept = (used + ALIGN - 1) & ~(ALIGN - 1);

    n = n ? (n + ALIGN - 1) & ~(ALIGN - 1) : ALIGN;
    end = (char *)p + n + CP_GAP_BYTES;
    if (end != a->next || kept >= n)
        return;
    cp_hide((char *)p + used, n - used);
    a->next -= n - kept;
    a->used_bytes -= n - kept;
}

struct cp_arena_mark
cp_arena_mark(const struct cp_arena *a)
{
    return (struct cp_arena_mark){ a->current, a->next, a->used_bytes };
}

/* What lies in the chunk and those behind it. */
static void
hide_from(struct cp_arena_chunk *c)
{
    for (; c && CP_IS_SANITIZED; c = c->next)
        cp_hide(c->start, c->size);
}

void
cp_arena_rewind(struct cp_arena *a, struct cp_arena_mark mark)
{
    if (!mark.current) {
        cp_arena_reset(a);
        return;
    }
    enter(a, mark.current);
    a->next = mark.next;
    a->used_bytes = mark.used_bytes;
    cp_hide(a->next, (size_t)(a->limit - a->next));
    hide_from(mark.current->next);
}

void
cp_arena_reset(struct cp_arena *a)
{
    hide_from(a->first);
    a->current = NULL;
    a->next = a->limit = NULL;
    a->used_bytes = 0;
}

void
cp_arena_clear(struct cp_arena *a)
{
    struct cp_arena_chunk *c = a->first;

    while (c) {
        struct cp_arena_chunk *next = c->next;
        free(c);
        c = next;
    }
    cp_arena_init(a, a->budget_bytes);
}
