/* Telling images, archives and the like from pages, when nobody said what the bytes are. */
#ifndef CP_DECODE_BINARY_H
#define CP_DECODE_BINARY_H

#include "base/slice.h"

/*
 * What the bytes are if they are no text, as in "a PNG image"; NULL for text.
 *
 * Zero bytes alone make no file binary: pages have stray ones, and UTF-16 is full of them.
 */
const char *cp_binary_kind(struct cp_slice bytes);

#endif
