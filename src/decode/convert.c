/*
 * The one file that sees iconv.
 *
 * Single-byte encodings ask it once for each upper byte and go on with the table, which is
 * several times faster and gives the standard's one character for one byte where iconv would
 * compose (CP1258, CP1255). EUC-JP and ISO-2022-JP ask it for each character that occurs;
 * GB18030, Big5, EUC-KR and Shift_JIS stream through it.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "decode/convert.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#ifndef ICONV_CONST    /* GNU libiconv's older headers want a const input */
#define ICONV_CONST
#endif

#define NO_ICONV ((iconv_t)-1)
#define FAILED ((size_t)-1)

/* Where JIS X 0212 is asked for. */
#define SUPPLEMENT "EUC-JP"

/* glibc says that it lacks an encoding, too, if it had no memory to load it: asked once more it
 * finds some, unless there is none. */
static iconv_t
open_one(const char *name)
{
    iconv_t cd = iconv_open("UTF-8", name);

    return cd == NO_ICONV && errno == EINVAL ? iconv_open("UTF-8", name) : cd;
}

/* Opens the first of the names that this iconv knows; NO_ICONV if none, and errno is ENOMEM if
 * that was for want of memory. */
static iconv_t
open_any(const char *names)
{
    struct cp_slice rest = cp_slice_of(names), word;
    char name[32];

    while (cp_slice_word(&rest, &word)) {
        iconv_t cd;
        memcpy(name, word.p, word.n);
        name[word.n] = '\0';
        cd = open_one(name);
        if (cd != NO_ICONV || errno == ENOMEM)
            return cd;
    }
    return NO_ICONV;
}

static cleanpage_status
fail_open(struct cp_ctx *cx, const struct cp_encoding *e)
{
    if (errno == ENOMEM)
        return cp_fail_nomem(cx);
    cx->lacks = e->name;
    return cp_fail(cx, CLEANPAGE_CHARSET,
                   "%s: the system's iconv cannot decode it (it lacks %s)", e->name,
                   e->iconv_names);
}

/* ------------------------------------------------------------------ held open */

/* Of an encoding each, and last what EUC-JP has its supplement from. That is silently done without
 * where it lacks, and all Japanese encodings share their first converter: so they bring both. */
struct cp_converters {
    iconv_t cd[CP_ENCODING_COUNT + 1];
};

struct cp_converters *
cp_converters_new(void)
{
    struct cp_converters *c = malloc(sizeof *c);

    for (int i = 0; c && i <= CP_ENCODING_COUNT; i++)
        c->cd[i] = NO_ICONV;
    return c;
}

static void
hold(struct cp_converters *c, int i, const char *iconv_names)
{
    if (c->cd[i] == NO_ICONV)
        c->cd[i] = open_any(iconv_names);
}

void
cp_converters_hold(struct cp_converters *c, const struct cp_encoding *e)
{
    hold(c, e->id, e->iconv_names);
    if (e->kind == CP_KIND_EUC_JP || e->kind == CP_KIND_ISO_2022_JP ||
        e->kind == CP_KIND_SHIFT_JIS)
        hold(c, CP_ENCODING_COUNT, SUPPLEMENT);
}

void
cp_converters_hold_all(struct cp_converters *c)
{
    for (int i = 0; i < CP_ENCODING_COUNT; i++)
        cp_converters_hold(c, cp_encoding_of((enum cp_encoding_id)i));
}

void
cp_converters_close(struct cp_converters *c)
{
    for (int i = 0; c && i <= CP_ENCODING_COUNT; i++)
        if (c->cd[i] != NO_ICONV)
            iconv_close(c->cd[i]);
    free(c);
}

/* ------------------------------------------------------------------ converting */

/* The one character of the code on its own, or CP_UNMAPPED. */
static uint32_t
ask_code(iconv_t cd, unsigned char code[], size_t length)
{
    char utf8[16];
    ICONV_CONST char *in = (ICONV_CONST char *)code;
    char *out = utf8;
    size_t in_left = length, out_left = sizeof utf8;
    uint32_t c;

    /* CP1258 and CP1255 hold a letter back until they know that no accent follows. */
    if (iconv(cd, &in, &in_left, &out, &out_left) == FAILED
        || iconv(cd, NULL, NULL, &out, &out_left) == FAILED || out == utf8)
        c = CP_UNMAPPED;
    else if (cp_utf8_next(utf8, out, &c) != out || c > 0xFFFF)
        c = CP_UNMAPPED;
    iconv(cd, NULL, NULL, NULL, NULL);
    return c;
}

/* Bytes 80-9F without a character are the C1 controls of their numbers, as on the web. */
static cleanpage_status
convert_single(struct cp_ctx *cx, const struct cp_encoding *e, struct cp_slice bytes,
               struct cp_slice *text, uint64_t *bad)
{
    uint32_t upper[128];
    iconv_t cd = open_any(e->iconv_names);

