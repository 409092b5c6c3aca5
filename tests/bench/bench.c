/*
 * bench WHAT REPEAT FILE...
 *
 * Runs one thing over pages that are already in memory, and prints what it cost:
 *
 *     pages N bytes N ms N.NNN peak_kb N written N cut N
 *
 * WHAT is "clean" (bytes in, text out, through the public interface), "gumbo" (the parse
 * that everybody starts with: default options, malloc, the tree destroyed again), "render"
 * (cleaned with an address, and written in each format), "nodes" (the nodes of the bare tree
 * are what is "written"), or "none" (loading alone, for the peak memory to be told apart). Only
 * `measured` is to be counted: tests/bench/callgrind.py toggles callgrind's collection on it.
 */
#include "config.h"

#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "cleanpage.h"

struct page {
    char *bytes;
    size_t n;
};

/* Pages that a limit cut: what they cost says nothing. */
static size_t cut;

/*
 * In place of libc's, for the library: the clock of a thread stands still, so that the time
 * that a parse may take (limits.h) does not run out under callgrind, which takes 50 times as
 * long.
 */
__attribute__((visibility("default"))) int
clock_gettime(clockid_t clock, struct timespec *t)
{
    if (clock == CLOCK_THREAD_CPUTIME_ID) {
        *t = (struct timespec){ 0 };
        return 0;
    }
    return (int)syscall(SYS_clock_gettime, clock, t);
}

static int
load(struct page *page, const char *path)
{
    FILE *f = fopen(path, "rb");
    long n;

    if (!f || fseek(f, 0, SEEK_END) || (n = ftell(f)) < 0 || fseek(f, 0, SEEK_SET))
        return -1;
    page->n = (size_t)n;
    page->bytes = malloc(page->n + 1);
    if (!page->bytes || fread(page->bytes, 1, page->n, f) != page->n)
        return -1;
    fclose(f);
    return 0;
}

static int
count(void *user, const char *data, size_t len)
{
    (void)data;
    *(size_t *)user += len;
    return 0;
}

/* A function for each format, whose names tests/bench/callgrind.py looks for. */
#define RENDER(name, format)                                                                   \
    __attribute__((noinline)) static size_t render_##name(const cleanpage_doc *doc)            \
    {                                                                                          \
        size_t written = 0;                                                                    \
        cleanpage_render(doc, format, NULL, count, &written);                                  \
        return written;                                                                        \
    }
RENDER(text, CLEANPAGE_TEXT)
RENDER(markdown, CLEANPAGE_MARKDOWN)
RENDER(html, CLEANPAGE_HTML)
RENDER(xml, CLEANPAGE_XML)
RENDER(json, CLEANPAGE_JSON)

static size_t
clean_and_render(cleanpage *cp, const char *bytes, size_t n)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_doc *doc;
    size_t written;

    opt.url = "https://example.org/dir/page?q=1";
    if (cleanpage_clean(cp, bytes, n, &opt, &doc))
        return 0;
    written = render_text(doc) + render_markdown(doc) + render_html(doc) + render_xml(doc) +
              render_json(doc);
    cleanpage_doc_free(doc);
    return written;
}

static const GumboVector *
children_of(const GumboNode *node)
{
    if (node->type == GUMBO_NODE_DOCUMENT)
        return &node->v.document.children;
    if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE)
        return &node->v.element.children;
    return NULL;
}

/* The first child, else the next sibling of the node or of what it lies in; NULL at the end. */
static const GumboNode *
next_node(const GumboNode *node)
{
    const GumboVector *children = children_of(node);

    if (children && children->length > 0)
        return children->data[0];
    while (node->parent) {
        children = children_of(node->parent);
        if (node->index_within_parent + 1 < children->length)
            return children->data[node->index_within_parent + 1];
        node = node->parent;
    }
    return NULL;
}

static size_t
count_nodes(const char *bytes, size_t n)
{
    GumboOutput *out = gumbo_parse_with_options(&kGumboDefaultOptions, bytes, n);
    size_t nodes = 0;

    for (const GumboNode *at = out->document; at; at = next_node(at))
        nodes++;
    gumbo_destroy_output(&kGumboDefaultOptions, out);
    return nodes;
}

__attribute__((noinline)) static size_t
measured(cleanpage *cp, const char *what, const char *bytes, size_t n)
{
    size_t written = 0;

    if (strcmp(what, "clean") == 0) {
        cleanpage_doc *doc;
        cleanpage_info info = CLEANPAGE_INFO_INIT;
        if (cleanpage_clean(cp, bytes, n, NULL, &doc))
            return 0;
        cleanpage_render(doc, CLEANPAGE_TEXT, NULL, count, &written);
        cleanpage_get_info(doc, &info);
        cut += info.truncated != 0;
        cleanpage_doc_free(doc);
    } else if (strcmp(what, "render") == 0) {
        written = clean_and_render(cp, bytes, n);
    } else if (strcmp(what, "gumbo") == 0) {
        GumboOutput *out = gumbo_parse_with_options(&kGumboDefaultOptions, bytes, n);
        gumbo_destroy_output(&kGumboDefaultOptions, out);
    } else if (strcmp(what, "nodes") == 0) {
        written = count_nodes(bytes, n);
    }
    return written;
}

static double
cpu_ms(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)u.ru_utime.tv_sec * 1e3 + (double)u.ru_utime.tv_usec / 1e3;
}

/* What a process does once is done before the clock starts: rules are loaded, weights looked up,
 * libraries and converters opened. */
static void
warm_up(cleanpage *cp)
{
    cleanpage_doc *doc;

    if (cleanpage_preload(cp) == CLEANPAGE_OK &&
        cleanpage_clean(cp, "<p>warm</p>", 11, NULL, &doc) == CLEANPAGE_OK)
        cleanpage_doc_free(doc);
}

int
main(int argc, char **argv)
{
    int n = argc - 3, repeat = argc > 2 ? atoi(argv[2]) : 0;
    struct page *pages = n > 0 ? calloc((size_t)n, sizeof *pages) : NULL;
    cleanpage *cp = cleanpage_new();
    size_t bytes = 0, written = 0;
    struct rusage u;
    double start, spent;

    if (!pages || repeat < 1 || !cp) {
        fprintf(stderr, "usage: bench clean|gumbo|render|nodes|none REPEAT FILE...\n");
        return 2;
    }
    for (int i = 0; i < n; i++) {
        if (load(&pages[i], argv[3 + i])) {
            perror(argv[3 + i]);
            return 1;
        }
        bytes += pages[i].n;
    }
    warm_up(cp);
    start = cpu_ms();
    for (int r = 0; r < repeat; r++)
        for (int i = 0; i < n; i++)
            written += measured(cp, argv[1], pages[i].bytes, pages[i].n);
    spent = (cpu_ms() - start) / repeat;
    getrusage(RUSAGE_SELF, &u);
    printf("pages %d bytes %zu ms %.3f peak_kb %ld written %zu cut %zu\n", n, bytes, spent,
           u.ru_maxrss, written / (size_t)repeat, cut / (size_t)repeat);
    for (int i = 0; i < n; i++)
        free(pages[i].bytes);
    free(pages);
    cleanpage_free(cp);
    return 0;
}
