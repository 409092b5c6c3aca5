/*
 * A worker from outside: its process, its socket, and what goes to and fro.
 */
#ifndef CP_BATCH_WORKER_H
#define CP_BATCH_WORKER_H

#include <sys/types.h>

#include "batch/frame.h"
#include "batch/tasks.h"

enum cp_worker_state {
    CP_WORKER_NONE,     /* no process */
    CP_WORKER_STARTING, /* not heard of yet */
    CP_WORKER_IDLE,
    CP_WORKER_BUSY,
    CP_WORKER_LEAVING /* it ends by itself */
};

/* A zeroed one is none. */
struct cp_worker {
    enum cp_worker_state state;
    pid_t pid;
    int fd;              /* the dispatcher's end, which does not block */
    int64_t deadline_ms; /* on the pool's clock, when it is killed; 0: never */
    unsigned tasks_done;
    struct cp_task *task; /* of a busy one; NULL if it is at one that was taken back */
    int64_t since_ms;     /* on the pool's clock, when it began that */
    /* What it has besides, and takes next, in this order. */
    struct cp_task *ahead[CP_POOL_AHEAD_TASKS];
    unsigned ahead_count;
    unsigned stale_count; /* instead of these: tasks taken back, whose results are no one's */
    struct cp_frame_out out;
    struct cp_frame_in in;
};

/* Makes the process. Returns 0 or an errno. */
int cp_worker_start(struct cp_worker *w, const struct cp_pool_options *options);

/* Whether a part of the last task it was given is still to be sent. */
bool cp_worker_is_sending(const struct cp_worker *w);

/* Kills it unless it is dead, and returns the signal it died of; 0: it ended by itself. */
int cp_worker_end(struct cp_worker *w);

#endif
