#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "fetch/config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/slice.h"
#include "fetch/reach.h"
#include "url/url.h"

#define FLAGS_KNOWN                                                                            \
    (CLEANPAGE_FETCH_INSECURE | CLEANPAGE_FETCH_NETRC | CLEANPAGE_FETCH_PUBLIC |               \
     CLEANPAGE_FETCH_CACERT_LATE)

/* Seconds a page may take: somebody waits for it. curl itself waits for ever. */
#define DEFAULT_TIMEOUT_MS 60000
#define DEFAULT_CONNECT_TIMEOUT_MS 15000
/* Browsers stop at 20; of the pages people link to, hardly one needs more than 4. */
#define DEFAULT_MAX_REDIRECTS 10
/* No wait is longer, nor would libcurl take twice as much. 11 days. */
#define WAIT_MAX_MS 1000000000
#define MAX_REDIRECTS_MAX 1000

/* As curl's --retry. */
#define DEFAULT_RETRY_DELAY_MS 1000

/* A newline in what is sent as a header would begin another one. */
static bool
has_control(const char *s)
{
    for (; *s; s++)
        if (((unsigned char)*s < ' ' && *s != '\t') || *s == 0x7f)
            return true;
    return false;
}

static cleanpage_status
check_strings(struct cp_ctx *cx, const cleanpage_fetch_options *opt)
{
    const struct {
        const char *name, *value;
    } strings[] = {
        { "user_agent", opt->user_agent }, { "cookie", opt->cookie },
        { "referer", opt->referer },       { "proxy", opt->proxy },
        { "cacert", opt->cacert },
    };
    size_t i;

    for (i = 0; i < sizeof strings / sizeof strings[0]; i++)
        if (strings[i].value && has_control(strings[i].value))
            return cp_fail(cx, CLEANPAGE_BADARG, "%s: has a control character",
                           strings[i].name);
    return CLEANPAGE_OK;
}

