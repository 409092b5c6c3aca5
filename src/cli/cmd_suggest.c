/* Proposing rules for a host: see cli/commands.h. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/input.h"
#include "cli/job.h"

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

/* All pages must be there: what is on all but one of them would be misread. */
static enum cp_exit
clean_all(struct cp_job *job, cleanpage_doc **docs)
{
    const struct cp_args *inputs = &job->settings->inputs;
    enum cp_exit st = CP_EXIT_OK;

    for (size_t i = 0; !st && i < inputs->n; i++) {
        struct cp_buf name = { 0 };

        cp_input_name(inputs->v[i], &name);
        job->name = cp_buf_str(&name) ? name.p : inputs->v[i];
        st = cp_exit_of(cp_job_clean(job, inputs->v[i], &docs[i]));
        cp_buf_clear(&name);
    }
    return st;
}

static enum cp_exit
write_rules(struct cp_job *job, cleanpage_doc *const *docs)
{
    struct cp_buf text = { 0 };
    enum cp_exit st = cp_exit_of(
        cleanpage_suggest(job->cp, docs, job->settings->inputs.n, append, &text));

    if (st)
        cp_cli_say(NULL, cleanpage_message(job->cp));
    else
        st = cp_output_put(&job->output, cp_buf_slice(&text));
    cp_buf_clear(&text);
    return st ? st : cp_output_finish(&job->output);
}

static enum cp_exit
suggest(const struct cp_settings *settings)
{
    size_t n = settings->inputs.n;
    cleanpage_doc **docs = calloc(n + 1, sizeof *docs);
    struct cp_job job;
    enum cp_exit st = cp_job_start(&job, settings);

    if (settings->output && strcmp(settings->output, "-") != 0)
        job.output.path = settings->output;
    if (!st && !docs) {
        cp_cli_say(NULL, "out of memory");
        st = CP_EXIT_LIMIT;
    }
    if (!st)
        st = clean_all(&job, docs);
    if (!st)
        st = write_rules(&job, docs);
    for (size_t i = 0; docs && i < n; i++)
        cleanpage_doc_free(docs[i]);
    free(docs);
    cp_job_end(&job);
    return st;
}

enum cp_exit
cp_cmd_suggest(int argc, char **argv)
{
    struct cp_settings settings;
    enum cp_exit st = cp_settings_parse(&settings, argc, argv);

    if (!st && settings.inputs.n < 2) {
        cp_cli_say(NULL, "rules suggest: needs two pages of a host or more");
        st = CP_EXIT_USAGE;
    }
    if (!st)
        st = suggest(&settings);
    cp_settings_clear(&settings);
    return st;
}
