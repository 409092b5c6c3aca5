/* Dates and names in a line of text, as a reader would find them. */
#ifndef CP_META_LINES_H
#define CP_META_LINES_H

#include "meta/finds.h"

/*
 * Adds each date in a text to `published` or, where the words before it say so, to `modified`.
 * A year alone, or one behind a copyright sign, is passed over.
 */
void cp_lines_add_dates(struct cp_finds *finds, struct cp_slice text, enum cp_source source,
                        unsigned rank, uint32_t group);

/* Whether the last words of a text announce a date of modification, of publication, or none. */
enum cp_field cp_lines_announced(const struct cp_finds *finds, struct cp_slice text);

/* What follows "By" in a line that begins so, or ends so after a date; empty if it does not. */
struct cp_slice cp_lines_name(const struct cp_finds *finds, struct cp_slice line);

/* Whether a text is nothing but words before a name, "Written by", one of which begins it. */
bool cp_lines_is_label(const struct cp_finds *finds, struct cp_slice text);

/* The next word in lower case, at most max bytes of it; false if there is none. *at is where it
 * begins in the text. */
bool cp_lines_word(struct cp_slice *rest, char *word, size_t max, struct cp_slice *lower,
                   const char **at);

/* Whether a list has a word with a tag behind it, at most 15 bytes: "by" with ":start". */
bool cp_lines_tagged(const struct cp_list *list, struct cp_slice word, const char *tag);

#endif
