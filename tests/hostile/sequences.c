/*
 * Every short sequence of tags, behind each of some leads, a few times over: whether the guard
 * (src/page/guard.h) and Gumbo see it nest alike. Where the tree grows and the guard's stack does
 * not, a longer page grows without end. Chance (nested.c) meets few of these sequences.
 *
 *     sequences [UNITS [PART/PARTS [DEPTH]]]    of so many units; of one part of them, to share
 *                                               the work; behind so many open elements
 */
#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sanitized.h"
#include "page/skeleton.h"

#define N(array) (sizeof(array) / sizeof *(array))

#define UNITS (CP_IS_SANITIZED ? 1 : 2)
#define UNITS_MAX 6
#define TIMES 16
#define UNIT_MAX 40
#define DEPTH_MAX 1000
/* Gumbo's tree may be deeper than the guard's stack by what no tag stands for, such as a row's
 * body, and by what has been closed around what was not: up to the double and a little. */
#define DEEPER(stack) (2 * (stack) + 11)
#define MEMORY ((size_t)16 << 20)

static const char *const leads[] = {
    "", "<isindex>", "<b>", "<p>", "<button>", "<object>", "<ruby>", "<select>", "<template>",
    "<head><noscript>", "<svg>", "<svg><desc>", "<math>", "<math><mi>", "<math><annotation-xml>",
    "<table>", "<table><caption>", "<table><tr><td>", "<template><table>", "<select><template>",
    "<template><tr>", "<template><td>", "<template><col>",
};

/* A tag for each rule of the tree builder, and text. Raw text is one with its end tag. */
static const char *const units[] = {
    "<a>", "</a>", "<b>", "</b>", "<nobr>", "</nobr>", "<font>", "</font>",
    "<p>", "</p>", "<div>", "</div>", "<li>", "</li>", "<ul>", "</ul>", "<dd>", "</dd>",
    "<h1>", "</h1>", "<address>", "</address>", "<form>", "</form>", "<button>", "</button>",
    "<table>", "</table>", "<caption>", "</caption>", "<tr>", "</tr>", "<td>", "</td>",
    "<tbody>", "</tbody>", "<colgroup>", "</colgroup>", "<col>", "<table/>",
    "<select>", "</select>", "<option>", "</option>", "<optgroup>", "</optgroup>", "<input>",
    "<keygen>", "<textarea></textarea>", "<template>", "</template>", "<object>", "</object>",
    "<svg>", "</svg>", "<svg/>", "<math>", "</math>", "<mi>", "</mi>", "<annotation-xml>",
    "<desc>", "</desc>", "<foreignObject>", "</foreignObject>", "<mglyph>",
    "<x>", "</x>", "<x/>", "<main>", "</main>", "<dialog>", "</dialog>",
    "<ruby>", "</ruby>", "<rt>", "<rtc>", "<rb>", "<br>", "</br>", "<hr>", "<image>", "<param>",
    "<isindex>", "<pre>", "</pre>", "<xmp></xmp>", "<noframes></noframes>", "<iframe></iframe>",
    "<script></script>", "<style></style>", "<title></title>", "<meta>",
    "<noscript>", "</noscript>", "<frameset>", "</frameset>",
    "<html>", "</html>", "<head>", "</head>", "<body>", "</body>", "t", " ",
};

/* Open in front of each sequence, to come near to the guard's limit. */
static unsigned depth_before;

struct sequence {
    const char *lead, *unit[UNITS_MAX];
    unsigned n;
};

/* ---- Gumbo's tree ---- */

static char memory[MEMORY];
static size_t used;

static void *
take(void *unused, size_t size)
{
    void *taken = &memory[used];

    (void)unused;
    used += (size + 15) & ~(size_t)15;
    if (used > MEMORY)
        abort();
    return taken;
}

static void
leave(void *unused, void *taken)
{
    (void)unused;
    (void)taken;
}

static const GumboVector *
children_of(const GumboNode *node)
{
    bool has = node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;

    return has ? &node->v.element.children : NULL;
}

