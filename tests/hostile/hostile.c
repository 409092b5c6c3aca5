/*
 * Pages made to crash, hang or bloat a cleaner. Each is cleaned in a process of its own, which
 * must end by itself with a text that is valid UTF-8, in bounded time and memory.
 *
 *     hostile              all kinds at 1 MB, some at 10 MB; TAP
 *     hostile KIND BYTES   writes that page to stdout, to be looked at or profiled
 *
 * The promise is 1 s of CPU time and 256 MiB for 10 MB. Time differs between machines, so the
 * limit here is generous: what it catches is work that grows with the square of a page.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanpage.h"

#define SMALL ((size_t)1000 * 1000)
#define LARGE ((size_t)10 * 1000 * 1000)
#define CPU_SECONDS 10
#define FORMATS 6
#define MEMORY_KIB (256 * 1024)

#if defined(__SANITIZE_ADDRESS__)
#define MEASURES_MEMORY 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEASURES_MEMORY 0
#endif
#endif
#ifndef MEASURES_MEMORY
#define MEASURES_MEMORY 1
#endif

/* A page: head once, then first over and over, from the middle on second if there is one. A
 * '%' in first or second is the number of the repetition. */
struct kind {
    const char *name, *head, *first, *second;
    int flags;
};

enum {
    LARGE_TOO = 1,    /* also at 10 MB */
    SCRAPED = 2       /* plain text; it may be refused for its size, HTML must be cut instead */
};

