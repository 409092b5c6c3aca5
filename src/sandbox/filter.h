/* The filter of system calls: sandbox/calls.def in force. filter.c alone sees libseccomp. */
#ifndef CP_SANDBOX_FILTER_H
#define CP_SANDBOX_FILTER_H

#include "base/buf.h"

/* For all threads of the process, for ever. NULL, or why there is none; static. */
const char *cp_filter_enter(void);

void cp_filter_put_version(struct cp_buf *out);

#endif
