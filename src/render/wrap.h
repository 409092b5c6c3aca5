/* Cutting a paragraph into lines of at most so many display columns. */
#ifndef CP_RENDER_WRAP_H
#define CP_RENDER_WRAP_H

#include <stdbool.h>

#include "base/slice.h"

/* Columns a terminal gives the text. */
size_t cp_text_columns(struct cp_slice text);

/*
 * Cuts the next line off the front of *rest. It ends at a line feed, or before the word that
 * would pass `columns` (0: only at line feeds). Breaks are spaces, which vanish, and places
 * between Han or Kana, but none before closing or after opening punctuation. A word longer than
 * a line stands on a line of its own, unbroken. Returns false when nothing is left.
 */
bool cp_wrap_line(struct cp_slice *rest, unsigned columns, struct cp_slice *line);

#endif
