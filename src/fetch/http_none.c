/* Stands for http.c in a build without libcurl: options are checked, fetching is refused. */
#include "fetch/fetch.h"

#include <stdlib.h>

#include "fetch/config.h"
#include "url/url.h"

struct cp_fetcher {
    struct cp_fetch_config config;
};

struct cp_fetcher *
cp_fetcher_new(void)
{
    return calloc(1, sizeof(struct cp_fetcher));
}

void
cp_fetcher_free(struct cp_fetcher *f)
{
    if (!f)
        return;
    cp_fetch_config_clear(&f->config);
    free(f);
}

cleanpage_status
cp_fetcher_setup(struct cp_ctx *cx, struct cp_fetcher *f, const cleanpage_fetch_options *opt)
{
    return cp_fetch_config_set(cx, &f->config, opt);
}

cleanpage_status
cp_fetch(struct cp_ctx *cx, struct cp_fetcher *f, const char *url, struct cp_response *response)
{
    (void)f;
    *response = (struct cp_response){ 0 };
    return cp_url_fail(cx, cp_slice_of(url),
                       "this build has no libcurl: save the page and clean the file");
}

const char *
cp_fetch_version(void)
{
    return "";
}
