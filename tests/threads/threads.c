/*
 * TAP: the library from 16 threads at once.
 *
 *     threads [PAGES]
 *
 * One thread cleans each page of the fixtures and writes it in every format; then 16 do the same
 * at once, each with a worker of its own and in an order of its own, and must come to the same
 * bytes. PAGES bounds how many of them each takes, for ThreadSanitizer, which is slow
 * (tests/builds.sh). top_srcdir is set by make check.
 */
#define _XOPEN_SOURCE 700

#include <glob.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanpage.h"

#define N_THREADS 16
#define N_FORMATS (CLEANPAGE_REPORT + 1)
#define MAX_PAGES 1000
#define MAX_BYTES ((size_t)1 << 20)

struct page {
    char *bytes;
    size_t len;
    uint64_t hash[N_FORMATS];   /* of what one thread wrote; 0: this build lacks the format */
    int status;                 /* some fixtures are no pages */
};

struct test {
    struct page pages[MAX_PAGES];
    size_t n_pages;
    size_t n_each;              /* pages that each thread cleans */
    const cleanpage_doc *shared;   /* of page 0: may be read by all */
    pthread_barrier_t start;
};

struct worker {
    pthread_t thread;
    struct test *test;
    size_t number;
    size_t n_cleaned;
    char trouble[200];          /* empty if there was none */
};

/* FNV-1a, offset basis and prime for 64 bits (draft-eastlake-fnv). Never 0 for any page here. */
static int
hash_bytes(void *user, const char *data, size_t len)
{
    uint64_t *hash = user;

    for (size_t i = 0; i < len; i++)
        *hash = (*hash ^ (unsigned char)data[i]) * UINT64_C(0x100000001b3);
    return 0;
}

static uint64_t
hash_format(const cleanpage_doc *doc, cleanpage_format format)
{
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    layout.flags = CLEANPAGE_NO_TIMES;
    return cleanpage_render(doc, format, &layout, hash_bytes, &hash) ? 0 : hash;
}

static int
clean(cleanpage *cp, const struct page *page, cleanpage_doc **doc)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;

    opt.url = "https://example.org/dir/page";
    opt.flags = CLEANPAGE_TRACE;
    return cleanpage_clean(cp, page->bytes, page->len, &opt, doc);
}

/* ------------------------------------------------------------ one thread */

static int
read_page(struct page *page, const char *path)
{
    FILE *file = fopen(path, "rb");

    page->bytes = malloc(MAX_BYTES);
    page->len = file && page->bytes ? fread(page->bytes, 1, MAX_BYTES, file) : 0;
    return file ? fclose(file) || !page->bytes : 1;
}

static int
read_pages(struct test *t)
{
    const char *top = getenv("top_srcdir");
    char pattern[4096];
    glob_t found;
    int failed;

    snprintf(pattern, sizeof pattern, "%s/fixtures/pages/*/source.*", top ? top : ".");
    failed = glob(pattern, 0, NULL, &found);
    for (size_t i = 0; !failed && i < found.gl_pathc && t->n_pages < MAX_PAGES; i++)
        failed = read_page(&t->pages[t->n_pages++], found.gl_pathv[i]);
    globfree(&found);
    return failed;
}

/* What one thread makes of all pages; the document of the first is kept. */
static int
prepare(struct test *t, cleanpage *cp, cleanpage_doc **first)
{
    for (size_t i = 0; i < t->n_pages; i++) {
        struct page *page = &t->pages[i];
        cleanpage_doc *doc;

        page->status = clean(cp, page, &doc);
        for (int f = 0; doc && f < N_FORMATS; f++)
            page->hash[f] = hash_format(doc, (cleanpage_format)f);
        if (i == 0)
            *first = doc;
        else
            cleanpage_doc_free(doc);
    }
    return *first ? 0 : 1;
}

/* ------------------------------------------------------------ sixteen */

static void
compare(struct worker *w, const struct page *page, const cleanpage_doc *doc, const char *whose)
{
    for (int f = 0; f < N_FORMATS && !*w->trouble; f++)
        if (hash_format(doc, (cleanpage_format)f) != page->hash[f])
            snprintf(w->trouble, sizeof w->trouble,
                     "thread %zu: page %zu differs in format %d (%s)", w->number,
                     (size_t)(page - w->test->pages), f, whose);
}

