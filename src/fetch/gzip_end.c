#include "fetch/gzip_end.h"

void
cp_gzip_end_add(struct cp_gzip_end *end, struct cp_slice raw)
{
    size_t kept;

    if (raw.n == 0)
        return;
    if (raw.n > CP_GZIP_TAIL)
        raw = (struct cp_slice){ raw.p + raw.n - CP_GZIP_TAIL, CP_GZIP_TAIL };
    kept = end->n < CP_GZIP_TAIL - raw.n ? end->n : CP_GZIP_TAIL - raw.n;
    memmove(end->tail, end->tail + end->n - kept, kept);
    memcpy(end->tail + kept, raw.p, raw.n);
    end->n = kept + raw.n;
}

static bool
is_newline(struct cp_slice s, size_t at)
{
    return at + 1 < s.n && s.p[at] == '\r' && s.p[at + 1] == '\n';
}

/* Length of what stands between two chunks, "\r\n1F4\r\n", or 0. */
static size_t
frame_length(struct cp_slice s, size_t at)
{
    size_t i = at + 2;

    if (!is_newline(s, at))
        return 0;
    while (i < s.n && cp_hex_digit(s.p[i]) >= 0)
        i++;
    return i > at + 2 && is_newline(s, i) ? i + 2 - at : 0;
}

/* The frame of a chunk may lie amid the four bytes that are looked for. */
static size_t
without_frames(struct cp_slice s, char *out)
{
    size_t i = 0, n = 0;

    while (i < s.n) {
        size_t frame = frame_length(s, i);

        if (frame)
            i += frame;
        else
            out[n++] = s.p[i++];
    }
    return n;
}

bool
cp_gzip_end_is_there(const struct cp_gzip_end *end, size_t unpacked_bytes)
{
    struct cp_slice tail = { end->tail, end->n };
    char plain[CP_GZIP_TAIL], size[4];
    size_t i;

    if (end->n == 0)
        return true;
    for (i = 0; i < sizeof size; i++)
        size[i] = (char)(unpacked_bytes >> 8 * i & 0xFF);
    if (cp_slice_find(tail, (struct cp_slice){ size, sizeof size }))
        return true;
    tail = (struct cp_slice){ plain, without_frames(tail, plain) };
    return cp_slice_find(tail, (struct cp_slice){ size, sizeof size }) != NULL;
}
