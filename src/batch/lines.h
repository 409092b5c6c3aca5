/* The lines of an input, of which one at a time is kept. */
#ifndef CP_BATCH_LINES_H
#define CP_BATCH_LINES_H

#include <stdint.h>

#include "base/buf.h"
#include "batch/stream.h"

enum cp_line_got {
    CP_LINE_WHOLE,    /* in `text`, without LF, CRLF or NUL */
    CP_LINE_TOO_LONG, /* it was passed over */
    CP_LINE_NONE,     /* the input has ended, or broke off: the stream's `trouble` */
    CP_LINE_NO_MEMORY
};

/* A zeroed one with stream, end and a ceiling for `text` is ready, and may be cleared. */
struct cp_lines {
    struct cp_stream *stream;
    char end;           /* of a line */
    uint64_t number;    /* of the line at hand, from 1 */
    struct cp_buf text; /* its caller may change it */
};

/* A byte-order mark before the first line goes. Of an input that breaks off the part of a line
 * is not given. */
enum cp_line_got cp_lines_take(struct cp_lines *lines);
void cp_lines_clear(struct cp_lines *lines);

#endif
