/*
 * Pages made to crash, hang or bloat a cleaner. Each is cleaned in a process of its own, which
 * must end by itself, in bounded time and memory, with text that is whole or says that it is not.
 *
 *     hostile                      every kind at 300 kB (100 kB with sanitizers) in one way, so that all
 *                                  ways have their turn
 *     hostile --all TSV [K/N|KIND] every kind in every size and way; the figures go to TSV. With
 *                                  K/N part K of N alone, for several cores
 *     hostile --beside             every kind behind an article, which must still be there
 *     hostile KIND BYTES           writes that page to stdout, to be looked at or profiled
 *     hostile --list               the names of the kinds
 *
 * The promise is 1 s of CPU time and 256 MiB for 10 MB, in every format. On a machine slower than
 * REFERENCE_SECONDS tells the second is longer; that 10 MB may cost 15 times what 1 MB does holds
 * everywhere. The short run has more patience: what it catches is work that grows with the square
 * of a page.
 *
 * The last paragraph of each page has a word that is nowhere else. If a small page of the kind has
 * it among its blocks, a large one has it there too, or says that it was cut; and who says so,
 * lacks it.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE   /* memmem, MAP_ANONYMOUS */
#endif
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sanitized.h"
#include "cleanpage.h"
#include "kinds.h"

#define N(array) (sizeof(array) / sizeof *(array))

#define MEMORY_KIB (256 * 1024)
#define SECONDS 1.0
#define PATIENT_SECONDS 5.0
#define GROWTH 15
/* What one rise by GROWTH may start from: below it noise is larger than the figure. */
#define SHORTEST 0.03
/* CPU seconds after which the kernel ends a process, and bytes that it may map. */
#define KILL_SECONDS 60
#define MAP_MAX ((rlim_t)2 << 30)

/* CPU time of `calibrate` on the machine that the promise was made on. */
#define REFERENCE_SECONDS 0.10

static const size_t sizes[] = { 1000, 100 * 1000, 1000 * 1000, 10 * 1000 * 1000, 300 * 1000 };
static const char *const size_names[] = { "1 kB", "100 kB", "1 MB", "10 MB", "300 kB" };
enum { SMALLEST = 0, MIDDLE = 2, LARGEST = 3, SIZES = 4 };
/* Sanitizers take five times as long, and look for what a smaller page shows as well. */
enum { SHORT_RUN = CP_IS_SANITIZED ? 1 : 4 };

/* ------------------------------------------------------------------ the ways */

/* A page is cleaned once for all ways that follow each other with the same options. */
static const struct way {
    const char *name;
    unsigned flags;                 /* of cleanpage_options */
    int comments;
    cleanpage_format format;
    unsigned layout;                /* flags */
    unsigned with;
    int links, body;
    unsigned width;
} ways[] = {
    { .name = "text", .format = CLEANPAGE_TEXT },
    { .name = "text, all parts", .format = CLEANPAGE_TEXT,
      .layout = CLEANPAGE_FRONT_MATTER | CLEANPAGE_MARK_DROPPED, .links = CLEANPAGE_LINKS_LIST,
      .with = CLEANPAGE_IMAGES | CLEANPAGE_FORMATTING | CLEANPAGE_SCRIPTS, .width = 72 },
    { .name = "markdown", .format = CLEANPAGE_MARKDOWN },
    { .name = "markdown, references", .format = CLEANPAGE_MARKDOWN,
      .layout = CLEANPAGE_FRONT_MATTER, .links = CLEANPAGE_LINKS_REFERENCE },
    { .name = "html", .format = CLEANPAGE_HTML },
    { .name = "xml", .format = CLEANPAGE_XML },
    { .name = "json", .format = CLEANPAGE_JSON, .body = CLEANPAGE_MARKDOWN },
    { .name = "jsonl", .format = CLEANPAGE_JSONL },
    { .name = "explain", .flags = CLEANPAGE_TRACE, .format = CLEANPAGE_EXPLAIN },
    { .name = "report", .flags = CLEANPAGE_TRACE, .format = CLEANPAGE_REPORT },
    { .name = "comments", .comments = CLEANPAGE_COMMENTS_YES, .format = CLEANPAGE_MARKDOWN },
    { .name = "comments only", .comments = CLEANPAGE_COMMENTS_ONLY, .format = CLEANPAGE_TEXT },
};

#define N_WAYS N(ways)

