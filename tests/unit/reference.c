#include "reference.h"

#include <gumbo.h>

#include "base/poison.h"
#include "base/utf8.h"
#include "page/flatten.h"

static void *
allocate(void *user, size_t n)
{
    void *p;

    cp_written_argument(user);
    cp_written_argument(n);
    p = cp_arena_alloc(user, n);
    cp_written(p, p ? n : 0);
    return p;
}

static void
keep(void *user, void *p)
{
    (void)user;
    (void)p;
}

static const GumboElement *
element_of(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE
               ? &node->v.element
               : NULL;
}

static struct cp_slice
copy(struct cp_arena *arena, const char *text)
{
    size_t n = strlen(text);
    return (struct cp_slice){ cp_arena_strndup(arena, text, n), n };
}

static void
open_element(struct cp_flat *flat, const GumboElement *e, struct cp_slice html)
{
    enum cp_tag tag = cp_tag_find(cp_slice_of(gumbo_normalized_tagname(e->tag)));
    GumboStringPiece name = e->original_tag;
    bool foreign = e->tag_namespace != GUMBO_NAMESPACE_HTML;
    struct cp_attr *attrs = cp_arena_zalloc(flat->doc, e->attributes.length + 1, sizeof *attrs);
    struct cp_node *node;

    if (tag == CP_TAG_UNKNOWN && name.data) {
        /* Behind "</>" Gumbo counts that to the tag. */
        while (name.length > 3 && memcmp(name.data, "</>", 3) == 0) {
            name.data += 3;
            name.length -= 3;
        }
        gumbo_tag_from_original_text(&name);
        tag = cp_tag_find((struct cp_slice){ name.data, name.length });
    }
    if (foreign && tag != CP_TAG_SVG && tag != CP_TAG_MATH)
        tag = CP_TAG_UNKNOWN;
    node = cp_flat_open(flat, tag, foreign);
    if (e->original_tag.data)
        node->source = (uint32_t)(e->original_tag.data - html.p);
    for (unsigned i = 0; i < e->attributes.length; i++) {
        const GumboAttribute *a = e->attributes.data[i];
        attrs[i].name = copy(flat->doc, a->name);
        attrs[i].value = copy(flat->doc, a->value);
        attrs[i].id = (uint16_t)cp_attr_find(attrs[i].name);
    }
    node->u.attrs = attrs;
    node->len = e->attributes.length;
}

static const GumboNode *
advance(struct cp_flat *flat, const GumboNode *node, const GumboNode *root)
{
    const GumboElement *e = element_of(node);

    if (e && e->children.length)
        return e->children.data[0];
    for (;; node = node->parent) {
        const GumboVector *siblings;
        if (element_of(node))
            cp_flat_close(flat);
        if (node == root)
            return NULL;
        siblings = &node->parent->v.element.children;
        if (node->index_within_parent + 1 < siblings->length)
            return siblings->data[node->index_within_parent + 1];
    }
}

cleanpage_status
reference_parse_html(struct cp_ctx *cx, struct cp_page *page, struct cp_slice utf8)
{
    struct cp_arena scratch = { 0 };
    GumboOptions options = kGumboDefaultOptions;
    const GumboOutput *output;
    struct cp_flat flat;

    options.allocator = allocate;
    options.deallocator = keep;
    options.userdata = &scratch;
    options.max_errors = 0;
    output = gumbo_parse_with_options(&options, utf8.n ? utf8.p : "", utf8.n);
    cp_flat_init(&flat, cx->arena, &scratch, 0);
    for (const GumboNode *n = output->root; n; n = advance(&flat, n, output->root)) {
        if (element_of(n))
            open_element(&flat, element_of(n), utf8);
        else if (n->type != GUMBO_NODE_COMMENT && cp_flat_keeps_text(&flat.nodes[flat.open]))
            cp_flat_text(&flat, copy(cx->arena, n->v.text.text), 0);
    }
    *page = (struct cp_page){ .nodes = cp_flat_finish(&flat), .n_nodes = flat.n,
                              .source = utf8 };
    cp_arena_clear(&scratch);
    return page->nodes ? CLEANPAGE_OK : cp_fail_nomem(cx);
}

/* ---- printing ---- */

