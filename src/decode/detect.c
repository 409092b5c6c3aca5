/*
 * The one file that sees uchardet.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "decode/detect.h"

#ifdef HAVE_UCHARDET
#include <uchardet.h>
#endif

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
    return good == bytes.n
        || ((unsigned char)*cut_off >= 0xC2 && (unsigned char)*cut_off <= 0xF4
            && cp_utf8_next(cut_off, end, &c) == end);
}

#ifdef HAVE_UCHARDET

/* uchardet's names that are no labels of the standard. */
static const struct alias {
    const char *name;
    enum cp_encoding_id id;
} aliases[] = {
    { "MAC-CYRILLIC", CP_ENCODING_X_MAC_CYRILLIC },
    { "UHC", CP_ENCODING_EUC_KR },
};

static const struct cp_encoding *
encoding_of_answer(struct cp_slice name)
{
    const struct cp_encoding *e = cp_encoding_find(name);

    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (cp_slice_eq_nocase(name, cp_slice_of(aliases[i].name)))
            e = cp_encoding_of(aliases[i].id);
    return e && e->kind != CP_KIND_REPLACEMENT ? e : NULL;
}

const struct cp_encoding *
cp_detect_encoding(struct cp_slice bytes)
{
    uchardet_t ud = uchardet_new();
    const struct cp_encoding *e = NULL;

    if (!ud)
        return NULL;
    if (uchardet_handle_data(ud, bytes.p, bytes.n) == 0) {
        uchardet_data_end(ud);
        e = encoding_of_answer(cp_slice_of(uchardet_get_charset(ud)));
    }
    uchardet_delete(ud);
    return e;
}

#else

const struct cp_encoding *
cp_detect_encoding(struct cp_slice bytes)
{
    (void)bytes;
    return NULL;
}

#endif
