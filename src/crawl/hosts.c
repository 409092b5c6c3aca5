#include <stdlib.h>

#include "crawl/crawling.h"
#include "url/url.h"

/* Connections that fail in a row until a host is left alone, and for how long: twice as long
 * after each further one. */
#define FAILURES_MAX 3
#define ALONE_MIN_S 3600
#define ALONE_MAX_S 86400

/* ---------------------------------------------------------------- finding them */

static void
put_lower(struct cp_buf *out, struct cp_slice s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        cp_buf_putc(out, (char)cp_lower((unsigned char)s.p[i]));
}

/* "example.org." is the same host. */
static struct cp_slice
without_dot(struct cp_slice host)
{
    host.n -= host.n > 1 && host.p[host.n - 1] == '.';
    return host;
}

static bool
is_default_port(const struct cp_url *url)
{
    return cp_slice_eq(url->port, cp_slice_eq_nocase(url->scheme, CP_LIT("https"))
                                      ? CP_LIT("443")
                                      : CP_LIT("80"));
}

static void
put_origin(struct cp_buf *out, const struct cp_url *url)
{
    put_lower(out, url->scheme);
    cp_buf_puts(out, "://");
    put_lower(out, without_dot(url->host));
    if (url->port.n && !is_default_port(url)) {
        cp_buf_putc(out, ':');
        cp_buf_put_slice(out, url->port);
    }
}

/* The list of pointers with room for one more; NULL without memory. */
static void *
grown(void *list, size_t count, size_t *cap)
{
    size_t more = *cap ? 2 * *cap : 64;
    void *longer;

    if (count < *cap)
        return list;
    longer = realloc(list, more * sizeof(void *));
    if (longer)
        *cap = more;
    return longer;
}

static struct cp_host *
new_host(struct cp_crawl *crawl, struct cp_slice name)
{
    struct cp_host *host = cp_arena_zalloc(&crawl->arena, 1, sizeof *host);
    char *own = cp_arena_strndup(&crawl->arena, name.p, name.n);
    uint32_t number = (uint32_t)crawl->host_count;
    struct cp_host **hosts = grown(crawl->hosts, number, &crawl->host_cap);
    struct cp_host **turns = grown(crawl->turns, number, &crawl->turn_cap);

    if (hosts)
        crawl->hosts = hosts;
    if (turns)
        crawl->turns = turns;
    if (!host || !own || !hosts || !turns)
        return NULL;
    host->name = (struct cp_slice){ own, name.n };
    if (!cp_table_add(&crawl->host_numbers, host->name, number))
        return NULL;
    crawl->hosts[crawl->host_count++] = host;
    return host;
}

static struct cp_host *
find_host(struct cp_crawl *crawl, struct cp_slice name)
{
    uint32_t *number = cp_table_find(&crawl->host_numbers, name);

    return number ? crawl->hosts[*number] : new_host(crawl, name);
}

/* What an earlier run knew of the host holds for all its origins. */
static void
load(struct cp_crawl *crawl, struct cp_origin *origin)
{
    struct cp_crawl_host saved = { .origin = origin->name };
    struct cp_host *host = origin->host;
    int64_t now = cp_crawl_now(crawl);

    if (!crawl->options.load_host ||
        !crawl->options.load_host(crawl->options.user, origin->name, &saved))
        return;
    if (saved.failures > host->failures)
        host->failures = saved.failures;
    if (saved.wait_until > now && saved.wait_until > host->wait_until) {
        host->wait_until = saved.wait_until;
        host->is_put_off = saved.wait_until - now > crawl->options.wait_max_s;
        host->free_at_ms = cp_crawl_ms() + (double)(saved.wait_until - now) * 1e3;
    }
    cp_robots_load(crawl, origin, &saved);
}

