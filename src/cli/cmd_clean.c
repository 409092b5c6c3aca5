/* Cleaning the inputs of the command line, in order: see cli/commands.h. */
#include "cli/commands.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "cli/input.h"
#include "cli/inside.h"
#include "cli/job.h"
#include "cli/present.h"
#include "cli/reasons.h"
#include "cli/verbose.h"

static double
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ------------------------------------------------------------------ one input */

struct cleaning {
    struct cp_job *job;
    const struct cp_came *came;
};

static enum cp_exit
put_page(struct cp_job *job, const cleanpage_doc *doc, struct cp_buf *text)
{
    double start = now_ms();
    enum cp_exit st = cp_present_page(&job->present, job->name, doc, text);

    if (job->settings->verbose)
        cp_verbose_page(job->name, doc, now_ms() - start);
    return st;
}

static void
warn(const struct cp_job *job, const cleanpage_doc *doc)
{
    cleanpage_info info = CLEANPAGE_INFO_INIT;

    cleanpage_get_info(doc, &info);
    if (info.truncated && !job->settings->quiet)
        cp_cli_say(job->name, "warning: the page was cut at a limit, its end may be missing");
}

static enum cp_exit
work(void *user, struct cp_buf *text, struct cp_buf *report)
{
    const struct cleaning *c = user;
    cleanpage_doc *doc = NULL;
    cleanpage_status failed = cp_job_clean(c->job, c->came, &doc);
    enum cp_exit st, reported = CP_EXIT_OK;

    if (failed)
        return cp_exit_of(failed);
    warn(c->job, doc);
    if (c->job->settings->report)
        reported = cp_render_or_say(c->job->name, doc, CLEANPAGE_REPORT, NULL, report);
    st = put_page(c->job, doc, text);
    cleanpage_doc_free(doc);
    return reported ? reported : st;
}

/* What was made is written even if some of it is missing. */
static enum cp_exit
write_out(struct cp_job *job, enum cp_exit st, const struct cp_buf *text,
          const struct cp_buf *report)
{
    enum cp_exit reported = CP_EXIT_OK, written = CP_EXIT_OK;

    if (report->n)
        reported = cp_report_write(job->settings->report, cp_buf_slice(report));
    if (text->n)
        written = cp_output_put(&job->output, cp_buf_slice(text));
    return reported ? reported : written ? written : st;
}

static enum cp_exit
clean_came(struct cp_job *job, const struct cp_came *came)
{
    struct cleaning c = { job, came };
    struct cp_inside inside = { .job = job, .pages = 1, .user = &c, .work = work };
    struct cp_buf text = { 0 }, report = { 0 };
    enum cp_exit st = cp_inside_run(&inside, &text, &report);

    st = write_out(job, st, &text, &report);
    cp_buf_clear(&text);
    cp_buf_clear(&report);
    return st;
}

static enum cp_exit
run_one(struct cp_job *job, const char *argument)
{
    struct cp_came came;
    struct cp_buf name = { 0 };
    enum cp_exit st;

    cp_input_name(argument, &name);
    job->name = cp_buf_str(&name) ? name.p : argument;
    st = cp_exit_of(cp_job_get(job, argument, &came));
    if (!st)
        st = clean_came(job, &came);
    cp_came_clear(&came);
    cp_buf_clear(&name);
    return st;
}

/* ------------------------------------------------------------------ all of them */

static enum cp_exit
run_all(struct cp_job *job)
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

enum cp_exit
cp_cmd_clean(const struct cp_settings *settings)
{
    struct cp_job job;
    enum cp_exit st = cp_job_start(&job, settings);

    if (settings->output && strcmp(settings->output, "-") != 0)
        job.output.path = settings->output;
    if (!st)
        st = cp_present_init(&job.present, settings);
    job.output.between = job.present.between;
    if (!st)
        st = run_all(&job);
    cp_present_clear(&job.present);
    cp_job_end(&job);
    return st;
}
