/*
 * Where pages are read: inside of a process that is shut in, and that the command only listens to.
 *
 * What may fail for another reason than the page comes before: options, rules, templates, reading
 * files, fetching. The work is decoding, parsing, judging and writing into memory; its result is
 * put out by the command. Where there is no sandbox to be had for a reason that a child would not
 * change (a sanitizer, Valgrind, --sandbox=off), the work is done in the command itself.
 *
 * Converters of encodings lie in files that glibc loads when one is needed. Which one that is only
 * who has looked into the page knows, and the command is not to: so the work asks. It ends without
 * a result but the encoding's name, the command loads that one, which it knows from its own list,
 * and starts the work again. Loading all of them before would cost each page more than this costs
 * the few that need one.
 */
#ifndef CP_CLI_INSIDE_H
#define CP_CLI_INSIDE_H

#include "base/buf.h"
#include "cli/job.h"

struct cp_inside {
    struct cp_job *job;
    unsigned pages; /* that the work is about */
    void *user;
    /* Appends what goes to the output, and what goes elsewhere. */
    enum cp_exit (*work)(void *user, struct cp_buf *made, struct cp_buf *aside);
};

/*
 * Does the work, of which all that is not in `made` and `aside` and the status is lost. Says what
 * the work said, or why it was not done, which leaves both empty. Clear them in any case.
 */
enum cp_exit cp_inside_run(const struct cp_inside *inside, struct cp_buf *made,
                           struct cp_buf *aside);

/*
 * For a command whose pages are read by others one by one: fails if a sandbox is required and
 * cannot be had, which is said, and tells with --verbose what there is.
 */
enum cp_exit cp_inside_check(const struct cp_settings *settings);

#endif