static bool
is_cleaned_alike(const struct way *a, const struct way *b)
{
    return a->flags == b->flags && a->comments == b->comments;
}

/* ------------------------------------------------------------------ one page */

/* What the processes tell, in memory shared with them. */
struct result {
    bool done;                      /* the process came to its end */
    const char *trouble;            /* or NULL */
    char message[200];
    double seconds;
    long kib;
    size_t bytes;                   /* of output */
    bool truncated, too_many_words, has_text;
    bool end_read, end_kept, end_written;
};

struct output {
    struct result *result;
    double started;
};

static double
cpu_seconds(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static long
peak_kib(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

/* What is wrong with output as such: bytes that are no UTF-8, controls that steer a terminal. */
static const char *
find_bad_bytes(const unsigned char *p, size_t n)
{
    unsigned continuation = 0;

    for (size_t i = 0; i < n; i++) {
        bool continues = (p[i] & 0xC0) == 0x80;

        if (continues != (continuation > 0))
            return "output is not UTF-8";
        if ((p[i] < 0x20 && p[i] != '\n' && p[i] != '\t') || p[i] == 0x7F ||
            (p[i] == 0xC2 && i + 1 < n && p[i + 1] < 0xA0))
            return "output has control characters";
        if (continues)
            continuation--;
        else
            continuation = p[i] >= 0xF0 ? 3 : p[i] >= 0xE0 ? 2 : p[i] >= 0x80;
    }
    return continuation ? "output ends within a character" : NULL;
}

/* Looks at all the output, which comes at once; that takes time which is not the cleaner's. */
static int
take_output(void *user, const char *data, size_t len)
{
    struct output *out = user;

    out->result->seconds += cpu_seconds() - out->started;
    out->result->bytes += len;
    out->result->trouble = find_bad_bytes((const unsigned char *)data, len);
    out->result->end_written = memmem(data, len, END_WORD, strlen(END_WORD)) != NULL;
    return 0;
}

static void
render(const cleanpage_doc *doc, const struct way *way, struct result *result)
{
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    struct output out = { result, cpu_seconds() };
    long kib;

    layout.flags = way->layout;
    layout.width = way->width;
    layout.links = way->links;
    layout.with = way->with;
    layout.body = way->body;
    if (cleanpage_render(doc, way->format, &layout, take_output, &out))
        result->trouble = "the format fails";
    kib = peak_kib();
    if (kib > result->kib)
        result->kib = kib;
    result->done = true;
}

/* Whether the page's last words are among its blocks, kept or not. */
static void
find_end(const cleanpage_doc *doc, struct result *result)
{
    cleanpage_block_info block = CLEANPAGE_BLOCK_INFO_INIT;

    for (size_t i = 0; cleanpage_block(doc, i, &block); i++)
        if (block.text && memmem(block.text, block.text_len, END_WORD, strlen(END_WORD))) {
            result->end_read = true;
            result->end_kept |= block.keep;
        }
}

static void
describe(const cleanpage_doc *doc, struct result *result)
{
    cleanpage_info info = CLEANPAGE_INFO_INIT;
    const char *note;

    cleanpage_get_info(doc, &info);
    result->truncated = info.truncated;
    result->has_text = cleanpage_has_text(doc);
    for (size_t i = 0; (note = cleanpage_note(doc, i)); i++)
        result->too_many_words |= strncmp(note, "too-many-words", 14) == 0;
    find_end(doc, result);
}

static void
limit_process(void)
{
    struct rlimit cpu = { KILL_SECONDS, KILL_SECONDS }, map = { MAP_MAX, MAP_MAX };
    struct rlimit core = { 0, 0 };

    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &core);
    if (!CP_IS_SANITIZED)
        setrlimit(RLIMIT_AS, &map);
}

/* Returns the status that a process of its own ends with. */
static int
wait_for(pid_t child)
{
    int status = -1;

    if (child > 0)
        waitpid(child, &status, 0);
    return status;
}

static const char *
describe_status(int status)
{
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL ? "endless" : "crashed";
    return "failed";
}

static void
fill_results(struct result *results, size_t first, size_t last, const struct result *with)
{
    for (size_t i = first; i <= last; i++)
        results[i] = *with;
}

/* In a child: cleans the page and renders it in the ways first to last that are wanted. */
static void
clean(cleanpage *cp, const struct hostile_kind *kind, const char *page, size_t len, size_t first,
      size_t last, const bool *wanted, struct result *results)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    struct result result = { .done = false };
    cleanpage_doc *doc = NULL;
    cleanpage_status st;

    limit_process();
    options.input = kind->flags & SCRAPED ? CLEANPAGE_INPUT_TEXT : CLEANPAGE_INPUT_HTML;
    options.flags = ways[first].flags;
    options.comments = ways[first].comments;
    options.url = "http://example.org/hostile/page.html";
    st = cleanpage_clean(cp, page, len, &options, &doc);
    result.seconds = cpu_seconds();
    result.kib = peak_kib();
    if (st) {
        result.done = (st == CLEANPAGE_LIMIT && kind->flags & SCRAPED) ||
                      (st == CLEANPAGE_CHARSET && kind->flags & REFUSED);
        result.trouble = result.done ? NULL : "not cleaned";
        result.truncated = true;
        snprintf(result.message, sizeof result.message, "%s", cleanpage_message(cp));
        fill_results(results, first, last, &result);
        return;
    }
    describe(doc, &result);
    for (size_t i = first; i <= last; i++) {
        pid_t child;
        int status;

        results[i] = result;
        if (!wanted[i] || !cleanpage_has_format(ways[i].format)) {
            results[i].done = true;
            continue;
        }
        child = fork();
        if (child == 0) {
            render(doc, &ways[i], &results[i]);
            _exit(0);
        }
        status = wait_for(child);
        if (status)
            results[i].trouble = describe_status(status);
    }
    cleanpage_doc_free(doc);
}

