/* Workers that work, crash, hang, eat memory and are killed, and what each task comes to. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/sanitized.h"
#include "batch/frame.h"
#include "batch/pool.h"

#define LATE_MS 1500
#define LARGEST ((size_t)8 << 20)
#define MEDIUM ((size_t)2 << 20) /* more than a socket holds */
#define DESCRIPTORS 256

#define HAS_MEMORY_LIMIT (!CP_IS_ADDRESS_SANITIZED)

static struct cp_ctx cx;

static void
expect_ok(cleanpage_status st)
{
    if (st)
        fail_msg("status %d: %s", st, cx.message);
}

/* ---------------------------------------------------------------- what workers do */

/* What a task is begins with one of these. */
enum {
    HASH = 'h',     /* answers with its length and a sum of it */
    TOIL = 't',     /* the same, 20 times as long */
    LARGE = 'G',    /* answers with as much as it may, and leaves a token */
    MIRROR = 'm',   /* answers with itself, backwards */
    PID = 'p',      /* answers with the process */
    SLEEP = 'w',    /* answers after 300 ms */
    HANG = 'l',     /* does not answer */
    TELL = 'T',     /* the same, and leaves its process in the pipe */
    STALL = 'z',    /* begins an answer and does not go on */
    LONG = 'L',     /* answers with more than it may */
    EAT = 'e',      /* asks for memory until it is refused */
    ABORT = 'a',    /* SIGABRT */
    SEGV = 's',     /* SIGSEGV */
    EXIT = 'x',     /* ends with status 0 */
    CUT = 'c',      /* dies in the midst of an answer */
    NONSENSE = 'n', /* answers with what is no answer */
    BEFORE = 'b',   /* answers with "ready", which it said before */
    SOCKETS = 'S'   /* answers with what is odd about its descriptors */
};

static int tokens[2]; /* a pipe that workers share with the test; 0: there is none */

static void
open_tokens(void)
{
    assert_int_equal(pipe(tokens), 0);
    assert_int_equal(fcntl(tokens[0], F_SETFL, O_NONBLOCK), 0);
}

static void
close_tokens(void)
{
    close(tokens[0]);
    close(tokens[1]);
    tokens[0] = tokens[1] = 0;
}

static void
leave_token(void *user)
{
    (void)user;
    if (write(tokens[1], "s", 1) != 1)
        _exit(1);
}

/* As many as are there, waiting for so many. */
static size_t
count_tokens(size_t expected)
{
    struct pollfd p = { .fd = tokens[0], .events = POLLIN };
    char token;
    size_t n = 0;

    while (n < expected && poll(&p, 1, 10000) == 1 && read(tokens[0], &token, 1) == 1)
        n++;
    while (read(tokens[0], &token, 1) == 1)
        n++;
    return n;
}

struct answer {
    uint64_t n, sum;
};

static struct answer
sum_of(struct cp_slice task)
{
    struct answer a = { .n = task.n, .sum = 14695981039346656037u };

    for (size_t i = 0; i < task.n; i++)
        a.sum = (a.sum ^ (unsigned char)task.p[i]) * 1099511628211u;
    return a;
}

static void
put_mirrored(struct cp_buf *result, struct cp_slice task)
{
    char *to = cp_buf_reserve(result, task.n);

    for (size_t i = 0; to && i < task.n; i++)
        to[i] = task.p[task.n - 1 - i];
    result->n += to ? task.n : 0;
}

static int
count_descriptors(bool sockets_only)
{
    struct stat st;
    int n = 0;

    for (int fd = 3; fd < DESCRIPTORS; fd++)
        if (fstat(fd, &st) == 0)
            n += !sockets_only || S_ISSOCK(st.st_mode);
    return n;
}

/* The worker's own socket, which `work` should know nothing of. */
static int
find_socket(void)
{
    struct stat st;
    int fd = 3;

    while (fstat(fd, &st) != 0 || !S_ISSOCK(st.st_mode))
        fd++;
    return fd;
}

static void
say_wrongly(uint64_t kind, uint64_t n)
{
    struct cp_frame_head head = { kind, n };

    if (write(find_socket(), &head, sizeof head) < 0)
        _exit(3);
}

