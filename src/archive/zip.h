/* ZIP files, as EPUB wants them; libzip behind it. */
#ifndef CP_ARCHIVE_ZIP_H
#define CP_ARCHIVE_ZIP_H

#include <stdbool.h>

#include "base/fail.h"
#include "base/slice.h"

struct cp_zip;

/* A new one at the path, replacing what is there when it is closed. CLEANPAGE_WRITE. */
cleanpage_status cp_zip_open(struct cp_ctx *cx, const char *path, struct cp_zip **zip);

/*
 * Adds the file at `from`, which is read when the zip is closed, under a name; in the order of
 * the calls. All have the same date, so that the same content gives the same bytes.
 */
cleanpage_status cp_zip_add(struct cp_ctx *cx, struct cp_zip *zip, const char *name,
                            const char *from, bool is_stored);

/* Writes and frees it, after a failure, too. Not flushed to the disk. */
cleanpage_status cp_zip_close(struct cp_ctx *cx, struct cp_zip *zip);
void cp_zip_drop(struct cp_zip *zip);

#endif
