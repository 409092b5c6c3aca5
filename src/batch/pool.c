/*
 * Workers, their tasks and their results: see batch/pool.h.
 *
 * All that moves does so in turns: a look at every socket, then at the clock, then new workers
 * for dead ones and tasks for idle ones. Nothing blocks but the one poll.
 */
#include "batch/pool_parts.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Milliseconds between two looks at the clock that count, besides those slept on purpose. */
#define AWAY_MAX_MS 1000

static int64_t
system_ms(void)
{
    struct timespec t = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---------------------------------------------------------------- time */

/*
 * The pool's clock stands still while nobody looks: what a worker sent meanwhile was not heard,
 * and after Ctrl-Z and fg no task is late.
 */
static void
pass_time(struct cp_pool *pool, int64_t slept_ms)
{
    int64_t now = system_ms(), passed = now - pool->looked_ms;

    if (passed > slept_ms + AWAY_MAX_MS)
        passed = slept_ms + AWAY_MAX_MS;
    pool->clock_ms += passed;
    pool->looked_ms = now;
}

static void
end_late_ones(struct cp_pool *pool)
{
    for (unsigned i = 0; i < pool->options.workers; i++) {
        struct cp_worker *w = &pool->workers[i];

        if (w->deadline_ms && pool->clock_ms >= w->deadline_ms)
            cp_pool_bury(pool, w, CP_TASK_LATE);
    }
}

/* When something is to be done about the worker, on the pool's clock; 0: never. */
static int64_t
next_care_ms(const struct cp_worker *w, bool others_are_idle)
{
    int64_t end_ms = others_are_idle ? cp_pool_patience_ends_ms(w) : 0;

    return end_ms && (!w->deadline_ms || end_ms < w->deadline_ms) ? end_ms : w->deadline_ms;
}

/* How long to sleep at most. -1: no limit. */
static int
sleep_ms(const struct cp_pool *pool, int64_t wait_ms)
{
    bool is_idle = cp_pool_has_idle(pool);

    for (unsigned i = 0; i < pool->options.workers; i++) {
        int64_t care_ms = next_care_ms(&pool->workers[i], is_idle);
        int64_t left = care_ms - pool->clock_ms;

        if (care_ms && (wait_ms < 0 || left < wait_ms))
            wait_ms = left < 0 ? 0 : left;
    }
    return wait_ms < INT_MAX ? (int)wait_ms : INT_MAX;
}

/* ---------------------------------------------------------------- a turn */

static void
set_polls(struct cp_pool *pool)
{
    for (unsigned i = 0; i < pool->options.workers; i++) {
        const struct cp_worker *w = &pool->workers[i];
        short events = cp_worker_is_sending(w) ? POLLIN | POLLOUT : POLLIN;

        pool->polls[i] = (struct pollfd){
            .fd = w->state == CP_WORKER_NONE ? -1 : w->fd,
            .events = events,
        };
    }
}

static cleanpage_status
serve(struct cp_ctx *cx, struct cp_pool *pool)
{
    cleanpage_status st = CLEANPAGE_OK;

    for (unsigned i = 0; !st && i < pool->options.workers; i++) {
        struct cp_worker *w = &pool->workers[i];

        if (pool->polls[i].revents & POLLOUT)
            cp_pool_note_sent(pool, w, cp_frame_send(w->fd, &w->out));
        if (pool->polls[i].revents & ~POLLOUT)
            st = cp_pool_listen(cx, pool, w);
    }
    return st;
}

/* All have enough to do for a while. */
static bool
is_supplied(const struct cp_pool *pool)
{
    for (unsigned i = 0; i < pool->options.workers; i++)
        if (pool->workers[i].ahead_count < CP_POOL_AHEAD_TASKS / 2)
            return false;
    return true;
}

/* Returns what poll does. */
static int
wait_for_workers(struct cp_pool *pool, int wait_ms)
{
    const struct timespec nap = { .tv_nsec = CP_POOL_NAP_NS };

    if (wait_ms != 0 && is_supplied(pool) && nanosleep(&nap, NULL) != 0)
        return -1;
    return poll(pool->polls, pool->options.workers, wait_ms);
}

/* Waits until something moves, and lets it. A signal ends the wait: *is_interrupted. */
static cleanpage_status
take_turn(struct cp_ctx *cx, struct cp_pool *pool, int64_t wait_ms, bool *is_interrupted)
{
    int slept_ms = sleep_ms(pool, wait_ms), ready;
    cleanpage_status st;

    pool->unasked = 0;
    set_polls(pool);
    ready = wait_for_workers(pool, slept_ms);
    *is_interrupted = ready < 0 && errno == EINTR;
    if (ready < 0 && !*is_interrupted)
        return cp_fail(cx, CLEANPAGE_NOMEM, "poll: %s", strerror(errno));
    st = ready > 0 ? serve(cx, pool) : CLEANPAGE_OK;
    if (st)
        return st;
    pass_time(pool, slept_ms < 0 ? 0 : slept_ms);
    end_late_ones(pool);
    cp_pool_relieve(pool);
    st = cp_pool_fill_places(cx, pool);
    cp_pool_give_tasks(pool);
    return st;
}

/* ---------------------------------------------------------------- the caller's side */

cleanpage_status
cp_pool_open(struct cp_ctx *cx, const struct cp_pool_options *options, struct cp_pool **pool)
{
    struct cp_pool *fresh = calloc(1, sizeof *fresh);
    cleanpage_status st = CLEANPAGE_NOMEM;

    if (fresh) {
        fresh->options = *options;
        fresh->looked_ms = system_ms();
        fresh->large_bytes = options->task_max ? options->task_max : CP_POOL_HELD_MAX;
        fresh->workers = calloc(options->workers, sizeof *fresh->workers);
        fresh->polls = calloc(options->workers, sizeof *fresh->polls);
    }
    if (fresh && fresh->workers && fresh->polls)
        st = cp_pool_fill_places(cx, fresh);
    else
        cp_fail(cx, st, "out of memory");
    if (st)
        cp_pool_close(fresh);
    else
        *pool = fresh;
    return st;
}

void
cp_pool_close(struct cp_pool *pool)
{
    if (!pool)
        return;
    for (unsigned i = 0; pool->workers && i < pool->options.workers; i++)
        cp_worker_end(&pool->workers[i]);
    cp_tasks_free(pool->given);
    cp_tasks_clear(&pool->queue);
    free(pool->workers);
    free(pool->polls);
    free(pool);
}

bool
cp_pool_has_room(const struct cp_pool *pool)
{
    const struct cp_tasks *q = &pool->queue;

    return q->count == 0 || (q->count < (size_t)pool->options.workers * CP_POOL_TASKS_AHEAD &&
                             q->held_bytes < CP_POOL_HELD_MAX);
}

static void
forget_given(struct cp_pool *pool)
{
    cp_tasks_free(pool->given);
    pool->given = NULL;
}

cleanpage_status
cp_pool_put(struct cp_ctx *cx, struct cp_pool *pool, struct cp_slice task, void *tag)
{
    cleanpage_status st = cp_pool_check_starts(cx, pool);

    forget_given(pool);
    if (st)
        return st;
    if (pool->options.task_max && task.n > pool->options.task_max)
        return cp_fail(cx, CLEANPAGE_LIMIT, "longer than %zu bytes", pool->options.task_max);
    if (!cp_tasks_put(&pool->queue, task, tag))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    cp_pool_give_tasks(pool);
    return CLEANPAGE_OK;
}

static bool
take_result(struct cp_pool *pool, struct cp_task_result *result)
{
    struct cp_task *task = cp_tasks_take(&pool->queue, pool->options.unordered);

    if (!task)
        return false;
    pool->given = task;
    *result = (struct cp_task_result){
        .number = task->number,
        .tag = task->tag,
        .end = task->end,
        .signal = task->signal,
        .bytes = cp_buf_slice(&task->bytes),
    };
    return true;
}

/* One of those that came in the last turn: its workers have been looked after. */
static bool
take_unasked(struct cp_pool *pool, struct cp_task_result *result)
{
    if (!pool->unasked)
        return false;
    pool->unasked--;
    return take_result(pool, result);
}

/* Workers are looked after first, even if an older result is there already, and then waited
 * for. */
cleanpage_status
cp_pool_get(struct cp_ctx *cx, struct cp_pool *pool, long wait_ms,
            struct cp_task_result *result, bool *found)
{
    bool had_room = cp_pool_has_room(pool), is_interrupted;
    int64_t end_ms, left_ms = 0;
    cleanpage_status st;

    forget_given(pool);
    *found = take_unasked(pool, result);
    if (*found)
        return CLEANPAGE_OK;
    end_ms = system_ms() + wait_ms;
    for (;;) {
        st = take_turn(cx, pool, left_ms, &is_interrupted);
        *found = take_result(pool, result);
        if (*found)
            return CLEANPAGE_OK;
        if (st || is_interrupted || !pool->queue.count)
            return st;
        left_ms = wait_ms < 0 ? -1 : end_ms - system_ms();
        if ((wait_ms >= 0 && left_ms <= 0) || (!had_room && cp_pool_has_room(pool)))
            return st;
    }
}

size_t
cp_pool_pending(const struct cp_pool *pool)
{
    return pool->queue.count;
}
