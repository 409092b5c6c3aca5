/*
 * The paragraph being gathered: text folded as a browser folds it.
 *
 * White space shrinks to single spaces across inline elements, none at the edges; every
 * Unicode space is a space, but a no-break space that stands alone between two words. What
 * shows nothing (soft hyphen, zero-width space, direction marks, control characters) is dropped,
 * but a joiner stays where a script or an emoji needs it. A line feed between Han or Kana
 * characters is no space: they are written without.
 */
#ifndef CP_BASE_FOLD_H
#define CP_BASE_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

struct cp_fold {
    struct cp_buf text; /* gathered so far; a line feed is a line break of the page */
    uint32_t last;      /* last character written; 0 at the start of a line */
    uint32_t joiner;    /* U+200C or U+200D that waits for what it joins; else 0 */
    bool space;         /* white space was read but not written yet */
    bool line_feed;     /* and it held a line feed */
    bool no_break;      /* and it was one no-break space alone */
    bool watching;      /* set by the caller: `first` is to be told; cleared when it was */
    size_t first;       /* where in text the first character since then stands */
};

/* Appends text, folding its white space. */
void cp_fold_put(struct cp_fold *f, struct cp_slice text);

/* Appends text as it stands; only what no plain text holds is dropped. */
void cp_fold_put_pre(struct cp_fold *f, struct cp_slice text);

/* Appends a mark that belongs to the word before it: ahead of the white space owed. */
void cp_fold_put_tight(struct cp_fold *f, const char *mark);

/* Appends text as one line to out: folded, none of its white space at the edges. */
void cp_fold_put_line(struct cp_buf *out, struct cp_slice text);

/* White space here, if text follows. */
void cp_fold_space(struct cp_fold *f);

/* A line break. Returns false, and breaks nothing, if the line is empty already. */
bool cp_fold_break(struct cp_fold *f);

/* What was gathered, without the line breaks at its end. Valid until the next call. */
struct cp_slice cp_fold_text(const struct cp_fold *f);

/* Starts over; keeps the memory. */
void cp_fold_restart(struct cp_fold *f);
void cp_fold_clear(struct cp_fold *f);

#endif
