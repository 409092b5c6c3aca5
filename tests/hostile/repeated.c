/*
 * Small pages over and over: what costs the square of a page's size shows in any snippet that
 * reaches it, once there is enough of it.
 *
 *     repeated DIRECTORY|FILE...    a line of TAP for each, with its slowest page
 *
 * Each file (what fuzzers found, up to SNIPPET_MAX) is repeated up to LARGE bytes and cleaned as
 * HTML and as scraped text. LIMIT_SECONDS of CPU time is several times what such a page takes at
 * worst, half a second of which are Gumbo's (src/base/limits.h), and a fraction of what it took
 * with work that grew with the square. Run it by hand over all that a fuzzer left.
 */
#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/sanitized.h"
#include "cleanpage.h"

#define SNIPPET_MAX 4000
/* Sanitizers take five times as long; the square of a fifth still shows. */
#define LARGE (CP_IS_SANITIZED ? 200 * 1000 : 600 * 1000)
#define LIMIT_SECONDS 1.5

struct worst {
    double seconds;
    char path[PATH_MAX];
    unsigned pages;
};

static int
swallow(void *user, const char *data, size_t len)
{
    size_t *total = user;

    (void)data;
    *total += len;
    return 0;
}

static double
seconds_of(cleanpage *cp, const char *page, size_t len, int input)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    cleanpage_doc *doc = NULL;
    clock_t before = clock();
    size_t total = 0;

    options.input = input;
    if (cleanpage_clean(cp, page, len, &options, &doc) == CLEANPAGE_OK) {
        cleanpage_render(doc, CLEANPAGE_MARKDOWN, NULL, swallow, &total);
        cleanpage_doc_free(doc);
    }
    return (double)(clock() - before) / CLOCKS_PER_SEC;
}

/* The first bytes of a file; 0 if there are none, or too many. */
static size_t
read_snippet(const char *path, char *to)
{
    FILE *file = fopen(path, "rb");
    size_t n = file ? fread(to, 1, SNIPPET_MAX + 1, file) : 0;

    if (file)
        fclose(file);
    return n > SNIPPET_MAX ? 0 : n;
}

static void
try_file(cleanpage *cp, const char *path, struct worst *worst)
{
    static char snippet[SNIPPET_MAX + 1], page[LARGE + SNIPPET_MAX];
    size_t n = read_snippet(path, snippet), len = 0;

    while (n && len < LARGE) {
        memcpy(page + len, snippet, n);
        len += n;
    }
    if (!len)
        return;
    worst->pages++;
    for (int input = CLEANPAGE_INPUT_HTML; input <= CLEANPAGE_INPUT_TEXT; input++) {
        double seconds = seconds_of(cp, page, len, input);

        if (seconds >= worst->seconds) {
            worst->seconds = seconds;
            snprintf(worst->path, sizeof worst->path, "%s", path);
        }
        if (seconds > LIMIT_SECONDS)
            printf("# %s, as %s: %.2f s\n", path,
                   input == CLEANPAGE_INPUT_HTML ? "HTML" : "text", seconds);
    }
}

/* A file, or the files of a directory. */
static void
try_path(cleanpage *cp, const char *path, struct worst *worst)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    char name[PATH_MAX];

    if (!dir) {
        try_file(cp, path, worst);
        return;
    }
    while ((entry = readdir(dir)) != NULL) {
        int n = snprintf(name, sizeof name, "%s/%s", path, entry->d_name);

        if (entry->d_name[0] != '.' && n > 0 && (size_t)n < sizeof name)
            try_file(cp, name, worst);
    }
    closedir(dir);
}

int
main(int argc, char **argv)
{
    cleanpage *cp = cleanpage_new();
    unsigned failed = 0;

    if (!cp || cleanpage_preload(cp)) {
        printf("Bail out! no memory\n");
        return 99;
    }
    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        struct worst worst = { .seconds = 0 };
        bool ok;

        try_path(cp, argv[i], &worst);
        ok = worst.pages && worst.seconds <= LIMIT_SECONDS;
        failed += !ok;
        printf("%s %d - %u pages of %s, at most %.2f s: %s\n", ok ? "ok" : "not ok", i,
               worst.pages, argv[i], worst.seconds, worst.path);
        fflush(stdout);
    }
    cleanpage_free(cp);
    return failed > 0;
}
