/*
 * Workers, their tasks and their results: see batch/pool.h.
 *
 * All that moves does so in turns: a look at every socket, then at the clock, then new workers
 * for dead ones and tasks for idle ones. Nothing blocks but the one poll.
 */
#include "batch/pool.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "batch/tasks.h"
#include "batch/worker.h"

/* Milliseconds between two looks at the clock that count, besides those slept on purpose. */
#define AWAY_MAX_MS 1000

struct cp_pool {
    struct cp_pool_options options;
    struct cp_worker *workers;
    struct pollfd *polls; /* one for each worker */
    struct cp_tasks queue;
    struct cp_task *given;  /* whose bytes the caller has */
    int64_t clock_ms;       /* that deadlines are on: see pass_time */
    int64_t looked_ms;      /* when the clock was set, by the system's */
    unsigned failed_starts; /* in a row */
    bool is_useless;        /* a worker said so */
};

static int64_t
system_ms(void)
{
    struct timespec t = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---------------------------------------------------------------- workers come and go */

/* What a worker was busy with ends so. */
static void
bury(struct cp_pool *pool, struct cp_worker *w, enum cp_task_end end)
{
    struct cp_task *task = w->task;
    bool had_started = w->state != CP_WORKER_STARTING;
    int signal = cp_worker_end(w);

    if (task)
        cp_tasks_end(&pool->queue, task, end, end == CP_TASK_CRASHED ? signal : 0, NULL);
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

static cleanpage_status
check_starts(struct cp_ctx *cx, const struct cp_pool *pool)
{
    if (pool->is_useless || pool->failed_starts >= CP_POOL_STARTS_MAX)
        return cp_fail(cx, CLEANPAGE_LIMIT, "worker processes do not start");
    return CLEANPAGE_OK;
}

/* Fewer workers than asked for will do; there is another attempt in the next turn. */
static cleanpage_status
fill_places(struct cp_ctx *cx, struct cp_pool *pool)
{
    cleanpage_status st = check_starts(cx, pool);
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

static void
set_deadline(struct cp_pool *pool, struct cp_worker *w)
{
    w->deadline_ms = pool->options.timeout_ms ? pool->clock_ms + pool->options.timeout_ms : 0;
}

/* A worker that died meanwhile is found out by listening to it: a result may be there. */
static void
note_sent(struct cp_pool *pool, struct cp_worker *w, enum cp_frame_state state)
{
    if (state == CP_FRAME_PART)
        return;
    cp_tasks_drop_bytes(&pool->queue, w->task);
    w->out = (struct cp_frame_out){ .sent = sizeof w->out.head };
    set_deadline(pool, w);
}

/* A task of which a dead worker got nothing stays where it is. */
static void
give_task(struct cp_pool *pool, struct cp_worker *w)
{
    enum cp_frame_state state;

    w->out = cp_frame_make(CP_FRAME_TASK, cp_buf_slice(&pool->queue.waiting->bytes));
    state = cp_frame_send(w->fd, &w->out);
    if (state == CP_FRAME_END && w->out.sent == 0) {
        bury(pool, w, CP_TASK_CRASHED);
        return;
    }
    w->task = cp_tasks_hand_out(&pool->queue);
    w->state = CP_WORKER_BUSY;
    set_deadline(pool, w);
    note_sent(pool, w, state);
}

static void
give_tasks(struct cp_pool *pool)
{
    const struct cp_tasks *q = &pool->queue;

    for (unsigned i = 0; i < pool->options.workers && q->waiting; i++) {
        if (q->held_bytes > CP_POOL_HELD_MAX && !cp_tasks_is_stuck(q))
            return;
        if (pool->workers[i].state == CP_WORKER_IDLE)
            give_task(pool, &pool->workers[i]);
    }
}

/* ---------------------------------------------------------------- results from workers */

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
    if (cp_worker_is_sending(w) && !is_hungry)
        return false;
    cp_tasks_end(&pool->queue, w->task, end, 0, end == CP_TASK_DONE ? &w->in.bytes : NULL);
    w->task = NULL;
    w->state = CP_WORKER_IDLE;
    w->deadline_ms = 0;
    if (is_hungry || ++w->tasks_done == pool->options.recycle_after) {
        w->state = CP_WORKER_LEAVING;
        w->deadline_ms = pool->clock_ms + CP_POOL_START_MS;
    }
    return true;
}

static bool
hear(struct cp_pool *pool, struct cp_worker *w)
{
    if (w->state == CP_WORKER_STARTING)
        return hear_start(pool, w);
    return w->state == CP_WORKER_BUSY && hear_result(pool, w);
}

static cleanpage_status
listen_to(struct cp_ctx *cx, struct cp_pool *pool, struct cp_worker *w)
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
        bury(pool, w, CP_TASK_CRASHED);
    return CLEANPAGE_OK;
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
            bury(pool, w, CP_TASK_LATE);
    }
}