static void
check_descriptors(struct cp_buf *result)
{
    struct stat null, in, out;

    stat("/dev/null", &null);
    if (fstat(0, &in) || in.st_rdev != null.st_rdev)
        cp_buf_puts(result, "stdin ");
    if (fstat(1, &out) || out.st_rdev != null.st_rdev)
        cp_buf_puts(result, "stdout ");
    if (count_descriptors(true) != 1)
        cp_buf_puts(result, "sockets ");
    if (count_descriptors(false) != (tokens[0] ? 3 : 1))
        cp_buf_puts(result, "others ");
}

static void
eat(struct cp_buf *result)
{
    struct cp_buf food = { 0 };

    while (!cp_buf_failed(&food))
        cp_buf_put_repeat(&food, 'x', 1 << 20);
    cp_buf_clear(&food);
    result->no_memory = true;
}

static void
crash(char how)
{
    signal(SIGABRT, SIG_DFL);
    signal(SIGSEGV, SIG_DFL);
    if (how == ABORT)
        abort();
    if (how == SEGV)
        raise(SIGSEGV);
    if (how == CUT)
        say_wrongly(CP_FRAME_RESULT, 1000);
    if (how == EXIT || how == CUT)
        _exit(0);
}

static void
answer_oddly(char how, struct cp_buf *result)
{
    if (how == LONG)
        cp_buf_put_repeat(result, 'x', LARGEST + 1);
    if (how == LARGE) {
        cp_buf_put_repeat(result, 'x', LARGEST);
        leave_token(NULL);
    }
    if (how == NONSENSE)
        say_wrongly(99, 0);
    if (how == BEFORE)
        say_wrongly(CP_FRAME_READY, 0);
    if (how == EAT)
        eat(result);
    if (how == SOCKETS)
        check_descriptors(result);
}

static void
work(void *user, struct cp_slice task, struct cp_buf *result)
{
    struct answer sum = sum_of(task);
    pid_t pid = getpid();
    char how = HASH;

    (void)user;
    if (task.n)
        how = task.p[0];
    if (how == SLEEP)
        poll(NULL, 0, 300);
    if (how == TELL && write(tokens[1], &pid, sizeof pid) != sizeof pid)
        _exit(1);
    if (how == STALL)
        say_wrongly(CP_FRAME_RESULT, 1000);
    while (how == HANG || how == TELL || how == STALL)
        pause();
    crash(how);
    answer_oddly(how, result);
    if (how == MIRROR)
        put_mirrored(result, task);
    if (how == PID)
        cp_buf_put(result, (const char *)&pid, sizeof pid);
    for (int i = 1; how == TOIL && i < 20; i++)
        sum = sum_of(task);
    if (how == HASH || how == TOIL || how == SLEEP)
        cp_buf_put(result, (const char *)&sum, sizeof sum);
}

/* ---------------------------------------------------------------- pools */

static int descriptors_before;

static struct cp_pool *
open_pool(const struct cp_pool_options *options)
{
    struct cp_pool_options o = *options;
    struct cp_pool *pool = NULL;

    memcpy(o.kept_fds, tokens, sizeof tokens);
    descriptors_before = count_descriptors(false);
    expect_ok(cp_pool_open(&cx, &o, &pool));
    return pool;
}

/* No process is left, dead or alive, and no descriptor. */
static void
close_pool(struct cp_pool *pool)
{
    cp_pool_close(pool);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    assert_int_equal(count_descriptors(false), descriptors_before);
}

static struct cp_pool_options
options_of(unsigned workers)
{
    return (struct cp_pool_options){ .workers = workers, .task_max = LARGEST, .work = work };
}

static void
put(struct cp_pool *pool, struct cp_slice task)
{
    assert_true(cp_pool_has_room(pool));
    expect_ok(cp_pool_put(&cx, pool, task, NULL));
}

static void
put_op(struct cp_pool *pool, char op)
{
    put(pool, (struct cp_slice){ &op, 1 });
}

static struct cp_task_result
get(struct cp_pool *pool)
{
    struct cp_task_result r;
    bool found = false;

    while (!found) {
        assert_true(cp_pool_pending(pool) > 0);
        expect_ok(cp_pool_get(&cx, pool, -1, &r, &found));
    }
    return r;
}

static void
expect_end(struct cp_task_result r, enum cp_task_end end, int signal)
{
    expect_number("end of the task", r.end, end);
    expect_number("its signal", (unsigned)r.signal, (unsigned)signal);
}

