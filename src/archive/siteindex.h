/*
 * The search of a directory of pages that are read from the disk: an index in pieces, each a
 * script that a page can load without a server.
 *
 * A word lies in the piece that its first two characters choose, so that a search loads one
 * piece for each of its words, and finds words by their beginnings. Scripts without spaces are
 * indexed by characters and by pairs of them. src/archive/site.js cuts a query the same way.
 */
#ifndef CP_ARCHIVE_SITEINDEX_H
#define CP_ARCHIVE_SITEINDEX_H

#include <stdint.h>

#include "archive/spool.h"
#include "base/fail.h"
#include "base/slice.h"

#define CP_SITE_SHARDS 256

struct cp_siteindex {
    struct cp_spool *spool;               /* where what was gathered lies until the end */
    struct cp_buf shards[CP_SITE_SHARDS]; /* lines "word TAB document TAB weight" */
};

/* Adds a document, whose numbers rise from one call to the next. */
cleanpage_status cp_siteindex_add(struct cp_ctx *cx, struct cp_siteindex *index,
                                  uint32_t document, struct cp_slice title,
                                  struct cp_slice text);

/*
 * Writes t-00.js to t-ff.js into `made`, behind `dir` in their names: cpTerms("00", {"word":
 * [document, weight, distance to the next document, weight ...] ...}). Takes memory for one
 * piece at a time.
 */
cleanpage_status cp_siteindex_finish(struct cp_ctx *cx, struct cp_siteindex *index,
                                     struct cp_spool *made, const char *dir);
void cp_siteindex_clear(struct cp_siteindex *index);

#endif
