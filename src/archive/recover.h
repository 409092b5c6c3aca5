/* What a process that was ended left half done. */
#ifndef CP_ARCHIVE_RECOVER_H
#define CP_ARCHIVE_RECOVER_H

#include "archive/archive.h"

/*
 * Gives committed texts their names, removes those that are not committed, files that have not
 * got their names and those of removed rows, and takes off what was left of a last raw page.
 * Needs the lock.
 */
cleanpage_status cp_recover(struct cp_archive *archive);

#endif
