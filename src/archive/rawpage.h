/* A kept page, cleaned with today's rules. */
#ifndef CP_ARCHIVE_RAWPAGE_H
#define CP_ARCHIVE_RAWPAGE_H

#include "archive/archive.h"
#include "archive/page.h"

/* Where it lies and what it is. */
struct cp_rawpage {
    struct cp_slice file, id; /* as in the table `version` */
    uint64_t offset;
    const char *url; /* after redirects; "" is not known */
    bool from_feed;  /* made of a feed's text */
};

/* As cp_page_clean; CLEANPAGE_READ if it is not there or damaged. */
cleanpage_status cp_rawpage_clean(struct cp_archive *archive, cleanpage *cp,
                                  const struct cp_rawpage *raw, cleanpage_format format,
                                  struct cp_page *page);

#endif
