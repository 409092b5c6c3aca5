/*
 * An allocator that fails when asked to: the program's own malloc, so every library gets it.
 *
 * nomem.c sweeps with it: a driver runs with its first allocation failing, its second, and so
 * on, until it runs without a failure.
 */
#ifndef CP_TESTS_FAILING_H
#define CP_TESTS_FAILING_H

#include <stdbool.h>
#include <stddef.h>

/* Whether this C library lets a program have its own. */
bool failing_works(void);

/* From here on allocation `at` (from 1) fails, and with `all` each one after it. 0: none. */
void failing_begin(size_t at, bool all);
/* Nothing fails any more. Returns how many allocations were asked for since failing_begin. */
size_t failing_end(void);

/* Blocks that were taken and are not freed. */
long failing_live(void);

#endif
