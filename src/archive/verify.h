/* Whether an archive is what its database says, and its database whole. */
#ifndef CP_ARCHIVE_VERIFY_H
#define CP_ARCHIVE_VERIFY_H

#include "archive/archive.h"

struct cp_verify_counts {
    uint64_t feeds, articles, versions, raw; /* looked at */
    uint64_t troubles;
};

/* `name` is of a file or a table. */
typedef void (*cp_trouble_fn)(void *user, const char *name, const char *trouble);

/*
 * Looks at the database, each file and each raw page. A failure is one of reading the database
 * itself, which is a trouble, too, and told as its message.
 */
cleanpage_status cp_verify(struct cp_archive *archive, cp_trouble_fn trouble, void *user,
                           struct cp_verify_counts *counts);

#endif
