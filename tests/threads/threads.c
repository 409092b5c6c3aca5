/*
 * TAP: the library from 16 threads at once.
 *
 *     threads [PAGES]
 *
 * One thread cleans each page of the fixtures and writes it in every format; then 16 do the
 * same at once, each with workers of its own and in an order of its own, and must come to the
 * same bytes. Each page is cleaned in one more way, too: with rules that only some workers
 * have, with a site that all threads share, or with one learned of the page. And all of them
 * fetch at once, which is when libcurl is opened. PAGES bounds how many of them each takes, for
 * ThreadSanitizer, which is slow (tests/builds.sh). top_srcdir is set by make check.
 */
#define _XOPEN_SOURCE 700

#include <glob.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanpage.h"
#include "serve.h"

#define N_THREADS 16
#define N_FORMATS (CLEANPAGE_REPORT + 1)
#define MAX_PAGES 1000
#define MAX_BYTES ((size_t)1 << 20)
#define MAX_KEYS 2000
#define SITE_PAGES 9 /* that a line is said to be on: enough to drop it */

/* What else is done with a page: by its number. */
enum way { RULED, ON_SITE, LEARNED, N_WAYS };

struct page {
    char *bytes;
    size_t len;
    uint64_t hash[N_FORMATS]; /* of what one thread wrote; 0: this build lacks the format */
    uint64_t other;           /* of the text that it has in its other way */
    int status;               /* some fixtures are no pages */
};

/* The keys of a page, or of several. */
struct keys {
    uint64_t v[MAX_KEYS];
    uint32_t counts[MAX_KEYS];
    size_t n;
};

/* What one thread cleans with. */
struct tools {
    cleanpage *cp;
    cleanpage *ruled;           /* has rules of its own */
    const cleanpage_site *site; /* everybody's */
};

struct test {
    struct page pages[MAX_PAGES];
    size_t n_pages;
    size_t n_each;               /* pages that each thread cleans */
    const cleanpage_doc *shared; /* of page 0: may be read by all */
    cleanpage_site *site;
    struct server server;
    int fetched_the_same;
    pthread_barrier_t start;
};

struct worker {
    pthread_t thread;
    struct test *test;
    size_t number;
    size_t n_cleaned;
    uint64_t fetched;  /* of the text of what the server gave; 0: no fetching here */
    char trouble[200]; /* empty if there was none */
};

/* FNV-1a, offset basis and prime for 64 bits (draft-eastlake-fnv). Never 0 for any page here.
 */
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

static cleanpage_options
options_with(const cleanpage_site *site)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;

    opt.url = "https://example.org/dir/page";
    opt.flags = CLEANPAGE_TRACE;
    opt.site = site;
    return opt;
}

static int
clean(cleanpage *cp, const struct page *page, const cleanpage_site *site, cleanpage_doc **doc)
{
    cleanpage_options opt = options_with(site);

    return cleanpage_clean(cp, page->bytes, page->len, &opt, doc);
}

/* ------------------------------------------------------------ other ways */

static int
add_key(void *user, uint64_t key, const char *text, size_t text_len)
{
    struct keys *keys = user;

    (void)text;
    (void)text_len;
    for (size_t i = 0; i < keys->n; i++)
        if (keys->v[i] == key)
            return 0;
    if (keys->n == MAX_KEYS)
        return 1;
    keys->v[keys->n] = key;
    keys->counts[keys->n] = keys->n % 3 ? 1 : SITE_PAGES;
    keys->n++;
    return 0;
}

/* Cleans it again as if a third of its lines were on other pages, too: with more of them, the
 * page itself would be the one that repeats. */
static uint64_t
hash_learned(cleanpage *cp, const cleanpage_doc *doc)
{
    struct keys *keys = calloc(1, sizeof *keys);
    cleanpage_site *site = NULL;
    cleanpage_doc *again = NULL;
    uint64_t hash = 0;

    if (keys && cleanpage_site_keys(cp, doc, add_key, keys) == CLEANPAGE_OK)
        site = cleanpage_site_new(keys->v, keys->counts, keys->n, SITE_PAGES);
    if (site) {
        cleanpage_options opt = options_with(site);

        cleanpage_clean_again(cp, doc, &opt, &again);
    }
    if (again)
        hash = hash_format(again, CLEANPAGE_TEXT);
    cleanpage_doc_free(again);
    cleanpage_site_free(site);
    free(keys);
    return hash;
}

static uint64_t
hash_cleaned(cleanpage *cp, const struct page *page, const cleanpage_site *site)
{
    cleanpage_doc *doc;
    uint64_t hash = clean(cp, page, site, &doc) ? 0 : hash_format(doc, CLEANPAGE_TEXT);

    cleanpage_doc_free(doc);
    return hash;
}

