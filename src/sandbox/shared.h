/* Memory that a process shares with others, and that a copy of it should not. */
#ifndef CP_SANDBOX_SHARED_H
#define CP_SANDBOX_SHARED_H

#include <stdbool.h>

/*
 * Unmaps all memory that others would see written, as SQLite's index of a log of writes is. For a
 * process right after it was forked off, which uses none of it. False: it cannot be known.
 */
bool cp_shared_let_go(void);

#endif
