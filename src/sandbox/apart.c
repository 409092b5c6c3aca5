/* Work in a child that is shut in: see sandbox/apart.h. */
#include "sandbox/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/file.h"
#include "base/sanitized.h"
#include "sandbox/descriptors.h"
#include "sandbox/shared.h"

/* Statuses that work has not: there is no sandbox, the child could not be made ready or hand over
 * what it made, which is too long, or there was no memory for it. */
enum { NO_SANDBOX = CP_APART_STATUS_MAX, UNREADY, TOO_LONG, HUNGRY };

/* From the child; the numbers of the child's descriptors begin with 1. */
enum { MADE, TOLD, ASIDE, PIPES };

/* The first byte made: the child is shut in and lives. */
#define SHUT_IN '+'

#define READ_AT_ONCE ((size_t)64 << 10)

static int64_t
pages_of(const struct cp_apart_task *task)
{
    return task->pages ? task->pages : 1;
}

/* ---------------------------------------------------------------- the child */

/* The ends to write to, as its stdout, its stderr and what comes next. Their numbers are beyond
 * those of stdin, stdout and stderr, and the first of them is behind a reading end. */
static bool
take_descriptors(int ends[PIPES][2])
{
    int aside = STDERR_FILENO + 1, null = open("/dev/null", O_RDONLY);
    bool good = null >= 0 && dup2(null, STDIN_FILENO) >= 0;

    good = good && dup2(ends[MADE][1], STDOUT_FILENO) >= 0 &&
           dup2(ends[TOLD][1], STDERR_FILENO) >= 0 && dup2(ends[ASIDE][1], aside) >= 0;
    if (good)
        cp_descriptors_close_but(&aside, 1);
    return good;
}

/* A child whose parent is gone works for nobody. */
static bool
die_with(pid_t parent)
{
#ifdef PR_SET_PDEATHSIG
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    return getppid() == parent;
}

/* The child cannot raise it again; what comes at the limit may be a signal that it ignores, and
 * what comes `more` behind it ends it. */
static bool
limit(int resource, rlim_t most, rlim_t more)
{
    struct rlimit l;

    if (getrlimit(resource, &l) != 0)
        return false;
    if (l.rlim_cur == RLIM_INFINITY || l.rlim_cur > most)
        l.rlim_cur = most;
    if (l.rlim_max == RLIM_INFINITY || l.rlim_max > most + more)
        l.rlim_max = most + more;
    return setrlimit(resource, &l) == 0;
}

/* Memory that is its own, and not the whole address space: threads of the process have room
 * set aside there that nobody uses. Sanitizers map terabytes, and slow everything down. */
static bool
limit_work(const struct cp_apart_task *task)
{
    return CP_IS_SANITIZED ||
           (limit(RLIMIT_CPU, (rlim_t)pages_of(task) * CP_APART_CPU_S, CP_APART_CPU_MORE_S) &&
            limit(RLIMIT_DATA, CP_APART_MEMORY_MAX, 0));
}

static void
tell_sandbox(const struct cp_sandbox_state *state)
{
    struct cp_buf line = { 0 };

    cp_sandbox_put_line(&line, state);
    cp_write_all(STDERR_FILENO, cp_buf_slice(&line));
    cp_buf_clear(&line);
}

static void
shut_in(const struct cp_apart_task *task)
{
    struct cp_sandbox_state state;
    struct cp_ctx cx = { 0 };
    const char mark = SHUT_IN;

    if (cp_sandbox_enter(&cx, task->mode, &state)) {
        cp_write_all(STDERR_FILENO, cp_slice_of(cx.message));
        _exit(NO_SANDBOX);
    }
    cp_write_all(STDOUT_FILENO, (struct cp_slice){ &mark, 1 });
    if (task->tells_sandbox)
        tell_sandbox(&state);
}

static noreturn void
deliver(int status, const struct cp_buf *made, const struct cp_buf *aside)
{
    if (made->too_long || aside->too_long)
        _exit(TOO_LONG);
    if (made->no_memory || aside->no_memory)
        _exit(HUNGRY);
    if (cp_write_all(STDOUT_FILENO, cp_buf_slice(made)) ||
        cp_write_all(STDERR_FILENO + 1, cp_buf_slice(aside)))
        _exit(UNREADY);
    _exit(status);
}

