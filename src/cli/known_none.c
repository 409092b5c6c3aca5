/* What is known of hosts, where no database can be read: see cli/known.h. */
#include "cli/known.h"

enum cp_exit
cp_known_open(struct cp_job *job)
{
    (void)job;
    cp_cli_say("--site", "this build of cleanpage cannot read it");
    return CP_EXIT_USAGE;
}

void
cp_known_close(struct cp_job *job)
{
    (void)job;
}

enum cp_exit
cp_known_open_inside(struct cp_job *job)
{
    (void)job;
    return CP_EXIT_OK;
}

cleanpage_status
cp_known_clean_again(struct cp_job *job, cleanpage_doc **doc)
{
    (void)job;
    (void)doc;
    return CLEANPAGE_OK;
}
