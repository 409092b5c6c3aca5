/*
 * Work apart: in a child that is shut in, so that whatever a page makes of it, what the process
 * may do with files, network and other processes is out of its reach.
 *
 * The child is a copy of the process that is made for one piece of work and ends with it. It
 * has /dev/null as its stdin, and in place of stdout and stderr pipes to the process: what it
 * makes, and what it tells people. Everything else that is open is closed. Then it shuts itself
 * in (sandbox/sandbox.h) and works. What it makes counts only if it ends by itself.
 *
 * The process has its descriptors 0 to 2 open and ignores SIGPIPE. Its signal handlers are the
 * child's as well.
 */
#ifndef CP_SANDBOX_APART_H
#define CP_SANDBOX_APART_H

#include "base/buf.h"
#include "sandbox/sandbox.h"

/* Work returns a status below this one. */
#define CP_APART_STATUS_MAX 200

struct cp_apart_task {
    enum cp_sandbox_mode mode; /* of the sandbox; even CP_SANDBOX_OFF has a child */
    unsigned pages;            /* that the work is about, for its CPU time; 0: one */
    bool tells_sandbox;        /* the child tells its state as a line of `told` */
    bool has_shared_memory;    /* the process may have memory that others see, too (SQLite's
                                  index of a log is): the child lets go of it */
    void *user;
    /* In the child, before it is shut in: opens what the work needs. Not 0: the status that the
     * child ends with. NULL: nothing to open. */
    int (*start)(void *user);
    /* Appends what it makes, and what is to go elsewhere. What it writes to stderr is told. */
    int (*work)(void *user, struct cp_buf *made, struct cp_buf *aside);
};

enum cp_apart_end {
    CP_APART_DONE,      /* the work returned `status` */
    CP_APART_CRASHED,   /* the child was ended by `signal`, or 0: in a way that work has not */
    CP_APART_LATE,      /* it took too long: CP_APART_CPU_S, CP_APART_TIME_S */
    CP_APART_TOO_LONG,  /* it made more than CP_APART_BYTES_MAX */
    CP_APART_HUNGRY,    /* there was no memory in the child for what it made */
    CP_APART_REFUSED,   /* there is no sandbox, and one is required: `told` says why */
    CP_APART_NO_MEMORY, /* of the process, for what the child made */
    CP_APART_NO_CHILD   /* none can be made: `error`, an errno, or 0: it did not get ready to be
                           shut in, and has seen nothing of the work */
};

/* What was made is empty unless the end is CP_APART_DONE. A zeroed result may be cleared. */
struct cp_apart_result {
    enum cp_apart_end end;
    int status, signal, error;
    struct cp_buf made, aside, told;
};

/* Does the work. */
void cp_apart_run(const struct cp_apart_task *task, struct cp_apart_result *result);
void cp_apart_clear(struct cp_apart_result *result);

/* Appends why the work was not done, for people: "the process that ... crashed (signal 11)". */
void cp_apart_put_cause(struct cp_buf *out, const struct cp_apart_result *result);

#endif
