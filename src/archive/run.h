/* One run: asks the feeds that are due, fetches what is new, keeps it. What cron calls. */
#ifndef CP_ARCHIVE_RUN_H
#define CP_ARCHIVE_RUN_H

#include <signal.h>

#include "archive/archive.h"

struct cp_run_counts {
    uint64_t feeds, feeds_left; /* asked; still to be */
    uint64_t feeds_changed, feeds_unchanged, feeds_failed, feeds_moved, feeds_retired;
    uint64_t entries_new, entries_changed, entries_skipped;
    uint64_t pages;                    /* answered */
    uint64_t articles, versions, same; /* stored; found to be there as they are */
    uint64_t from_feed;                /* of those stored: with the feed's own text */
    uint64_t put_off, given_up;        /* to be tried again; not */
    uint64_t waiting; /* entries whose page is not fetched yet, after the run */
    uint64_t requests, bytes;
    double seconds;
};

struct cp_run_options {
    const cleanpage_fetch_options *fetch;
    long pause_ms;          /* between two requests to a host [1000]; -1: none */
    unsigned hosts_at_once; /* [16] */
    double requests_per_s;  /* as of a crawl */
    long deadline_ms;       /* 0: none */
    uint64_t limit;         /* articles; 0: no limit */
    int64_t max_age_s;      /* entries older than this are skipped when they are new; 0: none */
    int64_t complain_after_s; /* a feed that has failed so long is told of, and again after as
                                 long */
    bool all;                 /* feeds that are not due, too */
    bool ignore_robots;
    const volatile sig_atomic_t *stop; /* not 0: finish what is there and return */
    void *user;
    /* May be NULL. */
    void (*progress)(void *user, const struct cp_run_counts *counts);
    void (*complain)(void *user, const char *feed,
                     const char *cause); /* to be seen by somebody */
    void (*tell)(void *user, const char *subject,
                 const char *event); /* for those who want to know all */
};

/* A failure is one of the archive, after which all that was committed is there. */
cleanpage_status cp_run(struct cp_archive *archive, cleanpage *cp,
                        const struct cp_run_options *options, struct cp_run_counts *counts);

#endif
