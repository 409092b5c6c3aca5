/*
 * The one file that sees uchardet.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "decode/detect.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_UCHARDET
#include <pthread.h>
#include <uchardet.h>
#endif

#include "base/lazy.h"
#include "base/limits.h"
#include "base/poison.h"
#include "base/utf8.h"
#include "decode/convert.h"

bool
cp_detect_utf8(struct cp_slice bytes)
{
    size_t good = cp_utf8_valid_prefix(bytes.p, bytes.n);
    const char *cut_off = bytes.p + good, *end = bytes.p + bytes.n;
    uint32_t c;

    if (cp_ascii_prefix(bytes) >= good)
        return false;
    /* A bad byte in the middle is followed by more; a character cut off is all there is. */
    return good == bytes.n ||
           ((unsigned char)*cut_off >= 0xC2 && (unsigned char)*cut_off <= 0xF4 &&
            cp_utf8_next(cut_off, end, &c) == end);
}

#define UTF16_BYTES 1024
#define UTF16_ZEROS_MIN 8
#define UTF16_STRAY_SHARE 16 /* of zeros on one side, so many to one on the other */

const struct cp_encoding *
cp_detect_utf16(struct cp_slice bytes)
{
    size_t n = bytes.n < UTF16_BYTES ? bytes.n : UTF16_BYTES, zeros[2] = { 0, 0 };

    for (size_t i = 0; i < n; i++)
        zeros[i % 2] += bytes.p[i] == '\0';
    for (size_t side = 0; side < 2; side++)
        if (zeros[side] >= UTF16_ZEROS_MIN && zeros[side] >= n / 4 &&
            zeros[!side] <= zeros[side] / UTF16_STRAY_SHARE)
            return cp_encoding_of(side ? CP_ENCODING_UTF_16LE : CP_ENCODING_UTF_16BE);
    return NULL;
}

#ifdef HAVE_UCHARDET

#ifdef CP_LAZY_UCHARDET

/* It brings the library of C++ along, and hardly a page is without a name of its encoding. */
#define FUNCTIONS(X)                                                                           \
    X(uchardet_new)                                                                            \
    X(uchardet_handle_data)                                                                    \
    X(uchardet_data_end)                                                                       \
    X(uchardet_get_charset)                                                                    \
    X(uchardet_delete)

CP_LAZY_FUNCTIONS(FUNCTIONS, CP_LAZY_UCHARDET)

#define uchardet_new lazy_uchardet_new
#define uchardet_handle_data lazy_uchardet_handle_data
#define uchardet_data_end lazy_uchardet_data_end
#define uchardet_get_charset lazy_uchardet_get_charset
#define uchardet_delete lazy_uchardet_delete

#else
CP_LAZY_LINKED
#endif

static pthread_once_t open_once = PTHREAD_ONCE_INIT;
static bool is_open;

static void
open_library(void)
{
    is_open = lazy_is_there();
}

bool
cp_detect_open(void)
{
    return pthread_once(&open_once, open_library) == 0 && is_open;
}

/* uchardet's names that are no labels of the standard. */
static const struct alias {
    const char *name;
    enum cp_encoding_id id;
} aliases[] = {
    { "MAC-CYRILLIC", CP_ENCODING_X_MAC_CYRILLIC },
    { "UHC", CP_ENCODING_EUC_KR },
};

/* Encodings that no page is in without saying so: uchardet answers them for western texts
 * with few accents. Source: of these, Firefox's chardetng guesses only ISO-8859-4. */
static bool
is_implausible(const struct cp_encoding *e)
{
    return e->id == CP_ENCODING_ISO_8859_3 || e->id == CP_ENCODING_ISO_8859_4 ||
           e->id == CP_ENCODING_ISO_8859_10 || e->id == CP_ENCODING_ISO_8859_14 ||
           e->id == CP_ENCODING_ISO_8859_16 || e->kind == CP_KIND_REPLACEMENT;
}

static const struct cp_encoding *
encoding_of_answer(struct cp_slice name)
{
    const struct cp_encoding *e = cp_encoding_find(name);

    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (cp_slice_eq_nocase(name, cp_slice_of(aliases[i].name)))
            e = cp_encoding_of(aliases[i].id);
    return e && !is_implausible(e) ? e : NULL;
}

/* ASCII kept around other bytes: white space and letters between them are evidence too. */
#define CONTEXT_BYTES 32

