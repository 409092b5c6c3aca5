/* The feeds that are followed, as OPML: feeds.opml in the archive, and for other readers. */
#ifndef CP_ARCHIVE_FEEDLIST_H
#define CP_ARCHIVE_FEEDLIST_H

#include "archive/archive.h"

/* Appends those that are not retired, with the names of their directories. */
cleanpage_status cp_feedlist_put(struct cp_archive *archive, struct cp_buf *out);

/* Writes feeds.opml, from which "rebuild" knows the feeds. */
cleanpage_status cp_feedlist_write(struct cp_archive *archive);

#endif
