/* Long work on a terminal: a line that tells how far it is, and signals that end it in order.
 */
#ifndef CP_CLI_PROGRESS_H
#define CP_CLI_PROGRESS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

struct cp_progress {
    bool shows;      /* stderr is a terminal, and nobody wants it quiet */
    double shown_at; /* seconds since the work began */
    size_t width;    /* of the line that is there, in columns */
};

void cp_progress_init(struct cp_progress *progress, bool quiet);

/* Whether the line is to be shown anew, `seconds` after the work began. */
bool cp_progress_is_due(struct cp_progress *progress, double seconds);

/* Puts a line of ASCII in the place of the last one; takes it away before something else is
 * said. */
void cp_progress_show(struct cp_progress *progress, const char *line);
void cp_progress_wipe(struct cp_progress *progress);

/*
 * From now on SIGINT, SIGTERM and SIGHUP set the flag that is returned instead of ending the
 * program: what is under way is finished. The second one ends it. One that is ignored, as SIGHUP
 * under nohup, stays so.
 */
const volatile sig_atomic_t *cp_stop_watch(void);

#endif
