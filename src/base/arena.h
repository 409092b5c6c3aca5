/*
 * Memory that is taken piece by piece and given back all at once.
 *
 * A document's nodes, measures, verdicts and notes lie in one arena. Nothing in it is freed
 * singly. A budget bounds what a page can make us take: past it, and when malloc fails,
 * cp_arena_alloc returns NULL and the arena stays usable for what it already holds.
 * A zeroed arena may be cleared. One arena belongs to one thread at a time.
 */
#ifndef CP_BASE_ARENA_H
#define CP_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct cp_arena_chunk;

struct cp_arena {
    struct cp_arena_chunk *first, *current;
    char *next, *limit;     /* free part of the current chunk */
    size_t used_bytes;      /* handed out since the last reset */
    size_t budget_bytes;    /* 0: CP_ARENA_MAX */
    bool refused;           /* something would have gone past the budget */
    size_t next_chunk_bytes;
};

void cp_arena_init(struct cp_arena *a, size_t budget_bytes);

/* n bytes aligned for any object, not zeroed; NULL when the budget or the memory is gone. */
void *cp_arena_alloc(struct cp_arena *a, size_t n);

/* count objects of the given size, zeroed; NULL also when the product overflows. */
void *cp_arena_zalloc(struct cp_arena *a, size_t count, size_t size);

/* A copy of n bytes with a NUL behind them. */
char *cp_arena_strndup(struct cp_arena *a, const char *s, size_t n);

/*
 * Gives the unused tail of the newest allocation back: p was returned by the last
 * cp_arena_alloc(a, n) and only its first `used` bytes are wanted.
 */
void cp_arena_shrink(struct cp_arena *a, void *p, size_t n, size_t used);

/* Where an arena stands, for what is needed for a while only: going back there forgets what was
 * handed out since, and its memory serves again. */
struct cp_arena_mark {
    struct cp_arena_chunk *current;
    char *next;
    size_t used_bytes;
};

struct cp_arena_mark cp_arena_mark(const struct cp_arena *a);
void cp_arena_rewind(struct cp_arena *a, struct cp_arena_mark mark);

/* Forgets everything but keeps the chunks for the next document. */
void cp_arena_reset(struct cp_arena *a);
void cp_arena_clear(struct cp_arena *a);

#endif
