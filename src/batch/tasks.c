/* Tasks that were put and not yet taken back: see batch/tasks.h. */
#include "batch/tasks.h"

#include <stdlib.h>

bool
cp_tasks_put(struct cp_tasks *q, struct cp_slice bytes, void *tag)
{
    struct cp_task *task = calloc(1, sizeof *task);

    if (!task)
        return false;
    cp_buf_put_slice(&task->bytes, bytes);
    if (cp_buf_failed(&task->bytes)) {
        cp_tasks_free(task);
        return false;
    }
    task->number = q->numbers++;
    task->tag = tag;
    if (q->last)
        q->last->next = task;
    else
        q->first = task;
    q->last = task;
    if (!q->waiting)
        q->waiting = task;
    q->count++;
    q->held_bytes += bytes.n;
    return true;
}

struct cp_task *
cp_tasks_hand_out(struct cp_tasks *q)
{
    struct cp_task *task = q->waiting;

    if (!task)
        return NULL;
    task->state = CP_TASK_AT_WORK;
    do
        q->waiting = q->waiting->next;
    while (q->waiting && q->waiting->state != CP_TASK_WAITING);
    return task;
}

void
cp_tasks_take_back(struct cp_tasks *q, struct cp_task *task)
{
    task->state = CP_TASK_WAITING;
    if (!q->waiting || task->number < q->waiting->number)
        q->waiting = task;
}

bool
cp_tasks_is_stuck(const struct cp_tasks *q)
{
    const struct cp_task *task = q->first;

    while (task && task->state == CP_TASK_ENDED)
        task = task->next;
    return task && task == q->waiting;
}

void
cp_tasks_drop_bytes(struct cp_tasks *q, struct cp_task *task)
{
    q->held_bytes -= task->bytes.n;
    cp_buf_clear(&task->bytes);
}

void
cp_tasks_end(struct cp_tasks *q, struct cp_task *task, enum cp_task_end end, int signal,
             struct cp_buf *bytes)
{
    cp_tasks_drop_bytes(q, task);
    task->state = CP_TASK_ENDED;
    task->end = end;
    task->signal = signal;
    if (!bytes)
        return;
    task->bytes = *bytes;
    *bytes = (struct cp_buf){ .max = bytes->max };
    q->held_bytes += task->bytes.n;
}

struct cp_task *
cp_tasks_take(struct cp_tasks *q, bool any)
{
    struct cp_task *before = NULL, *task = q->first;

    for (; any && task && task->state != CP_TASK_ENDED; task = task->next)
        before = task;
    if (!task || task->state != CP_TASK_ENDED)
        return NULL;
    if (before)
        before->next = task->next;
    else
        q->first = task->next;
    if (q->last == task)
        q->last = before;
    q->count--;
    q->held_bytes -= task->bytes.n;
    task->next = NULL;
    return task;
}

void
cp_tasks_free(struct cp_task *task)
{
    if (!task)
        return;
    cp_buf_clear(&task->bytes);
    free(task);
}

void
cp_tasks_clear(struct cp_tasks *q)
{
    while (q->first) {
        struct cp_task *task = q->first;

        q->first = task->next;
        cp_tasks_free(task);
    }
    *q = (struct cp_tasks){ 0 };
}
