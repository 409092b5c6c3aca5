/*
 * From bytes to valid UTF-8, as browsers do it.
 *
 * Order: the user's word, byte-order mark, the transport's word, <meta> (first 1,024 bytes,
 * then the first 100 kB) or an XML declaration, UTF-16 by its zero bytes, valid UTF-8 with
 * something beyond ASCII in it, uchardet over the whole document, windows-1252. Bad bytes become U+FFFD and are counted;
 * nothing is refused but the labels of the "replacement" encoding and unknown ones of the
 * user's.
 */
#ifndef CP_DECODE_DECODE_H
#define CP_DECODE_DECODE_H

#include <stdbool.h>

#include "base/fail.h"
#include "base/slice.h"

struct cp_decoded {
    struct cp_slice text;     /* the input itself when it is valid UTF-8, else in the arena */
    const char *encoding;     /* WHATWG name, static */
    const char *source;       /* how it was found: see cleanpage_info.encoding_source */
    uint64_t bad_sequences;
    bool is_html;             /* sniffed: markup, not plain text */
};

/* charset: label or NULL; forced: it is the user's word and beats the byte-order mark. */
cleanpage_status cp_decode(struct cp_ctx *cx, struct cp_slice bytes, const char *charset,
                           bool forced, struct cp_decoded *out);

/* WHATWG name of a label ("latin1" is "windows-1252"), or NULL. Case and outer white space do
 * not count. */
const char *cp_charset_find(struct cp_slice label);

/* Whether decoded text is markup rather than scraped text. Looks at the first 64 kB; the rule
 * is told in sniff.c. */
bool cp_sniff_html(struct cp_slice utf8);

#endif
