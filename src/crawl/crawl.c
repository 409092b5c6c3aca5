#include "crawl/crawl.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "crawl/crawling.h"
#include "url/url.h"

#define DEFAULT_HOSTS_AT_ONCE 16
#define DEFAULT_PAUSE_MS 1000
#define DEFAULT_CRAWL_DELAY_MAX_MS 60000
#define DEFAULT_WAIT_MAX_S 30

/* Until a request that may not be begun yet is asked about again. */
#define HOLD_MS 100.0

int64_t
cp_crawl_now(const struct cp_crawl *crawl)
{
    return (int64_t)time(NULL) + crawl->clock_offset_s;
}

double
cp_crawl_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---------------------------------------------------------------- new, free */

/* The clock is random enough where the system has nothing better: nothing secret hangs on it.
 */
static uint64_t
seed(void)
{
    uint64_t random = (uint64_t)time(NULL) ^ (uint64_t)getpid() << 32;
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

    if (fd >= 0) {
        if (read(fd, &random, sizeof random) < 0)
            random ^= (uint64_t)fd;
        close(fd);
    }
    return random;
}

static void
fill_in_options(struct cp_crawl *crawl, const struct cp_crawl_options *options)
{
    struct cp_crawl_options *own = &crawl->options;

    *own = *options;
    own->fetch = NULL;
    if (own->hosts_at_once == 0)
        own->hosts_at_once = DEFAULT_HOSTS_AT_ONCE;
    if (own->pause_ms == 0)
        own->pause_ms = DEFAULT_PAUSE_MS;
    if (own->crawl_delay_max_ms == 0)
        own->crawl_delay_max_ms = DEFAULT_CRAWL_DELAY_MAX_MS;
    if (own->wait_max_s == 0)
        own->wait_max_s = DEFAULT_WAIT_MAX_S;
    if (own->now)
        crawl->clock_offset_s = own->now - (int64_t)time(NULL);
    crawl->random = own->seed ? own->seed : seed();
}

cleanpage_status
cp_crawl_new(struct cp_ctx *cx, const struct cp_crawl_options *options, struct cp_crawl **crawl)
{
    struct cp_crawl *fresh = calloc(1, sizeof *fresh);
    cleanpage_status st;

    if (!fresh)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    st = cp_fetch_config_set(cx, &fresh->config, options->fetch);
    if (!st)
        st = cp_multi_new(cx, &fresh->config, &fresh->multi);
    if (st) {
        cp_crawl_free(fresh);
        return st;
    }
    fill_in_options(fresh, options);
    cp_arena_init(&fresh->arena, 0);
    cp_table_init(&fresh->host_numbers, &fresh->arena, (uint32_t)fresh->random);
    cp_table_init(&fresh->origin_numbers, &fresh->arena, (uint32_t)fresh->random);
    *crawl = fresh;
    return CLEANPAGE_OK;
}

static void
free_tasks(struct cp_crawl *crawl)
{
    struct cp_task *task;
    size_t i;

    while ((task = cp_queue_take(&crawl->homeless)))
        cp_task_free(task);
    for (i = 0; i < crawl->host_count; i++) {
        cp_task_free(crawl->hosts[i]->under_way);
        while ((task = cp_host_take(crawl->hosts[i])))
            cp_task_free(task);
    }
}

void
cp_crawl_free(struct cp_crawl *crawl)
{
    if (!crawl)
        return;
    free_tasks(crawl);
    cp_crawl_free_hosts(crawl);
    cp_multi_free(crawl->multi);
    cp_fetch_config_clear(&crawl->config);
    cp_arena_clear(&crawl->arena);
    free(crawl);
}

/* ---------------------------------------------------------------- requests */

/* A hundred thousand may wait at a time, with what their buffers have to spare. */
static void
give_back_room(struct cp_buf *buf)
{
    char *p = buf->n && !cp_buf_failed(buf) ? realloc(buf->p, buf->n) : NULL;

    if (!p)
        return;
    buf->p = p;
    buf->cap = buf->n;
}

