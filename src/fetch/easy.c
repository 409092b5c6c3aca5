#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "fetch/easy.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "fetch/cookie.h"
#include "fetch/proxy.h"
#include "fetch/reach.h"

/* ---------------------------------------------------------------- the process-wide start */

/* libcurl wants one start in a process; a library cannot ask its users to do it in time. */
static pthread_once_t start_once = PTHREAD_ONCE_INIT;
static CURLcode start_result;

static void
start_curl(void)
{
    start_result = cp_curl_open() ? curl_global_init(CURL_GLOBAL_DEFAULT) : CURLE_FAILED_INIT;
}

bool
cp_easy_start(void)
{
    return pthread_once(&start_once, start_curl) == 0 && start_result == CURLE_OK;
}

/* ---------------------------------------------------------------- time */

double
cp_easy_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

long
cp_easy_left_ms(const struct cp_easy *e)
{
    return e->config->timeout_ms - (long)(cp_easy_now_ms() - e->started_ms);
}

/* ---------------------------------------------------------------- what comes in */

static size_t
on_header(char *p, size_t size, size_t n, void *user)
{
    struct cp_easy *e = user;

    (void)size; /* always 1, here and below */
    return cp_answer_head(&e->answer, (struct cp_slice){ p, n }) ? n : 0;
}

static size_t
on_body(char *p, size_t size, size_t n, void *user)
{
    struct cp_easy *e = user;

    (void)size;
    return cp_answer_body(&e->answer, (struct cp_slice){ p, n }) ? n : 0;
}

/* libcurl unpacks what it hands over; the packed bytes are seen by its tracing alone. */
static int
on_trace(CURL *curl, curl_infotype kind, char *p, size_t n, void *user)
{
    struct cp_easy *e = user;

    (void)curl;
    if (kind == CURLINFO_DATA_IN)
        cp_answer_raw(&e->answer, (struct cp_slice){ p, n });
    return 0;
}

/* ---------------------------------------------------------------- what goes out */

bool
cp_easy_add_header(struct cp_easy *e, const char *line)
{
    struct curl_slist *longer = curl_slist_append(e->headers, line);

    if (longer)
        e->headers = longer;
    return longer != NULL;
}

static bool
is_accept(const char *line)
{
    struct cp_slice name = { line, strcspn(line, ":;") };

    return cp_slice_eq_nocase(name, CP_LIT("Accept"));
}

/* What a server must not learn because another one led to it. */
static bool
is_secret(const char *line)
{
    struct cp_slice name = { line, strcspn(line, ":;") };

    return cp_slice_eq_nocase(name, CP_LIT("Authorization")) ||
           cp_slice_eq_nocase(name, CP_LIT("Cookie"));
}

static bool
add_accept(struct cp_easy *e)
{
    struct cp_buf line = { 0 };
    bool ok;

    cp_buf_puts(&line, "Accept: ");
    cp_buf_puts(&line, e->accept
                           ? e->accept
                           : "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5");
    ok = cp_buf_str(&line) && cp_easy_add_header(e, line.p);
    cp_buf_clear(&line);
    return ok;
}

static cleanpage_status
set_headers(struct cp_ctx *cx, struct cp_easy *e)
{
    const struct cp_fetch_config *config = e->config;
    bool ok = true, has_accept = false;
    size_t i;

    for (i = 0; i < config->header_count; i++) {
        if (e->is_foreign && is_secret(config->headers[i]))
            continue;
        ok = ok && cp_easy_add_header(e, config->headers[i]);
        has_accept |= is_accept(config->headers[i]);
    }
    if (!has_accept)
        ok = ok && add_accept(e);
    curl_easy_setopt(e->curl, CURLOPT_HTTPHEADER, e->headers);
    return ok ? CLEANPAGE_OK : cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
}

/*
 * Cookies live for one fetch, redirects and retries included: many sites ask for that much.
 * Those of the caller are bound to a host; CURLOPT_COOKIE would send them to every host that a
 * redirect names.
 */
