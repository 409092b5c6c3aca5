/*
 * The filter of system calls: sandbox/calls.def in force.
 *
 * The kernel takes it as a program. That is made by libseccomp: when cleanpage is built (bake.c),
 * so that neither the library need be loaded nor the program be made again for each page; or in
 * the process that is to be filtered, where cleanpage was built for another machine than it was
 * built on (filter_made.c).
 */
#ifndef CP_SANDBOX_FILTER_H
#define CP_SANDBOX_FILTER_H

#include "base/buf.h"

/* For all threads of the process, for ever. NULL, or why there is none; static. */
const char *cp_filter_enter(void);

/* Appends the line "libseccomp 2.5.4", or nothing in a build without. */
void cp_filter_put_version(struct cp_buf *out);

#endif
