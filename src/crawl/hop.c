/*
 * One request of a chain, and what its answer means: a page, a way that leads on, or a wish to
 * be left alone.
 */
#include <stdlib.h>

#include "crawl/crawling.h"
#include "crawl/head.h"
#include "fetch/reason.h"
#include "url/url.h"

/* Seconds that a server is left alone which is overloaded and does not say for how long; and
 * which says so twice. */
#define UNTOLD_WAIT_S 10
#define UNTOLD_LONG_WAIT_S 3600

/* Between two tries, however often the time was doubled: as curl has it. */
#define RETRY_DELAY_MAX_MS 600000

/* RFC 9309, 2.3.1.2. */
#define ROBOTS_REDIRECTS_MAX 5

/* ---------------------------------------------------------------- begin */

static size_t
max_bytes_of(const struct cp_crawl *crawl, const struct cp_task *task)
{
    if (task->max_bytes == 0)
        return (size_t)crawl->config.max_bytes;
    return task->max_bytes < CP_CRAWL_BODY_MAX ? task->max_bytes : CP_CRAWL_BODY_MAX;
}

static cleanpage_status
begin(struct cp_crawl *crawl, struct cp_task *task)
{
    struct cp_wish wish = {
        .url = cp_buf_slice(&task->target),
        .accept = task->accept,
        .etag = task->etag,
        .last_modified = task->last_modified,
        .wants = task->wants,
        .max_bytes = max_bytes_of(crawl, task),
        .takes_cookies = !task->transfer && !task->robots_of,
        /* robots.txt is public, and it may be that of a host where a redirect leads. */
        .is_foreign = task->robots_of || task->origin != task->first_origin,
    };

    if (!task->transfer)
        task->transfer = cp_transfer_new(crawl->multi, task);
    if (!task->transfer)
        return cp_fail(&crawl->cx, CLEANPAGE_NOMEM, "out of memory");
    return cp_transfer_begin(&crawl->cx, task->transfer, &wish);
}

void
cp_hop_begin(struct cp_crawl *crawl, struct cp_task *task)
{
    if (!(task->started_ms > 0))
        task->started_ms = cp_crawl_ms();
    if (begin(crawl, task)) {
        cp_task_end(crawl, task,
                    (struct cp_ending){ .outcome = CP_CRAWL_FAILED,
                                        .may_pass = true,
                                        .message = crawl->cx.message });
        return;
    }
    task->origin->host->under_way = task;
    crawl->under_way++;
    cp_turn_count_request(crawl);
}

/* ---------------------------------------------------------------- what came */

static void
end_without_memory(struct cp_crawl *crawl, struct cp_task *task)
{
    cp_task_end(crawl, task,
                (struct cp_ending){
                    .outcome = CP_CRAWL_FAILED, .may_pass = true, .message = "out of memory" });
}

/* The buffer's bytes become the caller's. */
static struct cp_slice
take_bytes(struct cp_buf *buf)
{
    struct cp_slice bytes = cp_buf_slice(buf);

    *buf = (struct cp_buf){ .max = buf->max };
    return bytes;
}

/* The answer becomes the last hop. False without memory. */
static bool
take_hop(struct cp_task *task, struct cp_answer *answer)
{
    struct cp_buf url = { 0 };
    struct cp_crawl_hop *longer =
        realloc(task->hops, (task->hop_count + 1) * sizeof *task->hops);

    if (longer)
        task->hops = longer;
    cp_url_put_public(&url, cp_buf_slice(&task->target));
    if (!longer || !cp_buf_str(&url)) {
        cp_buf_clear(&url);
        return false;
    }
    task->hops[task->hop_count++] = (struct cp_crawl_hop){
        .url = url.p,
        .status = answer->status,
        .head = take_bytes(&answer->head),
        .body = take_bytes(&answer->body),
    };
    return true;
}

static const struct cp_crawl_hop *
last_hop(const struct cp_task *task)
{
    return &task->hops[task->hop_count - 1];
}

static void
drop_last_hop(struct cp_task *task)
{
    const struct cp_crawl_hop *hop = last_hop(task);

    free((char *)hop->url);
    free((char *)hop->head.p);
    free((char *)hop->body.p);
    task->hop_count--;
}

/* ---------------------------------------------------------------- redirects */

static bool
is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static void
put_next(struct cp_buf *out, struct cp_slice here, struct cp_slice location)
{
    struct cp_buf absolute = { 0 };

    cp_url_resolve(&absolute, here, location);
    cp_task_put_target(out, cp_buf_slice(&absolute));
    if (cp_buf_failed(&absolute))
        out->no_memory = true;
    cp_buf_clear(&absolute);
}

