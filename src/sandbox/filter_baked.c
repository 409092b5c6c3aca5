/* The filter of system calls, as it was made with the build: see sandbox/filter.h. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "sandbox/filter.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

#include "sandbox/baked.h"


/* Headers older than Linux 4.17 have no name for it. */
#define SPECULATION_ALLOWED (1UL << 2)

/*
 * Without the measure against speculation, since what a process could find out so is its own
 * memory alone. A kernel before 4.17 does not know that wish.
 */
static bool
install(const struct sock_fprog *program)
{
    const unsigned long all_threads = SECCOMP_FILTER_FLAG_TSYNC;
    long r = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, all_threads | SPECULATION_ALLOWED,
                     program);

    if (r < 0 && errno == EINVAL)
        r = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, all_threads, program);
    return r == 0;
}

const char *
cp_filter_enter(void)
{
    struct sock_filter steps[CP_BAKED_MAX];
    struct sock_fprog program = { .len = (unsigned short)cp_baked_step_count, .filter = steps };

    if (cp_baked_lacks)
        return cp_baked_lacks;
    for (size_t i = 0; i < cp_baked_step_count; i++) {
        const struct cp_baked_step *s = &cp_baked_steps[i];

        steps[i] = (struct sock_filter){ s->code, s->jt, s->jf, s->k };
    }
    for (size_t i = 0; i < cp_baked_self_count; i++)
        steps[cp_baked_self[i]].k = (uint32_t)getpid();
    return install(&program) ? NULL : "the kernel takes no filter of system calls";
}

void
cp_filter_put_version(struct cp_buf *out)
{
    cp_buf_puts(out, cp_baked_version);
    cp_buf_putc(out, '\n');
}
