/*
 * What the filter of system calls does on each architecture that cleanpage is written for, by
 * interpreting the program that the kernel would run there.
 *
 * Numbers of calls are libseccomp's own for each architecture. What C libraries need stands here
 * as a list of its own, so that a call that goes missing from calls.def is found out also for
 * machines that are not at hand.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "unit.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <seccomp.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

#include "sandbox/baked.h"
#include "sandbox/rules.h"

#define SELF 4321

/* Numbers of calls end below this one on all of them; those of 32-bit ARM's own lie apart. */
#define NUMBERS 1024

struct program {
    struct sock_filter step[BPF_MAXINSNS];
    size_t n;
};

static const struct architecture {
    const char *name;
    uint32_t id;    /* for libseccomp */
    uint32_t audit; /* for the kernel */
    bool has_x32;
} architectures[] = {
    { "amd64", SCMP_ARCH_X86_64, 0xC000003E, true },
    { "i386", SCMP_ARCH_X86, 0x40000003, false },
    { "arm64", SCMP_ARCH_AARCH64, 0xC00000B7, false },
    { "armhf", SCMP_ARCH_ARM, 0x40000028, false },
    { "riscv64", SCMP_ARCH_RISCV64, 0xC00000F3, false },
    { "ppc64el", SCMP_ARCH_PPC64LE, 0xC0000015, false },
};

static const struct call {
    uint32_t does;
    const char *name;
} calls[] = {
#define CP_DOES_allow SECCOMP_RET_ALLOW
#define CP_DOES_refuse (SECCOMP_RET_ERRNO | EPERM)
#define CP_DOES_kill SECCOMP_RET_KILL_PROCESS
#define CP_CALL(what, name) { CP_DOES_##what, #name },
#include "sandbox/calls.def"
};

#define UNKNOWN (SECCOMP_RET_ERRNO | ENOSYS)
#define REFUSED (SECCOMP_RET_ERRNO | EPERM)

/* ---------------------------------------------------------------- the kernel's part */

static uint32_t
load(const struct seccomp_data *data, uint32_t at)
{
    uint32_t word;

    if (at % 4 || at + 4 > sizeof *data)
        fail_msg("load at %u", (unsigned)at);
    memcpy(&word, (const char *)data + at, 4);
    return word;
}

static bool
is_met(const struct sock_filter *s, uint32_t a)
{
    switch (BPF_OP(s->code)) {
    case BPF_JEQ:
        return a == s->k;
    case BPF_JGT:
        return a > s->k;
    case BPF_JGE:
        return a >= s->k;
    case BPF_JSET:
        return (a & s->k) != 0;
    default:
        fail_msg("jump %#x", s->code);
        return false;
    }
}

/* Classic BPF as far as libseccomp uses it: no memory, no second register. */
static uint32_t
run(const struct program *p, const struct seccomp_data *data)
{
    uint32_t a = 0;

    for (size_t i = 0; i < p->n; i++) {
        const struct sock_filter *s = &p->step[i];

        if (s->code == (BPF_LD | BPF_W | BPF_ABS))
            a = load(data, s->k);
        else if (s->code == (BPF_ALU | BPF_AND | BPF_K))
            a &= s->k;
        else if (s->code == (BPF_RET | BPF_K))
            return s->k;
        else if (s->code == (BPF_JMP | BPF_JA))
            i += s->k;
        else if (BPF_CLASS(s->code) == BPF_JMP)
            i += is_met(s, a) ? s->jt : s->jf;
        else
            fail_msg("step %zu: code %#x", i, s->code);
    }
    fail_msg("the program has no end");
    return 0;
}

static uint32_t
ask(const struct program *p, const struct architecture *a, int number, int which, uint64_t value)
{
    struct seccomp_data data = { .nr = number, .arch = a->audit };

    data.args[which] = value;
    return run(p, &data);
}

static void
make(const struct architecture *a, struct program *p)
{
    FILE *file = tmpfile();
    void *rules;
    const char *why = cp_rules_make(a->id, SELF, &rules);

    if (why)
        fail_msg("%s: %s", a->name, why);
    assert_non_null(file);
    assert_int_equal(seccomp_export_bpf(rules, fileno(file)), 0);
    seccomp_release(rules);
    rewind(file);
    p->n = fread(p->step, sizeof *p->step, BPF_MAXINSNS, file);
    fclose(file);
    assert_true(p->n > 50 && p->n < CP_BAKED_MAX);
}

