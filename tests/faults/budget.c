/*
 * What a page may take of memory, lowered step by step: it is cut and says so, or fails with a
 * status and a message; and what is not cut is whole, in every format. Prints TAP.
 *
 * usage: budget [STEP]
 * Budgets are so many bytes apart; without, each is a quarter larger than the one before.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/limits.h"
#include "cleanpage.h"

/* Below the first there is no room for anything; above the last all pages have theirs. */
#define FIRST 256
#define LAST ((size_t)128 << 20)
/* In even steps, which would be many: a page of some kilobytes has its room long before. */
#define LAST_EVEN ((size_t)4 << 20)

static size_t budget; /* 0: as the program has it */
static enum swept { ALL, DOCUMENT, PARSER } swept;
static unsigned turn; /* of the parser's two */
static bool is_wrong;

void __real_cp_arena_init(struct cp_arena *a, size_t budget_bytes);
void __wrap_cp_arena_init(struct cp_arena *a, size_t budget_bytes);

/* By the budget that an arena is to have. Of the parser's two the first is for what is made of
 * the page before it, and as large as the page. */
static enum swept
whose(size_t budget_bytes)
{
    return budget_bytes == CP_ARENA_MAX                      ? DOCUMENT
           : budget_bytes == CP_GUMBO_MAX && ++turn % 2 == 0 ? PARSER
                                                             : ALL;
}

/* The linker gives us the calls of the library. */
void
__wrap_cp_arena_init(struct cp_arena *a, size_t budget_bytes)
{
    bool is_swept = budget && (swept == ALL || swept == whose(budget_bytes));

    __real_cp_arena_init(a, is_swept ? budget : budget_bytes);
}

static const char *const names[] = { "article-in-layout-tables/source.html",
                                     "charset-shift-jis-vendor-characters/source.html",
                                     "nested-tables-of-the-nineties/source.html",
                                     "text-dump-lynx/source.txt", "a long page" };
static const struct {
    cleanpage_format format;
    unsigned flags;
} formats[] = { { CLEANPAGE_TEXT, 0 },
                { CLEANPAGE_MARKDOWN, CLEANPAGE_FRONT_MATTER },
                { CLEANPAGE_HTML, 0 },
                { CLEANPAGE_XML, 0 },
                { CLEANPAGE_JSONL, CLEANPAGE_NO_TIMES },
                { CLEANPAGE_EXPLAIN, CLEANPAGE_NO_TIMES },
                { CLEANPAGE_REPORT, CLEANPAGE_NO_TIMES } };
#define FORMATS (sizeof formats / sizeof *formats)

struct page {
    const char *name;
    struct cp_buf bytes, whole[FORMATS];
    unsigned failed, cut, same, complaints;
};

static void
complain(struct page *page, const char *what, int number)
{
    is_wrong = true;
    if (page->complaints++ < 10)
        printf("# %s, %zu bytes: %s %d\n", page->name, budget, what, number);
}

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

static bool
is_clean(cleanpage_status st)
{
    return st == CLEANPAGE_NOMEM || st == CLEANPAGE_LIMIT;
}

/* A page that is not cut has all of its text. */
static void
check_format(struct page *page, const cleanpage_doc *doc, bool is_cut, size_t i)
{
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    struct cp_buf out = { 0 };
    cleanpage_status st;

    layout.flags = formats[i].flags;
    st = cleanpage_render(doc, formats[i].format, &layout, append, &out);
    if (st && !is_clean(st))
        complain(page, "rendering gives", (int)st);
    else if (!st && !page->whole[i].n)
        cp_buf_put_slice(&page->whole[i], cp_buf_slice(&out));
    else if (!st && !is_cut && !cp_slice_eq(cp_buf_slice(&out), cp_buf_slice(&page->whole[i])))
        complain(page, "not cut, and yet another output in format", (int)formats[i].format);
    cp_buf_clear(&out);
}

static void
try_budget(cleanpage *cp, struct page *page)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    cleanpage_info info = CLEANPAGE_INFO_INIT;
    cleanpage_doc *doc = NULL;
    cleanpage_status st;

    options.url = "https://www.example.org/mills/1";
    options.flags = CLEANPAGE_TRACE;
    st = cleanpage_clean(cp, page->bytes.p, page->bytes.n, &options, &doc);
    if (st) {
        page->failed++;
        if (!is_clean(st) || !*cleanpage_message(cp))
            complain(page, "cleaning gives", (int)st);
        return;
    }
    cleanpage_get_info(doc, &info);
    page->cut += info.truncated != 0;
    page->same += !info.truncated;
    for (size_t i = 0; i < FORMATS; i++)
        if (cleanpage_has_format(formats[i].format))
            check_format(page, doc, info.truncated, i);
    cleanpage_doc_free(doc);
}

static void
sweep(cleanpage *cp, struct page *page, size_t step)
{
    for (budget = FIRST; budget < (step ? LAST_EVEN : LAST); budget += step ? step : budget / 4)
        try_budget(cp, page);
    budget = 0;
    try_budget(cp, page);
}

/* All memory, the document's, and the parser's. */
static void
sweep_all(cleanpage *cp, struct page *page, size_t step)
{
    try_budget(cp, page);
    for (swept = ALL; swept <= PARSER; swept++) {
        turn = 0;
        sweep(cp, page, step);
    }
    /* Or nothing was swept; only a long page is worth being cut. */
    if (!page->failed || page->same < 5 || (!strchr(page->name, '/') && !page->cut))
        complain(page, "times it was whole:", (int)page->same);
}

static bool
read_page(struct page *page)
{
    const char *top = getenv("top_srcdir");
    struct cp_buf path = { 0 };
    struct cp_ctx cx = { 0 };
    bool done;

    cp_buf_puts(&path, top ? top : ".");
    cp_buf_puts(&path, "/fixtures/pages/");
    cp_buf_puts(&path, page->name);
    done = cp_buf_str(&path) && cp_buf_read_file(&cx, &page->bytes, path.p) == CLEANPAGE_OK;
    cp_buf_clear(&path);
    return done;
}

/* One that the parser needs most memory for: tags that are not closed in their order. */
static bool
make_page(struct page *page)
{
    for (int i = 0; i < 100; i++) {
        cp_buf_puts(&page->bytes, "<p>The <b>old <i>mill</b> number ");
        cp_buf_put_u64(&page->bytes, (uint64_t)i);
        cp_buf_puts(&page->bytes, "</i> stood by the river for two hundred years.");
    }
    return !cp_buf_failed(&page->bytes);
}

static void
check(cleanpage *cp, size_t step, size_t number)
{
    struct page page = { .name = names[number] };

    is_wrong = strchr(page.name, '/') ? !read_page(&page) : !make_page(&page);
    if (!is_wrong)
        sweep_all(cp, &page, step);
    printf("%s %zu - %s: %u budgets fail, %u cut it, %u are enough\n",
           is_wrong ? "not ok" : "ok", number + 1, page.name, page.failed, page.cut, page.same);
    cp_buf_clear(&page.bytes);
    for (size_t i = 0; i < FORMATS; i++)
        cp_buf_clear(&page.whole[i]);
}

int
main(int argc, char **argv)
{
    size_t n = sizeof names / sizeof *names, step = 0;
    cleanpage *cp = cleanpage_new();

    if (argc > 1)
        step = strtoul(argv[1], NULL, 10);
    if (!cp || cleanpage_preload(cp)) {
        puts("Bail out! no worker");
        return 1;
    }
    for (size_t i = 0; i < n; i++)
        check(cp, step, i);
    printf("1..%zu\n", n);
    cleanpage_free(cp);
    return 0;
}
