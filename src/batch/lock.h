/* A file that one process at a time writes to. */
#ifndef CP_BATCH_LOCK_H
#define CP_BATCH_LOCK_H

#include <stdbool.h>

#include "base/fail.h"

/*
 * Opens the file for reading and writing, or makes it, and takes its lock; what is in it stays.
 * CLEANPAGE_LIMIT with *busy if another process has it, CLEANPAGE_WRITE for other failures,
 * each with the path and the cause. On a file system that has no locks nothing is locked.
 *
 * The lock is this process's, not its children's. It goes with the process, or when it closes
 * any descriptor of the file.
 */
cleanpage_status cp_lock_open(struct cp_ctx *cx, const char *path, int *fd, bool *busy);

#endif
