/* What the files of a crawl share: requests on their way, the hosts they go to, the whole. */
#ifndef CP_CRAWL_CRAWLING_H
#define CP_CRAWL_CRAWLING_H

#include "base/table.h"
#include "crawl/crawl.h"
#include "crawl/multi.h"
#include "crawl/robots.h"

/* What goes first at a host. */
enum cp_rank { CP_RANK_ROBOTS, CP_RANK_BEGUN, CP_RANK_FIRST, CP_RANK_REST, CP_RANKS };

/* A request, or the question for an origin's robots.txt, until it is answered. */
struct cp_task {
    struct cp_task *next;               /* in the queue of its host */
    char *url, *etag, *last_modified, *accept;   /* as given; heap, NULL if not */
    void *tag;
    size_t max_bytes;
    enum cp_answer_wants wants;
    enum cp_rank rank;                  /* before it has begun */
    struct cp_origin *robots_of;        /* whose robots.txt it is; else NULL */

    const char *objection;              /* static: why it goes nowhere; NULL: it goes */
    struct cp_buf target;               /* what is asked for next, as it goes over the wire */
    struct cp_origin *origin;           /* of it */
    struct cp_origin *first_origin;     /* of the request itself */
    struct cp_transfer *transfer;       /* NULL before the first hop */
    struct cp_crawl_hop *hops;          /* head, body and URL of each are on the heap */
    size_t hop_count;
    struct cp_buf moved_to;
    bool left_for_good;                 /* all redirects so far were 301 or 308 */
    unsigned tries;                     /* again, after failures that may pass */
    double free_at_ms;                  /* of one that is deferred: when it is tried again */
    double started_ms;
};

struct cp_queue {
    struct cp_task *first, *last;
};

/* What shares one connection: everything of one name, whatever its ports. */
struct cp_host {
    struct cp_slice name;               /* lower case */
    struct cp_queue queues[CP_RANKS];
    struct cp_task *deferred;           /* tried again later, the soonest first */
    struct cp_task *under_way;
    double free_at_ms;                  /* the next request goes no sooner */
    int64_t wait_until;                 /* Unix time; 0: not asked for */
    unsigned failures;                  /* connections that failed in a row */
    bool is_put_off;                    /* until wait_until, which this run does not wait for */
    bool is_dead;
    size_t turn;                        /* its place in the crawl's turns, from 1; 0: it has none */
    double turn_ms;                     /* when that comes */
    struct cp_buf trouble;              /* of the last connection, in words */
};

enum cp_robots_state {
    CP_ROBOTS_UNKNOWN,
    CP_ROBOTS_ASKED,
    CP_ROBOTS_KNOWN,
    CP_ROBOTS_BARRED                    /* could not be had: nothing may be fetched yet */
};

struct cp_origin {
    const char *name;                   /* "https://example.org:8443" */
    struct cp_host *host;
    enum cp_robots_state state;
    struct cp_robots robots;
    struct cp_buf text;                 /* as read last, maybe too long ago */
    bool has_text;
    int64_t robots_until;
};

struct cp_crawl {
    struct cp_ctx cx;
    struct cp_arena arena;              /* of hosts, origins and their names */
    struct cp_fetch_config config;
    struct cp_crawl_options options;    /* defaults filled in */
    struct cp_multi *multi;
    struct cp_table host_numbers, origin_numbers;
    struct cp_host **hosts;
    struct cp_origin **origins;
    size_t host_count, origin_count, host_cap, origin_cap;
    struct cp_host **turns;             /* a heap of hosts by turn_ms, with room for all */
    size_t turn_count, turn_cap;
    double gate_ms;                     /* the next request goes no sooner, whoever's it is */
    struct cp_queue homeless;           /* requests that go to no host */
    size_t unanswered, under_way;
    struct cp_crawl_counts counts;
    int64_t clock_offset_s;             /* what the time of day is taken for */
    uint64_t random;
    bool is_stopped, is_in_step;
};

/* ---------------------------------------------------------------- crawl.c */

/* Unix time as this crawl sees it; milliseconds of a clock that nobody sets. */
int64_t cp_crawl_now(const struct cp_crawl *crawl);
double cp_crawl_ms(void);

/* ---------------------------------------------------------------- hosts.c */

/* The origin of a web address with its host, made and loaded if new; NULL without memory. */
struct cp_origin *cp_crawl_origin(struct cp_crawl *crawl, struct cp_slice url);
/* Tells the caller's save_host. */
void cp_crawl_save(struct cp_crawl *crawl, const struct cp_origin *origin);
void cp_crawl_free_hosts(struct cp_crawl *crawl);

