/* Cleaning the kept pages again, with today's rules. */
#ifndef CP_ARCHIVE_RECLEAN_H
#define CP_ARCHIVE_RECLEAN_H

#include <signal.h>

#include "archive/archive.h"

struct cp_reclean_counts {
    uint64_t versions, changed;
    uint64_t same, edited, without_raw, failed; /* left as they are */
};

struct cp_reclean_options {
    int64_t feed; /* 0: all */
    bool dry_run;
    const volatile sig_atomic_t *stop; /* may be NULL */
    void *user;
    /* Of each that changes, and of each that is left alone for a reason. */
    void (*tell)(void *user, const char *path, const char *event, bool is_trouble);
};

/*
 * Every version whose page was kept gets the text that cleaning gives today. Files that
 * somebody edited stay, and so does what would lose its text. A failure is one of the archive.
 */
cleanpage_status cp_reclean(struct cp_archive *archive, cleanpage *cp,
                            const struct cp_reclean_options *options,
                            struct cp_reclean_counts *counts);

#endif
