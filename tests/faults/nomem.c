/*
 * Out of memory at every allocation, in the program itself: each driver is run with its first
 * allocation failing, its second, ... and then with all from that one on. It must end with
 * "out of memory", crash nowhere, free what it took, and work when it is run again.
 *
 * usage: nomem [EVERY [DRIVER]]
 * EVERY: of the larger drivers each allocation of so many is tried (1: all).
 */
#include "nomem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "failing.h"

void
nomem_require(int holds, const char *what)
{
    if (holds)
        return;
    failing_end();
    fprintf(stderr, "# %s\n", what);
    abort();
}

struct sweep {
    const struct nomem_driver *driver;
    size_t every, tried, wrong, swallowed, asked;
};

static void
say_wrong(struct sweep *s, size_t at, bool all, const char *what, long number)
{
    if (s->wrong++ < 10)
        printf("# %s: allocation %zu%s: %s %ld\n", s->driver->name, at,
               all ? " and all after it" : "", what, number);
}

/* One run; *left receives how many blocks more there are after it. */
static cleanpage_status
run_once(const struct sweep *s, size_t at, bool all, size_t *asked, long *left)
{
    long before = failing_live();
    cleanpage_status st;

    failing_begin(at, all);
    st = s->driver->run();
    *asked = failing_end();
    *left = failing_live() - before;
    return st;
}

/* Returns whether there was an allocation of that number. */
static bool
try_one(struct sweep *s, size_t at, bool all)
{
    size_t asked, again;
    cleanpage_status st;
    long left;

    st = run_once(s, at, all, &asked, &left);
    /* A cache that was not filled before, iconv's for one, fills once; a leak comes each time. */
    for (int i = 0; i < 3 && left > 0; i++)
        run_once(s, at, all, &again, &left);
    if (left > 0)
        say_wrong(s, at, all, "blocks not freed:", left);
    if (asked < at) {
        if (st != CLEANPAGE_OK)
            say_wrong(s, at, all, "nothing failed, and yet the status is", st);
        return false;
    }
    s->tried++;
    s->swallowed += st == CLEANPAGE_OK;
    if (st != CLEANPAGE_NOMEM && (st != CLEANPAGE_OK || !s->driver->or_ok))
        say_wrong(s, at, all, "status", st);
    return true;
}

static void
sweep(struct sweep *s, bool all)
{
    size_t step = s->driver->small ? 1 : s->every;

    for (size_t at = 1; try_one(s, at, all); at += step)
        ;
}

/* Libraries keep what they find out the first time: tables of converters, dictionaries. */
static bool
warm_up(struct sweep *s)
{
    for (int i = 0; i < 3; i++) {
        failing_begin(0, false);
        if (s->driver->run() != CLEANPAGE_OK)
            return false;
        s->asked = failing_end();
    }
    return true;
}

/* In a process of its own, so that a crash is one driver's. */
static int
run_driver(const struct nomem_driver *driver, size_t every)
{
    struct sweep s = { .driver = driver, .every = every };

    if (!warm_up(&s)) {
        printf("# %s fails by itself\n", driver->name);
        fflush(stdout);
        return 1;
    }
    sweep(&s, false);
    sweep(&s, true);
    /* As if nothing had been. */
    failing_begin(0, false);
    if (driver->run() != CLEANPAGE_OK)
        say_wrong(&s, 0, false, "the run afterwards fails", 1);
    failing_end();
    printf("# %s: %zu allocations, %zu failures, %zu of them passed over\n", driver->name,
           s.asked, s.tried, s.swallowed);
    fflush(stdout);
    return s.wrong > 0;
}

static void
check(int number, const struct nomem_driver *driver, size_t every)
{
    pid_t child;
    int how = -1;

    fflush(stdout);
    child = fork();
    if (child == 0)
        _exit(run_driver(driver, every));
    if (child < 0 || waitpid(child, &how, 0) != child)
        how = -1;
    if (how > 0 && WIFSIGNALED(how))
        printf("# signal %d\n", WTERMSIG(how));
    printf("%s %d - %s without memory\n", how == 0 ? "ok" : "not ok", number, driver->name);
}

int
main(int argc, char **argv)
{
    const struct nomem_driver *const lists[] = { nomem_library, nomem_rooms };
    size_t every = argc > 1 ? strtoul(argv[1], NULL, 10) : 97;
    int n = 0;

    if (!failing_works()) {
        puts("1..0 # SKIP no malloc of one's own here");
        return 0;
    }
    for (size_t i = 0; i < 2; i++)
        for (const struct nomem_driver *d = lists[i]; d->name; d++)
            if (argc < 3 || strcmp(argv[2], d->name) == 0)
                check(++n, d, every ? every : 1);
    printf("1..%d\n", n);
    return 0;
}
