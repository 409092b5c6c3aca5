/* A batch: see batch/run.h. */
#include "batch/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "batch/line.h"
#include "batch/names.h"
#include "batch/order.h"
#include "batch/pool.h"
#include "crawl/crawl.h"
#include "fetch/media.h"

/* Outputs that wait for one before them: of so many records, and of so many bytes. A slow host
 * must not hold up the others soon, nor eat the memory. */
#define ORDER_ROOM 4096
#define ORDER_BYTES ((size_t)64 << 20)
/* Pages that are fetched at a time or wait for it, and bytes of all tasks. */
#define FETCHES_MAX 256
/* Of a result: JSON of a page, whose text is there up to twice, escaped. */
#define RESULT_MAX (6 * CP_INPUT_MAX)
/* Workers are made anew after so many pages: what little the engine's libraries may lose is
 * lost with them. */
#define RECYCLE_AFTER 10000
/* A look at the clock, the signals and the progress, in ms. */
#define STEP_MS 200

/* A record whose output is not there yet. */
struct under_way {
    struct under_way *next;
    uint64_t task;           /* of the pool */
    uint64_t number;         /* of the output */
    struct cp_slice file;    /* of the output, in a directory; else empty */
    struct cp_record record; /* without bytes; strings in `text` */
    char text[];
};

struct batch {
    struct cp_ctx *cx;
    const struct cp_batch_options *options;
    struct cp_batch_counts *counts;
    struct cp_source *source;
    struct cp_sink *sink;
    struct cp_pool *pool;
    struct cp_crawl *crawl;
    struct cp_order order;
    struct under_way *tasks;
    size_t fetches;
    uint64_t done; /* outputs that an earlier call wrote */
    uint64_t put;  /* outputs that were begun: number of the next */
    uint64_t tasks_put;
    struct cp_names names;
    struct cp_buf line, task, file;
    bool has_ended; /* the source */
    struct timespec started;
    cleanpage_status st;
};

static cleanpage_status
no_memory(struct batch *b)
{
    return cp_fail(b->cx, CLEANPAGE_NOMEM, "out of memory");
}

static bool
writes_lines(const struct batch *b)
{
    return b->options->clean->format == CLEANPAGE_JSONL;
}

static bool
writes_files(const struct batch *b)
{
    return b->options->sink.directory != NULL;
}

/* Files have their names, and no order. */
static bool
keeps_order(const struct batch *b)
{
    return !b->options->unordered && !writes_files(b);
}

static bool
is_stopped(const struct batch *b)
{
    return b->options->stop && *b->options->stop;
}

/* ------------------------------------------------------------------ what is under way */

static struct cp_slice
keep(char **at, struct cp_slice s)
{
    char *copy = *at;

    if (s.n)
        memcpy(copy, s.p, s.n);
    *at += s.n;
    return (struct cp_slice){ copy, s.n };
}

/* A copy of the record without its bytes. */
static struct under_way *
remember(struct batch *b, const struct cp_record *r, uint64_t number, struct cp_slice file)
{
    size_t n = file.n + r->id.n + r->name.n + r->url.n + r->carried.n;
    struct under_way *u = malloc(sizeof *u + n + 1);
    char *at;

    if (!u) {
        no_memory(b);
        return NULL;
    }
    at = u->text;
    *u = (struct under_way){ .number = number, .record = { .number = r->number } };
    u->file = keep(&at, file);
    u->record.id = keep(&at, r->id);
    u->record.name = keep(&at, r->name);
    u->record.carried = keep(&at, r->carried);
    /* Last, so that a NUL stands behind it. */
    u->record.url = keep(&at, r->url);
    *at = '\0';
    return u;
}

/* ------------------------------------------------------------------ outputs */

static cleanpage_status
write_out(struct batch *b, const struct cp_output_item *item)
{
    b->counts->records++;
    b->counts->ok += item->outcome == CP_OUTCOME_OK;
    b->counts->empty += item->outcome == CP_OUTCOME_EMPTY;
    b->counts->errors += item->outcome == CP_OUTCOME_ERROR;
    return cp_sink_put(b->cx, b->sink, item);
}

