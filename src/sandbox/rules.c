/* calls.def as rules of libseccomp: see sandbox/rules.h. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "sandbox/rules.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>

#include <seccomp.h>

enum { ALLOW, REFUSE, KILL, WHATS };

static const struct call {
    int what;
    const char *name;
} calls[] = {
#define CP_WHAT_allow ALLOW
#define CP_WHAT_refuse REFUSE
#define CP_WHAT_kill KILL
#define CP_CALL(what, name) { CP_WHAT_##what, #name },
#include "sandbox/calls.def"
};

static const uint32_t actions[WHATS] = {
    [ALLOW] = SCMP_ACT_ALLOW,
    [REFUSE] = SCMP_ACT_ERRNO(EPERM),
    [KILL] = SCMP_ACT_KILL_PROCESS,
};

/* False for what is no call on any architecture that this libseccomp knows. */
static bool
resolve(const char *name, int *number)
{
    *number = seccomp_syscall_resolve_name(name);
    return *number != __NR_SCMP_ERROR;
}

/* ---------------------------------------------------------------- rules */

/* Numbers are this machine's, or stand for calls that it has not; libseccomp translates them.
 * Rules for calls that an architecture has not come to nothing, which is no error. */
static bool
add_calls(scmp_filter_ctx filter)
{
    int number;

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (resolve(calls[i].name, &number) &&
            seccomp_rule_add(filter, actions[calls[i].what], number, 0) != 0)
            return false;
    return true;
}

/* A call of this name, for the value of one argument alone. */
static bool
add_if(scmp_filter_ctx filter, int what, const char *name, struct scmp_arg_cmp argument)
{
    int number;

    return !resolve(name, &number) ||
           seccomp_rule_add_array(filter, actions[what], number, 1, &argument) == 0;
}

/* Memory may be written or run, as it was when the process was shut in. */
static bool
add_memory(scmp_filter_ctx filter, const char *name)
{
    return add_if(filter, ALLOW, name, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
           add_if(filter, REFUSE, name, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
}

/* Where there is an mmap2, what goes by the name of mmap is an older call whose arguments lie
 * in memory, which a filter cannot see. Nobody makes it any more. */
static bool
add_map(scmp_filter_ctx filter, uint32_t architecture)
{
    bool has_second = seccomp_syscall_resolve_name_arch(architecture, "mmap2") >= 0;

    return add_memory(filter, has_second ? "mmap2" : "mmap");
}

static bool
add_rules(scmp_filter_ctx filter, uint32_t architecture, pid_t self)
{
    struct scmp_arg_cmp is_self = { .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)self };

    return add_calls(filter) && add_map(filter, architecture) &&
           add_memory(filter, "mprotect") && add_if(filter, ALLOW, "tgkill", is_self) &&
           add_if(filter, ALLOW, "tkill", is_self);
}

/* ---------------------------------------------------------------- the filter */

/*
 * What a libseccomp does not know of these, it does without. Without the measure against
 * speculation, since what a worker could find out so is its own memory alone.
 */
static void
set_wishes(scmp_filter_ctx filter)
{
    seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
#if SCMP_VER_MAJOR > 2 || SCMP_VER_MINOR >= 5
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
#endif
}

/* The architecture of this machine is there from the start. */
static bool
choose_architecture(scmp_filter_ctx filter, uint32_t architecture)
{
    uint32_t native = seccomp_arch_native();

    return architecture == native || (seccomp_arch_add(filter, architecture) == 0 &&
                                      seccomp_arch_remove(filter, native) == 0);
}

/* mmap has its arguments in memory there, too, and no other call does what it does. */
static bool
hides_arguments(uint32_t architecture)
{
    return architecture == SCMP_ARCH_S390 || architecture == SCMP_ARCH_S390X;
}

const char *
cp_rules_make(uint32_t architecture, pid_t self, void **rules)
{
    scmp_filter_ctx filter;

    *rules = NULL;
    if (architecture == 0)
        architecture = seccomp_arch_native();
    if (hides_arguments(architecture))
        return "on this architecture mmap cannot be filtered";
    filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!filter)
        return "out of memory";
    set_wishes(filter);
    if (!choose_architecture(filter, architecture) ||
        !add_rules(filter, architecture, self)) {
        seccomp_release(filter);
        return "libseccomp or the kernel takes no such rules";
    }
    *rules = filter;
    return NULL;
}