static void
clean_one(struct worker *w, cleanpage *cp, const struct page *page)
{
    cleanpage_doc *doc;
    int status = clean(cp, page, &doc);

    if (status != page->status)
        snprintf(w->trouble, sizeof w->trouble,
                 "thread %zu: page %zu: status %d, message \"%s\"", w->number,
                 (size_t)(page - w->test->pages), status, cleanpage_message(cp));
    else if (doc)
        compare(w, page, doc, "its own document");
    w->n_cleaned++;
    cleanpage_doc_free(doc);
}

/* libcurl is started once for all by whoever fetches first. Nobody listens on port 1. */
static void
fetch(struct worker *w, cleanpage *cp)
{
    cleanpage_doc *doc;
    int status = cleanpage_fetch(cp, "http://127.0.0.1:1/", NULL, &doc);

    if (!status || doc || !*cleanpage_message(cp))
        snprintf(w->trouble, sizeof w->trouble, "thread %zu: a fetch gave status %d", w->number,
                 status);
}

/* The workers are made in the threads, too: what they share must be ready without them. */
static void *
work(void *user)
{
    struct worker *w = user;
    struct test *t = w->test;
    size_t at = w->number * t->n_pages / N_THREADS;
    cleanpage *cp;

    pthread_barrier_wait(&t->start);
    cp = cleanpage_new();
    if (!cp) {
        snprintf(w->trouble, sizeof w->trouble, "thread %zu: no worker", w->number);
        return NULL;
    }
    compare(w, &t->pages[0], t->shared, "the shared document");
    /* Half go forwards and half backwards, from places all over. */
    for (size_t k = 0; k < t->n_each && !*w->trouble; k++) {
        clean_one(w, cp, &t->pages[at]);
        at = (at + (w->number % 2 ? 1 : t->n_pages - 1)) % t->n_pages;
    }
    fetch(w, cp);
    cleanpage_free(cp);
    return NULL;
}

/* Returns how many failed. */
static int
run_threads(struct test *t)
{
    struct worker workers[N_THREADS];
    int failed = 0;

    memset(workers, 0, sizeof workers);
    pthread_barrier_init(&t->start, NULL, N_THREADS);
    for (size_t i = 0; i < N_THREADS; i++) {
        workers[i].test = t;
        workers[i].number = i;
        /* The others would wait at the barrier for ever. */
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i])) {
            puts("Bail out! a thread cannot be made");
            exit(99);
        }
    }
    for (size_t i = 0; i < N_THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        if (*workers[i].trouble)
            printf("# %s\n", workers[i].trouble);
        failed += *workers[i].trouble || workers[i].n_cleaned != t->n_each;
    }
    pthread_barrier_destroy(&t->start);
    return failed;
}

int
main(int argc, char **argv)
{
    static struct test t;
    cleanpage *cp = cleanpage_new();
    cleanpage_doc *first = NULL;
    size_t n_same = 0;
    int failed;

    puts("1..2");
    if (!cp || read_pages(&t) || t.n_pages < N_THREADS || prepare(&t, cp, &first)) {
        puts("Bail out! the fixtures cannot be read or cleaned");
        return 99;
    }
    t.shared = first;
    t.n_each = argc > 1 ? strtoul(argv[1], NULL, 10) : t.n_pages;
    failed = run_threads(&t);
    printf("%sok 1 - %d threads, %zu pages each, come to what one comes to\n",
           failed ? "not " : "", N_THREADS, t.n_each);

    /* Guards the above: outputs that are all alike would pass it, too. */
    for (size_t i = 1; i < t.n_pages; i++)
        n_same += t.pages[i].hash[CLEANPAGE_TEXT] == t.pages[i - 1].hash[CLEANPAGE_TEXT];
    printf("%sok 2 - the pages differ\n", n_same > t.n_pages / 10 ? "not " : "");

    for (size_t i = 0; i < t.n_pages; i++)
        free(t.pages[i].bytes);
    cleanpage_doc_free(first);
    cleanpage_free(cp);
    return failed != 0;
}
