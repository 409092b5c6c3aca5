/*
 * Which encoding a page is in, and who said so.
 */
#ifndef CP_DECODE_CHARSET_H
#define CP_DECODE_CHARSET_H

#include <stdbool.h>

#include "base/fail.h"
#include "base/slice.h"
#include "decode/encoding.h"

struct cp_choice {
    const struct cp_encoding *encoding;
    const char *source;    /* see cleanpage_info.encoding_source */
    size_t mark_bytes;     /* length of a byte-order mark at the start, to be left out */
};

/*
 * The user's word, byte-order mark, the transport's word, <meta>, UTF-16 by its zero bytes,
 * valid UTF-8, uchardet, windows-1252: the first that says something. `charset` is the user's word if `forced`, the
 * transport's otherwise, or NULL. Fails with CLEANPAGE_CHARSET for an unknown word of the
 * user's and for the "replacement" encoding; an unknown word of anyone else is noted.
 */
cleanpage_status cp_charset_choose(struct cp_ctx *cx, struct cp_slice bytes,
                                   const char *charset, bool forced,
                                   struct cp_choice *choice);

#endif