static pid_t
get_pid(struct cp_pool *pool)
{
    struct cp_task_result r;
    pid_t pid = 0;

    put_op(pool, PID);
    r = get(pool);
    expect_end(r, CP_TASK_DONE, 0);
    assert_int_equal(r.bytes.n, sizeof pid);
    memcpy(&pid, r.bytes.p, sizeof pid);
    return pid;
}

static unsigned
next_random(unsigned *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* ---------------------------------------------------------------- all is well */

static struct cp_slice
small_task(char *buf, size_t size, uint64_t i)
{
    int n = snprintf(buf, size, "h%llu", (unsigned long long)(i * i));

    return (struct cp_slice){ buf, i % 100 == 99 ? 0 : (size_t)n };
}

static void
expect_small(struct cp_task_result r)
{
    char buf[32];
    struct answer sum = sum_of(small_task(buf, sizeof buf, r.number));

    expect_end(r, CP_TASK_DONE, 0);
    assert_int_equal(r.bytes.n, sizeof sum);
    assert_memory_equal(r.bytes.p, &sum, sizeof sum);
}

/* Small tasks, 0 to n-1, are put as long as there is room. `seen` counts how often each came.
 */
static void
run_small(const struct cp_pool_options *o, uint64_t n, unsigned char *seen)
{
    struct cp_pool *pool = open_pool(o);
    char buf[32];

    for (uint64_t put_so_far = 0, got = 0; got < n; got++) {
        struct cp_task_result r;

        while (put_so_far < n && cp_pool_has_room(pool)) {
            expect_ok(cp_pool_put(&cx, pool, small_task(buf, sizeof buf, put_so_far),
                                  &seen[put_so_far]));
            put_so_far++;
        }
        r = get(pool);
        expect_small(r);
        assert_true(r.number < n && r.tag == &seen[r.number]);
        seen[r.number]++;
        if (!o->unordered)
            expect_number("task", r.number, got);
    }
    expect_number("pending", cp_pool_pending(pool), 0);
    close_pool(pool);
}

static void
test_many(void **state)
{
    static const unsigned WORKERS[] = { 1, 2, 4, 7 };
    enum { TASKS = 10000 };
    static unsigned char seen[TASKS];

    (void)state;
    for (size_t i = 0; i < 2 * COUNT_OF(WORKERS); i++) {
        struct cp_pool_options o = options_of(WORKERS[i / 2]);

        o.unordered = i % 2;
        memset(seen, 0, sizeof seen);
        run_small(&o, TASKS, seen);
        for (size_t task = 0; task < TASKS; task++)
            expect_number("times that a result came", seen[task], 1);
    }
}

static void
fill(char *bytes, size_t n)
{
    unsigned seed = (unsigned)n + 1;

    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)next_random(&seed);
    if (n)
        bytes[0] = MIRROR;
}

static void
expect_mirrored(struct cp_task_result r, const char *task, size_t n)
{
    expect_end(r, CP_TASK_DONE, 0);
    expect_number("length", r.bytes.n, n);
    for (size_t i = 0; i < n; i++)
        if (r.bytes.p[i] != task[n - 1 - i])
            fail_msg("%zu bytes: byte %zu is wrong", n, i);
}

/* Both ways, and more than a socket holds. */
static void
test_sizes(void **state)
{
    static const size_t SIZES[] = { LARGEST, 1, 4096, LARGEST - 1, 100, 1 << 20, 300000, 2 };
    char *task = malloc(LARGEST);

    (void)state;
    for (unsigned workers = 1; workers <= 3; workers += 2) {
        struct cp_pool_options o = options_of(workers);
        struct cp_pool *pool = open_pool(&o);

        for (size_t i = 0; i < COUNT_OF(SIZES); i++) {
            fill(task, SIZES[i]);
            put(pool, (struct cp_slice){ task, SIZES[i] });
        }
        for (size_t i = 0; i < COUNT_OF(SIZES); i++) {
            fill(task, SIZES[i]);
            expect_mirrored(get(pool), task, SIZES[i]);
        }
        close_pool(pool);
    }
    free(task);
}

static void
test_longest(void **state)
{
    struct cp_pool_options o = options_of(1);
    struct cp_pool *pool = open_pool(&o);
    char *task = calloc(1, LARGEST + 1);

    (void)state;
    assert_int_equal(cp_pool_put(&cx, pool, (struct cp_slice){ task, LARGEST + 1 }, NULL),
                     CLEANPAGE_LIMIT);
    expect_number("pending", cp_pool_pending(pool), 0);
    put_op(pool, LONG);
    expect_end(get(pool), CP_TASK_TOO_LONG, 0);
    free(task);
    close_pool(pool);
}

