/*
 * JSON written as it is told, without a tree: a page may have a million numbers to tell.
 *
 * Values are put one after the other; what opens an object or an array is closed by
 * cp_json_end. Commas come by themselves, white space never. Failures stick to the buffer.
 */
#ifndef CP_RENDER_JSON_WRITE_H
#define CP_RENDER_JSON_WRITE_H

#include <stdint.h>

#include "base/buf.h"

/* Appends text as a string of JSON, between quotes. The text is valid UTF-8. */
void cp_json_quote(struct cp_buf *out, struct cp_slice text);

/* The name of the member whose value comes next. No escapes: names are ours. */
void cp_json_key(struct cp_buf *out, const char *key);

void cp_json_begin_object(struct cp_buf *out);
void cp_json_begin_array(struct cp_buf *out);
/* Closes what was begun last: '}' or ']'. */
void cp_json_end(struct cp_buf *out, char bracket);

void cp_json_string(struct cp_buf *out, struct cp_slice text);
void cp_json_integer(struct cp_buf *out, uint64_t n);
void cp_json_word(struct cp_buf *out, const char *word); /* true, false, null */

/* With four decimals at most, and one at least; of large numbers with eight digits. What is no
 * finite number is 0.0. */
void cp_json_real(struct cp_buf *out, double x);

#endif
