/* Content types: what a server says it sends, and what the first bytes say. */
#ifndef CP_FETCH_MEDIA_H
#define CP_FETCH_MEDIA_H

#include "base/arena.h"
#include "base/slice.h"

/* Bytes of a body that are looked at. Source: MIME Sniffing standard, "resource header". */
#define CP_SNIFF_BYTES 1445

enum cp_media_kind {
    CP_MEDIA_PAGE,      /* HTML or XHTML */
    CP_MEDIA_XML,       /* a page only if it begins like XHTML */
    CP_MEDIA_PLAIN,     /* text, if the bytes agree: servers say so of what they do not know */
    CP_MEDIA_UNKNOWN,   /* not told: the bytes decide */
    CP_MEDIA_OTHER      /* an image, a PDF, JSON ... */
};

struct cp_media {
    struct cp_slice type;      /* "text/html", as written, without parameters */
    struct cp_slice charset;   /* NULL if not given; without quotes */
    enum cp_media_kind kind;
};

/* Splits the value of a Content-Type header; the slices point into it. */
struct cp_media cp_media_parse(struct cp_slice value);

/* Whether it is called a picture, sound, film, font or archive. */
bool cp_media_is_binary(const struct cp_media *media);

/* Its charset alone, in the arena, with a NUL behind it; NULL if there is none, and without memory. */
const char *cp_media_charset(struct cp_arena *arena, struct cp_slice value);

/* Whether the start of a body is a page or text, given what the server called it. */
bool cp_media_is_text(const struct cp_media *media, struct cp_slice start);

#endif
