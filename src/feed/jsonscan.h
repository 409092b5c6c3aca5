/*
 * JSON in pieces: where a value ends, and what jansson can read of a broken one.
 *
 * A feed is taken apart value by value, so that one that is broken costs no other, and that no
 * feed makes jansson hold more than one entry at a time.
 */
#ifndef CP_FEED_JSONSCAN_H
#define CP_FEED_JSONSCAN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

struct cp_json_span {
    struct cp_slice text;    /* the value, as far as it is there */
    size_t values;           /* in it, itself included */
    unsigned depth;          /* of its brackets */
    bool is_cut;             /* the text ended first */
};

/* White space goes from the front of *rest. False at its end. */
bool cp_json_skip(struct cp_slice *rest);

/* Takes the character from the front, white space before it, if it is there. */
bool cp_json_take(struct cp_slice *rest, char c);

/* Takes a value from the front, of which only brackets and quotes are looked at. False if
 * none begins there. */
bool cp_json_span(struct cp_slice *rest, struct cp_json_span *span);

/*
 * Appends a value so that it can be parsed: raw control characters go or become spaces,
 * escapes that there are not become what they escape, surplus commas go, and of one that was
 * cut all that is open is closed.
 */
void cp_json_mend(struct cp_buf *out, struct cp_slice value);

#endif
