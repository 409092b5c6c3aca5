/*
 * A file that gets its name when it is whole: made beside it under another, flushed and
 * renamed. The first failure is kept, and all later writing passed over, so that one asks once.
 */
#ifndef CP_ARCHIVE_OUTFILE_H
#define CP_ARCHIVE_OUTFILE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

struct cp_outfile {
    int fd;                  /* -1: not open */
    struct cp_buf path;      /* NUL behind it */
    struct cp_buf temporary; /* empty: the path is written to itself */
    struct cp_buf bytes; /* not written yet: append to it freely, then call cp_outfile_put */
    int error;           /* of errno */
};

/* "-" is stdout. CLEANPAGE_WRITE with path and cause; then there is nothing to drop. */
cleanpage_status cp_outfile_open(struct cp_ctx *cx, struct cp_outfile *f, const char *path);

/* Writes what is in `bytes` once that is much. */
void cp_outfile_put(struct cp_outfile *f);

/* The rest is written and flushed, and the file gets its name. Clears in any case. */
cleanpage_status cp_outfile_finish(struct cp_ctx *cx, struct cp_outfile *f);

/* Removes what was made. A zeroed one with fd -1 may be dropped. */
void cp_outfile_drop(struct cp_outfile *f);

#endif
