/* No filter of system calls, in a build without libseccomp: see sandbox/filter.h. */
#include "sandbox/filter.h"

const char *
cp_filter_enter(void)
{
    return "this build has no libseccomp";
}

void
cp_filter_put_version(struct cp_buf *out)
{
    (void)out;
}
