/*
 * JSON of one line, read without a tree: the members of an object one by one, whose values are
 * known to be right but stay text.
 *
 * A line may hold a page of tens of megabytes, or as many brackets: what is taken for it is
 * the line. Strict as RFC 8259 is; numbers may have any length.
 */
#ifndef CP_BATCH_JSON_H
#define CP_BATCH_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/slice.h"

enum cp_json_type {
    CP_JSON_STRING,
    CP_JSON_NUMBER,
    CP_JSON_OBJECT,
    CP_JSON_ARRAY,
    CP_JSON_TRUE,
    CP_JSON_FALSE,
    CP_JSON_NULL
};

struct cp_json_member {
    char *name; /* with its escapes undone */
    size_t name_n;
    enum cp_json_type type;
    char *value; /* of a string what is between the quotes, else all of it */
    size_t value_n;
};

struct cp_json_reader {
    const char *error; /* what is wrong at `p`, or NULL; static */
    char *start, *p, *end;
};

/* At the object that the text is. False if it begins with something else. The text is changed
 * where escapes are undone. */
bool cp_json_begin(struct cp_json_reader *r, char *text, size_t n);

/* The next member; false at the end, or with an error if the text is wrong from here on. */
bool cp_json_next(struct cp_json_reader *r, struct cp_json_member *member);

/* Column of the place that is read, or wrong: bytes, from 1. */
size_t cp_json_column(const struct cp_json_reader *r);

/* Undoes the escapes in the text of a string, where it is, and returns its new length. Half of
 * a surrogate pair becomes U+FFFD. */
size_t cp_json_unescape(char *text, size_t n);

/* Undoes base64 where it is; white space in it does not count, "=" at its end may be missing.
 * False if it is not base64. */
bool cp_base64_decode(char *text, size_t *n);

/* Appends a value as it was read, but without the white space outside of its strings, and with
 * \ufffd for half of a surrogate pair, which some parsers refuse. */
void cp_json_put_value(struct cp_buf *out, const struct cp_json_member *member);

/* Appends text as a string of JSON; bad UTF-8 becomes U+FFFD. */
void cp_json_put_string(struct cp_buf *out, struct cp_slice text);

#endif
