/* Work in children: what comes back of it, and all the ways in which it may not be done. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sanitized.h"
#include "sandbox/apart.h"

static struct cp_apart_result result;
static struct cp_sandbox_state possible;

static int
find_possible(void **state)
{
    struct cp_ctx cx = { 0 };

    (void)state;
    signal(SIGPIPE, SIG_IGN);
    return cp_sandbox_try(&cx, CP_SANDBOX_AUTO, &possible);
}

typedef int (*work_fn)(void *user, struct cp_buf *made, struct cp_buf *aside);

static void
run(work_fn work, void *user)
{
    struct cp_apart_task task = { .user = user, .work = work };

    cp_apart_run(&task, &result);
}

static void
expect_end(const char *name, enum cp_apart_end end, const char *cause)
{
    struct cp_buf words = { 0 };

    expect_number(name, result.end, end);
    cp_apart_put_cause(&words, &result);
    expect_slice(name, cp_buf_slice(&words), cp_slice_of(cause));
    if (end)
        expect_number("bytes made", result.made.n + result.aside.n, 0);
    cp_buf_clear(&words);
    cp_apart_clear(&result);
}

static void
tell(const char *text)
{
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        abort();
}

/* ---------------------------------------------------------------- what is done */

static int
work_well(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    tell("told");
    cp_buf_puts(made, user);
    cp_buf_puts(aside, "aside");
    return 7;
}

static void
test_done(void **state)
{
    static char word[] = "made";

    (void)state;
    run(work_well, word);
    expect_number("end", result.end, CP_APART_DONE);
    expect_number("status", (unsigned)result.status, 7);
    expect_slice("made", cp_buf_slice(&result.made), CP_LIT("made"));
    expect_slice("aside", cp_buf_slice(&result.aside), CP_LIT("aside"));
    expect_slice("told", cp_buf_slice(&result.told), CP_LIT("told"));
    cp_apart_clear(&result);
}

/* More than pipes hold, on all of them. */
static int
work_much(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    static char kilobyte[1024];

    memset(kilobyte, 'x', sizeof kilobyte);
    (void)user;
    for (int i = 0; i < 3000; i++) {
        cp_buf_put(made, kilobyte, sizeof kilobyte);
        cp_buf_put(aside, kilobyte, sizeof kilobyte);
    }
    for (int i = 0; i < 500; i++)
        if (write(STDERR_FILENO, kilobyte, sizeof kilobyte) != sizeof kilobyte)
            return 1;
    return 0;
}

static void
test_much(void **state)
{
    (void)state;
    run(work_much, NULL);
    expect_number("end", result.end, CP_APART_DONE);
    expect_number("status", (unsigned)result.status, 0);
    expect_number("made", result.made.n, 3000 * 1024);
    expect_number("aside", result.aside.n, 3000 * 1024);
    expect_number("told", result.told.n, 500 * 1024);
    cp_apart_clear(&result);
}

static int
work_quietly(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    (void)user, (void)made, (void)aside;
    return 0;
}

/* What a process was started with may have the ends of its children forgotten. */
static void
test_forgotten_children(void **state)
{
    (void)state;
    signal(SIGCHLD, SIG_IGN);
    run(work_quietly, NULL);
    expect_end("forgotten", CP_APART_DONE, "");
    signal(SIGCHLD, SIG_DFL);
}

/* ---------------------------------------------------------------- what is not */

static int
work_crash(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    cp_buf_puts(made, "half of it");
    (void)aside;
    signal(*(int *)user, SIG_DFL);
    raise(*(int *)user);
    return 0;
}

/* Written past what work makes, as one that was taken over might. */
static int
work_write_and_crash(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    if (write(STDOUT_FILENO, "half of it", 10) != 10)
        return 1;
    return work_crash(user, made, aside);
}

static int
work_leave(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    (void)made, (void)aside;
    _exit(*(int *)user);
}

static void
test_crash(void **state)
{
    int fault = SIGSEGV, killed = SIGKILL, stopped = SIGSYS, status = 255;

    (void)state;
    run(work_crash, &fault);
    expect_number("signal", (unsigned)result.signal, SIGSEGV);
    expect_end("fault", CP_APART_CRASHED, "the process that reads it crashed (signal 11)");
    run(work_write_and_crash, &fault);
    expect_end("fault after output", CP_APART_CRASHED,
               "the process that reads it crashed (signal 11)");
    run(work_crash, &stopped);
    expect_end("stopped", CP_APART_CRASHED,
               "the process that reads it was stopped by the sandbox");
    /* Itself, which the filter lets it do by tgkill. */
    run(work_crash, &killed);
    expect_end("killed", CP_APART_CRASHED, "the process that reads it was killed");
    run(work_leave, &status);
    expect_end("a status that work has not", CP_APART_CRASHED,
               "the process that reads it crashed");
}