static unsigned
deepest_element(const GumboNode *root)
{
    unsigned depth = 1, deepest = 1;

    for (const GumboNode *node = root;;) {
        const GumboVector *children = children_of(node);

        if (children && children->length) {
            node = children->data[0];
            depth++;
        } else {
            unsigned of_element = children ? depth : depth - 1;   /* of text, the one around it */

            if (of_element > deepest)
                deepest = of_element;
            while (node != root && node->index_within_parent + 1 ==
                                       children_of(node->parent)->length) {
                node = node->parent;
                depth--;
            }
            if (node == root)
                return deepest;
            node = children_of(node->parent)->data[node->index_within_parent + 1];
        }
    }
}

static unsigned
depth_in_gumbo(struct cp_slice html)
{
    GumboOptions options = kGumboDefaultOptions;

    options.allocator = take;
    options.deallocator = leave;
    options.max_errors = 0;
    used = 0;
    return deepest_element(gumbo_parse_with_options(&options, html.p, html.n)->root);
}

/* ---- sequences ---- */

static size_t
put(char *page, size_t n, const char *text)
{
    size_t len = strlen(text);

    memcpy(page + n, text, len);
    return n + len;
}

static size_t
write_page(char *page, const struct sequence *s)
{
    size_t n = 0;

    for (unsigned i = 0; i < depth_before; i++)
        n = put(page, n, "<x>");
    n = put(page, n, s->lead);
    for (unsigned time = 0; time < TIMES; time++)
        for (unsigned i = 0; i < s->n; i++)
            n = put(page, n, s->unit[i]);
    return n;
}

/* False, and the sequence is told, if Gumbo's tree of what the guard let pass is deeper than it
 * believes. Framesets it only counts. */
static bool
nests_as_guarded(const struct sequence *s)
{
    static struct cp_skeleton sk;
    static struct cp_arena doc, scratch;
    static char page[DEPTH_MAX * 3 + UNIT_MAX * (UNITS_MAX * TIMES + 1)];
    unsigned tree, stack;

    cp_arena_reset(&doc);
    cp_arena_reset(&scratch);
    cp_skeleton_init(&sk, &doc, &scratch, (struct cp_slice){ page, write_page(page, s) });
    cp_filter_build(&sk);
    tree = depth_in_gumbo(cp_buf_slice(&sk.html));
    stack = sk.guard.depth + sk.guard.framesets;
    cp_skeleton_clear(&sk);
    if (tree <= depth_before + TIMES ||
        (stack >= depth_before && tree - depth_before <= DEEPER(stack - depth_before)))
        return true;
    printf("# \"%s", s->lead);
    for (unsigned i = 0; i < s->n; i++)
        printf("%s", s->unit[i]);
    printf("\", its last %u tags %u times: %u deep, %u for the guard\n", s->n, TIMES, tree, stack);
    return false;
}

/* The sequence with this number, of N(leads) * N(units) ^ n. */
static struct sequence
nth_sequence(unsigned long number, unsigned n)
{
    struct sequence s = { .lead = leads[number % N(leads)], .n = n };

    number /= N(leads);
    for (unsigned i = 0; i < n; i++, number /= N(units))
        s.unit[i] = units[number % N(units)];
    return s;
}

int
main(int argc, char **argv)
{
    unsigned units_each = argc > 1 ? (unsigned)atoi(argv[1]) : UNITS, part = 1, parts = 1;
    unsigned long all = N(leads), tried = 0, failed = 0;

    if (units_each < 1 || units_each > UNITS_MAX ||
        (argc > 2 && (sscanf(argv[2], "%u/%u", &part, &parts) != 2 || !part || part > parts)) ||
        (argc > 3 && (depth_before = (unsigned)atoi(argv[3])) > DEPTH_MAX)) {
        fprintf(stderr, "usage: sequences [UNITS [PART/PARTS [DEPTH]]]\n");
        return 2;
    }
    for (unsigned i = 0; i < units_each; i++)
        all *= N(units);
    for (unsigned long i = part - 1; i < all; i += parts, tried++) {
        struct sequence s = nth_sequence(i, units_each);

        failed += !nests_as_guarded(&s);
    }
    printf("1..1\n%s 1 - %lu sequences of up to %u tags nest as the guard takes them to\n",
           failed ? "not ok" : "ok", tried, units_each);
    return failed > 0;
}
