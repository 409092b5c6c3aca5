#include "decode/encoding.h"

#include <string.h>

#include "decode/decode.h"

#define LABEL_MAX 32    /* the longest known label has 19 bytes */

static const struct cp_encoding encodings[] = {
#define CP_ENCODING(id, name, kind, iconv_names) \
    { name, iconv_names, CP_ENCODING_##id, CP_KIND_##kind },
#include "decode/encodings.def"
};

static const struct fix {
    uint8_t encoding, byte;
    uint16_t character;
} fixes[] = {
#define CP_FIX(id, byte, character) { CP_ENCODING_##id, byte, character },
#include "decode/encodings.def"
};

static const struct label {
    const char *name;
    uint8_t encoding;
} labels[] = {
#define CP_LABEL(name, id) { name, CP_ENCODING_##id },
#include "decode/labels.def"
#undef CP_LABEL
};

const struct cp_encoding *
cp_encoding_of(enum cp_encoding_id id)
{
    return &encodings[id];
}

const struct cp_encoding *
cp_encoding_find(struct cp_slice label)
{
    size_t low = 0, high = sizeof labels / sizeof *labels;
    char name[LABEL_MAX];

    label = cp_slice_trim(label);
    if (label.n >= sizeof name || (label.n && memchr(label.p, '\0', label.n)))
        return NULL;
    for (size_t i = 0; i < label.n; i++)
        name[i] = (char)cp_lower((unsigned char)label.p[i]);
    name[label.n] = '\0';
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(name, labels[middle].name);
        if (order == 0)
            return &encodings[labels[middle].encoding];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

uint32_t
cp_encoding_fix(const struct cp_encoding *e, unsigned char byte)
{
    for (size_t i = 0; i < sizeof fixes / sizeof *fixes; i++)
        if (fixes[i].encoding == e->id && fixes[i].byte == byte)
            return fixes[i].character;
    return 0;
}

const char *
cp_charset_find(struct cp_slice label)
{
    const struct cp_encoding *e = cp_encoding_find(label);

    return e ? e->name : NULL;
}
