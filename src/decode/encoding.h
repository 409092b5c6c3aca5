/*
 * The encodings of the web and the labels they go by.
 *
 * One static, read-only struct per encoding of encodings.def; the rest of the room passes
 * pointers to them around.
 */
#ifndef CP_DECODE_ENCODING_H
#define CP_DECODE_ENCODING_H

#include <stdint.h>

#include "base/slice.h"

/* How bytes become characters. */
enum cp_encoding_kind {
    CP_KIND_UTF_8,
    CP_KIND_UTF_16LE,
    CP_KIND_UTF_16BE,
    CP_KIND_SINGLE_BYTE,
    CP_KIND_USER_DEFINED,   /* 80-FF become U+F780-F7FF */
    CP_KIND_EUC_JP,
    CP_KIND_ISO_2022_JP,
    CP_KIND_GB,             /* this one and the next three stream through iconv */
    CP_KIND_BIG5,
    CP_KIND_EUC_KR,
    CP_KIND_SHIFT_JIS,
    CP_KIND_REPLACEMENT     /* refused: what is hidden in it runs as script elsewhere */
};

enum cp_encoding_id {
#define CP_ENCODING(id, name, kind, iconv_names) CP_ENCODING_##id,
#include "decode/encodings.def"
    CP_ENCODING_COUNT
};

struct cp_encoding {
    const char *name;          /* as the standard spells it */
    const char *iconv_names;   /* separated by spaces, the best first; "" for those without */
    uint8_t id, kind;          /* enum cp_encoding_id, enum cp_encoding_kind */
};

const struct cp_encoding *cp_encoding_of(enum cp_encoding_id id);

/* NULL for an unknown label. Case and outer white space do not count. */
const struct cp_encoding *cp_encoding_find(struct cp_slice label);

/* The character of a byte that iconv gets wrong, or 0 if it gets it right. */
uint32_t cp_encoding_fix(const struct cp_encoding *e, unsigned char byte);

#endif
