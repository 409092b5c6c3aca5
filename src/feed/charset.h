/* Feeds as UTF-8: their encoding is told, and mistold, in other ways than that of pages. */
#ifndef CP_FEED_CHARSET_H
#define CP_FEED_CHARSET_H

#include "base/fail.h"
#include "base/slice.h"

/*
 * Decodes: byte-order mark; what is valid UTF-8 is UTF-8, whatever is declared; UTF-16 by its
 * zero bytes; the transport's word, the XML declaration's, of two that differ the transport's
 * unless it only says what servers say of everything; a guess. `charset` may be NULL. The text
 * is valid UTF-8, in the arena or the input itself.
 */
cleanpage_status cp_feed_decode(struct cp_ctx *cx, struct cp_slice bytes, const char *charset,
                                struct cp_slice *text);

#endif
