/*
 * The one file that sees libcurl.
 *
 * A fetch is a row of attempts under one deadline. libcurl follows the redirects and
 * decompresses; what it reads goes to answer.c, which can stop the transfer.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "fetch/answer.h"
#include "fetch/config.h"
#include "fetch/fetch.h"
#include "fetch/reason.h"
#include "fetch/url.h"

/* A server that sends less than this for so long is taken for dead. Bytes a second, seconds. */
#define LOW_SPEED_BYTES 1L
#define LOW_SPEED_SECONDS 30L

/* libcurl's clock and ours may tell the end of a transfer differently. */
#define CLOCK_SLACK_MS 50

/* Of a URL in a message; the cause must fit behind it. */
#define MESSAGE_URL_MAX 300

struct cp_fetcher {
    struct cp_fetch_config config;
    CURL *curl;    /* NULL before the first fetch; keeps connections between fetches */
};

struct transfer {
    struct cp_ctx *cx;
    const struct cp_fetch_config *config;
    CURL *curl;
    struct curl_slist *headers;
    struct cp_buf url;      /* as it goes over the wire */
    struct cp_answer answer;
    CURLcode code;          /* of the last attempt */
    double started_ms;
    char error[CURL_ERROR_SIZE];
};

/* ---------------------------------------------------------------- the process-wide start */

/* libcurl wants one start in a process; a library cannot ask its users to do it in time. */
static pthread_once_t start_once = PTHREAD_ONCE_INIT;
static CURLcode start_result;

static void
start_curl(void)
{
    start_result = curl_global_init(CURL_GLOBAL_DEFAULT);
}

static bool
is_curl_started(void)
{
    return pthread_once(&start_once, start_curl) == 0 && start_result == CURLE_OK;
}

/* ---------------------------------------------------------------- time */

static double
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static long
left_ms(const struct transfer *t)
{
    return t->config->timeout_ms - (long)(now_ms() - t->started_ms);
}

static void
sleep_ms(long ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

    while (nanosleep(&t, &t) != 0 && errno == EINTR)
        ;
}

/* ---------------------------------------------------------------- what comes in */

static size_t
on_header(char *p, size_t size, size_t n, void *user)
{
    struct transfer *t = user;

    (void)size;    /* always 1, here and below */
    return cp_answer_head(&t->answer, (struct cp_slice){ p, n }) ? n : 0;
}

static size_t
on_body(char *p, size_t size, size_t n, void *user)
{
    struct transfer *t = user;

    (void)size;
    return cp_answer_body(&t->answer, (struct cp_slice){ p, n }) ? n : 0;
}

/* libcurl unpacks what it hands over; the packed bytes are seen by its tracing alone. */
static int
on_trace(CURL *curl, curl_infotype kind, char *p, size_t n, void *user)
{
    struct transfer *t = user;

    (void)curl;
    if (kind == CURLINFO_DATA_IN)
        cp_answer_raw(&t->answer, (struct cp_slice){ p, n });
    return 0;
}

/* ---------------------------------------------------------------- what goes out */

static bool
add_header(struct transfer *t, const char *line)
{
    struct curl_slist *longer = curl_slist_append(t->headers, line);

    if (longer)
        t->headers = longer;
    return longer != NULL;
}

static cleanpage_status
set_headers(struct transfer *t)
{
    const struct cp_fetch_config *config = t->config;
    /* The first of two lines of one name counts in libcurl, so the caller's come first. */
    bool ok = true, has_accept = false;
    size_t i;

    for (i = 0; i < config->header_count; i++) {
        ok = ok && add_header(t, config->headers[i]);
        has_accept |= cp_slice_starts_nocase(cp_slice_of(config->headers[i]), CP_LIT("Accept:"));
    }
    if (!has_accept)
        ok = ok && add_header(t, "Accept: text/html,application/xhtml+xml,text/plain;q=0.9,"
                                 "*/*;q=0.5");
    curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, t->headers);
    return ok ? CLEANPAGE_OK : cp_fail(t->cx, CLEANPAGE_NOMEM, "out of memory");
}

/*
 * One cookie of the caller's, as a line of a Netscape cookie file: for this host alone, and
 * over TLS alone if that is how it is first sent. CURLOPT_COOKIE would send it along with every
 * redirect.
 */