static struct cp_origin *
new_origin(struct cp_crawl *crawl, struct cp_slice name, struct cp_slice host_name)
{
    struct cp_origin *origin = cp_arena_zalloc(&crawl->arena, 1, sizeof *origin);
    struct cp_host *host = find_host(crawl, host_name);
    uint32_t number = (uint32_t)crawl->origin_count;
    struct cp_origin **origins = grown(crawl->origins, number, &crawl->origin_cap);

    if (origins)
        crawl->origins = origins;
    if (!origin || !host || !origins)
        return NULL;
    origin->host = host;
    origin->name = cp_arena_strndup(&crawl->arena, name.p, name.n);
    if (!origin->name ||
        !cp_table_add(&crawl->origin_numbers, cp_slice_of(origin->name), number))
        return NULL;
    crawl->origins[crawl->origin_count++] = origin;
    load(crawl, origin);
    return origin;
}

struct cp_origin *
cp_crawl_origin(struct cp_crawl *crawl, struct cp_slice s)
{
    struct cp_url url = cp_url_split(s);
    struct cp_buf name = { 0 }, host_name = { 0 };
    struct cp_origin *origin = NULL;
    uint32_t *number;

    put_origin(&name, &url);
    put_lower(&host_name, without_dot(url.host));
    if (!cp_buf_failed(&name) && !cp_buf_failed(&host_name)) {
        number = cp_table_find(&crawl->origin_numbers, cp_buf_slice(&name));
        origin = number ? crawl->origins[*number]
                        : new_origin(crawl, cp_buf_slice(&name), cp_buf_slice(&host_name));
    }
    cp_buf_clear(&name);
    cp_buf_clear(&host_name);
    return origin;
}

void
cp_crawl_save(struct cp_crawl *crawl, const struct cp_origin *origin)
{
    struct cp_crawl_host saved = {
        .origin = origin->name,
        .robots_until = origin->robots_until,
        .wait_until = origin->host->wait_until,
        .failures = origin->host->failures,
    };

    if (!crawl->options.save_host)
        return;
    if (origin->has_text) {
        saved.robots = cp_buf_slice(&origin->text);
        if (!saved.robots.p)
            saved.robots.p = "";
    }
    crawl->options.save_host(crawl->options.user, &saved);
}

void
cp_crawl_free_hosts(struct cp_crawl *crawl)
{
    size_t i;

    for (i = 0; i < crawl->host_count; i++)
        cp_buf_clear(&crawl->hosts[i]->trouble);
    for (i = 0; i < crawl->origin_count; i++) {
        cp_robots_clear(&crawl->origins[i]->robots);
        cp_buf_clear(&crawl->origins[i]->text);
    }
    free(crawl->hosts);
    free(crawl->origins);
    free(crawl->turns);
}

/* ---------------------------------------------------------------- their queues */

void
cp_queue_put(struct cp_queue *queue, struct cp_task *task)
{
    task->next = NULL;
    if (queue->last)
        queue->last->next = task;
    else
        queue->first = task;
    queue->last = task;
}

void
cp_host_queue(struct cp_crawl *crawl, struct cp_task *task, enum cp_rank rank)
{
    struct cp_host *host = task->origin->host;

    cp_queue_put(&host->queues[rank], task);
    cp_turn_add(crawl, host);
}

void
cp_host_defer(struct cp_crawl *crawl, struct cp_task *task, long ms)
{
    struct cp_task **at = &task->origin->host->deferred;

    task->free_at_ms = cp_crawl_ms() + (double)ms;
    while (*at && (*at)->free_at_ms <= task->free_at_ms)
        at = &(*at)->next;
    task->next = *at;
    *at = task;
    cp_turn_add(crawl, task->origin->host);
}

void
cp_host_end_waits(struct cp_host *host)
{
    double now_ms = cp_crawl_ms();
    struct cp_task *task;

    while ((task = host->deferred) && task->free_at_ms <= now_ms) {
        host->deferred = task->next;
        cp_queue_put(&host->queues[task->robots_of ? CP_RANK_ROBOTS : CP_RANK_BEGUN], task);
    }
}

bool
cp_host_has_work(const struct cp_host *host)
{
    return cp_host_first(host) || host->deferred;
}

struct cp_task *
cp_host_first(const struct cp_host *host)
{
    size_t rank;

    for (rank = 0; rank < CP_RANKS; rank++)
        if (host->queues[rank].first)
            return host->queues[rank].first;
    return NULL;
}

