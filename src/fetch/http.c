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
#include "fetch/cookie.h"
#include "fetch/fetch.h"
#include "url/url.h"

/* A server that sends less than this for so long is taken for dead. Bytes a second, seconds. */
#define LOW_SPEED_BYTES 1L
#define LOW_SPEED_SECONDS 30L

/* libcurl's clock and ours may tell the end of a transfer differently. */
#define CLOCK_SLACK_MS 50

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

static bool
is_accept(const char *line)
{
    struct cp_slice name = { line, strcspn(line, ":;") };

    return cp_slice_eq_nocase(name, CP_LIT("Accept"));
}

static cleanpage_status
set_headers(struct transfer *t)
{
    const struct cp_fetch_config *config = t->config;
    bool ok = true, has_accept = false;
    size_t i;

    for (i = 0; i < config->header_count; i++) {
        ok = ok && add_header(t, config->headers[i]);
        has_accept |= is_accept(config->headers[i]);
    }
    if (!has_accept)
        ok = ok && add_header(t, "Accept: text/html,application/xhtml+xml,text/plain;q=0.9,"
                                 "*/*;q=0.5");
    curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, t->headers);
    return ok ? CLEANPAGE_OK : cp_fail(t->cx, CLEANPAGE_NOMEM, "out of memory");
}

/*
 * Cookies live for one fetch, redirects and retries included: many sites ask for that much.
 * Those of the caller are bound to a host; CURLOPT_COOKIE would send them to every host that a
 * redirect names.
 */
static void
set_cookies(struct transfer *t)
{
    struct cp_url url = cp_url_split(cp_buf_slice(&t->url));
    const char *list = t->config->cookie ? t->config->cookie : "";
    struct cp_buf line = { 0 };

    curl_easy_setopt(t->curl, CURLOPT_COOKIEFILE,
                     t->config->cookie_file ? t->config->cookie_file : "");
    while (cp_cookie_next(&list, &url, &line)) {
        if (cp_buf_str(&line))
            curl_easy_setopt(t->curl, CURLOPT_COOKIELIST, line.p);
        line.n = 0;
    }
    cp_buf_clear(&line);
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

static bool
set_protocol_list(CURL *curl, const char *list)
{
    return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, list) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, list) == CURLE_OK;
}

/* Without this list, libcurl would follow a redirect to ftp. */
static cleanpage_status
set_protocols(struct transfer *t)
{
    const char *list = t->config->protocols;

    if (set_protocol_list(t->curl, list))
        return CLEANPAGE_OK;
    /* A libcurl without TLS knows no https, and refuses a list that has it. */
    if (strchr(list, ',') && set_protocol_list(t->curl, "http"))
        return CLEANPAGE_OK;
    return cp_fail(t->cx, CLEANPAGE_FETCH, "this libcurl cannot fetch by %s", list);
}

static void
set_bounds(struct transfer *t)
{
    CURL *curl = t->curl;
    const struct cp_fetch_config *config = t->config;

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
    cleanpage_status st;

    set_request(t);
    set_bounds(t);
    set_tls(t);
    set_callbacks(t);
    set_cookies(t);
    st = set_protocols(t);
    return st ? st : set_headers(t);
}

/* The handle must not point into a frame that ends, nor carry cookies into the next fetch. */
static void
forget_all(CURL *curl)
{
    /* Drops the cookies and the file's name, which the reset of libcurl 7.88 would leak. */
    curl_easy_setopt(curl, CURLOPT_COOKIEFILE, NULL);
    curl_easy_reset(curl);
}

/* ---------------------------------------------------------------- what went wrong */

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
#define CP_TROUBLE(code, st, may_pass, has_detail, cause) \
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

    cp_url_put_message(&message, cp_buf_slice(&t->url));
    if (redirects_of(t) > 0 && t->code != CURLE_TOO_MANY_REDIRECTS) {
        cp_buf_puts(&message, ": redirected to ");
        cp_url_put_message(&message, url_in_effect(t));
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
        return cp_answer_may_pass(&t->answer);
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
            delay_ms *= 2;    /* both are far from overflow, see config.c */
    }
    return true;
}

static cleanpage_status
fill_response(struct transfer *t, struct cp_response *response)
{
    response->redirects = redirects_of(t);
    response->elapsed_ms = now_ms() - t->started_ms;
    return cp_answer_give(t->cx, &t->answer, url_in_effect(t), response);
}

static cleanpage_status
check_url(struct transfer *t, const char *url)
{
    cp_url_encode(&t->url, cp_slice_of(url));
    if (!cp_buf_str(&t->url))
        return cp_fail(t->cx, CLEANPAGE_NOMEM, "out of memory");
    if (!cp_url_is_web(cp_buf_slice(&t->url)))
        return cp_url_fail(t->cx, cp_buf_slice(&t->url), "not a URL of http or https");
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
