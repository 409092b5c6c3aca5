/*
 * The line of JSON that every record has, whatever becomes of it:
 *
 *     {"id":ID,"status":"ok"|"empty"|"error","error":null|"cause", MEMBERS OF THE INPUT,
 * MEMBERS OF cleanpage --jsonl}
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

#endif
