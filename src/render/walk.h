/*
 * The walk over a judged page that all formats share.
 *
 * It goes once over the node table, folds the text of what is kept into paragraphs and hands
 * these to a sink, one for each format, with the containers that they lie in (lists, quotes,
 * tables) opened before the first and closed behind the last. Containers of which nothing is
 * kept are never opened. Nothing recurses; nesting is bounded by CP_NEST_MAX and CP_MARKS_MAX,
 * deeper elements show their text alone.
 */
#ifndef CP_RENDER_WALK_H
#define CP_RENDER_WALK_H

#include "render/render.h"

/* Containers that are shown around each other. */
#define CP_NEST_MAX 32

/* Marks that are open at once. */
#define CP_MARKS_MAX 32

/* ------------------------------------------------------------------ inline */

enum cp_mark_kind {
    CP_MARK_NONE,
    CP_MARK_LINK,     /* node: the a element */
    CP_MARK_EMPHASIS,
    CP_MARK_STRONG,
    CP_MARK_CODE,
    CP_MARK_STRIKE,
    CP_MARK_SUB,
    CP_MARK_SUP,
    CP_MARK_QUOTE,    /* q, if the sink sets its own marks; else they are in the text */
    CP_MARK_RUBY,     /* likewise */
    CP_MARK_READING,  /* rt in a ruby; likewise */
    CP_MARK_NOTE,     /* refers to footnote `number` */
    CP_MARK_DROPPED,  /* text that the judge dropped, where it is to be shown */
    CP_MARK_IMAGE,    /* an atom; node: the img element, source: its text */
    CP_MARK_FORMULA,  /* an atom; source: TeX; number: 1 if it stands on lines of its own */
    CP_MARK_KINDS
};

/*
 * A mark on bytes [start, end) of a paragraph's text, never empty. Marks nest properly and are
 * in the order of their starts, the outer before the inner. The bytes of an atom stand for
 * it and are to be replaced.
 */
struct cp_span {
    uint32_t start, end;
    uint8_t kind;               /* enum cp_mark_kind */
    uint32_t node;
    uint32_t number;
    struct cp_slice source;
};

static inline bool
cp_span_is_atom(const struct cp_span *span)
{
    return span->kind >= CP_MARK_IMAGE;
}

enum cp_text_kind {
    CP_TEXT_PARAGRAPH,
    CP_TEXT_TITLE,      /* of the document, before all else */
    CP_TEXT_HEADING,    /* level 1 to 6 */
    CP_TEXT_CODE,       /* lines as they are */
    CP_TEXT_CAPTION,    /* of the table or figure it lies in */
    CP_TEXT_CELL
};

struct cp_paragraph {
    uint8_t kind;               /* enum cp_text_kind */
    uint8_t level;
    bool is_header;             /* cell: th */
    bool in_comments;           /* of a reader's comment beside the main text */
    uint32_t colspan, rowspan;  /* cell: as the page has them, 1 or more */
    uint32_t node;              /* code: the pre element */
    struct cp_slice text;       /* folded; a line feed is a line break. Of a cell it may be empty */
    const struct cp_span *spans;
    uint32_t n_spans;
};

/* ------------------------------------------------------------------ containers */

enum cp_container_kind {
    CP_IN_LIST,         /* ul, ol */
    CP_IN_DEFINITIONS,  /* dl */
    CP_IN_ITEM,
    CP_IN_TERM,
    CP_IN_DEFINITION,
    CP_IN_QUOTE,
    CP_IN_NOTE,         /* a footnote that is no item of a list */
    CP_IN_FIGURE,       /* with a picture that is shown */
    CP_IN_TABLE         /* of data; rows and cells are told by `row` and `paragraph` */
};

struct cp_container {
    uint32_t node;      /* the element behind it */
    uint8_t kind;       /* enum cp_container_kind */
    bool opened;        /* the sink was told */
    bool tight;         /* list: no blank lines between its items */
    bool numbered;      /* item: the page set its number */
    char style;         /* list: '*' bullets, else the type of ol: 1 a A i I */
    int8_t step;        /* list: +1, or -1 if reversed */
    int32_t number;     /* list: of its next item; item: its own */
    int32_t first;      /* list: number of its first item */
    uint32_t note;      /* item, note: number of the footnote; 0 if it is none */
    uint32_t cells;     /* table: how many there are */
};

/* ------------------------------------------------------------------ the sink */

struct cp_sink {
    void *self;
    /* Optional, like all but `paragraph`. */
    void (*open)(void *self, const struct cp_container *c);
    void (*close)(void *self, const struct cp_container *c);
    void (*row)(void *self);
    /* Readers' comments beside the main text begin, or end. */
    void (*comments)(void *self, bool begin);
    void (*paragraph)(void *self, const struct cp_paragraph *p);
    unsigned native;    /* 1 << CP_MARK_QUOTE and the like: the sink sets these itself */
    bool long_cells;    /* tables whose cells hold prose are tables, too */
    bool marks_alone;   /* paragraphs without links and pictures need not be told */
};

/* Walks the page for the sink; false without memory. */
bool cp_walk(const struct cp_render_input *in, const struct cp_sink *sink);

#endif