/* Where the request goes, or why it goes nowhere. */
static void
set_target(const struct cp_crawl *crawl, struct cp_task *task)
{
    struct cp_slice url = cp_slice_of(task->url);

    if (url.n <= CP_CRAWL_URL_MAX)
        cp_task_put_target(&task->target, url);
    give_back_room(&task->target);
    url = cp_buf_slice(&task->target);
    if (strlen(task->url) > CP_CRAWL_URL_MAX)
        task->objection = "the address is too long";
    else if (!cp_url_may_be_asked(url))
        task->objection = "not a URL of http or https";
    else if (!cp_fetch_config_allows(&crawl->config, url))
        task->objection = "its scheme is not allowed";
    else if (!cp_fetch_config_reaches(&crawl->config, url))
        task->objection = CP_FETCH_NOT_PUBLIC;
}

/* False without memory. */
static bool
queue(struct cp_crawl *crawl, struct cp_task *task)
{
    if (task->objection) {
        cp_queue_put(&crawl->homeless, task);
        return true;
    }
    task->origin = task->first_origin = cp_crawl_origin(crawl, cp_buf_slice(&task->target));
    if (task->origin)
        cp_host_queue(crawl, task, task->rank);
    return task->origin != NULL;
}

cleanpage_status
cp_crawl_add(struct cp_crawl *crawl, const struct cp_crawl_request *request)
{
    struct cp_task *task = cp_task_new(request);

    if (task)
        set_target(crawl, task);
    if (!task || cp_buf_failed(&task->target) || !queue(crawl, task)) {
        cp_task_free(task);
        return CLEANPAGE_NOMEM;
    }
    crawl->unanswered++;
    return CLEANPAGE_OK;
}

static void
end_homeless(struct cp_crawl *crawl)
{
    struct cp_task *task;

    while ((task = cp_queue_take(&crawl->homeless)))
        cp_task_end(
            crawl, task,
            (struct cp_ending){ .outcome = CP_CRAWL_UNWANTED, .message = task->objection });
}

/* ---------------------------------------------------------------- hosts that are not asked */

static void
end_dead(struct cp_crawl *crawl, struct cp_host *host)
{
    struct cp_buf message = { 0 };
    struct cp_ending ending = { .outcome = CP_CRAWL_FAILED, .may_pass = true };
    struct cp_task *task;

    cp_buf_puts(&message, "the host is left alone, for its connections failed: ");
    cp_buf_put_slice(&message, cp_buf_slice(&host->trouble));
    ending.message = cp_buf_str(&message);
    ending.retry_at = host->wait_until;
    while ((task = cp_host_take(host)))
        cp_task_end(crawl, task, ending);
    cp_buf_clear(&message);
}

static void
end_put_off(struct cp_crawl *crawl, struct cp_host *host)
{
    struct cp_task *task;

    while ((task = cp_host_take(host)))
        cp_task_end(crawl, task,
                    (struct cp_ending){ .outcome = CP_CRAWL_PUT_OFF,
                                        .may_pass = true,
                                        .retry_at = host->wait_until,
                                        .message = "the host is left alone for now" });
}

/* By robots.txt, or because there is none to be had. */
static void
end_forbidden(struct cp_crawl *crawl, struct cp_task *task)
{
    struct cp_ending ending = { .outcome = CP_CRAWL_FORBIDDEN,
                                .message = "robots.txt forbids it" };

    if (task->origin->state != CP_ROBOTS_KNOWN) {
        ending.outcome = CP_CRAWL_PUT_OFF;
        ending.may_pass = true;
        ending.retry_at = task->origin->robots_until;
        ending.message = "robots.txt could not be had, so nothing may be fetched yet";
    }
    cp_task_end(crawl, task, ending);
}

/* ---------------------------------------------------------------- what may begin */

/* Who asked for it has no room for more: the host waits for a moment. */
static bool
is_held(struct cp_crawl *crawl, struct cp_host *host, const struct cp_task *task)
{
    if (!crawl->options.may_begin || task->robots_of || task->started_ms > 0 ||
        crawl->options.may_begin(crawl->options.user, task->tag))
        return false;
    cp_host_hold(host, HOLD_MS);
    cp_turn_add(crawl, host);
    return true;
}

