/* Text of a page, made fit to be shown where it must not steer anything. */
#ifndef CP_BASE_SHOWN_H
#define CP_BASE_SHOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

/*
 * Appends the text without control characters other than line feed and tab and without the
 * marks that turn the direction of what follows them; bad UTF-8 becomes U+FFFD. What comes out
 * is valid UTF-8 that no terminal takes for a command.
 */
void cp_buf_put_shown(struct cp_buf *out, struct cp_slice text);

/*
 * The same as part of one line: a line feed or a tab is a space, and what is left out is the
 * character `instead`, so that one sees that something was there; 0: nothing.
 */
void cp_buf_put_shown_line(struct cp_buf *out, struct cp_slice text, char instead);

/* Appends "\u1234" in JSON's way. */
void cp_buf_put_json_escape(struct cp_buf *out, uint32_t c);

/* Appends text as a string of JSON, between quotes, with escapes for all that no terminal must
 * see; bad UTF-8 becomes U+FFFD. */
void cp_buf_put_shown_json(struct cp_buf *out, struct cp_slice text);

/* Whether the character is one of those left out. */
bool cp_is_unshown(uint32_t c);

#endif
