/* The addresses that articles are known by. */
#ifndef CP_ARCHIVE_ADDRESS_H
#define CP_ARCHIVE_ADDRESS_H

#include "archive/archive.h"

/* Appends the canonical form of an address of http or https; false, with nothing appended, if
 * it is none. Without memory out->no_memory is set, and the address does not pass for none. */
bool cp_address_put_canonical(cleanpage *cp, struct cp_buf *out, const char *url);

/*
 * Appends what two links to the same article have in common: the canonical address without its
 * scheme ("//example.org/rain"). What is no web address is appended as it is.
 */
void cp_address_put(cleanpage *cp, struct cp_buf *out, const char *url);

/* The article that an address led to before; 0 if there is none, and without memory, of which
 * the database's status tells. */
int64_t cp_address_find(struct cp_archive *archive, cleanpage *cp, const char *url);

/* The address leads to this article from now on, unless it leads to another. Failures are the
 * database's. */
void cp_address_add(struct cp_archive *archive, cleanpage *cp, const char *url,
                    int64_t article);

/* Whether an address is that of a site's front page, where dead links are often sent. */
bool cp_address_is_front(const char *url);

/* Whether a page may say that its own address is `canonical`: on the same host, and no front
 * page. */
bool cp_address_may_be(const char *url, const char *canonical);

#endif