static int
work_long(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    volatile unsigned turns = 0;

    (void)made, (void)aside;
    (void)user;
    do
        turns++;
    while (turns);
    return 0;
}

/* With a limit that the process has anyway, so that it is soon there. */
static void
test_late(void **state)
{
    struct rlimit before, now;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_CPU, &before), 0);
    now = before;
    now.rlim_cur = 1;
    if (CP_IS_SANITIZED || setrlimit(RLIMIT_CPU, &now))
        return;
    run(work_long, NULL);
    expect_end("too long", CP_APART_LATE, "reading it takes too long");
    setrlimit(RLIMIT_CPU, &before);
}

static int
work_hungry(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    void *p = malloc(*(size_t *)user);

    (void)made, (void)aside;
    return p ? 1 : 2;
}

/* Half of the limit is there, twice as much is not, and what is made counts. */
static void
test_memory(void **state)
{
    size_t half = CP_APART_MEMORY_MAX / 2, twice = CP_APART_MEMORY_MAX * 2;

    (void)state;
    if (CP_IS_SANITIZED)
        return;
    run(work_hungry, &half);
    expect_number("half of it", (unsigned)result.status, 1);
    cp_apart_clear(&result);
    run(work_hungry, &twice);
    expect_number("twice as much", (unsigned)result.status, 2);
    cp_apart_clear(&result);
}

static int
work_talk(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    (void)user, (void)made, (void)aside;
    for (size_t i = 0; i < CP_APART_TOLD_MAX; i++)
        tell("and on and on and on and on and on and on and on and on and on and on and on\n");
    return 0;
}

static int
work_too_long(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    (void)user, (void)aside;
    made->too_long = true;
    return 0;
}

static int
work_no_memory(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    (void)user, (void)made;
    aside->no_memory = true;
    return 0;
}

static void
test_too_much(void **state)
{
    (void)state;
    run(work_talk, NULL);
    expect_end("told too much", CP_APART_TOO_LONG, "what is made of it is too long");
    run(work_too_long, NULL);
    expect_end("too long", CP_APART_TOO_LONG, "what is made of it is too long");
    run(work_no_memory, NULL);
    expect_end("no memory", CP_APART_HUNGRY, "reading it takes too much memory");
}

/* ---------------------------------------------------------------- what a child has */

/* Statuses of those who look. */
enum { RIGHT = 100, WRONG };

static int
work_look(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    char c;
    bool good = read(STDIN_FILENO, &c, 1) == 0;

    (void)user, (void)made, (void)aside;
    /* Writing to what is not open fails for that; fcntl is no call that it has. */
    for (int fd = 4; good && fd < 64; fd++)
        good = write(fd, "x", 1) < 0 && errno == EBADF;
    return good ? RIGHT : WRONG;
}

/* Files, pipes and sockets of the process stay with it. */
static void
test_descriptors(void **state)
{
    int ends[2], file = open(".", O_RDONLY);

    (void)state;
    assert_int_equal(pipe(ends), 0);
    run(work_look, NULL);
    expect_number("status", (unsigned)result.status, RIGHT);
    cp_apart_clear(&result);
    close(ends[0]);
    close(ends[1]);
    close(file);
}

static int
start_opens(void *user)
{
    *(int *)user = open("/dev/zero", O_RDONLY);
    return *(int *)user < 0 ? 9 : 0;
}

static int
work_reads(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    char c = 'x';

    (void)made, (void)aside;
    return read(*(int *)user, &c, 1) == 1 && !c &&
                   (!possible.has_filter || open("/dev/zero", O_RDONLY) < 0)
               ? RIGHT
               : WRONG;
}

static int
start_fails(void *user)
{
    (void)user;
    tell("no such file");
    return 9;
}

static void
test_start(void **state)
{
    int fd = -1;
    struct cp_apart_task task = { .user = &fd, .start = start_opens, .work = work_reads };

    (void)state;
    cp_apart_run(&task, &result);
    expect_number("status", (unsigned)result.status, RIGHT);
    assert_int_equal(fd, -1);
    cp_apart_clear(&result);
    task.start = start_fails;
    cp_apart_run(&task, &result);
    expect_number("end", result.end, CP_APART_DONE);
    expect_number("status of a start that fails", (unsigned)result.status, 9);
    expect_slice("told", cp_buf_slice(&result.told), CP_LIT("no such file"));
    cp_apart_clear(&result);
}

