/* What an argument means, and reading files. */
#ifndef CP_CLI_INPUT_H
#define CP_CLI_INPUT_H

#include <stddef.h>

#include "base/buf.h"
#include "base/fail.h"

enum cp_input_kind {
    CP_INPUT_URL, /* http or https */
    CP_INPUT_FILE,
    CP_INPUT_STDIN,  /* "-" */
    CP_INPUT_FOREIGN /* a URL of another scheme */
};

enum cp_input_kind cp_input_kind_of(const char *argument);

/* Appends what messages call the input: "stdin", a URL without user and password, a file. */
void cp_input_name(const char *argument, struct cp_buf *name);

/*
 * Appends the file, or stdin, if it has at most `max` bytes. Messages name it and, for what
 * looks like a host, say how a URL is written.
 */
cleanpage_status cp_input_read(struct cp_ctx *cx, const char *argument, size_t max,
                               struct cp_buf *bytes);

#endif
