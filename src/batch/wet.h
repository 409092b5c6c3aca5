/*
 * WET: the texts of a batch as "conversion" records of a WARC file, as Common Crawl has them.
 *
 * The first record, a warcinfo, tells what wrote the file. Ids are made of what they name, and
 * dates are the source's, so that the same input gives the same bytes. Each record says which
 * record of the input it comes from, by which another call can go on.
 */
#ifndef CP_BATCH_WET_H
#define CP_BATCH_WET_H

#include "base/buf.h"
#include "base/fail.h"
#include "batch/record.h"

struct cp_wet {
    bool is_wanted;
    bool is_packed;   /* each record is a member of gzip */
    bool is_markdown; /* the texts */
    const char *date; /* ISO 8601, of what has none of its own */
};

/* Appends the first record. `shard` of `shards` (0: there are none) is told in it. */
cleanpage_status cp_wet_put_info(struct cp_ctx *cx, struct cp_buf *out,
                                 const struct cp_wet *wet, uint64_t shard, uint64_t shards);

/* Appends the record of a text. `language` is its BCP 47 tag, or NULL. */
cleanpage_status cp_wet_put(struct cp_ctx *cx, struct cp_buf *out, const struct cp_wet *wet,
                            const struct cp_record *record, const char *language,
                            struct cp_slice text);

/*
 * Where the whole records of an earlier call's file end, and the number of the input's record
 * behind the last of them. `info` is what cp_wet_put_info makes: a file that ends within it has
 * *end and *next 0, one that begins otherwise is CLEANPAGE_BADARG and must stay as it is.
 */
cleanpage_status cp_wet_find_end(struct cp_ctx *cx, const char *path, int fd,
                                 struct cp_slice info, uint64_t *end, uint64_t *next);

#endif