/* Sockets and files, before and behind those of the pool. */
static void
open_others(int *others, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int fd = i % 2 ? open("/dev/null", O_RDONLY) : socket(AF_UNIX, SOCK_STREAM, 0);

        others[i] = i < n / 2 ? fd : fcntl(fd, F_DUPFD, 100);
        if (others[i] != fd)
            close(fd);
        assert_true(others[i] >= 0);
    }
}

/* Workers have their socket and what is kept for them, whatever the process has open. */
static void
test_descriptors(void **state)
{
    struct cp_pool_options o;
    int others[8];
    struct cp_pool *pool;

    (void)state;
    open_tokens();
    open_others(others, COUNT_OF(others));
    o = options_of(4);
    o.recycle_after = 2;
    pool = open_pool(&o);
    for (int i = 0; i < 40; i++)
        put_op(pool, SOCKETS);
    for (int i = 0; i < 40; i++) {
        struct cp_task_result r = get(pool);

        expect_end(r, CP_TASK_DONE, 0);
        expect_slice("what is odd", r.bytes, CP_LIT(""));
    }
    close_pool(pool);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        close(others[i]);
    close_tokens();
}

/* ---------------------------------------------------------------- some do not end well */

/* What the process has now and so many bytes; only Linux tells what it has. */
static size_t
memory_and(size_t bytes)
{
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");

    if (f && fscanf(f, "%lu", &pages) != 1)
        pages = 0;
    if (f)
        fclose(f);
    return bytes + (pages ? pages * (size_t)sysconf(_SC_PAGESIZE) : (size_t)1 << 30);
}

static char
random_op(unsigned *seed)
{
    static const char BAD[] = { ABORT, SEGV, EXIT, CUT, NONSENSE, BEFORE, LONG, EAT };
    unsigned chance = next_random(seed) % 400;

    if (chance == 0)
        return HANG;
    if (chance >= 80)
        return HASH;
    if (chance >= 40)
        return MIRROR;
    chance %= COUNT_OF(BAD);
    return BAD[chance] == EAT && !HAS_MEMORY_LIMIT ? HASH : BAD[chance];
}

static enum cp_task_end
end_of(char op, int *signal)
{
    *signal = op == ABORT ? SIGABRT : op == SEGV ? SIGSEGV : 0;
    switch (op) {
    case HANG:
        return CP_TASK_LATE;
    case LONG:
        return CP_TASK_TOO_LONG;
    case EAT:
        return CP_TASK_HUNGRY;
    case HASH:
    case MIRROR:
        return CP_TASK_DONE;
    default:
        return CP_TASK_CRASHED;
    }
}

static void
expect_fate(char op, struct cp_task_result r)
{
    char name[32];
    int signal;
    enum cp_task_end end = end_of(op, &signal);

    snprintf(name, sizeof name, "task %llu (%c)", (unsigned long long)r.number, op);
    expect_number(name, r.end, end);
    /* One that talks nonsense and works on may be killed before it is heard of. */
    if (op != NONSENSE && op != BEFORE)
        expect_number(name, (unsigned)r.signal, (unsigned)signal);
    if (end != CP_TASK_DONE)
        expect_number(name, r.bytes.n, 0);
    if (op == MIRROR)
        expect_slice(name, r.bytes, CP_LIT("m"));
}

static void
run_random(unsigned workers, unsigned seed, bool unordered)
{
    enum { TASKS = 1500 };
    struct cp_pool_options o = options_of(workers);
    unsigned char seen[TASKS] = { 0 };
    char ops[TASKS];
    struct cp_pool *pool;

    o.timeout_ms = LATE_MS;
    o.memory_bytes = memory_and((size_t)64 << 20);
    o.recycle_after = 50;
    o.unordered = unordered;
    for (size_t i = 0; i < TASKS; i++)
        ops[i] = random_op(&seed);
    pool = open_pool(&o);
    for (size_t put_so_far = 0, got = 0; got < TASKS; got++) {
        struct cp_task_result r;

        while (put_so_far < TASKS && cp_pool_has_room(pool))
            put_op(pool, ops[put_so_far++]);
        r = get(pool);
        assert_true(r.number < TASKS && !seen[r.number]++);
        assert_true(unordered || r.number == got);
        expect_fate(ops[r.number], r);
    }
    close_pool(pool);
}