static const struct kind kinds[] = {
    { "nested div", "", "<div>", NULL, LARGE_TOO },
    { "nested span", "", "<span>", NULL, 0 },
    { "nested unknown elements", "", "<x-y>", NULL, 0 },
    { "nested tables", "", "<table><tr><td>", NULL, LARGE_TOO },
    { "nested tables without cells", "", "<table>", NULL, 0 },
    { "nested lists", "", "<ul><li>", NULL, 0 },
    { "items parted by sections", "", "<li><section>", NULL, 0 },
    { "definitions parted by asides", "", "<dd><aside>", NULL, 0 },
    { "nested objects", "", "<object>", NULL, 0 },
    { "nested buttons with paragraphs", "", "<button><p>", NULL, 0 },
    { "nested selects", "", "<select><option>", NULL, 0 },
    { "divs inside selects", "", "<div><select></div>", NULL, 0 },
    { "nested templates", "", "<template>", NULL, 0 },
    { "nested template tables", "", "<template><tr><td>", NULL, 0 },
    { "nested forms", "", "<form><div></form>", NULL, 0 },
    { "nested ruby", "", "<ruby><rt>", NULL, 0 },
    { "quotes closed by the wrong end", "", "<blockquote><p></div>", NULL, 0 },
    { "items closed across lists", "", "<li><ul></li>", NULL, 0 },
    { "divs, then paragraphs", "", "<div>", "<p>x", LARGE_TOO },
    { "divs, then stray ends", "", "<div>", "</x>", 0 },
    { "divs, then bold", "", "<div>", "<b>x</b>", 0 },
    { "spans, then items", "", "<span>", "<li>x", 0 },
    { "open bold", "", "<b>", NULL, 0 },
    { "open bold, all different", "", "<b id=%>", NULL, 0 },
    { "open fonts, all different, then paragraphs", "", "<font size=%>", "<p>x", LARGE_TOO },
    { "a paragraph and a font, all different", "", "<p><font size=%>x", NULL, LARGE_TOO },
    { "paragraphs that reopen sixty fonts", "<p>"
      "<i id=0><i id=1><i id=2><i id=3><i id=4><i id=5><i id=6><i id=7><i id=8><i id=9>"
      "<b id=0><b id=1><b id=2><b id=3><b id=4><b id=5><b id=6><b id=7><b id=8><b id=9>"
      "<u id=0><u id=1><u id=2><u id=3><u id=4><u id=5><u id=6><u id=7><u id=8><u id=9>"
      "<s id=0><s id=1><s id=2><s id=3><s id=4><s id=5><s id=6><s id=7><s id=8><s id=9>"
      "<em id=0><em id=1><em id=2><em id=3><em id=4><em id=5><em id=6><em id=7><em id=8>"
      "<tt id=0><tt id=1><tt id=2><tt id=3><tt id=4><tt id=5><tt id=6><tt id=7><tt id=8>",
      "</p><p>x", NULL, LARGE_TOO },
    { "rows that reopen bold", "<table><b><i><u><s><em><tt>", "<tr>x", NULL, 0 },
    { "links in links", "", "<a href=%>x", NULL, 0 },
    { "links in links in tables", "", "<a href=%><table>", NULL, 0 },
    { "nobr in nobr", "", "<nobr>x", NULL, 0 },
    { "adoption", "<b><i><u><s>", "<div>", "</b><b>", 0 },
    { "misnested bold and div", "", "<b><div></b></div>", NULL, 0 },
    { "misnested italic and p", "", "<i><p></i>x", NULL, 0 },
    { "foster-parented divs", "<table>", "<div>x</div>", NULL, 0 },
    { "foster-parented bold", "<table>", "<b>x", NULL, 0 },
    { "foster-parented text", "", "<table>x", NULL, 0 },
    { "captions", "", "<table><caption>", NULL, 0 },
    { "stray ends of unknown elements", "", "</x>", NULL, LARGE_TOO },
    { "stray ends of paragraphs", "", "</p>", NULL, 0 },
    { "stray ends of breaks", "", "</br>", NULL, 0 },
    { "line breaks", "", "<br>", NULL, LARGE_TOO },
    { "rules", "", "<hr>", NULL, 0 },
    { "images", "", "<img src=x alt=y>", NULL, LARGE_TOO },
    { "empty paragraphs", "", "<p></p>", NULL, 0 },
    { "short paragraphs", "", "<p>x y z</p>", NULL, LARGE_TOO },
    { "short links", "", "<p><a href=/%>x y</a></p>", NULL, LARGE_TOO },
    { "headings", "", "<h2>x</h3>", NULL, 0 },
    { "table rows", "<table>", "<tr><td>a<td>b", NULL, LARGE_TOO },
    { "one row of many cells", "<table><tr>", "<td>x", NULL, LARGE_TOO },
    { "list items", "<ol>", "<li>x", NULL, LARGE_TOO },
    { "many attributes on one tag", "<div", " a%=b", NULL, LARGE_TOO },
    { "one attribute repeated on one tag", "<div", " a=b", NULL, LARGE_TOO },
    { "many tags of many attributes", "", "<p a b c d e f g h i j k l m n o p q r s t u v w>x",
      NULL, LARGE_TOO },
    { "one long attribute", "<div title=\"", "x", NULL, 0 },
    { "one attribute of references", "<div title=\"", "&amp;", NULL, 0 },
    { "an unclosed quote", "<p>x</p><div title=\"", "<p>x</p>", NULL, 0 },
    { "classes on one tag", "<div class=\"", "c% ", NULL, 0 },
    { "body tags with attributes", "", "<body a%=b class=c>", NULL, 0 },
    { "one long tag name", "<d", "x", NULL, 0 },
    { "one long word", "<p>", "x", NULL, LARGE_TOO },
    { "one long paragraph", "<p>", "lorem ipsum, dolor. ", NULL, LARGE_TOO },
    { "one long line of CJK", "<p>", "\xE5\xAD\x97", NULL, LARGE_TOO },
    { "one long title", "<title>", "word ", NULL, 0 },
    { "one long script", "<script>", "<!--<script>", NULL, 0 },
    { "one long JSON script", "<script type='application/ld+json'>", "{\"a\":[", NULL, 0 },
    { "many JSON scripts", "", "<script type='application/json'>{}</script>", NULL, 0 },
    { "one long pre", "<pre>", "x  y\n", NULL, LARGE_TOO },
    { "a pre of white space", "<pre>", " \n", NULL, LARGE_TOO },
    { "white space", "<p>", " \n\t", NULL, 0 },
    { "white space references", "<p>", "&#32;", NULL, 0 },
    { "references", "<p>", "&amp;", NULL, LARGE_TOO },
    { "references that are none", "<p>", "&x;", NULL, 0 },
    { "numeric references out of range", "<p>", "&#x110000;", NULL, 0 },
    { "a long numeric reference", "<p>&#", "1", NULL, 0 },
    { "ampersands", "<p>", "&", NULL, 0 },
    { "less-than signs", "<p>", "< ", NULL, 0 },
    { "tag openings", "", "<", NULL, 0 },
    { "end tag openings", "", "</", NULL, 0 },
    { "processing instructions", "", "<?x>", NULL, 0 },
    { "comments", "", "<!---->", NULL, 0 },
    { "text between comments", "<p>", "a<!-->", NULL, LARGE_TOO },
    { "an unclosed comment", "<!--", "-", NULL, 0 },
    { "unclosed comments", "", "<!-- x ", NULL, 0 },
    { "CDATA sections", "", "<![CDATA[x]]>", NULL, 0 },
    { "CDATA sections in math", "<math>", "<![CDATA[x]]>", NULL, 0 },
    { "doctypes", "", "<!doctype html>", NULL, 0 },
    { "drawings", "", "<svg><g></g></svg>", NULL, LARGE_TOO },
    { "nested drawings", "", "<svg>", NULL, 0 },
    { "nested groups", "<svg>", "<g>", NULL, LARGE_TOO },
    { "nested links in a drawing", "<svg>", "<a>", NULL, 0 },
    { "voids in a drawing", "<svg>", "<input>", NULL, 0 },
    { "HTML in drawings", "", "<svg><foreignObject>", NULL, 0 },
    { "titles in a drawing", "<svg>", "<title><b>", NULL, 0 },
    { "drawings that end in a div", "", "<svg><div>", NULL, 0 },
    { "formulas", "", "<math><mi>x</mi></math>", NULL, LARGE_TOO },
    { "nested formulas", "", "<math><mi>", NULL, 0 },
    { "fonts in a formula's title", "<math><mtext>", "<p><font size=%>x", NULL, LARGE_TOO },
    { "framesets", "<frameset>", "<frameset>", NULL, 0 },
    { "plaintext after a select", "<select><plaintext>", "<b>", NULL, 0 },
    { "titles in selects", "<select>", "<title>x</title>", NULL, 0 },
    { "isindex", "", "<isindex>", NULL, 0 },
    { "carriage returns", "<p>", "\r", NULL, 0 },
    { "invalid bytes", "<meta charset=utf-8><p>", "\xFF", NULL, LARGE_TOO },
    { "surrogates", "<meta charset=utf-8><p>", "\xED\xA0\x80", NULL, 0 },
    { "controls", "<p>", "\x01\x7F", NULL, 0 },
    { "zero-width characters", "<p>", "\xE2\x80\x8B", NULL, 0 },
    { "combining marks", "<p>", "a\xCC\x81\xCC\x81\xCC\x81", NULL, 0 },
    { "nested quotes with text", "", "<blockquote>x", NULL, LARGE_TOO },
    { "nested lists with text", "", "<ul><li>x", NULL, LARGE_TOO },
    { "nested tables with text", "", "<table><tr><td>x", NULL, 0 },
    { "scraped lines", "lines of plain text\n", "a line of text\n", NULL, LARGE_TOO | SCRAPED },
    { "scraped paragraphs", "lines of plain text\n\n", "A paragraph of text.\n\n", NULL,
      LARGE_TOO | SCRAPED },
    { "one scraped line", "plain text ", "word ", NULL, SCRAPED },
};