static cleanpage_status
put_output(struct batch *b, const struct cp_output_item *item)
{
    struct cp_output_item next;
    cleanpage_status st = CLEANPAGE_OK;

    if (!keeps_order(b))
        return write_out(b, item);
    if (!cp_order_put(&b->order, item))
        return no_memory(b);
    while (!st && cp_order_take(&b->order, &next))
        st = write_out(b, &next);
    return st;
}

/* The cause of a failure as a line, or to somebody who hears it where there are no lines. */
static cleanpage_status
put_failure(struct batch *b, const struct cp_record *record, uint64_t number,
            struct cp_slice cause)
{
    struct cp_output_item item = { .number = number, .outcome = CP_OUTCOME_ERROR };

    b->line.n = 0;
    cp_buf_put_slice(&b->line, record->name);
    if (!writes_lines(b) && b->options->complain && cp_buf_str(&b->line)) {
        struct cp_buf text = { 0 };

        cp_buf_put_slice(&text, cause);
        b->options->complain(b->options->user, b->line.p,
                             cp_buf_str(&text) ? text.p : "failed");
        cp_buf_clear(&text);
    }
    b->line.n = 0;
    if (writes_lines(b))
        cp_line_put_error(&b->line, record, cause);
    item.bytes = cp_buf_slice(&b->line);
    return cp_buf_failed(&b->line) ? no_memory(b) : put_output(b, &item);
}

/* ------------------------------------------------------------------ tasks */

static cleanpage_status
put_task(struct batch *b, const struct cp_record *record, uint64_t number, struct cp_slice file)
{
    struct under_way *u = remember(b, record, number, file);

    if (!u)
        return CLEANPAGE_NOMEM;
    u->task = b->tasks_put++;
    u->next = b->tasks;
    b->tasks = u;
    b->task.n = 0;
    cp_clean_put_task(&b->task, record);
    return cp_buf_failed(&b->task) ? no_memory(b)
                                   : cp_pool_put(b->cx, b->pool, cp_buf_slice(&b->task));
}

static struct under_way *
take_task(struct batch *b, uint64_t task)
{
    struct under_way **at = &b->tasks, *found;

    while (*at && (*at)->task != task)
        at = &(*at)->next;
    found = *at;
    if (found)
        *at = found->next;
    return found;
}

/* Why a worker did not come to an end, in words. */
static struct cp_slice
cause_of(struct batch *b, const struct cp_task_result *result, char *text, size_t room)
{
    switch (result->end) {
    case CP_TASK_LATE:
        b->counts->late++;
        snprintf(text, room, "took longer than %ld ms", b->options->timeout_ms);
        break;
    case CP_TASK_TOO_LONG:
        snprintf(text, room, "its output is larger than %zu MiB", RESULT_MAX >> 20);
        break;
    case CP_TASK_HUNGRY:
        b->counts->hungry++;
        snprintf(text, room, "needed more memory than %zu bytes", b->options->memory_bytes);
        break;
    default:
        b->counts->crashed++;
        snprintf(text, room, "cleaning it crashed (signal %d)", result->signal);
    }
    return cp_slice_of(text);
}

/* Who ends all processes of a job, as Ctrl-C does and a scheduler, may meet the workers first:
 * then it is not the page's fault. The signal for this process gets a moment to come. */
static bool
is_end_of_all(const struct batch *b, const struct cp_task_result *result)
{
    const struct timespec moment = { .tv_sec = 1 };

    if (result->end != CP_TASK_CRASHED)
        return false;
    if (!is_stopped(b) &&
        (result->signal == SIGINT || result->signal == SIGTERM || result->signal == SIGHUP))
        nanosleep(&moment, NULL);
    return is_stopped(b);
}

