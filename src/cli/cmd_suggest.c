/* Proposing rules for a host: see cli/commands.h. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/input.h"
#include "cli/inside.h"
#include "cli/job.h"

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

struct suggesting {
    struct cp_job *job;
    struct cp_came *came; /* of each input */
    const char *const *inputs;
    size_t n;
};

/* What messages call input i; good until `name` is cleared. */
static void
name_input(struct suggesting *s, size_t i, struct cp_buf *name)
{
    name->n = 0;
    cp_input_name(s->inputs[i], name);
    s->job->name = cp_buf_str(name) ? name->p : s->inputs[i];
}

/* All pages must be there: what is on all but one of them would be misread. */
static enum cp_exit
get_all(struct suggesting *s)
{
    struct cp_buf name = { 0 };
    enum cp_exit st = CP_EXIT_OK;

    for (size_t i = 0; !st && i < s->n; i++) {
        name_input(s, i, &name);
        st = cp_exit_of(cp_job_get(s->job, s->inputs[i], &s->came[i]));
    }
    s->job->name = NULL;
    cp_buf_clear(&name);
    return st;
}

static enum cp_exit
clean_all(struct suggesting *s, cleanpage_doc **docs)
{
    struct cp_buf name = { 0 };
    enum cp_exit st = CP_EXIT_OK;

    for (size_t i = 0; !st && i < s->n; i++) {
        name_input(s, i, &name);
        st = cp_exit_of(cp_job_clean(s->job, &s->came[i], &docs[i]));
    }
    cp_buf_clear(&name);
    return st;
}

static enum cp_exit
out_of_memory(void)
{
    cp_cli_say(NULL, "out of memory");
    return CP_EXIT_LIMIT;
}

/* Inside. */
static enum cp_exit
work(void *user, struct cp_buf *rules, struct cp_buf *aside)
{
    struct suggesting *s = user;
    cleanpage_doc **docs = calloc(s->n, sizeof *docs);
    enum cp_exit st = docs ? clean_all(s, docs) : out_of_memory();

    (void)aside;
    if (!st) {
        st = cp_exit_of(cleanpage_suggest(s->job->cp, docs, s->n, append, rules));
        if (st)
            cp_cli_say(NULL, cleanpage_message(s->job->cp));
    }
    for (size_t i = 0; docs && i < s->n; i++)
        cleanpage_doc_free(docs[i]);
    free(docs);
    return st;
}

static enum cp_exit
write_rules(struct suggesting *s)
{
    struct cp_inside inside = { .job = s->job, .pages = (unsigned)s->n, .user = s,
                                .work = work };
    struct cp_buf rules = { 0 }, aside = { 0 };
    enum cp_exit st = cp_inside_run(&inside, &rules, &aside);

    if (!st)
        st = cp_output_put(&s->job->output, cp_buf_slice(&rules));
    cp_buf_clear(&rules);
    cp_buf_clear(&aside);
    return st ? st : cp_output_finish(&s->job->output);
}

static enum cp_exit
suggest(const struct cp_settings *settings)
{
    struct cp_job job;
    struct suggesting s = { .job = &job, .inputs = settings->inputs.v,
                            .n = settings->inputs.n };
    enum cp_exit st = cp_job_start(&job, settings);

    if (settings->output && strcmp(settings->output, "-") != 0)
        job.output.path = settings->output;
    s.came = calloc(s.n, sizeof *s.came);
    if (!st && !s.came)
        st = out_of_memory();
    if (!st)
        st = get_all(&s);
    if (!st)
        st = write_rules(&s);
    for (size_t i = 0; s.came && i < s.n; i++)
        cp_came_clear(&s.came[i]);
    free(s.came);
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
