/* A worker from outside: see batch/worker.h. */
#include "batch/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch/child.h"

static bool
set_flags(int ours, int theirs)
{
    int flags = fcntl(ours, F_GETFL);

    return fcntl(ours, F_SETFD, FD_CLOEXEC) == 0 && fcntl(theirs, F_SETFD, FD_CLOEXEC) == 0 &&
           flags != -1 && fcntl(ours, F_SETFL, flags | O_NONBLOCK) == 0;
}

/* Signals wait, so that none meets the dispatcher's handlers in the worker. */
static pid_t
split_off(const struct cp_pool_options *options, int fd)
{
    pid_t parent = getpid(), pid;
    sigset_t every, before;
    int error;

    sigfillset(&every);
    sigprocmask(SIG_SETMASK, &every, &before);
    pid = fork();
    if (pid == 0)
        cp_child_run(options, fd, parent);
    error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return pid;
}

int
cp_worker_start(struct cp_worker *w, const struct cp_pool_options *options)
{
    int ends[2], error;
    pid_t pid = -1;

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return errno;
    if (set_flags(ends[0], ends[1]))
        pid = split_off(options, ends[1]);
    error = pid < 0 ? errno : 0;
    close(ends[1]);
    if (error) {
        close(ends[0]);
        return error;
    }
    *w = (struct cp_worker){ .state = CP_WORKER_STARTING, .pid = pid, .fd = ends[0] };
    w->in.bytes.max = options->task_max;
    return 0;
}

bool
cp_worker_is_sending(const struct cp_worker *w)
{
    return w->state == CP_WORKER_BUSY && !cp_frame_is_sent(&w->out);
}

int
cp_worker_end(struct cp_worker *w)
{
    int status = 0;
    pid_t got;

    if (w->state == CP_WORKER_NONE)
        return 0;
    /* One that is dying keeps the status it dies with. */
    kill(w->pid, SIGKILL);
    do
        got = waitpid(w->pid, &status, 0);
    while (got < 0 && errno == EINTR);
    close(w->fd);
    cp_buf_clear(&w->in.bytes);
    *w = (struct cp_worker){ 0 };
    return got > 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}
