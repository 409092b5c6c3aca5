/* Children shut themselves in and then try what they must not, and what they must be able to.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/sanitized.h"
#include "sandbox/descriptors.h"
#include "cleanpage.h"
#include "decode/encoding.h"
#include "sandbox/landlock.h"
#include "sandbox/sandbox.h"

#ifdef __linux__
#include "../sandbox/deeds.h"
#else
enum { WORKED = 200, FAILED };
#endif

/* Of a child, besides what deeds come to. */
enum { NOT_ENTERED = 220 };

static struct cp_ctx cx;

/* What this machine and this build can do at all. */
static struct cp_sandbox_state possible;

static int
find_possible(void **state)
{
    (void)state;
    return cp_sandbox_try(&cx, CP_SANDBOX_AUTO, &possible);
}

static void
enter(void)
{
    struct cp_sandbox_state s;

    if (cp_sandbox_enter(&cx, CP_SANDBOX_REQUIRE, &s))
        _exit(NOT_ENTERED);
}

static int
wait_for(pid_t pid)
{
    int status = 0;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

/* ---------------------------------------------------------------- what is refused */

#ifdef __linux__

static int
status_of(const struct deed *d, bool shut_in)
{
    pid_t pid = fork();

    if (pid == 0) {
        if (shut_in)
            enter();
        _exit(d->act());
    }
    return wait_for(pid);
}

static void
test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; possible.has_filter && i < COUNT_OF(deeds); i++) {
        const struct deed *d = &deeds[i];
        int status = status_of(d, true);

        if (d->comes_to == KILLED ? !WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS
                                  : !WIFEXITED(status) || WEXITSTATUS(status) != d->comes_to)
            fail_msg("%s: status %#x", d->name, (unsigned)status);
    }
}

/* That the deeds are deeds: the same is possible outside. */
static void
test_possible_outside(void **state)
{
    static int (*const plain[])(void) = { read_file,       read_file_from, look_at_file,
                                          make_socket,     make_sockets,   make_pipe,
                                          copy_descriptor, split,          map_to_run,
                                          write_to_run,    regain };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(plain); i++) {
        struct deed d = { "", plain[i], 0 };

        expect_number("status outside", (unsigned)WEXITSTATUS(status_of(&d, false)), WORKED);
    }
}

/* ---------------------------------------------------------------- what the kernel says */

/* The rest of the line of the file that begins with `name`. */
static void
expect_line(pid_t pid, const char *file, const char *name, const char *expected)
{
    char path[64], line[256];
    bool found = false;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    f = fopen(path, "r");
    if (!f)
        return; /* of a process that is not dumpable, root alone may */
    while (!found && fgets(line, sizeof line, f))
        found = strncmp(line, name, strlen(name)) == 0;
    fclose(f);
    if (!found || !strstr(line, expected))
        fail_msg("%s: %s has %s", name, path, found ? line : "no such line");
}

static void
test_kernel_says_so(void **state)
{
    int ready[2], stay[2];
    char c;
    pid_t pid;

    (void)state;
    if (!possible.has_filter)
        return;
    assert_int_equal(pipe(ready) | pipe(stay), 0);
    pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR), kept[2] = { ready[1], stay[0] };

        /* A log would be a file to write to. */
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        cp_descriptors_close_but(kept, COUNT_OF(kept));
        enter();
        _exit(write(ready[1], "r", 1) == 1 && read(stay[0], &c, 1) == 0 ? WORKED : FAILED);
    }
    assert_int_equal(read(ready[0], &c, 1), 1);
    expect_line(pid, "status", "NoNewPrivs:", "\t1");
    expect_line(pid, "status", "Seccomp:", "\t2");
    expect_line(pid, "limits", "Max core file size", " 0     ");
    expect_line(pid, "limits", "Max file size", " 0     ");
    expect_line(pid, "limits", "Max open files", " 3     ");
    close(stay[1]);
    expect_number("its status", (unsigned)WEXITSTATUS(wait_for(pid)), WORKED);
    close(stay[0]);
    close(ready[0]);
    close(ready[1]);
}

/* Without the filter's help. */
static void
test_landlock(void **state)
{
    pid_t pid;

    (void)state;
    if (!possible.has_landlock)
        return;
    pid = fork();
    if (pid == 0) {
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || cp_landlock_enter())
            _exit(NOT_ENTERED);
        _exit(read_file_from() == EACCES && make_file() == EACCES ? WORKED : FAILED);
    }
    expect_number("status", (unsigned)WEXITSTATUS(wait_for(pid)), WORKED);
}