/* ---------------------------------------------------------------- calls by name */

static void
expect_does(const struct architecture *a, const char *name, uint32_t does, uint32_t expected)
{
    if (does != expected)
        fail_msg("%s on %s: %#x, expected %#x", name, a->name, (unsigned)does,
                 (unsigned)expected);
}

/* Below 0: not on this architecture. */
static int
number_of(const struct architecture *a, const char *name)
{
    return seccomp_syscall_resolve_name_arch(a->id, name);
}

static void
check_listed(const struct architecture *a, const struct program *p)
{
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        int number = number_of(a, calls[i].name);

        if (number >= 0)
            expect_does(a, calls[i].name, ask(p, a, number, 0, 0), calls[i].does);
    }
}

/* By the number's name: some calls for sockets have two numbers. */
static bool
is_listed(const struct architecture *a, int number)
{
    static const char *const looked_into[] = { "mmap", "mmap2", "mprotect", "tgkill", "tkill" };
    char *name = seccomp_syscall_resolve_num_arch(a->id, number);
    bool found = false;

    for (size_t i = 0; name && !found && i < COUNT_OF(calls); i++)
        found = strcmp(calls[i].name, name) == 0;
    for (size_t i = 0; name && !found && i < COUNT_OF(looked_into); i++)
        found = strcmp(looked_into[i], name) == 0;
    free(name);
    return found;
}

static void
check_others(const struct architecture *a, const struct program *p)
{
    size_t others = 0;

    for (int number = 0; number < NUMBERS; number++)
        if (!is_listed(a, number)) {
            char name[32];

            snprintf(name, sizeof name, "call %d", number);
            expect_does(a, name, ask(p, a, number, 0, 0), UNKNOWN);
            others++;
        }
    assert_true(others > NUMBERS / 2);
}

static void
check_memory(const struct architecture *a, const struct program *p, const char *name)
{
    int number = number_of(a, name);
    const uint64_t write = PROT_READ | PROT_WRITE, run_too = PROT_READ | PROT_EXEC;

    assert_true(number >= 0);
    expect_does(a, name, ask(p, a, number, 2, write), SECCOMP_RET_ALLOW);
    expect_does(a, name, ask(p, a, number, 2, PROT_NONE), SECCOMP_RET_ALLOW);
    expect_does(a, name, ask(p, a, number, 2, run_too), REFUSED);
    expect_does(a, name, ask(p, a, number, 2, write | PROT_EXEC), REFUSED);
}

static void
check_signals(const struct architecture *a, const struct program *p, const char *name)
{
    int number = number_of(a, name);

    assert_true(number >= 0);
    expect_does(a, name, ask(p, a, number, 0, SELF), SECCOMP_RET_ALLOW);
    expect_does(a, name, ask(p, a, number, 0, SELF + 1), UNKNOWN);
    expect_does(a, name, ask(p, a, number, 0, 1), UNKNOWN);
}

static void
check_foreign(const struct architecture *a, const struct program *p)
{
    int number = number_of(a, "read");

    for (size_t i = 0; i < COUNT_OF(architectures); i++)
        if (architectures[i].id != a->id)
            expect_does(a, architectures[i].name, ask(p, &architectures[i], number, 0, 0),
                        SECCOMP_RET_KILL_PROCESS);
    if (a->has_x32)
        expect_does(a, "x32", ask(p, a, 0x40000000 + number, 0, 0), SECCOMP_RET_KILL_PROCESS);
}

static void
test_architectures(void **state)
{
    static struct program p;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(architectures); i++) {
        const struct architecture *a = &architectures[i];

        make(a, &p);
        check_listed(a, &p);
        check_others(a, &p);
        check_memory(a, &p, number_of(a, "mmap2") >= 0 ? "mmap2" : "mmap");
        check_memory(a, &p, "mprotect");
        check_signals(a, &p, "tgkill");
        check_signals(a, &p, "tkill");
        check_foreign(a, &p);
    }
}

/* ---------------------------------------------------------------- what is needed */