static bool
is_control(uint32_t c)
{
    return (c < 0x20 && !cp_is_space((unsigned char)c)) || (c >= 0x7F && c < 0xA0) ||
           (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

static void
put_character(struct cp_buf *out, uint32_t c)
{
    char utf8[4];

    cp_buf_put(out, utf8, cp_utf8_put(utf8, is_control(c) ? CP_REPLACEMENT : c));
}

#define NO_BREAK_SPACE 0xA0

/* Folds white space, also where the text before ended in it. */
static void
put_text(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    uint32_t c;

    while (p < end) {
        p = cp_utf8_next(p, end, &c);
        if (c != NO_BREAK_SPACE && (c >= 0x80 || !cp_is_space((unsigned char)c)))
            put_character(out, c);
        else if (out->p[out->n - 1] != ' ')
            cp_buf_putc(out, ' ');
    }
}

static uint32_t
depth_of(const struct cp_page *page, uint32_t i)
{
    uint32_t depth = 0;

    while ((i = page->nodes[i].parent) != CP_NO_NODE)
        depth++;
    return depth;
}

static void
put_lower(struct cp_buf *out, struct cp_slice name)
{
    for (size_t i = 0; i < name.n; i++)
        cp_buf_putc(out, (char)cp_lower((unsigned char)name.p[i]));
}

static void
put_element(struct cp_buf *out, const struct cp_page *page, uint32_t i, bool places)
{
    const struct cp_node *node = &page->nodes[i];

    cp_buf_putc(out, '\n');
    cp_buf_put_u64(out, depth_of(page, i));
    cp_buf_putc(out, '<');
    if (places || node->tag != CP_TAG_UNKNOWN)
        put_lower(out, cp_node_name(page, i));
    cp_buf_puts(out, node->foreign ? " foreign@" : " @");
    if (places)
        cp_buf_put_u64(out, node->source);
    for (uint32_t k = 0; k < node->len; k++) {
        const struct cp_attr *a = &node->u.attrs[k];
        if (a->id == CP_ATTR_OTHER)
            continue;
        cp_buf_putc(out, ' ');
        put_lower(out, a->name);
        cp_buf_putc(out, '=');
        put_text(out, a->value);
    }
}

static void
print(struct cp_buf *out, const struct cp_page *page, bool places)
{
    uint32_t text_parent = CP_NO_NODE;

    for (uint32_t i = 0; i < page->n_nodes;) {
        const struct cp_node *node = &page->nodes[i];
        if (node->kind == CP_NODE_ELEMENT) {
            put_element(out, page, i, places);
            text_parent = CP_NO_NODE;
        } else {
            if (text_parent != node->parent) {
                cp_buf_putc(out, '\n');
                cp_buf_put_u64(out, depth_of(page, i));
                cp_buf_puts(out, " \"");
            }
            put_text(out, cp_node_text(node));
            text_parent = node->parent;
        }
        i = cp_node_is(page, i, CP_TAG_SVG) ? node->end : i + 1;
    }
    cp_buf_putc(out, '\n');
}

void
tree_print(struct cp_buf *out, const struct cp_page *page)
{
    print(out, page, true);
}

void
tree_print_shape(struct cp_buf *out, const struct cp_page *page)
{
    print(out, page, false);
}

/* ---- comparing ---- */

static bool
same_attrs(const struct cp_node *a, const struct cp_node *b)
{
    for (uint32_t i = 0; i < a->len; i++) {
        const struct cp_attr *x = &a->u.attrs[i], *y = &b->u.attrs[i];
        if (x->id != y->id || !cp_slice_eq(x->name, y->name) || !cp_slice_eq(x->value, y->value))
            return false;
    }
    return true;
}

static bool
same_node(const struct cp_node *a, const struct cp_node *b)
{
    if (a->parent != b->parent || a->end != b->end || a->tag != b->tag || a->kind != b->kind ||
        a->foreign != b->foreign || a->source != b->source || a->len != b->len)
        return false;
    return a->kind == CP_NODE_ELEMENT ? same_attrs(a, b)
                                      : cp_slice_eq(cp_node_text(a), cp_node_text(b));
}

uint32_t
tree_first_difference(const struct cp_page *a, const struct cp_page *b)
{
    for (uint32_t i = 0; i < a->n_nodes && i < b->n_nodes; i++)
        if (!same_node(&a->nodes[i], &b->nodes[i]))
            return i;
    if (a->n_nodes == b->n_nodes)
        return CP_NO_NODE;
    return a->n_nodes < b->n_nodes ? a->n_nodes : b->n_nodes;
}

void
tree_sanitize(struct cp_buf *out, const char *bytes, size_t n)
{
    struct cp_slice form = CP_LIT("</form");
    const char *p = bytes, *end = bytes + n;
    char utf8[4];
    uint32_t c;

    while (p < end) {
        if (cp_slice_starts_nocase((struct cp_slice){ p, (size_t)(end - p) }, form))
            cp_buf_puts(out, "<!---->");
        p = cp_utf8_next(p, end, &c);
        if (c != 0xFEFF || out->n)
            cp_buf_put(out, utf8, cp_utf8_put(utf8, c));
    }
}
