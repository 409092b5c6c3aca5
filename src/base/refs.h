/*
 * Character references and the other small changes the HTML standard makes to text before
 * anyone sees it: CR and CR LF become LF, NUL is dropped or becomes U+FFFD.
 *
 * One change is ours: in text a reference to the no-break space (&nbsp;) is a plain space. That
 * is what editors and templates write for layout; who means the character writes the character.
 */
#ifndef CP_BASE_REFS_H
#define CP_BASE_REFS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

/* Where a piece of the page stands, which decides what is done to it. */
enum cp_text_kind {
    CP_TEXT_BODY,        /* references decoded, NUL dropped */
    CP_TEXT_RCDATA,      /* title, textarea: references decoded, NUL becomes U+FFFD */
    CP_TEXT_RAW,         /* xmp, script: no references, NUL becomes U+FFFD */
    CP_TEXT_ATTRIBUTE    /* as RCDATA, but "&copy=1" is left alone, as links need it */
};

/* The most bytes one reference decodes to. */
#define CP_REF_MAX 6

/*
 * Decodes the reference at the start of `at`, which begins with '&'. Returns how many bytes it
 * takes there, 0 if it is none; its UTF-8 goes to out (CP_REF_MAX bytes) and its length to *n.
 */
size_t cp_ref_decode(struct cp_slice at, bool in_attribute, char *out, size_t *n);

/* Bytes that suffice for a decoded text. */
size_t cp_text_room(struct cp_slice raw, enum cp_text_kind kind);

/* Decodes to out, which has cp_text_room bytes, and returns the end of what it wrote. */
char *cp_text_decode_to(char *out, struct cp_slice raw, enum cp_text_kind kind);

/*
 * The decoded text: the slice itself where nothing changes, else a copy in the arena. False
 * without memory.
 */
bool cp_text_decode(struct cp_arena *arena, struct cp_slice raw, enum cp_text_kind kind,
                    struct cp_slice *text);

#endif
