/* Text of a page, made fit to be shown where it must not steer anything. */
#ifndef CP_BASE_SHOWN_H
#define CP_BASE_SHOWN_H

#include "base/buf.h"
#include "base/slice.h"

/*
 * Appends the text without control characters other than line feed and tab and without the
 * marks that turn the direction of what follows them; bad UTF-8 becomes U+FFFD. What comes out
 * is valid UTF-8 that no terminal takes for a command.
 */
void cp_buf_put_shown(struct cp_buf *out, struct cp_slice text);

/* Whether the character is one of those left out. */
bool cp_is_unshown(uint32_t c);

#endif
