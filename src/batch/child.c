/* A worker from inside: see batch/child.h. */
#include "batch/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/sanitized.h"
#include "sandbox/descriptors.h"
#include "batch/frame.h"

struct child {
    const struct cp_pool_options *options;
    int fd;
    unsigned done;
    struct cp_frame_in task;
    struct cp_buf result;
};

/* ---------------------------------------------------------------- setting up */

/* The dispatcher's handlers are not the worker's: a signal to the group ends it, in the midst
 * of a task. What is ignored (SIGPIPE, SIGHUP under nohup) stays so. */
static void
reset_signals(void)
{
    static const int HANDLED[] = { SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGALRM,
                                   SIGUSR1, SIGUSR2, SIGCHLD, SIGTSTP, SIGCONT };
    struct sigaction usual = { .sa_handler = SIG_DFL }, now;
    sigset_t none;

    for (size_t i = 0; i < sizeof HANDLED / sizeof *HANDLED; i++)
        if (sigaction(HANDLED[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaction(HANDLED[i], &usual, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A busy worker does not look at its socket. False: the dispatcher is dead already. */
static bool
die_with(pid_t parent)
{
#ifdef PR_SET_PDEATHSIG
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    return getppid() == parent;
}

/* What the dispatcher has open is none of the worker's business: files of input and output,
 * connections of a crawl, and the sockets of other workers, of which a copy would keep them
 * from seeing that the dispatcher is gone. */
static void
let_go(const struct cp_pool_options *options, int fd)
{
    int kept[1 + CP_POOL_KEPT_FDS] = { fd };

    for (size_t i = 0; i < CP_POOL_KEPT_FDS; i++)
        kept[1 + i] = options->kept_fds[i] ? options->kept_fds[i] : -1;
    cp_descriptors_close_but(kept, sizeof kept / sizeof *kept);
}

/* Nothing that a worker prints may come between the results. */
static bool
silence(void)
{
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    bool good = fd >= 0 && dup2(fd, STDIN_FILENO) >= 0 && dup2(fd, STDOUT_FILENO) >= 0;

    if (fd > STDERR_FILENO)
        close(fd);
    return good;
}

/* AddressSanitizer maps terabytes: a limited address space would have no room for them. */
static bool
limit_memory(size_t bytes)
{
    struct rlimit limit;

    if (!bytes || CP_IS_ADDRESS_SANITIZED)
        return true;
    if (getrlimit(RLIMIT_AS, &limit) != 0)
        return false;
    if (limit.rlim_cur == RLIM_INFINITY || bytes < limit.rlim_cur)
        limit.rlim_cur = bytes;
    return setrlimit(RLIMIT_AS, &limit) == 0;
}

static bool
set_up(const struct cp_pool_options *options, int fd, pid_t parent)
{
    reset_signals();
    let_go(options, fd);
    return die_with(parent) && silence() && limit_memory(options->memory_bytes) &&
           (!options->start || options->start(options->user));
}

/* ---------------------------------------------------------------- tasks */

static bool
say(struct child *c, enum cp_frame_kind kind, struct cp_slice bytes)
{
    struct cp_frame_out out = cp_frame_make(kind, bytes);

    return cp_frame_send(c->fd, &out) == CP_FRAME_WHOLE;
}

/* Returns whether the worker lives on. */
static bool
do_task(struct child *c)
{
    const struct cp_pool_options *o = c->options;

    c->result = (struct cp_buf){ .max = o->task_max };
    o->work(o->user, cp_buf_slice(&c->task.bytes), &c->result);
    if (c->result.no_memory)
        return say(c, CP_FRAME_HUNGRY, CP_LIT("")) && false;
    if (!(c->result.too_long ? say(c, CP_FRAME_LONG, CP_LIT(""))
                             : say(c, CP_FRAME_RESULT, cp_buf_slice(&c->result))))
        return false;
    return ++c->done != o->recycle_after;
}

/* Returns whether there may be another one. */
static bool
take_task(struct child *c)
{
    bool goes_on = false;

    switch (cp_frame_receive(c->fd, &c->task)) {
    case CP_FRAME_WHOLE:
        goes_on = do_task(c);
        break;
    case CP_FRAME_NO_MEMORY:
        /* The rest of the task stays unread; the dispatcher hears of it all the same. */
        say(c, CP_FRAME_HUNGRY, CP_LIT(""));
        break;
    default:
        break;
    }
    cp_buf_clear(&c->result);
    cp_frame_empty(&c->task);
    return goes_on;
}

noreturn void
cp_child_run(const struct cp_pool_options *options, int fd, pid_t parent)
{
    struct child c = { .options = options, .fd = fd };

    c.task.bytes.max = options->task_max;
    if (!set_up(options, fd, parent)) {
        say(&c, CP_FRAME_USELESS, CP_LIT(""));
        _exit(1);
    }
    if (say(&c, CP_FRAME_READY, CP_LIT("")))
        while (take_task(&c))
            ;
    if (options->stop)
        options->stop(options->user);
    cp_buf_clear(&c.task.bytes);
    /* Not exit: what the dispatcher has in its stdio buffers is its own to write. */
    _exit(0);
}