static void
test_random_ends(void **state)
{
    (void)state;
    run_random(1, 1, false);
    run_random(3, 2, false);
    run_random(4, 3, true);
}

/* A worker that cannot even take the task says so without having read it. */
static void
test_task_too_large_for_memory(void **state)
{
    struct cp_pool_options o = options_of(1);
    size_t n = (size_t)40 << 20;
    char *task;
    struct cp_pool *pool;

    (void)state;
    /* What cmocka writes of a skipped test is no TAP: it counts as a failure. */
    if (!HAS_MEMORY_LIMIT)
        return;
    o.memory_bytes = memory_and((size_t)16 << 20);
    o.task_max = n;
    pool = open_pool(&o);
    task = calloc(1, n);
    put(pool, (struct cp_slice){ task, n });
    put_op(pool, MIRROR);
    expect_end(get(pool), CP_TASK_HUNGRY, 0);
    expect_end(get(pool), CP_TASK_DONE, 0);
    free(task);
    close_pool(pool);
}

/* Without reaping it, which is the pool's to do. */
static void
kill_and_wait(pid_t pid, int signal)
{
    siginfo_t info;

    assert_int_equal(kill(pid, signal), 0);
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
}

/* An idle worker that is killed costs nothing, whether that is noticed before or not. */
static void
test_killed_idle(void **state)
{
    struct cp_pool_options o = options_of(1);
    struct cp_pool *pool = open_pool(&o);
    struct cp_task_result r;
    bool found;

    (void)state;
    for (int i = 0; i < 20; i++) {
        kill_and_wait(get_pid(pool), SIGKILL);
        if (i % 2) {
            expect_ok(cp_pool_get(&cx, pool, 0, &r, &found));
            assert_false(found);
        }
        put_op(pool, MIRROR);
        r = get(pool);
        expect_end(r, CP_TASK_DONE, 0);
        expect_slice("result", r.bytes, CP_LIT("m"));
    }
    close_pool(pool);
}

static void
on_signal(int number)
{
    (void)number;
}

/* Also by a signal that the dispatcher handles, or blocks for a while. */
static void
test_killed_busy(void **state)
{
    static const int SIGNALS[] = { SIGKILL, SIGINT, SIGTERM };
    struct sigaction handled = { .sa_handler = on_signal }, before;
    struct cp_pool_options o = options_of(1);
    sigset_t blocked, mask;

    (void)state;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigprocmask(SIG_BLOCK, &blocked, &mask);
    sigaction(SIGINT, &handled, &before);
    for (size_t i = 0; i < COUNT_OF(SIGNALS); i++) {
        struct cp_pool *pool = open_pool(&o);
        pid_t pid = get_pid(pool);

        put_op(pool, HANG);
        put_op(pool, MIRROR);
        kill_and_wait(pid, SIGNALS[i]);
        expect_end(get(pool), CP_TASK_CRASHED, SIGNALS[i]);
        expect_end(get(pool), CP_TASK_DONE, 0);
        assert_true(get_pid(pool) != pid);
        close_pool(pool);
    }
    sigaction(SIGINT, &before, NULL);
    sigprocmask(SIG_SETMASK, &mask, NULL);
}

/* The others go on while one does not read, or stops in the midst of an answer. */
static void
test_stuck(void **state)
{
    struct cp_pool_options o = options_of(2);
    char *task = malloc(MEDIUM);
    struct cp_pool *pool;

    (void)state;
    fill(task, MEDIUM);
    o.timeout_ms = LATE_MS;
    o.unordered = true;
    pool = open_pool(&o);
    put_op(pool, STALL);
    for (int i = 0; i < 10; i++)
        put_op(pool, MIRROR);
    for (int i = 0; i < 10; i++)
        expect_end(get(pool), CP_TASK_DONE, 0);
    expect_end(get(pool), CP_TASK_LATE, 0);
    kill(get_pid(pool), SIGSTOP);
    put(pool, (struct cp_slice){ task, MEDIUM });
    put(pool, (struct cp_slice){ task, MEDIUM });
    expect_mirrored(get(pool), task, MEDIUM);
    expect_end(get(pool), CP_TASK_LATE, 0);
    free(task);
    close_pool(pool);
}

