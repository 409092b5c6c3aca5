/*
 * What a line of output is nested in: lists and their items, quotes, definitions.
 *
 * Each container puts something before the lines of its paragraphs: a marker before the
 * first ("- ", "12. "), white space or "> " before the others. A container none of whose
 * paragraphs was kept leaves no trace, since markers wait for the first one.
 */
#ifndef CP_RENDER_NEST_H
#define CP_RENDER_NEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "render/walk.h"

enum cp_frame_kind {
    CP_FRAME_LIST, /* ul, ol, dl: numbers its items, decides about blank lines */
    CP_FRAME_ITEM,
    CP_FRAME_TERM,
    CP_FRAME_DEFINITION,
    CP_FRAME_QUOTE,
    CP_FRAME_NONE        /* no more than what is in it */
};

struct cp_frame {
    uint8_t kind;    /* enum cp_frame_kind */
    bool shown;      /* a paragraph of it was written */
    bool tight;      /* list: no blank lines between its items */
    bool apart;      /* a blank line before it in any case */
    bool other;      /* list: its items have the other of two markers */
    bool bare;       /* list: a paragraph of it is in no item */
    uint8_t indent;  /* item: columns before its other lines */
    char marker[16]; /* item: what stands before its first line */
};

struct cp_nest {
    struct cp_frame frames[CP_NEST_MAX];
    unsigned n;
    struct cp_buf *out;
    bool started;   /* a paragraph was written */
    unsigned width; /* columns to wrap at; 0: not at all */
};

/* A zeroed frame inside of all others. The caller pushes CP_NEST_MAX at most. */
struct cp_frame *cp_nest_push(struct cp_nest *nest, enum cp_frame_kind kind);

/* Drops the innermost frame. */
void cp_nest_pop(struct cp_nest *nest);

/* Makes an item's marker, "- " or "12. ": `style` is '*' or the type of an ol. */
void cp_nest_mark(struct cp_frame *item, char style, int32_t number);

/* The same for a footnote: its number between two strings; 4 columns before its other lines. */
void cp_nest_mark_note(struct cp_frame *item, const char *before, uint32_t number,
                       const char *behind);

/*
 * Writes a paragraph: its lines with what they are nested in before them, and before all the
 * blank line, or the line end, that sets it off. `as_is`: lines are not wrapped (pre, tables).
 */
void cp_nest_write(struct cp_nest *nest, struct cp_slice text, bool as_is);

#endif
