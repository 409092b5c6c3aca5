/*
 * Fuzzes cp_decode: any bytes under any label must give valid UTF-8 or a status.
 *
 * The first byte of an input picks the label (none if there is no encoding of that number),
 * the lowest bit of the second says whether it is the user's word; the rest is the page.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "decode/decode.h"
#include "decode/encoding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_arena arena;
    struct cp_ctx cx = { .arena = &arena };
    struct cp_decoded decoded;
    const char *label = NULL;
    struct cp_slice page;

    if (size < 2)
        return 0;
    if (data[0] < CP_ENCODING_COUNT)
        label = cp_encoding_of(data[0])->name;
    page = (struct cp_slice){ (const char *)data + 2, size - 2 };
    cp_arena_init(&arena, 0);
    if (cp_decode(&cx, page, label, data[1] & 1, &decoded) == CLEANPAGE_OK) {
        struct cp_slice text = decoded.text;
        if (cp_utf8_valid_prefix(text.p, text.n) != text.n)
            abort();
        if (!decoded.encoding || !decoded.source)
            abort();
    } else if (!cx.message[0]) {
        abort();
    }
    cp_arena_clear(&arena);
    return 0;
}
