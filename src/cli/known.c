/* What is known of hosts: see cli/known.h. */
#include "cli/known.h"

#include "site/sitebook.h"

static enum cp_exit
open_as(struct cp_job *job, enum cp_sitedb_mode mode)
{
    cleanpage_status st = cp_sitebook_open(&job->cx, job->settings->site, mode, &job->book);

    if (st)
        cp_cli_say(NULL, job->cx.message);
    return cp_exit_of(st);
}

enum cp_exit
cp_known_open(struct cp_job *job)
{
    return open_as(job, CP_SITEDB_USE);
}

enum cp_exit
cp_known_open_inside(struct cp_job *job)
{
    return job->book ? open_as(job, CP_SITEDB_BESIDE) : CP_EXIT_OK;
}

void
cp_known_close(struct cp_job *job)
{
    cp_sitebook_close(job->book);
    job->book = NULL;
}

cleanpage_status
cp_known_clean_again(struct cp_job *job, cleanpage_doc **doc)
{
    cleanpage_status st;

    job->cx.message[0] = '\0';
    st = cp_sitebook_clean_again(job->book, job->cp, &job->page, doc);
    if (!st)
        return st;
    cp_cli_say(job->name, job->cx.message[0] ? job->cx.message : cleanpage_message(job->cp));
    cleanpage_doc_free(*doc);
    *doc = NULL;
    return st;
}