/* Behind the others of its rank, at the host of its origin. */
void cp_host_queue(struct cp_crawl *crawl, struct cp_task *task, enum cp_rank rank);
struct cp_task *cp_host_first(const struct cp_host *host);
bool cp_host_has_work(const struct cp_host *host);
/* Lets the task, one of its host's, wait; others of the host do not wait for it. */
void cp_host_defer(struct cp_crawl *crawl, struct cp_task *task, long ms);
/* Those that have waited long enough go before the host's other requests. */
void cp_host_end_waits(struct cp_host *host);
void cp_queue_put(struct cp_queue *queue, struct cp_task *task);
struct cp_task *cp_queue_take(struct cp_queue *queue);
/* Takes the host's first task; those that wait are the last. */
struct cp_task *cp_host_take(struct cp_host *host);
/* Takes the first request that waits for that origin's robots.txt; NULL: there is none. */
struct cp_task *cp_host_take_of(struct cp_host *host, const struct cp_origin *origin);

/* The next request to the origin's host goes no sooner than its pause allows. */
void cp_host_pause(struct cp_crawl *crawl, const struct cp_origin *origin);
/* An answer came, of whatever kind. */
void cp_host_reached(struct cp_crawl *crawl, const struct cp_origin *origin);
void cp_host_unreachable(struct cp_crawl *crawl, const struct cp_origin *origin,
                         struct cp_slice cause);
/* All of the host's requests wait so long, whatever a run waits for. */
void cp_host_hold(struct cp_host *host, double ms);
/* The server wants to be left alone for so long: the run waits, or if that is too long, the
 * host's requests are put off. By the second they are in any case. */
void cp_host_wait(struct cp_crawl *crawl, const struct cp_origin *origin, long seconds);
void cp_host_put_off(struct cp_crawl *crawl, const struct cp_origin *origin, long seconds);

/* ---------------------------------------------------------------- turns.c */

/* No turn comes by itself: only if a request ends, or another is added. */
#define CP_TURN_NEVER_MS 60000.0

/* The host, if it has work and no request under way, gets its turn when it may go on. */
void cp_turn_add(struct cp_crawl *crawl, struct cp_host *host);
/* The same, for what is deferred alone: the others wait for a robots.txt. */
void cp_turn_add_deferred(struct cp_crawl *crawl, struct cp_host *host);
/* Takes the host that may go on now; NULL: none may, for *wait_ms or until a request ends. */
struct cp_host *cp_turn_take(struct cp_crawl *crawl, double *wait_ms);
/* A request is begun: one more, and the next one goes no sooner than the rate allows. */
void cp_turn_count_request(struct cp_crawl *crawl);

/* ---------------------------------------------------------------- task.c */

/* NULL without memory. */
struct cp_task *cp_task_new(const struct cp_crawl_request *request);
void cp_task_free(struct cp_task *task);

/* The address as it goes over the wire, without its fragment. */
void cp_task_put_target(struct cp_buf *out, struct cp_slice url);

/* How a task ended, besides what is in the task. */
struct cp_ending {
    enum cp_crawl_outcome outcome;
    bool has_answer;                    /* the last hop is it */
    bool may_pass;
    bool is_unreachable;                /* the connection to its own host failed */
    int64_t retry_at;
    const char *message;                /* NULL: nothing went wrong */
};

/* Answers and frees the task, which is in no queue. */
void cp_task_end(struct cp_crawl *crawl, struct cp_task *task, struct cp_ending ending);

/* ---------------------------------------------------------------- hop.c */

/* Asks for the task's target. The host is free. */
void cp_hop_begin(struct cp_crawl *crawl, struct cp_task *task);
/* The transfer has come to its end: goes on with the task or answers it. */
void cp_hop_end(struct cp_crawl *crawl, struct cp_task *task);

/* ---------------------------------------------------------------- robots_ask.c */

/* Whether a request may be begun, or has to wait until its robots.txt is there. */
enum cp_may { CP_MAY_GO, CP_MAY_NOT, CP_MAY_LATER };
enum cp_may cp_robots_may(struct cp_crawl *crawl, const struct cp_task *task);

/* Asks for the robots.txt of the origin. False without memory. */
bool cp_robots_ask(struct cp_crawl *crawl, struct cp_origin *origin);
/* What was asked for has ended so. */
void cp_robots_answered(struct cp_crawl *crawl, struct cp_task *task,
                        const struct cp_ending *ending);
/* Takes over what is remembered of an earlier run. */
void cp_robots_load(struct cp_crawl *crawl, struct cp_origin *origin,
                    const struct cp_crawl_host *saved);

#endif
