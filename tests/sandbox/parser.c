/*
 * Stands in for Gumbo's parser as a page might that has taken it over: preloaded into the command,
 * it does what the environment says in PARSER before, or instead of, parsing.
 *
 *   try      each deed of deeds.h that does not end the process; what they come to is
 *            written to the file PARSER_FILE, a byte each, which is mapped beforehand
 *   count    how many deeds there are, as "kill NUMBER" counts them, written in the same way
 *   kill N   deed number N of those that end it
 *   crash    a fault
 *   change   writes to the file that is mapped
 *   exhaust  takes memory until there is none
 *   wait     for long
 *   lie      a control sequence on stderr, and text on stdout that nobody made of the page
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deeds.h"

#define ROOM 4096
#define DEEDS (sizeof deeds / sizeof *deeds)

static unsigned char *file;
static const char *wish = "";

__attribute__((constructor)) static void
prepare(void)
{
    const char *path = getenv("PARSER_FILE");
    int fd = path ? open(path, O_RDWR) : -1;

    wish = getenv("PARSER") ? getenv("PARSER") : "";
    if (fd < 0)
        return;
    file = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
}

static void
try_all(void)
{
    size_t n = 0;

    for (size_t i = 0; i < DEEDS; i++)
        if (deeds[i].comes_to != KILLED) {
            file[n++] = (unsigned char)deeds[i].act();
            file[n++] = (unsigned char)deeds[i].comes_to;
        }
}

static void
do_fatal(int number)
{
    for (size_t i = 0; i < DEEDS; i++)
        if (deeds[i].comes_to == KILLED && number-- == 0)
            deeds[i].act();
}

static void
count_fatal(void)
{
    for (size_t i = 0; i < DEEDS; i++)
        file[0] = (unsigned char)(file[0] + (deeds[i].comes_to == KILLED));
}

static void
exhaust(void)
{
    size_t n = (size_t)64 << 20;
    char *p;

    while ((p = malloc(n)))
        memset(p, 1, n);
    abort();
}

static void
lie(void)
{
    if (write(STDERR_FILENO, "\033[31mred\n", 9) < 0 || write(STDOUT_FILENO, "lies\n", 5) < 0)
        abort();
}

GumboOutput *
gumbo_parse_with_options(const GumboOptions *options, const char *html, size_t n)
{
    GumboOutput *(*parse)(const GumboOptions *, const char *, size_t);

    *(void **)&parse = dlsym(RTLD_NEXT, "gumbo_parse_with_options");
    if (strcmp(wish, "try") == 0 && file)
        try_all();
    else if (strcmp(wish, "count") == 0 && file)
        count_fatal();
    else if (strncmp(wish, "kill ", 5) == 0)
        do_fatal(atoi(wish + 5));
    else if (strcmp(wish, "crash") == 0)
        raise(SIGSEGV);
    else if (strcmp(wish, "change") == 0)
        memset(file, 'x', ROOM);
    else if (strcmp(wish, "exhaust") == 0)
        exhaust();
    else if (strcmp(wish, "lie") == 0)
        lie();
    else if (strcmp(wish, "wait") == 0)
        sleep(100);
    return parse(options, html, n);
}
