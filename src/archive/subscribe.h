/* From what somebody typed to a feed that is followed. */
#ifndef CP_ARCHIVE_SUBSCRIBE_H
#define CP_ARCHIVE_SUBSCRIBE_H

#include "archive/archive.h"
#include "crawl/crawl.h"

struct cp_subscribe_options {
    const cleanpage_fetch_options *fetch;
    long pause_ms;          /* between two requests to a host [1000]; -1: none */
    unsigned hosts_at_once; /* [16] */
    bool ignore_robots;
    void *user;
    /* name: its directory; fresh: false if it was followed already. Title may be "". */
    void (*followed)(void *user, const char *url, const char *name, const char *title,
                     bool fresh);
    void (*failed)(void *user, const char *given, const char *cause);
};

/*
 * Fetches each address; what is a feed is followed, and of a page the first feed that it names,
 * or one that lies where feeds lie. In one transaction, which is left open. A failure is one of
 * the archive.
 */
cleanpage_status cp_subscribe(struct cp_archive *archive, const char *const *urls, size_t n,
                              const struct cp_subscribe_options *options);

/* Follows what an OPML file lists, without asking any of it. CLEANPAGE_TYPE if it is none. */
cleanpage_status cp_subscribe_opml(struct cp_archive *archive, struct cp_slice opml,
                                   const struct cp_subscribe_options *options);

#endif
