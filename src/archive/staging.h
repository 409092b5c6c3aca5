/* Texts on their way to their names: see archive/archive.h. */
#ifndef CP_ARCHIVE_STAGING_H
#define CP_ARCHIVE_STAGING_H

#include "archive/archive.h"

/* Writes the text of a version whose row is in the open transaction. */
cleanpage_status cp_staging_put(struct cp_archive *archive, int64_t version,
                                struct cp_slice text);

/* Their names in staging/ are safe on the disk. */
cleanpage_status cp_staging_sync(struct cp_archive *archive);

/* Gives committed texts their names; that of the version before moves to its own first. */
cleanpage_status cp_staging_place(struct cp_archive *archive);

/* Removes those that are not committed. */
void cp_staging_drop(struct cp_archive *archive);

/* Whether the file there has that digest. Returns an errno if it cannot be read. */
int cp_staging_compare(const char *path, const char *digest, bool *same);

/* Appends "staging/ID". */
void cp_staging_name(struct cp_buf *name, int64_t version);

#endif