#endif

/* ---------------------------------------------------------------- what goes on */

static int
compare(const void *a, const void *b)
{
    return *(const int *)a < *(const int *)b ? -1 : *(const int *)a > *(const int *)b;
}

static bool
can_compute(void)
{
    size_t n = (size_t)8 << 20;
    int *numbers = malloc(n), *more;
    struct timespec moment = { 0, 1000 };
    bool good = numbers != NULL;

    for (size_t i = 0; good && i < n / sizeof *numbers; i++)
        numbers[i] = (int)(i * 7919 % 10007);
    if (good)
        qsort(numbers, 100000, sizeof *numbers, compare);
    for (size_t i = 1; good && i < 100000; i++)
        good = numbers[i - 1] <= numbers[i];
    more = realloc(numbers, 4 * n);
    good = good && more && nanosleep(&moment, NULL) == 0 && time(NULL) > 0;
    free(more ? more : numbers);
    return good;
}

static void
test_goes_on(void **state)
{
    FILE *file = tmpfile();
    struct stat st;
    pid_t pid;

    (void)state;
    assert_non_null(file);
    pid = fork();
    if (pid == 0) {
        struct cp_sandbox_state s;

        cp_sandbox_enter(&cx, CP_SANDBOX_AUTO, &s);
        fprintf(file, "%d", 12345);
        _exit(can_compute() && fclose(file) == 0 ? WORKED : FAILED);
    }
    expect_number("status", (unsigned)WEXITSTATUS(wait_for(pid)), WORKED);
    /* It was open for writing when the process was shut in, so that its size is not limited. */
    assert_int_equal(fstat(fileno(file), &st), 0);
    expect_number("bytes written", (unsigned long long)st.st_size, 5);
    fclose(file);
}

/* A fault ends a process by its signal, as outside. */
static void
test_crash(void **state)
{
    int status;
    pid_t pid;

    (void)state;
    pid = fork();
    if (pid == 0) {
        struct cp_sandbox_state s;

        signal(SIGABRT, SIG_DFL);
        cp_sandbox_enter(&cx, CP_SANDBOX_AUTO, &s);
        abort();
    }
    status = wait_for(pid);
    assert_true(WIFSIGNALED(status));
    expect_number("signal", (unsigned)WTERMSIG(status), SIGABRT);
}

/* ---------------------------------------------------------------- modes */

static void
test_state(void **state)
{
    struct cp_sandbox_state s;
    struct cp_buf words = { 0 };

    (void)state;
    assert_int_equal(cp_sandbox_enter(&cx, CP_SANDBOX_OFF, &s), CLEANPAGE_OK);
    assert_false(s.has_filter || s.has_landlock || s.has_limits);
    cp_sandbox_put_state(&words, &s);
    expect_slice("off", cp_buf_slice(&words), CP_LIT("none (it is switched off)"));
    words.n = 0;
    s = (struct cp_sandbox_state){ true, false, true, "the kernel is old" };
    cp_sandbox_put_state(&words, &s);
    expect_slice("some", cp_buf_slice(&words),
                 CP_LIT("system calls, limits (the kernel is old)"));
    words.n = 0;
    s = (struct cp_sandbox_state){ true, true, true, NULL };
    cp_sandbox_put_state(&words, &s);
    expect_slice("all", cp_buf_slice(&words), CP_LIT("system calls, files, limits"));
    cp_buf_clear(&words);
}

/* A build with libseccomp on a Linux that is one has a filter; without, there is a reason. */
static void
test_try(void **state)
{
    struct cp_sandbox_state s;
    struct cp_buf version = { 0 };
    cleanpage_status st = cp_sandbox_try(&cx, CP_SANDBOX_REQUIRE, &s);
    FILE *file;

    (void)state;
    cp_sandbox_put_version(&version);
    assert_int_equal(s.has_filter, possible.has_filter);
    assert_int_equal(st, s.has_filter ? CLEANPAGE_OK : CLEANPAGE_LIMIT);
    if (st)
        assert_non_null(strstr(cx.message, s.lacks));
    if (!version.n || CP_IS_SANITIZED)
        assert_false(s.has_filter);
    cp_buf_clear(&version);
    /* This process is as free as before. */
    file = tmpfile();
    assert_non_null(file);
    fclose(file);
}

/* ---------------------------------------------------------------- encodings */

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