/* Begins the host's next request, if there is one that may. */
static void
begin_at(struct cp_crawl *crawl, struct cp_host *host)
{
    struct cp_task *task;

    while (!crawl->is_stopped && !host->under_way && !host->is_dead &&
           (task = cp_host_first(host))) {
        enum cp_may may;

        if (is_held(crawl, host, task))
            return;
        may = cp_robots_may(crawl, task);
        /* Its robots.txt is what goes first now, or comes by way of another host. */
        if (may == CP_MAY_LATER && cp_host_first(host) == task)
            return;
        if (may == CP_MAY_LATER)
            continue;
        cp_host_take(host);
        if (may == CP_MAY_GO)
            cp_hop_begin(crawl, task);
        else
            end_forbidden(crawl, task);
    }
}

static bool
is_put_off(const struct cp_crawl *crawl, struct cp_host *host)
{
    if (host->is_put_off && cp_crawl_now(crawl) >= host->wait_until)
        host->is_put_off = false;
    return host->is_put_off;
}

/* It is the host's turn. */
static void
visit(struct cp_crawl *crawl, struct cp_host *host)
{
    if (host->is_dead) {
        end_dead(crawl, host);
    } else if (host->is_put_off) {
        if (is_put_off(crawl, host))
            end_put_off(crawl, host);
        else
            cp_turn_add(crawl, host);
    } else {
        cp_host_end_waits(host);
        begin_at(crawl, host);
        cp_turn_add_deferred(crawl, host);
    }
}

/* Begins all that may begin, and returns the milliseconds until more of it may. */
static double
begin_all(struct cp_crawl *crawl)
{
    struct cp_host *host;
    double wait_ms;

    while ((host = cp_turn_take(crawl, &wait_ms)))
        visit(crawl, host);
    return wait_ms;
}

static bool
end_all(struct cp_crawl *crawl)
{
    struct cp_task *task;
    bool any = false;

    cp_multi_perform(crawl->multi);
    while ((task = cp_multi_next_ended(crawl->multi))) {
        cp_hop_end(crawl, task);
        any = true;
    }
    return any;
}

static void
end_stopped(struct cp_crawl *crawl)
{
    struct cp_ending ending = { .outcome = CP_CRAWL_PUT_OFF,
                                .may_pass = true,
                                .message = "stopped" };
    struct cp_task *task;
    size_t i;

    for (i = 0; i < crawl->host_count; i++) {
        struct cp_host *host = crawl->hosts[i];

        task = host->under_way;
        host->under_way = NULL;
        if (task) {
            crawl->under_way--;
            cp_task_end(crawl, task, ending);
        }
        while ((task = cp_host_take(host)))
            cp_task_end(crawl, task, ending);
    }
}

/* ---------------------------------------------------------------- going on */

/* Whether anything ended; else *wait_ms is how long nothing will, unless a server answers. */
static bool
go_on(struct cp_crawl *crawl, double *wait_ms)
{
    size_t before = crawl->unanswered;
    bool any;

    end_homeless(crawl);
    if (crawl->is_stopped) {
        end_stopped(crawl);
        return true;
    }
    *wait_ms = begin_all(crawl);
    any = end_all(crawl);
    return any || crawl->unanswered != before;
}

size_t
cp_crawl_step(struct cp_crawl *crawl, long wait_ms)
{
    double end_ms = cp_crawl_ms() + (double)wait_ms, left_ms, idle_ms;

    crawl->is_in_step = true;
    do {
        bool any = go_on(crawl, &idle_ms);

        left_ms = end_ms - cp_crawl_ms();
        if (!any && crawl->unanswered && left_ms > 0)
            cp_multi_wait(crawl->multi, (long)(idle_ms < left_ms ? idle_ms : left_ms) + 1);
    } while (crawl->unanswered && left_ms > 0);
    crawl->is_in_step = false;
    return crawl->unanswered;
}

void
cp_crawl_stop(struct cp_crawl *crawl)
{
    crawl->is_stopped = true;
    if (!crawl->is_in_step) {
        end_homeless(crawl);
        end_stopped(crawl);
    }
}

struct cp_crawl_counts
cp_crawl_counted(const struct cp_crawl *crawl)
{
    return crawl->counts;
}