static void
expect_small_done(struct cp_pool *pool, uint64_t i)
{
    char buf[32];

    put(pool, small_task(buf, sizeof buf, i));
    expect_small(get(pool));
}

/* What a slow worker has ahead others do, and it does so as well: there is one result of each,
 * and later tasks get their own. */
static void
test_slow(void **state)
{
    enum { TASKS = 40 };
    struct cp_pool_options o = options_of(2);
    bool seen[2 * TASKS + 1] = { false };
    struct cp_pool *pool;
    char buf[32];

    (void)state;
    o.unordered = true;
    pool = open_pool(&o);
    for (uint64_t i = 0; i < 100; i++) /* results are known to be small then */
        expect_small_done(pool, i);
    put_op(pool, SLEEP);
    for (uint64_t i = 101; i <= 100 + TASKS; i++)
        put(pool, small_task(buf, sizeof buf, i));
    for (int i = 0; i < TASKS; i++) {
        struct cp_task_result r = get(pool);

        expect_small(r);
        assert_true(r.number > 100 && !seen[r.number - 100]);
        seen[r.number - 100] = true;
    }
    expect_number("the slow one", get(pool).number, 100);
    for (uint64_t i = 101 + TASKS; i <= 100 + 2 * TASKS; i++)
        put(pool, small_task(buf, sizeof buf, i));
    for (int i = 0; i < TASKS; i++)
        expect_small(get(pool));
    expect_number("pending", cp_pool_pending(pool), 0);
    close_pool(pool);
}

/* ---------------------------------------------------------------- starting and leaving */

static bool
never_start(void *user)
{
    (void)user;
    return false;
}

/* Dies as long as there are tokens. */
static bool
start_at_last(void *user)
{
    char token;

    (void)user;
    if (read(tokens[0], &token, 1) == 1)
        _exit(1);
    return true;
}

static bool
always_die(void *user)
{
    (void)user;
    _exit(1);
}

static void
expect_no_start(bool (*start)(void *user))
{
    struct cp_pool_options o = options_of(2);
    struct cp_pool *pool;
    struct cp_task_result r;
    bool found = false;

    o.start = start;
    pool = open_pool(&o);
    put_op(pool, MIRROR);
    assert_int_equal(cp_pool_get(&cx, pool, -1, &r, &found), CLEANPAGE_LIMIT);
    assert_false(found);
    assert_int_equal(cp_pool_get(&cx, pool, -1, &r, &found), CLEANPAGE_LIMIT);
    assert_int_equal(cp_pool_put(&cx, pool, CP_LIT("m"), NULL), CLEANPAGE_LIMIT);
    close_pool(pool);
}

static void
test_start_fails(void **state)
{
    (void)state;
    expect_no_start(never_start);
    expect_no_start(always_die);
}

/* More starts fail in all than may fail in a row. */
static void
test_start_at_last(void **state)
{
    struct cp_pool_options o = options_of(1);
    struct cp_pool *pool;

    (void)state;
    open_tokens();
    o.start = start_at_last;
    pool = open_pool(&o);
    for (int i = 0; i < 4; i++) {
        pid_t pid = get_pid(pool);

        assert_int_equal(write(tokens[1], "1234", 4), 4);
        kill_and_wait(pid, SIGKILL);
        put_op(pool, MIRROR);
        expect_end(get(pool), CP_TASK_DONE, 0);
        expect_number("tokens", count_tokens(0), 0);
    }
    close_pool(pool);
    close_tokens();
}

static void
test_no_process(void **state)
{
    struct cp_pool_options o = options_of(2);
    struct rlimit limit, none;
    struct cp_pool *pool = NULL;
    cleanpage_status st;

    (void)state;
    getrlimit(RLIMIT_NOFILE, &limit);
    none = limit;
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
    st = cp_pool_open(&cx, &o, &pool);
    setrlimit(RLIMIT_NOFILE, &limit);
    assert_int_equal(st, CLEANPAGE_LIMIT);
    assert_null(pool);
    assert_non_null(strstr(cx.message, "no worker process can be made"));
}

static void
test_recycling(void **state)
{
    struct cp_pool_options o = options_of(1);
    pid_t pid = 0, last = 0;
    struct cp_pool *pool;

    (void)state;
    open_tokens();
    o.recycle_after = 7;
    o.stop = leave_token;
    pool = open_pool(&o);
    for (int i = 0; i < 70; i++) {
        pid = get_pid(pool);
        if ((i % 7 == 0) != (pid != last))
            fail_msg("task %d: done by %s worker", i, pid == last ? "the same" : "another");
        last = pid;
    }
    expect_number("workers that stopped", count_tokens(10), 10);
    close_pool(pool);
    close_tokens();
}

