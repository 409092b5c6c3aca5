/*
 * A hash table from byte strings to 32-bit numbers, in an arena.
 *
 * Keys are views and must outlive the table. Open addressing, linear probing; it grows by
 * itself and the old cells stay behind in the arena. A hostile page can choose the keys, so
 * the hash takes a seed.
 */
#ifndef CP_BASE_TABLE_H
#define CP_BASE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct cp_table_cell {
    struct cp_slice key;
    uint32_t hash;
    uint32_t value;
    bool used;
};

struct cp_table {
    struct cp_arena *arena;
    struct cp_table_cell *cells;
    uint32_t capacity;   /* a power of two, or 0 */
    uint32_t count;
    uint32_t seed;
};

void cp_table_init(struct cp_table *t, struct cp_arena *arena, uint32_t seed);

/* The value's place, or NULL. Valid until the next cp_table_add. */
uint32_t *cp_table_find(const struct cp_table *t, struct cp_slice key);

/* The value's place, with a fresh one set to `initial`; NULL without memory. */
uint32_t *cp_table_add(struct cp_table *t, struct cp_slice key, uint32_t initial);

uint32_t cp_hash(struct cp_slice s, uint32_t seed);

#endif