/* Why the way must not be taken, or NULL. */
static const char *
objection(const struct cp_crawl *crawl, const struct cp_task *task, struct cp_slice next)
{
    size_t most = task->robots_of ? ROBOTS_REDIRECTS_MAX : (size_t)crawl->config.max_redirects;

    if (task->hop_count > most)
        return "too many redirects";
    if (!cp_url_may_be_asked(next))
        return "it leads to what is no address of http or https";
    if (!cp_fetch_config_allows(&crawl->config, next))
        return "it leads to a scheme that is not allowed";
    if (!cp_fetch_config_reaches(&crawl->config, next))
        return "it leads to a host that is not public, and others are not asked (--public-only)";
    return next.n > CP_CRAWL_URL_MAX ? "it leads to an address that is too long" : NULL;
}

/* On to the next address, under the rules of its own host. False without memory. */
static bool
go_on(struct cp_crawl *crawl, struct cp_task *task, struct cp_buf *next)
{
    long status = last_hop(task)->status;

    task->left_for_good = task->left_for_good && (status == 301 || status == 308);
    if (task->left_for_good) {
        task->moved_to.n = 0;
        cp_buf_put_slice(&task->moved_to, cp_buf_slice(next));
    }
    cp_buf_clear(&task->target);
    task->target = *next;
    *next = (struct cp_buf){ 0 };
    task->tries = 0;
    task->origin = cp_crawl_origin(crawl, cp_buf_slice(&task->target));
    if (!task->origin || cp_buf_failed(&task->moved_to))
        return false;
    cp_host_queue(crawl, task, task->robots_of ? CP_RANK_ROBOTS : CP_RANK_BEGUN);
    return true;
}

static void
follow(struct cp_crawl *crawl, struct cp_task *task, struct cp_slice location)
{
    struct cp_buf next = { 0 };
    const char *why;

    put_next(&next, cp_buf_slice(&task->target), location);
    why = objection(crawl, task, cp_buf_slice(&next));
    if (cp_buf_failed(&next))
        end_without_memory(crawl, task);
    else if (why)
        cp_task_end(crawl, task,
                    (struct cp_ending){
                        .outcome = CP_CRAWL_UNWANTED, .has_answer = true, .message = why });
    else if (!go_on(crawl, task, &next))
        end_without_memory(crawl, task);
    cp_buf_clear(&next);
}

/* ---------------------------------------------------------------- once more */

/* Milliseconds until the task's next try as its user wishes it; -1: it has had all of them. */
static long
retry_delay(const struct cp_crawl *crawl, const struct cp_task *task)
{
    long ms = crawl->config.retry_delay_ms;
    unsigned i;

    if ((long)task->tries >= crawl->config.retries)
        return -1;
    for (i = 0; i < task->tries && ms < RETRY_DELAY_MAX_MS; i++)
        ms *= 2;
    return ms < RETRY_DELAY_MAX_MS ? ms : RETRY_DELAY_MAX_MS;
}

/* Tries the same hop again after its delay, if there are tries left. */
static bool
retry(struct cp_crawl *crawl, struct cp_task *task, bool host_waits)
{
    long ms = retry_delay(crawl, task);

    if (ms < 0 || task->origin->host->is_dead)
        return false;
    task->tries++;
    if (host_waits)
        cp_host_hold(task->origin->host, (double)ms);
    cp_host_defer(crawl, task, ms);
    return true;
}

/* ---------------------------------------------------------------- being asked to wait */

static long
retry_after(struct cp_crawl *crawl, const struct cp_task *task)
{
    return cp_head_retry_after(last_hop(task)->head, cp_crawl_now(crawl));
}

static bool
is_overloaded(const struct cp_task *task)
{
    return last_hop(task)->status == 429 || last_hop(task)->status == 503;
}

/* Seconds that the answer asks to wait, said or not; -1: it does not, or how long is up to the
 * user. */
static long
wait_asked(struct cp_crawl *crawl, const struct cp_task *task)
{
    long told = retry_after(crawl, task);

    if (told >= 0 || !is_overloaded(task) || retry_delay(crawl, task) >= 0)
        return told;
    return last_hop(task)->status == 429 && task->tries ? UNTOLD_LONG_WAIT_S : UNTOLD_WAIT_S;
}

/* An answer that says "not now", not "never". */
static bool
is_refusal(struct cp_crawl *crawl, const struct cp_task *task)
{
    return is_overloaded(task) ||
           (cp_reason_may_pass(last_hop(task)->status) && retry_after(crawl, task) >= 0);
}

/*
 * The request waits and is tried once more, or as often as the user wishes; or it and the host
 * are put off. False: its answer is to be told like others.
 */
