/* What is known of hosts, for --site. */
#ifndef CP_CLI_KNOWN_H
#define CP_CLI_KNOWN_H

#include "cli/job.h"

/* Opens the database. Says what fails; a build without archives has none. */
enum cp_exit cp_known_open(struct cp_job *job);
void cp_known_close(struct cp_job *job);

/* In a child of who has it open: opens it there, before the child is shut in. */
enum cp_exit cp_known_open_inside(struct cp_job *job);

/* Cleans the document again with what is known of its host. Says what fails; the document is
 * freed then. */
cleanpage_status cp_known_clean_again(struct cp_job *job, cleanpage_doc **doc);

#endif
