/* The filter of system calls, made when it is entered: see sandbox/filter.h. */
#include "sandbox/filter.h"

#include <unistd.h>

#include <seccomp.h>

#include "sandbox/rules.h"

const char *
cp_filter_enter(void)
{
    void *rules;
    const char *why = cp_rules_make(0, getpid(), &rules);

    if (why)
        return why;
    if (seccomp_load(rules) != 0)
        why = "the kernel takes no filter of system calls";
    seccomp_release(rules);
    return why;
}

void
cp_filter_put_version(struct cp_buf *out)
{
    const struct scmp_version *v = seccomp_version();

    cp_buf_puts(out, "libseccomp ");
    cp_buf_put_u64(out, v->major);
    cp_buf_putc(out, '.');
    cp_buf_put_u64(out, v->minor);
    cp_buf_putc(out, '.');
    cp_buf_put_u64(out, v->micro);
    cp_buf_putc(out, '\n');
}