static noreturn void
be_child(const struct cp_apart_task *task, int ends[PIPES][2], pid_t parent)
{
    struct cp_buf made = { .max = CP_APART_BYTES_MAX }, aside = { .max = CP_APART_BYTES_MAX };
    int status;

    if (!die_with(parent) || !take_descriptors(ends))
        _exit(UNREADY);
    if (task->has_shared_memory && !cp_shared_let_go() && task->mode == CP_SANDBOX_REQUIRE)
        _exit(UNREADY);
    status = task->start ? task->start(task->user) : 0;
    if (status)
        _exit(status);
    if (!limit_work(task))
        _exit(UNREADY);
    shut_in(task);
    status = task->work(task->user, &made, &aside);
    deliver(status, &made, &aside);
}

/* ---------------------------------------------------------------- listening to it */

struct listening {
    struct pollfd fds[PIPES];
    struct cp_buf *bufs[PIPES];
    size_t open;
    bool is_deaf; /* a pipe could not be read */
    int64_t deadline_ms;
};

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* As poll(2) takes it: never without end. */
static int
left_ms(const struct listening *l)
{
    int64_t left = l->deadline_ms - now_ms();

    return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void
close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* False: it is too much, there is no memory for it, or it cannot be read: what came is not all. */
static bool
take_some(struct listening *l, size_t i)
{
    struct cp_buf *buf = l->bufs[i];
    char *to = cp_buf_reserve(buf, READ_AT_ONCE);
    ssize_t n;

    if (!to)
        return false;
    do
        n = read(l->fds[i].fd, to, READ_AT_ONCE);
    while (n < 0 && errno == EINTR);
    if (n > 0) {
        buf->n += (size_t)n;
        return true;
    }
    l->is_deaf = n < 0;
    if (l->is_deaf)
        return false;
    close_end(&l->fds[i].fd);
    l->open--;
    return true;
}

/* How the child ends, as far as its pipes show. */
static enum cp_apart_end
listen_once(struct listening *l)
{
    int ready;

    do
        ready = poll(l->fds, PIPES, left_ms(l));
    while (ready < 0 && errno == EINTR);
    /* What poll lacks is memory. */
    if (ready <= 0)
        return ready < 0 ? CP_APART_NO_MEMORY : CP_APART_LATE;
    for (size_t i = 0; i < PIPES; i++)
        if (l->fds[i].revents && !take_some(l, i))
            return l->is_deaf              ? CP_APART_CRASHED
                   : l->bufs[i]->too_long ? CP_APART_TOO_LONG
                                          : CP_APART_NO_MEMORY;
    return CP_APART_DONE;
}

static enum cp_apart_end
listen_to_end(const struct cp_apart_task *task, int ends[PIPES][2],
              struct cp_apart_result *result)
{
    struct listening l = { .bufs = { &result->made, &result->told, &result->aside },
                           .open = PIPES,
                           .deadline_ms = now_ms() + pages_of(task) * CP_APART_TIME_S * 1000 };
    enum cp_apart_end end = CP_APART_DONE;

    for (size_t i = 0; i < PIPES; i++)
        l.fds[i] = (struct pollfd){ .fd = ends[i][0], .events = POLLIN };
    while (l.open && end == CP_APART_DONE)
        end = listen_once(&l);
    for (size_t i = 0; i < PIPES; i++)
        ends[i][0] = l.fds[i].fd;
    return end;
}

/* ---------------------------------------------------------------- what became of it */

static void
drop_made(struct cp_apart_result *r)
{
    cp_buf_clear(&r->made);
    cp_buf_clear(&r->aside);
}

/* The mark is not part of it. Returns whether it is there. */
static bool
take_mark(struct cp_buf *made)
{
    if (!made->n || *made->p != SHUT_IN)
        return false;
    memmove(made->p, made->p + 1, --made->n);
    return true;
}

static void
judge_signal(struct cp_apart_result *r, int signal)
{
    r->signal = signal;
    r->end = signal == SIGXCPU ? CP_APART_LATE : CP_APART_CRASHED;
}

/* Before it is shut in the child has seen no page, so that it is the system's fault if it does not
 * get ready; behind that what it says of itself may be the page's doing. */
static void
judge_status(struct cp_apart_result *r, int status, bool was_shut_in)
{
    r->status = status;
    if (status == UNREADY && !was_shut_in) {
        r->end = CP_APART_NO_CHILD;
        r->error = 0;
        return;
    }
    switch (status) {
    case NO_SANDBOX:
        r->end = CP_APART_REFUSED;
        break;
    case TOO_LONG:
        r->end = CP_APART_TOO_LONG;
        break;
    case HUNGRY:
        r->end = CP_APART_HUNGRY;
        break;
    default:
        r->end = status < CP_APART_STATUS_MAX ? CP_APART_DONE : CP_APART_CRASHED;
    }
}

/* Returns whether the child got as far as to be shut in, or ended by itself before. */
static bool
judge(struct cp_apart_result *r, enum cp_apart_end heard, int status)
{
    bool was_shut_in = take_mark(&r->made);

    if (heard)
        r->end = heard;
    else if (WIFSIGNALED(status))
        judge_signal(r, WTERMSIG(status));
    else
        judge_status(r, WEXITSTATUS(status), was_shut_in);
    if (r->end)
        drop_made(r);
    return was_shut_in || (!heard && WIFEXITED(status));
}

/* ---------------------------------------------------------------- one child */

static bool
open_pipes(int ends[PIPES][2])
{
    for (size_t i = 0; i < PIPES; i++)
        ends[i][0] = ends[i][1] = -1;
    for (size_t i = 0; i < PIPES; i++)
        if (pipe(ends[i]) != 0)
            return false;
    return true;
}

static void
close_pipes(int ends[PIPES][2], int which)
{
    for (size_t i = 0; i < PIPES; i++)
        close_end(&ends[i][which]);
}

/* Who started the process may have had the system forget how children end. */
static void
remember_children(void)
{
    struct sigaction now, usual = { .sa_handler = SIG_DFL };

    if (sigaction(SIGCHLD, NULL, &now) == 0 && now.sa_handler == SIG_IGN)
        sigaction(SIGCHLD, &usual, NULL);
}

static int
wait_for(pid_t child)
{
    int status = 0;

    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

/* Returns whether the child got as far as to be shut in, or none could be made at all. */
static bool
run_once(const struct cp_apart_task *task, struct cp_apart_result *r)
{
    int ends[PIPES][2];
    pid_t parent = getpid(), child = -1;
    enum cp_apart_end heard;
    bool was_shut_in = true;

    *r = (struct cp_apart_result){ .made.max = CP_APART_BYTES_MAX,
                                   .aside.max = CP_APART_BYTES_MAX,
                                   .told.max = CP_APART_TOLD_MAX };
    if (open_pipes(ends) && (child = fork()) == 0)
        be_child(task, ends, parent);
    r->error = errno;
    close_pipes(ends, 1);
    if (child < 0) {
        r->end = CP_APART_NO_CHILD;
    } else {
        heard = listen_to_end(task, ends, r);
        if (heard)
            kill(child, SIGKILL);
        was_shut_in = judge(r, heard, wait_for(child));
    }
    close_pipes(ends, 0);
    return was_shut_in;
}

/* A system may have a sandbox that nobody survives. */
void
cp_apart_run(const struct cp_apart_task *task, struct cp_apart_result *result)
{
    struct cp_apart_task open = *task;

    remember_children();
    if (run_once(task, result) || task->mode != CP_SANDBOX_AUTO)
        return;
    cp_apart_clear(result);
    open.mode = CP_SANDBOX_OFF;
    run_once(&open, result);
}

void
cp_apart_clear(struct cp_apart_result *result)
{
    drop_made(result);
    cp_buf_clear(&result->told);
}

/* ---------------------------------------------------------------- in words */

static void
put_crash(struct cp_buf *out, int signal)
{
    cp_buf_puts(out, "the process that reads it ");
    if (signal == SIGSYS) {
        cp_buf_puts(out, "was stopped by the sandbox");
    } else if (signal == SIGKILL) {
        cp_buf_puts(out, "was killed");
    } else {
        cp_buf_puts(out, "crashed");
        if (signal) {
            cp_buf_puts(out, " (signal ");
            cp_buf_put_u64(out, (uint64_t)signal);
            cp_buf_putc(out, ')');
        }
    }
}

void
cp_apart_put_cause(struct cp_buf *out, const struct cp_apart_result *result)
{
    switch (result->end) {
    case CP_APART_DONE:
        break;
    case CP_APART_CRASHED:
        put_crash(out, result->signal);
        break;
    case CP_APART_LATE:
        cp_buf_puts(out, "reading it takes too long");
        break;
    case CP_APART_TOO_LONG:
        cp_buf_puts(out, "what is made of it is too long");
        break;
    case CP_APART_REFUSED:
        cp_buf_put_slice(out, cp_buf_slice(&result->told));
        break;
    case CP_APART_HUNGRY:
        cp_buf_puts(out, "reading it takes too much memory");
        break;
    case CP_APART_NO_MEMORY:
        cp_buf_puts(out, "out of memory");
        break;
    case CP_APART_NO_CHILD:
        cp_buf_puts(out, "no process can be made: ");
        cp_buf_puts(out, result->error ? strerror(result->error) : "it does not get ready");
        break;
    }
}