struct cp_task *
cp_queue_take(struct cp_queue *queue)
{
    struct cp_task *task = queue->first;

    if (task)
        queue->first = task->next;
    if (!queue->first)
        queue->last = NULL;
    return task;
}

struct cp_task *
cp_host_take(struct cp_host *host)
{
    struct cp_task *task = NULL;
    size_t rank;

    for (rank = 0; rank < CP_RANKS && !task; rank++)
        task = cp_queue_take(&host->queues[rank]);
    if (!task && (task = host->deferred))
        host->deferred = task->next;
    return task;
}

static struct cp_task *
take_of(struct cp_queue *queue, const struct cp_origin *origin)
{
    struct cp_task **link = &queue->first, *before = NULL, *task;

    while ((task = *link) && (task->robots_of || task->origin != origin)) {
        before = task;
        link = &task->next;
    }
    if (task) {
        *link = task->next;
        if (queue->last == task)
            queue->last = before;
    }
    return task;
}

struct cp_task *
cp_host_take_of(struct cp_host *host, const struct cp_origin *origin)
{
    struct cp_task *task = NULL;
    size_t rank;

    for (rank = 0; rank < CP_RANKS && !task; rank++)
        task = take_of(&host->queues[rank], origin);
    return task;
}

/* ---------------------------------------------------------------- their wishes */

void
cp_host_hold(struct cp_host *host, double ms)
{
    double free_at_ms = cp_crawl_ms() + ms;

    if (host->free_at_ms < free_at_ms)
        host->free_at_ms = free_at_ms;
}

void
cp_host_pause(struct cp_crawl *crawl, const struct cp_origin *origin)
{
    const struct cp_crawl_options *options = &crawl->options;
    long pause_ms = options->pause_ms;

    if (origin->robots.has_delay)
        pause_ms = origin->robots.delay_ms < options->crawl_delay_max_ms
                       ? origin->robots.delay_ms
                       : options->crawl_delay_max_ms;
    cp_host_hold(origin->host, (double)pause_ms);
}

void
cp_host_reached(struct cp_crawl *crawl, const struct cp_origin *origin)
{
    struct cp_host *host = origin->host;

    if (!host->failures && !host->wait_until)
        return;
    host->failures = 0;
    host->wait_until = 0;
    cp_crawl_save(crawl, origin);
}

/* Source: Steele, Lea, Flood, OOPSLA 2014, "SplitMix". */
static uint64_t
next_random(struct cp_crawl *crawl)
{
    uint64_t x = crawl->random += 0x9E3779B97F4A7C15u;

    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

/* Between three and five quarters of the time, so that hosts that died together part. */
static int64_t
time_alone(struct cp_crawl *crawl, unsigned failures)
{
    unsigned doublings = failures - FAILURES_MAX;
    int64_t seconds = doublings < 5 ? ALONE_MIN_S << doublings : ALONE_MAX_S;

    seconds = seconds * 3 / 4 + (int64_t)(next_random(crawl) % (uint64_t)(seconds / 2 + 1));
    return seconds < ALONE_MAX_S ? seconds : ALONE_MAX_S;
}

void
cp_host_unreachable(struct cp_crawl *crawl, const struct cp_origin *origin,
                    struct cp_slice cause)
{
    struct cp_host *host = origin->host;

    host->trouble.n = 0;
    cp_buf_put_slice(&host->trouble, cause);
    host->failures++;
    /* Who wishes for more tries has them. */
    if (host->failures >= FAILURES_MAX && (long)host->failures > crawl->config.retries) {
        host->is_dead = true;
        host->wait_until = cp_crawl_now(crawl) + time_alone(crawl, host->failures);
    }
    cp_crawl_save(crawl, origin);
}

void
cp_host_wait(struct cp_crawl *crawl, const struct cp_origin *origin, long seconds)
{
    cp_host_hold(origin->host, (double)seconds * 1e3);
    if (seconds > crawl->options.wait_max_s)
        cp_host_put_off(crawl, origin, seconds);
}

void
cp_host_put_off(struct cp_crawl *crawl, const struct cp_origin *origin, long seconds)
{
    origin->host->is_put_off = true;
    origin->host->wait_until = cp_crawl_now(crawl) + seconds;
    cp_crawl_save(crawl, origin);
}
