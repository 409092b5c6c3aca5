/*
 * Outputs of fetched pages that came before their turn, kept on disk until it comes.
 *
 * In order, a line waits for those before it, which may be of a host that is slow. If the call
 * is killed meanwhile the next one must not fetch that page again; so the line is written to
 * FILE.ahead as well, and read from there when FILE.part is gone on from. What is torn at its
 * end, or a machine without power left in it, is not used.
 */
#ifndef CP_BATCH_AHEAD_H
#define CP_BATCH_AHEAD_H

#include "base/buf.h"
#include "base/fail.h"
#include "batch/order.h"

/* A zeroed one keeps nothing and may be cleared. */
struct cp_ahead {
    struct cp_buf path; /* FILE.ahead; empty: nothing is kept */
    struct cp_buf head; /* of an entry */
    uint64_t bytes;     /* of the file */
    uint64_t max_bytes; /* from which on it is written anew, with what still waits */
    int fd;             /* valid while bytes > 0 */
};

/*
 * With `resume`, the outputs that FILE.ahead has are put into the order, as far as it has room
 * for them; else such a file goes.
 */
cleanpage_status cp_ahead_open(struct cp_ctx *cx, struct cp_ahead *ahead, const char *file,
                               bool resume, struct cp_order *order);

/* Writes an output down that was put into the order and is not its next. */
cleanpage_status cp_ahead_put(struct cp_ctx *cx, struct cp_ahead *ahead,
                              const struct cp_output_item *item);

/*
 * All that was taken from the order is in its file: what is written down of it goes, when there
 * is nothing else, or too much.
 */
cleanpage_status cp_ahead_trim(struct cp_ctx *cx, struct cp_ahead *ahead,
                               const struct cp_order *order);

/* The batch is whole: the file goes. */
void cp_ahead_remove(struct cp_ahead *ahead);
/* What is written down stays, to be resumed. */
void cp_ahead_clear(struct cp_ahead *ahead);

#endif
