/*
 * What lies beside a lost database, gathered in a table of its own: `found`, a row for each
 * version of each article, by the path of its newest version and its number.
 */
#ifndef CP_ARCHIVE_FOUND_H
#define CP_ARCHIVE_FOUND_H

#include "archive/rebuild.h"

/* Reads all text files and all raw pages. */
cleanpage_status cp_found_gather(struct cp_archive *archive,
                                 const struct cp_rebuild_options *options,
                                 struct cp_rebuild_counts *counts);
void cp_found_drop(struct cp_archive *archive);

#endif