    if (cd == NO_ICONV)
        return fail_open(cx, e);
    for (unsigned i = 0; i < 128; i++) {
        unsigned char byte = (unsigned char)(0x80 + i);
        upper[i] = cp_encoding_fix(e, byte);
        if (!upper[i])
            upper[i] = ask_code(cd, &byte, 1);
        if (upper[i] == CP_UNMAPPED && i < 0x20)
            upper[i] = 0x80 + i;
    }
    iconv_close(cd);
    return cp_convert_single(cx, bytes, upper, text, bad);
}

static cleanpage_status
convert_user_defined(struct cp_ctx *cx, struct cp_slice bytes, struct cp_slice *text,
                     uint64_t *bad)
{
    uint32_t upper[128];

    for (unsigned i = 0; i < 128; i++)
        upper[i] = 0xF780 + i;
    return cp_convert_single(cx, bytes, upper, text, bad);
}

/* The tables behind the Japanese encodings. */
struct jis_tables {
    iconv_t cp932;
    iconv_t euc_jp;    /* opened for the first character of the supplement, NO_ICONV before */
    bool no_memory;    /* for it, and the text lacks characters */
};

static uint32_t
ask_jis(void *user, unsigned row, unsigned cell, bool supplement)
{
    struct jis_tables *t = user;
    unsigned char code[3];

    if (!supplement) {
        code[0] = (unsigned char)(row / 2 + (row < 62 ? 0x81 : 0xC1));
        code[1] = (unsigned char)(row % 2 ? cell + 0x9F : cell + (cell < 63 ? 0x40 : 0x41));
        return ask_code(t->cp932, code, 2);
    }
    if (t->euc_jp == NO_ICONV)
        t->euc_jp = open_any(SUPPLEMENT);
    if (t->euc_jp == NO_ICONV) {
        t->no_memory |= errno == ENOMEM;
        return CP_UNMAPPED;
    }
    code[0] = 0x8F;
    code[1] = (unsigned char)(row + 0xA1);
    code[2] = (unsigned char)(cell + 0xA1);
    return ask_code(t->euc_jp, code, 3);
}

static cleanpage_status
convert_jis(struct cp_ctx *cx, const struct cp_encoding *e, struct cp_slice bytes,
            struct cp_slice *text, uint64_t *bad)
{
    struct jis_tables tables = { open_any(e->iconv_names), NO_ICONV, false };
    struct cp_jis_source source = { &tables, ask_jis };
    cleanpage_status st;

    if (tables.cp932 == NO_ICONV)
        return fail_open(cx, e);
    st = e->kind == CP_KIND_EUC_JP ? cp_convert_euc_jp(cx, bytes, &source, text, bad)
                                   : cp_convert_iso_2022_jp(cx, bytes, &source, text, bad);
    iconv_close(tables.cp932);
    if (tables.euc_jp != NO_ICONV)
        iconv_close(tables.euc_jp);
    return !st && tables.no_memory ? cp_fail_nomem(cx) : st;
}

/* A conversion under way. */
struct stream {
    const struct cp_encoding *e;
    iconv_t cd;
    ICONV_CONST char *in;
    size_t in_left;
    struct cp_arena *arena;
    char *start;             /* of the output, in the arena */
    size_t n, capacity;
    uint64_t bad;
};

/* Twice the room; the old one stays behind in the arena. */
static bool
grow(struct stream *s)
{
    size_t capacity = s->capacity * 2;
    char *p = cp_arena_alloc(s->arena, capacity);

    if (!p)
        return false;
    memcpy(p, s->start, s->n);
    s->start = p;
    s->capacity = capacity;
    return true;
}

/*
 * Converts what is left of the input or, flushing, writes what iconv holds back. Returns 0
 * when done, EILSEQ, EINVAL, or ENOMEM when the output cannot grow.
 */
static int
run(struct stream *s, bool flush)
{
    for (;;) {
        char *out = s->start + s->n;
        size_t room = s->capacity - s->n;
        size_t r = flush ? iconv(s->cd, NULL, NULL, &out, &room)
                         : iconv(s->cd, &s->in, &s->in_left, &out, &room);
        s->n = (size_t)(out - s->start);
        if (r != FAILED)
            return 0;
        if (errno != E2BIG)
            return errno;
        if (!grow(s))
            return ENOMEM;
    }
}

static int
put(struct stream *s, uint32_t c)
{
    if (s->capacity - s->n < 4 && !grow(s))
        return ENOMEM;
    s->n += cp_utf8_put(s->start + s->n, c);
    return 0;
}

/* Whether no character starts with the byte. Source: WHATWG encoding standard. */
static bool
is_never_lead(enum cp_encoding_kind kind, unsigned char b)
{
    if (kind == CP_KIND_SHIFT_JIS)
        return b == 0xA0 || b >= 0xFD;
    return b == 0x80 || b == 0xFF;
}

