/*
 * Workers: processes of their own that do tasks, and may crash, hang or eat memory without harm
 * to others.
 *
 * A dispatcher hands out tasks and takes back results, in the order of the tasks unless told
 * otherwise. A worker that dies or is late costs the task at hand its result and is replaced;
 * after some tasks a worker is replaced anyway. Nothing of a task's bytes is shared but by
 * pipes.
 */
#ifndef CP_BATCH_POOL_H
#define CP_BATCH_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

enum cp_task_end {
    CP_TASK_DONE,
    CP_TASK_CRASHED, /* the worker died: `signal` */
    CP_TASK_LATE,    /* it was killed after timeout_ms */
    CP_TASK_HUNGRY   /* it asked for more memory than it may have */
};

/* Valid until the next call. */
struct cp_task_result {
    uint64_t number; /* of the task, from 0 in the order they were put */
    enum cp_task_end end;
    int signal;
    struct cp_slice bytes; /* what the worker made; empty unless it is done */
};

struct cp_pool_options {
    unsigned workers;       /* at least 1 */
    long timeout_ms;        /* of one task, on the clock; 0: none */
    size_t memory_bytes;    /* of a worker (address space); 0: none */
    unsigned recycle_after; /* tasks of a worker; 0: never */
    size_t task_max;        /* bytes of a task, and of a result */
    bool unordered;
    void *user;
    /* In the worker: once before its first task (NULL: nothing to do), for each task, and
     * before it ends. False: it cannot work at all; the pool's calls fail then. */
    bool (*start)(void *user);
    void (*work)(void *user, struct cp_slice task, struct cp_buf *result);
    void (*stop)(void *user);
};

struct cp_pool;

/* CLEANPAGE_LIMIT or CLEANPAGE_NOMEM with a message if no worker can be made. */
cleanpage_status cp_pool_open(struct cp_ctx *cx, const struct cp_pool_options *options,
                              struct cp_pool **pool);
/* Workers are killed, what is under way is lost. NULL is fine. */
void cp_pool_close(struct cp_pool *pool);

/* Whether a task can be put now without waiting: a worker or a place in the queue is free. */
bool cp_pool_has_room(const struct cp_pool *pool);
/* Copies the task. Only while there is room. */
cleanpage_status cp_pool_put(struct cp_ctx *cx, struct cp_pool *pool, struct cp_slice task);

/*
 * The next result; *found is false if wait_ms (-1: no limit) went by first, or nothing is under
 * way. Returns early, without one, when there is room again and none is due.
 */
cleanpage_status cp_pool_get(struct cp_ctx *cx, struct cp_pool *pool, long wait_ms,
                             struct cp_task_result *result, bool *found);

/* Tasks put whose results were not got yet. */
size_t cp_pool_pending(const struct cp_pool *pool);

#endif