static int
work_change(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    (void)made, (void)aside;
    signal(SIGSEGV, SIG_DFL);
    *(volatile char *)user = 'y';
    return 0;
}

/* Memory that is the process's as well is none of the child's, if it is told to. */
static void
test_shared_memory(void **state)
{
    char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct cp_apart_task task = { .user = p, .work = work_change };

    (void)state;
    assert_true(p != MAP_FAILED);
    *p = 'x';
    task.has_shared_memory = true;
    cp_apart_run(&task, &result);
    if (access("/proc/self/maps", R_OK) == 0) {
        expect_number("end", result.end, CP_APART_CRASHED);
        assert_int_equal(*p, 'x');
    }
    cp_apart_clear(&result);
    task.has_shared_memory = false;
    cp_apart_run(&task, &result);
    assert_int_equal(*p, 'y');
    cp_apart_clear(&result);
    munmap(p, 4096);
}

/* ---------------------------------------------------------------- modes */

static void
test_modes(void **state)
{
    struct cp_apart_task task = { .tells_sandbox = true, .work = work_quietly };

    (void)state;
    cp_apart_run(&task, &result);
    expect_number("auto", result.end, CP_APART_DONE);
    assert_non_null(cp_buf_str(&result.told));
    assert_int_equal(strncmp(result.told.p, "* sandbox: ", 11), 0);
    assert_int_equal(strncmp(result.told.p + 11, "system calls", 12) == 0, possible.has_filter);
    cp_apart_clear(&result);
    task.mode = CP_SANDBOX_OFF;
    cp_apart_run(&task, &result);
    expect_slice("off", cp_buf_slice(&result.told),
                 CP_LIT("* sandbox: none (it is switched off)\n"));
    cp_apart_clear(&result);
    task.mode = CP_SANDBOX_REQUIRE;
    cp_apart_run(&task, &result);
    expect_number("require", result.end,
                  possible.has_filter ? CP_APART_DONE : CP_APART_REFUSED);
    cp_apart_clear(&result);
}

/* The process has as many as it may have. */
static void
test_no_child(void **state)
{
    struct rlimit before, now;
    bool done;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    now = before;
    now.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &now);
    run(work_quietly, NULL);
    setrlimit(RLIMIT_NOFILE, &before);
    done = result.end == CP_APART_NO_CHILD && result.error == EMFILE;
    cp_apart_clear(&result);
    assert_true(done);
}

/* One past the descriptors that so many more would be. */
static rlim_t
room_for(int more)
{
    int highest = 0, extra[16];

    for (int i = 0; i < more; i++) {
        extra[i] = dup(STDIN_FILENO);
        highest = extra[i] > highest ? extra[i] : highest;
    }
    while (more--)
        close(extra[more]);
    return (rlim_t)highest + 1;
}

/* There is room for its pipes and for nothing else, so it cannot have its stdin. */
static void
test_unready(void **state)
{
    struct rlimit before, now;
    bool done;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    now = before;
    now.rlim_cur = room_for(6);
    setrlimit(RLIMIT_NOFILE, &now);
    run(work_quietly, NULL);
    setrlimit(RLIMIT_NOFILE, &before);
    done = result.end == CP_APART_NO_CHILD && result.error == 0;
    cp_apart_clear(&result);
    assert_true(done);
}

/* A page that has taken over the child says that it never began. */
static int
work_as_if_unready(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    (void)user, (void)made, (void)aside;
    _exit(CP_APART_STATUS_MAX + 1);
}

static void
test_as_if_unready(void **state)
{
    (void)state;
    run(work_as_if_unready, NULL);
    expect_number("end", result.end, CP_APART_CRASHED);
    cp_apart_clear(&result);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_done),
        cmocka_unit_test(test_much),
        cmocka_unit_test(test_forgotten_children),
        cmocka_unit_test(test_crash),
        cmocka_unit_test(test_late),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_too_much),
        cmocka_unit_test(test_descriptors),
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_shared_memory),
        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_no_child),
        cmocka_unit_test(test_unready),
        cmocka_unit_test(test_as_if_unready),
    };

    return cmocka_run_group_tests(tests, find_possible, NULL);
}
