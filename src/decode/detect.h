/* Guessing the encoding of a page that declares none, from its bytes alone. */
#ifndef CP_DECODE_DETECT_H
#define CP_DECODE_DETECT_H

#include "base/slice.h"
#include "decode/encoding.h"

/* Whether the bytes are UTF-8 with something beyond ASCII in it; the last character may be
 * cut off. Nothing else looks like that by chance. */
bool cp_detect_utf8(struct cp_slice bytes);

/* UTF-16LE or UTF-16BE if every other byte at the start is zero, as those of letters and markup
 * are, and the bytes between them are not; else NULL. */
const struct cp_encoding *cp_detect_utf16(struct cp_slice bytes);

/* Opens the library that guesses, once for the process, and tells whether it is there. Guessing
 * does so by itself, unless that is behind a sandbox. */
bool cp_detect_open(void);

/* False without memory. *guess receives uchardet's answer for the whole document (of ASCII runs only the ends, and no more than
 * CP_DETECT_MAX in all). Where it has none, or none to be believed, it is Shift_JIS if it
 * looks like that, else NULL; always NULL if uchardet was not built in;
 * if it cannot be opened, all but Shift_JIS is NULL. */
bool cp_detect_encoding(struct cp_slice bytes, const struct cp_encoding **guess);

#endif
