/* The robots.txt of each origin: asked for once in a run, kept from one run to the next. */
#include "crawl/crawling.h"
#include "crawl/head.h"
#include "url/url.h"

/* Seconds for which a robots.txt holds at least, and at most (RFC 9309, 2.4). */
#define KEPT_MIN_S 3600
#define KEPT_MAX_S 86400
/* And until one that could not be had is asked for again. */
#define BARRED_S 3600

#define PRODUCT_TOKEN CP_LIT("cleanpage")

/* ---------------------------------------------------------------- what is known */

/* The text becomes what holds; one that is too long is read as far as the limit. */
static void
take_text(struct cp_origin *origin, struct cp_slice text)
{
    if (text.n > CP_ROBOTS_MAX)
        text.n = CP_ROBOTS_MAX;
    cp_robots_clear(&origin->robots);
    cp_buf_clear(&origin->text);
    cp_buf_put_slice(&origin->text, text);
    origin->has_text =
        !cp_buf_failed(&origin->text) && cp_robots_parse(&origin->robots, text, PRODUCT_TOKEN);
    origin->state = origin->has_text ? CP_ROBOTS_KNOWN : CP_ROBOTS_BARRED;
}

void
cp_robots_load(struct cp_crawl *crawl, struct cp_origin *origin,
               const struct cp_crawl_host *saved)
{
    bool is_fresh = saved->robots_until > cp_crawl_now(crawl);

    if (crawl->options.ignore_robots)
        return;
    origin->robots_until = saved->robots_until;
    if (saved->robots.p)
        take_text(origin, saved->robots);
    if (!is_fresh)
        origin->state = CP_ROBOTS_UNKNOWN;
    else if (!saved->robots.p)
        origin->state = CP_ROBOTS_BARRED;
}

/* ---------------------------------------------------------------- asking */

bool
cp_robots_ask(struct cp_crawl *crawl, struct cp_origin *origin)
{
    struct cp_crawl_request request = { .url = origin->name, .accept = "text/plain,*/*;q=0.5" };
    struct cp_task *task = cp_task_new(&request);

    if (!task)
        return false;
    task->robots_of = task->origin = task->first_origin = origin;
    task->wants = CP_ANSWER_ALL;
    cp_buf_puts(&task->target, origin->name);
    cp_buf_puts(&task->target, "/robots.txt");
    if (cp_buf_failed(&task->target)) {
        cp_task_free(task);
        return false;
    }
    cp_host_queue(crawl, task, CP_RANK_ROBOTS);
    origin->state = CP_ROBOTS_ASKED;
    return true;
}

/* Path and query. */
static bool
allows(const struct cp_origin *origin, struct cp_slice target)
{
    struct cp_url url = cp_url_split(target);
    struct cp_buf path = { 0 };
    bool allowed;

    cp_buf_put_slice(&path, url.path.n ? url.path : CP_LIT("/"));
    if (url.query.p) {
        cp_buf_putc(&path, '?');
        cp_buf_put_slice(&path, url.query);
    }
    allowed = !cp_buf_failed(&path) && cp_robots_allow(&origin->robots, cp_buf_slice(&path));
    cp_buf_clear(&path);
    return allowed;
}

enum cp_may
cp_robots_may(struct cp_crawl *crawl, const struct cp_task *task)
{
    struct cp_origin *origin = task->origin;

    if (crawl->options.ignore_robots || task->robots_of)
        return CP_MAY_GO;
    switch (origin->state) {
    case CP_ROBOTS_UNKNOWN:
        return cp_robots_ask(crawl, origin) ? CP_MAY_LATER : CP_MAY_NOT;
    case CP_ROBOTS_ASKED:
        return CP_MAY_LATER;
    case CP_ROBOTS_KNOWN:
        return allows(origin, cp_buf_slice(&task->target)) ? CP_MAY_GO : CP_MAY_NOT;
    default:
        return CP_MAY_NOT;
    }
}

/* ---------------------------------------------------------------- what came */

static long
clamp(long seconds, long least, long most)
{
    return seconds < least ? least : seconds < most ? seconds : most;
}

/* No file, or one that is here: everything is said. */
static void
is_told(struct cp_crawl *crawl, struct cp_origin *origin, const struct cp_task *task,
        bool is_there)
{
    const struct cp_crawl_hop *hop = &task->hops[task->hop_count - 1];
    long max_age_s = cp_head_max_age(hop->head, cp_crawl_now(crawl));

    take_text(origin, is_there ? hop->body : CP_LIT(""));
    origin->robots_until =
        cp_crawl_now(crawl) +
        (max_age_s < 0 ? KEPT_MAX_S : clamp(max_age_s, KEPT_MIN_S, KEPT_MAX_S));
}

/* What was read before holds on; without it nothing may be fetched. */
static void
is_barred(struct cp_crawl *crawl, struct cp_origin *origin, const struct cp_task *task)
{
    long wait_s = -1;

    if (task->hop_count)
        wait_s = cp_head_retry_after(task->hops[task->hop_count - 1].head, cp_crawl_now(crawl));
    origin->state = origin->has_text ? CP_ROBOTS_KNOWN : CP_ROBOTS_BARRED;
    origin->robots_until =
        cp_crawl_now(crawl) + (wait_s < 0 ? BARRED_S : clamp(wait_s, 1, KEPT_MAX_S));
}

/*
 * The connection failed, so that nothing was asked. The request that wanted to know has failed
 * with it; the next one asks again, until the host is given up.
 */
static void
is_unreachable(struct cp_crawl *crawl, struct cp_origin *origin, const struct cp_ending *ending)
{
    struct cp_task *asker;

    origin->state = origin->has_text ? CP_ROBOTS_KNOWN : CP_ROBOTS_UNKNOWN;
    if (origin->has_text)
        return;
    asker = cp_host_take_of(origin->host, origin);
    if (asker)
        cp_task_end(crawl, asker,
                    (struct cp_ending){ .outcome = CP_CRAWL_FAILED,
                                        .may_pass = true,
                                        .message = ending->message });
}

/* RFC 9309, 2.3.1: an error of the client means that there are no rules. */
static bool
says_nothing(const struct cp_task *task, const struct cp_ending *ending)
{
    long status = task->hop_count ? task->hops[task->hop_count - 1].status : 0;

    if (ending->outcome == CP_CRAWL_UNWANTED && ending->has_answer)
        return status >= 300;
    return ending->has_answer && status >= 300 && status < 500 && status != 429;
}

void
cp_robots_answered(struct cp_crawl *crawl, struct cp_task *task, const struct cp_ending *ending)
{
    struct cp_origin *origin = task->robots_of;
    bool is_there = ending->outcome == CP_CRAWL_PAGE ||
                    (ending->outcome == CP_CRAWL_UNWANTED && !says_nothing(task, ending));

    origin->state = CP_ROBOTS_UNKNOWN;
    if (crawl->is_stopped)
        return;
    if (ending->is_unreachable) {
        is_unreachable(crawl, origin, ending);
        return;
    }
    if (ending->has_answer && (is_there || says_nothing(task, ending)))
        is_told(crawl, origin, task, is_there);
    else
        is_barred(crawl, origin, task);
    cp_crawl_save(crawl, origin);
}
