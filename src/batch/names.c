/* Names of files: see batch/names.h. */
#include "batch/names.h"

#include <stdlib.h>
#include <string.h>

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

/* Bytes of a part before its first dot. */
static size_t
stem_of(struct cp_slice part)
{
    const char *dot = part.n ? memchr(part.p, '.', part.n) : NULL;

    return dot ? (size_t)(dot - part.p) : part.n;
}

/* "con", "com1" and so on, which Windows takes for a device with any extension behind them. */
static bool
is_device(struct cp_slice stem)
{
    static const char *const names[] = { "con", "prn", "aux", "nul", "conin", "conout" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cp_slice_eq_nocase(stem, cp_slice_of(names[i])))
            return true;
    return stem.n == 4 && cp_is_digit((unsigned char)stem.p[3]) &&
           (cp_slice_starts_nocase(stem, CP_LIT("com")) ||
            cp_slice_starts_nocase(stem, CP_LIT("lpt")));
}

/* Behind the last part of a name that is done, a file's or a directory's. */
static void
part_from_devices(struct cp_buf *file)
{
    size_t start = file->n, stem;

    if (cp_buf_failed(file))
        return;
    while (start && file->p[start - 1] != '/')
        start--;
    stem = stem_of((struct cp_slice){ file->p + start, file->n - start });
    if (!is_device((struct cp_slice){ file->p + start, stem }))
        return;
    cp_buf_putc(file, '_');
    if (cp_buf_failed(file))
        return;
    memmove(file->p + start + stem + 1, file->p + start + stem, file->n - start - stem - 1);
    file->p[start + stem] = '_';
}

/* A directory is never named as a file might be. */
static void
put_slash(struct cp_buf *file, struct cp_slice extension)
{
    struct cp_slice end;

    part_from_devices(file);
    if (cp_buf_failed(file))
        return;
    end = (struct cp_slice){ file->p + file->n - extension.n, extension.n };
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

        if (cp_is_alpha(c) || cp_is_digit(c) || c == '_' || ((c == '.' || c == '-') && !is_first))
            cp_buf_putc(file, (char)c);
        else if (c == '/' && !is_first)
            put_slash(file, extension);
        else if (!is_first && file->p[file->n - 1] != '_')
            cp_buf_putc(file, '_');
    }
    if (file->n == 0 || (!cp_buf_failed(file) && file->p[file->n - 1] == '/'))
        cp_buf_putc(file, '_');
    part_from_devices(file);
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
