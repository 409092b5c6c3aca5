/*
 * Outputs of several calls put together as one: of shards record by record, in the order that a
 * single call would have written them in; or one behind the other.
 */
#ifndef CP_BATCH_MERGE_H
#define CP_BATCH_MERGE_H

#include <signal.h>

#include "batch/seen.h"

struct cp_merge_options {
    const char *const *files; /* of the shards 0 to n - 1, packed by gzip or not */
    size_t n;
    const char *output; /* NULL: stdout */
    bool concat;        /* one behind the other */
    enum cp_dedup dedup;
    const volatile sig_atomic_t *stop;
};

/* Files that are open at a time. */
#define CP_MERGE_FILES_MAX 1000

/*
 * Nothing is written under the output's name unless all is. CLEANPAGE_READ for a file that is
 * not there or breaks off, is none of a batch, or has more or fewer
 * lines than a shard of these can have.
 */
cleanpage_status cp_merge(struct cp_ctx *cx, const struct cp_merge_options *options,
                          uint64_t *lines, uint64_t *duplicates);

#endif
