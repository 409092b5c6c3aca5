/*
 * Many pages at once, and politely.
 *
 * Requests are queued and answered by a callback, each on its own; hosts are fetched side by
 * side, but no host has more than one request at a time, and between two requests to one there
 * is a pause: the Crawl-delay of its robots.txt, if it has one, else pause_ms. robots.txt is
 * asked first (RFC 9309), redirects are followed hop by hop under the same rules, Retry-After
 * and 429 or 503 make a host wait; then the request is tried once more. A host whose
 * connections fail three times in a row is left alone for the rest of the run and an hour or
 * more. Cookies hold for one request with its redirects. Nothing here knows of files or
 * databases.
 *
 * With retries, each hop of a request whose failure may pass is tried again so many times, as
 * curl's --retry does: after retry_delay_ms, which doubles, or after what Retry-After says.
 * Others of its host go on meanwhile, unless it was its connection that failed, or the server
 * said 429 or 503: then the host waits. It is given up after retries and one more in a row.
 *
 * One thread; callbacks run inside cp_crawl_step and may add requests.
 */
#ifndef CP_CRAWL_CRAWL_H
#define CP_CRAWL_CRAWL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

struct cp_crawl;

/* One answer of a server: a redirect, or the last. */
struct cp_crawl_hop {
    const char *url; /* that was asked for, encoded for the wire */
    long status;
    struct cp_slice head; /* status line and header lines as they came, CRLF after each */
    struct cp_slice body; /* unpacked; of redirects too, as far as it was read */
};

enum cp_crawl_outcome {
    CP_CRAWL_PAGE,      /* 2xx, with the body whole */
    CP_CRAWL_UNCHANGED, /* 304 */
    CP_CRAWL_GONE,      /* 410 */
    CP_CRAWL_STATUS,    /* another from 300 on, a redirect that names no place included */
    CP_CRAWL_FORBIDDEN, /* by robots.txt */
    CP_CRAWL_FAILED,    /* name, connection, TLS, time, a body cut short */
    /* Too large, a scheme that is not allowed, a type that is no text, too many redirects. */
    CP_CRAWL_UNWANTED,
    /* The host is to be left alone until `retry_at`: it says so, its connections failed in an
     * earlier run, or its robots.txt cannot be had. Or cp_crawl_stop was called. */
    CP_CRAWL_PUT_OFF
};

struct cp_crawl_result {
    enum cp_crawl_outcome outcome;
    void *tag;                       /* of the request */
    const char *url;                 /* of the request, as given */
    const struct cp_crawl_hop *hops; /* hop_count of them; the last is the answer, if one came
                                      * that was of use. May be none */
    size_t hop_count;
    const char *moved_to;             /* where 301 and 308 alone led from the request's URL, be
                                       * it fetched or not; NULL: nowhere */
    const char *content_type;         /* of the last hop, with parameters; NULL if not told */
    const char *etag, *last_modified; /* of the last hop; NULL if not told */
    long max_age_s;                   /* by Cache-Control and Expires; -1: not told */
    int64_t retry_at;                 /* Unix time; 0: not told */
    bool may_pass;                    /* the same request may do better later */
    const char *message;              /* what went wrong, without the request's URL; or "" */
    double elapsed_ms;
};

/* Everything in the result is the crawl's and ends with the call. */
typedef void (*cp_crawl_done)(void *user, const struct cp_crawl_result *result);

/* What is remembered of a host between runs. */
struct cp_crawl_host {
    const char *origin;     /* "https://example.org" or "http://example.org:8080" */
    struct cp_slice robots; /* as last read; empty: there is none; p NULL: not known */
    int64_t robots_until;   /* Unix time from which it must be asked for again */
    int64_t wait_until;     /* Unix time before which the host is left alone */
    unsigned failures;      /* connections that failed in a row */
};

struct cp_crawl_options {
    const cleanpage_fetch_options *fetch; /* as of cleanpage_fetch; see below for retries */
    unsigned hosts_at_once;               /* [16] */
    double requests_per_s;                /* to all hosts, robots.txt included [0: no limit] */
    long pause_ms;                        /* to a host, from the end of a request [1000] */
    long crawl_delay_max_ms;              /* a longer Crawl-delay is taken for this [60000] */
    long wait_max_s;                      /* Retry-After that is waited for, at most [30] */
    bool ignore_robots;
    int64_t now;   /* Unix time now; 0: the clock's. For tests */
    uint64_t seed; /* of the jitter; 0: the system's. For tests */
    cp_crawl_done done;
    void *user;
    /* Whether the request of that tag may be begun yet; those behind it at its host wait with
     * it, and it is asked again soon. May be NULL. */
    bool (*may_begin)(void *user, void *tag);
    /* May be NULL. load fills what is known and returns false if nothing is; its strings must
     * live until the next call. save is called when something changed. */
    bool (*load_host)(void *user, const char *origin, struct cp_crawl_host *host);
    void (*save_host)(void *user, const struct cp_crawl_host *host);
};

struct cp_crawl_request {
    const char *url;
    const char *etag, *last_modified; /* of what is there already; NULL: fetch whole */
    const char *accept;               /* Accept header; NULL: pages */
    bool any_type;                    /* feeds: all but pictures, sound, films, archives */
    bool is_first;                    /* goes before the other requests of its host */
    size_t max_bytes;                 /* of the body, 32 MiB at most; 0: as fetch says */
    void *tag;
};

/* CLEANPAGE_BADARG names the fetch option that is wrong. */
cleanpage_status cp_crawl_new(struct cp_ctx *cx, const struct cp_crawl_options *options,
                              struct cp_crawl **crawl);
void cp_crawl_free(struct cp_crawl *crawl);

/* Queues a request; strings are copied. What is no web address is answered by the callback. */
cleanpage_status cp_crawl_add(struct cp_crawl *crawl, const struct cp_crawl_request *request);

/*
 * Goes on with what is queued for at most wait_ms and returns how many requests are unanswered;
 * with 0 left it returns at once.
 */
size_t cp_crawl_step(struct cp_crawl *crawl, long wait_ms);

/* Answers all that has not been begun with CP_CRAWL_PUT_OFF; what is under way is cut off. */
void cp_crawl_stop(struct cp_crawl *crawl);

/* Robots.txt and redirects included; bytes are those of bodies, unpacked. */
struct cp_crawl_counts {
    uint64_t requests, bytes;
};
struct cp_crawl_counts cp_crawl_counted(const struct cp_crawl *crawl);

#endif
