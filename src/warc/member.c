/* Members of a gzip file: see warc/member.h. The one file of the room that sees zlib. */
#include "warc/member.h"

#include <limits.h>
#include <stdlib.h>

#include <zlib.h>

/* What zlib adds to the window's bits: gzip alone; gzip or zlib, as it comes. */
enum { WINDOW = 15, GZIP = 16, GZIP_OR_ZLIB = 32 };

/* Bytes made at a time, and given to zlib at a time. */
#define STEP ((size_t)64 << 10)
#define GIVEN_MAX ((size_t)1 << 30)

/* ------------------------------------------------------------------ packing */

/* Runs deflate until it has taken what it was given; with Z_FINISH, to the member's end. */
static bool
pack_some(z_stream *z, struct cp_buf *out, int flush)
{
    int st;

    do {
        char *room = cp_buf_reserve(out, STEP);

        if (!room)
            return false;
        z->next_out = (Bytef *)room;
        z->avail_out = STEP;
        st = deflate(z, flush);
        out->n += STEP - z->avail_out;
    } while (z->avail_out == 0 && st == Z_OK);
    return true;
}

static bool
pack_part(z_stream *z, struct cp_buf *out, struct cp_slice part)
{
    while (part.n) {
        size_t n = part.n < GIVEN_MAX ? part.n : GIVEN_MAX;

        z->next_in = (Bytef *)(uintptr_t)part.p;
        z->avail_in = (uInt)n;
        if (!pack_some(z, out, Z_NO_FLUSH))
            return false;
        part = (struct cp_slice){ part.p + n, part.n - n };
    }
    return true;
}

cleanpage_status
cp_member_pack(struct cp_ctx *cx, struct cp_buf *out, const struct cp_slice *parts,
               size_t n_parts)
{
    z_stream z = { 0 };
    bool done = true;

    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW + GZIP, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    for (size_t i = 0; i < n_parts && done; i++)
        done = pack_part(&z, out, parts[i]);
    if (done)
        pack_some(&z, out, Z_FINISH);
    deflateEnd(&z);
    return cp_buf_finish(cx, out, "a packed record");
}

bool
cp_member_is_start(struct cp_slice bytes)
{
    static const char magic[] = { '\x1f', '\x8b', Z_DEFLATED };
    size_t n = bytes.n < sizeof magic ? bytes.n : sizeof magic;

    return n && memcmp(bytes.p, magic, n) == 0;
}

/* ------------------------------------------------------------------ unpacking */

struct cp_unpacker {
    z_stream z;
};

/*
 * zlib takes the memory for its window only when it first needs it, and a failure there looks
 * like damage: of a file that is written on, good records would be cut off. A dictionary, which
 * only bare deflate may have at the start, makes it take the window now, and it is kept.
 */
static bool
take_memory(z_stream *z, int window)
{
    static const Bytef dictionary[1];

    if (inflateInit2(z, -WINDOW) != Z_OK)
        return false;
    if (inflateSetDictionary(z, dictionary, sizeof dictionary) == Z_OK &&
        inflateReset2(z, window) == Z_OK)
        return true;
    inflateEnd(z);
    return false;
}

static struct cp_unpacker *
unpacker_new(int window)
{
    struct cp_unpacker *u = calloc(1, sizeof *u);

    if (u && !take_memory(&u->z, window)) {
        free(u);
        u = NULL;
    }
    return u;
}

struct cp_unpacker *
cp_unpacker_new(void)
{
    return unpacker_new(WINDOW + GZIP);
}

void
cp_unpacker_free(struct cp_unpacker *u)
{
    if (u)
        inflateEnd(&u->z);
    free(u);
}

void
cp_unpacker_restart(struct cp_unpacker *u)
{
    inflateReset(&u->z);
}

enum cp_unpacked
cp_unpacker_read(struct cp_unpacker *u, struct cp_slice *in, char *out, size_t room, size_t *n)
{
    size_t given = in->n < GIVEN_MAX ? in->n : GIVEN_MAX, used;
    int st;

    room = room < GIVEN_MAX ? room : GIVEN_MAX;
    u->z.next_in = (Bytef *)(uintptr_t)in->p;
    u->z.avail_in = (uInt)given;
    u->z.next_out = (Bytef *)out;
    u->z.avail_out = (uInt)room;
    st = inflate(&u->z, Z_NO_FLUSH);
    used = given - u->z.avail_in;
    *in = (struct cp_slice){ in->p + used, in->n - used };
    *n = room - u->z.avail_out;
    if (st == Z_STREAM_END)
        return CP_UNPACKED_END;
    /* Z_BUF_ERROR: nothing to read, or no room. */
    return st == Z_OK || st == Z_BUF_ERROR ? CP_UNPACKED_SOME : CP_UNPACKED_BAD;
}

/* ------------------------------------------------------------------ bodies of HTTP */

/* Unpacks one member behind another. Returns false when the data are damaged or end early. */
static bool
unpack_members(struct cp_unpacker *u, struct cp_buf *out, struct cp_slice packed, size_t end,
               bool *is_cut)
{
    enum cp_unpacked got = CP_UNPACKED_SOME;

    while (out->n < end) {
        size_t room = end - out->n < STEP ? end - out->n : STEP, n;
        char *p = cp_buf_reserve(out, room);

        if (!p)
            return false;
        got = cp_unpacker_read(u, &packed, p, room, &n);
        out->n += n;
        if (got == CP_UNPACKED_BAD || (got == CP_UNPACKED_SOME && n < room))
            return false;
        if (got == CP_UNPACKED_END && !cp_member_is_start(packed))
            return true;
        if (got == CP_UNPACKED_END)
            cp_unpacker_restart(u);
    }
    *is_cut = true;
    return true;
}

static bool
unpack(struct cp_buf *out, struct cp_slice packed, size_t max, int window, bool *is_cut)
{
    struct cp_unpacker *u = unpacker_new(window);
    size_t start = out->n;
    bool is_whole;

    if (!u) {
        out->no_memory = true;
        return false;
    }
    is_whole = unpack_members(u, out, packed, start + max, is_cut);
    *is_cut |= !is_whole;
    cp_unpacker_free(u);
    return is_whole || out->n > start;
}

bool
cp_unpack_body(struct cp_buf *out, struct cp_slice packed, size_t max, bool *is_cut)
{
    size_t start = out->n;

    *is_cut = false;
    if (unpack(out, packed, max, WINDOW + GZIP_OR_ZLIB, is_cut))
        return true;
    /* "deflate" is zlib's format, and bare deflate where servers got that wrong. It has no mark
     * to know it by, so that it must be right to its end. */
    *is_cut = false;
    if (unpack(out, packed, max, -WINDOW, is_cut) && !*is_cut)
        return true;
    *is_cut = false;
    out->n = start;
    return false;
}