static cleanpage_status
take_result(struct batch *b, const struct cp_task_result *result)
{
    struct under_way *u = take_task(b, result->number);
    struct cp_output_item item = { 0 };
    char text[80];
    cleanpage_status st = CLEANPAGE_OK;

    if (!u || is_end_of_all(b, result)) {
        /* Nothing is written: another call does it. */
    } else if (result->end != CP_TASK_DONE) {
        st = put_failure(b, &u->record, u->number, cause_of(b, result, text, sizeof text));
    } else {
        item.number = u->number;
        item.name = u->file;
        item.outcome = cp_clean_read_result(result->bytes, &item.bytes);
        st = item.outcome == CP_OUTCOME_ERROR && !writes_lines(b)
                 ? put_failure(b, &u->record, u->number, item.bytes)
                 : put_output(b, &item);
    }
    free(u);
    return st;
}

static cleanpage_status
take_results(struct batch *b, long wait_ms)
{
    struct cp_task_result result;
    bool found = true;
    cleanpage_status st = CLEANPAGE_OK;

    while (!st && found) {
        st = cp_pool_get(b->cx, b->pool, wait_ms, &result, &found);
        if (!st && found)
            st = take_result(b, &result);
        wait_ms = 0;
    }
    return st;
}

/* ------------------------------------------------------------------ fetching */

static cleanpage_status
take_page(struct batch *b, struct under_way *u, const struct cp_crawl_result *answer)
{
    const struct cp_crawl_hop *hop;

    if (answer->outcome != CP_CRAWL_PAGE)
        return put_failure(b, &u->record, u->number, cp_slice_of(answer->message));
    hop = &answer->hops[answer->hop_count - 1];
    u->record.url = cp_slice_of(hop->url);
    u->record.charset = cp_media_parse(cp_slice_of(answer->content_type)).charset;
    u->record.bytes = hop->body;
    /* The pool may be full for a moment: results make room. */
    while (!cp_pool_has_room(b->pool)) {
        cleanpage_status st = take_results(b, STEP_MS);

        if (st)
            return st;
    }
    return put_task(b, &u->record, u->number, u->file);
}

static void
on_fetched(void *user, const struct cp_crawl_result *answer)
{
    struct batch *b = user;
    struct under_way *u = answer->tag;

    b->fetches--;
    if (!b->st)
        b->st = take_page(b, u, answer);
    free(u);
}

static cleanpage_status
fetch(struct batch *b, const struct cp_record *record, uint64_t number, struct cp_slice file)
{
    struct cp_crawl_options options = { .fetch = b->options->fetch,
                                        .hosts_at_once = b->options->hosts_at_once,
                                        .pause_ms = b->options->pause_ms,
                                        .ignore_robots = b->options->ignore_robots,
                                        .done = on_fetched,
                                        .user = b };
    struct under_way *u = remember(b, record, number, file);
    cleanpage_status st = u ? CLEANPAGE_OK : CLEANPAGE_NOMEM;

    if (!st && !b->crawl)
        st = cp_crawl_new(b->cx, &options, &b->crawl);
    if (!st)
        st = cp_crawl_add(b->crawl,
                          &(struct cp_crawl_request){ .url = u->record.url.p, .tag = u });
    if (st)
        free(u);
    else
        b->fetches++;
    return st;
}

/* ------------------------------------------------------------------ going on */

/* The name of its file, and whether an earlier call wrote that. */
static cleanpage_status
name_file(struct batch *b, const struct cp_record *record, bool *is_done)
{
    if (!cp_names_give(&b->names, record->name, record->number, &b->file))
        return no_memory(b);
    *is_done = b->options->sink.resume && cp_sink_has_file(b->sink, cp_buf_slice(&b->file));
    b->counts->skipped += *is_done;
    return CLEANPAGE_OK;
}

static cleanpage_status
begin(struct batch *b, const struct cp_record *record)
{
    uint64_t number = b->put++;
    bool is_done = number < b->done;
    cleanpage_status st = writes_files(b) ? name_file(b, record, &is_done) : CLEANPAGE_OK;

    if (st || is_done)
        return st;
    switch (record->state) {
    case CP_RECORD_PAGE:
        return put_task(b, record, number, cp_buf_slice(&b->file));
    case CP_RECORD_FETCH:
        return fetch(b, record, number, cp_buf_slice(&b->file));
    default:
        return put_failure(b, record, number, record->error);
    }
}

