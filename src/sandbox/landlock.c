/*
 * Landlock: see sandbox/landlock.h.
 *
 * libc has no functions for it. Numbers instead of <linux/landlock.h>, since the headers that
 * one builds with are often older than the kernel one runs on, which should hold in all it can.
 * Source: Documentation/userspace-api/landlock.rst of Linux 6.12.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "sandbox/landlock.h"

#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

#if defined SYS_landlock_create_ruleset && defined SYS_landlock_restrict_self

#define ASK_VERSION 1

/* What is refused unless a rule allows it; and there will be none. */
struct rights {
    uint64_t files, tcp, scopes;
};

/* Rights on files come one bit after the other: 13 to begin with, then moving to another
 * directory, cutting off, and calls to devices. TCP: bind, connect. Scopes: abstract sockets,
 * signals. */
#define FIRST(n) ((UINT64_C(1) << (n)) - 1)
static const struct rights known[] = {
    { FIRST(13), 0, 0 },               /* version 1 */
    { FIRST(14), 0, 0 },               /* 2 */
    { FIRST(15), 0, 0 },               /* 3 */
    { FIRST(15), FIRST(2), 0 },        /* 4 */
    { FIRST(16), FIRST(2), 0 },        /* 5 */
    { FIRST(16), FIRST(2), FIRST(2) }, /* 6 */
};
#define KNOWN (long)(sizeof known / sizeof *known)

const char *
cp_landlock_enter(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
    const struct rights *rights;
    long fd, error;

    if (version < 1)
        return "the kernel has no Landlock";
    rights = &known[version < KNOWN ? version - 1 : KNOWN - 1];
    /* A kernel that does not know the last members wants them to be zero. */
    fd = syscall(SYS_landlock_create_ruleset, rights, sizeof *rights, 0);
    if (fd < 0)
        return "Landlock takes no rules";
    error = syscall(SYS_landlock_restrict_self, (int)fd, 0);
    close((int)fd);
    return error ? "Landlock cannot be entered" : NULL;
}

#else

const char *
cp_landlock_enter(void)
{
    return "this build knows no Landlock";
}

#endif
