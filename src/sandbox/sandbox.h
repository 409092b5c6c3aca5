/*
 * A process shuts itself in: from then on it reads and writes what it has open, asks for memory
 * and computes, and nothing else. Whoever takes it over through a page finds no file, no
 * network, no program to start and no other process to talk to.
 *
 * For a process, of one thread or more, that has opened all it needs (cleanpage_preload opens
 * what the engine would), forks no more and does not wait for children. It is held in by
 *
 *  - a filter of system calls, through libseccomp: sandbox/calls.def says which are allowed,
 *    which are refused so that libc does without, and which end the process;
 *  - Landlock, where the kernel has it: no path can be opened, even by a call that the filter
 *    should have named and does not;
 *  - limits: no new descriptors, no core; no writing to files where none is open for writing;
 *    and no debugger of the same user.
 *
 * The filter counts; the others are there for the day on which it has a hole. All that can be
 * had is taken, and stays for the life of the process. poll(2) takes CP_SANDBOX_POLL_MAX
 * descriptors at most.
 *
 * There is none, and nothing is done, under a sanitizer and under Valgrind: these make system
 * calls of their own within the process.
 */
#ifndef CP_SANDBOX_SANDBOX_H
#define CP_SANDBOX_SANDBOX_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/fail.h"

#define CP_SANDBOX_POLL_MAX 3

enum cp_sandbox_mode {
    CP_SANDBOX_AUTO,    /* what can be had */
    CP_SANDBOX_REQUIRE, /* the filter, or a failure; of the others what can be had */
    CP_SANDBOX_OFF
};

/* What is in force. */
struct cp_sandbox_state {
    bool has_filter;
    bool has_landlock;
    bool has_limits;
    const char *lacks; /* why there is not all of it, for people; static. NULL: there is */
};

/*
 * Shuts the calling process in. CLEANPAGE_LIMIT with a message is for CP_SANDBOX_REQUIRE alone.
 * After a failure the process may be half shut in, and should end.
 */
cleanpage_status cp_sandbox_enter(struct cp_ctx *cx, enum cp_sandbox_mode mode,
                                  struct cp_sandbox_state *state);

/* Why no process of this build can be shut in as it is run, for people; NULL: perhaps it can. */
const char *cp_sandbox_obstacle(void);

/* The same in a child that ends at once, which costs some ms: what a process forked off now
 * would come to. Fails besides if there can be no child. */
cleanpage_status cp_sandbox_try(struct cp_ctx *cx, enum cp_sandbox_mode mode,
                                struct cp_sandbox_state *state);

/* Appends the state in words: "system calls, files, limits". */
void cp_sandbox_put_state(struct cp_buf *out, const struct cp_sandbox_state *state);

/* Appends the line "* sandbox: system calls, files, limits", as --verbose shows it. */
void cp_sandbox_put_line(struct cp_buf *out, const struct cp_sandbox_state *state);

/* Appends the line "libseccomp 2.5.4", or nothing in a build without. */
void cp_sandbox_put_version(struct cp_buf *out);

#endif
