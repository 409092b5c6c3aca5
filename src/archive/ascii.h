/* Text of any script in ASCII letters, as far as that is possible letter by letter. */
#ifndef CP_ARCHIVE_ASCII_H
#define CP_ARCHIVE_ASCII_H

#include <stddef.h>

#include "base/buf.h"
#include "base/slice.h"

/* What became of the letters and digits of a text. */
struct cp_ascii_count {
    size_t kept, lost;
};

/*
 * Appends valid UTF-8 as words of a-z and 0-9 with a hyphen between two of them, none at the
 * edges. Latin letters lose their marks ("ü" is "u" whatever the language); Greek, Cyrillic,
 * Armenian, Georgian, Kana and Hangul are transliterated; of Hebrew and Arabic the consonants
 * and of every script the digits. Of Han and other scripts nothing stays; it is counted as
 * lost.
 */
void cp_ascii_put(struct cp_buf *out, struct cp_slice text, struct cp_ascii_count *count);

#endif
