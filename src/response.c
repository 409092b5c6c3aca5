/* Pages from servers: fetched, kept, and cleaned with what was said of them. */
#include "cleanpage.h"

#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "options.h"
#include "worker.h"

static cleanpage_status
ready_fetcher(cleanpage *cp)
{
    if (!cp->fetcher)
        cp->fetcher = cp_fetcher_new();
    return cp->fetcher ? CLEANPAGE_OK : cp_fail(&cp->cx, CLEANPAGE_NOMEM, "out of memory");
}

cleanpage_status
cleanpage_fetch_setup(cleanpage *cp, const cleanpage_fetch_options *options)
{
    cleanpage_fetch_options opt = CLEANPAGE_FETCH_OPTIONS_INIT;
    cleanpage_status st;

    cp->cx.message[0] = '\0';
    st = cp_options_read(&cp->cx, "cleanpage_fetch_options", &opt, sizeof opt, options);
    if (!st)
        st = ready_fetcher(cp);
    return st ? st : cp_fetcher_setup(&cp->cx, cp->fetcher, &opt);
}

/* What the transport said becomes part of the document. */
static cleanpage_status
keep_response(cleanpage *cp, struct cleanpage_doc *doc, const struct cp_response *response)
{
    doc->info.http_status = response->status;
    doc->info.redirects = response->redirects;
    doc->info.fetch_ms = response->elapsed_ms;
    if (response->content_type) {
        doc->info.content_type = cp_arena_strndup(&doc->arena, response->content_type,
                                                  strlen(response->content_type));
        if (!doc->info.content_type)
            return cp_fail(&cp->cx, CLEANPAGE_NOMEM, "out of memory");
    }
    return CLEANPAGE_OK;
}

/* What a server answered, for cleaning it later. */
struct cleanpage_response {
    struct cp_response came;
};

cleanpage_status
cleanpage_get(cleanpage *cp, const char *url, cleanpage_response **out)
{
    cleanpage_response *response;
    cleanpage_status st;

    *out = NULL;
    cp->cx.message[0] = '\0';
    st = ready_fetcher(cp);
    if (st)
        return st;
    response = calloc(1, sizeof *response);
    if (!response)
        return cp_fail(&cp->cx, CLEANPAGE_NOMEM, "out of memory");
    st = cp_fetch(&cp->cx, cp->fetcher, url, &response->came);
    if (st)
        cleanpage_response_free(response);
    else
        *out = response;
    return st;
}

void
cleanpage_response_free(cleanpage_response *response)
{
    if (!response)
        return;
    cp_response_clear(&response->came);
    free(response);
}

cleanpage_status
cleanpage_clean_response(cleanpage *cp, const cleanpage_response *response,
                         const cleanpage_options *options, cleanpage_doc **out)
{
    const struct cp_response *came = &response->came;
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_status st;

    *out = NULL;
    cp->cx.message[0] = '\0';
    st = cp_options_read(&cp->cx, "cleanpage_options", &opt, sizeof opt, options);
    if (st)
        return st;
    if (!opt.url)
        opt.url = came->url;
    if (!(opt.flags & CLEANPAGE_FORCE_CHARSET))
        opt.charset = came->charset;
    st = cleanpage_clean(cp, came->body.n ? came->body.p : "", came->body.n, &opt, out);
    if (!st)
        st = keep_response(cp, *out, came);
    if (st) {
        cleanpage_doc_free(*out);
        *out = NULL;
    }
    return st;
}

/* Options that are wrong are told before anything is fetched in vain. */
cleanpage_status
cleanpage_fetch(cleanpage *cp, const char *url, const cleanpage_options *options,
                cleanpage_doc **out)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_response *response = NULL;
    cleanpage_status st;

    *out = NULL;
    cp->cx.message[0] = '\0';
    st = cp_options_read(&cp->cx, "cleanpage_options", &opt, sizeof opt, options);
    if (!st)
        st = cleanpage_get(cp, url, &response);
    if (!st)
        st = cleanpage_clean_response(cp, response, options, out);
    cleanpage_response_free(response);
    return st;
}
