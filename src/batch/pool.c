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
#include <string.h>
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
    size_t large_bytes;     /* of a result, of late: what the next ones may have */
    size_t unasked;         /* results that came in the last turn and were not got yet */
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

static void
end_task(struct cp_pool *pool, struct cp_task *task, enum cp_task_end end, int signal,
         struct cp_buf *bytes)
{
    size_t n = bytes ? bytes->n : 0, fading = pool->large_bytes - pool->large_bytes / 4;

    cp_tasks_end(&pool->queue, task, end, signal, bytes);
    pool->large_bytes = n > fading ? n : fading;
    pool->unasked++;
}

/* What it has not begun is for others. */
static void
take_ahead_back(struct cp_pool *pool, struct cp_worker *w)
{
    for (unsigned i = 0; i < w->ahead_count; i++)
        cp_tasks_take_back(&pool->queue, w->ahead[i]);
    w->ahead_count = 0;
}

/* What a worker was busy with ends so. */
static void
bury(struct cp_pool *pool, struct cp_worker *w, enum cp_task_end end)
{
    struct cp_task *task = w->task;
    bool had_started = w->state != CP_WORKER_STARTING;
    int signal;

    take_ahead_back(pool, w);
    signal = cp_worker_end(w);
    if (task)
        end_task(pool, task, end, end == CP_TASK_CRASHED ? signal : 0, NULL);
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

/* It is at its task from now on. */
static void
start_clock(struct cp_pool *pool, struct cp_worker *w)
{
    w->since_ms = pool->clock_ms;
    w->deadline_ms = pool->options.timeout_ms ? pool->clock_ms + pool->options.timeout_ms : 0;
}

/* A worker that died meanwhile is found out by listening to it: a result may be there. The
 * bytes of a task ahead are kept, for another one. */
static void
note_sent(struct cp_pool *pool, struct cp_worker *w, enum cp_frame_state state)
{
    if (state == CP_FRAME_PART)
        return;
    w->out = (struct cp_frame_out){ .sent = sizeof w->out.head };
    if (w->ahead_count || !w->task)
        return;
    cp_tasks_drop_bytes(&pool->queue, w->task);
    start_clock(pool, w);
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
        bury(pool, w, CP_TASK_CRASHED);
        return;
    }
    w->task = cp_tasks_hand_out(&pool->queue);
    w->state = CP_WORKER_BUSY;
    start_clock(pool, w);
    note_sent(pool, w, state);
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
    note_sent(pool, w, state);
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

/* The idle ones come first, and then those that have least. */
static void
give_tasks(struct cp_pool *pool)
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

static bool
has_idle(const struct cp_pool *pool)
{
    for (unsigned i = 0; i < pool->options.workers; i++)
        if (pool->workers[i].state == CP_WORKER_IDLE)
            return true;
    return false;
}

/* When the tasks that the worker has ahead are for others, on the pool's clock; 0: never. */
static int64_t
patience_ends_ms(const struct cp_worker *w)
{
    return w->ahead_count && !cp_worker_is_sending(w) ? w->since_ms + CP_POOL_PATIENCE_MS : 0;
}

/* Who takes long at a task keeps no others from those who have nothing to do. */
static void
relieve_slow_ones(struct cp_pool *pool)
{
    for (unsigned i = 0; i < pool->options.workers; i++) {
        struct cp_worker *w = &pool->workers[i];
        int64_t end_ms = patience_ends_ms(w);

        if (!end_ms || pool->clock_ms < end_ms || !has_idle(pool))
            continue;
        w->stale_count = w->ahead_count;
        take_ahead_back(pool, w);
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
        start_clock(pool, w);
    } else if (w->ahead_count) {
        w->task = shift_ahead(w);
        /* What is still on its way is the last. */
        if (w->ahead_count || !cp_worker_is_sending(w))
            cp_tasks_drop_bytes(&pool->queue, w->task);
        start_clock(pool, w);
    } else {
        w->state = CP_WORKER_IDLE;
        w->deadline_ms = 0;
    }
}

static void
let_leave(struct cp_pool *pool, struct cp_worker *w)
{
    take_ahead_back(pool, w);
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
        end_task(pool, w->task, end, 0, end == CP_TASK_DONE ? &w->in.bytes : NULL);
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

/* When something is to be done about the worker, on the pool's clock; 0: never. */
static int64_t
next_care_ms(const struct cp_worker *w, bool others_are_idle)
{
    int64_t end_ms = others_are_idle ? patience_ends_ms(w) : 0;

    return end_ms && (!w->deadline_ms || end_ms < w->deadline_ms) ? end_ms : w->deadline_ms;
}

/* How long to sleep at most. -1: no limit. */
static int
sleep_ms(const struct cp_pool *pool, int64_t wait_ms)
{
    bool is_idle = has_idle(pool);

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
            note_sent(pool, w, cp_frame_send(w->fd, &w->out));
        if (pool->polls[i].revents & ~POLLOUT)
            st = listen_to(cx, pool, w);
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
    relieve_slow_ones(pool);
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
        fresh->large_bytes = options->task_max ? options->task_max : CP_POOL_HELD_MAX;
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
cp_pool_put(struct cp_ctx *cx, struct cp_pool *pool, struct cp_slice task, void *tag)
{
    cleanpage_status st = check_starts(cx, pool);

    forget_given(pool);
    if (st)
        return st;
    if (pool->options.task_max && task.n > pool->options.task_max)
        return cp_fail(cx, CLEANPAGE_LIMIT, "longer than %zu bytes", pool->options.task_max);
    if (!cp_tasks_put(&pool->queue, task, tag))
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