/*
 * Bytes of the bad sequence at p. A byte below 80 that follows is no part of it: it may well
 * be the "<" of a tag.
 */
static size_t
bad_length(enum cp_encoding_kind kind, const char *p, size_t n)
{
    return n == 1 || is_never_lead(kind, (unsigned char)p[0]) || !(p[1] & 0x80) ? 1 : 2;
}

/* Steps over what iconv stopped at. Returns 0 or ENOMEM. */
static int
step_over(struct stream *s, bool cut_off)
{
    uint32_t c = cut_off ? 0 : cp_encoding_fix(s->e, (unsigned char)*s->in);
    size_t length = cut_off ? s->in_left : c ? 1 : bad_length(s->e->kind, s->in, s->in_left);
    int error;

    /* BIG5-HKSCS holds a letter back while an accent may follow; it goes out first. */
    error = run(s, true);
    if (!c) {
        c = CP_REPLACEMENT;
        s->bad++;
    }
    s->in += length;
    s->in_left -= length;
    return error == ENOMEM ? error : put(s, c);
}

/* The rest of a page that is plainly in no such encoding: ASCII stays, all else is bad. */
static int
give_up(struct stream *s)
{
    int error = 0;

    while (s->in_left && !error) {
        bool ascii = !(*s->in & 0x80);
        error = put(s, ascii ? (unsigned char)*s->in : CP_REPLACEMENT);
        s->bad += !ascii;
        do {
            s->in++;
            s->in_left--;
        } while (!ascii && s->in_left && *s->in & 0x80);
    }
    return error;
}

static int
stream_all(struct stream *s)
{
    int error = 0;

    while (s->in_left && !error) {
        if (s->bad >= CP_BAD_SEQUENCES_MAX)
            return give_up(s);
        error = run(s, false);
        if (error == EILSEQ || error == EINVAL)
            error = step_over(s, error == EINVAL);
    }
    if (!error)
        error = run(s, true);
    return error;
}

/* Takes over the ASCII that the input starts with: no need to ask iconv. */
static void
copy_ascii(struct stream *s)
{
    size_t ascii = cp_ascii_prefix((struct cp_slice){ s->in, s->in_left });

    memcpy(s->start, s->in, ascii);
    s->n = ascii;
    s->in += ascii;
    s->in_left -= ascii;
}

static cleanpage_status
convert_stream(struct cp_ctx *cx, const struct cp_encoding *e, struct cp_slice bytes,
               struct cp_slice *text, uint64_t *bad)
{
    struct stream s = { .e = e, .in = (ICONV_CONST char *)bytes.p, .in_left = bytes.n,
                        .arena = cx->arena, .capacity = bytes.n + bytes.n / 2 + 16 };
    int error;

    s.start = cp_arena_alloc(s.arena, s.capacity);
    if (!s.start)
        return cp_fail_nomem(cx);
    s.cd = open_any(e->iconv_names);
    if (s.cd == NO_ICONV)
        return fail_open(cx, e);
    copy_ascii(&s);
    error = stream_all(&s);
    iconv_close(s.cd);
    if (error)
        return cp_fail_nomem(cx);
    cp_arena_shrink(s.arena, s.start, s.capacity, s.n);
    *text = (struct cp_slice){ s.start, s.n };
    *bad += s.bad;
    return CLEANPAGE_OK;
}

/* Whether ASCII bytes are ASCII in the encoding, whatever comes before them. */
static bool
is_ascii_plain(const struct cp_encoding *e)
{
    return e->kind != CP_KIND_UTF_16LE && e->kind != CP_KIND_UTF_16BE
        && e->kind != CP_KIND_ISO_2022_JP;
}

cleanpage_status
cp_convert(struct cp_ctx *cx, const struct cp_encoding *e, struct cp_slice bytes,
           struct cp_slice *text, uint64_t *bad)
{
    *bad = 0;
    if (bytes.n == 0 || (is_ascii_plain(e) && cp_ascii_prefix(bytes) == bytes.n)) {
        *text = bytes;
        return CLEANPAGE_OK;
    }
    switch ((enum cp_encoding_kind)e->kind) {
    case CP_KIND_UTF_8:
        return cp_convert_utf8(cx, bytes, text, bad);
    case CP_KIND_UTF_16LE:
    case CP_KIND_UTF_16BE:
        return cp_convert_utf16(cx, bytes, e->kind == CP_KIND_UTF_16BE, text, bad);
    case CP_KIND_SINGLE_BYTE:
        return convert_single(cx, e, bytes, text, bad);
    case CP_KIND_USER_DEFINED:
        return convert_user_defined(cx, bytes, text, bad);
    case CP_KIND_EUC_JP:
    case CP_KIND_ISO_2022_JP:
        return convert_jis(cx, e, bytes, text, bad);
    default:
        return convert_stream(cx, e, bytes, text, bad);
    }
}
