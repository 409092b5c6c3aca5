#include "base/table.h"

#include "base/load.h"

void
cp_table_init(struct cp_table *t, struct cp_arena *arena, uint32_t seed)
{
    *t = (struct cp_table){ .arena = arena, .seed = seed };
}

static inline uint64_t
mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 32;
}

/* Up to seven bytes as one number. */
static inline uint64_t
read_short(const char *p, size_t n)
{
    if (n < 4)
        return n ? (uint64_t)(unsigned char)p[0] << 16 | (unsigned char)p[n / 2] << 8 |
                       (unsigned char)p[n - 1]
                 : 0;
    return (uint64_t)cp_load_4(p) << 32 | cp_load_4(p + n - 4);
}

/* Eight bytes at a time, each mixed in by a multiplication; the last eight may overlap. */
uint32_t
cp_hash(struct cp_slice s, uint32_t seed)
{
    uint64_t h = mix(seed, s.n);

    if (s.n < 8)
        return (uint32_t)mix(h, read_short(s.p, s.n));
    for (size_t i = 0; i + 8 < s.n; i += 8)
        h = mix(h, cp_load_8(s.p + i));
    return (uint32_t)mix(h, cp_load_8(s.p + s.n - 8));
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
