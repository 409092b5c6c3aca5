/* The filter of system calls that was made when cleanpage was built, by bake.c. */
#ifndef CP_SANDBOX_BAKED_H
#define CP_SANDBOX_BAKED_H

#include <stddef.h>
#include <stdint.h>

/* Steps of a program at most: calls.def makes some 130. The kernel takes 4096. */
#define CP_BAKED_MAX 512

/* A step of the program, as the kernel has it: struct sock_filter. */
struct cp_baked_step {
    uint16_t code;
    uint8_t jt, jf;
    uint32_t k;
};

/* NULL: there is a program. Else why none could be made. */
extern const char *const cp_baked_lacks;
extern const struct cp_baked_step cp_baked_steps[];
extern const size_t cp_baked_step_count;

/* Steps whose `k` is to be the id of the process. */
extern const uint16_t cp_baked_self[];
extern const size_t cp_baked_self_count;

/* "libseccomp 2.5.4", which made it. */
extern const char cp_baked_version[];

#endif
