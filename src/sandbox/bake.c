/*
 * Writes the filter of system calls as C, for sandbox/baked.h: run when cleanpage is built.
 *
 * libseccomp makes it twice, for two processes. Where the two differ is where the id of the
 * process stands, which is put in when the filter is entered; in all else they must be the same.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <seccomp.h>

#include "base/poison.h"
#include "sandbox/baked.h"
#include "sandbox/rules.h"

/* What the filter needs: calls that end the process, Linux 4.14. It is the kernel's where cleanpage
 * will run that counts, and not the one it is built on, which libseccomp would ask. */
#define LEVEL 3

/* Numbers that nothing else in the filter has. */
#define ONE 0x5EC0
#define OTHER 0x5EC1

/* Returns the number of steps; 0: it cannot be had. The file has no name. */
static size_t
export(void *rules, struct cp_baked_step *steps)
{
    FILE *file = tmpfile();
    size_t n = 0;
    bool has;

    cp_library_begin();
    has = file && seccomp_export_bpf(rules, fileno(file)) == 0;
    cp_library_end();
    if (has) {
        rewind(file);
        n = fread(steps, sizeof *steps, CP_BAKED_MAX, file);
        n = fgetc(file) == EOF ? n : 0;
    }
    if (file)
        fclose(file);
    return n;
}

static const char *
make(pid_t self, struct cp_baked_step *steps, size_t *n)
{
    void *rules;
    const char *why = cp_rules_make(0, self, &rules);

    *n = 0;
    if (why)
        return why;
    *n = export(rules, steps);
    seccomp_release(rules);
    return *n ? NULL : "libseccomp makes no filter, or a long one";
}

static bool
is_self(const struct cp_baked_step *one, const struct cp_baked_step *other)
{
    return one->k == ONE && other->k == OTHER;
}

static bool
are_alike(const struct cp_baked_step *one, const struct cp_baked_step *other, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (one[i].code != other[i].code || one[i].jt != other[i].jt ||
            one[i].jf != other[i].jf ||
            (one[i].k != other[i].k && !is_self(&one[i], &other[i])))
            return false;
    return true;
}

/* ISO C has no arrays without members, hence the 0 behind the last. */
static void
write_steps(const struct cp_baked_step *one, const struct cp_baked_step *other, size_t n)
{
    size_t selves = 0;

    printf("const struct cp_baked_step cp_baked_steps[] = {\n");
    for (size_t i = 0; i < n; i++)
        printf("    { %u, %u, %u, %#xu },\n", one[i].code, one[i].jt, one[i].jf,
               (unsigned)one[i].k);
    printf("    { 0, 0, 0, 0 }\n};\nconst size_t cp_baked_step_count = %zu;\n\n", n);
    printf("const uint16_t cp_baked_self[] = { ");
    for (size_t i = 0; i < n; i++)
        if (is_self(&one[i], &other[i])) {
            printf("%zu, ", i);
            selves++;
        }
    printf("0 };\nconst size_t cp_baked_self_count = %zu;\n\n", selves);
}

static void
write_rest(const char *why)
{
    const struct scmp_version *v = seccomp_version();

    if (why)
        printf("const char *const cp_baked_lacks = \"%s\";\n", why);
    else
        printf("const char *const cp_baked_lacks = NULL;\n");
    printf("const char cp_baked_version[] = \"libseccomp %u.%u.%u\";\n", v->major, v->minor,
           v->micro);
}

int
main(void)
{
    static struct cp_baked_step one[CP_BAKED_MAX], other[CP_BAKED_MAX];
    size_t n = 0, n_other = 0;
    const char *why =
        seccomp_api_set(LEVEL) == 0 ? make(ONE, one, &n) : "libseccomp is too old";

    if (!why)
        why = make(OTHER, other, &n_other);
    if (!why && (n != n_other || !are_alike(one, other, n))) {
        fprintf(stderr, "bake: the filter depends on more than the process\n");
        return 1;
    }
    printf("/* Made by src/sandbox/bake.c of src/sandbox/calls.def. */\n"
           "#include \"sandbox/baked.h\"\n\n");
    write_steps(one, other, why ? 0 : n);
    write_rest(why);
    return fflush(stdout) || ferror(stdout);
}
