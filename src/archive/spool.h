/*
 * Files that an export is put together from: a directory of them beside it, which goes when it
 * is done. What grows with the number of articles lies there and not in memory.
 */
#ifndef CP_ARCHIVE_SPOOL_H
#define CP_ARCHIVE_SPOOL_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

struct cp_spool {
    struct cp_buf dir;  /* with a slash at its end; empty while there is none */
    struct cp_buf path; /* of the last one asked for */
};

/* Makes the directory beside `path`. CLEANPAGE_WRITE. */
cleanpage_status cp_spool_open(struct cp_ctx *cx, struct cp_spool *s, const char *path);

/* The path of a file of the spool; valid until the next call; NULL without memory. */
const char *cp_spool_path(struct cp_spool *s, const char *name);

/* Appends to a file of the spool, which is made when there is none. */
cleanpage_status cp_spool_append(struct cp_ctx *cx, struct cp_spool *s, const char *name,
                                 struct cp_slice bytes);

/* Removes the directory with its files. A zeroed one may be closed. */
void cp_spool_close(struct cp_spool *s);

#endif
