#include "fetch/fetch.h"

#include <stdlib.h>

struct cp_fetcher {
    int unused;
};

struct cp_fetcher *
cp_fetcher_new(void)
{
    return calloc(1, sizeof(struct cp_fetcher));
}

void
cp_fetcher_free(struct cp_fetcher *f)
{
    free(f);
}

cleanpage_status
cp_fetcher_setup(struct cp_ctx *cx, struct cp_fetcher *f, const cleanpage_fetch_options *opt)
{
    (void)cx;
    (void)f;
    (void)opt;
    return CLEANPAGE_OK;
}

cleanpage_status
cp_fetch(struct cp_ctx *cx, struct cp_fetcher *f, const char *url, struct cp_response *response)
{
    (void)f;
    (void)response;
    return cp_fail(cx, CLEANPAGE_FETCH, "%s: fetching is not built yet", url);
}

void
cp_response_clear(struct cp_response *response)
{
    cp_buf_clear(&response->body);
    free(response->url);
    free(response->content_type);
    free(response->charset);
    *response = (struct cp_response){ 0 };
}

const char *
cp_fetch_version(void)
{
    return "";
}
