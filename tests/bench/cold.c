/*
 * cold TIMES COMMAND [ARGUMENT...]
 *
 * Starts a command TIMES times, its output thrown away, and prints a line for each:
 *
 *     CPU-MILLISECONDS RESIDENT-KIB
 *
 * A program of its own because it must be small: what a process held before exec counts to its
 * largest resident set, so that a command started by Python never takes less than Python does.
 */
#define _DEFAULT_SOURCE /* wait4 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double
ms(struct timeval t)
{
    return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static void
become(char **command)
{
    int null = open("/dev/null", O_RDWR);

    if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
        _exit(127);
    execvp(command[0], command);
    _exit(127);
}

/* 0; -1 if the command could not be started or did not end by itself. */
static int
once(char **command)
{
    struct rusage u;
    int status;
    pid_t pid = fork();

    if (pid == 0)
        become(command);
    if (pid < 0 || wait4(pid, &status, 0, &u) != pid)
        return -1;
    if (!WIFEXITED(status) || WEXITSTATUS(status) >= 126)
        return -1;
    printf("%.3f %ld\n", ms(u.ru_utime) + ms(u.ru_stime), u.ru_maxrss);
    return 0;
}

int
main(int argc, char **argv)
{
    int times = argc > 2 ? atoi(argv[1]) : 0;

    if (times < 1) {
        fprintf(stderr, "usage: cold TIMES COMMAND [ARGUMENT...]\n");
        return 2;
    }
    while (times-- > 0) {
        if (once(argv + 2)) {
            fprintf(stderr, "cold: %s: did not run\n", argv[2]);
            return 1;
        }
    }
    return 0;
}
