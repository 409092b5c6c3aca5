/* A batch: see batch/run.h. */
#include "batch/running.h"

#include <stdlib.h>

/* Outputs that wait for one before them, of so many records: a slow host must not hold up the
 * others soon. What they take is bounded by CP_BATCH_ORDER_BYTES. */
#define ORDER_ROOM 131072
/* Pages that are fetched or wait for it, and what they take: how far a list is read ahead, so
 * that a slow host, or a list that is sorted by host, does not keep the others waiting. */
#define FETCHES_MAX ORDER_ROOM
#define FETCH_BYTES ((size_t)96 << 20)
/* Workers are made anew after so many pages: what little the engine's libraries may lose is
 * lost with them. */
#define RECYCLE_AFTER 10000

/* ------------------------------------------------------------------ going on */

/* The name of its file, and whether an earlier call wrote that. */
static cleanpage_status
name_file(struct cp_batch_state *b, const struct cp_record *record, bool *is_done)
{
    if (!cp_names_give(&b->names, record->name, record->number, &b->file))
        return cp_batch_no_memory(b);
    *is_done = b->options->sink.resume && cp_sink_has_file(b->sink, cp_buf_slice(&b->file));
    b->counts->skipped += *is_done;
    return CLEANPAGE_OK;
}

static cleanpage_status
begin(struct cp_batch_state *b, const struct cp_record *record)
{
    uint64_t number = b->put++;
    bool is_done = false;
    cleanpage_status st =
        cp_batch_writes_files(b) ? name_file(b, record, &is_done) : CLEANPAGE_OK;

    if (st || is_done || (cp_batch_keeps_order(b) && cp_order_find(&b->order, number)))
        return st;
    switch (record->state) {
    case CP_RECORD_PAGE:
        return cp_batch_put_task(b, record, number, cp_buf_slice(&b->file));
    case CP_RECORD_FETCH:
        return cp_batch_fetch(b, record, number, cp_buf_slice(&b->file));
    default:
        return cp_batch_put_failure(b, record, number, record->error);
    }
}

static bool
has_room(const struct cp_batch_state *b)
{
    if (!cp_pool_has_room(b->pool) || b->fetches >= FETCHES_MAX ||
        b->fetch_bytes >= FETCH_BYTES)
        return false;
    return !cp_batch_keeps_order(b) ||
           (cp_order_has_room(&b->order, b->put) && b->order.bytes < CP_BATCH_ORDER_BYTES);
}

static cleanpage_status
fill(struct cp_batch_state *b)
{
    struct cp_record record;
    bool found = true;
    cleanpage_status st = CLEANPAGE_OK;

    while (!st && !b->has_ended && !cp_batch_is_stopped(b) && has_room(b)) {
        b->is_silent = cp_source_is_silent(b->source, 0);
        if (b->is_silent)
            return st;
        st = cp_source_next(b->cx, b->source, &record, &found);
        b->has_ended = !st && !found;
        /* Others want to look at something, too. */
        if (!st && found && record.state == CP_RECORD_PASSED)
            return st;
        if (!st && found)
            st = begin(b, &record);
    }
    return st;
}

/* Records of all the inputs, by how many there were in what was read of them. */
static uint64_t
guess_total(const struct cp_batch_state *b)
{
    const struct cp_batch_counts *c = b->counts;

    if (b->has_ended || !c->bytes || c->bytes_total < c->bytes)
        return b->has_ended ? b->put : 0;
    return (uint64_t)((double)b->put * (double)c->bytes_total / (double)c->bytes);
}

static void
show_progress(struct cp_batch_state *b)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    b->counts->seconds = (double)(now.tv_sec - b->started.tv_sec) +
                         (double)(now.tv_nsec - b->started.tv_nsec) / 1e9;
    cp_source_progress(b->source, &b->counts->bytes, &b->counts->bytes_total);
    b->counts->records_total = guess_total(b);
    b->counts->source = cp_source_counts(b->source);
    if (b->options->progress)
        b->options->progress(b->options->user, b->counts);
}

static cleanpage_status
flush(struct cp_batch_state *b)
{
    cleanpage_status st = cp_sink_flush(b->cx, b->sink);

    return st ? st : cp_ahead_trim(b->cx, &b->ahead, &b->order);
}

/* One look at everybody who may have something. */
static cleanpage_status
step(struct cp_batch_state *b)
{
    bool waits = cp_pool_pending(b->pool) > 0;
    cleanpage_status st = CLEANPAGE_OK;

    /* Who reads the pipe should not wait for what is there: it may be who writes the other. */
    if (!has_room(b) || b->has_ended || b->is_silent)
        st = flush(b);
    /* Both want to be looked after: neither is waited for long while the other is at work. */
    if (!st && b->fetches) {
        cp_crawl_step(b->crawl, waits ? 2 : CP_BATCH_STEP_MS);
        st = b->st;
    }
    if (!st && waits)
        st = cp_batch_take_results(b, b->fetches ? 0 : b->is_silent ? 10 : CP_BATCH_STEP_MS);
    if (!waits && !b->fetches && b->is_silent)
        cp_source_is_silent(b->source, CP_BATCH_STEP_MS);
    return st;
}

static cleanpage_status
loop(struct cp_batch_state *b)
{
    cleanpage_status st = fill(b);

    while (!st && !cp_batch_is_stopped(b) &&
           (!b->has_ended || b->fetches || cp_pool_pending(b->pool))) {
        st = step(b);
        if (!st)
            st = fill(b);
        show_progress(b);
    }
    if (!st)
        st = flush(b);
    show_progress(b);
    return st;
}

/* ------------------------------------------------------------------ before and after */