static bool
try_again(struct cp_crawl *crawl, struct cp_task *task, long wait_s)
{
    struct cp_ending put_off = { .outcome = CP_CRAWL_PUT_OFF,
                                 .has_answer = true,
                                 .may_pass = true,
                                 .message = "the server asks to be left alone" };
    bool is_long = wait_s > crawl->options.wait_max_s;
    long tries = crawl->config.retries > 0 ? crawl->config.retries : !task->robots_of;

    if (!is_refusal(crawl, task))
        return false;
    if (!is_long && (long)task->tries < tries) {
        drop_last_hop(task);
        task->tries++;
        cp_host_queue(crawl, task, task->robots_of ? CP_RANK_ROBOTS : CP_RANK_BEGUN);
        return true;
    }
    if (task->robots_of || (retry_after(crawl, task) < 0 && last_hop(task)->status == 503))
        return false;
    cp_host_put_off(crawl, task->origin, wait_s);
    put_off.retry_at = cp_crawl_now(crawl) + wait_s;
    cp_task_end(crawl, task, put_off);
    return true;
}

/* A failure that the server says nothing more of. */
static bool
retry_answer(struct cp_crawl *crawl, struct cp_task *task)
{
    bool is_host = is_overloaded(task);

    if (!cp_reason_may_pass(last_hop(task)->status) || retry_delay(crawl, task) < 0)
        return false;
    drop_last_hop(task);
    return retry(crawl, task, is_host);
}

/* ---------------------------------------------------------------- end */

static void
end_by_status(struct cp_crawl *crawl, struct cp_task *task)
{
    long status = last_hop(task)->status;
    struct cp_ending ending = { .outcome = CP_CRAWL_STATUS, .has_answer = true };
    struct cp_buf cause = { 0 };

    cp_answer_put_status(&cause, status);
    ending.may_pass = cp_reason_may_pass(status);
    if (status == 410)
        ending.outcome = CP_CRAWL_GONE;
    ending.message = cp_buf_str(&cause);
    cp_task_end(crawl, task, ending);
    cp_buf_clear(&cause);
}

/* An answer came and was taken as the last hop. */
static void
end_by_answer(struct cp_crawl *crawl, struct cp_task *task)
{
    const struct cp_crawl_hop *hop = last_hop(task);
    struct cp_slice location = cp_head_field(hop->head, CP_LIT("Location"));
    long wait_s = wait_asked(crawl, task);

    if (wait_s >= 0) {
        cp_host_wait(crawl, task->origin, wait_s);
        if (try_again(crawl, task, wait_s))
            return;
    } else if (retry_answer(crawl, task)) {
        return;
    }
    if (is_redirect(hop->status) && location.n)
        follow(crawl, task, location);
    else if (hop->status == 304 && (task->etag || task->last_modified))
        cp_task_end(crawl, task,
                    (struct cp_ending){ .outcome = CP_CRAWL_UNCHANGED, .has_answer = true });
    else if (hop->status < 300)
        cp_task_end(crawl, task,
                    (struct cp_ending){ .outcome = CP_CRAWL_PAGE, .has_answer = true });
    else
        end_by_status(crawl, task);
}

/* What came is of no use, or nothing came. */
static void
end_by_failure(struct cp_crawl *crawl, struct cp_task *task, enum cp_transfer_end how)
{
    struct cp_ending ending = { .outcome = CP_CRAWL_FAILED, .may_pass = true };
    bool is_unreachable = how == CP_TRANSFER_UNREACHABLE;
    struct cp_buf cause = { 0 };

    cp_transfer_put_cause(task->transfer, &cause);
    if (is_unreachable)
        cp_host_unreachable(crawl, task->origin, cp_buf_slice(&cause));
    if (how != CP_TRANSFER_UNWANTED && cp_transfer_may_pass(task->transfer) &&
        retry(crawl, task, is_unreachable)) {
        cp_buf_clear(&cause);
        return;
    }
    if (is_unreachable) {
        ending.is_unreachable = task->origin == task->first_origin;
    } else {
        ending.may_pass = cp_transfer_may_pass(task->transfer);
    }
    if (how == CP_TRANSFER_UNWANTED) {
        ending.outcome = CP_CRAWL_UNWANTED;
        ending.has_answer = take_hop(task, cp_transfer_answer(task->transfer));
    }
    ending.message = cp_buf_str(&cause);
    cp_task_end(crawl, task, ending);
    cp_buf_clear(&cause);
}

void
cp_hop_end(struct cp_crawl *crawl, struct cp_task *task)
{
    struct cp_answer *answer = cp_transfer_answer(task->transfer);
    enum cp_transfer_end how = cp_transfer_ended(task->transfer);
    struct cp_origin *origin = task->origin;

    origin->host->under_way = NULL;
    crawl->under_way--;
    crawl->counts.bytes += answer->body.n;
    if (answer->status)
        cp_host_reached(crawl, origin);
    if (how != CP_TRANSFER_GOOD)
        end_by_failure(crawl, task, how);
    else if (take_hop(task, answer))
        end_by_answer(crawl, task);
    else
        end_without_memory(crawl, task);
    /* Only now: it may have been robots.txt, which names the pause. */
    cp_host_pause(crawl, origin);
    cp_turn_add(crawl, origin->host);
}
