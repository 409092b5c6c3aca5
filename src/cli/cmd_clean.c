/* Cleaning the inputs of the command line, in order: see cli/commands.h. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/fail.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/present.h"
#include "cli/rulefiles.h"
#include "cli/verbose.h"

struct job {
    const struct cp_settings *settings;
    cleanpage *cp;
    struct cp_ctx cx; /* for messages of reading */
    const char *name; /* of the input at hand, for messages */
    cleanpage_options page;
    struct cp_present present;
    struct cp_output output;
};

static double
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ------------------------------------------------------------------ one input */

static cleanpage_status
clean_file(struct job *job, const char *argument, cleanpage_doc **doc)
{
    uint64_t wanted = job->settings->fetch.max_bytes;
    size_t max = wanted && wanted < CP_INPUT_MAX ? (size_t)wanted : CP_INPUT_MAX;
    struct cp_buf bytes = { 0 };
    cleanpage_status st = cp_input_read(&job->cx, argument, max, &bytes);

    if (st)
        cp_cli_say(job->name, job->cx.message);
    else if ((st = cleanpage_clean(job->cp, bytes.n ? bytes.p : "", bytes.n, &job->page, doc)))
        cp_cli_say(job->name, cleanpage_message(job->cp));
    cp_buf_clear(&bytes);
    return st;
}

/* What goes wrong on the way is told with the URL that it went wrong at. */
static cleanpage_status
clean_url(struct job *job, const char *url, cleanpage_doc **doc)
{
    cleanpage_status st = cleanpage_fetch(job->cp, url, &job->page, doc);
    const char *message = cleanpage_message(job->cp);

    if (st)
        cp_cli_say(cp_input_kind_of(message) == CP_INPUT_URL ? NULL : job->name, message);
    return st;
}

static cleanpage_status
refuse(struct job *job, const char *url)
{
    cleanpage_status st = cp_fail(&job->cx, CLEANPAGE_FETCH,
                                  "cannot fetch with \"%.*s\", only with http and https",
                                  (int)strcspn(url, ":"), url);

    cp_cli_say(job->name, job->cx.message);
    return st;
}

static cleanpage_status
clean_input(struct job *job, const char *argument, cleanpage_doc **doc)
{
    switch (cp_input_kind_of(argument)) {
    case CP_INPUT_URL:
        return clean_url(job, argument, doc);
    case CP_INPUT_FOREIGN:
        return refuse(job, argument);
    default:
        return clean_file(job, argument, doc);
    }
}

static enum cp_exit
write_page(struct job *job, const cleanpage_doc *doc)
{
    struct cp_buf text = { 0 };
    double start = now_ms();
    enum cp_exit st = cp_present_page(&job->present, job->name, doc, &text), written;

    if (job->settings->verbose)
        cp_verbose_page(job->name, doc, now_ms() - start);
    written = text.n ? cp_output_put(&job->output, cp_buf_slice(&text)) : CP_EXIT_OK;
    cp_buf_clear(&text);
    return written ? written : st;
}

static void
warn(const struct job *job, const cleanpage_doc *doc)
{
    cleanpage_info info = CLEANPAGE_INFO_INIT;

    cleanpage_get_info(doc, &info);
    if (info.truncated && !job->settings->quiet)
        cp_cli_say(job->name, "warning: the page was cut at a limit, its end may be missing");
}

static enum cp_exit
run_one(struct job *job, const char *argument)
{
    struct cp_buf name = { 0 };
    cleanpage_doc *doc = NULL;
    cleanpage_status failed;
    enum cp_exit st;

    cp_input_name(argument, &name);
    job->name = cp_buf_str(&name) ? name.p : argument;
    failed = clean_input(job, argument, &doc);
    st = cp_exit_of(failed);
    if (!failed) {
        warn(job, doc);
        st = write_page(job, doc);
    }
    cleanpage_doc_free(doc);
    cp_buf_clear(&name);
    return st;
}

/* ------------------------------------------------------------------ all of them */

static enum cp_exit
run_all(struct job *job)
{
    const struct cp_args *inputs = &job->settings->inputs;
    enum cp_exit result = CP_EXIT_OK, st;

    for (size_t i = 0; i < inputs->n; i++) {
        st = run_one(job, inputs->v[i]);
        if (st == CP_EXIT_WRITE)
            return st;
        if (st)
            result = inputs->n > 1 ? CP_EXIT_SOME : st;
    }
    st = cp_output_finish(&job->output);
    return st ? st : result;
}

/* The certificates that curl's own command would take from the environment. */
static const char *
find_cacert(const struct cp_settings *settings)
{
    static const char *const names[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR" };

    if (settings->fetch.cacert)
        return settings->fetch.cacert;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return NULL;
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
set_up(struct job *job)
{
    cleanpage_fetch_options fetch = job->settings->fetch;
    enum cp_exit st = cp_rulefiles_load(job->cp, &job->settings->rules);

    if (st)
        return st;
    /* Only a fetch should fail for a certificate file that is named but not there. */
    fetch.cacert = has_url(&job->settings->inputs) ? find_cacert(job->settings) : NULL;
    st = cp_exit_of(cleanpage_fetch_setup(job->cp, &fetch));
    if (st)
        cp_cli_say(NULL, cleanpage_message(job->cp));
    else if (job->settings->verbose)
        cp_verbose_rules(job->cp);
    return st;
}

enum cp_exit
cp_cmd_clean(const struct cp_settings *settings)
{
    struct job job = { .settings = settings, .page = CLEANPAGE_OPTIONS_INIT };
    enum cp_exit st;

    job.page.url = settings->base;
    job.page.charset = settings->encoding;
    job.page.flags = (settings->encoding ? CLEANPAGE_FORCE_CHARSET : 0) |
                     (settings->precision ? CLEANPAGE_PRECISION : 0) |
                     (settings->recall ? CLEANPAGE_RECALL : 0);
    job.page.kind = settings->kind;
    job.page.comments = settings->comments;
    job.page.input = settings->from;
    if (settings->output && strcmp(settings->output, "-") != 0)
        job.output.path = settings->output;
    st = cp_present_init(&job.present, settings);
    job.output.between = job.present.between;
    job.cp = st ? NULL : cleanpage_new();
    if (!st && !job.cp) {
        cp_cli_say(NULL, "out of memory");
        st = CP_EXIT_LIMIT;
    }
    if (!st)
        st = set_up(&job);
    if (!st)
        st = run_all(&job);
    cp_output_clear(&job.output);
    cp_present_clear(&job.present);
    cleanpage_free(job.cp);
    return st;
}
