/* The text files of an archive, whatever its database says: FEED/YEAR/NAME. */
#ifndef CP_ARCHIVE_WALK_H
#define CP_ARCHIVE_WALK_H

#include "archive/archive.h"

/* `path` is relative to the archive. Not CLEANPAGE_OK stops. */
typedef cleanpage_status (*cp_walk_fn)(void *user, struct cp_slice path);

/* Files that begin with a dot and those of other kinds are passed over, and so are staging/ and
 * raw/. */
cleanpage_status cp_walk_texts(struct cp_archive *archive, cp_walk_fn each, void *user);

/* The files of raw/, in the order of their names. */
cleanpage_status cp_walk_raw(struct cp_archive *archive, cp_walk_fn each, void *user);

#endif