static void
set_cookie(struct transfer *t, const struct cp_url *url, struct cp_slice cookie)
{
    struct cp_slice name = cookie, value = { NULL, 0 }, host = url->host;
    const char *equals = memchr(cookie.p, '=', cookie.n);
    bool is_https = cp_slice_eq_nocase(url->scheme, CP_LIT("https"));
    struct cp_buf line = { 0 };
    const char *text;

    if (equals) {
        name.n = (size_t)(equals - name.p);
        value = (struct cp_slice){ equals + 1, cookie.n - name.n - 1 };
    }
    if (host.n > 2 && host.p[0] == '[')
        host = (struct cp_slice){ host.p + 1, host.n - 2 };
    cp_buf_put_slice(&line, host);
    cp_buf_puts(&line, is_https ? "\tFALSE\t/\tTRUE\t0\t" : "\tFALSE\t/\tFALSE\t0\t");
    cp_buf_put_slice(&line, cp_slice_trim(name));
    cp_buf_putc(&line, '\t');
    cp_buf_put_slice(&line, cp_slice_trim(value));
    text = cp_buf_str(&line);
    if (text)
        curl_easy_setopt(t->curl, CURLOPT_COOKIELIST, text);
    cp_buf_clear(&line);
}

/* Cookies live for one fetch, redirects and retries included: many sites ask for that much. */
static void
set_cookies(struct transfer *t)
{
    struct cp_url url = cp_url_split(cp_buf_slice(&t->url));
    const char *p = t->config->cookie;

    curl_easy_setopt(t->curl, CURLOPT_COOKIEFILE,
                     t->config->cookie_file ? t->config->cookie_file : "");
    while (p && *p) {
        struct cp_slice cookie = { p, strcspn(p, ";") };

        p += cookie.n + (p[cookie.n] == ';');
        cookie = cp_slice_trim(cookie);
        if (cookie.n)
            set_cookie(t, &url, cookie);
    }
}

static bool
is_directory(const char *path)
{
    struct stat s;

    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static void
set_tls(struct transfer *t)
{
    CURL *curl = t->curl;
    const struct cp_fetch_config *config = t->config;

    if (config->flags & CLEANPAGE_FETCH_INSECURE) {
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (config->cacert && is_directory(config->cacert)) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, NULL);
        curl_easy_setopt(curl, CURLOPT_CAPATH, config->cacert);
    } else if (config->cacert) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, config->cacert);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
}

static void
set_request(struct transfer *t)
{
    CURL *curl = t->curl;
    const struct cp_fetch_config *config = t->config;

    curl_easy_setopt(curl, CURLOPT_URL, cp_buf_str(&t->url));
    curl_easy_setopt(curl, CURLOPT_USERAGENT,
                     config->user_agent ? config->user_agent : "cleanpage/" PACKAGE_VERSION);
    curl_easy_setopt(curl, CURLOPT_REFERER, config->referer);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");    /* all that libcurl can undo */
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(curl, CURLOPT_NETRC,
                     config->flags & CLEANPAGE_FETCH_NETRC ? (long)CURL_NETRC_OPTIONAL
                                                           : (long)CURL_NETRC_IGNORED);
    if (config->proxy)
        curl_easy_setopt(curl, CURLOPT_PROXY, config->proxy);
}

static void
set_bounds(struct transfer *t)
{
    CURL *curl = t->curl;
    const struct cp_fetch_config *config = t->config;

    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, config->protocols);
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, config->protocols);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, config->max_redirects);
    curl_easy_setopt(curl, CURLOPT_UNRESTRICTED_AUTH, 0L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, config->connect_timeout_ms);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, LOW_SPEED_SECONDS);
    /* Judged by the announced length, which is that of compressed bytes: hence some slack,
     * for what grows when it is compressed. */
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE,
                     (curl_off_t)(config->max_bytes + config->max_bytes / 1000 + 1024));
    /* Signals belong to the program. */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
}

static void
set_callbacks(struct transfer *t)
{
    CURL *curl = t->curl;

    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, t->error);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_trace);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, t);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);    /* traces to on_trace, not to stderr */
}

/* The handle is as new save its connections; everything is said again for each fetch. */
static cleanpage_status
set_all(struct transfer *t)
{
    set_request(t);
    set_bounds(t);
    set_tls(t);
    set_callbacks(t);
    set_cookies(t);
    return set_headers(t);
}

/* The handle must not point into a frame that ends, nor carry cookies into the next fetch. */
static void
forget_all(CURL *curl)
{
    /* Drops the cookies and, before libcurl's reset forgets that it has one, the file's name. */
    curl_easy_setopt(curl, CURLOPT_COOKIEFILE, NULL);
    curl_easy_reset(curl);
}

/* ---------------------------------------------------------------- what went wrong */