static bool
has_room(const struct batch *b)
{
    if (!cp_pool_has_room(b->pool) || b->fetches >= FETCHES_MAX)
        return false;
    /* What is done already needs none. */
    return !keeps_order(b) || b->put < b->done ||
           (cp_order_has_room(&b->order, b->put) && b->order.bytes < ORDER_BYTES);
}

static cleanpage_status
fill(struct batch *b)
{
    struct cp_record record;
    bool found = true;
    cleanpage_status st = CLEANPAGE_OK;

    while (!st && !b->has_ended && !is_stopped(b) && has_room(b)) {
        st = cp_source_next(b->cx, b->source, &record, &found);
        b->has_ended = !st && !found;
        if (!st && found)
            st = begin(b, &record);
    }
    return st;
}

static void
show_progress(struct batch *b)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    b->counts->seconds = (double)(now.tv_sec - b->started.tv_sec) +
                         (double)(now.tv_nsec - b->started.tv_nsec) / 1e9;
    cp_source_progress(b->source, &b->counts->bytes, &b->counts->bytes_total);
    if (b->options->progress)
        b->options->progress(b->options->user, b->counts);
}

/* One look at everybody who may have something. */
static cleanpage_status
step(struct batch *b)
{
    bool waits = cp_pool_pending(b->pool) > 0;
    cleanpage_status st = CLEANPAGE_OK;

    /* Who reads the pipe should not wait for what is there. */
    if (!has_room(b) || b->has_ended)
        st = cp_sink_flush(b->cx, b->sink);
    if (!st && b->fetches) {
        cp_crawl_step(b->crawl, waits ? 10 : STEP_MS);
        st = b->st;
    }
    if (!st && waits)
        st = take_results(b, b->fetches ? 10 : STEP_MS);
    return st;
}

static cleanpage_status
loop(struct batch *b)
{
    cleanpage_status st = fill(b);

    while (!st && !is_stopped(b) && (!b->has_ended || b->fetches || cp_pool_pending(b->pool))) {
        st = step(b);
        if (!st)
            st = fill(b);
        show_progress(b);
    }
    if (!st)
        st = cp_sink_flush(b->cx, b->sink);
    show_progress(b);
    return st;
}

/* ------------------------------------------------------------------ before and after */

static cleanpage_status
start(struct batch *b)
{
    const struct cp_batch_options *o = b->options;
    struct cp_pool_options pool = { .workers = o->workers,
                                    .timeout_ms = o->timeout_ms,
                                    .memory_bytes = o->memory_bytes,
                                    .recycle_after = RECYCLE_AFTER,
                                    .task_max = RESULT_MAX,
                                    .unordered = true,
                                    .user = o->clean,
                                    .work = cp_clean_work };

    b->names.extension = o->extension;
    b->done = b->counts->skipped;
    if (!cp_order_init(&b->order, ORDER_ROOM, b->done))
        return no_memory(b);
    return cp_pool_open(b->cx, &pool, &b->pool);
}

static void
clear(struct batch *b)
{
    struct under_way *u;

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
    cp_source_close(b->source);
    cp_sink_close(b->sink);
    cp_buf_clear(&b->line);
    cp_buf_clear(&b->task);
    cp_buf_clear(&b->file);
    cp_names_clear(&b->names);
}

cleanpage_status
cp_batch(struct cp_ctx *cx, const struct cp_batch_options *options,
         struct cp_batch_counts *counts)
{
    struct batch b = { .cx = cx, .options = options, .counts = counts };
    bool finished = false;
    cleanpage_status st;

    *counts = (struct cp_batch_counts){ 0 };
    clock_gettime(CLOCK_MONOTONIC, &b.started);
    /* Inputs that are not there must not cost an earlier call's output. */
    st = cp_source_open(cx, &options->source, &b.source);
    if (!st)
        st = cp_sink_open(cx, &options->sink, &b.sink, &counts->skipped, &finished);
    if (!st && !finished) {
        st = start(&b);
        if (!st)
            st = loop(&b);
        if (!st && !is_stopped(&b))
            st = cp_sink_finish(cx, b.sink);
    }
    clear(&b);
    return st;
}