/* Cleans a page in each way that is wanted. Returns false without memory. */
static bool
run_page(cleanpage *cp, const struct hostile_kind *kind, size_t bytes, const bool *wanted,
         struct result *results)
{
    size_t len = 0, last;
    char *page = hostile_page(kind, bytes, false, &len);

    if (!page)
        return false;
    memset(results, 0, N_WAYS * sizeof *results);
    for (size_t first = 0; first < N_WAYS; first = last + 1) {
        bool any = wanted[first];
        int status;
        pid_t child;

        for (last = first; last + 1 < N_WAYS && is_cleaned_alike(&ways[first], &ways[last + 1]);)
            any |= wanted[++last];
        if (!any)
            continue;
        fflush(NULL);
        child = fork();
        if (child == 0) {
            clean(cp, kind, page, len, first, last, wanted, results);
            _exit(0);
        }
        status = wait_for(child);
        for (size_t i = first; status && i <= last; i++)
            results[i].trouble = describe_status(status);
    }
    free(page);
    return true;
}

/* ------------------------------------------------------------------ the verdict */

/* How much slower than the machine of the promise this one is, at the moment; at least 1. */
static double
calibrate(void)
{
    static uint32_t table[1 << 18];
    double start = cpu_seconds(), seconds;
    uint32_t x = 1;

    for (unsigned i = 0; i < 24u << 20; i++) {
        x = x * 1664525u + 1013904223u;
        table[x >> 14] += x ^ table[(x >> 3) & 0x3FFFF];
    }
    seconds = cpu_seconds() - start;
    return seconds > REFERENCE_SECONDS && x ? seconds / REFERENCE_SECONDS : 1;
}

/* Of scraped text, which is cleaned again, only what is told of it has all blocks. */
static bool
is_told(const struct way *way)
{
    return way->flags & CLEANPAGE_TRACE;
}

static bool
tells_end(const struct hostile_kind *kind, const struct way *way)
{
    return !(kind->flags & (NO_END | REFUSED)) && (is_told(way) || !(kind->flags & SCRAPED));
}

/* What is wrong with a result, given that of 1 kB; NULL if nothing is. */
static const char *
find_trouble(const struct hostile_kind *kind, const struct result *r, const struct result *small,
             const struct way *way, double limit_seconds)
{
    if (r->trouble)
        return r->trouble;
    if (!r->done)
        return "ended early";
    if (r->seconds > limit_seconds)
        return "too slow";
    if (!CP_IS_SANITIZED && r->kib > MEMORY_KIB)
        return "over 256 MiB";
    if (!tells_end(kind, way))
        return NULL;
    if (small->end_read && !r->end_read && !r->truncated)
        return "the end is missing, and nothing says so";
    if (r->truncated && r->end_read && !r->too_many_words)
        return "said to be cut, but the end is there";
    if (!is_told(way) && r->end_kept && !r->end_written)
        return "the end is kept, but not written";
    return NULL;
}

