/*
 * JSON written as it is told, without a tree: a page may have a million numbers to tell.
 *
 * Values are put one after the other; what opens an object or an array is closed by
 * cp_json_end. Commas, and white space if it is wanted, come by themselves. Failures stick to
 * the buffer.
 */
#ifndef CP_RENDER_JSON_WRITE_H
#define CP_RENDER_JSON_WRITE_H

#include <stdint.h>

#include "base/buf.h"

struct cp_json_writer {
    struct cp_buf *out;
    struct cp_buf scratch; /* a string in the making; to be cleared at the end */
    unsigned depth;        /* of objects and arrays that are open */
    bool pretty;           /* a member or an item a line, indented by two */
    bool has_item;         /* in the innermost one something stands already */
    bool has_key;          /* the name of the next value is written */
};

/* The name of the member whose value comes next. No escapes: names are ours. */
void cp_json_key(struct cp_json_writer *w, const char *key);

/* bracket: '{' or '['. */
void cp_json_start(struct cp_json_writer *w, char bracket);
/* Closes what was begun last: '}' or ']'. */
void cp_json_end(struct cp_json_writer *w, char bracket);

/* Text of a page, of a server or of a file, as cp_buf_put_shown would show it. */
void cp_json_text(struct cp_json_writer *w, struct cp_slice text);
/* NULL: null. */
void cp_json_text_or_null(struct cp_json_writer *w, const char *text);
/* Text of ours, which needs no look. */
void cp_json_name(struct cp_json_writer *w, const char *name);
void cp_json_integer(struct cp_json_writer *w, uint64_t n);
void cp_json_bool(struct cp_json_writer *w, bool value);
void cp_json_null(struct cp_json_writer *w);

/* With four decimals at most, and one at least; of large numbers with eight digits. What is no
 * finite number is 0.0. */
void cp_json_real(struct cp_json_writer *w, double x);

/* A document's end. False without memory; then the output says so. */
bool cp_json_finish(struct cp_json_writer *w);

#endif
