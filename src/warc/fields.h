/* Heads of lines "Name: value", of records and of HTTP. */
#ifndef CP_WARC_FIELDS_H
#define CP_WARC_FIELDS_H

#include <stdbool.h>

#include "base/slice.h"

/* Cuts the next line off, without its CRLF or LF; false at the end. */
bool cp_line_take(struct cp_slice *rest, struct cp_slice *line);

/* Whether the line is the field of the name, whose case does not count; *value receives its
 * value, trimmed. */
bool cp_line_is_field(struct cp_slice line, struct cp_slice name, struct cp_slice *value);

/* Value of the first such line; p NULL if there is none. */
struct cp_slice cp_fields_first(struct cp_slice fields, const char *name);

#endif
