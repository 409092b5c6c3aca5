/*
 * Getting a page over http or https, with bounds on everything a server can choose.
 */
#ifndef CP_FETCH_FETCH_H
#define CP_FETCH_FETCH_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

struct cp_fetcher;    /* a connection and its options */

struct cp_response {
    struct cp_buf body;       /* decompressed */
    char *url;                /* after redirects; heap */
    char *content_type;       /* heap; NULL if the server named none */
    char *charset;            /* of the content type; heap; NULL if none */
    long status;
    long redirects;
    double elapsed_ms;
};

/* NULL without memory. */
struct cp_fetcher *cp_fetcher_new(void);
void cp_fetcher_free(struct cp_fetcher *f);

/* Checks and copies the options; CLEANPAGE_BADARG names the wrong one. */
cleanpage_status cp_fetcher_setup(struct cp_ctx *cx, struct cp_fetcher *f,
                                  const cleanpage_fetch_options *opt);

/*
 * GETs the URL. Only http and https, also after redirects. Failures: CLEANPAGE_FETCH (URL, DNS,
 * connection, TLS), CLEANPAGE_HTTP (status >= 400), CLEANPAGE_LIMIT (time, size, redirects),
 * CLEANPAGE_TYPE (not HTML, XHTML or plain text). The response is empty after a failure.
 */
cleanpage_status cp_fetch(struct cp_ctx *cx, struct cp_fetcher *f, const char *url,
                          struct cp_response *response);
void cp_response_clear(struct cp_response *response);

/* "libcurl 7.88.1 ..." of the library that runs; "" when built without. */
const char *cp_fetch_version(void);

#endif