/* ---------------------------------------------------------------- room and waiting */

static void
test_room_for_tasks(void **state)
{
    struct cp_pool_options o = options_of(2);
    size_t n = 1;

    (void)state;
    for (int unordered = 0; unordered < 2; unordered++, n = 1) {
        struct cp_pool *pool;

        o.unordered = unordered;
        pool = open_pool(&o);
        put_op(pool, SLEEP);
        for (; cp_pool_has_room(pool); n++)
            put_op(pool, MIRROR);
        expect_number("tasks", n, 2 * CP_POOL_TASKS_AHEAD);
        assert_int_equal(get(pool).number == 0, !unordered);
        assert_true(cp_pool_has_room(pool));
        close_pool(pool);
    }
}

static void
test_room_for_bytes(void **state)
{
    struct cp_pool_options o = options_of(2);
    size_t n = CP_POOL_HELD_MAX / 16 * 10;
    char *task = calloc(1, n);
    struct cp_task_result r;
    struct cp_pool *pool;
    bool found = true;

    (void)state;
    o.task_max = n;
    pool = open_pool(&o);
    task[0] = SLEEP;
    put(pool, (struct cp_slice){ task, n });
    put(pool, (struct cp_slice){ task, n });
    free(task);
    assert_false(cp_pool_has_room(pool));
    expect_ok(cp_pool_get(&cx, pool, -1, &r, &found));
    assert_false(found);
    assert_true(cp_pool_has_room(pool));
    expect_number("pending", cp_pool_pending(pool), 2);
    expect_number("task", get(pool).number, 0);
    expect_number("task", get(pool).number, 1);
    close_pool(pool);
}

/* The process that a task told of. */
static pid_t
read_pid(void)
{
    struct pollfd p = { .fd = tokens[0], .events = POLLIN };
    pid_t pid;

    assert_int_equal(poll(&p, 1, 10000), 1);
    assert_int_equal(read(tokens[0], &pid, sizeof pid), sizeof pid);
    return pid;
}

/* Results that wait for an older one are not made without end. */
static void
test_results_pile_up(void **state)
{
    struct cp_pool_options o = options_of(2);
    size_t most = CP_POOL_HELD_MAX / LARGEST + 2, made;
    struct cp_task_result r;
    struct cp_pool *pool;
    bool found = true;
    pid_t pid;

    (void)state;
    open_tokens();
    pool = open_pool(&o);
    put_op(pool, TELL);
    expect_ok(cp_pool_get(&cx, pool, 100, &r, &found));
    pid = read_pid();
    for (size_t i = 0; i < 3 * most; i++)
        put_op(pool, LARGE);
    expect_ok(cp_pool_get(&cx, pool, 500, &r, &found));
    assert_false(found);
    made = count_tokens(0);
    if (made > most)
        fail_msg("%zu large results are waiting", made);
    kill_and_wait(pid, SIGKILL);
    expect_end(get(pool), CP_TASK_CRASHED, SIGKILL);
    for (size_t i = 0; i < 3 * most; i++)
        expect_number("length", get(pool).bytes.n, LARGEST);
    /* Some may have been made twice, by one that was slow and by one that was idle. */
    assert_in_range(made + count_tokens(0), 3 * most, 4 * most);
    close_pool(pool);
    close_tokens();
}

static long
ms_since(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
}

/* For so long, and until a signal comes. */
static void
test_waiting(void **state)
{
    struct sigaction handled = { .sa_handler = on_signal }, before;
    struct itimerval soon = { .it_interval = { .tv_usec = 50000 },
                              .it_value = { .tv_usec = 50000 } };
    struct itimerval never = { 0 };
    struct cp_pool_options o = options_of(1);
    struct cp_pool *pool = open_pool(&o);
    struct cp_task_result r;
    struct timespec start;
    bool found = true;

    (void)state;
    expect_ok(cp_pool_get(&cx, pool, -1, &r, &found));
    assert_false(found);
    put_op(pool, HANG);
    clock_gettime(CLOCK_MONOTONIC, &start);
    expect_ok(cp_pool_get(&cx, pool, 200, &r, &found));
    assert_false(found);
    assert_true(ms_since(&start) >= 199);
    sigaction(SIGALRM, &handled, &before);
    setitimer(ITIMER_REAL, &soon, NULL);
    expect_ok(cp_pool_get(&cx, pool, -1, &r, &found));
    setitimer(ITIMER_REAL, &never, NULL);
    sigaction(SIGALRM, &before, NULL);
    assert_false(found);
    expect_number("pending", cp_pool_pending(pool), 1);
    close_pool(pool);
}