static bool
is_token_char(char c)
{
    return cp_is_alpha((unsigned char)c) || cp_is_digit((unsigned char)c) ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

/* "Name: value"; as with curl, "Name:" takes a header away and "Name;" sends it empty. */
static bool
is_header(const char *line)
{
    const char *p = line;

    while (is_token_char(*p))
        p++;
    return p > line && (*p == ':' || (p[0] == ';' && p[1] == '\0')) && !has_control(p);
}

static cleanpage_status
check_headers(struct cp_ctx *cx, const char *const *headers)
{
    for (; headers && *headers; headers++)
        if (!is_header(*headers))
            return cp_fail(cx, CLEANPAGE_BADARG, "header: not \"Name: value\": %.60s",
                           has_control(*headers) ? "it has a control character" : *headers);
    return CLEANPAGE_OK;
}

static cleanpage_status
check_numbers(struct cp_ctx *cx, const cleanpage_fetch_options *opt)
{
    const struct {
        const char *name;
        long value, least;
    } numbers[] = {
        { "timeout_ms", opt->timeout_ms, 0 },
        { "connect_timeout_ms", opt->connect_timeout_ms, 0 },
        { "max_redirects", opt->max_redirects, -1 },
        { "retries", opt->retries, 0 },
        { "retry_delay_ms", opt->retry_delay_ms, 0 },
    };
    size_t i;

    for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (numbers[i].value < numbers[i].least)
            return cp_fail(cx, CLEANPAGE_BADARG, "%s: %ld is below %ld", numbers[i].name,
                           numbers[i].value, numbers[i].least);
    if (opt->max_bytes > CP_INPUT_MAX)
        return cp_fail(cx, CLEANPAGE_BADARG,
                       "max_bytes: %" PRIu64 " asked for, no more than %zu are cleaned",
                       opt->max_bytes, CP_INPUT_MAX);
    if (opt->flags & ~FLAGS_KNOWN)
        return cp_fail(cx, CLEANPAGE_BADARG, "fetch options: unknown flag 0x%x",
                       opt->flags & ~FLAGS_KNOWN);
    return CLEANPAGE_OK;
}

/* libcurl would go on without cookies that it cannot read, and tells of certificates when a server
 * has been asked. */
static cleanpage_status
check_file(struct cp_ctx *cx, const char *name, const char *path)
{
    if (path && *path && access(path, R_OK) != 0)
        return cp_fail(cx, CLEANPAGE_BADARG, "%s: %s: %s", name, path, strerror(errno));
    return CLEANPAGE_OK;
}

/* As with curl, what has no "=" names a file. */
static bool
is_cookie_file(const char *cookie)
{
    return cookie && *cookie && !strchr(cookie, '=');
}

static cleanpage_status
check_files(struct cp_ctx *cx, const cleanpage_fetch_options *opt)
{
    bool is_late = opt->flags & CLEANPAGE_FETCH_CACERT_LATE;
    cleanpage_status st = is_late ? CLEANPAGE_OK : check_file(cx, "cacert", opt->cacert);

    if (!st && is_cookie_file(opt->cookie))
        st = check_file(cx, "cookie", opt->cookie);
    return st;
}

static cleanpage_status
parse_protocols(struct cp_ctx *cx, const char *list, const char **protocols)
{
    bool has_http = false, has_https = false;
    const char *p = list ? list : "http,https";

    while (*p) {
        struct cp_slice name = { p, strcspn(p, ",") };

        if (cp_slice_eq_nocase(name, CP_LIT("http")))
            has_http = true;
        else if (cp_slice_eq_nocase(name, CP_LIT("https")))
            has_https = true;
        else
            return cp_fail(cx, CLEANPAGE_BADARG, "protocols: \"%.*s\" is not http or https",
                           (int)(name.n < 60 ? name.n : 60), name.p);
        p += name.n;
        p += *p == ',';
    }
    if (!has_http && !has_https)
        return cp_fail(cx, CLEANPAGE_BADARG, "protocols: none is left");
    *protocols = has_http && has_https ? "http,https" : has_http ? "http" : "https";
    return CLEANPAGE_OK;
}

static char *
copy(const char *s, bool *failed)
{
    char *p = s ? strdup(s) : NULL;

    *failed |= s && !p;
    return p;
}

static void
copy_headers(struct cp_fetch_config *config, const char *const *headers, bool *failed)
{
    size_t n = 0;

    while (headers && headers[n])
        n++;
    config->headers = calloc(n + 1, sizeof *config->headers);
    *failed |= !config->headers;
    while (!*failed && config->header_count < n) {
        config->headers[config->header_count] = copy(headers[config->header_count], failed);
        config->header_count++;
    }
}

static bool
copy_strings(struct cp_fetch_config *config, const cleanpage_fetch_options *opt)
{
    bool failed = false;

    config->user_agent = copy(opt->user_agent, &failed);
    config->referer = copy(opt->referer, &failed);
    config->proxy = copy(opt->proxy, &failed);
    config->cacert = copy(opt->cacert && *opt->cacert ? opt->cacert : NULL, &failed);
    if (is_cookie_file(opt->cookie))
        config->cookie_file = copy(opt->cookie, &failed);
    else
        config->cookie = copy(opt->cookie, &failed);
    copy_headers(config, opt->headers, &failed);
    return !failed;
}

static long
or_default(long given, long otherwise, long most)
{
    if (given == 0)
        return otherwise;
    return given < most ? given : most;
}

static void
copy_numbers(struct cp_fetch_config *config, const cleanpage_fetch_options *opt)
{
    config->timeout_ms = or_default(opt->timeout_ms, DEFAULT_TIMEOUT_MS, WAIT_MAX_MS);
    config->connect_timeout_ms =
        or_default(opt->connect_timeout_ms, DEFAULT_CONNECT_TIMEOUT_MS, WAIT_MAX_MS);
    config->max_redirects =
        opt->max_redirects == -1
            ? 0
            : or_default(opt->max_redirects, DEFAULT_MAX_REDIRECTS, MAX_REDIRECTS_MAX);
    config->retries = opt->retries;
    config->retry_delay_ms =
        or_default(opt->retry_delay_ms, DEFAULT_RETRY_DELAY_MS, WAIT_MAX_MS);
    config->max_bytes = opt->max_bytes ? opt->max_bytes : CP_INPUT_MAX;
    config->flags = opt->flags;
}

cleanpage_status
cp_fetch_config_set(struct cp_ctx *cx, struct cp_fetch_config *config,
                    const cleanpage_fetch_options *opt)
{
    static const cleanpage_fetch_options defaults = CLEANPAGE_FETCH_OPTIONS_INIT;
    struct cp_fetch_config fresh = { 0 };
    cleanpage_status st;

    if (!opt)
        opt = &defaults;
    if ((st = check_strings(cx, opt)) || (st = check_headers(cx, opt->headers)) ||
        (st = check_numbers(cx, opt)) || (st = check_files(cx, opt)) ||
        (st = parse_protocols(cx, opt->protocols, &fresh.protocols)))
        return st;
    copy_numbers(&fresh, opt);
    if (!copy_strings(&fresh, opt)) {
        cp_fetch_config_clear(&fresh);
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    cp_fetch_config_clear(config);
    *config = fresh;
    return CLEANPAGE_OK;
}

void
cp_fetch_config_clear(struct cp_fetch_config *config)
{
    size_t i;

    for (i = 0; i < config->header_count; i++)
        free(config->headers[i]);
    free(config->headers);
    free(config->user_agent);
    free(config->referer);
    free(config->proxy);
    free(config->cacert);
    free(config->cookie);
    free(config->cookie_file);
    *config = (struct cp_fetch_config){ 0 };
}

bool
cp_fetch_config_allows(const struct cp_fetch_config *config, struct cp_slice url)
{
    struct cp_slice scheme = cp_url_scheme(url);
    bool is_http = cp_slice_eq_nocase(scheme, CP_LIT("http"));
    bool is_https = cp_slice_eq_nocase(scheme, CP_LIT("https"));

    return (is_http && strcmp(config->protocols, "https") != 0) ||
           (is_https && strcmp(config->protocols, "http") != 0);
}

bool
cp_fetch_config_reaches(const struct cp_fetch_config *config, struct cp_slice url)
{
    return !(config->flags & CLEANPAGE_FETCH_PUBLIC) ||
           cp_reach_may_be_public(cp_url_split(url).host);
}