/* How long to sleep at most: up to the next deadline. -1: no limit. */
static int
sleep_ms(const struct cp_pool *pool, int64_t wait_ms)
{
    for (unsigned i = 0; i < pool->options.workers; i++) {
        int64_t left = pool->workers[i].deadline_ms - pool->clock_ms;

        if (pool->workers[i].deadline_ms && (wait_ms < 0 || left < wait_ms))
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
            note_sent(pool, w, cp_frame_send(w->fd, &w->out));
        if (pool->polls[i].revents & ~POLLOUT)
            st = listen_to(cx, pool, w);
    }
    return st;
}

/* Waits until something moves, and lets it. A signal ends the wait: *is_interrupted. */
static cleanpage_status
take_turn(struct cp_ctx *cx, struct cp_pool *pool, int64_t wait_ms, bool *is_interrupted)
{
    int slept_ms = sleep_ms(pool, wait_ms), ready;
    cleanpage_status st;

    set_polls(pool);
    ready = poll(pool->polls, pool->options.workers, slept_ms);
    *is_interrupted = ready < 0 && errno == EINTR;
    if (ready < 0 && !*is_interrupted)
        return cp_fail(cx, CLEANPAGE_NOMEM, "poll: %s", strerror(errno));
    st = ready > 0 ? serve(cx, pool) : CLEANPAGE_OK;
    if (st)
        return st;
    pass_time(pool, slept_ms < 0 ? 0 : slept_ms);
    end_late_ones(pool);
    st = fill_places(cx, pool);
    give_tasks(pool);
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
        fresh->workers = calloc(options->workers, sizeof *fresh->workers);
        fresh->polls = calloc(options->workers, sizeof *fresh->polls);
    }
    if (fresh && fresh->workers && fresh->polls)
        st = fill_places(cx, fresh);
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
cp_pool_put(struct cp_ctx *cx, struct cp_pool *pool, struct cp_slice task)
{
    cleanpage_status st = check_starts(cx, pool);

    forget_given(pool);
    if (st)
        return st;
    if (pool->options.task_max && task.n > pool->options.task_max)
        return cp_fail(cx, CLEANPAGE_LIMIT, "longer than %zu bytes", pool->options.task_max);
    if (!cp_tasks_put(&pool->queue, task))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    give_tasks(pool);
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
        .end = task->end,
        .signal = task->signal,
        .bytes = cp_buf_slice(&task->bytes),
    };
    return true;
}

/* Workers are looked after first, even if a result is there already, and then waited for. */
cleanpage_status
cp_pool_get(struct cp_ctx *cx, struct cp_pool *pool, long wait_ms,
            struct cp_task_result *result, bool *found)
{
    bool had_room = cp_pool_has_room(pool), is_interrupted;
    int64_t end_ms = system_ms() + wait_ms, left_ms = 0;
    cleanpage_status st;

    forget_given(pool);
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
