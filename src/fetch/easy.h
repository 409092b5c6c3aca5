/*
 * A libcurl handle made ready for one page, and in words what it failed at: what a fetch that
 * is waited for (http.c) and many at once (crawl/) have in common.
 */
#ifndef CP_FETCH_EASY_H
#define CP_FETCH_EASY_H

#include "fetch/answer.h"
#include "fetch/config.h"
#include "fetch/curl.h"

/* A server that sends less than this for so long is taken for dead. Bytes a second, seconds. */
#define CP_LOW_SPEED_BYTES 64L
#define CP_LOW_SPEED_SECONDS 30L

/* A zeroed one is ready once config, curl, url and answer.body.max are set. */
struct cp_easy {
    const struct cp_fetch_config *config;
    CURL *curl;                    /* not owned */
    const char *accept;            /* Accept header where the config has none; NULL: pages */
    struct curl_slist *headers;
    struct cp_buf url;             /* as it goes over the wire */
    struct cp_answer answer;
    CURLcode code;                 /* of the last attempt */
    double started_ms;             /* of cp_easy_now_ms; config->timeout_ms runs from here */
    bool by_hand;                  /* redirects are not followed */
    bool is_foreign;               /* another host named the URL: no passwords of the config */
    char error[CURL_ERROR_SIZE];
    struct cp_buf unreached;       /* an address that --public-only kept it from, or empty */
};

/* libcurl's start of the process. False: it is not there, or does not start. */
bool cp_easy_start(void);

/* Milliseconds of a clock that nobody sets. */
double cp_easy_now_ms(void);
long cp_easy_left_ms(const struct cp_easy *e);

/* A line for the request, besides those of the config. False without memory. */
bool cp_easy_add_header(struct cp_easy *e, const char *line);

/* Says everything about the request to the handle, but for its cookies. */
cleanpage_status cp_easy_set(struct cp_ctx *cx, struct cp_easy *e);

/*
 * The cookies of the config, for the URL's host. A handle that is used for a chain of redirects
 * has them set once, and keeps those that are set on the way.
 */
void cp_easy_set_cookies(struct cp_easy *e);

/* The time that is left is set, what an earlier attempt brought is forgotten. */
void cp_easy_begin(struct cp_easy *e);

/* The handle must not point into a frame that ends, nor carry cookies into the next fetch. */
void cp_easy_forget(CURL *curl);

/* Everything but the handle itself. */
void cp_easy_clear(struct cp_easy *e);

/* After libcurl is done: whether the answer is whole and wanted. */
bool cp_easy_is_good(struct cp_easy *e);

/* If not: whether the same request may do better a little later, and the reason in words. */
bool cp_easy_may_pass(const struct cp_easy *e);
cleanpage_status cp_easy_cause(struct cp_easy *e, struct cp_buf *cause);

/* Whether no byte was exchanged with the server: its name, the connection or TLS failed. */
bool cp_easy_is_unreachable(const struct cp_easy *e);

struct cp_slice cp_easy_url_in_effect(const struct cp_easy *e);
long cp_easy_redirects(const struct cp_easy *e);

#endif