static uint64_t
hash_other(const struct tools *tools, const struct page *page, size_t number,
           const cleanpage_doc *doc)
{
    switch ((enum way)(number % N_WAYS)) {
    case RULED:
        return hash_cleaned(tools->ruled, page, NULL);
    case ON_SITE:
        return hash_cleaned(tools->cp, page, tools->site);
    default:
        return hash_learned(tools->cp, doc);
    }
}

static int
make_tools(const struct test *t, struct tools *tools)
{
    const char *top = getenv("top_srcdir");
    char rules[4096];

    snprintf(rules, sizeof rules, "%s/tests/threads/other.rules", top ? top : ".");
    tools->cp = cleanpage_new();
    tools->ruled = cleanpage_new();
    tools->site = t->site;
    return tools->cp && tools->ruled && !cleanpage_load_rules(tools->ruled, rules);
}

static void
free_tools(struct tools *tools)
{
    cleanpage_free(tools->cp);
    cleanpage_free(tools->ruled);
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

/* A site on which the lines of every ninth page, among them some that are asked for it, repeat.
 */
static int
make_site(struct test *t, cleanpage *cp)
{
    struct keys *keys = calloc(1, sizeof *keys);

    for (size_t i = ON_SITE; keys && i < t->n_pages; i += 3 * N_WAYS) {
        cleanpage_doc *doc;

        clean(cp, &t->pages[i], NULL, &doc);
        if (doc)
            cleanpage_site_keys(cp, doc, add_key, keys);
        cleanpage_doc_free(doc);
    }
    if (keys)
        t->site = cleanpage_site_new(keys->v, keys->counts, keys->n, SITE_PAGES);
    free(keys);
    return t->site ? 0 : 1;
}

/* What one thread makes of all pages; the document of the first is kept. */
static int
prepare(struct test *t, cleanpage_doc **first)
{
    struct tools tools;
    int failed = !make_tools(t, &tools) || make_site(t, tools.cp);

    tools.site = t->site;
    for (size_t i = 0; !failed && i < t->n_pages; i++) {
        struct page *page = &t->pages[i];
        cleanpage_doc *doc;

        page->status = clean(tools.cp, page, NULL, &doc);
        for (int f = 0; doc && f < N_FORMATS; f++)
            page->hash[f] = hash_format(doc, (cleanpage_format)f);
        if (doc)
            page->other = hash_other(&tools, page, i, doc);
        if (i == 0)
            *first = doc;
        else
            cleanpage_doc_free(doc);
    }
    free_tools(&tools);
    return failed || !*first;
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
clean_one(struct worker *w, const struct tools *tools, const struct page *page)
{
    size_t number = (size_t)(page - w->test->pages);
    cleanpage_doc *doc;
    int status = clean(tools->cp, page, NULL, &doc);

    if (status != page->status)
        snprintf(w->trouble, sizeof w->trouble,
                 "thread %zu: page %zu: status %d, message \"%s\"", w->number, number, status,
                 cleanpage_message(tools->cp));
    else if (doc)
        compare(w, page, doc, "its own document");
    if (doc && !*w->trouble && hash_other(tools, page, number, doc) != page->other)
        snprintf(w->trouble, sizeof w->trouble, "thread %zu: page %zu differs in way %zu",
                 w->number, number, number % N_WAYS);
    w->n_cleaned++;
    cleanpage_doc_free(doc);
}

/* The page of the server, got by one worker and cleaned by the other. */
static uint64_t
hash_fetched(const struct test *t, const struct tools *tools)
{
    cleanpage_response *response;
    cleanpage_doc *doc = NULL;
    uint64_t hash = 0;

    if (cleanpage_get(tools->cp, t->server.url, &response) == CLEANPAGE_OK &&
        cleanpage_clean_response(tools->ruled, response, NULL, &doc) == CLEANPAGE_OK)
        hash = hash_format(doc, CLEANPAGE_TEXT);
    cleanpage_doc_free(doc);
    cleanpage_response_free(response);
    return hash;
}

/* libcurl is started once for all by whoever fetches first. Nobody listens on port 1. */
static void
fetch_nothing(struct worker *w, cleanpage *cp)
{
    cleanpage_doc *doc;
    int status = cleanpage_fetch(cp, "http://127.0.0.1:1/", NULL, &doc);

    if (!status || doc || !*cleanpage_message(cp))
        snprintf(w->trouble, sizeof w->trouble, "thread %zu: a fetch gave status %d", w->number,
                 status);
}

/* Before the first page, or when it comes to that. */
static int
preload(const struct worker *w, cleanpage *cp)
{
    switch (w->number % 4) {
    case 0:
        return cleanpage_preload(cp);
    case 1:
        return cleanpage_preload_for(cp, "Shift_JIS");
    case 2:
        return cleanpage_preload_for(cp, NULL);
    default:
        return CLEANPAGE_OK;
    }
}

/* The workers are made in the threads, too: what they share must be ready without them. */
static void *
work(void *user)
{
    struct worker *w = user;
    struct test *t = w->test;
    size_t at = w->number * t->n_pages / N_THREADS;
    struct tools tools;

    pthread_barrier_wait(&t->start);
    if (!make_tools(t, &tools) || preload(w, tools.cp))
        snprintf(w->trouble, sizeof w->trouble, "thread %zu: no worker", w->number);
    if (!*w->trouble) {
        w->fetched = hash_fetched(t, &tools);
        compare(w, &t->pages[0], t->shared, "the shared document");
    }
    /* Half go forwards and half backwards, from places all over. */
    for (size_t k = 0; k < t->n_each && !*w->trouble; k++) {
        clean_one(w, &tools, &t->pages[at]);
        at = (at + (w->number % 2 ? 1 : t->n_pages - 1)) % t->n_pages;
    }
    if (!*w->trouble)
        fetch_nothing(w, tools.cp);
    free_tools(&tools);
    return NULL;
}

static int
can_fetch(void)
{
    const char *version;

    for (size_t i = 0; (version = cleanpage_version(i)) != NULL; i++)
        if (strncmp(version, "libcurl", 7) == 0)
            return 1;
    return 0;
}

/* Whether each thread has fetched what one does afterwards. */
static int
fetched_the_same(const struct test *t, const struct worker *workers)
{
    struct tools tools;
    uint64_t alone = make_tools(t, &tools) ? hash_fetched(t, &tools) : 0;
    int same = can_fetch() == (alone != 0);

    for (size_t i = 0; i < N_THREADS; i++)
        same = same && workers[i].fetched == alone;
    free_tools(&tools);
    return same;
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
    t->fetched_the_same = !failed && fetched_the_same(t, workers);
    return failed;
}

/* ------------------------------------------------------------ the test */

static void
report(int number, int good, const char *what)
{
    printf("%sok %d - %s\n", good ? "" : "not ", number, what);
}

/* Guards the others: outputs that are all alike would pass them, too. */
static int
pages_differ(const struct test *t)
{
    size_t n_same = 0;

    for (size_t i = 1; i < t->n_pages; i++)
        n_same += t->pages[i].hash[CLEANPAGE_TEXT] == t->pages[i - 1].hash[CLEANPAGE_TEXT];
    return n_same <= t->n_pages / 10;
}

static int
ways_differ(const struct test *t)
{
    size_t n_differ[N_WAYS] = { 0 };

    for (size_t i = 0; i < t->n_pages; i++)
        n_differ[i % N_WAYS] +=
            t->pages[i].other && t->pages[i].other != t->pages[i].hash[CLEANPAGE_TEXT];
    printf("# pages that are another text in their other way: %zu, %zu, %zu\n", n_differ[RULED],
           n_differ[ON_SITE], n_differ[LEARNED]);
    return n_differ[RULED] && n_differ[ON_SITE] && n_differ[LEARNED];
}

int
main(int argc, char **argv)
{
    static struct test t;
    cleanpage_doc *first = NULL;
    char what[80];
    int failed;

    puts("1..4");
    setenv("no_proxy", "*", 1);
    if (read_pages(&t) || t.n_pages < N_THREADS || prepare(&t, &first) ||
        !server_start(&t.server, t.pages[0].bytes, t.pages[0].len)) {
        puts("Bail out! the fixtures cannot be read or cleaned, or there is no loopback");
        return 99;
    }
    t.shared = first;
    t.n_each = argc > 1 ? strtoul(argv[1], NULL, 10) : t.n_pages;
    failed = run_threads(&t);
    snprintf(what, sizeof what, "%d threads, %zu pages each, come to what one comes to",
             N_THREADS, t.n_each);
    report(1, !failed, what);
    report(2, t.fetched_the_same, "all have fetched the same");
    report(3, pages_differ(&t), "the pages differ");
    report(4, ways_differ(&t), "rules and sites change the text");

    server_stop(&t.server);
    for (size_t i = 0; i < t.n_pages; i++)
        free(t.pages[i].bytes);
    cleanpage_doc_free(first);
    cleanpage_site_free(t.site);
    return failed != 0;
}
