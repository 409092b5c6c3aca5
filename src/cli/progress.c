/* Long work on a terminal: see cli/progress.h. */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Between two looks, in seconds. */
#define SHOWN_EVERY 0.5

void
cp_progress_init(struct cp_progress *progress, bool quiet)
{
    *progress = (struct cp_progress){ .shows = !quiet && isatty(STDERR_FILENO) };
}

bool
cp_progress_is_due(struct cp_progress *progress, double seconds)
{
    if (!progress->shows || seconds - progress->shown_at < SHOWN_EVERY)
        return false;
    progress->shown_at = seconds;
    return true;
}

void
cp_progress_show(struct cp_progress *progress, const char *line)
{
    size_t n = strlen(line);

    fprintf(stderr, "\r%s%*s", line, (int)(progress->width > n ? progress->width - n : 0), "");
    progress->width = n;
}

void
cp_progress_wipe(struct cp_progress *progress)
{
    if (progress->width)
        fprintf(stderr, "\r%*s\r", (int)progress->width, "");
    progress->width = 0;
}

/* ------------------------------------------------------------------ signals */

static volatile sig_atomic_t stop_asked;

static void
on_signal(int number)
{
    struct sigaction usual = { .sa_handler = SIG_DFL };

    stop_asked = 1;
    sigaction(number, &usual, NULL);
}

/* One that is ignored stays so, as SIGHUP under nohup. */
static void
watch(int number)
{
    struct sigaction action = { .sa_handler = on_signal }, now;

    if (sigaction(number, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

const volatile sig_atomic_t *
cp_stop_watch(void)
{
    watch(SIGINT);
    watch(SIGTERM);
    watch(SIGHUP);
    return &stop_asked;
}
