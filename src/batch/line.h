/*
 * The line of JSON that every record has, whatever becomes of it:
 *
 *     {"id":ID,"status":"ok"|"empty"|"error","error":null|"cause", MEMBERS OF THE INPUT,
 * MEMBERS OF cleanpage --jsonl}
 *     {"id":ID,"status":"filtered","error":null,"filter":"NAME: detail", MEMBERS OF THE INPUT,
 * "url":null|URL}
 *
 * A member of the input that has the name of one of ours gets "input_" before it. The bytes
 * depend on the record and the rules alone.
 */
#ifndef CP_BATCH_LINE_H
#define CP_BATCH_LINE_H

#include "base/buf.h"
#include "batch/record.h"

/* Appends the line of a record that has a text or none: `json` is the library's object, which
 * may end with a line feed. */
void cp_line_put(struct cp_buf *out, const struct cp_record *record, bool has_text,
                 struct cp_slice json);

/* Appends the line of a record that failed; the cause is plain text, shown as valid UTF-8. */
void cp_line_put_error(struct cp_buf *out, const struct cp_record *record,
                       struct cp_slice cause);

/* As cp_line_put, of one that has a text, with a member "signature" behind those of the input
 * if that is not empty. *members receives the place in the line, from its beginning, where the
 * members end that were carried over. */
void cp_line_put_signed(struct cp_buf *out, const struct cp_record *record,
                        struct cp_slice json, struct cp_slice signature, size_t *members);

/* Appends the line of a record that a filter turned away; both are plain text. */
void cp_line_put_filtered(struct cp_buf *out, const struct cp_record *record,
                          struct cp_slice filter, struct cp_slice detail);

/* ------------------------------------------------------------------ of lines that are there */

/* The parts of a line that cp_line_put_signed made, or one like it; views of it. */
struct cp_line {
    struct cp_slice id;        /* JSON text */
    struct cp_slice status;    /* without quotes */
    struct cp_slice carried;   /* empty, or JSON text that begins with a comma */
    struct cp_slice signature; /* without quotes; empty: there is none */
    struct cp_slice rest;      /* behind the signature, from a comma on */
    struct cp_slice url;       /* JSON text */
};

/* Takes a line apart. False if it is not one of a batch. */
bool cp_line_read(struct cp_slice text, struct cp_line *line);
/* The same, if it is told where the members end that were carried over. */
bool cp_line_cut(struct cp_slice text, size_t members, struct cp_line *line);

/* Whether it is one line, and of the record with that id: who made it may not be trusted with
 * more. */
bool cp_line_is_of(struct cp_slice text, struct cp_slice id);

/* Appends the line without its signature. */
void cp_line_put_unsigned(struct cp_buf *out, const struct cp_line *line);
/* Appends the line that says that its record is the same as another, whose id is JSON text. */
void cp_line_put_duplicate(struct cp_buf *out, const struct cp_line *line, const char *filter,
                           struct cp_slice other);

#endif
