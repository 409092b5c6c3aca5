/* What a process that was forked off has open, and should not. */
#ifndef CP_SANDBOX_DESCRIPTORS_H
#define CP_SANDBOX_DESCRIPTORS_H

#include <stddef.h>

/* Closes all descriptors but stdin, stdout, stderr and those in `kept`, in any order. */
void cp_descriptors_close_but(const int *kept, size_t n);

#endif