/* Runs a page in the ways wanted; counts and tells the troubles in lines of comment. */
static unsigned
try_page(cleanpage *cp, const struct hostile_kind *kind, size_t size, const bool *wanted,
         const struct result *small, struct result *results, double limit_seconds)
{
    unsigned failed = 0;

    if (!run_page(cp, kind, sizes[size], wanted, results))
        return printf("# no memory\n"), 1;
    for (size_t i = 0; i < N_WAYS; i++) {
        const char *trouble;

        if (!wanted[i])
            continue;
        trouble = find_trouble(kind, &results[i], &small[i], &ways[i], limit_seconds);
        if (!trouble)
            continue;
        printf("# %s, %s: %s (%.2f s, %ld MiB) %s\n", size_names[size], ways[i].name, trouble,
               results[i].seconds, results[i].kib / 1024, results[i].message);
        failed++;
    }
    return failed;
}

/* ------------------------------------------------------------------ the short run */

static bool
run_short(cleanpage *cp, size_t number, struct result *small, struct result *results)
{
    const struct hostile_kind *kind = &hostile_kinds[number];
    size_t way = number % N_WAYS;
    bool wanted[N_WAYS] = { false };
    unsigned failed;

    wanted[way] = true;
    failed = try_page(cp, kind, SMALLEST, wanted, results, results, PATIENT_SECONDS);
    memcpy(small, results, N_WAYS * sizeof *small);
    failed += try_page(cp, kind, SHORT_RUN, wanted, small, results, PATIENT_SECONDS);
    printf("%s %zu - %s, as %s (%.2f s, %ld MiB)%s\n", failed ? "not ok" : "ok", number + 1,
           kind->name, ways[way].name, results[way].seconds, results[way].kib / 1024,
           results[way].truncated ? ", cut" : "");
    return !failed;
}

/* ------------------------------------------------------------------ the whole */

static void
write_figures(FILE *tsv, const struct hostile_kind *kind, size_t size,
              const struct result *results)
{
    for (size_t i = 0; i < N_WAYS; i++)
        fprintf(tsv, "%s\t%s\t%s\t%.3f\t%.1f\t%zu\t%s\n", kind->name, size_names[size],
                ways[i].name, results[i].seconds, (double)results[i].kib / 1024, results[i].bytes,
                results[i].truncated ? "cut" : "whole");
}

/* Whether 10 MB cost more than GROWTH times what 1 MB do. */
static unsigned
find_growth(const struct result *middle, const struct result *large)
{
    unsigned failed = 0;

    for (size_t i = 0; i < N_WAYS; i++) {
        double from = middle[i].seconds > SHORTEST ? middle[i].seconds : SHORTEST;

        if (large[i].seconds <= GROWTH * from)
            continue;
        printf("# %s: 10 MB cost %.2f s, 1 MB %.2f s\n", ways[i].name, large[i].seconds,
               middle[i].seconds);
        failed++;
    }
    return failed;
}

static bool
run_whole(cleanpage *cp, size_t number, FILE *tsv, struct result *results)
{
    static struct result of[SIZES][N_WAYS];
    const struct hostile_kind *kind = &hostile_kinds[number];
    double limit = SECONDS * calibrate();
    bool wanted[N_WAYS];
    unsigned failed = 0;

    memset(wanted, true, sizeof wanted);
    for (size_t size = 0; size < SIZES; size++) {
        failed += try_page(cp, kind, size, wanted, size ? of[SMALLEST] : results, results, limit);
        memcpy(of[size], results, sizeof of[size]);
        write_figures(tsv, kind, size, results);
    }
    failed += find_growth(of[MIDDLE], of[LARGEST]);
    printf("%s %zu - %s\n", failed ? "not ok" : "ok", number + 1, kind->name);
    fflush(stdout);
    return !failed;
}

/* ------------------------------------------------------------------ beside an article */

/* Bytes of hostility behind an article of 1.6 kB. */
#define BESIDE_BYTES (50 * 1000)

static int
find_article(void *user, const char *data, size_t len)
{
    const char **missing = user;

    *missing = NULL;
    for (size_t i = 0; i < N(hostile_article_words); i++)
        if (!memmem(data, len, hostile_article_words[i], strlen(hostile_article_words[i])))
            *missing = hostile_article_words[i];
    return 0;
}

