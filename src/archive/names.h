/*
 * Names for files and directories, made of titles and addresses.
 *
 * They are ASCII, so that every file system and every shell takes them: lower-case letters and
 * digits with single hyphens between the words, none at the edges, and never a name that
 * Windows keeps for its devices. The functions append to `out`; texts are valid UTF-8.
 */
#ifndef CP_ARCHIVE_NAMES_H
#define CP_ARCHIVE_NAMES_H

#include <stddef.h>

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/* Bytes of the name of an article, without an extension. File systems allow 255. */
#define CP_NAME_MAX 100

/* A text as a name of `max` bytes at most, cut between words; nothing if no letter of the text
 * can be written in ASCII. */
void cp_name_put_slug(struct cp_buf *out, struct cp_slice text, size_t max);

/*
 * The last telling part of an address's path: "rain-in-lagos" of "/2026/11/rain-in-lagos.html".
 * A number tells less than a word, and is taken if there is no word; then the query. Nothing
 * for an address that has neither.
 */
void cp_name_put_url_slug(struct cp_buf *out, struct cp_slice url, size_t max);

/*
 * The host of an address, or a host alone: "example.org" of "https://www.example.org/", dots
 * kept, other scripts in Punycode, a port that is not the usual one behind a hyphen. Nothing if
 * there is none.
 */
void cp_name_put_host(struct cp_buf *out, struct cp_slice url);

/*
 * "2026-11-21-rain-in-lagos", of CP_NAME_MAX bytes at most, never empty. The date is ISO 8601
 * or empty; what follows its day does not count. A title that would lose more than half of its
 * letters stands back behind the address; if neither gives anything, it is 8 hexadecimal digits
 * of a hash of the address.
 */
void cp_name_put_article(struct cp_buf *out, struct cp_slice date, struct cp_slice title,
                         struct cp_slice url);

/* Whether a name from outside is one of ours: letters, digits, ".", "_" and "-" alone, no dot
 * first, twice CP_NAME_MAX bytes at most, for suffixes. It leads nowhere else. */
bool cp_name_is_plain(struct cp_slice name);

/* Whether a path is one of an article: "FEED/2026/NAME.md", each part plain. */
bool cp_name_is_article(struct cp_slice path);

#endif
