/* What libcurl failed at, in words. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <string.h>

#include "fetch/easy.h"

/* libcurl's clock and ours may tell the end of a transfer differently. */
#define CLOCK_SLACK_MS 50

struct cp_slice
cp_easy_url_in_effect(const struct cp_easy *e)
{
    char *url = NULL;

    curl_easy_getinfo(e->curl, CURLINFO_EFFECTIVE_URL, &url);
    return cp_slice_of(url);
}

long
cp_easy_redirects(const struct cp_easy *e)
{
    long n = 0;

    curl_easy_getinfo(e->curl, CURLINFO_REDIRECT_COUNT, &n);
    return n;
}

/* libcurl's own words may hold some of the server's. */
static const char *
curl_detail(struct cp_easy *e)
{
    char *p;

    if (!e->error[0])
        return curl_easy_strerror(e->code);
    for (p = e->error; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = ' ';
    return e->error;
}

struct trouble {
    CURLcode code;
    cleanpage_status st;
    bool may_pass;
    bool has_detail; /* libcurl's words go behind ours */
    const char *cause;
};

static const struct trouble TROUBLES[] = {
#define CP_TROUBLE(code, st, may_pass, has_detail, cause)                                      \
    { code, st, may_pass, has_detail, cause },
#include "fetch/trouble.def"
#undef CP_TROUBLE
};

static const struct trouble *
trouble_of(CURLcode code)
{
    static const struct trouble other = { CURLE_OK, CLEANPAGE_FETCH, false, true, "failed" };
    size_t i;

    for (i = 0; i < sizeof TROUBLES / sizeof TROUBLES[0]; i++)
        if (TROUBLES[i].code == code)
            return &TROUBLES[i];
    return &other;
}

static void
put_span(struct cp_buf *out, long ms)
{
    cp_buf_put_u64(out, (uint64_t)(ms % 1000 ? ms : ms / 1000));
    cp_buf_puts(out, ms % 1000 ? " ms" : " s");
}

/* Which of the three clocks it was. */
static void
put_timeout(const struct cp_easy *e, struct cp_buf *cause)
{
    curl_off_t connected = 0;

    curl_easy_getinfo(e->curl, CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (cp_easy_left_ms(e) <= CLOCK_SLACK_MS) {
        cp_buf_puts(cause, "not complete within ");
        put_span(cause, e->config->timeout_ms);
    } else if (connected == 0) {
        cp_buf_puts(cause, "no connection within ");
        put_span(cause, e->config->connect_timeout_ms);
    } else {
        cp_buf_puts(cause, "less than ");
        cp_buf_put_u64(cause, CP_LOW_SPEED_BYTES);
        cp_buf_puts(cause, " bytes a second for ");
        put_span(cause, CP_LOW_SPEED_SECONDS * 1000);
    }
}

static void
put_detail(struct cp_easy *e, const struct trouble *trouble, struct cp_buf *cause)
{
    cp_buf_puts(cause, trouble->cause);
    if (trouble->has_detail) {
        cp_buf_puts(cause, ": ");
        cp_buf_puts(cause, curl_detail(e));
    }
}

/* libcurl's own words here hold the time that it took, which is of no use. */
static void
put_no_connection(const struct cp_easy *e, struct cp_buf *cause)
{
    long os_error = 0;

    if (e->unreached.n) {
        cp_buf_puts(cause, "its host is at ");
        cp_buf_put_slice(cause, cp_buf_slice(&e->unreached));
        cp_buf_puts(cause, ", which is not public, and others are not asked (--public-only)");
        return;
    }
    curl_easy_getinfo(e->curl, CURLINFO_OS_ERRNO, &os_error);
    cp_buf_puts(cause, "could not connect");
    if (os_error) {
        cp_buf_puts(cause, ": ");
        cp_buf_puts(cause, strerror((int)os_error));
    }
}

/* libcurl 7.88 calls a header line above its 100 kB a lack of memory. */
static bool
has_endless_header(const struct cp_easy *e)
{
    return e->code == CURLE_OUT_OF_MEMORY && !e->answer.has_head && e->answer.header_bytes;
}

/* What libcurl failed at, in words. */
static cleanpage_status
put_trouble(struct cp_easy *e, struct cp_buf *cause)
{
    const struct trouble *trouble = trouble_of(e->code);

    switch (e->code) {
    case CURLE_COULDNT_CONNECT:
        put_no_connection(e, cause);
        break;
    case CURLE_OPERATION_TIMEDOUT:
        put_timeout(e, cause);
        break;
    case CURLE_TOO_MANY_REDIRECTS:
        cp_buf_puts(cause, "too many redirects (");
        cp_buf_put_u64(cause, (uint64_t)e->config->max_redirects);
        cp_buf_putc(cause, ')');
        break;
    case CURLE_FILESIZE_EXCEEDED:
        cp_buf_puts(cause, "larger than ");
        cp_buf_put_u64(cause, e->answer.body.max);
        cp_buf_puts(cause, " bytes");
        break;
    case CURLE_UNSUPPORTED_PROTOCOL:
        /* libcurl has one code for an answer in HTTP/0.9, which is to say in no HTTP. */
        if (cp_fetch_config_allows(e->config, cp_easy_url_in_effect(e))) {
            cp_buf_puts(cause, "not an HTTP answer");
            break;
        }
        cp_buf_puts(cause, "may not be fetched: not ");
        cp_buf_puts(cause,
                    strchr(e->config->protocols, ',') ? "http or https" : e->config->protocols);
        break;
    case CURLE_OUT_OF_MEMORY:
        if (has_endless_header(e)) {
            cp_buf_puts(cause, "a header is too long");
            return CLEANPAGE_LIMIT;
        }
        put_detail(e, trouble, cause);
        break;
    default:
        put_detail(e, trouble, cause);
    }
    return trouble->st;
}

cleanpage_status
cp_easy_cause(struct cp_easy *e, struct cp_buf *cause)
{
    return e->answer.stop ? cp_answer_cause(&e->answer, cause) : put_trouble(e, cause);
}

bool
cp_easy_is_good(struct cp_easy *e)
{
    return e->code == CURLE_OK && cp_answer_end(&e->answer);
}

bool
cp_easy_may_pass(const struct cp_easy *e)
{
    if (e->answer.stop)
        return cp_answer_may_pass(&e->answer);
    return !e->unreached.n && !has_endless_header(e) && trouble_of(e->code)->may_pass;
}

/* A server that does not answer in time has been reached. */
bool
cp_easy_is_unreachable(const struct cp_easy *e)
{
    curl_off_t connected = 0;

    switch (e->code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
        return true;
    case CURLE_OPERATION_TIMEDOUT:
        curl_easy_getinfo(e->curl, CURLINFO_PRETRANSFER_TIME_T, &connected);
        return connected == 0;
    default:
        return false;
    }
}
