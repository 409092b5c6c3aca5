/*
 * Crawls what it is told to, for crawl.py, which has the servers.
 *
 * usage: crawl [NAME=VALUE]... <REQUESTS
 *
 * Arguments: hosts, pause (ms), delay_max (ms), wait_max (s), timeout and connect (ms),
 * max_bytes, redirects, now, seed, no_robots, memory (a file for what is remembered of hosts),
 * stop_after (a number of answers), protocols, cookie, header. A request is a line: a URL and
 * words behind it, etag=, since=, accept=, any, first, max=. Each answer is written as one JSON
 * object a line, and at last one with the counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crawl/crawl.h"

#define HOSTS_MAX 500

struct memory {
    char *path;
    struct {
        char *origin, *robots;
        long long robots_until, wait_until;
        unsigned failures;
    } hosts[HOSTS_MAX];
    size_t count;
};

struct driver {
    struct cp_crawl *crawl;
    struct memory memory;
    unsigned long answers, stop_after;
    const char *headers[2];
};

static const char *const OUTCOMES[] = { "page",      "unchanged", "gone",     "status",
                                        "forbidden", "failed",    "unwanted", "put off" };

static void
put_string(const char *name, const char *s, size_t n)
{
    size_t i;

    printf(", \"%s\": ", name);
    if (!s) {
        fputs("null", stdout);
        return;
    }
    putchar('"');
    for (i = 0; i < n; i++)
        if ((unsigned char)s[i] < ' ' || s[i] == '"' || s[i] == '\\')
            printf("\\u%04x", (unsigned)(unsigned char)s[i]);
        else
            putchar(s[i]);
    putchar('"');
}

static void
put(const char *name, const char *s)
{
    put_string(name, s, s ? strlen(s) : 0);
}

static void
on_done(void *user, const struct cp_crawl_result *r)
{
    struct driver *d = user;
    size_t i;

    printf("{\"outcome\": \"%s\"", OUTCOMES[r->outcome]);
    put("tag", r->tag);
    put("url", r->url);
    put("moved_to", r->moved_to);
    put("type", r->content_type);
    put("etag", r->etag);
    put("last_modified", r->last_modified);
    put("message", r->message);
    printf(
        ", \"max_age\": %ld, \"retry_at\": %lld, \"may_pass\": %d, \"ms\": %.1f, \"hops\": [",
        r->max_age_s, (long long)r->retry_at, r->may_pass, r->elapsed_ms);
    for (i = 0; i < r->hop_count; i++) {
        printf("%s{\"status\": %ld", i ? ", " : "", r->hops[i].status);
        put("url", r->hops[i].url);
        put_string("head", r->hops[i].head.p ? r->hops[i].head.p : "", r->hops[i].head.n);
        printf(", \"bytes\": %zu}", r->hops[i].body.n);
    }
    puts("]}");
    fflush(stdout);
    free(r->tag);
    if (++d->answers == d->stop_after)
        cp_crawl_stop(d->crawl);
}

/* ---------------------------------------------------------------- what is remembered */

static size_t
find(const struct memory *memory, const char *origin)
{
    size_t i = 0;

    while (i < memory->count && strcmp(memory->hosts[i].origin, origin) != 0)
        i++;
    return i;
}

static bool
on_load(void *user, const char *origin, struct cp_crawl_host *host)
{
    struct memory *memory = &((struct driver *)user)->memory;
    size_t i = find(memory, origin);

    if (i == memory->count)
        return false;
    host->robots = cp_slice_of(memory->hosts[i].robots);
    host->robots_until = memory->hosts[i].robots_until;
    host->wait_until = memory->hosts[i].wait_until;
    host->failures = memory->hosts[i].failures;
    return true;
}

static void
remember(struct memory *memory, const struct cp_crawl_host *host)
{
    size_t i = find(memory, host->origin);

    if (i == HOSTS_MAX)
        abort();
    if (i == memory->count)
        memory->hosts[memory->count++].origin = strdup(host->origin);
    free(memory->hosts[i].robots);
    memory->hosts[i].robots = host->robots.p ? strndup(host->robots.p, host->robots.n) : NULL;
    memory->hosts[i].robots_until = host->robots_until;
    memory->hosts[i].wait_until = host->wait_until;
    memory->hosts[i].failures = host->failures;
}

static void
on_save(void *user, const struct cp_crawl_host *host)
{
    remember(&((struct driver *)user)->memory, host);
}

/* A line each, robots.txt with its newlines as \r, "-" for none and "+" before what there is.
 */
static void
read_memory(struct memory *memory)
{
    FILE *file = memory->path ? fopen(memory->path, "r") : NULL;
    char line[4096], *p, *robots;

    while (file && fgets(line, sizeof line, file)) {
        struct cp_crawl_host host = { .origin = strtok(line, "\t") };

        host.robots_until = atoll(strtok(NULL, "\t"));
        host.wait_until = atoll(strtok(NULL, "\t"));
        host.failures = (unsigned)atoi(strtok(NULL, "\t"));
        robots = strtok(NULL, "\n");
        for (p = robots; *p; p++)
            if (*p == '\r')
                *p = '\n';
        if (*robots == '+')
            host.robots = cp_slice_of(robots + 1);
        remember(memory, &host);
    }
    if (file)
        fclose(file);
}

