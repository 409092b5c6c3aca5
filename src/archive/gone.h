/*
 * Files whose rows are removed. Their paths lie in the table "gone" from the commit that removes
 * the rows until the files are off the disk: neither is ever there without the other for long.
 */
#ifndef CP_ARCHIVE_GONE_H
#define CP_ARCHIVE_GONE_H

#include "archive/archive.h"

/* All files of an article, in the open transaction. */
void cp_gone_add(struct cp_archive *archive, int64_t article);

/* Removes the files; outside of transactions. What cannot be removed now is by the next process. */
cleanpage_status cp_gone_remove(struct cp_archive *archive);

#endif
