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

/* Containers that indent; deeper ones add nothing: no page can make lines of markers. */
#define CP_NEST_MAX 32

enum cp_frame_kind {
    CP_FRAME_LIST, /* ul, ol, dl: numbers its items, decides about blank lines */
    CP_FRAME_ITEM,
    CP_FRAME_TERM,
    CP_FRAME_DEFINITION,
    CP_FRAME_QUOTE
};

struct cp_frame {
    uint32_t node;   /* the element behind it */
    uint8_t kind;    /* enum cp_frame_kind */
    bool shown;      /* a paragraph of it was written */
    bool tight;      /* list: no blank lines between its items */
    char style;      /* list: '*' bullets, else the type of ol: 1 a A i I */
    int8_t step;     /* list: +1, or -1 if reversed */
    int32_t number;  /* list: of its next item */
    char marker[16]; /* item: what stands before its first line */
};

struct cp_nest {
    struct cp_frame frames[CP_NEST_MAX];
    unsigned n;
    struct cp_buf *out;
    bool started;   /* a paragraph was written */
    unsigned width; /* columns to wrap at; 0: not at all */
};

/* A zeroed frame for node, or NULL if the nesting is too deep to show. */
struct cp_frame *cp_nest_push(struct cp_nest *nest, uint32_t node, enum cp_frame_kind kind);

/* Drops what was pushed for node. */
void cp_nest_pop(struct cp_nest *nest, uint32_t node);

/* The innermost list, or NULL. */
struct cp_frame *cp_nest_list(struct cp_nest *nest);

/* Makes an item's marker from its list, or a bullet if that is NULL; counts the list on. */
void cp_nest_mark(struct cp_frame *item, struct cp_frame *list);

/*
 * Writes a paragraph: its lines with what they are nested in before them, and before all the
 * blank line, or the line end, that sets it off. `as_is`: lines are not wrapped (pre, tables).
 */
void cp_nest_write(struct cp_nest *nest, struct cp_slice text, bool as_is);

#endif
