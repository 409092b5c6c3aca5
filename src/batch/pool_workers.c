/* A pool's workers come and go, and are given tasks: see batch/pool.h. */
#include "batch/pool_parts.h"

#include <errno.h>

/* ---------------------------------------------------------------- workers come and go */

void
cp_pool_end_task(struct cp_pool *pool, struct cp_task *task, enum cp_task_end end, int signal,
                 struct cp_buf *bytes)
{
    size_t n = bytes ? bytes->n : 0, fading = pool->large_bytes - pool->large_bytes / 4;

    cp_tasks_end(&pool->queue, task, end, signal, bytes);
    pool->large_bytes = n > fading ? n : fading;
    pool->unasked++;
}

void
cp_pool_take_back(struct cp_pool *pool, struct cp_worker *w)
{
    for (unsigned i = 0; i < w->ahead_count; i++)
        cp_tasks_take_back(&pool->queue, w->ahead[i]);
    w->ahead_count = 0;
}

void
cp_pool_bury(struct cp_pool *pool, struct cp_worker *w, enum cp_task_end end)
{
    struct cp_task *task = w->task;
    bool had_started = w->state != CP_WORKER_STARTING;
    int signal;

    cp_pool_take_back(pool, w);
    signal = cp_worker_end(w);
    if (task)
        cp_pool_end_task(pool, task, end, end == CP_TASK_CRASHED ? signal : 0, NULL);
    if (!had_started)
        pool->failed_starts++;
}

static bool
has_worker(const struct cp_pool *pool)
{
    for (unsigned i = 0; i < pool->options.workers; i++)
        if (pool->workers[i].state != CP_WORKER_NONE)
            return true;
    return false;
}

cleanpage_status
cp_pool_check_starts(struct cp_ctx *cx, const struct cp_pool *pool)
{
    if (pool->is_useless || pool->failed_starts >= CP_POOL_STARTS_MAX)
        return cp_fail(cx, CLEANPAGE_LIMIT, "worker processes do not start");
    return CLEANPAGE_OK;
}

cleanpage_status
cp_pool_fill_places(struct cp_ctx *cx, struct cp_pool *pool)
{
    cleanpage_status st = cp_pool_check_starts(cx, pool);
    int error = 0;

    for (unsigned i = 0; !st && !error && i < pool->options.workers; i++) {
        struct cp_worker *w = &pool->workers[i];

        if (w->state != CP_WORKER_NONE)
            continue;
        error = cp_worker_start(w, &pool->options);
        if (!error)
            w->deadline_ms = pool->clock_ms + CP_POOL_START_MS;
    }
    if (error && !has_worker(pool))
        st = cp_fail(cx, error == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_LIMIT,
                     "no worker process can be made: %s", strerror(error));
    return st;
}

/* ---------------------------------------------------------------- tasks to workers */

void
cp_pool_start_clock(struct cp_pool *pool, struct cp_worker *w)
{
    w->since_ms = pool->clock_ms;
    w->deadline_ms = pool->options.timeout_ms ? pool->clock_ms + pool->options.timeout_ms : 0;
}

/* A worker that died meanwhile is found out by listening to it: a result may be there. The
 * bytes of a task ahead are kept, for another one. */
void
cp_pool_note_sent(struct cp_pool *pool, struct cp_worker *w, enum cp_frame_state state)
{
    if (state == CP_FRAME_PART)
        return;
    w->out = (struct cp_frame_out){ .sent = sizeof w->out.head };
    if (w->ahead_count || !w->task)
        return;
    cp_tasks_drop_bytes(&pool->queue, w->task);
    cp_pool_start_clock(pool, w);
}

/* Begins to send the task that waits next. */
static enum cp_frame_state
send_next(struct cp_pool *pool, struct cp_worker *w)
{
    w->out = cp_frame_make(CP_FRAME_TASK, cp_buf_slice(&pool->queue.waiting->bytes));
    return cp_frame_send(w->fd, &w->out);
}

