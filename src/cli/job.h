/* What cleaning the inputs one by one needs: the worker, its options, the output. */
#ifndef CP_CLI_JOB_H
#define CP_CLI_JOB_H

#include "base/fail.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/present.h"

struct cp_job {
    const struct cp_settings *settings;
    cleanpage *cp;
    struct cp_ctx cx; /* for messages of reading */
    const char *name; /* of the input at hand, for messages */
    cleanpage_options page;
    struct cp_present present; /* of cleaning alone; zeroed by cp_job_start */
    struct cp_output output;
    struct cp_sitebook *book; /* of --site; NULL: not given */
};

/* A worker with the rule files in force, set up to fetch. Says what fails; end in any case. */
enum cp_exit cp_job_start(struct cp_job *job, const struct cp_settings *settings);
void cp_job_end(struct cp_job *job);

/* Reads or fetches an input and cleans it. Says what fails, with the job's name for it. */
cleanpage_status cp_job_clean(struct cp_job *job, const char *argument, cleanpage_doc **doc);

/* The certificates of --cacert, or that curl's own command would take from the environment; NULL:
 * the system's. */
const char *cp_job_cacert(const struct cp_settings *settings);

#endif
