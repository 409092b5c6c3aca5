#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "crawl/multi.h"

#include <stdlib.h>

#include "fetch/easy.h"

/* Hosts pause between two requests, longer than most of them take; idle connections wait here.
 */
#define CONNECTIONS_KEPT 128L

struct cp_multi {
    CURLM *curl;
    const struct cp_fetch_config *config;
};

struct cp_transfer {
    struct cp_multi *multi;
    struct cp_easy easy;
    void *user;
    bool is_under_way;
    bool is_good;
};

/* ---------------------------------------------------------------- all of them */

cleanpage_status
cp_multi_new(struct cp_ctx *cx, const struct cp_fetch_config *config, struct cp_multi **multi)
{
    struct cp_multi *fresh;

    if (!cp_easy_start())
        return cp_fail(cx, CLEANPAGE_FETCH, "libcurl does not start");
    fresh = calloc(1, sizeof *fresh);
    if (fresh)
        fresh->curl = curl_multi_init();
    if (!fresh || !fresh->curl) {
        free(fresh);
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    curl_multi_setopt(fresh->curl, CURLMOPT_MAXCONNECTS, CONNECTIONS_KEPT);
    fresh->config = config;
    *multi = fresh;
    return CLEANPAGE_OK;
}

void
cp_multi_free(struct cp_multi *multi)
{
    if (!multi)
        return;
    curl_multi_cleanup(multi->curl);
    free(multi);
}

void
cp_multi_perform(struct cp_multi *multi)
{
    int running;

    curl_multi_perform(multi->curl, &running);
}

void *
cp_multi_next_ended(struct cp_multi *multi)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(multi->curl, &left))) {
        CURLcode code = message->data.result;
        struct cp_transfer *t = NULL;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        curl_multi_remove_handle(multi->curl, t->easy.curl);
        t->is_under_way = false;
        t->easy.code = code;
        t->is_good = cp_easy_is_good(&t->easy);
        return t->user;
    }
    return NULL;
}

void
cp_multi_wait(struct cp_multi *multi, long ms)
{
    int ready;

    curl_multi_poll(multi->curl, NULL, 0, (int)ms, &ready);
}

/* ---------------------------------------------------------------- one of them */

struct cp_transfer *
cp_transfer_new(struct cp_multi *multi, void *user)
{
    struct cp_transfer *t = calloc(1, sizeof *t);

    if (!t)
        return NULL;
    *t = (struct cp_transfer){ .multi = multi, .user = user };
    t->easy = (struct cp_easy){ .config = multi->config, .by_hand = true };
    t->easy.curl = curl_easy_init();
    if (t->easy.curl)
        return t;
    free(t);
    return NULL;
}

void
cp_transfer_free(struct cp_transfer *t)
{
    if (!t)
        return;
    if (t->is_under_way)
        curl_multi_remove_handle(t->multi->curl, t->easy.curl);
    curl_easy_cleanup(t->easy.curl);
    cp_easy_clear(&t->easy);
    free(t);
}

/* A server's own words: a newline in them would begin another header. */
static bool
has_control(const char *value)
{
    for (; *value; value++)
        if ((unsigned char)*value < ' ' || *value == 0x7F)
            return true;
    return false;
}

/* "Name: value", if there is a value that may be sent. */
static bool
add_condition(struct cp_easy *e, const char *name, const char *value)
{
    struct cp_buf line = { 0 };
    bool ok;

    if (!value || !*value || has_control(value))
        return true;
    cp_buf_puts(&line, name);
    cp_buf_puts(&line, ": ");
    cp_buf_puts(&line, value);
    ok = cp_buf_str(&line) && cp_easy_add_header(e, line.p);
    cp_buf_clear(&line);
    return ok;
}

static cleanpage_status
set_request(struct cp_ctx *cx, struct cp_easy *e, const struct cp_wish *wish)
{
    e->accept = wish->accept;
    e->is_foreign = wish->is_foreign;
    e->answer.wants = wish->wants;
    e->answer.keeps_all = true;
    e->answer.body.max = wish->max_bytes;
    cp_buf_put_slice(&e->url, wish->url);
    if (!cp_buf_str(&e->url) || !add_condition(e, "If-None-Match", wish->etag) ||
        !add_condition(e, "If-Modified-Since", wish->last_modified))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    if (wish->takes_cookies)
        cp_easy_set_cookies(e);
    return cp_easy_set(cx, e);
}

cleanpage_status
cp_transfer_begin(struct cp_ctx *cx, struct cp_transfer *t, const struct cp_wish *wish)
{
    cleanpage_status st;

    cp_easy_clear(&t->easy);
    t->is_good = false;
    st = set_request(cx, &t->easy, wish);
    if (st)
        return st;
    t->easy.started_ms = cp_easy_now_ms();
    cp_easy_begin(&t->easy);
    curl_easy_setopt(t->easy.curl, CURLOPT_PRIVATE, t);
    t->is_under_way = curl_multi_add_handle(t->multi->curl, t->easy.curl) == CURLM_OK;
    return t->is_under_way ? CLEANPAGE_OK : cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
}

/* Of an answer that is no page the body does not matter, nor whether all of it came. */
static bool
is_answered_aside(const struct cp_answer *a)
{
    return a->has_head && a->status >= 300;
}

enum cp_transfer_end
cp_transfer_ended(struct cp_transfer *t)
{
    if (t->is_good || is_answered_aside(&t->easy.answer))
        return CP_TRANSFER_GOOD;
    if (cp_easy_is_unreachable(&t->easy))
        return CP_TRANSFER_UNREACHABLE;
    switch (t->easy.answer.stop) {
    case CP_ANSWER_TYPE:
    case CP_ANSWER_BYTES:
    case CP_ANSWER_SIZE:
    case CP_ANSWER_BOMB:
    case CP_ANSWER_HEADERS:
        return CP_TRANSFER_UNWANTED;
    default:
        return t->easy.code == CURLE_FILESIZE_EXCEEDED ? CP_TRANSFER_UNWANTED
                                                       : CP_TRANSFER_BROKEN;
    }
}

struct cp_answer *
cp_transfer_answer(struct cp_transfer *t)
{
    return &t->easy.answer;
}

bool
cp_transfer_may_pass(const struct cp_transfer *t)
{
    return cp_easy_may_pass(&t->easy);
}

void
cp_transfer_put_cause(struct cp_transfer *t, struct cp_buf *out)
{
    cp_easy_cause(&t->easy, out);
}
