/*
 * The one file that sees Gumbo: runs it on scratch memory and copies its tree into the node
 * table. Afterwards nothing points into Gumbo's memory, which is dropped whole;
 * gumbo_destroy_output recurses and is never called.
 */
#include <gumbo.h>
#include <setjmp.h>

#include "base/utf8.h"
#include "page/flatten.h"
#include "page/page.h"

/* One run of Gumbo. Its allocator cannot report a failure, so it jumps out of the parse. */
struct parse {
    struct cp_arena *scratch;
    jmp_buf no_memory;
};

static void *
allocate(void *user, size_t n)
{
    struct parse *parse = user;
    void *p = cp_arena_alloc(parse->scratch, n);

    if (!p)
        longjmp(parse->no_memory, 1);
    return p;
}

static void
keep(void *user, void *p)
{
    (void)user;
    (void)p;
}

/* NULL when the memory or its budget is gone. */
static const GumboOutput *
run_gumbo(struct parse *parse, struct cp_slice html)
{
    GumboOptions options = kGumboDefaultOptions;

    options.allocator = allocate;
    options.deallocator = keep;
    options.userdata = parse;
    options.max_errors = 0;   /* each error would copy the stack of open elements */
    if (setjmp(parse->no_memory))
        return NULL;
    return gumbo_parse_with_options(&options, html.n ? html.p : "", html.n);
}

/* What the walk needs besides the tree. */
struct walk {
    struct cp_flat flat;
    struct cp_slice html;   /* what Gumbo was given */
};

static const GumboElement *
element_of(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE
               ? &node->v.element
               : NULL;
}

/* Inside svg and math only their own elements have a tag of ours: their "title" is no title. */
static enum cp_tag
tag_of(const GumboElement *element)
{
    enum cp_tag tag = cp_tag_find(cp_slice_of(gumbo_normalized_tagname(element->tag)));
    GumboStringPiece name = element->original_tag;

    if (tag == CP_TAG_UNKNOWN && name.data) {
        gumbo_tag_from_original_text(&name);
        tag = cp_tag_find((struct cp_slice){ name.data, name.length });
    }
    if (element->tag_namespace != GUMBO_NAMESPACE_HTML && tag != CP_TAG_SVG &&
        tag != CP_TAG_MATH)
        return CP_TAG_UNKNOWN;
    return tag;
}

/*
 * A copy of Gumbo's text in the document's arena. Gumbo 0.10.1 turns a numeric reference that
 * overflows into a stray byte, so what is not valid UTF-8 is replaced.
 */
static struct cp_slice
copy_text(struct cp_flat *flat, const char *text)
{
    struct cp_slice copy = { NULL, strlen(text) };
    bool valid = cp_utf8_valid_prefix(text, copy.n) == copy.n;
    size_t room = valid ? copy.n : copy.n * 3;
    const char *end = text + copy.n;
    char *out = cp_arena_alloc(flat->doc, room);

    if (!out) {
        flat->no_memory = true;
        return (struct cp_slice){ NULL, 0 };
    }
    copy.p = out;
    if (valid) {
        memcpy(out, text, copy.n);
        return copy;
    }
    while (text < end) {
        uint32_t c;
        text = cp_utf8_next(text, end, &c);
        out += cp_utf8_put(out, c);
    }
    copy.n = (size_t)(out - copy.p);
    return copy;
}

static void
copy_attributes(struct cp_flat *flat, struct cp_node *node, const GumboVector *from)
{
    struct cp_attr *attrs;

    if (!from->length)
        return;
    attrs = cp_arena_alloc(flat->doc, from->length * sizeof *attrs);
    if (!attrs) {
        flat->no_memory = true;
        return;
    }
    for (unsigned i = 0; i < from->length; i++) {
        const GumboAttribute *a = from->data[i];
        attrs[i].name = copy_text(flat, a->name);
        attrs[i].value = copy_text(flat, a->value);
        attrs[i].id = (uint16_t)cp_attr_find(attrs[i].name);
    }
    node->u.attrs = attrs;
    node->len = from->length;
}

static uint32_t
offset_of(const struct walk *walk, const char *place)
{
    return place ? (uint32_t)(place - walk->html.p) : 0;
}

static void
enter(struct walk *walk, const GumboNode *node)
{
    struct cp_flat *flat = &walk->flat;
    const GumboElement *element = element_of(node);
    struct cp_node *flat_node;

    if (element) {
        flat_node = cp_flat_open(flat, tag_of(element),
                                 element->tag_namespace != GUMBO_NAMESPACE_HTML);
        if (!flat_node)
            return;
        flat_node->source = offset_of(walk, element->original_tag.data);
        copy_attributes(flat, flat_node, &element->attributes);
    } else if (node->type != GUMBO_NODE_COMMENT && !flat->no_memory &&
               cp_flat_keeps_text(&flat->nodes[flat->open])) {
        cp_flat_text(flat, copy_text(flat, node->v.text.text),
                     offset_of(walk, node->v.text.original_text.data));
    }
}

/* The node after this one in document order, closing what ends before it; NULL at the end. */
static const GumboNode *
advance(struct walk *walk, const GumboNode *node, const GumboNode *root)
{
    const GumboElement *element = element_of(node);

    if (element && element->children.length)
        return element->children.data[0];
    for (;;) {
        const GumboVector *siblings;

        if (element_of(node))
            cp_flat_close(&walk->flat);
        if (node == root)
            return NULL;
        siblings = &node->parent->v.element.children;
        if (node->index_within_parent + 1 < siblings->length)
            return siblings->data[node->index_within_parent + 1];
        node = node->parent;
    }
}

static void
flatten(struct walk *walk, const GumboNode *root)
{
    for (const GumboNode *node = root; node; node = advance(walk, node, root))
        enter(walk, node);
}

cleanpage_status
cp_page_parse_html(struct cp_ctx *cx, struct cp_page *page, struct cp_slice utf8)
{
    struct cp_arena scratch = { 0 };
    struct parse parse = { .scratch = &scratch };
    struct walk walk = { .html = utf8 };
    const GumboOutput *output;
    cleanpage_status st = CLEANPAGE_OK;

    output = run_gumbo(&parse, utf8);
    if (!output) {
        st = cp_fail_nomem(cx);
        goto out;
    }
    cp_flat_init(&walk.flat, cx->arena, &scratch);
    flatten(&walk, output->root);
    *page = (struct cp_page){ .nodes = cp_flat_finish(&walk.flat), .n_nodes = walk.flat.n,
                              .source = utf8 };
    if (!page->nodes)
        st = cp_fail_nomem(cx);
out:
    cp_arena_clear(&scratch);
    return st;
}