/* In a message, a URL is without its password and not too long. */
static void
put_message_url(struct cp_buf *out, struct cp_slice url)
{
    size_t start = out->n;

    cp_url_put_public(out, url);
    if (out->n - start > MESSAGE_URL_MAX) {
        out->n = start + MESSAGE_URL_MAX;
        cp_buf_puts(out, "...");
    }
}

static struct cp_slice
url_in_effect(const struct transfer *t)
{
    char *url = NULL;

    curl_easy_getinfo(t->curl, CURLINFO_EFFECTIVE_URL, &url);
    return cp_slice_of(url);
}

static long
redirects_of(const struct transfer *t)
{
    long n = 0;

    curl_easy_getinfo(t->curl, CURLINFO_REDIRECT_COUNT, &n);
    return n;
}

/* libcurl's own words may hold some of the server's. */
static const char *
curl_detail(struct transfer *t)
{
    char *p;

    if (!t->error[0])
        return curl_easy_strerror(t->code);
    for (p = t->error; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = ' ';
    return t->error;
}

struct trouble {
    CURLcode code;
    cleanpage_status st;
    bool may_pass;
    bool has_detail;      /* libcurl's words go behind ours */
    const char *cause;
};

static const struct trouble TROUBLES[] = {
    { CURLE_URL_MALFORMAT, CLEANPAGE_FETCH, false, false, "not a valid URL" },
    { CURLE_COULDNT_RESOLVE_PROXY, CLEANPAGE_FETCH, false, false, "could not resolve the proxy" },
    { CURLE_COULDNT_RESOLVE_HOST, CLEANPAGE_FETCH, false, false, "could not resolve host" },
    { CURLE_COULDNT_CONNECT, CLEANPAGE_FETCH, true, false, "could not connect" },
    { CURLE_GOT_NOTHING, CLEANPAGE_FETCH, true, false,
      "the server closed the connection without an answer" },
    { CURLE_PARTIAL_FILE, CLEANPAGE_FETCH, true, true, "the page was cut short" },
    { CURLE_RECV_ERROR, CLEANPAGE_FETCH, true, true, "the connection broke" },
    { CURLE_SEND_ERROR, CLEANPAGE_FETCH, true, true, "the connection broke" },
    { CURLE_HTTP2, CLEANPAGE_FETCH, true, true, "the connection broke" },
    { CURLE_HTTP2_STREAM, CLEANPAGE_FETCH, true, true, "the connection broke" },
    { CURLE_BAD_CONTENT_ENCODING, CLEANPAGE_FETCH, false, true,
      "the compressed page is damaged" },
    /* Our own functions say so in answer.stop; what is left is libcurl's unpacker. */
    { CURLE_WRITE_ERROR, CLEANPAGE_FETCH, false, false,
      "the compressed page is damaged: there is more behind its end" },
    { CURLE_WEIRD_SERVER_REPLY, CLEANPAGE_FETCH, false, true, "not an HTTP answer" },
    { CURLE_SSL_CONNECT_ERROR, CLEANPAGE_FETCH, false, true, "no TLS connection" },
    { CURLE_PEER_FAILED_VERIFICATION, CLEANPAGE_FETCH, false, true,
      "the certificate is not trusted" },
    { CURLE_SSL_CACERT_BADFILE, CLEANPAGE_FETCH, false, true,
      "the file of trusted certificates cannot be used" },
    { CURLE_OPERATION_TIMEDOUT, CLEANPAGE_LIMIT, true, false, "timed out" },
    { CURLE_TOO_MANY_REDIRECTS, CLEANPAGE_LIMIT, false, false, "too many redirects" },
    { CURLE_FILESIZE_EXCEEDED, CLEANPAGE_LIMIT, false, false, "too large" },
    { CURLE_UNSUPPORTED_PROTOCOL, CLEANPAGE_FETCH, false, false, "not allowed" },
    { CURLE_OUT_OF_MEMORY, CLEANPAGE_NOMEM, false, false, "out of memory" },
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

static bool
is_allowed(const struct cp_fetch_config *config, struct cp_slice url)
{
    struct cp_slice scheme = cp_url_split(url).scheme;
    bool is_http = cp_slice_eq_nocase(scheme, CP_LIT("http"));
    bool is_https = cp_slice_eq_nocase(scheme, CP_LIT("https"));

    return (is_http && strcmp(config->protocols, "https") != 0) ||
           (is_https && strcmp(config->protocols, "http") != 0);
}

/* Which of the three clocks it was. */
static void
put_timeout(const struct transfer *t, struct cp_buf *cause)
{
    curl_off_t connected = 0;

    curl_easy_getinfo(t->curl, CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (left_ms(t) <= CLOCK_SLACK_MS) {
        cp_buf_puts(cause, "not complete within ");
        put_span(cause, t->config->timeout_ms);
    } else if (connected == 0) {
        cp_buf_puts(cause, "no connection within ");
        put_span(cause, t->config->connect_timeout_ms);
    } else {
        cp_buf_puts(cause, "no data for ");
        put_span(cause, LOW_SPEED_SECONDS * 1000);
    }
}

static void
put_detail(struct transfer *t, const struct trouble *trouble, struct cp_buf *cause)
{
    cp_buf_puts(cause, trouble->cause);
    if (trouble->has_detail) {
        cp_buf_puts(cause, ": ");
        cp_buf_puts(cause, curl_detail(t));
    }
}

/* libcurl's own words here hold the time that it took, which is of no use. */
static void
put_no_connection(const struct transfer *t, struct cp_buf *cause)
{
    long os_error = 0;

    curl_easy_getinfo(t->curl, CURLINFO_OS_ERRNO, &os_error);
    cp_buf_puts(cause, "could not connect");
    if (os_error) {
        cp_buf_puts(cause, ": ");
        cp_buf_puts(cause, strerror((int)os_error));
    }
}

/* What libcurl failed at, in words. */
static cleanpage_status
put_trouble(struct transfer *t, struct cp_buf *cause)
{
    const struct trouble *trouble = trouble_of(t->code);

    switch (t->code) {
    case CURLE_COULDNT_CONNECT:
        put_no_connection(t, cause);
        break;
    case CURLE_OPERATION_TIMEDOUT:
        put_timeout(t, cause);
        break;
    case CURLE_TOO_MANY_REDIRECTS:
        cp_buf_puts(cause, "too many redirects (");
        cp_buf_put_u64(cause, (uint64_t)t->config->max_redirects);
        cp_buf_putc(cause, ')');
        break;
    case CURLE_FILESIZE_EXCEEDED:
        cp_buf_puts(cause, "larger than ");
        cp_buf_put_u64(cause, t->config->max_bytes);
        cp_buf_puts(cause, " bytes");
        break;
    case CURLE_UNSUPPORTED_PROTOCOL:
        /* libcurl has one code for an answer in HTTP/0.9, which is to say in no HTTP. */
        if (is_allowed(t->config, url_in_effect(t))) {
            cp_buf_puts(cause, "not an HTTP answer");
            break;
        }
        cp_buf_puts(cause, "may not be fetched: not ");
        cp_buf_puts(cause, strchr(t->config->protocols, ',') ? "http or https"
                                                             : t->config->protocols);
        break;
    case CURLE_OUT_OF_MEMORY:
        /* libcurl 7.88 also says so of a header line above its 100 kB. */
        if (!t->answer.has_head && t->answer.header_bytes) {
            cp_buf_puts(cause, "a header is too long");
            return CLEANPAGE_LIMIT;
        }
        put_detail(t, trouble, cause);
        break;
    default:
        put_detail(t, trouble, cause);
    }
    return trouble->st;
}

/* Writes "URL: cause", or "URL: redirected to URL: cause" where the trouble was there. */
static cleanpage_status
fail(struct transfer *t)
{
    struct cp_buf message = { 0 };
    cleanpage_status st;
    const char *text;

    put_message_url(&message, cp_buf_slice(&t->url));
    if (redirects_of(t) > 0 && t->code != CURLE_TOO_MANY_REDIRECTS) {
        cp_buf_puts(&message, ": redirected to ");
        put_message_url(&message, url_in_effect(t));
    }
    cp_buf_puts(&message, ": ");
    st = t->answer.stop ? cp_answer_cause(&t->answer, &message) : put_trouble(t, &message);
    text = cp_buf_str(&message);
    cp_fail(t->cx, st, "%s", text ? text : "out of memory");
    cp_buf_clear(&message);
    return st;
}

/* ---------------------------------------------------------------- the fetch */

static bool
attempt(struct transfer *t)
{
    long left = left_ms(t);

    cp_answer_reset(&t->answer);
    t->error[0] = '\0';
    curl_easy_setopt(t->curl, CURLOPT_TIMEOUT_MS, left > 0 ? left : 1L);
    t->code = curl_easy_perform(t->curl);
    return t->code == CURLE_OK && cp_answer_end(&t->answer);
}

static bool
may_pass(const struct transfer *t)
{
    if (t->answer.stop)
        return t->answer.stop == CP_ANSWER_STATUS && cp_reason_may_pass(t->answer.status);
    return trouble_of(t->code)->may_pass;
}

/* False when the deadline would pass meanwhile: then there is nothing to wait for. */
static bool
wait_for_retry(const struct transfer *t, long delay_ms)
{
    curl_off_t asked_s = 0;
    long left = left_ms(t);

    curl_easy_getinfo(t->curl, CURLINFO_RETRY_AFTER, &asked_s);
    if (delay_ms >= left || asked_s >= left / 1000 + 1)
        return false;
    if (asked_s * 1000 > delay_ms)
        delay_ms = (long)asked_s * 1000;
    sleep_ms(delay_ms);
    return true;
}

static bool
try_until_done(struct transfer *t)
{
    long delay_ms = t->config->retry_delay_ms, retries_left = t->config->retries;

    while (!attempt(t)) {
        if (retries_left-- <= 0 || !may_pass(t) || !wait_for_retry(t, delay_ms))
            return false;
        if (delay_ms < t->config->timeout_ms)
            delay_ms *= 2;
    }
    return true;
}

/* A heap string of the slice; NULL for one that is not there. */
static char *
string_of(struct cp_slice s, bool *failed)
{
    char *p;

    if (!s.p)
        return NULL;
    p = malloc(s.n + 1);
    if (p) {
        memcpy(p, s.p, s.n);
        p[s.n] = '\0';
    }
    *failed |= !p;
    return p;
}

static cleanpage_status
fill_response(struct transfer *t, struct cp_response *response)
{
    struct cp_media media = cp_answer_media(&t->answer);
    struct cp_buf url = { 0 };
    bool failed = false;

    cp_url_put_public(&url, url_in_effect(t));
    response->url = string_of(cp_buf_slice(&url), &failed);
    response->content_type = media.type.n ? string_of(media.type, &failed) : NULL;
    response->charset = string_of(media.charset, &failed);
    response->status = t->answer.status;
    response->redirects = redirects_of(t);
    response->elapsed_ms = now_ms() - t->started_ms;
    response->body = t->answer.body;
    t->answer.body = (struct cp_buf){ 0 };
    failed |= cp_buf_failed(&url);
    cp_buf_clear(&url);
    return failed ? cp_fail(t->cx, CLEANPAGE_NOMEM, "out of memory") : CLEANPAGE_OK;
}

static cleanpage_status
check_url(struct transfer *t, const char *url)
{
    cp_url_encode(&t->url, cp_slice_of(url));
    if (!cp_buf_str(&t->url))
        return cp_fail(t->cx, CLEANPAGE_NOMEM, "out of memory");
    if (!cp_url_is_web(cp_buf_slice(&t->url)))
        return cp_fail(t->cx, CLEANPAGE_FETCH, "%.300s: not a URL of http or https", t->url.p);
    return CLEANPAGE_OK;
}

static cleanpage_status
ready_curl(struct cp_ctx *cx, struct cp_fetcher *f)
{
    if (!is_curl_started())
        return cp_fail(cx, CLEANPAGE_FETCH, "libcurl does not start");
    if (!f->curl)
        f->curl = curl_easy_init();
    return f->curl ? CLEANPAGE_OK : cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
}

cleanpage_status
cp_fetch(struct cp_ctx *cx, struct cp_fetcher *f, const char *url, struct cp_response *response)
{
    struct transfer t = { .cx = cx, .config = &f->config, .started_ms = now_ms() };
    cleanpage_status st;

    *response = (struct cp_response){ 0 };
    t.answer.body.max = (size_t)f->config.max_bytes;
    st = check_url(&t, url);
    if (!st)
        st = ready_curl(cx, f);
    if (st)
        goto out;
    t.curl = f->curl;
    st = set_all(&t);
    if (!st)
        st = try_until_done(&t) ? fill_response(&t, response) : fail(&t);
    forget_all(f->curl);
    if (st)
        cp_response_clear(response);
out:
    curl_slist_free_all(t.headers);
    cp_answer_clear(&t.answer);
    cp_buf_clear(&t.url);
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
    curl_easy_cleanup(f->curl);
    cp_fetch_config_clear(&f->config);
    free(f);
}

cleanpage_status
cp_fetcher_setup(struct cp_ctx *cx, struct cp_fetcher *f, const cleanpage_fetch_options *opt)
{
    return cp_fetch_config_set(cx, &f->config, opt);
}

const char *
cp_fetch_version(void)
{
    return curl_version();
}
