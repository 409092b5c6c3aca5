/* What a process that was forked off has open: see sandbox/descriptors.h. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "sandbox/descriptors.h"

#include <limits.h>
#include <stdbool.h>
#include <unistd.h>

/* Where all must be closed one by one and the system allows for millions, this many are. */
#define ONE_BY_ONE_MAX 65536

static bool
close_at_once(unsigned first, unsigned last)
{
#ifdef HAVE_CLOSE_RANGE
    return close_range(first, last, 0) == 0;
#else
    (void)first, (void)last;
    return false;
#endif
}

/* The system may be older than its libc. */
static void
close_from_to(unsigned first, unsigned last)
{
    long most = sysconf(_SC_OPEN_MAX);

    if (first > last || close_at_once(first, last))
        return;
    if (most < 0 || most > ONE_BY_ONE_MAX)
        most = ONE_BY_ONE_MAX;
    for (unsigned fd = first; fd <= last && fd < (unsigned)most; fd++)
        close((int)fd);
}

/* The lowest that is kept and not below `from`; UINT_MAX: none. */
static unsigned
next_kept(const int *kept, size_t n, unsigned from)
{
    unsigned next = UINT_MAX;

    for (size_t i = 0; i < n; i++)
        if (kept[i] >= 0 && (unsigned)kept[i] >= from && (unsigned)kept[i] < next)
            next = (unsigned)kept[i];
    return next;
}

void
cp_descriptors_close_but(const int *kept, size_t n)
{
    unsigned from = STDERR_FILENO + 1, next;

    while ((next = next_kept(kept, n, from)) != UINT_MAX) {
        close_from_to(from, next - 1);
        from = next + 1;
    }
    close_from_to(from, INT_MAX);
}
