/* From what was found to rows, and from raw pages to the texts that are gone. */
#ifndef CP_ARCHIVE_RESTORE_H
#define CP_ARCHIVE_RESTORE_H

#include "archive/rebuild.h"

cleanpage_status cp_restore_all(struct cp_archive *archive, cleanpage *cp,
                                const struct cp_rebuild_options *options,
                                struct cp_rebuild_counts *counts);

#endif
