/* Cleaning the inputs of the command line, in order: see cli/commands.h. */
#include "cli/commands.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "cli/input.h"
#include "cli/job.h"
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

static bool
has_note(const cleanpage_doc *doc, const char *start)
{
    const char *note;

    for (size_t i = 0; (note = cleanpage_note(doc, i)); i++)
        if (strncmp(note, start, strlen(start)) == 0)
            return true;
    return false;
}

static enum cp_exit
write_text(struct cp_job *job, const cleanpage_doc *doc)
{
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    bool explain = job->settings->explain;
    struct cp_buf text = { 0 };
    double start = now_ms(), render_ms;
    enum cp_exit st;

    layout.width = job->settings->width;
    layout.flags = job->settings->no_title ? CLEANPAGE_NO_TITLE : 0;
    st = cp_render_or_say(job->name, doc, explain ? CLEANPAGE_EXPLAIN : CLEANPAGE_TEXT, &layout,
                          &text);
    render_ms = now_ms() - start;
    if (!st && (explain ? !cleanpage_has_text(doc) : text.n == 0)) {
        cp_cli_say(job->name, has_note(doc, "needs-rendering:")
                                  ? "no main content found: the page needs rendering"
                                  : "no main content found");
        st = CP_EXIT_NO_TEXT;
    }
    if (job->settings->verbose)
        cp_verbose_page(job->name, doc, render_ms);
    if (text.n && (!st || st == CP_EXIT_NO_TEXT)) {
        enum cp_exit put = cp_output_put(&job->output, cp_buf_slice(&text));
        st = put ? put : st;
    }
    cp_buf_clear(&text);
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
        st = write_text(job, doc);
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
    job.output.between = settings->explain ? NULL : "\n";
    if (!st)
        st = run_all(&job);
    cp_job_end(&job);
    return st;
}
