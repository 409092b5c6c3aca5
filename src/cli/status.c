/* Exit statuses and messages: see cli/status.h. */
#include "cli/status.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/shown.h"

enum cp_exit
cp_exit_of(cleanpage_status st)
{
    static const enum cp_exit exits[] = {
        [CLEANPAGE_OK] = CP_EXIT_OK,        [CLEANPAGE_NOMEM] = CP_EXIT_LIMIT,
        [CLEANPAGE_BADARG] = CP_EXIT_USAGE, [CLEANPAGE_LIMIT] = CP_EXIT_LIMIT,
        [CLEANPAGE_FETCH] = CP_EXIT_FETCH,  [CLEANPAGE_CHARSET] = CP_EXIT_TYPE,
        [CLEANPAGE_RULE] = CP_EXIT_RULES,   [CLEANPAGE_WRITE] = CP_EXIT_WRITE,
        [CLEANPAGE_HTTP] = CP_EXIT_HTTP,    [CLEANPAGE_TYPE] = CP_EXIT_TYPE,
        [CLEANPAGE_READ] = CP_EXIT_FETCH,
    };

    return (size_t)st < sizeof exits / sizeof *exits ? exits[st] : CP_EXIT_USAGE;
}

static bool
is_named(const char *subject, const char *cause)
{
    size_t n = strlen(subject);

    return strncmp(cause, subject, n) == 0 && cause[n] == ':';
}

/* A server's words or a file's name must not steer the terminal. */
void
cp_cli_say(const char *subject, const char *cause)
{
    static const char no_memory[] = "cleanpage: out of memory\n";
    struct cp_buf line = { 0 };
    ssize_t ignored;

    cp_buf_puts(&line, "cleanpage: ");
    if (subject && !is_named(subject, cause)) {
        cp_buf_put_shown_line(&line, cp_slice_of(subject), '?');
        cp_buf_puts(&line, ": ");
    }
    cp_buf_put_shown_line(&line, cp_slice_of(cause), '?');
    cp_buf_putc(&line, '\n');
    if (cp_buf_failed(&line))
        ignored = write(STDERR_FILENO, no_memory, sizeof no_memory - 1);
    else
        ignored = write(STDERR_FILENO, line.p, line.n);
    (void)ignored;
    cp_buf_clear(&line);
}
