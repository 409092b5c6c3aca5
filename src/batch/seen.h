/*
 * The signatures of the texts that were kept so far, on disk, so that memory does not grow with
 * them.
 *
 * They lie in a database beside the output, which `finish` removes. What is added is committed
 * before the output is written (cp_seen_commit), so that the database knows at least what the
 * output has; a call that is resumed forgets what goes beyond that. New signatures are looked
 * for in a filter of fixed size first (B. Bloom, 1970), which turns away nearly all that were
 * never seen, up to some tens of millions of texts; then among those of the last texts, in
 * memory; and then on disk.
 */
#ifndef CP_BATCH_SEEN_H
#define CP_BATCH_SEEN_H

#include "base/buf.h"
#include "base/fail.h"

struct cp_seen;

/* What makes two texts the same. */
enum cp_dedup { CP_DEDUP_NONE, CP_DEDUP_EXACT, CP_DEDUP_NEAR };

struct cp_seen_options {
    const char *output; /* the file that is written; NULL, "-" or a device: nothing is kept */
    enum cp_dedup kind;
    uint64_t done; /* records whose output is there: 0 begins anew */
};

/* CLEANPAGE_WRITE, or CLEANPAGE_READ if there is nothing to go on from. Messages of later
 * failures go to cx. */
cleanpage_status cp_seen_open(struct cp_ctx *cx, const struct cp_seen_options *options,
                              struct cp_seen **seen);

/* Whether one of the n keys was added already. Then `id` receives what it was added with. */
cleanpage_status cp_seen_find(struct cp_seen *seen, const uint64_t *keys, size_t n,
                              struct cp_buf *id, bool *found);
/* Numbers grow. */
cleanpage_status cp_seen_add(struct cp_seen *seen, uint64_t number, struct cp_slice id,
                             const uint64_t *keys, size_t n);

/* Makes safe what was added, before the output of `done` records may be there. */
cleanpage_status cp_seen_commit(struct cp_seen *seen, uint64_t done);

/* All outputs have their names: nothing is left. */
void cp_seen_finish(struct cp_seen *seen);
/* What was committed stays, to be resumed. NULL is fine. */
void cp_seen_close(struct cp_seen *seen);

/* Removes what a call has left that was ended at the last moment. */
void cp_seen_remove(const char *output);

#endif
