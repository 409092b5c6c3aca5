/* Cleaning the inputs of the command line, in order: see cli/commands.h. */
#include "cli/commands.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "cli/input.h"
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

static enum cp_exit
write_page(struct cp_job *job, const cleanpage_doc *doc)
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
warn(const struct cp_job *job, const cleanpage_doc *doc)
{
    cleanpage_info info = CLEANPAGE_INFO_INIT;

    cleanpage_get_info(doc, &info);
    if (info.truncated && !job->settings->quiet)
        cp_cli_say(job->name, "warning: the page was cut at a limit, its end may be missing");
}

static enum cp_exit
run_one(struct cp_job *job, const char *argument)
{
    struct cp_buf name = { 0 };
    cleanpage_doc *doc = NULL;
    cleanpage_status failed;
    enum cp_exit st, report = CP_EXIT_OK;

    cp_input_name(argument, &name);
    job->name = cp_buf_str(&name) ? name.p : argument;
    failed = cp_job_clean(job, argument, &doc);
    st = cp_exit_of(failed);
    if (!failed) {
        warn(job, doc);
        if (job->settings->report)
            report = cp_report_write(job->name, doc, job->settings->report);
        st = write_page(job, doc);
        st = report ? report : st;
    }
    cleanpage_doc_free(doc);
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
