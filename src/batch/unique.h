/*
 * Which of the texts are new, decided in the order of their records: of several that are the
 * same, or nearly so, the first is kept.
 *
 * A text is held against those that were kept alone, so that each one that goes resembles one
 * that is there.
 */
#ifndef CP_BATCH_UNIQUE_H
#define CP_BATCH_UNIQUE_H

#include "batch/line.h"
#include "batch/seen.h"
#include "corpus/signature.h"

/* A zeroed one may be cleared. */
struct cp_unique {
    struct cp_seen_options options;
    struct cp_seen *seen;
    struct cp_buf other; /* the id of the text that is the same */
};

/* Messages of later failures go to cx, too. */
cleanpage_status cp_unique_init(struct cp_ctx *cx, struct cp_unique *unique,
                                const struct cp_seen_options *options);

/*
 * Whether the text of a line is new. If not, the line of a duplicate is appended to out.
 * `number` grows from line to line.
 */
cleanpage_status cp_unique_ask(struct cp_unique *unique, uint64_t number,
                               const struct cp_signature *signature, const struct cp_line *line,
                               struct cp_buf *out, bool *is_new);

/* To be called when all is written, and in any case. */
void cp_unique_finish(struct cp_unique *unique);
void cp_unique_clear(struct cp_unique *unique);

#endif
