/*
 * Random sequences of tags, over and over, half of them inside of svg, a template and the like or
 * behind raw text in places where there is none: whatever Gumbo makes of them, what it is given
 * nests no deeper than the guard allows (src/page/guard.h), which emulates Gumbo only. Where it
 * took an element for closed that was not, the page's depth grows with its size.
 *
 *     nested [TRIALS [SEED]]       tells what nests too deep, or takes too long
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/sanitized.h"
#include "page/page.h"

#define N(array) (sizeof(array) / sizeof *(array))

#define TRIALS (CP_IS_SANITIZED ? 200 : 1500)
#define PAGE_BYTES (200 * 1000)
/* Nearly all end at the limit, some at twice of it; what grows is deeper at this size. */
#define DEEPEST (4 * CP_DEPTH_MAX)
/* CPU time of one page. Gumbo's alone is cut at CP_GUMBO_CPU_MS, far above what it takes. */
#define SECONDS 0.4

/* Each that the tree builder has a rule of its own for, and some that it has none for. */
static const char *const tags[] = {
    "a", "b", "tt", "nobr", "font", "i", "p", "div", "h1", "li", "ul", "dd", "dl", "button",
    "form", "table", "caption", "tr", "td", "th", "tbody", "colgroup", "col", "select", "option",
    "optgroup", "input", "textarea", "template", "object", "applet", "marquee", "svg", "math",
    "mi", "mtext", "annotation-xml", "foreignObject", "desc", "title", "x", "y-z", "dialog",
    "slot", "main", "section", "br", "hr", "img", "ruby", "rt", "rb", "rtc", "rp", "span",
    "frameset", "noscript", "head", "body", "html", "script", "style", "plaintext", "xmp",
    "listing", "pre", "isindex", "image", "keygen", "menuitem", "blink", "details", "summary",
    "fieldset", "address", "center", "iframe", "noembed", "noframes", "mglyph", "malignmark", "g",
    "path", "nextid", "spacer", "embed", "param", "meta",
};

/* Where tags mean something else, where text that is raw elsewhere is not, what may lead out. */
static const char *const outside[] = {
    "<svg>", "<svg><desc>", "<svg><foreignObject>", "<math>", "<math><mi>", "<select>",
    "<select><template>", "<template>", "<table>", "<button>", "<ruby>", "<frameset>",
};
static const char *const raw[] = {
    "style", "script", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript",
    "plaintext",
};
static const char *const ways_out[] = {
    "<div>", "<nobr>", "<input>", "</svg>", "</math>", "</select>", "</template>", "</table>",
};

static uint64_t dice;

static unsigned
roll(unsigned sides)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (unsigned)(dice >> 20) % sides;
}

/* Names that most tags of a page are of. */
#define NAMES 4

/* A start tag, an end tag or one that says that it is both. */
static void
put_tag(struct cp_buf *out, const char *name)
{
    unsigned how = roll(10);

    cp_buf_puts(out, how < 6 || how == 9 ? "<" : "</");
    cp_buf_puts(out, name);
    cp_buf_puts(out, how == 9 ? "/>" : ">");
}

/* One to six tags, most of them of a few names, since these must meet again. */
static void
put_sequence(struct cp_buf *out, const char *const some[NAMES])
{
    unsigned n = 1 + roll(6);

    for (unsigned i = 0; i < n; i++) {
        put_tag(out, roll(3) ? some[roll(NAMES)] : tags[roll(N(tags))]);
        if (!roll(5))
            cp_buf_puts(out, roll(3) ? "t" : " ");
        if (!roll(30))
            cp_buf_puts(out, "<!-->");
    }
}

/* Half of them lead on: by a tag that the guard sees and Gumbo does not, or the other way round.
 * Behind isindex the filter is in charge (src/page/filter.c). */
static void
put_lead(struct cp_buf *out)
{
    const char *name = raw[roll(N(raw))];

    if (roll(2))
        cp_buf_puts(out, "<isindex>");
    cp_buf_puts(out, outside[roll(N(outside))]);
    if (roll(2))
        return;
    cp_buf_puts(out, "<");
    cp_buf_puts(out, name);
    cp_buf_puts(out, ">");
    cp_buf_puts(out, ways_out[roll(N(ways_out))]);
    cp_buf_puts(out, "</");
    cp_buf_puts(out, name);
    cp_buf_puts(out, ">");
}

static uint32_t
deepest_node(struct cp_arena *arena, const struct cp_page *page)
{
    uint32_t *depth = cp_arena_zalloc(arena, page->n_nodes, sizeof *depth), deepest = 0;

    for (uint32_t i = 1; depth && i < page->n_nodes; i++) {
        depth[i] = depth[page->nodes[i].parent] + 1;
        if (depth[i] > deepest)
            deepest = depth[i];
    }
    return depth ? deepest : UINT32_MAX;
}

/* Half the pages have another sequence from their middle on. */
static bool
try_sequences(struct cp_slice lead, struct cp_slice first, struct cp_slice second,
              uint32_t *deepest)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_buf html = { 0 };
    struct cp_page page;
    clock_t before;
    double seconds;
    bool ok = false;

    cp_buf_put_slice(&html, lead);
    while (html.n < PAGE_BYTES / 2)
        cp_buf_put_slice(&html, first);
    while (html.n < PAGE_BYTES)
        cp_buf_put_slice(&html, second);
    before = clock();
    if (cp_page_parse_html(&cx, &page, cp_buf_slice(&html)) == CLEANPAGE_OK) {
        uint32_t depth = deepest_node(&arena, &page);

        seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
        ok = depth <= DEEPEST && (CP_IS_SANITIZED || seconds < SECONDS);
        if (!ok)
            printf("# \"%.*s\", \"%.*s\", then \"%.*s\": %u deep, %.2f s\n", (int)lead.n,
                   lead.p, (int)first.n, first.p, (int)second.n, second.p, (unsigned)depth,
                   seconds);
        if (depth > *deepest)
            *deepest = depth;
    }
    cp_buf_clear(&html);
    cp_arena_clear(&arena);
    return ok;
}

int
main(int argc, char **argv)
{
    unsigned long trials = argc > 1 ? strtoul(argv[1], NULL, 10) : TRIALS, failed = 0;
    unsigned long seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    uint32_t deepest = 0;

    dice = 0x9E3779B97F4A7C15u * (seed + 1);
    for (unsigned long i = 0; i < trials; i++) {
        struct cp_buf lead = { 0 }, first = { 0 }, second = { 0 };
        const char *some[NAMES];

        if (roll(2))
            put_lead(&lead);
        for (size_t k = 0; k < NAMES; k++)
            some[k] = tags[roll(N(tags))];
        put_sequence(&first, some);
        if (roll(2))
            cp_buf_put_slice(&second, cp_buf_slice(&first));
        else
            put_sequence(&second, some);
        failed += !try_sequences(cp_buf_slice(&lead), cp_buf_slice(&first),
                                 cp_buf_slice(&second), &deepest);
        cp_buf_clear(&lead);
        cp_buf_clear(&first);
        cp_buf_clear(&second);
    }
    printf("1..1\n%s 1 - %lu sequences of tags nest within limits, the deepest %u\n",
           failed ? "not ok" : "ok", trials, (unsigned)deepest);
    return failed > 0;
}
