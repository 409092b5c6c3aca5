/*
 * A fetch that is waited for: a row of attempts under one deadline. libcurl follows the
 * redirects and decompresses; what it reads goes to answer.c, which can stop the transfer.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "fetch/easy.h"
#include "fetch/fetch.h"
#include "url/url.h"

struct cp_fetcher {
    struct cp_fetch_config config;
    CURL *curl; /* NULL before the first fetch; keeps connections between fetches */
};

static void
sleep_ms(long ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

    while (nanosleep(&t, &t) != 0 && errno == EINTR)
        ;
}

/* Writes "URL: cause", or "URL: redirected to URL: cause" where the trouble was there. */
static cleanpage_status
fail(struct cp_ctx *cx, struct cp_easy *e)
{
    struct cp_buf message = { 0 };
    cleanpage_status st;
    const char *text;

    cp_url_put_message(&message, cp_buf_slice(&e->url));
    if (cp_easy_redirects(e) > 0 && e->code != CURLE_TOO_MANY_REDIRECTS) {
        cp_buf_puts(&message, ": redirected to ");
        cp_url_put_message(&message, cp_easy_url_in_effect(e));
    }
    cp_buf_puts(&message, ": ");
    st = cp_easy_cause(e, &message);
    text = cp_buf_str(&message);
    cp_fail(cx, st, "%s", text ? text : "out of memory");
    cp_buf_clear(&message);
    return st;
}

static bool
attempt(struct cp_easy *e)
{
    cp_easy_begin(e);
    e->code = curl_easy_perform(e->curl);
    return cp_easy_is_good(e);
}

/* False when the deadline would pass meanwhile: then there is nothing to wait for. */
static bool
wait_for_retry(const struct cp_easy *e, long delay_ms)
{
    curl_off_t asked_s = 0;
    long left = cp_easy_left_ms(e);

    curl_easy_getinfo(e->curl, CURLINFO_RETRY_AFTER, &asked_s);
    if (delay_ms >= left || asked_s >= left / 1000 + 1)
        return false;
    if (asked_s * 1000 > delay_ms)
        delay_ms = (long)asked_s * 1000;
    sleep_ms(delay_ms);
    return true;
}

static bool
try_until_done(struct cp_easy *e)
{
    long delay_ms = e->config->retry_delay_ms, retries_left = e->config->retries;

    while (!attempt(e)) {
        if (retries_left-- <= 0 || !cp_easy_may_pass(e) || !wait_for_retry(e, delay_ms))
            return false;
        if (delay_ms < e->config->timeout_ms)
            delay_ms *= 2; /* both are far from overflow, see config.c */
    }
    return true;
}

static cleanpage_status
fill_response(struct cp_ctx *cx, struct cp_easy *e, struct cp_response *response)
{
    response->redirects = cp_easy_redirects(e);
    response->elapsed_ms = cp_easy_now_ms() - e->started_ms;
    return cp_answer_give(cx, &e->answer, cp_easy_url_in_effect(e), response);
}

static cleanpage_status
check_url(struct cp_ctx *cx, struct cp_easy *e, const char *url)
{
    cp_url_encode(&e->url, cp_slice_of(url));
    if (!cp_buf_str(&e->url))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    if (!cp_url_may_be_asked(cp_buf_slice(&e->url)))
        return cp_url_fail(cx, cp_buf_slice(&e->url), "not a URL of http or https");
    if (!cp_fetch_config_reaches(e->config, cp_buf_slice(&e->url)))
        return cp_url_fail(cx, cp_buf_slice(&e->url), CP_FETCH_NOT_PUBLIC);
    return CLEANPAGE_OK;
}

static cleanpage_status
ready_curl(struct cp_ctx *cx, struct cp_fetcher *f)
{
    if (!cp_easy_start())
        return cp_fail(cx, CLEANPAGE_FETCH, "libcurl does not start");
    if (!f->curl)
        f->curl = curl_easy_init();
    return f->curl ? CLEANPAGE_OK : cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
}

cleanpage_status
cp_fetch(struct cp_ctx *cx, struct cp_fetcher *f, const char *url, struct cp_response *response)
{
    struct cp_easy e = { .config = &f->config, .started_ms = cp_easy_now_ms() };
    cleanpage_status st;

    *response = (struct cp_response){ 0 };
    e.answer.body.max = (size_t)f->config.max_bytes;
    st = check_url(cx, &e, url);
    if (!st)
        st = ready_curl(cx, f);
    if (st)
        goto out;
    e.curl = f->curl;
    cp_easy_set_cookies(&e);
    st = cp_easy_set(cx, &e);
    if (!st)
        st = try_until_done(&e) ? fill_response(cx, &e, response) : fail(cx, &e);
    cp_easy_forget(f->curl);
    if (st)
        cp_response_clear(response);
out:
    cp_easy_clear(&e);
    return st;
}

struct cp_fetcher *
cp_fetcher_new(void)
{
    struct cp_fetcher *f = calloc(1, sizeof *f);
    struct cp_ctx cx = { .arena = NULL };

    if (f && cp_fetch_config_set(&cx, &f->config, NULL)) {
        free(f);
        f = NULL;
    }
    return f;
}

void
cp_fetcher_free(struct cp_fetcher *f)
{
    if (!f)
        return;
    if (f->curl)
        curl_easy_cleanup(f->curl);
    cp_fetch_config_clear(&f->config);
    free(f);
}

cleanpage_status
cp_fetcher_setup(struct cp_ctx *cx, struct cp_fetcher *f, const cleanpage_fetch_options *opt)
{
    cleanpage_status st = cp_fetch_config_set(cx, &f->config, opt);

    /* Connections that are open were made under the old settings. */
    if (!st && f->curl)
        curl_easy_cleanup(f->curl);
    if (!st)
        f->curl = NULL;
    return st;
}

const char *
cp_fetch_version(void)
{
    return cp_curl_open() ? curl_version() : "libcurl, which is not here";
}