static void
write_memory(struct memory *memory)
{
    FILE *file = memory->path ? fopen(memory->path, "w") : NULL;
    size_t i;
    char *p;

    for (i = 0; i < memory->count; i++) {
        for (p = memory->hosts[i].robots; p && *p; p++)
            if (*p == '\n')
                *p = '\r';
        if (file)
            fprintf(file, "%s\t%lld\t%lld\t%u\t%s%s\n", memory->hosts[i].origin,
                    memory->hosts[i].robots_until, memory->hosts[i].wait_until,
                    memory->hosts[i].failures, memory->hosts[i].robots ? "+" : "-",
                    memory->hosts[i].robots ? memory->hosts[i].robots : "");
        free(memory->hosts[i].origin);
        free(memory->hosts[i].robots);
    }
    if (file)
        fclose(file);
}

/* ---------------------------------------------------------------- what is asked for */

static void
take_argument(char *argument, struct cp_crawl_options *o, cleanpage_fetch_options *fetch,
              struct driver *d)
{
    char *value = strchr(argument, '=');

    if (!value)
        abort();
    *value++ = '\0';
    if (strcmp(argument, "hosts") == 0)
        o->hosts_at_once = (unsigned)atoi(value);
    else if (strcmp(argument, "pause") == 0)
        o->pause_ms = atol(value);
    else if (strcmp(argument, "delay_max") == 0)
        o->crawl_delay_max_ms = atol(value);
    else if (strcmp(argument, "wait_max") == 0)
        o->wait_max_s = atol(value);
    else if (strcmp(argument, "timeout") == 0)
        fetch->timeout_ms = atol(value);
    else if (strcmp(argument, "connect") == 0)
        fetch->connect_timeout_ms = atol(value);
    else if (strcmp(argument, "max_bytes") == 0)
        fetch->max_bytes = (uint64_t)atol(value);
    else if (strcmp(argument, "redirects") == 0)
        fetch->max_redirects = atol(value);
    else if (strcmp(argument, "protocols") == 0)
        fetch->protocols = value;
    else if (strcmp(argument, "cookie") == 0)
        fetch->cookie = value;
    else if (strcmp(argument, "header") == 0)
        d->headers[0] = value;
    else if (strcmp(argument, "now") == 0)
        o->now = atoll(value);
    else if (strcmp(argument, "seed") == 0)
        o->seed = (uint64_t)atoll(value);
    else if (strcmp(argument, "no_robots") == 0)
        o->ignore_robots = true;
    else if (strcmp(argument, "memory") == 0)
        d->memory.path = value;
    else if (strcmp(argument, "stop_after") == 0)
        d->stop_after = (unsigned long)atol(value);
    else
        abort();
}

static void
take_request(struct driver *d, char *line)
{
    struct cp_crawl_request request = { .url = strtok(line, " \n") };
    char *word;

    while ((word = strtok(NULL, " \n"))) {
        if (strncmp(word, "etag=", 5) == 0)
            request.etag = word + 5;
        else if (strncmp(word, "since=", 6) == 0)
            request.last_modified = word + 6;
        else if (strncmp(word, "accept=", 7) == 0)
            request.accept = word + 7;
        else if (strncmp(word, "max=", 4) == 0)
            request.max_bytes = (size_t)atol(word + 4);
        else if (strcmp(word, "any") == 0)
            request.any_type = true;
        else if (strcmp(word, "first") == 0)
            request.is_first = true;
        else
            abort();
    }
    request.tag = strdup(request.url);
    if (cp_crawl_add(d->crawl, &request))
        abort();
}

int
main(int argc, char **argv)
{
    static struct driver d;
    cleanpage_fetch_options fetch = CLEANPAGE_FETCH_OPTIONS_INIT;
    struct cp_crawl_options options = {
        .fetch = &fetch, .done = on_done, .user = &d, .load_host = on_load, .save_host = on_save
    };
    struct cp_ctx cx = { 0 };
    char line[32768];
    int i;

    for (i = 1; i < argc; i++)
        take_argument(argv[i], &options, &fetch, &d);
    fetch.headers = d.headers;
    read_memory(&d.memory);
    if (cp_crawl_new(&cx, &options, &d.crawl)) {
        fprintf(stderr, "%s\n", cx.message);
        return 2;
    }
    while (fgets(line, sizeof line, stdin))
        take_request(&d, line);
    while (cp_crawl_step(d.crawl, 1000))
        ;
    printf("{\"requests\": %llu, \"bytes\": %llu}\n",
           (unsigned long long)cp_crawl_counted(d.crawl).requests,
           (unsigned long long)cp_crawl_counted(d.crawl).bytes);
    cp_crawl_free(d.crawl);
    write_memory(&d.memory);
    return 0;
}