/* What a worker did while nobody looked is not late. */
static void
test_nobody_looks(void **state)
{
    struct cp_pool_options o = options_of(1);
    struct cp_pool *pool;
    char *task = malloc(MEDIUM);

    (void)state;
    o.timeout_ms = 2000;
    pool = open_pool(&o);
    get_pid(pool);
    fill(task, MEDIUM);
    put(pool, (struct cp_slice){ task, MEDIUM });
    poll(NULL, 0, 3000);
    expect_mirrored(get(pool), task, MEDIUM);
    free(task);
    close_pool(pool);
}

/* ---------------------------------------------------------------- the dispatcher dies */

/* In a process of its own: one worker hangs, the other is idle. Says when it has come so far,
 * and waits to be killed. */
static void
be_dispatcher(void)
{
    struct cp_pool_options o = options_of(2);
    struct cp_pool *pool = open_pool(&o);

    get_pid(pool);
    put_op(pool, HANG);
    leave_token(NULL);
    for (;;)
        pause();
}

/* Workers have the writing end of the pipe: at the end of it, all of them are gone. */
static void
test_dispatcher_dies(void **state)
{
    struct pollfd p;
    char token;
    pid_t pid;

    (void)state;
#ifndef __linux__
    return;
#endif
    open_tokens();
    p = (struct pollfd){ .fd = tokens[0], .events = POLLIN };
    pid = fork();
    if (pid == 0)
        be_dispatcher();
    close(tokens[1]);
    assert_int_equal(poll(&p, 1, 10000), 1);
    assert_int_equal(read(tokens[0], &token, 1), 1);
    assert_int_equal(poll(&p, 1, 100), 0);
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_int_equal(poll(&p, 1, 10000), 1);
    assert_int_equal(read(tokens[0], &token, 1), 0);
    close(tokens[0]);
    tokens[0] = tokens[1] = 0;
}

/* ---------------------------------------------------------------- speed */

static void
run_speed(unsigned workers, char op, int tasks)
{
    static char task[50000];
    struct cp_pool_options o = options_of(workers);
    struct cp_pool *pool = open_pool(&o);
    struct timespec start;
    long ms;

    task[0] = op;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int put_so_far = 0, got = 0; got < tasks; got++) {
        for (; put_so_far < tasks && cp_pool_has_room(pool); put_so_far++)
            put(pool, (struct cp_slice){ task, sizeof task });
        expect_end(get(pool), CP_TASK_DONE, 0);
    }
    ms = ms_since(&start);
    print_message("# %u workers, %d tasks of 50 kB (%c): %ld us each\n", workers, tasks, op,
                  ms * 1000 / tasks);
    close_pool(pool);
}

/* Tasks that cost some 50 us, so that what the pool itself takes shows, and some 1 ms. */
static void
test_speed(void **state)
{
    (void)state;
    for (unsigned workers = 1; workers <= 2; workers++) {
        run_speed(workers, HASH, 4000);
        run_speed(workers, TOIL, 1000);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_longest),
        cmocka_unit_test(test_descriptors),
        cmocka_unit_test(test_random_ends),
        cmocka_unit_test(test_task_too_large_for_memory),
        cmocka_unit_test(test_killed_idle),
        cmocka_unit_test(test_killed_busy),
        cmocka_unit_test(test_stuck),
        cmocka_unit_test(test_slow),
        cmocka_unit_test(test_start_fails),
        cmocka_unit_test(test_start_at_last),
        cmocka_unit_test(test_no_process),
        cmocka_unit_test(test_recycling),
        cmocka_unit_test(test_room_for_tasks),
        cmocka_unit_test(test_room_for_bytes),
        cmocka_unit_test(test_results_pile_up),
        cmocka_unit_test(test_waiting),
        cmocka_unit_test(test_nobody_looks),
        cmocka_unit_test(test_dispatcher_dies),
        cmocka_unit_test(test_speed),
    };

    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
