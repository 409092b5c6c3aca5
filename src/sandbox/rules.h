/* The filter of system calls as libseccomp makes it of sandbox/calls.def. */
#ifndef CP_SANDBOX_RULES_H
#define CP_SANDBOX_RULES_H

#include <stdint.h>
#include <sys/types.h>

/*
 * For a process of that id, on an architecture by libseccomp's number, SCMP_ARCH_...; 0: this one.
 * *rules is an scmp_filter_ctx, for seccomp_release. Or it is NULL, and what is returned says why;
 * static.
 */
const char *cp_rules_make(uint32_t architecture, pid_t self, void **rules);

#endif
