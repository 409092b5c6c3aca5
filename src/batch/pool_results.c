/* What a pool's workers answer: see batch/pool.h. */
#include "batch/pool_parts.h"

#include <string.h>

/* What a starting worker says. Returns whether it makes sense. */
static bool
hear_start(struct cp_pool *pool, struct cp_worker *w)
{
    switch (w->in.head.kind) {
    case CP_FRAME_READY:
        pool->failed_starts = 0;
        w->state = CP_WORKER_IDLE;
        w->deadline_ms = 0;
        return true;
    case CP_FRAME_USELESS:
        pool->is_useless = true;
        return true;
    default:
        return false;
    }
}

static struct cp_task *
shift_ahead(struct cp_worker *w)
{
    struct cp_task *first = w->ahead[0];

    w->ahead_count--;
    memmove(w->ahead, w->ahead + 1, w->ahead_count * sizeof *w->ahead);
    return first;
}

/* After its answer a worker takes what it has besides, or waits for more. */
static void
go_on(struct cp_pool *pool, struct cp_worker *w)
{
    if (w->stale_count) {
        w->stale_count--;
        cp_pool_start_clock(pool, w);
    } else if (w->ahead_count) {
        w->task = shift_ahead(w);
        /* What is still on its way is the last. */
        if (w->ahead_count || !cp_worker_is_sending(w))
            cp_tasks_drop_bytes(&pool->queue, w->task);
        cp_pool_start_clock(pool, w);
    } else {
        w->state = CP_WORKER_IDLE;
        w->deadline_ms = 0;
    }
}

static void
let_leave(struct cp_pool *pool, struct cp_worker *w)
{
    cp_pool_take_back(pool, w);
    w->stale_count = 0;
    w->state = CP_WORKER_LEAVING;
    w->deadline_ms = pool->clock_ms + CP_POOL_START_MS;
}

/* The same of a busy worker: only for want of memory may it answer what it has not read. */
static bool
hear_result(struct cp_pool *pool, struct cp_worker *w)
{
    bool is_hungry = w->in.head.kind == CP_FRAME_HUNGRY;
    enum cp_task_end end = CP_TASK_HUNGRY;

    if (w->in.head.kind == CP_FRAME_RESULT)
        end = CP_TASK_DONE;
    else if (w->in.head.kind == CP_FRAME_LONG)
        end = CP_TASK_TOO_LONG;
    else if (!is_hungry)
        return false;
    if (cp_worker_is_sending(w) && !w->ahead_count && !is_hungry)
        return false;
    if (w->task)
        cp_pool_end_task(pool, w->task, end, 0, end == CP_TASK_DONE ? &w->in.bytes : NULL);
    w->task = NULL;
    if (is_hungry || ++w->tasks_done == pool->options.recycle_after)
        let_leave(pool, w);
    else
        go_on(pool, w);
    return true;
}

static bool
hear(struct cp_pool *pool, struct cp_worker *w)
{
    if (w->state == CP_WORKER_STARTING)
        return hear_start(pool, w);
    return w->state == CP_WORKER_BUSY && hear_result(pool, w);
}

cleanpage_status
cp_pool_listen(struct cp_ctx *cx, struct cp_pool *pool, struct cp_worker *w)
{
    bool makes_sense = false;

    switch (cp_frame_receive(w->fd, &w->in)) {
    case CP_FRAME_PART:
        return CLEANPAGE_OK;
    case CP_FRAME_NO_MEMORY:
        w->in.bytes.no_memory = false;
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    case CP_FRAME_WHOLE:
        makes_sense = hear(pool, w);
        cp_frame_empty(&w->in);
        break;
    default:
        break;
    }
    if (!makes_sense)
        cp_pool_bury(pool, w, CP_TASK_CRASHED);
    return CLEANPAGE_OK;
}