/*
 * By what glibc 2.31 to 2.42 and musl 1.2 call for memory, output, locks, time and their end when
 * a page is read. Sources: their own, malloc, stdio, pthread_mutex_lock, abort, raise, nanosleep.
 */
static const char *const needed_everywhere[] = {
    "read",          "write",     "readv",         "writev",         "close",
    "poll",          "brk",       "munmap",        "mremap",         "madvise",
    "futex",         "getrandom", "clock_gettime", "rt_sigprocmask", "rt_sigaction",
    "rt_sigreturn",  "exit",      "exit_group",    "getpid",         "gettid",
    "restart_syscall", "sysinfo", "ppoll",         "clock_nanosleep",
};

/* Where the registers have 32 bits: offsets and times beyond 2038 have calls of their own. */
static const char *const needed_in_32_bits[] = {
    "_llseek",      "fstat64",    "clock_gettime64",        "futex_time64",
    "ppoll_time64", "sigreturn",  "clock_nanosleep_time64",
};

static void
expect_allowed(const struct architecture *a, const struct program *p, const char *name)
{
    int number = number_of(a, name);

    /* The newest architectures have no poll, and make do with ppoll. */
    if (number < 0)
        assert_string_equal(name, "poll");
    else
        expect_does(a, name, ask(p, a, number, 0, 0), SECCOMP_RET_ALLOW);
}

static void
test_needed(void **state)
{
    static struct program p;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(architectures); i++) {
        const struct architecture *a = &architectures[i];
        bool is_small = !(a->audit & 0x80000000u);

        make(a, &p);
        for (size_t j = 0; j < COUNT_OF(needed_everywhere); j++)
            expect_allowed(a, &p, needed_everywhere[j]);
        for (size_t j = 0; is_small && j < COUNT_OF(needed_in_32_bits); j++)
            expect_allowed(a, &p, needed_in_32_bits[j]);
    }
}

/* A name that is misspelt would be a rule for nothing. */
static void
test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        size_t known = 0;

        for (size_t j = 0; j < COUNT_OF(architectures); j++)
            known += number_of(&architectures[j], calls[i].name) >= 0;
        if (!known)
            fail_msg("%s is no call anywhere", calls[i].name);
    }
}

/* mmap's arguments lie in memory there. */
static void
test_hidden_arguments(void **state)
{
    void *rules = &rules;

    (void)state;
    assert_non_null(cp_rules_make(SCMP_ARCH_S390X, SELF, &rules));
    assert_null(rules);
}

/* ---------------------------------------------------------------- as it was baked */

#ifdef BAKED_FILTER

static const struct architecture *
native(void)
{
    for (size_t i = 0; i < COUNT_OF(architectures); i++)
        if (architectures[i].id == seccomp_arch_native())
            return &architectures[i];
    return NULL;
}

static void
take_baked(struct program *p)
{
    p->n = cp_baked_step_count;
    for (size_t i = 0; i < p->n; i++) {
        const struct cp_baked_step *s = &cp_baked_steps[i];

        p->step[i] = (struct sock_filter){ s->code, s->jt, s->jf, s->k };
    }
    for (size_t i = 0; i < cp_baked_self_count; i++)
        p->step[cp_baked_self[i]].k = SELF;
}

/* The same as one that is made now: for all numbers, and what else is looked at. */
static void
test_baked(void **state)
{
    static struct program baked, made;
    const struct architecture *a = native();

    (void)state;
    if (!a)
        return;
    make(a, &made);
    take_baked(&baked);
    assert_null(cp_baked_lacks);
    assert_true(cp_baked_self_count > 0);
    for (int number = 0; number < NUMBERS; number++)
        for (int which = 0; which < 3; which++)
            for (uint64_t value = 0; value < 8; value++) {
                expect_does(a, "baked", ask(&baked, a, number, which, value),
                            ask(&made, a, number, which, value));
                expect_does(a, "baked", ask(&baked, a, number, which, SELF + value),
                            ask(&made, a, number, which, SELF + value));
            }
    check_signals(a, &baked, "tgkill");
    check_foreign(a, &baked);
}

#endif

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_architectures),    cmocka_unit_test(test_needed),
        cmocka_unit_test(test_names),            cmocka_unit_test(test_hidden_arguments),
#ifdef BAKED_FILTER
        cmocka_unit_test(test_baked),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
