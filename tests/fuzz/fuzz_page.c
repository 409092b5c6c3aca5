/*
 * The page stage on any valid UTF-8: the node table must be what page/page.h promises, and the
 * same without collapsing.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "page/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool condition)
{
    if (!condition)
        abort();
}

static void
check_attrs(const struct cp_node *node)
{
    for (uint32_t i = 0; i < node->len; i++) {
        const struct cp_attr *a = &node->u.attrs[i];
        require(a->name.n > 0 && a->id < CP_ATTR_COUNT);
        require(cp_utf8_valid_prefix(a->value.p, a->value.n) == a->value.n);
    }
}

static void
check_node(const struct cp_page *page, uint32_t i)
{
    const struct cp_node *node = &page->nodes[i];

    require(node->end > i && node->end <= page->n_nodes);
    require(node->tag < CP_TAG_COUNT && node->source <= page->source.n);
    if (i == 0) {
        require(node->parent == CP_NO_NODE && node->end == page->n_nodes);
    } else {
        require(node->parent < i && node->end <= page->nodes[node->parent].end);
        require(page->nodes[node->parent].kind == CP_NODE_ELEMENT);
    }
    if (node->kind == CP_NODE_ELEMENT) {
        check_attrs(node);
        require(cp_node_name(page, i).n > 0);
        return;
    }
    require(node->len > 0 && node->end == i + 1);
    require(cp_utf8_valid_prefix(node->u.text, node->len) == node->len);
}

static bool
same_node(const struct cp_node *a, const struct cp_node *b)
{
    if (a->parent != b->parent || a->end != b->end || a->tag != b->tag || a->kind != b->kind ||
        a->foreign != b->foreign || a->source != b->source || a->len != b->len)
        return false;
    return a->kind == CP_NODE_ELEMENT || cp_slice_eq(cp_node_text(a), cp_node_text(b));
}

/* Unless a limit cut one of them: a skeleton that is not collapsed reaches some sooner. */
static void
check_collapsing(struct cp_ctx *cx, const struct cp_page *page)
{
    struct cp_page plain;

    if (cp_page_parse_html_uncollapsed(cx, &plain, page->source) != CLEANPAGE_OK ||
        page->truncated || plain.truncated)
        return;
    require(plain.n_nodes == page->n_nodes);
    for (uint32_t i = 0; i < page->n_nodes; i++)
        require(same_node(&page->nodes[i], &plain.nodes[i]));
}

static void
make_valid(struct cp_buf *out, const char *p, size_t n)
{
    const char *end = p + n;
    char utf8[4];
    uint32_t c;

    while (p < end) {
        p = cp_utf8_next(p, end, &c);
        cp_buf_put(out, utf8, cp_utf8_put(utf8, c));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_buf utf8 = { 0 };
    struct cp_page page;

    make_valid(&utf8, (const char *)data, size);
    if (cp_page_parse_html(&cx, &page, cp_buf_slice(&utf8)) == CLEANPAGE_OK) {
        for (uint32_t i = 0; i < page.n_nodes; i++)
            check_node(&page, i);
        check_collapsing(&cx, &page);
    }
    cp_arena_clear(&arena);
    cp_buf_clear(&utf8);
    return 0;
}
