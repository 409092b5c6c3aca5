/* Getting a page and cleaning it: see cli/job.h. */
#include "cli/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/input.h"
#include "cli/known.h"
#include "cli/rulefiles.h"
#include "cli/verbose.h"

/* ------------------------------------------------------------------ one input */

static cleanpage_status
read_file(struct cp_job *job, const char *argument, struct cp_came *came)
{
    uint64_t wanted = job->settings->fetch.max_bytes;
    size_t max = wanted && wanted < CP_INPUT_MAX ? (size_t)wanted : CP_INPUT_MAX;
    cleanpage_status st = cp_input_read(&job->cx, argument, max, &came->bytes);

    if (st)
        cp_cli_say(job->name, job->cx.message);
    return st;
}

/* What goes wrong on the way is told with the URL that it went wrong at. */
static cleanpage_status
fetch(struct cp_job *job, const char *url, struct cp_came *came)
{
    cleanpage_status st = cleanpage_get(job->cp, url, &came->response);
    const char *message = cleanpage_message(job->cp);

    if (st)
        cp_cli_say(cp_input_kind_of(message) == CP_INPUT_URL ? NULL : job->name, message);
    return st;
}

static cleanpage_status
refuse(struct cp_job *job, const char *url)
{
    cleanpage_status st = cp_fail(&job->cx, CLEANPAGE_FETCH,
                                  "cannot fetch with \"%.*s\", only with http and https",
                                  (int)strcspn(url, ":"), url);

    cp_cli_say(job->name, job->cx.message);
    return st;
}

cleanpage_status
cp_job_get(struct cp_job *job, const char *argument, struct cp_came *came)
{
    *came = (struct cp_came){ 0 };
    switch (cp_input_kind_of(argument)) {
    case CP_INPUT_URL:
        return fetch(job, argument, came);
    case CP_INPUT_FOREIGN:
        return refuse(job, argument);
    default:
        return read_file(job, argument, came);
    }
}

void
cp_came_clear(struct cp_came *came)
{
    cp_buf_clear(&came->bytes);
    cleanpage_response_free(came->response);
    came->response = NULL;
}

static cleanpage_status
clean(struct cp_job *job, const struct cp_came *came, cleanpage_doc **doc)
{
    cleanpage_status st =
        came->response ? cleanpage_clean_response(job->cp, came->response, &job->page, doc)
                       : cleanpage_clean(job->cp, came->bytes.n ? came->bytes.p : "",
                                         came->bytes.n, &job->page, doc);

    job->asked = st && job->may_ask ? cleanpage_lacks(job->cp) : NULL;
    if (st && !job->asked)
        cp_cli_say(job->name, cleanpage_message(job->cp));
    return st;
}

/* Which host a page is of is known for sure when it is there. */
cleanpage_status
cp_job_clean(struct cp_job *job, const struct cp_came *came, cleanpage_doc **doc)
{
    cleanpage_status st = clean(job, came, doc);

    if (!st && job->book)
        st = cp_known_clean_again(job, doc);
    return st;
}

/* ------------------------------------------------------------------ before and after */

void
cp_job_set_cacert(cleanpage_fetch_options *fetch)
{
    static const char *const names[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR" };

    for (size_t i = 0; !fetch->cacert && i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);

        if (value && *value) {
            fetch->cacert = value;
            fetch->flags |= CLEANPAGE_FETCH_CACERT_LATE;
        }
    }
}

static bool
has_url(const struct cp_args *inputs)
{
    for (size_t i = 0; i < inputs->n; i++)
        if (cp_input_kind_of(inputs->v[i]) == CP_INPUT_URL)
            return true;
    return false;
}

static enum cp_exit
set_up(struct cp_job *job)
{
    cleanpage_fetch_options fetch = job->settings->fetch;
    enum cp_exit st = cp_rulefiles_load(job->cp, &job->settings->rules);

    if (st)
        return st;
    /* Only a fetch should fail for a certificate file that is named but not there. */
    if (has_url(&job->settings->inputs))
        cp_job_set_cacert(&fetch);
    else
        fetch.cacert = NULL;
    st = cp_exit_of(cleanpage_fetch_setup(job->cp, &fetch));
    if (st)
        cp_cli_say(NULL, cleanpage_message(job->cp));
    else if (job->settings->verbose)
        cp_verbose_rules(job->cp);
    return st;
}

static bool
tells_why(const struct cp_settings *settings)
{
    return settings->report || settings->diff ||
           (settings->format && settings->format->format == CLEANPAGE_EXPLAIN);
}

enum cp_exit
cp_job_start(struct cp_job *job, const struct cp_settings *settings)
{
    enum cp_exit st;

    *job = (struct cp_job){ .settings = settings, .page = CLEANPAGE_OPTIONS_INIT };
    job->page.url = settings->base;
    job->page.charset = settings->encoding;
    job->page.flags = (settings->encoding ? CLEANPAGE_FORCE_CHARSET : 0) |
                      (settings->precision ? CLEANPAGE_PRECISION : 0) |
                      (settings->recall ? CLEANPAGE_RECALL : 0) |
                      (tells_why(settings) ? CLEANPAGE_TRACE : 0);
    job->page.kind = settings->kind;
    job->page.comments = settings->comments;
    job->page.input = settings->from;
    job->cp = cleanpage_new();
    if (!job->cp) {
        cp_cli_say(NULL, "out of memory");
        return CP_EXIT_LIMIT;
    }
    st = settings->site ? cp_known_open(job) : CP_EXIT_OK;
    return st ? st : set_up(job);
}

void
cp_job_end(struct cp_job *job)
{
    cp_known_close(job);
    cp_output_clear(&job->output);
    cleanpage_free(job->cp);
}
