/* The command's exit statuses, as cleanpage(1) tells them. */
#ifndef CP_CLI_STATUS_H
#define CP_CLI_STATUS_H

#include "cleanpage.h"

enum cp_exit {
    CP_EXIT_OK = 0,
    CP_EXIT_NO_TEXT = 1, /* read and parsed, but no main content */
    CP_EXIT_DIFFERS = 1, /* of --diff: a verdict would be another, as diff(1) has it */
    CP_EXIT_USAGE = 2,
    CP_EXIT_FETCH = 3, /* URL, DNS, connection; a file that cannot be read */
    CP_EXIT_HTTP = 4,  /* HTTP status 400 or above */
    CP_EXIT_LIMIT = 5, /* time, size, redirects or memory */
    CP_EXIT_TYPE = 6,  /* neither HTML nor text, or undecodable */
    CP_EXIT_RULES = 7, /* rule file or configuration */
    CP_EXIT_WRITE = 8,
    CP_EXIT_ARCHIVE = 9, /* no archive, a damaged one, one of a newer program */
    CP_EXIT_SOME = 10,   /* some of several inputs failed; of a run: a feed has failed for long */
    CP_EXIT_BUSY = 11,   /* another process writes to the archive, or the file */
    CP_EXIT_CRASH = 12   /* the process that read the page died of it */
};

enum cp_exit cp_exit_of(cleanpage_status st);

/*
 * Says on stderr, in one line, "cleanpage: SUBJECT: cause". The subject is left out if it is
 * NULL or stands at the front of the cause already. Control characters, and those that
 * turn the direction of text, are shown as "?".
 */
void cp_cli_say(const char *subject, const char *cause);

#endif
