/*
 * Footnotes: marks in the text, and the notes they refer to.
 *
 * A mark is a link to a place on the same page that says nothing but a number or a sign and
 * stands in a sup or names itself a reference; its note is the item, paragraph or block with that
 * id, if something of it is kept. Notes are numbered in the order of their first marks.
 */
#ifndef CP_RENDER_NOTES_H
#define CP_RENDER_NOTES_H

#include "base/arena.h"
#include "render/render.h"

struct cp_note_place {
    uint32_t node;
    uint32_t number;    /* from 1 */
};

struct cp_notes {
    struct cp_note_place *marks;   /* by node: the a elements */
    uint32_t n_marks;
    struct cp_note_place *notes;   /* by node: what they refer to */
    uint32_t n_notes;
};

/* Marks of one page that are looked at. */
#define CP_NOTES_MAX 4000

/* False without memory. */
bool cp_notes_find(struct cp_notes *notes, const struct cp_render_input *in,
                   struct cp_arena *arena);

/* The number of the note that element i refers to, or is; 0 if it does not, or is none. */
uint32_t cp_notes_mark(const struct cp_notes *notes, uint32_t i);
uint32_t cp_notes_note(const struct cp_notes *notes, uint32_t i);

/* Whether a link in a note leads back to the text: it says no words. */
bool cp_notes_leads_back(const struct cp_render_input *in, uint32_t link);

#endif