void
cp_easy_set_cookies(struct cp_easy *e)
{
    struct cp_url url = cp_url_split(cp_buf_slice(&e->url));
    const char *list = e->config->cookie ? e->config->cookie : "";
    struct cp_buf line = { 0 };

    curl_easy_setopt(e->curl, CURLOPT_COOKIEFILE,
                     e->config->cookie_file ? e->config->cookie_file : "");
    while (cp_cookie_next(&list, &url, &line)) {
        if (cp_buf_str(&line))
            curl_easy_setopt(e->curl, CURLOPT_COOKIELIST, line.p);
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
set_tls(struct cp_easy *e)
{
    CURL *curl = e->curl;
    const struct cp_fetch_config *config = e->config;

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
set_request(struct cp_easy *e)
{
    CURL *curl = e->curl;
    const struct cp_fetch_config *config = e->config;

    curl_easy_setopt(curl, CURLOPT_URL, cp_buf_str(&e->url));
    curl_easy_setopt(curl, CURLOPT_USERAGENT,
                     config->user_agent ? config->user_agent : "cleanpage/" PACKAGE_VERSION);
    curl_easy_setopt(curl, CURLOPT_REFERER, config->referer);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ""); /* all that libcurl can undo */
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
set_protocols(struct cp_ctx *cx, struct cp_easy *e)
{
    const char *list = e->config->protocols;

    if (set_protocol_list(e->curl, list))
        return CLEANPAGE_OK;
    /* A libcurl without TLS knows no https, and refuses a list that has it. */
    if (strchr(list, ',') && set_protocol_list(e->curl, "http"))
        return CLEANPAGE_OK;
    return cp_fail(cx, CLEANPAGE_FETCH, "this libcurl cannot fetch by %s", list);
}

static void
set_bounds(struct cp_easy *e)
{
    CURL *curl = e->curl;
    const struct cp_fetch_config *config = e->config;
    uint64_t max_bytes = e->answer.body.max;

    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, e->by_hand ? 0L : 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, config->max_redirects);
    curl_easy_setopt(curl, CURLOPT_UNRESTRICTED_AUTH, 0L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, config->connect_timeout_ms);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, CP_LOW_SPEED_BYTES);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, CP_LOW_SPEED_SECONDS);
    /* Judged by the announced length, which is that of compressed bytes: hence some slack,
     * for what grows when it is compressed. */
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE,
                     (curl_off_t)(max_bytes + max_bytes / 1000 + 1024));
    /* Signals belong to the program. */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
}

static void
set_callbacks(struct cp_easy *e)
{
    CURL *curl = e->curl;

    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, e->error);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, e);
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, e);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_trace);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, e);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* traces to on_trace, not to stderr */
}

/* ---------------------------------------------------------------- connections */

/* A proxy was named by whoever runs this, wherever it is. */
static bool
may_connect(const struct cp_easy *e, const struct sockaddr *address)
{
    return !(e->config->flags & CLEANPAGE_FETCH_PUBLIC) || cp_reach_is_public(address) ||
           cp_proxy_is_at(e->config->proxy, address);
}

/* The programs that this one starts have no business with its connections. */
static curl_socket_t
open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct cp_easy *e = user;
    int fd;

    (void)purpose;
    if (!may_connect(e, &address->addr)) {
        e->unreached.n = 0;
        cp_reach_put(&e->unreached, &address->addr);
        return CURL_SOCKET_BAD;
    }
    fd = socket(address->family, address->socktype, address->protocol);
    if (fd >= 0)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

/* The handle is as new save its connections; everything is said again for each fetch. */
cleanpage_status
cp_easy_set(struct cp_ctx *cx, struct cp_easy *e)
{
    cleanpage_status st;

    curl_easy_setopt(e->curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(e->curl, CURLOPT_OPENSOCKETDATA, e);
    set_request(e);
    set_bounds(e);
    set_tls(e);
    set_callbacks(e);
    st = set_protocols(cx, e);
    return st ? st : set_headers(cx, e);
}

void
cp_easy_begin(struct cp_easy *e)
{
    long left = cp_easy_left_ms(e);

    cp_answer_reset(&e->answer);
    e->error[0] = '\0';
    e->unreached.n = 0;
    curl_easy_setopt(e->curl, CURLOPT_TIMEOUT_MS, left > 0 ? left : 1L);
}

void
cp_easy_forget(CURL *curl)
{
    /* Drops the cookies and the file's name, which the reset of libcurl 7.88 would leak. */
    curl_easy_setopt(curl, CURLOPT_COOKIEFILE, NULL);
    curl_easy_reset(curl);
}

void
cp_easy_clear(struct cp_easy *e)
{
    if (e->headers)
        curl_slist_free_all(e->headers);
    e->headers = NULL;
    cp_answer_clear(&e->answer);
    cp_buf_clear(&e->url);
    cp_buf_clear(&e->unreached);
}
