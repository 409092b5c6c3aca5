/*
 * UTF-8, UTF-16 and the single-byte encodings.
 *
 * Each counts first how much it can write at most, takes that from the arena at once, and
 * gives the tail back: no bounds are checked inside the loops.
 */
#include "decode/convert.h"

#include <string.h>

#include "base/utf8.h"

static const char replacement[] = "\xEF\xBF\xBD";

size_t
cp_ascii_prefix(struct cp_slice s)
{
    size_t i = 0;
    uint64_t w[2];

    for (; s.n - i >= sizeof w; i += sizeof w) {
        memcpy(w, s.p + i, sizeof w);
        if ((w[0] | w[1]) & 0x8080808080808080u)
            break;
    }
    while (i < s.n && !(s.p[i] & 0x80))
        i++;
    return i;
}

size_t
cp_count_high(struct cp_slice s)
{
    size_t count = 0;

    for (size_t i = 0; i < s.n; i++)
        count += (unsigned char)s.p[i] >> 7;
    return count;
}

/* Bytes of the bad part at p, which cp_utf8_valid_prefix stopped before. */
static size_t
bad_length(const char *p, const char *end)
{
    uint32_t c;

    return (size_t)(cp_utf8_next(p, end, &c) - p);
}

/* Bytes of the text with each bad part replaced; counts them. */
static size_t
repaired_length(struct cp_slice s, uint64_t *bad)
{
    size_t length = 0, i = 0;

    for (;;) {
        size_t good = cp_utf8_valid_prefix(s.p + i, s.n - i);
        length += good;
        i += good;
        if (i == s.n)
            return length;
        i += bad_length(s.p + i, s.p + s.n);
        length += sizeof replacement - 1;
        ++*bad;
    }
}

static void
repair(char *out, struct cp_slice s)
{
    size_t i = 0;

    for (;;) {
        size_t good = cp_utf8_valid_prefix(s.p + i, s.n - i);
        memcpy(out, s.p + i, good);
        out += good;
        i += good;
        if (i == s.n)
            return;
        i += bad_length(s.p + i, s.p + s.n);
        memcpy(out, replacement, sizeof replacement - 1);
        out += sizeof replacement - 1;
    }
}

cleanpage_status
cp_convert_utf8(struct cp_ctx *cx, struct cp_slice bytes, struct cp_slice *text, uint64_t *bad)
{
    size_t good = cp_utf8_valid_prefix(bytes.p, bytes.n), length;
    struct cp_slice rest = { bytes.p + good, bytes.n - good };
    char *out;

    if (good == bytes.n) {
        *text = bytes;
        return CLEANPAGE_OK;
    }
    length = good + repaired_length(rest, bad);
    out = cp_arena_alloc(cx->arena, length);
    if (!out)
        return cp_fail_nomem(cx);
    memcpy(out, bytes.p, good);
    repair(out + good, rest);
    *text = (struct cp_slice){ out, length };
    return CLEANPAGE_OK;
}

static uint32_t
unit_at(const char *p, bool big_endian)
{
    const unsigned char *b = (const unsigned char *)p;

    return big_endian ? (uint32_t)b[0] << 8 | b[1] : (uint32_t)b[1] << 8 | b[0];
}

cleanpage_status
cp_convert_utf16(struct cp_ctx *cx, struct cp_slice bytes, bool big_endian,
                 struct cp_slice *text, uint64_t *bad)
{
    size_t most = bytes.n / 2 * 3 + 3, i = 0;    /* three bytes for a unit or an odd byte */
    char *start = cp_arena_alloc(cx->arena, most), *out = start;

    if (!start)
        return cp_fail_nomem(cx);
    while (bytes.n - i >= 2) {
        uint32_t c = unit_at(bytes.p + i, big_endian);
        i += 2;
        if (c >= 0xD800 && c <= 0xDFFF) {
            uint32_t low = bytes.n - i >= 2 ? unit_at(bytes.p + i, big_endian) : 0;
            if (c <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF) {
                c = 0x10000 + ((c & 0x3FF) << 10 | (low & 0x3FF));
                i += 2;
            } else {
                c = CP_REPLACEMENT;
                ++*bad;
            }
        }
        out += cp_utf8_put(out, c);
    }
    if (i < bytes.n) {
        out += cp_utf8_put(out, CP_REPLACEMENT);
        ++*bad;
    }
    *text = (struct cp_slice){ start, (size_t)(out - start) };
    cp_arena_shrink(cx->arena, start, most, text->n);
    return CLEANPAGE_OK;
}

/* The UTF-8 of a byte 80 to FF. */
struct upper {
    char utf8[4];
    uint8_t n, bad;
};

static void
spell_upper(struct upper spelled[128], const uint32_t upper[128])
{
    memset(spelled, 0, 128 * sizeof *spelled);
    for (int i = 0; i < 128; i++) {
        spelled[i].bad = upper[i] == CP_UNMAPPED;
        spelled[i].n = (uint8_t)cp_utf8_put(spelled[i].utf8, upper[i]);
    }
}

cleanpage_status
cp_convert_single(struct cp_ctx *cx, struct cp_slice bytes, const uint32_t upper[128],
                  struct cp_slice *text, uint64_t *bad)
{
    /* An upper byte becomes three at most; the fourth of the last copy needs room too. */
    size_t most = bytes.n + 2 * cp_count_high(bytes) + 1;
    char *start = cp_arena_alloc(cx->arena, most), *out = start;
    struct upper spelled[128];
    size_t i = 0;

    if (!start)
        return cp_fail_nomem(cx);
    spell_upper(spelled, upper);
    while (i < bytes.n) {
        size_t ascii = cp_ascii_prefix((struct cp_slice){ bytes.p + i, bytes.n - i });
        memcpy(out, bytes.p + i, ascii);
        out += ascii;
        i += ascii;
        while (i < bytes.n && bytes.p[i] & 0x80) {
            const struct upper *u = &spelled[bytes.p[i] & 0x7F];
            memcpy(out, u->utf8, sizeof u->utf8);
            out += u->n;
            *bad += u->bad;
            i++;
        }
    }
    *text = (struct cp_slice){ start, (size_t)(out - start) };
    cp_arena_shrink(cx->arena, start, most, text->n);
    return CLEANPAGE_OK;
}
