/* What the files of a batch share: see batch/run.h. */
#ifndef CP_BATCH_RUNNING_H
#define CP_BATCH_RUNNING_H

#include <time.h>

#include "batch/ahead.h"
#include "batch/names.h"
#include "batch/order.h"
#include "batch/pool.h"
#include "batch/run.h"
#include "batch/unique.h"
#include "crawl/crawl.h"

/* Of a result: JSON of a page, whose text is there up to twice, escaped. */
#define CP_BATCH_RESULT_MAX (6 * CP_INPUT_MAX)
/* Bytes of outputs that wait for one before them. */
#define CP_BATCH_ORDER_BYTES ((size_t)64 << 20)
/* A look at the clock, the signals and the progress, in ms. */
#define CP_BATCH_STEP_MS 200

/* A record whose output is not there yet. */
struct cp_under_way {
    struct cp_under_way *next, *before; /* of those that are tasks */
    uint64_t number;                    /* of the output */
    struct cp_slice file;               /* of the output, in a directory; else empty */
    struct cp_record record;            /* without bytes; strings in `text` */
    char text[];
};

struct cp_batch_state {
    struct cp_ctx *cx;
    const struct cp_batch_options *options;
    struct cp_batch_counts *counts;
    struct cp_source *source;
    struct cp_sink *sink;
    struct cp_pool *pool;
    struct cp_crawl *crawl;
    struct cp_sitedb *learned; /* of options->learn */
    struct cp_order order;
    struct cp_ahead ahead;
    struct cp_unique unique;
    struct cp_under_way *tasks;
    size_t fetches;     /* pages that are asked for, or wait for it */
    size_t fetch_bytes; /* what these take, about */
    uint64_t put; /* outputs that were begun, by an earlier call, too: number of the next */
    struct cp_names names;
    struct cp_buf line, task, file;
    bool has_ended; /* the source */
    bool is_silent; /* the source, a pipe */
    struct timespec started;
    cleanpage_status st;
};

static inline bool
cp_batch_writes_files(const struct cp_batch_state *b)
{
    return b->options->sink.directory != NULL;
}

/* Files have their names, and no order; rows have none, either. */
static inline bool
cp_batch_keeps_order(const struct cp_batch_state *b)
{
    return !b->options->unordered && !cp_batch_writes_files(b) && !b->options->learn;
}

static inline bool
cp_batch_is_stopped(const struct cp_batch_state *b)
{
    return b->options->stop && *b->options->stop;
}

/* CLEANPAGE_NOMEM with its message. */
cleanpage_status cp_batch_no_memory(struct cp_batch_state *b);

/* The output of a record that failed: its line, or a word to somebody who hears it. */
cleanpage_status cp_batch_put_failure(struct cp_batch_state *b, const struct cp_record *record,
                                      uint64_t number, struct cp_slice cause);

/* Gives a page to the workers. There must be room. */
cleanpage_status cp_batch_put_task(struct cp_batch_state *b, const struct cp_record *record,
                                   uint64_t number, struct cp_slice file);

/* Asks for a page; it becomes a task when it comes. */
cleanpage_status cp_batch_fetch(struct cp_batch_state *b, const struct cp_record *record,
                                uint64_t number, struct cp_slice file);

/* Puts out what was made before its turn by an earlier call, as far as that has come. */
cleanpage_status cp_batch_drain(struct cp_batch_state *b);

/* Puts out what the workers made, waiting for the first of it. */
cleanpage_status cp_batch_take_results(struct cp_batch_state *b, long wait_ms);

#endif