/* In a child. Its exit status is 0 if the text has the whole article. */
static int
keep_article(cleanpage *cp, const struct hostile_kind *kind)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    cleanpage_doc *doc = NULL;
    const char *missing = "any text";
    size_t len = 0;
    char *page = hostile_page(kind, BESIDE_BYTES, true, &len);

    limit_process();
    options.input = CLEANPAGE_INPUT_HTML;
    if (!page || cleanpage_clean(cp, page, len, &options, &doc) ||
        cleanpage_render(doc, CLEANPAGE_TEXT, NULL, find_article, &missing))
        return 1;
    if (missing)
        printf("# %s is missing\n", missing);
    fflush(stdout);
    cleanpage_doc_free(doc);
    free(page);
    return missing ? 2 : 0;
}

static bool
run_beside(cleanpage *cp, size_t number, size_t *told)
{
    const struct hostile_kind *kind = &hostile_kinds[number];
    int status;
    pid_t child;

    if (kind->flags & (SCRAPED | UTF_16LE | UTF_16BE | NO_END | REFUSED))
        return true;
    fflush(NULL);
    child = fork();
    if (child == 0)
        _exit(keep_article(cp, kind));
    status = wait_for(child);
    printf("%s %zu - an article before: %s\n", status ? "not ok" : "ok", ++*told, kind->name);
    return status == 0;
}

/* ------------------------------------------------------------------ */

static int
write_page(const char *name, size_t bytes)
{
    const struct hostile_kind *kind = hostile_find(name);
    size_t len = 0;
    char *page;

    if (!kind) {
        fprintf(stderr, "hostile: no kind \"%s\"\n", name);
        return 2;
    }
    page = hostile_page(kind, bytes, false, &len);
    if (page)
        fwrite(page, 1, len, stdout);
    free(page);
    return page && fflush(stdout) == 0 ? 0 : 1;
}

static int
list(void)
{
    for (size_t i = 0; i < hostile_n_kinds; i++)
        puts(hostile_kinds[i].name);
    return 0;
}

static int
run_all(FILE *tsv, size_t part, size_t parts)
{
    size_t shared = N_WAYS * sizeof(struct result);
    struct result *results = mmap(NULL, shared, PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct result small[N_WAYS];
    cleanpage *cp = cleanpage_new();
    unsigned failed = 0;

    if (results == MAP_FAILED || !cp || cleanpage_preload(cp)) {
        printf("Bail out! no memory\n");
        return 99;
    }
    printf("1..%zu\n", (hostile_n_kinds - part + parts - 1) / parts);
    for (size_t i = part; i < hostile_n_kinds; i += parts)
        failed += tsv ? !run_whole(cp, i, tsv, results) : !run_short(cp, i, small, results);
    cleanpage_free(cp);
    munmap(results, shared);
    return failed > 0;
}

static int
run_all_beside(void)
{
    cleanpage *cp = cleanpage_new();
    unsigned failed = 0;
    size_t told = 0;

    if (!cp || cleanpage_preload(cp)) {
        printf("Bail out! no memory\n");
        return 99;
    }
    for (size_t i = 0; i < hostile_n_kinds; i++)
        failed += !run_beside(cp, i, &told);
    printf("1..%zu\n", told);
    cleanpage_free(cp);
    return failed > 0;
}

static int
run_to_file(const char *path, const char *which)
{
    size_t part = 1, parts = 1;
    FILE *tsv = fopen(path, "w");
    int st;

    if (which && hostile_find(which)) {
        part = (size_t)(hostile_find(which) - hostile_kinds) + 1;
        parts = hostile_n_kinds;
    } else if (which && (sscanf(which, "%zu/%zu", &part, &parts) != 2 || !part || part > parts)) {
        return fprintf(stderr, "hostile: K/N or a kind wanted, not \"%s\"\n", which), 2;
    }
    if (!tsv)
        return perror(path), 2;
    st = run_all(tsv, part - 1, parts);
    return fclose(tsv) == 0 ? st : 1;
}

int
main(int argc, char **argv)
{
    if (argc >= 3 && strcmp(argv[1], "--all") == 0)
        return run_to_file(argv[2], argv[3]);
    if (argc == 2 && strcmp(argv[1], "--list") == 0)
        return list();
    if (argc == 2 && strcmp(argv[1], "--beside") == 0)
        return run_all_beside();
    if (argc == 3)
        return write_page(argv[1], strtoul(argv[2], NULL, 10));
    return run_all(NULL, 0, 1);
}
