/* Records on their way through workers and servers to their outputs: see batch/running.h. */
#include "batch/running.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/line.h"
#include "fetch/media.h"

/* Numbers from the next output on that are fetched whatever room there is. */
#define FETCHES_NEAR 32

cleanpage_status
cp_batch_no_memory(struct cp_batch_state *b)
{
    return cp_fail(b->cx, CLEANPAGE_NOMEM, "out of memory");
}

static bool
writes_lines(const struct cp_batch_state *b)
{
    return b->options->clean->format == CLEANPAGE_JSONL;
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
static struct cp_under_way *
remember(struct cp_batch_state *b, const struct cp_record *r, uint64_t number,
         struct cp_slice file)
{
    bool is_named_by_url = cp_slice_eq(r->name, r->url);
    size_t n = file.n + r->id.n + r->name.n + r->carried.n + (is_named_by_url ? 0 : r->url.n);
    struct cp_under_way *u = malloc(sizeof *u + n + 1);
    char *at;

    if (!u) {
        cp_batch_no_memory(b);
        return NULL;
    }
    at = u->text;
    *u = (struct cp_under_way){ .number = number,
                                .record = { .number = r->number, .state = r->state } };
    u->file = keep(&at, file);
    u->record.id = keep(&at, r->id);
    u->record.carried = keep(&at, r->carried);
    u->record.name = keep(&at, r->name);
    /* Last, so that a NUL stands behind it. Of a list it is the name as well. */
    u->record.url = is_named_by_url ? u->record.name : keep(&at, r->url);
    *at = '\0';
    return u;
}

/* ------------------------------------------------------------------ outputs */

/* Rows do not depend on the order in which pages come. */
static cleanpage_status
learn(struct cp_batch_state *b, const struct cp_output_item *item)
{
    struct cp_sitepage page;

    return item->outcome == CP_OUTCOME_OK && cp_sitepage_read(item->bytes, &page)
               ? cp_sitedb_put(b->learned, &page)
               : CLEANPAGE_OK;
}

/* Of lines in order: a duplicate gets another one. */
static cleanpage_status
ask_for_duplicates(struct cp_batch_state *b, struct cp_output_item *item,
                   struct cp_clean_facts *facts)
{
    struct cp_line line;
    bool is_new;
    cleanpage_status st;

    if (!cp_line_cut(item->bytes, facts->members, &line))
        return CLEANPAGE_OK;
    b->line.n = 0;
    st = cp_unique_ask(&b->unique, item->number, &facts->signature, &line, &b->line, &is_new);
    if (st || is_new)
        return st;
    facts->filter = CP_FILTER_DEDUP;
    item->outcome = CP_OUTCOME_FILTERED;
    item->bytes = cp_buf_slice(&b->line);
    return cp_buf_failed(&b->line) ? cp_batch_no_memory(b) : CLEANPAGE_OK;
}

static cleanpage_status
write_out(struct cp_batch_state *b, const struct cp_output_item *given)
{
    struct cp_output_item decided = *given, *item = &decided;
    struct cp_clean_facts facts;
    cleanpage_status st = CLEANPAGE_OK;

    cp_clean_read_facts(item->facts, &facts);
    if (b->unique.seen && facts.has_signature)
        st = ask_for_duplicates(b, item, &facts);
    if (st)
        return st;
    b->counts->records++;
    b->counts->filtered += item->outcome == CP_OUTCOME_FILTERED;
    b->counts->by_filter[facts.filter] += item->outcome == CP_OUTCOME_FILTERED;
    b->counts->ok += item->outcome == CP_OUTCOME_OK;
    b->counts->empty += item->outcome == CP_OUTCOME_EMPTY;
    b->counts->errors += item->outcome == CP_OUTCOME_ERROR;
    return b->learned ? learn(b, item) : cp_sink_put(b->cx, b->sink, item);
}

cleanpage_status
cp_batch_drain(struct cp_batch_state *b)
{
    struct cp_output_item next;
    cleanpage_status st = CLEANPAGE_OK;

    while (!st && cp_order_take(&b->order, &next))
        st = write_out(b, &next);
    return st;
}

static cleanpage_status
put_output(struct cp_batch_state *b, const struct cp_output_item *item)
{
    cleanpage_status st = CLEANPAGE_OK;

    if (!cp_batch_keeps_order(b))
        return write_out(b, item);
    if (!cp_order_put(&b->order, item))
        return cp_batch_no_memory(b);
    if (item->is_fetched && item->number != b->order.next)
        st = cp_ahead_put(b->cx, &b->ahead, item);
    return st ? st : cp_batch_drain(b);
}

/* Tells of a record that has no line. */
static void
tell(struct cp_batch_state *b, void (*hear)(void *, const char *, const char *),
     struct cp_slice name, struct cp_slice cause)
{
    struct cp_buf text = { 0 };
    size_t cause_at;

    if (!hear)
        return;
    cp_buf_put_slice(&text, name);
    cp_buf_putc(&text, '\0');
    cause_at = text.n;
    cp_buf_put_slice(&text, cause);
    if (cp_buf_str(&text))
        hear(b->options->user, text.p, text.p + cause_at);
    cp_buf_clear(&text);
}

/* The cause of a failure as a line, or to somebody who hears it where there are no lines. */
cleanpage_status
cp_batch_put_failure(struct cp_batch_state *b, const struct cp_record *record, uint64_t number,
                     struct cp_slice cause)
{
    struct cp_output_item item = { .number = number,
                                   .outcome = CP_OUTCOME_ERROR,
                                   .is_fetched = record->state == CP_RECORD_FETCH };

    if (!writes_lines(b))
        tell(b, b->options->complain, record->name, cause);
    b->line.n = 0;
    if (writes_lines(b))
        cp_line_put_error(&b->line, record, cause);
    item.bytes = cp_buf_slice(&b->line);
    return cp_buf_failed(&b->line) ? cp_batch_no_memory(b) : put_output(b, &item);
}

/* ------------------------------------------------------------------ tasks */

static void
link_task(struct cp_batch_state *b, struct cp_under_way *u)
{
    u->next = b->tasks;
    if (b->tasks)
        b->tasks->before = u;
    b->tasks = u;
}

static void
unlink_task(struct cp_batch_state *b, struct cp_under_way *u)
{
    if (u->before)
        u->before->next = u->next;
    else
        b->tasks = u->next;
    if (u->next)
        u->next->before = u->before;
}

cleanpage_status
cp_batch_put_task(struct cp_batch_state *b, const struct cp_record *record, uint64_t number,
                  struct cp_slice file)
{
    struct cp_under_way *u = remember(b, record, number, file);

    if (!u)
        return CLEANPAGE_NOMEM;
    link_task(b, u);
    b->task.n = 0;
    cp_clean_put_task(&b->task, record);
    return cp_buf_failed(&b->task) ? cp_batch_no_memory(b)
                                   : cp_pool_put(b->cx, b->pool, cp_buf_slice(&b->task), u);
}

/* Why a worker did not come to an end, in words. */
static struct cp_slice
cause_of(struct cp_batch_state *b, const struct cp_task_result *result, char *text, size_t room)
{
    switch (result->end) {
    case CP_TASK_LATE:
        b->counts->late++;
        snprintf(text, room, "took longer than %ld ms", b->options->timeout_ms);
        break;
    case CP_TASK_TOO_LONG:
        snprintf(text, room, "its output is larger than %zu MiB", CP_BATCH_RESULT_MAX >> 20);
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

/* How long the signal that a worker died of may take to come here, too, in ms; 0 if it would
 * not. */
static long
moment_of(int signal)
{
    switch (signal) {
    case SIGINT:
    case SIGTERM:
    case SIGHUP:
        return 1000;
    case SIGKILL:
        /* Nobody sees it come; the moment is to die in, before the page's error is written. */
        return 100;
    default:
        return 0;
    }
}

/* Who ends all processes of a job, as Ctrl-C does and a scheduler, may meet the workers first:
 * then it is not the page's fault. What comes of SIGKILL alone is: the kernel wants memory. */
static bool
is_end_of_all(const struct cp_batch_state *b, const struct cp_task_result *result)
{
    struct timespec moment = { 0 };

    if (result->end != CP_TASK_CRASHED)
        return false;
    if (!cp_batch_is_stopped(b)) {
        long ms = moment_of(result->signal);

        moment.tv_sec = ms / 1000;
        moment.tv_nsec = ms % 1000 * 1000000;
        nanosleep(&moment, NULL);
    }
    return cp_batch_is_stopped(b);
}

/* A worker that a page got the better of may answer with anything, but not for other records. */
static cleanpage_status
put_result(struct cp_batch_state *b, const struct cp_under_way *u, struct cp_slice result)
{
    struct cp_output_item item = { .number = u->number,
                                   .name = u->file,
                                   .is_fetched = u->record.state == CP_RECORD_FETCH };

    item.outcome = cp_clean_read_result(result, &item.facts, &item.bytes);
    if (item.outcome == CP_OUTCOME_EMPTY && b->options->sink.is_wet)
        tell(b, b->options->note, u->record.name, CP_LIT("no main content"));
    if (writes_lines(b) && !cp_line_is_of(item.bytes, u->record.id))
        return cp_batch_put_failure(b, &u->record, u->number,
                                    CP_LIT("what its worker answered is no line of it"));
    return item.outcome == CP_OUTCOME_ERROR && !writes_lines(b)
               ? cp_batch_put_failure(b, &u->record, u->number, item.bytes)
               : put_output(b, &item);
}

static cleanpage_status
take_result(struct cp_batch_state *b, const struct cp_task_result *result)
{
    struct cp_under_way *u = result->tag;
    char text[80];
    cleanpage_status st = CLEANPAGE_OK;

    unlink_task(b, u);
    if (is_end_of_all(b, result)) {
        /* Nothing is written: another call does it. */
    } else if (result->end != CP_TASK_DONE) {
        st = cp_batch_put_failure(b, &u->record, u->number,
                                  cause_of(b, result, text, sizeof text));
    } else {
        st = put_result(b, u, result->bytes);
    }
    free(u);
    return st;
}

cleanpage_status
cp_batch_take_results(struct cp_batch_state *b, long wait_ms)
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

/* Bytes of a record that waits for its page: here, and about as many in the crawl. */
static size_t
cost_of(const struct cp_under_way *u)
{
    const struct cp_record *r = &u->record;

    return 2 * sizeof *u + u->file.n + r->id.n + r->name.n + r->carried.n + 3 * r->url.n;
}

static cleanpage_status
take_page(struct cp_batch_state *b, struct cp_under_way *u,
          const struct cp_crawl_result *answer)
{
    const struct cp_crawl_hop *hop;

    if (answer->outcome != CP_CRAWL_PAGE)
        return cp_batch_put_failure(b, &u->record, u->number, cp_slice_of(answer->message));
    hop = &answer->hops[answer->hop_count - 1];
    u->record.url = cp_slice_of(hop->url);
    u->record.charset = cp_media_parse(cp_slice_of(answer->content_type)).charset;
    u->record.bytes = hop->body;
    /* The pool may be full for a moment: results make room. */
    while (!cp_pool_has_room(b->pool)) {
        cleanpage_status st = cp_batch_take_results(b, CP_BATCH_STEP_MS);

        if (st)
            return st;
    }
    return cp_batch_put_task(b, &u->record, u->number, u->file);
}

static void
on_fetched(void *user, const struct cp_crawl_result *answer)
{
    struct cp_batch_state *b = user;
    struct cp_under_way *u = answer->tag;

    b->fetches--;
    b->fetch_bytes -= cost_of(u);
    if (!b->st)
        b->st = take_page(b, u, answer);
    free(u);
}

/* When the lines that wait take all the room they may, only those near the one that all wait
 * for are fetched. */
static bool
may_fetch(void *user, void *tag)
{
    const struct cp_batch_state *b = user;
    const struct cp_under_way *u = tag;

    return !cp_batch_keeps_order(b) || b->order.bytes < CP_BATCH_ORDER_BYTES ||
           u->number < b->order.next + FETCHES_NEAR;
}

cleanpage_status
cp_batch_fetch(struct cp_batch_state *b, const struct cp_record *record, uint64_t number,
               struct cp_slice file)
{
    struct cp_crawl_options options = { .fetch = b->options->fetch,
                                        .hosts_at_once = b->options->hosts_at_once,
                                        .pause_ms = b->options->pause_ms,
                                        .ignore_robots = b->options->ignore_robots,
                                        .requests_per_s = b->options->requests_per_s,
                                        .wait_max_s = b->options->wait_max_s,
                                        .done = on_fetched,
                                        .may_begin = may_fetch,
                                        .user = b };
    struct cp_under_way *u = remember(b, record, number, file);
    cleanpage_status st = u ? CLEANPAGE_OK : CLEANPAGE_NOMEM;

    if (!st && !b->crawl)
        st = cp_crawl_new(b->cx, &options, &b->crawl);
    if (!st)
        st = cp_crawl_add(b->crawl,
                          &(struct cp_crawl_request){ .url = u->record.url.p, .tag = u });
    if (st) {
        free(u);
    } else {
        b->fetches++;
        b->fetch_bytes += cost_of(u);
    }
    return st;
}