#define N_KINDS (sizeof kinds / sizeof kinds[0])

/* Appends what fits of text, writing n for '%'; returns the new length. */
static size_t
append(char *page, size_t length, size_t bytes, const char *text, unsigned long n)
{
    char piece[2048];
    size_t used = 0;

    for (; *text && used < sizeof piece - 24; text++) {
        if (*text == '%')
            used += (size_t)snprintf(piece + used, 24, "%lu", n);
        else
            piece[used++] = *text;
    }
    if (used > bytes - length)
        used = bytes - length;
    memcpy(page + length, piece, used);
    return length + used;
}

/* A page of that many bytes, which the caller frees. */
static char *
make_page(const struct kind *kind, size_t bytes)
{
    char *page = malloc(bytes);
    size_t length = 0;
    unsigned long n = 0;

    if (!page)
        return NULL;
    length = append(page, length, bytes, kind->head, 0);
    while (length < bytes) {
        int second = kind->second && length >= bytes / 2;
        length = append(page, length, bytes, second ? kind->second : kind->first, n++);
    }
    return page;
}

/* How far into a multibyte character the output is, over calls. */
struct check {
    int continuation;
    int invalid;
};

static int
check_output(void *user, const char *data, size_t len)
{
    struct check *check = user;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)data[i];
        int is_continuation = (c & 0xC0) == 0x80;
        if (is_continuation != (check->continuation > 0))
            check->invalid = 1;
        if (is_continuation)
            check->continuation--;
        else
            check->continuation = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0x80;
    }
    return 0;
}