/* A task of which a dead worker got nothing stays where it is. */
static void
give_task(struct cp_pool *pool, struct cp_worker *w)
{
    enum cp_frame_state state = send_next(pool, w);

    if (state == CP_FRAME_END && w->out.sent == 0) {
        cp_pool_bury(pool, w, CP_TASK_CRASHED);
        return;
    }
    w->task = cp_tasks_hand_out(&pool->queue);
    w->state = CP_WORKER_BUSY;
    cp_pool_start_clock(pool, w);
    cp_pool_note_sent(pool, w, state);
}

/* The same of a busy one. If it is dead it may have answered before. */
static void
give_ahead(struct cp_pool *pool, struct cp_worker *w)
{
    enum cp_frame_state state = send_next(pool, w);

    if (state == CP_FRAME_END && w->out.sent == 0) {
        w->out = (struct cp_frame_out){ .sent = sizeof w->out.head };
        return;
    }
    w->ahead[w->ahead_count++] = cp_tasks_hand_out(&pool->queue);
    cp_pool_note_sent(pool, w, state);
}

static size_t
ahead_bytes(const struct cp_worker *w)
{
    size_t n = 0;

    for (unsigned i = 0; i < w->ahead_count; i++)
        n += w->ahead[i]->bytes.n;
    return n;
}

/* One that is to be replaced after so many tasks takes no more. */
static bool
is_at_its_last(const struct cp_pool *pool, const struct cp_worker *w)
{
    unsigned last = pool->options.recycle_after;

    return last && w->tasks_done + w->ahead_count + 1 >= last;
}

static bool
can_look_ahead(const struct cp_pool *pool, const struct cp_worker *w)
{
    return w->state == CP_WORKER_BUSY && w->task && !w->stale_count &&
           !cp_worker_is_sending(w) && pool->clock_ms - w->since_ms < CP_POOL_PATIENCE_MS &&
           !is_at_its_last(pool, w) &&
           ahead_bytes(w) + pool->queue.waiting->bytes.n <= CP_POOL_AHEAD_BYTES;
}

static bool
may_give(const struct cp_pool *pool)
{
    const struct cp_tasks *q = &pool->queue;

    return q->waiting && (q->held_bytes <= CP_POOL_HELD_MAX || cp_tasks_is_stuck(q));
}

/* What workers have they will do: there must be room for that, if results are as large as the
 * largest of late. */
static bool
may_give_ahead(const struct cp_pool *pool)
{
    size_t held = pool->queue.held_bytes;
    size_t results = (size_t)pool->options.workers * (CP_POOL_AHEAD_TASKS + 1);

    return pool->queue.waiting && held < CP_POOL_HELD_MAX &&
           pool->large_bytes <= (CP_POOL_HELD_MAX - held) / results;
}

void
cp_pool_give_tasks(struct cp_pool *pool)
{
    unsigned n = pool->options.workers;

    for (unsigned i = 0; i < n && may_give(pool); i++)
        if (pool->workers[i].state == CP_WORKER_IDLE)
            give_task(pool, &pool->workers[i]);
    for (unsigned ahead = 0; ahead < CP_POOL_AHEAD_TASKS; ahead++)
        for (unsigned i = 0; i < n && may_give_ahead(pool); i++)
            if (pool->workers[i].ahead_count == ahead &&
                can_look_ahead(pool, &pool->workers[i]))
                give_ahead(pool, &pool->workers[i]);
}

bool
cp_pool_has_idle(const struct cp_pool *pool)
{
    for (unsigned i = 0; i < pool->options.workers; i++)
        if (pool->workers[i].state == CP_WORKER_IDLE)
            return true;
    return false;
}

int64_t
cp_pool_patience_ends_ms(const struct cp_worker *w)
{
    return w->ahead_count && !cp_worker_is_sending(w) ? w->since_ms + CP_POOL_PATIENCE_MS : 0;
}

void
cp_pool_relieve(struct cp_pool *pool)
{
    for (unsigned i = 0; i < pool->options.workers; i++) {
        struct cp_worker *w = &pool->workers[i];
        int64_t end_ms = cp_pool_patience_ends_ms(w);

        if (!end_ms || pool->clock_ms < end_ms || !cp_pool_has_idle(pool))
            continue;
        w->stale_count = w->ahead_count;
        cp_pool_take_back(pool, w);
    }
}
