/* Articles of an archive, handed to an export one by one. */
#ifndef CP_ARCHIVE_PUBLISH_H
#define CP_ARCHIVE_PUBLISH_H

#include <signal.h>

#include "archive/archive.h"
#include "archive/export.h"
#include "archive/list.h"

struct cp_publish_options {
    enum cp_export_format format;
    const char *path;                  /* as of cp_export_begin */
    struct cp_list_options list;       /* which, where `articles` does not say it */
    const int64_t *articles;           /* these alone, in this order */
    size_t article_count;              /* 0: as `list` says */
    const volatile sig_atomic_t *stop; /* or NULL; once it is set nothing is written */
};

/*
 * Writes the export. An article's text is cleaned from its page where that was kept, else made
 * of its file. *count receives how many were written; none if there are none, or it was
 * stopped.
 */
cleanpage_status cp_publish(struct cp_archive *archive, cleanpage *cp,
                            const struct cp_publish_options *options, uint64_t *count);

#endif
