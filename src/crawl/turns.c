/*
 * Whose turn it is: hosts that have work and no request under way, the one that may go on
 * soonest first.
 *
 * A list of a million addresses may have as many hosts, each of which pauses; so they lie in a
 * heap, and only those whose time has come are looked at.
 */
#include "crawl/crawling.h"

/* Above so many requests a second what a late wake-up missed is made up for, so much of it. */
#define CATCH_UP_MS 20.0

static bool
is_given_up(const struct cp_host *host)
{
    return host->is_dead || host->is_put_off;
}

/* When the host may go on; those whose requests only have to be answered go first of all. */
static double
time_of(const struct cp_host *host)
{
    if (is_given_up(host))
        return 0;
    if (!cp_host_first(host) && host->deferred && host->deferred->free_at_ms > host->free_at_ms)
        return host->deferred->free_at_ms;
    return host->free_at_ms;
}

/* ---------------------------------------------------------------- the heap */

static void
place(struct cp_crawl *crawl, size_t at, struct cp_host *host)
{
    crawl->turns[at] = host;
    host->turn = at + 1;
}

static void
sift_up(struct cp_crawl *crawl, size_t at)
{
    struct cp_host *host = crawl->turns[at];

    for (; at > 0 && crawl->turns[(at - 1) / 2]->turn_ms > host->turn_ms; at = (at - 1) / 2)
        place(crawl, at, crawl->turns[(at - 1) / 2]);
    place(crawl, at, host);
}

static void
sift_down(struct cp_crawl *crawl, size_t at)
{
    struct cp_host *host = crawl->turns[at];
    size_t child;

    for (; (child = 2 * at + 1) < crawl->turn_count; at = child) {
        if (child + 1 < crawl->turn_count &&
            crawl->turns[child + 1]->turn_ms < crawl->turns[child]->turn_ms)
            child++;
        if (crawl->turns[child]->turn_ms >= host->turn_ms)
            break;
        place(crawl, at, crawl->turns[child]);
    }
    place(crawl, at, host);
}

static void
take_first(struct cp_crawl *crawl)
{
    crawl->turns[0]->turn = 0;
    if (--crawl->turn_count == 0)
        return;
    crawl->turns[0] = crawl->turns[crawl->turn_count];
    sift_down(crawl, 0);
}

/* ---------------------------------------------------------------- turns */

static void
add_at(struct cp_crawl *crawl, struct cp_host *host, double ms)
{
    if (host->turn && ms >= host->turn_ms)
        return;
    host->turn_ms = ms;
    if (!host->turn)
        place(crawl, crawl->turn_count++, host);
    sift_up(crawl, host->turn - 1);
}

void
cp_turn_add(struct cp_crawl *crawl, struct cp_host *host)
{
    double now_ms = cp_crawl_ms(), ms = time_of(host);

    if (host->under_way || !cp_host_has_work(host))
        return;
    /* Among those that may go at once, who came first goes first. */
    add_at(crawl, host, ms < now_ms && !is_given_up(host) ? now_ms : ms);
}

void
cp_turn_add_deferred(struct cp_crawl *crawl, struct cp_host *host)
{
    if (!host->under_way && host->deferred)
        add_at(crawl, host, host->deferred->free_at_ms);
}

/* Milliseconds until a request may be begun at all. */
static double
closed_for(const struct cp_crawl *crawl, double now_ms)
{
    if (crawl->under_way >= crawl->options.hosts_at_once)
        return CP_TURN_NEVER_MS;
    return crawl->gate_ms - now_ms;
}

struct cp_host *
cp_turn_take(struct cp_crawl *crawl, double *wait_ms)
{
    double now_ms = cp_crawl_ms();

    *wait_ms = CP_TURN_NEVER_MS;
    while (crawl->turn_count) {
        struct cp_host *host = crawl->turns[0];
        double closed_ms = closed_for(crawl, now_ms);

        /* It may have been told to wait since. */
        if (!is_given_up(host) && time_of(host) > host->turn_ms) {
            host->turn_ms = time_of(host);
            sift_down(crawl, 0);
            continue;
        }
        *wait_ms = is_given_up(host)                    ? 0
                   : host->turn_ms - now_ms > closed_ms ? host->turn_ms - now_ms
                                                        : closed_ms;
        if (*wait_ms > 0)
            return NULL;
        take_first(crawl);
        return host;
    }
    return NULL;
}

void
cp_turn_count_request(struct cp_crawl *crawl)
{
    double now_ms = cp_crawl_ms(), step_ms, least_ms;

    crawl->counts.requests++;
    if (!(crawl->options.requests_per_s > 0))
        return;
    step_ms = 1e3 / crawl->options.requests_per_s;
    least_ms = step_ms < CATCH_UP_MS ? now_ms - CATCH_UP_MS : now_ms;
    crawl->gate_ms = (crawl->gate_ms > least_ms ? crawl->gate_ms : least_ms) + step_ms;
}
