/*
 * What HTML and TEI share: one sink that writes elements, and a dialect that names them.
 */
#ifndef CP_RENDER_MARKUP_H
#define CP_RENDER_MARKUP_H

#include "render/walk.h"

/* A container as it is written. */
struct cp_markup_level {
    struct cp_container c;   /* fitted to what it lies in; the number of a list is its next item's */
    bool bare;               /* it has no element of its own */
    bool wrapped;            /* it lies in an item made for it */
    bool has_text;           /* there is text right in it */
};

struct cp_markup {
    const struct cp_render_input *in;
    const struct cp_dialect *dialect;
    struct cp_buf *out;
    struct cp_buf caption;       /* of the table at hand: it stands before its rows */
    struct cp_buf rows, row;     /* of the table at hand, and its last row */
    bool in_table;
    bool in_main, in_comments;
    bool row_has_text;
    bool closed[CP_MARKS_MAX + 2];   /* per open mark: it had no element to end */
    struct cp_markup_level around[CP_NEST_MAX];   /* open containers, innermost last */
    unsigned n_around;
    bool no_memory;
};

/* Names of elements; NULL: none. Functions write start tags that have attributes. */
struct cp_dialect {
    void (*open_container)(struct cp_markup *m, const struct cp_container *c);
    const char *(*close_container)(const struct cp_container *c);
    void (*open_paragraph)(struct cp_markup *m, const struct cp_paragraph *p, bool is_plain);
    const char *(*close_paragraph)(const struct cp_paragraph *p, bool is_plain);
    /* False: the mark has no element here. */
    bool (*open_mark)(struct cp_markup *m, const struct cp_span *span);
    const char *(*close_mark)(const struct cp_span *span);
    void (*atom)(struct cp_markup *m, const struct cp_span *span);
    void (*open_cell)(struct cp_markup *m, const struct cp_paragraph *cell);
    const char *close_cell, *close_header_cell;
    const char *open_row, *close_row;
    const char *open_caption, *close_caption;
    const char *open_main, *close_main;   /* around what is no comment; may be "" */
    const char *open_comments, *close_comments;
    const char *line_break;
    unsigned native;             /* 1 << enum cp_mark_kind: see struct cp_sink */
};

/* Appends the page's content to m->out, with the main part around it. */
void cp_markup_walk(struct cp_markup *m);

/* Where the dialect's functions write: the table's parts, or the output. */
struct cp_buf *cp_markup_out(struct cp_markup *m);

/* Appends ` name="n"`. */
void cp_markup_put_number(struct cp_buf *out, const char *name, int64_t n);

/* Appends a metadata value as an element, `open` VALUE `close`; nothing if there is none. */
void cp_markup_put_field(struct cp_buf *out, const struct cp_render_input *in,
                         enum cp_field field, const char *open, const char *close);

/* The document's title: with the metadata, or as the page shows it. */
struct cp_slice cp_markup_title(const struct cp_render_input *in);

#endif
