/*
 * The page stage against plain Gumbo: whatever way a page takes, as a skeleton with folds,
 * without them, or filtered, it has the tree and the texts that Gumbo alone gives it.
 *
 * What may differ, and is passed over: pages that reach a limit or on which the guard dropped
 * tags, whose notes say so; and what Gumbo 0.10.1 itself garbles, as tests/unit/reference.h
 * tells.
 */
#include <string.h>

#include "../unit/reference.h"
#include "base/arena.h"
#include "fuzz.h"
#include "page/traits.h"

/* Gumbo alone takes quadratic time for what is nested or left open. */
#define PAGE_MAX 6000

static bool
has(const struct cp_page *page, const char *word)
{
    return cp_slice_find_nocase(page->source, cp_slice_of(word)) != NULL;
}

/* Gumbo makes a stray byte of a reference to a number that no int holds. */
static bool
has_huge_number(struct cp_slice page)
{
    const char *p;

    while ((p = cp_slice_find(page, CP_LIT("&#"))) != NULL) {
        size_t digits = 0;

        page.n -= (size_t)(p + 2 - page.p);
        page.p = p + 2;
        while (digits < page.n && (cp_is_alpha((unsigned char)page.p[digits]) ||
                                   cp_is_digit((unsigned char)page.p[digits])))
            digits++;
        if (digits > 7)
            return true;
    }
    return false;
}

/* "</a >": in svg and math Gumbo does not know it for the end of an a. */
static bool
has_spaced_end(struct cp_slice page)
{
    const char *p;

    while ((p = cp_slice_find(page, CP_LIT("</"))) != NULL) {
        page.n -= (size_t)(p + 2 - page.p);
        page.p = p + 2;
        while (page.n &&
               (cp_is_alpha((unsigned char)*page.p) || cp_is_digit((unsigned char)*page.p))) {
            page.p++;
            page.n--;
        }
        if (page.n && *page.p != '>')
            return true;
    }
    return false;
}

/* In a drawing an end tag of what Gumbo does not know ends the nearest such element around it, even
 * one of another name. Ours leaves the drawing's inside out, and keeps that open as it should be. */
static bool
has_drawing_in_unknown(const struct cp_page *page)
{
    const struct cp_node *nodes = page->nodes;

    for (uint32_t i = 0; i < page->n_nodes; i++) {
        if (nodes[i].kind != CP_NODE_ELEMENT || nodes[i].tag != CP_TAG_SVG)
            continue;
        for (uint32_t k = nodes[i].parent; k != CP_NO_NODE; k = nodes[k].parent)
            if (!nodes[k].foreign && (nodes[k].tag == CP_TAG_UNKNOWN ||
                                      cp_tag_has((enum cp_tag)nodes[k].tag, CP_TRAIT_NEW)))
                return true;
    }
    return false;
}

/* Raw text with so many tags is passed on with their "<" written otherwise. */
static bool
has_much_raw_text(const struct cp_page *page)
{
    uint32_t n = 0;

    for (size_t i = 0; i < page->source.n; i++)
        n += page->source.p[i] == '<';
    return n > 100 &&
           (has(page, "<xmp") || has(page, "<plaintext") ||
            (has(page, "<script") &&
             (has(page, "json") || has(page, "__next_data__") || has(page, "math/tex"))));
}

/* In svg and math these are not passed on: Gumbo 0.10.1 may take them for HTML's. */
static bool
has_namesake(const struct cp_page *page)
{
    return (has(page, "<svg") || has(page, "<math")) &&
           (has(page, "<td") || has(page, "<th") || has(page, "<tr") || has(page, "<tb") ||
            has(page, "<tf") || has(page, "<caption") || has(page, "<col") ||
            has(page, "<select") || has(page, "<template") || has(page, "<html"));
}

/*
 * The text of a style in a select is the select's, but of no use; so is what is before the
 * first tag of one in a formula. In a template with a col, words are dropped one by one, which
 * a skeleton cannot follow. HTML in a drawing may keep it from ending; ours ends it, for the
 * sake of the text behind it. Plain text that is none to the filter loses a tag that the page's
 * end cuts off. Gumbo loses a NUL at the start of an attribute's name, and ends a tag's name at
 * a vertical tab where the reference looks it up once more.
 */
