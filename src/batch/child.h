/*
 * A worker from inside: the process that takes tasks off a socket and answers each.
 *
 * Memory: the address space is limited, so that what asks for too much is refused it; a refusal
 * is the engine's to survive and for `work` to report. It does so by leaving a result that
 * failed for want of memory (cp_buf's no_memory). Such a worker ends: what it has left may be
 * little, and in pieces.
 */
#ifndef CP_BATCH_CHILD_H
#define CP_BATCH_CHILD_H

#include <stdnoreturn.h>
#include <sys/types.h>

#include "batch/pool.h"

/* Right after fork, with all signals blocked: `fd` is the worker's end of a blocking socket,
 * `parent` the dispatcher. */
noreturn void cp_child_run(const struct cp_pool_options *options, int fd, pid_t parent);

#endif
