/*
 * The tasks of a pool that were put and not yet taken back, in the order they were put.
 *
 * A task holds its own bytes until a worker has them, and then the bytes of its result.
 */
#ifndef CP_BATCH_TASKS_H
#define CP_BATCH_TASKS_H

#include "batch/pool.h"

enum cp_task_state { CP_TASK_WAITING, CP_TASK_AT_WORK, CP_TASK_ENDED };

struct cp_task {
    struct cp_task *next;
    uint64_t number;
    enum cp_task_state state;
    enum cp_task_end end;
    int signal;
    void *tag;
    struct cp_buf bytes;
};

/* A zeroed one is empty. */
struct cp_tasks {
    struct cp_task *first, *last;
    struct cp_task *waiting; /* the first that no worker has */
    size_t count;
    size_t held_bytes; /* of all of them */
    uint64_t numbers;  /* given so far */
};

/* Copies the bytes; false: no memory. */
bool cp_tasks_put(struct cp_tasks *q, struct cp_slice bytes, void *tag);

/* The task that is longest without a worker, which has one now; NULL: none waits. */
struct cp_task *cp_tasks_hand_out(struct cp_tasks *q);
/* Takes back a task that was handed out and has its bytes still: it waits again. */
void cp_tasks_take_back(struct cp_tasks *q, struct cp_task *task);
/* Whether the task waiting next is what all results wait for: nothing before it is at work. */
bool cp_tasks_is_stuck(const struct cp_tasks *q);
/* Its worker has the bytes. */
void cp_tasks_drop_bytes(struct cp_tasks *q, struct cp_task *task);
/* Takes the bytes over from the buf, which is empty then; NULL: there are none. */
void cp_tasks_end(struct cp_tasks *q, struct cp_task *task, enum cp_task_end end, int signal,
                  struct cp_buf *bytes);

/* Removes an ended task, the first one or, with `any`, whichever comes first; NULL: none is
 * there. It is the caller's to free. */
struct cp_task *cp_tasks_take(struct cp_tasks *q, bool any);
/* NULL is fine. */
void cp_tasks_free(struct cp_task *task);

void cp_tasks_clear(struct cp_tasks *q);

#endif
