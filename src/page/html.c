#include "page/page.h"

#include <gumbo.h>

#include "base/buf.h"

static void *
take(void *user, size_t n)
{
    return cp_arena_alloc(user, n);
}

static void
give(void *user, void *p)
{
    (void)user;
    (void)p;
}

static cleanpage_status
add(struct cp_ctx *cx, struct cp_page *page, const GumboNode *g, uint32_t parent, uint32_t cap)
{
    struct cp_node *x;

    if (page->n_nodes >= cap)
        return cp_fail(cx, CLEANPAGE_LIMIT, "too many nodes");
    x = &page->nodes[page->n_nodes];
    *x = (struct cp_node){ .parent = parent, .end = page->n_nodes + 1 };
    page->n_nodes++;
    if (g->type == GUMBO_NODE_ELEMENT || g->type == GUMBO_NODE_TEMPLATE) {
        const GumboElement *e = &g->v.element;
        struct cp_attr *attrs = cp_arena_zalloc(cx->arena, e->attributes.length, sizeof *attrs);
        if (!attrs)
            return cp_fail_nomem(cx);
        x->tag = (uint16_t)cp_tag_find(cp_slice_of(gumbo_normalized_tagname(e->tag)));
        x->foreign = e->tag_namespace != GUMBO_NAMESPACE_HTML;
        x->source = e->start_pos.offset;
        x->len = e->attributes.length;
        for (unsigned i = 0; i < e->attributes.length; i++) {
            const GumboAttribute *a = e->attributes.data[i];
            attrs[i].name = cp_slice_of(a->name);
            attrs[i].value = cp_slice_of(a->value);
            attrs[i].id = (uint16_t)cp_attr_find(attrs[i].name);
        }
        x->u.attrs = attrs;
    } else {
        x->kind = CP_NODE_TEXT;
        x->tag = page->nodes[parent].tag;
        x->u.text = g->v.text.text;
        x->len = (uint32_t)strlen(g->v.text.text);
    }
    return CLEANPAGE_OK;
}

cleanpage_status
cp_page_parse_html(struct cp_ctx *cx, struct cp_page *page, struct cp_slice utf8)
{
    GumboOptions o = kGumboDefaultOptions;
    GumboOutput *out;
    const GumboNode *g;
    uint32_t cur = CP_NO_NODE, cap = 400000;
    cleanpage_status st;

    o.max_errors = 0;
    o.allocator = take;
    o.deallocator = give;
    o.userdata = cx->arena;
    *page = (struct cp_page){ .source = utf8 };
    out = gumbo_parse_with_options(&o, utf8.p, utf8.n);
    page->nodes = cp_arena_alloc(cx->arena, cap * sizeof *page->nodes);
    if (!page->nodes)
        return cp_fail_nomem(cx);
    for (g = out->root;;) {
        if (g->type != GUMBO_NODE_COMMENT) {
            st = add(cx, page, g, cur, cap);
            if (st)
                return st;
        }
        if ((g->type == GUMBO_NODE_ELEMENT || g->type == GUMBO_NODE_TEMPLATE) &&
            g->v.element.children.length) {
            cur = page->n_nodes - 1;
            g = g->v.element.children.data[0];
            continue;
        }
        for (;;) {
            const GumboNode *p = g->parent;
            if (g == out->root)
                return CLEANPAGE_OK;
            if (g->index_within_parent + 1 < p->v.element.children.length) {
                g = p->v.element.children.data[g->index_within_parent + 1];
                break;
            }
            page->nodes[cur].end = page->n_nodes;
            cur = page->nodes[cur].parent;
            g = p;
        }
    }
}