/* All that the upper bytes can be alone and before bytes that may follow them. */
static void
make_page(struct cp_buf *page)
{
    page->n = 0;
    cp_buf_puts(page, "<title>x</title><p>");
    for (int first = 0x81; first < 0xFF; first++) {
        for (int second = 0x40; second < 0xFF; second += 13) {
            cp_buf_putc(page, (char)first);
            cp_buf_putc(page, second == 0x4D ? ' ' : (char)second);
        }
        cp_buf_puts(page, "\x8F\xB0\xA1, and words.</p><p>");
    }
}

static bool
clean(cleanpage *cp, struct cp_slice page, const char *charset, struct cp_buf *out)
{
    cleanpage_options o = CLEANPAGE_OPTIONS_INIT;
    cleanpage_doc *doc = NULL;
    bool good;

    o.charset = charset;
    out->n = 0;
    good = !cleanpage_clean(cp, page.p, page.n, &o, &doc) &&
           !cleanpage_render(doc, CLEANPAGE_HTML, NULL, append, out);
    if (!good)
        cp_buf_puts(out, cleanpage_message(cp));
    cleanpage_doc_free(doc);
    return good;
}

static const char *
encoding(size_t i)
{
    return cp_encoding_of((enum cp_encoding_id)i)->name;
}

/* Writes what becomes of the page in each encoding; returns whether all could be. */
static bool
clean_all(cleanpage *cp, int fd)
{
    struct cp_buf page = { 0 }, out = { 0 };
    bool good = true;

    make_page(&page);
    for (size_t i = 0; i < CP_ENCODING_COUNT; i++) {
        bool is_refused = cp_encoding_of((enum cp_encoding_id)i)->kind == CP_KIND_REPLACEMENT;

        good &= clean(cp, cp_buf_slice(&page), encoding(i), &out) != is_refused;
        for (size_t at = 0; at < out.n;) {
            ssize_t n = write(fd, out.p + at, out.n - at);

            if (n < 0)
                _exit(FAILED);
            at += (size_t)n;
        }
    }
    cp_buf_clear(&page);
    cp_buf_clear(&out);
    return good;
}

/* Of a child whose worker was made here: it has loaded no converter but what is preloaded. */
static int
clean_in_child(cleanpage *cp, enum cp_sandbox_mode mode, struct cp_buf *out)
{
    int ends[2];
    ssize_t n;
    pid_t pid;

    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        struct cp_sandbox_state s;

        _exit(!cp_sandbox_enter(&cx, mode, &s) && clean_all(cp, ends[1]) ? WORKED : FAILED);
    }
    close(ends[1]);
    do {
        char *room = cp_buf_reserve(out, 65536);

        assert_non_null(room);
        n = read(ends[0], room, 65536);
        out->n += n > 0 ? (size_t)n : 0;
    } while (n > 0);
    close(ends[0]);
    return WEXITSTATUS(wait_for(pid));
}

static void
test_encodings(void **state)
{
    cleanpage *cp = cleanpage_new();
    struct cp_buf inside = { 0 }, outside = { 0 }, unloaded = { 0 };

    (void)state;
    assert_non_null(cp);
    expect_number("outside", (unsigned)clean_in_child(cp, CP_SANDBOX_OFF, &outside), WORKED);
    clean_in_child(cp, CP_SANDBOX_AUTO, &unloaded);
    assert_int_equal(cleanpage_preload(cp), CLEANPAGE_OK);
    assert_int_equal(cleanpage_preload(cp), CLEANPAGE_OK);
    expect_number("inside", (unsigned)clean_in_child(cp, CP_SANDBOX_AUTO, &inside), WORKED);
    assert_true(outside.n > 100000);
    assert_true(cp_slice_eq(cp_buf_slice(&inside), cp_buf_slice(&outside)));
#ifdef __GLIBC__
    /* That preloading matters: the test would find it out. */
    if (possible.has_filter)
        assert_false(cp_slice_eq(cp_buf_slice(&unloaded), cp_buf_slice(&outside)));
#endif
    cp_buf_clear(&inside);
    cp_buf_clear(&outside);
    cp_buf_clear(&unloaded);
    cleanpage_free(cp);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_state),          cmocka_unit_test(test_try),
#ifdef __linux__
        cmocka_unit_test(test_refused),        cmocka_unit_test(test_possible_outside),
        cmocka_unit_test(test_kernel_says_so), cmocka_unit_test(test_landlock),
#endif
        cmocka_unit_test(test_goes_on),        cmocka_unit_test(test_crash),
        cmocka_unit_test(test_encodings),
    };

    return cmocka_run_group_tests(tests, find_possible, NULL);
}
