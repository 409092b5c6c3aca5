/* Names of files: see batch/names.h. */
#include "batch/names.h"

#include <stdlib.h>

#include "base/table.h"

/* Bytes of a name, before what tells it from others; file systems take 255 in a part. */
#define NAME_MAX_BYTES 200
#define ROOM_AT_FIRST 1024

/* ------------------------------------------------------------------ names that are taken */

/* Two names of one hash are taken for the same, and told apart for nothing. */
static uint64_t
hash_of(struct cp_slice name)
{
    char lower[2 * NAME_MAX_BYTES];
    size_t n = name.n < sizeof lower ? name.n : sizeof lower;
    uint64_t hash;

    for (size_t i = 0; i < n; i++)
        lower[i] = (char)cp_lower((unsigned char)name.p[i]);
    name = (struct cp_slice){ lower, n };
    hash = (uint64_t)cp_hash(name, 1) << 32 | cp_hash(name, 2);
    return hash ? hash : 1;
}

static uint64_t *
place_of(uint64_t *taken, size_t room, uint64_t hash)
{
    size_t i = (size_t)hash & (room - 1);

    while (taken[i] && taken[i] != hash)
        i = (i + 1) & (room - 1);
    return &taken[i];
}

static bool
make_room(struct cp_names *names)
{
    size_t room = names->room ? 2 * names->room : ROOM_AT_FIRST;
    uint64_t *taken;

    if (2 * names->count < names->room)
        return true;
    taken = calloc(room, sizeof *taken);
    if (!taken)
        return false;
    for (size_t i = 0; i < names->room; i++)
        if (names->taken[i])
            *place_of(taken, room, names->taken[i]) = names->taken[i];
    free(names->taken);
    names->taken = taken;
    names->room = room;
    return true;
}

/* Whether it was free. There is room for it. */
static bool
take(struct cp_names *names, struct cp_slice name)
{
    uint64_t hash = hash_of(name), *place = place_of(names->taken, names->room, hash);

    if (*place)
        return false;
    *place = hash;
    names->count++;
    return true;
}

void
cp_names_clear(struct cp_names *names)
{
    free(names->taken);
    *names = (struct cp_names){ 0 };
}

/* ------------------------------------------------------------------ spelling */

/* A directory is never named as a file might be. */
static void
put_slash(struct cp_buf *file, struct cp_slice extension)
{
    struct cp_slice end = { file->p + file->n - extension.n, extension.n };

    if (file->n > extension.n && cp_slice_eq_nocase(end, extension))
        cp_buf_putc(file, '_');
    cp_buf_putc(file, '/');
}

static void
put_plain(struct cp_buf *file, struct cp_slice name, struct cp_slice extension)
{
    for (size_t i = 0; i < name.n && file->n < NAME_MAX_BYTES && !cp_buf_failed(file); i++) {
        unsigned char c = (unsigned char)name.p[i];
        bool is_first = file->n == 0 || file->p[file->n - 1] == '/';

        if (cp_is_alpha(c) || cp_is_digit(c) || c == '-' || c == '_' || (c == '.' && !is_first))
            cp_buf_putc(file, (char)c);
        else if (c == '/' && !is_first)
            put_slash(file, extension);
        else if (!is_first && file->p[file->n - 1] != '_')
            cp_buf_putc(file, '_');
    }
    if (file->n == 0 || (!cp_buf_failed(file) && file->p[file->n - 1] == '/'))
        cp_buf_putc(file, '_');
}

bool
cp_names_give(struct cp_names *names, struct cp_slice name, uint64_t number,
              struct cp_buf *file)
{
    file->n = 0;
    put_plain(file, name, cp_slice_of(names->extension));
    if (!make_room(names))
        return false;
    while (!cp_buf_failed(file) && !take(names, cp_buf_slice(file))) {
        cp_buf_putc(file, '-');
        cp_buf_put_u64(file, number);
    }
    cp_buf_puts(file, names->extension);
    return !cp_buf_failed(file);
}
