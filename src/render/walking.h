/* The walk's state, shared by walk.c, blocks.c and inline.c. */
#ifndef CP_RENDER_WALKING_H
#define CP_RENDER_WALKING_H

#include "base/fold.h"
#include "render/notes.h"
#include "render/pictures.h"
#include "render/walk.h"

/* Quotes and readings open at once; those within go without marks. */
#define CP_QUOTES_MAX 16

#define CP_NO_SPAN UINT32_MAX

/* A mark whose element is open. It begins with the first text in it, in each paragraph anew. */
struct cp_open_mark {
    uint32_t node;
    uint32_t number;
    uint32_t span;      /* CP_NO_SPAN: no text yet */
    uint8_t kind;       /* enum cp_mark_kind */
};

struct cp_walker {
    const struct cp_render_input *in;
    const struct cp_sink *sink;
    struct cp_arena scratch;    /* for the time of one rendering */
    struct cp_fold fold;        /* the paragraph at hand */
    struct cp_buf spans;        /* its struct cp_span */
    unsigned wanted;            /* 1 << enum cp_mark_kind: marks that the format shows */
    const uint8_t *looks;       /* per node: see render/lists.h */
    struct cp_notes notes;
    struct cp_pictures pictures;
    bool has_formulas;
    uint32_t formula;           /* the last that was shown, or CP_NO_NODE */

    uint32_t block;             /* first block that does not end before the walk's place */
    uint32_t kept_block;        /* the first of them that is kept */
    uint32_t picture;           /* the next img from the walk's place on, as far as was looked */
    uint32_t link;              /* and the next a */
    uint32_t pre;               /* outermost pre that is open, or CP_NO_NODE */
    uint32_t table;             /* table of data that is open, or CP_NO_NODE */
    bool in_cell;
    bool kept;                  /* the paragraph at hand holds something that is shown */
    bool in_comment;            /* and it is a reader's */
    bool among_comments;        /* the sink was told that these begin */
    uint8_t kind, level;        /* enum cp_text_kind of the paragraph at hand */
    uint16_t flags;             /* of the block that text was put of last */
    struct cp_slice sign;       /* text of no block that waits for words behind it */
    bool title_due;
    bool no_memory;

    struct cp_open_mark marks[CP_MARKS_MAX];
    unsigned n_marks;
    uint32_t quoted[CP_QUOTES_MAX];   /* open q and rt whose closing mark is due */
    unsigned n_quoted, n_quotes;
    struct cp_container containers[CP_NEST_MAX];
    unsigned n_containers;
};

static inline const struct cp_node *
cp_walk_node(const struct cp_walker *w, uint32_t i)
{
    return &w->in->page->nodes[i];
}

static inline bool
cp_walk_wants(const struct cp_walker *w, enum cp_mark_kind kind)
{
    return w->wanted >> kind & 1;
}

/* ------------------------------------------------------------------ walk.c */

/* A zeroed container for node i, or NULL if the nesting is too deep to show. */
struct cp_container *cp_walk_push(struct cp_walker *w, uint32_t i, enum cp_container_kind kind);

/* The innermost list, or NULL. */
struct cp_container *cp_walk_list(struct cp_walker *w);

/* Tells the sink of all containers that it was not told of yet. */
void cp_walk_open(struct cp_walker *w);

/* Gives the sink the title, before the first paragraph. */
void cp_walk_title(struct cp_walker *w);

/* Gives the sink the text with the marks gathered, after what must be told before it. */
void cp_walk_paragraph(struct cp_walker *w, struct cp_slice text, enum cp_text_kind kind,
                       uint32_t node);

/* The same for a paragraph made by the caller, with nothing before it. */
void cp_walk_hand_over(struct cp_walker *w, struct cp_paragraph *p);

/* Forgets the paragraph at hand. */
void cp_walk_restart(struct cp_walker *w);

/* Whether anything in the element will be written: it is, or else no mark should be. */
bool cp_walk_shows_text(const struct cp_walker *w, uint32_t element);

/* Ends the paragraph at hand. In pre that is the end of a line, in a cell a space. */
void cp_walk_end_paragraph(struct cp_walker *w);

/* ------------------------------------------------------------------ blocks.c */

/* Before a block-level element's content (false: pass it over), and behind it. */
bool cp_block_enter(struct cp_walker *w, uint32_t i);
void cp_block_leave(struct cp_walker *w, uint32_t i);

/* ------------------------------------------------------------------ inline.c */

/* The marks that the format shows. */
unsigned cp_inline_wanted(const struct cp_render_input *in, const struct cp_sink *sink);

/* Puts text of a block that is kept, or is to be shown as dropped. */
void cp_inline_put(struct cp_walker *w, struct cp_slice text, bool dropped);

/* Ends all marks here; they go on in the next paragraph. */
void cp_inline_pause(struct cp_walker *w);

/* Before an inline element's content (false: pass it over), and behind it. */
bool cp_inline_enter(struct cp_walker *w, uint32_t i);
void cp_inline_leave(struct cp_walker *w, uint32_t i);

/* The script element holds a formula: shows it. */
void cp_inline_script(struct cp_walker *w, uint32_t i);

#endif