static double
cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Renders every format; each must keep, together with the cleaning, within the time of one. */
static int
render_all(const cleanpage_doc *doc, double cleaning)
{
    for (int format = CLEANPAGE_TEXT; format <= CLEANPAGE_JSONL; format++) {
        struct check check = { 0, 0 };
        double start = cpu_seconds();

        if (!cleanpage_has_format((cleanpage_format)format))
            continue;
        if (cleanpage_render(doc, (cleanpage_format)format, NULL, check_output, &check))
            return 6;
        if (check.invalid || check.continuation)
            return 4;
        if (cleaning + cpu_seconds() - start > CPU_SECONDS) {
            printf("# format %d: %.2f s\n", format, cpu_seconds() - start);
            fflush(stdout);
            return 7;
        }
    }
    return 0;
}

/* In the child. The exit status says what went wrong. */
static int
clean(const struct kind *kind, const char *page, size_t bytes)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    struct rlimit cpu = { FORMATS * CPU_SECONDS, FORMATS * CPU_SECONDS };
    struct rusage usage;
    int failed = 0;
    cleanpage_doc *doc = NULL;
    cleanpage *cp = cleanpage_new();
    cleanpage_status st;
    double start;

    setrlimit(RLIMIT_CPU, &cpu);
    if (!cp)
        return 2;
    options.input = kind->flags & SCRAPED ? CLEANPAGE_INPUT_TEXT : CLEANPAGE_INPUT_HTML;
    start = cpu_seconds();
    st = cleanpage_clean(cp, page, bytes, &options, &doc);
    if (st && !(st == CLEANPAGE_LIMIT && (kind->flags & SCRAPED))) {
        fprintf(stderr, "# %s\n", cleanpage_message(cp));
        return 3;
    }
    if (doc)
        failed = render_all(doc, cpu_seconds() - start);
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
    if (failed)
        return failed;
    getrusage(RUSAGE_SELF, &usage);
    return MEASURES_MEMORY && usage.ru_maxrss > MEMORY_KIB ? 5 : 0;
}

static const char *
explain(int status)
{
    static const char *const reasons[] = { "", "", "no worker", "not cleaned",
                                           "output is not valid UTF-8", "over 256 MiB",
                                           "a format fails", "a format is too slow" };

    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL ? "too slow"
                                                                          : "crashed";
    status = WEXITSTATUS(status);
    return status < 8 ? reasons[status] : "failed";
}

/* Returns 0 if the page was cleaned within its bounds. */
static int
run(unsigned number, const struct kind *kind, size_t bytes)
{
    struct rusage before, after;
    char *page = make_page(kind, bytes);
    int status = -1;
    double seconds;
    pid_t child;

    getrusage(RUSAGE_CHILDREN, &before);
    fflush(NULL);
    child = page ? fork() : -1;
    if (child == 0)
        _exit(clean(kind, page, bytes));
    if (child > 0)
        waitpid(child, &status, 0);
    free(page);
    getrusage(RUSAGE_CHILDREN, &after);
    seconds = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) +
              (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1e6;
    printf("%s %u - %s, %zu MB (%.2f s)\n", status ? "not ok" : "ok", number, kind->name,
           bytes / SMALL, seconds);
    if (status)
        printf("# %s\n", explain(status));
    return status != 0;
}

static int
write_page(const char *name, size_t bytes)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        char *page;
        if (strcmp(kinds[i].name, name) != 0)
            continue;
        page = make_page(&kinds[i], bytes);
        if (page)
            fwrite(page, 1, bytes, stdout);
        free(page);
        return page && fflush(stdout) == 0 ? 0 : 1;
    }
    fprintf(stderr, "hostile: no kind \"%s\"\n", name);
    return 2;
}

int
main(int argc, char **argv)
{
    unsigned number = 0;
    int failed = 0;

    if (argc == 3)
        return write_page(argv[1], strtoul(argv[2], NULL, 10));
    for (size_t i = 0; i < N_KINDS; i++)
        number += kinds[i].flags & LARGE_TOO ? 2 : 1;
    printf("1..%u\n", number);
    number = 0;
    for (size_t i = 0; i < N_KINDS; i++) {
        failed += run(++number, &kinds[i], SMALL);
        if (kinds[i].flags & LARGE_TOO)
            failed += run(++number, &kinds[i], LARGE);
    }
    return failed > 0;
}
