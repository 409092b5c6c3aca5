/*
 * EUC-JP and ISO-2022-JP: two spellings of the rows and cells of JIS X 0208.
 *
 * On the web that table has the characters of NEC and IBM in rows 13 and 89 to 92 (circled
 * digits, the variant kanji of many names). No iconv has them under these encodings, but all
 * have them in CP932, whose codes are computed from row and cell. So both are decoded here
 * after the WHATWG standard, and iconv is asked for each character once.
 */
#include "decode/convert.h"

#include <string.h>

#include "base/utf8.h"

#define CELLS 94
#define NOT_ASKED 0
#define NONE 0xFFFF    /* no character of any table */

struct jis {
    const struct cp_jis_source *source;
    const unsigned char *p, *end;
    char *out;
    uint64_t bad;
    uint16_t known[CELLS * CELLS];    /* characters already asked for */
};

static bool
is_high(unsigned char b)
{
    return b >= 0xA1 && b <= 0xFE;
}

static bool
is_low(unsigned char b)
{
    return b >= 0x21 && b <= 0x7E;
}

static void
put(struct jis *j, uint32_t c, size_t consumed)
{
    j->out += cp_utf8_put(j->out, c);
    j->p += consumed;
}

static void
put_bad(struct jis *j, size_t consumed)
{
    j->bad++;
    put(j, CP_REPLACEMENT, consumed);
}

/* The pair at j->p, whose bytes are in range. */
static void
put_pair(struct jis *j)
{
    unsigned row = (j->p[0] & 0x7Fu) - 0x21, cell = (j->p[1] & 0x7Fu) - 0x21;
    uint16_t *known = &j->known[row * CELLS + cell];

    if (*known == NOT_ASKED) {
        uint32_t c = j->source->ask(j->source->user, row, cell, false);
        *known = c < NONE ? (uint16_t)c : NONE;
    }
    if (*known == NONE)
        put_bad(j, 2);
    else
        put(j, *known, 2);
}

/* A byte below 80 where a trail byte belongs is no part of the bad sequence. */
static size_t
bad_length(const struct jis *j, size_t good)
{
    size_t left = (size_t)(j->end - j->p);

    return left == good || j->p[good] < 0x80 ? good : good + 1;
}

/* Three bytes from 8F on: JIS X 0212. */
static void
put_supplement(struct jis *j)
{
    size_t left = (size_t)(j->end - j->p);
    uint32_t c;

    if (left < 2 || !is_high(j->p[1])) {
        put_bad(j, bad_length(j, 1));
    } else if (left < 3 || !is_high(j->p[2])) {
        put_bad(j, bad_length(j, 2));
    } else {
        c = j->source->ask(j->source->user, j->p[1] - 0xA1u, j->p[2] - 0xA1u, true);
        if (c == CP_UNMAPPED)
            put_bad(j, 3);
        else
            put(j, c, 3);
    }
}

static void
put_euc(struct jis *j)
{
    unsigned char lead = j->p[0], trail = j->end - j->p > 1 ? j->p[1] : 0;

    if (lead == 0x8F)
        put_supplement(j);
    else if (lead == 0x8E && trail >= 0xA1 && trail <= 0xDF)
        put(j, 0xFF61u + (trail - 0xA1u), 2);
    else if (is_high(lead) && is_high(trail))
        put_pair(j);
    else
        put_bad(j, is_high(lead) || lead == 0x8E ? bad_length(j, 1) : 1);
}

/* Gives the arena the unused tail back and hands out the text. */
static void
finish(struct cp_ctx *cx, const struct jis *j, char *start, size_t most, struct cp_slice *text,
       uint64_t *bad)
{
    *text = (struct cp_slice){ start, (size_t)(j->out - start) };
    *bad += j->bad;
    cp_arena_shrink(cx->arena, start, most, text->n);
}

cleanpage_status
cp_convert_euc_jp(struct cp_ctx *cx, struct cp_slice bytes, const struct cp_jis_source *source,
                  struct cp_slice *text, uint64_t *bad)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    struct jis j = { .source = source, .p = p, .end = p + bytes.n };
    size_t most = bytes.n + 2 * cp_count_high(bytes);    /* three for a high byte */
    char *start = cp_arena_alloc(cx->arena, most);

    if (!start)
        return cp_fail_nomem(cx);
    j.out = start;
    while (j.p < j.end) {
        struct cp_slice rest = { (const char *)j.p, (size_t)(j.end - j.p) };
        size_t ascii = cp_ascii_prefix(rest);
        memcpy(j.out, j.p, ascii);
        j.out += ascii;
        j.p += ascii;
        while (j.p < j.end && *j.p & 0x80)
            put_euc(&j);
    }
    finish(cx, &j, start, most, text, bad);
    return CLEANPAGE_OK;
}

enum shift { ASCII, ROMAN, KATAKANA, PAIRS };

/* Whether an escape sequence stands at j->p; the new state is in *shift then. */
static bool
read_escape(struct jis *j, enum shift *shift)
{
    static const struct {
        char bytes[4];
        enum shift to;
    } escapes[] = {
        { "\x1B(B", ASCII }, { "\x1B(J", ROMAN }, { "\x1B(I", KATAKANA },
        { "\x1B$@", PAIRS }, { "\x1B$B", PAIRS },
    };

    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (j->end - j->p >= 3 && memcmp(j->p, escapes[i].bytes, 3) == 0) {
            *shift = escapes[i].to;
            j->p += 3;
            return true;
        }
    return false;
}

static void
put_shifted(struct jis *j, enum shift shift)
{
    unsigned char b = *j->p;

    if (b >= 0x80 || b == 0x1B || b == 0x0E || b == 0x0F)
        put_bad(j, 1);
    else if (b < 0x21 || shift == ASCII)    /* a line may end before the shift does */
        put(j, b, 1);
    else if (shift == ROMAN)
        put(j, b == '\\' ? 0xA5 : b == '~' ? 0x203E : b, 1);
    else if (shift == KATAKANA && b <= 0x5F)
        put(j, 0xFF61u + (b - 0x21u), 1);
    else if (shift == PAIRS && is_low(b) && j->end - j->p > 1 && is_low(j->p[1]))
        put_pair(j);
    else
        put_bad(j, 1);
}

cleanpage_status
cp_convert_iso_2022_jp(struct cp_ctx *cx, struct cp_slice bytes,
                       const struct cp_jis_source *source, struct cp_slice *text,
                       uint64_t *bad)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    struct jis j = { .source = source, .p = p, .end = p + bytes.n };
    size_t most = 3 * bytes.n;    /* katakana */
    char *start = cp_arena_alloc(cx->arena, most);
    enum shift shift = ASCII;

    if (!start)
        return cp_fail_nomem(cx);
    j.out = start;
    while (j.p < j.end)
        if (*j.p != 0x1B || !read_escape(&j, &shift))
            put_shifted(&j, shift);
    finish(cx, &j, start, most, text, bad);
    return CLEANPAGE_OK;
}
