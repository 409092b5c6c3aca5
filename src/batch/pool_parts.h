/* What a pool is made of, for the files that it lies in. */
#ifndef CP_BATCH_POOL_PARTS_H
#define CP_BATCH_POOL_PARTS_H

#include <poll.h>

#include "batch/pool.h"
#include "batch/tasks.h"
#include "batch/worker.h"

struct cp_pool {
    struct cp_pool_options options;
    struct cp_worker *workers;
    struct pollfd *polls; /* one for each worker */
    struct cp_tasks queue;
    struct cp_task *given;  /* whose bytes the caller has */
    size_t large_bytes;     /* of a result, of late: what the next ones may have */
    size_t unasked;         /* results that came in the last turn and were not got yet */
    int64_t clock_ms;       /* that deadlines are on: see pass_time */
    int64_t looked_ms;      /* when the clock was set, by the system's */
    unsigned failed_starts; /* in a row */
    bool is_useless;        /* a worker said so */
};

/* ---- workers and their tasks: pool_workers.c ---- */

/* Fewer workers than asked for will do; there is another attempt in the next turn. */
cleanpage_status cp_pool_fill_places(struct cp_ctx *cx, struct cp_pool *pool);
/* Fails when no worker starts any more. */
cleanpage_status cp_pool_check_starts(struct cp_ctx *cx, const struct cp_pool *pool);

/* The idle ones come first, and then those that have least. */
void cp_pool_give_tasks(struct cp_pool *pool);
bool cp_pool_has_idle(const struct cp_pool *pool);

/* A worker is at its task from now on. */
void cp_pool_start_clock(struct cp_pool *pool, struct cp_worker *w);

/* A task, or a part of it, was sent to a worker. */
void cp_pool_note_sent(struct cp_pool *pool, struct cp_worker *w, enum cp_frame_state state);

/* When the tasks that the worker has ahead are for others, on the pool's clock; 0: never. */
int64_t cp_pool_patience_ends_ms(const struct cp_worker *w);
/* Who takes long at a task keeps no others from those who have nothing to do. */
void cp_pool_relieve(struct cp_pool *pool);
/* What a worker has not begun is for others. */
void cp_pool_take_back(struct cp_pool *pool, struct cp_worker *w);

/* A task is over; bytes: its result, or NULL. */
void cp_pool_end_task(struct cp_pool *pool, struct cp_task *task, enum cp_task_end end,
                      int signal, struct cp_buf *bytes);
/* A worker is gone, and what it was busy with ends so. */
void cp_pool_bury(struct cp_pool *pool, struct cp_worker *w, enum cp_task_end end);

/* ---- results: pool_results.c ---- */

/* Reads what came from a worker. */
cleanpage_status cp_pool_listen(struct cp_ctx *cx, struct cp_pool *pool, struct cp_worker *w);

#endif