/* Where the next stretch of telling bytes ends: at an ASCII run of two contexts or more. */
static const char *
end_of_stretch(const char *p, const char *end)
{
    while (p < end) {
        size_t ascii = cp_ascii_prefix((struct cp_slice){ p, (size_t)(end - p) });
        if (ascii >= 2 * CONTEXT_BYTES)
            return p + CONTEXT_BYTES;
        p += ascii;
        while (p < end && *p & 0x80)
            p++;
    }
    return end;
}

/*
 * Shows uchardet what is not plain markup or script: the bytes beyond ASCII with a little
 * around them, from the whole document, up to CP_DETECT_MAX. False if it is out of memory.
 */
static bool
feed(uchardet_t ud, struct cp_slice bytes)
{
    const char *p = bytes.p, *end = p + bytes.n;
    size_t left = CP_DETECT_MAX;

    while (left) {
        struct cp_slice rest = { p, (size_t)(end - p) };
        const char *first = p + cp_ascii_prefix(rest), *stop;
        size_t n;
        if (first == end)
            break;
        if (first - p > CONTEXT_BYTES)
            p = first - CONTEXT_BYTES;
        stop = end_of_stretch(first, end);
        n = (size_t)(stop - p) < left ? (size_t)(stop - p) : left;
        if (uchardet_handle_data(ud, p, n) != 0)
            return false;
        left -= n;
        p = stop;
    }
    return true;
}

/* A page of ASCII alone: only escape sequences, as those of ISO-2022-JP, can tell. */
static bool
feed_ascii(uchardet_t ud, struct cp_slice bytes)
{
    const char *escape = memchr(bytes.p, '\x1B', bytes.n);
    size_t n = escape ? (size_t)(bytes.p + bytes.n - escape) : 0;

    return uchardet_handle_data(ud, escape, n < CP_DETECT_MAX ? n : CP_DETECT_MAX) == 0;
}

/* Fewer pairs than these may be accents of another encoding. */
#define SHIFT_JIS_PAIRS_MIN 16

/*
 * Whether the bytes are Shift_JIS: nothing but its sequences, a quarter of them kana.
 * uchardet gives up on the vendor characters (circled digits), which many such pages have.
 */
static bool
is_shift_jis(struct cp_slice bytes)
{
    const unsigned char *p = (const unsigned char *)bytes.p, *end = p + bytes.n;
    size_t pairs = 0, kana = 0;

    while (p < end) {
        unsigned char lead = *p++, trail;
        if (lead < 0x80 || (lead >= 0xA1 && lead <= 0xDF))
            continue;
        trail = p < end ? *p++ : 0;
        if (lead == 0x80 || lead == 0xA0 || lead > 0xFC || trail < 0x40 || trail == 0x7F ||
            trail > 0xFC)
            return false;
        pairs++;
        kana +=
            (lead == 0x82 && trail >= 0x9F && trail <= 0xF1) || (lead == 0x83 && trail <= 0x96);
    }
    return pairs >= SHIFT_JIS_PAIRS_MIN && kana >= pairs / 4;
}

/*
 * Whether there is memory for uchardet: it is C++, and a "new" of its that fails ends the
 * process. Measured with 0.0.7: 14 kB for its probers, and as much as it is shown once more.
 */
static bool
has_memory(void)
{
    void *p = malloc(CP_DETECT_MAX + ((size_t)64 << 10));

    free(p);
    return p != NULL;
}

/* False without memory; *guess is NULL if uchardet has no answer. */
static bool
ask_uchardet(struct cp_slice bytes, const struct cp_encoding **guess)
{
    uchardet_t ud = has_memory() ? uchardet_new() : NULL;
    bool ascii = cp_ascii_prefix(bytes) == bytes.n, done;

    if (!ud)
        return false;
    done = ascii ? feed_ascii(ud, bytes) : feed(ud, bytes);
    if (done) {
        const char *name;

        uchardet_data_end(ud);
        name = uchardet_get_charset(ud);
        cp_written_string(name);
        *guess = encoding_of_answer(cp_slice_of(name));
    }
    uchardet_delete(ud);
    return done;
}

bool
cp_detect_encoding(struct cp_slice bytes, const struct cp_encoding **guess)
{
    *guess = NULL;
    if (cp_detect_open() && !ask_uchardet(bytes, guess))
        return false;
    if (!*guess && is_shift_jis(bytes))
        *guess = cp_encoding_of(CP_ENCODING_SHIFT_JIS);
    return true;
}

#else

bool
cp_detect_open(void)
{
    return true;
}

bool
cp_detect_encoding(struct cp_slice bytes, const struct cp_encoding **guess)
{
    (void)bytes;
    *guess = NULL;
    return true;
}

#endif
