#include "base/table.h"

void
cp_table_init(struct cp_table *t, struct cp_arena *arena, uint32_t seed)
{
    *t = (struct cp_table){ .arena = arena, .seed = seed };
}

/* FNV-1a over bytes with a final mix (Murmur3's), so that the low bits can index. */
uint32_t
cp_hash(struct cp_slice s, uint32_t seed)
{
    uint32_t h = 2166136261u ^ seed;

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    h ^= h >> 16;
    h *= 0x85ebca6bu;
    h ^= h >> 13;
    h *= 0xc2b2ae35u;
    return h ^ h >> 16;
}

static struct cp_table_cell *
place(struct cp_table_cell *cells, uint32_t capacity, struct cp_slice key, uint32_t hash)
{
    uint32_t i = hash & (capacity - 1);

    while (cells[i].used && !(cells[i].hash == hash && cp_slice_eq(cells[i].key, key)))
        i = (i + 1) & (capacity - 1);
    return &cells[i];
}

uint32_t *
cp_table_find(const struct cp_table *t, struct cp_slice key)
{
    struct cp_table_cell *c;

    if (!t->capacity)
        return NULL;
    c = place(t->cells, t->capacity, key, cp_hash(key, t->seed));
    return c->used ? &c->value : NULL;
}

static bool
grow(struct cp_table *t)
{
    uint32_t capacity = t->capacity ? t->capacity * 2 : 64;
    struct cp_table_cell *cells = cp_arena_zalloc(t->arena, capacity, sizeof *cells);

    if (!cells)
        return false;
    for (uint32_t i = 0; i < t->capacity; i++)
        if (t->cells[i].used)
            *place(cells, capacity, t->cells[i].key, t->cells[i].hash) = t->cells[i];
    t->cells = cells;
    t->capacity = capacity;
    return true;
}

uint32_t *
cp_table_add(struct cp_table *t, struct cp_slice key, uint32_t initial)
{
    uint32_t hash = cp_hash(key, t->seed);
    struct cp_table_cell *c;

    if (t->count * 4 >= t->capacity * 3 && !grow(t))
        return NULL;
    c = place(t->cells, t->capacity, key, hash);
    if (!c->used) {
        *c = (struct cp_table_cell){ key, hash, initial, true };
        t->count++;
    }
    return &c->value;
}
