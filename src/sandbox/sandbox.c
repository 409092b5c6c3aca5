/* A process shuts itself in: see sandbox/sandbox.h. */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/sanitized.h"
#include "sandbox/filter.h"
#include "sandbox/landlock.h"

/* Files open for writing are looked for below this number; descriptors are given from 0 on. */
#define DESCRIPTORS 1024

/* ---------------------------------------------------------------- what forbids it */

/* It puts a library of this name into the programs it runs. A filter would hold it in, too. */
static bool
is_in_valgrind(void)
{
    const char *preloaded = getenv("LD_PRELOAD");

    return preloaded && strstr(preloaded, "vgpreload");
}

const char *
cp_sandbox_obstacle(void)
{
    if (CP_IS_SANITIZED)
        return "this build has a sanitizer in it";
    return is_in_valgrind() ? "it runs under Valgrind" : NULL;
}

/* ---------------------------------------------------------------- limits */

static bool
limit(int resource, rlim_t most)
{
    struct rlimit l;

    if (getrlimit(resource, &l) != 0)
        return false;
    if (l.rlim_max != RLIM_INFINITY && l.rlim_max < most)
        most = l.rlim_max;
    l.rlim_cur = l.rlim_max = most;
    return setrlimit(resource, &l) == 0;
}

static bool
is_file_to_write(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    struct stat st;

    return flags != -1 && (flags & O_ACCMODE) != O_RDONLY && fstat(fd, &st) == 0 &&
           S_ISREG(st.st_mode);
}

/* As when stdout or stderr is one: a limit of size would hit it. Which ones are open poll tells
 * of as many as there may be. */
static bool
has_file_to_write(void)
{
    struct pollfd fds[DESCRIPTORS];
    struct rlimit most;
    nfds_t n = DESCRIPTORS;

    if (getrlimit(RLIMIT_NOFILE, &most) == 0 && most.rlim_cur < n)
        n = most.rlim_cur;
    for (nfds_t i = 0; i < n; i++)
        fds[i] = (struct pollfd){ .fd = (int)i };
    if (poll(fds, n, 0) < 0)
        return true;
    for (nfds_t i = 0; i < n; i++)
        if (!(fds[i].revents & POLLNVAL) && is_file_to_write((int)i))
            return true;
    return false;
}

/* New descriptors get the lowest free number; poll takes no more of them than the limit says.
 */
static bool
enter_limits(void)
{
    bool has_all = limit(RLIMIT_CORE, 0) && (has_file_to_write() || limit(RLIMIT_FSIZE, 0)) &&
                   limit(RLIMIT_NOFILE, CP_SANDBOX_POLL_MAX);

#ifdef PR_SET_DUMPABLE
    has_all = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && has_all;
#endif
    return has_all;
}

/* ---------------------------------------------------------------- all of it */

/* Else a program that is set-user-id could do what this process cannot; and without it the
 * kernel takes filters from root alone. */
static const char *
renounce_privileges(void)
{
#ifdef PR_SET_NO_NEW_PRIVS
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        return NULL;
#endif
    return "the system has none that is known here";
}

/* Landlock needs a descriptor, and the filter lets none of the others through. */
static void
enter(struct cp_sandbox_state *s)
{
    const char *lacks = cp_sandbox_obstacle(), *no_landlock;

    if (!lacks)
        lacks = renounce_privileges();
    if (lacks) {
        s->lacks = lacks;
        return;
    }
    no_landlock = cp_landlock_enter();
    s->has_landlock = !no_landlock;
    s->has_limits = enter_limits();
    s->lacks = cp_filter_enter();
    s->has_filter = !s->lacks;
    if (!s->lacks)
        s->lacks = no_landlock;
    if (!s->lacks && !s->has_limits)
        s->lacks = "limits cannot be set";
}

static cleanpage_status
check(struct cp_ctx *cx, enum cp_sandbox_mode mode, const struct cp_sandbox_state *s)
{
    if (mode != CP_SANDBOX_REQUIRE || s->has_filter)
        return CLEANPAGE_OK;
    return cp_fail(cx, CLEANPAGE_LIMIT, "there is no sandbox: %s", s->lacks);
}

cleanpage_status
cp_sandbox_enter(struct cp_ctx *cx, enum cp_sandbox_mode mode, struct cp_sandbox_state *state)
{
    *state = (struct cp_sandbox_state){ 0 };
    if (mode == CP_SANDBOX_OFF)
        state->lacks = "it is switched off";
    else
        enter(state);
    return check(cx, mode, state);
}

/* ---------------------------------------------------------------- in a child */

/* Its strings are static, and the child is a copy: they are the parent's as well. */
static noreturn void
try_and_tell(enum cp_sandbox_mode mode, int fd)
{
    struct cp_ctx cx = { 0 };
    struct cp_sandbox_state state;

    cp_sandbox_enter(&cx, mode, &state);
    _exit(write(fd, &state, sizeof state) == sizeof state ? 0 : 1);
}

/* Whether the child told. */
static bool
hear(int fd, struct cp_sandbox_state *state)
{
    ssize_t n;

    do
        n = read(fd, state, sizeof *state);
    while (n < 0 && errno == EINTR);
    return n == sizeof *state;
}

static bool
try_in(pid_t child, int fd, struct cp_sandbox_state *state)
{
    bool heard = hear(fd, state);

    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    return heard;
}

cleanpage_status
cp_sandbox_try(struct cp_ctx *cx, enum cp_sandbox_mode mode, struct cp_sandbox_state *state)
{
    int ends[2];
    pid_t child;
    bool heard;

    if (mode == CP_SANDBOX_OFF)
        return cp_sandbox_enter(cx, mode, state);
    *state = (struct cp_sandbox_state){ 0 };
    if (pipe(ends) != 0)
        return cp_fail(cx, CLEANPAGE_LIMIT, "pipe: %s", strerror(errno));
    child = fork();
    if (child == 0)
        try_and_tell(mode, ends[1]);
    close(ends[1]);
    heard = child > 0 && try_in(child, ends[0], state);
    close(ends[0]);
    if (child < 0)
        return cp_fail(cx, CLEANPAGE_LIMIT, "no process can be made: %s", strerror(errno));
    if (!heard)
        *state = (struct cp_sandbox_state){ .lacks = "it ends who enters it" };
    return check(cx, mode, state);
}

/* ---------------------------------------------------------------- in words */

static void
put_part(struct cp_buf *out, const char *part, size_t *parts)
{
    if ((*parts)++)
        cp_buf_puts(out, ", ");
    cp_buf_puts(out, part);
}

void
cp_sandbox_put_state(struct cp_buf *out, const struct cp_sandbox_state *state)
{
    size_t parts = 0;

    if (state->has_filter)
        put_part(out, "system calls", &parts);
    if (state->has_landlock)
        put_part(out, "files", &parts);
    if (state->has_limits)
        put_part(out, "limits", &parts);
    if (!parts)
        cp_buf_puts(out, "none");
    if (!state->lacks)
        return;
    cp_buf_puts(out, " (");
    cp_buf_puts(out, state->lacks);
    cp_buf_putc(out, ')');
}

void
cp_sandbox_put_line(struct cp_buf *out, const struct cp_sandbox_state *state)
{
    cp_buf_puts(out, "* sandbox: ");
    cp_sandbox_put_state(out, state);
    cp_buf_putc(out, '\n');
}

void
cp_sandbox_put_version(struct cp_buf *out)
{
    cp_filter_put_version(out);
}
