/*
 * The database made anew from what lies beside it: feeds.opml, the text files with their front
 * matter, the raw pages with theirs.
 *
 * What cannot be known again: validators (each feed is fetched whole once more), entries that
 * were skipped or given up, the contact address, when feeds last failed. A text whose file is
 * gone is cleaned from its raw page. A feed of articles that feeds.opml does not have is not
 * followed any more. The old database is kept beside the new one.
 */
#ifndef CP_ARCHIVE_REBUILD_H
#define CP_ARCHIVE_REBUILD_H

#include "archive/archive.h"

struct cp_rebuild_counts {
    uint64_t feeds, articles, versions;
    uint64_t restored; /* versions whose file was gone */
    uint64_t left;     /* files that tell too little */
};

struct cp_rebuild_options {
    cleanpage_format format;
    bool keeps_raw;
    void *user;
    void (*tell)(void *user, const char *path, const char *event);
};

/* Fills the new, empty database of an archive that was opened with CP_ARCHIVE_ANEW. */
cleanpage_status cp_rebuild(struct cp_archive *archive, cleanpage *cp,
                            const struct cp_rebuild_options *options,
                            struct cp_rebuild_counts *counts);

#endif
