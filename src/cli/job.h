/* What cleaning the inputs one by one needs: the worker, its options, the output. */
#ifndef CP_CLI_JOB_H
#define CP_CLI_JOB_H

#include "base/buf.h"
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
    bool has_told_sandbox;    /* what --verbose says of it */
    bool may_ask;             /* an encoding that cannot be converted is no failure yet ... */
    const char *asked;        /* ... but asked for by this name: cli/inside.h */
};

/* A page as it came: nobody has looked into it. A zeroed one may be cleared. */
struct cp_came {
    struct cp_buf bytes;          /* of a file */
    cleanpage_response *response; /* of a URL */
};

/* A worker with the rule files in force, set up to fetch. Says what fails; end in any case. */
enum cp_exit cp_job_start(struct cp_job *job, const struct cp_settings *settings);
void cp_job_end(struct cp_job *job);

/* Reads or fetches an input. Says what fails, with the job's name for it, here and below. */
cleanpage_status cp_job_get(struct cp_job *job, const char *argument, struct cp_came *came);
void cp_came_clear(struct cp_came *came);

/* Cleans what came. For work inside: cli/inside.h. */
cleanpage_status cp_job_clean(struct cp_job *job, const struct cp_came *came,
                              cleanpage_doc **doc);

/* Takes the certificates that curl's own command would take from the environment, unless --cacert
 * names some. As with curl, those that are not there matter to https alone. */
void cp_job_set_cacert(cleanpage_fetch_options *fetch);

#endif