/* Tried out, so that one who requires it hears why there is none, and that workers who would
 * not survive it do without. */
static cleanpage_status
prepare_sandbox(struct cp_batch_state *b)
{
    struct cp_clean *clean = b->options->clean;
    struct cp_sandbox_state *state = &b->counts->sandbox;
    cleanpage_status st = cleanpage_preload(clean->cp);

    if (st)
        return cp_fail(b->cx, st, "%s", cleanpage_message(clean->cp));
    st = cp_sandbox_try(b->cx, clean->sandbox, state);
    if (!state->has_filter && !state->has_landlock && !state->has_limits)
        clean->sandbox = CP_SANDBOX_OFF;
    return st;
}

static cleanpage_status
start(struct cp_batch_state *b)
{
    const struct cp_batch_options *o = b->options;
    struct cp_pool_options pool = { .workers = o->workers,
                                    .timeout_ms = o->timeout_ms,
                                    .memory_bytes = o->memory_bytes,
                                    .recycle_after = RECYCLE_AFTER,
                                    .task_max = CP_BATCH_RESULT_MAX,
                                    .unordered = true,
                                    .user = o->clean,
                                    .start = cp_clean_start,
                                    .work = cp_clean_work };
    struct cp_seen_options seen = { .output = o->sink.file, .kind = o->dedup };
    cleanpage_status st;

    b->names.extension = o->extension;
    seen.done = b->put;
    if (!cp_order_init(&b->order, ORDER_ROOM, b->put))
        return cp_batch_no_memory(b);
    st = o->dedup ? cp_unique_init(b->cx, &b->unique, &seen) : CLEANPAGE_OK;
    if (!st && cp_batch_keeps_order(b) && cp_sink_part(b->sink) && !b->learned)
        st = cp_ahead_open(b->cx, &b->ahead, o->sink.file, o->sink.resume, &b->order);
    if (!st)
        st = cp_batch_drain(b);
    if (!st)
        st = prepare_sandbox(b);
    return st ? st : cp_pool_open(b->cx, &pool, &b->pool);
}

/* The index must not be behind the output: what it does not know could come twice. */
static cleanpage_status
before_writing(void *user)
{
    struct cp_batch_state *b = user;

    return b->unique.seen ? cp_seen_commit(b->unique.seen, b->order.next) : CLEANPAGE_OK;
}

/* All is there, and FILE has its name, by this call or an earlier one. */
static void
finish_dedup(struct cp_batch_state *b)
{
    if (b->unique.seen)
        cp_unique_finish(&b->unique);
    else if (b->options->dedup)
        cp_seen_remove(b->options->sink.file);
}

static void
clear(struct cp_batch_state *b)
{
    struct cp_under_way *u;

    cp_pool_close(b->pool);
    if (b->crawl) {
        b->st = b->st ? b->st : CLEANPAGE_LIMIT; /* answers that still come are not taken */
        cp_crawl_stop(b->crawl);
        cp_crawl_free(b->crawl);
    }
    while ((u = b->tasks)) {
        b->tasks = u->next;
        free(u);
    }
    cp_order_clear(&b->order);
    cp_ahead_clear(&b->ahead);
    cp_unique_clear(&b->unique);
    cp_source_close(b->source);
    cp_sink_close(b->sink);
    cp_sitedb_close(b->learned);
    cp_buf_clear(&b->line);
    cp_buf_clear(&b->task);
    cp_buf_clear(&b->file);
    cp_names_clear(&b->names);
}

/* Number of the first record that the source gives. */
static uint64_t
first_number(const struct cp_source_options *o)
{
    return o->shards ? o->first + (o->shard + o->shards - o->first % o->shards) % o->shards
                     : o->first;
}

/* Goes on behind what an earlier call did. */
static void
skip_done(struct cp_batch_state *b, uint64_t done)
{
    const struct cp_source_options *o = &b->options->source;
    uint64_t shards = o->shards ? o->shards : 1, first = first_number(o),
             next = b->options->sink.is_wet ? done : first + done * shards;

    if (!done)
        return;
    cp_source_skip(b->source, next);
    b->put = b->counts->skipped = next > first ? (next - first + shards - 1) / shards : 0;
}

cleanpage_status
cp_batch(struct cp_ctx *cx, const struct cp_batch_options *options,
         struct cp_batch_counts *counts)
{
    struct cp_batch_state b = { .cx = cx, .options = options, .counts = counts };
    struct cp_sink_options sink = options->sink;
    struct cp_sink_start begun = { 0 };
    cleanpage_status st;

    *counts = (struct cp_batch_counts){ 0 };
    clock_gettime(CLOCK_MONOTONIC, &b.started);
    /* Inputs that are not there must not cost an earlier call's output. */
    st = cp_source_open(cx, &options->source, &b.source);
    sink.before = before_writing;
    sink.user = &b;
    if (!st && options->learn)
        st = cp_sitedb_open(cx, options->learn, CP_SITEDB_LEARN, &b.learned);
    if (!st)
        st = cp_sink_open(cx, &sink, &b.sink, &begun);
    counts->is_busy = begun.is_busy;
    if (!st && !begun.is_finished) {
        skip_done(&b, begun.done);
        st = start(&b);
        if (!st)
            st = loop(&b);
        if (!st && b.learned)
            st = cp_sitedb_finish(b.learned);
        if (!st && !cp_batch_is_stopped(&b))
            st = cp_sink_finish(cx, b.sink);
        if (!st && !cp_batch_is_stopped(&b))
            cp_ahead_remove(&b.ahead);
    }
    if (!st && !cp_batch_is_stopped(&b))
        finish_dedup(&b);
    clear(&b);
    return st;
}
