/*
 * What is remembered of one page to learn its host: which lines it has, as numbers, and the
 * beginnings of those that were kept, for people who want to see why.
 */
#ifndef CP_SITE_PAGE_H
#define CP_SITE_PAGE_H

#include "base/buf.h"
#include "cleanpage.h"

struct cp_sitepage {
    struct cp_slice host; /* lower case, without "www."; a port behind it if it has one */
    int64_t number;       /* hash of the canonical address: the same page in any call */
    int64_t digest;       /* of keys and texts */
    struct cp_slice
        keys; /* 8 bytes each, little-endian, the different ones in ascending order */
    struct cp_slice
        texts; /* of each key, its kept line, shortened, or nothing; then a line feed */
};

/* Bytes of such a text. */
#define CP_SITEPAGE_TEXT_MAX 60

/*
 * Host and number of an address. False for what is none of http or https; the host lies in
 * *buf then, which the caller clears.
 */
bool cp_sitepage_address(cleanpage *cp, const char *url, struct cp_buf *buf,
                         struct cp_slice *host, int64_t *number);

/* The address that a document is known by: where it came from, or what it says itself; NULL:
 * none.
 */
const char *cp_sitepage_url(const cleanpage_doc *doc);

/* Appends what is to be remembered of a document, to be read by cp_sitepage_read. False if the
 * page has no host or no line. What failed is told by the buffer. */
bool cp_sitepage_put(cleanpage *cp, const cleanpage_doc *doc, struct cp_buf *out);

/* Takes it apart. False if it is none. */
bool cp_sitepage_read(struct cp_slice packed, struct cp_sitepage *page);

/* Key i of the page's. */
uint64_t cp_sitepage_key(struct cp_slice keys, size_t i);

#endif
