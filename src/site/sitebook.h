/*
 * Cleaning with what was learned of the page's host.
 *
 * The tables of the hosts asked for last are kept; each has some thousand numbers at most.
 */
#ifndef CP_SITE_SITEBOOK_H
#define CP_SITE_SITEBOOK_H

#include "site/sitedb.h"

struct cp_sitebook;

/* As cp_sitedb_open. Messages of later failures go to cx. */
cleanpage_status cp_sitebook_open(struct cp_ctx *cx, const char *path, enum cp_sitedb_mode mode,
                                  struct cp_sitebook **book);
void cp_sitebook_close(struct cp_sitebook *book); /* NULL is fine */

/*
 * Sets site and flags of *options for a page of that address: the site is NULL if nothing is
 * known. It is the book's, and good until the next call.
 */
cleanpage_status cp_sitebook_look_up(struct cp_sitebook *book, cleanpage *cp, const char *url,
                                     cleanpage_options *options);

/* For a document that was cleaned before its address was known: cleans it again if there is
 * something to look up. A failure of cleaning has its message in cp, others in cx. */
cleanpage_status cp_sitebook_clean_again(struct cp_sitebook *book, cleanpage *cp,
                                         const cleanpage_options *options, cleanpage_doc **doc);

#endif
