/*
 * Where the text goes: stdout, at once; or a file, whole at the end.
 *
 * A file is written beside its target under another name, flushed to the disk and renamed, so
 * that nobody ever sees half of it and a failure leaves the old one. A link stays a link
 * and its target is replaced; permissions stay. What is no regular file (a device, a pipe) is
 * written to directly.
 */
#ifndef CP_CLI_OUTPUT_H
#define CP_CLI_OUTPUT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"
#include "cli/status.h"

struct cp_output {
    const char *path;    /* NULL: stdout */
    const char *between; /* what sets texts off from each other; NULL: nothing */
    struct cp_buf text;  /* of the file, until it is complete */
    bool started;        /* some text was put */
};

/* Puts one more text. Says what failed, but of a closed pipe. */
enum cp_exit cp_output_put(struct cp_output *out, struct cp_slice text);

/* Completes the output; a file for which no text was put stays as it is. */
enum cp_exit cp_output_finish(struct cp_output *out);
void cp_output_clear(struct cp_output *out);

#endif
