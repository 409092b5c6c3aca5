/*
 * Files whose rows are removed. Their paths lie in the table "gone" from the commit that
 * removes the rows until the files are off the disk, whatever happens in between.
 */
#ifndef CP_ARCHIVE_GONE_H
#define CP_ARCHIVE_GONE_H

#include "archive/archive.h"

/* All files of an article, in the open transaction. */
void cp_gone_add(struct cp_archive *archive, int64_t article);

/* Removes the files; outside of transactions. The next process tries again what fails. */
cleanpage_status cp_gone_remove(struct cp_archive *archive);

#endif
