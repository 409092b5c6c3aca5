/*
 * Workers: processes of their own that do tasks, and may crash, hang or eat memory without harm
 * to others.
 *
 * A dispatcher hands out tasks and takes back results, in the order of the tasks unless told
 * otherwise. A worker that dies or is late costs the task at hand its result and is replaced;
 * after some tasks a worker is replaced anyway. A task and its result travel over a socket; all
 * else that a worker has is a copy of the process as it was when the worker was forked off, but
 * for what the process has open.
 * Tasks are handed out, and counted as late, only inside of cp_pool_put and cp_pool_get.
 *
 * A busy worker has the next tasks already, if they are small, so that it need not wait for
 * them. If it is not through with the first for a while and others are idle, or if it dies of it,
 * others do the rest; then a task may be begun twice, and has one result.
 *
 * The process has a single thread, its descriptors 0 to 2 are open, SIGPIPE is ignored and
 * SIGCHLD is not. In a worker, signals to end that the process handles have their default
 * action again; stdin and stdout are /dev/null.
 */
#ifndef CP_BATCH_POOL_H
#define CP_BATCH_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

/* See cp_pool_options. */
#define CP_POOL_KEPT_FDS 2

enum cp_task_end {
    CP_TASK_DONE,
    CP_TASK_CRASHED, /* the worker died: `signal` */
    CP_TASK_LATE,    /* it was killed after timeout_ms */
    CP_TASK_HUNGRY,  /* memory was refused to it: `work` left a result that is no_memory */
    CP_TASK_TOO_LONG /* its result would have passed task_max */
};

/* Valid until the next call. */
struct cp_task_result {
    uint64_t number; /* of the task, from 0 in the order they were put */
    void *tag;       /* as it was put */
    enum cp_task_end end;
    int signal;            /* of a crash; 0: the worker ended by itself. SIGKILL is often the
                              kernel's, when the whole machine is short of memory */
    struct cp_slice bytes; /* what the worker made; empty unless it is done */
};

struct cp_pool_options {
    unsigned workers;       /* at least 1 */
    long timeout_ms;        /* of one task, on the clock; 0: none */
    size_t memory_bytes;    /* of a worker: its whole address space, with what it had when it
                               was forked off; 0: none. Not under AddressSanitizer */
    unsigned recycle_after; /* tasks of a worker; 0: never */
    size_t task_max;        /* bytes of a task, and of a result; 0: no limit */
    bool unordered;         /* results come as they are made */
    int kept_fds[CP_POOL_KEPT_FDS]; /* what workers have open of what the process has, besides
                                       0 to 2; 0: nothing */
    void *user;
    /* In the worker: once before its first task (NULL: nothing to do), for each task with an
     * empty result whose max is task_max, and before it ends unless it is killed. False: it
     * cannot work at all; the pool's calls fail with CLEANPAGE_LIMIT then. */
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

/* Whether a task can be put now. Not when there are too many tasks, or too many bytes of them
 * and of results, that wait for the oldest result. */
bool cp_pool_has_room(const struct cp_pool *pool);
/* Copies the task. Only while there is room. One longer than task_max is CLEANPAGE_LIMIT, and
 * no number is used up for it. */
cleanpage_status cp_pool_put(struct cp_ctx *cx, struct cp_pool *pool, struct cp_slice task,
                             void *tag);

/*
 * The next result; *found is false if wait_ms (-1: no limit) went by first, or nothing is under
 * way. Returns early, without one, when there was no room and now is, and after a signal: who
 * handles signals looks at what came before believing that a worker crashed of the same one.
 */
cleanpage_status cp_pool_get(struct cp_ctx *cx, struct cp_pool *pool, long wait_ms,
                             struct cp_task_result *result, bool *found);

/* Tasks put whose results were not got yet. */
size_t cp_pool_pending(const struct cp_pool *pool);

#endif