static bool
is_comparable(const struct cp_page *page)
{
    bool has_select = has(page, "<select"), has_math = has(page, "<math");
    bool has_svg = has(page, "<svg");

    if ((has_select || has_math) && (has(page, "<style") || has(page, "<script")))
        return false;
    if (has_svg && (has(page, "<foreignobject") || has(page, "<desc") || has(page, "<title")))
        return false;
    if ((has_select || has_math || has_svg) &&
        (has(page, "<plaintext") || has_spaced_end(page->source)))
        return false;
    if (has_namesake(page) || has_much_raw_text(page) || (has_svg && has_drawing_in_unknown(page)))
        return false;
    return !(has(page, "<template") && has(page, "<col")) && !has_huge_number(page->source) &&
           !memchr(page->source.p, '\0', page->source.n) &&
           !memchr(page->source.p, '\v', page->source.n);
}

static bool
has_same_names(const struct cp_node *a, const struct cp_node *b)
{
    for (uint32_t i = 0; i < a->len && i < b->len; i++)
        if (!cp_slice_eq_nocase(a->u.attrs[i].name, b->u.attrs[i].name))
            return false;
    return a->len == b->len;
}

static uint32_t
next_element(const struct cp_page *page, uint32_t i)
{
    while (i < page->n_nodes && page->nodes[i].kind != CP_NODE_ELEMENT)
        i++;
    return i;
}

/*
 * Of two attributes with one name on a tag Gumbo 0.10.1 glues the second to the name of the
 * next: elements whose attributes have other names than ours are compared without. The inside
 * of svg, which ours may have left out, is not compared at all.
 */
static void
forget_garbled_attributes(struct cp_page *reference, struct cp_page *ours)
{
    uint32_t i = next_element(ours, 0), k = next_element(reference, 0);

    while (i < ours->n_nodes && k < reference->n_nodes) {
        struct cp_node *a = &ours->nodes[i], *b = &reference->nodes[k];

        if (!has_same_names(a, b))
            a->len = b->len = 0;
        i = next_element(ours, a->tag == CP_TAG_SVG ? a->end : i + 1);
        k = next_element(reference, b->tag == CP_TAG_SVG ? b->end : k + 1);
    }
}

/*
 * Where raw text is such for us and not for Gumbo, which takes tags inside it (a title in a
 * select), these have no place of their own. Only the filter's way is made for that. Behind
 * "</>" Gumbo counts that to the next tag.
 */
static bool
may_lack_places(const struct cp_page *page)
{
    return has(page, "<select") || has(page, "<svg") || has(page, "<math") ||
           has(page, "<frameset") || has(page, "</>");
}

typedef void print_fn(struct cp_buf *out, const struct cp_page *page);

/* Ends the program, with what differs from the first such line on. */
static void
require_same_print(const char *name, const struct cp_page *reference,
                   const struct cp_page *ours, print_fn *print)
{
    struct cp_buf expected = { 0 }, got = { 0 };
    size_t i = 0;

    print(&expected, reference);
    print(&got, ours);
    if (!cp_slice_eq(cp_buf_slice(&expected), cp_buf_slice(&got))) {
        while (i < expected.n && i < got.n && expected.p[i] == got.p[i])
            i++;
        while (i && expected.p[i - 1] != '\n')
            i--;
        fprintf(stderr, "%s:\n%.300s\nours:\n%.300s\n", name, cp_buf_str(&expected) + i,
                cp_buf_str(&got) + i);
        abort();
    }
    cp_buf_clear(&expected);
    cp_buf_clear(&got);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_buf utf8 = { 0 };
    struct cp_page ours, plain, reference;

    if (size > PAGE_MAX)
        return 0;
    tree_sanitize(&utf8, (const char *)data, size);
    require(cp_page_parse_html(&cx, &ours, cp_buf_slice(&utf8)) == CLEANPAGE_OK);
    require(cp_page_parse_html_uncollapsed(&cx, &plain, cp_buf_slice(&utf8)) == CLEANPAGE_OK);
    if (!cx.notes) {
        require_same_print("without folds", &plain, &ours, tree_print);
        require(tree_first_difference(&plain, &ours) == CP_NO_NODE);
        require(reference_parse_html(&cx, &reference, cp_buf_slice(&utf8)) == CLEANPAGE_OK);
        forget_garbled_attributes(&reference, &ours);
        if (is_comparable(&ours))
            require_same_print("gumbo", &reference, &ours,
                               may_lack_places(&ours) ? tree_print_shape : tree_print);
    }
    cp_arena_clear(&arena);
    cp_buf_clear(&utf8);
    return 0;
}
