/*
 * What a process that is shut in must not be able to do, each tried once.
 *
 * For test_sandbox.c, whose children try them, and for parser.c, by which the command itself
 * does. A deed returns WORKED, or the errno it fails with.
 */
#ifndef CP_TESTS_DEEDS_H
#define CP_TESTS_DEEDS_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* No errno is one of these. */
enum { WORKED = 200, FAILED };

/* What a deed comes to that is not done: an errno, or the process is killed. */
#define KILLED (-1)

static int
result_of(long r)
{
    return r == -1 ? errno : WORKED;
}

static int
read_file(void)
{
    return result_of(open("/dev/null", O_RDONLY));
}

static int
read_file_from(void)
{
    return result_of(openat(AT_FDCWD, "/", O_RDONLY | O_DIRECTORY));
}

static int
make_file(void)
{
    return result_of(open("sandbox.tmp", O_WRONLY | O_CREAT, 0600));
}

static int
look_at_file(void)
{
    struct stat st;

    return result_of(stat("/", &st));
}

static int
remove_file(void)
{
    return result_of(unlink("sandbox.none"));
}

static int
make_directory(void)
{
    return result_of(mkdir("sandbox.tmp", 0700));
}

static int
make_socket(void)
{
    return result_of(socket(AF_INET, SOCK_STREAM, 0));
}

static int
make_sockets(void)
{
    int ends[2];

    return result_of(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
}

static int
make_pipe(void)
{
    int ends[2];

    return result_of(pipe(ends));
}

static int
copy_descriptor(void)
{
    return result_of(dup(0));
}

static int
split(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return result_of(pid);
}

static int
start_program(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return errno;
}

static int
trace(void)
{
    return result_of(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int
read_parent(void)
{
    char byte;
    struct iovec here = { &byte, 1 }, there = { &byte, 1 };

    return result_of(process_vm_readv(getppid(), &here, 1, &there, 1, 0));
}

static int
signal_parent(void)
{
    return result_of(kill(getppid(), 0));
}

static int
signal_thread(void)
{
    return result_of(syscall(SYS_tgkill, getppid(), getppid(), 0));
}

/* Of a new mapping that the kernel refuses musl says that there is no memory. */
#ifdef __GLIBC__
#define MAPPING_REFUSED EPERM
#else
#define MAPPING_REFUSED ENOMEM
#endif

static int
map_to_run(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                   MAP_FAILED
               ? errno
               : WORKED;
}

static int
write_to_run(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? FAILED : result_of(mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

static int
regain(void)
{
    return result_of(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static int
call_terminal(void)
{
    return result_of(syscall(SYS_ioctl, 0, 0x5412, "x"));
}

static int
make_memory_file(void)
{
#ifdef SYS_memfd_create
    return result_of(syscall(SYS_memfd_create, "x", 0));
#else
    return EPERM;
#endif
}

/* A call by its number alone. Headers that do not know one of the newer ones know no call. */
#ifndef SYS_clone3
#define SYS_clone3 -1
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open -1
#endif
#ifndef SYS_openat2
#define SYS_openat2 -1
#endif
#define CALL(name, number)                                                                     \
    static int name(void)                                                                      \
    {                                                                                          \
        return result_of(syscall(number, 0, 0, 0, 0, 0, 0));                                   \
    }

CALL(send_descriptor, SYS_sendmsg)
CALL(take_descriptor, SYS_recvmsg)
CALL(list_directory, SYS_getdents64)
CALL(share_memory, SYS_shmget)
CALL(mount_something, SYS_mount)
CALL(program_the_kernel, SYS_bpf)
CALL(watch_page_faults, SYS_userfaultfd)
CALL(count_events, SYS_perf_event_open)
CALL(leave_namespace, SYS_unshare)
CALL(change_user, SYS_setuid)
CALL(queue_signal, SYS_rt_sigqueueinfo)
CALL(resize_file, SYS_ftruncate)
CALL(control_descriptor, SYS_fcntl)
CALL(make_process, SYS_clone3)
CALL(open_process, SYS_pidfd_open)
CALL(open_otherwise, SYS_openat2)
CALL(queue_requests, SYS_io_uring_setup)
CALL(protect_by_key, SYS_pkey_mprotect)

static int
raise_limit(void)
{
    struct rlimit l;

    return result_of(getrlimit(RLIMIT_NOFILE, &l));
}

static int
regain_privileges(void)
{
    return result_of(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
}

static int
change_file(void)
{
    return result_of(chmod("sandbox.none", 0777));
}

#if defined __x86_64__
/* The calls of 32-bit programs have other numbers: 20 is getpid. */
static int
call_as_another_architecture(void)
{
    long r;

    __asm__ volatile("int $0x80" : "=a"(r) : "a"(20) : "memory");
    return WORKED;
}

/* And so have those of x32: 39 is getpid. */
static int
call_as_x32(void)
{
    return result_of(syscall(0x40000000 + 39));
}
#endif

static const struct deed {
    const char *name;
    int (*act)(void);
    int comes_to;
} deeds[] = {
    { "opening a file", read_file, EPERM },
    { "opening a directory", read_file_from, EPERM },
    { "making a file", make_file, EPERM },
    { "looking at a file", look_at_file, EPERM },
    { "removing a file", remove_file, ENOSYS },
    { "making a directory", make_directory, ENOSYS },
    { "making a socket", make_socket, EPERM },
    { "making a pair of sockets", make_sockets, EPERM },
    { "making a pipe", make_pipe, ENOSYS },
    { "copying a descriptor", copy_descriptor, ENOSYS },
    { "a file in memory", make_memory_file, EPERM },
    { "forking", split, EPERM },
    { "starting a program", start_program, KILLED },
    { "being traced", trace, KILLED },
    { "reading another process", read_parent, KILLED },
    { "signalling another process", signal_parent, EPERM },
    { "signalling another process's thread", signal_thread, ENOSYS },
    { "mapping memory to run", map_to_run, MAPPING_REFUSED },
    { "running memory that was written", write_to_run, EPERM },
    { "becoming dumpable", regain, ENOSYS },
    { "typing into a terminal", call_terminal, EPERM },
    { "sending a descriptor", send_descriptor, ENOSYS },
    { "taking a descriptor", take_descriptor, ENOSYS },
    { "listing a directory", list_directory, ENOSYS },
    { "opening a file in another way", open_otherwise, ENOSYS },
    { "changing a file", change_file, ENOSYS },
    { "resizing a file", resize_file, ENOSYS },
    { "controlling a descriptor", control_descriptor, ENOSYS },
    { "sharing memory", share_memory, ENOSYS },
    { "memory with a key", protect_by_key, ENOSYS },
    { "making a process in another way", make_process, ENOSYS },
    { "opening a process", open_process, ENOSYS },
    { "queueing a signal", queue_signal, ENOSYS },
    { "changing the user", change_user, ENOSYS },
    { "limits", raise_limit, ENOSYS },
    { "new privileges", regain_privileges, ENOSYS },
    { "io_uring", queue_requests, KILLED },
    { "userfaultfd", watch_page_faults, KILLED },
    { "a program in the kernel", program_the_kernel, KILLED },
    { "counting events", count_events, KILLED },
    { "mounting", mount_something, KILLED },
    { "leaving a namespace", leave_namespace, KILLED },
#if defined __x86_64__
    { "calling as a 32-bit program", call_as_another_architecture, KILLED },
    { "calling as an x32 program", call_as_x32, KILLED },
#endif
};

#endif
