/*
 * The one file that sees Gumbo: runs it on scratch memory over a skeleton of the page
 * (page/skeleton.h) and copies its tree into the node table. Afterwards nothing points into
 * Gumbo's memory, which is dropped whole; gumbo_destroy_output recurses and is never called.
 */
#include <gumbo.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stddef.h>
#include <time.h>

#include "base/poison.h"
#include "base/utf8.h"
#include "page/flatten.h"
#include "page/page.h"
#include "page/skeleton.h"

/* ---- running Gumbo ---- */

/* Gumbo allocates some forty bytes at a time: they are cut from pieces of this size, and the
 * clock is read once for each. */
#define PIECE_BYTES ((size_t)32 << 10)

enum outcome { PARSED, NO_MEMORY, OVER_LIMIT };

/* One run of Gumbo. Its allocator cannot report a failure, so it jumps out of the parse. */
struct parse {
    struct cp_arena memory;
    char *next;             /* the free part of the piece at hand */
    size_t free_bytes;
    jmp_buf give_up;
    int64_t deadline_ms;
    const GumboOutput *output;
};

static int64_t
cpu_ms(void)
{
    struct timespec t;

    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t))
        return 0;
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void *
take(struct parse *parse, size_t n)
{
    void *p = cp_arena_alloc(&parse->memory, n);

    if (!p)
        longjmp(parse->give_up,
                n > parse->memory.budget_bytes - parse->memory.used_bytes ? OVER_LIMIT
                                                                          : NO_MEMORY);
    if (cpu_ms() > parse->deadline_ms)
        longjmp(parse->give_up, OVER_LIMIT);
    cp_written(p, n);
    return p;
}

static void *
allocate(void *user, size_t n)
{
    struct parse *parse;
    char *p;

    cp_written_argument(user);
    cp_written_argument(n);
    parse = user;
    n = (n + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (n > parse->free_bytes) {
        if (n > PIECE_BYTES / 4)
            return take(parse, n);
        parse->next = take(parse, PIECE_BYTES);
        parse->free_bytes = PIECE_BYTES;
    }
    p = parse->next;
    parse->next += n;
    parse->free_bytes -= n;
    return p;
}

static void
keep(void *user, void *p)
{
    (void)user;
    (void)p;
}

static enum outcome
run_gumbo(struct parse *parse, struct cp_slice html)
{
    GumboOptions options = kGumboDefaultOptions;
    int reason;

    options.allocator = allocate;
    options.deallocator = keep;
    options.userdata = parse;
    options.max_errors = 0;   /* each error would copy the stack of open elements */
    cp_arena_reset(&parse->memory);
    parse->free_bytes = 0;
    parse->deadline_ms = cpu_ms() + CP_GUMBO_CPU_MS;
    reason = setjmp(parse->give_up);
    if (reason)
        return (enum outcome)reason;
    parse->output = gumbo_parse_with_options(&options, html.n ? html.p : "", html.n);
    return PARSED;
}

/* The first quarter, and not half a character at its end. */
static struct cp_slice
first_quarter(struct cp_slice html)
{
    html.n /= 4;
    while (html.n && ((unsigned char)html.p[html.n] & 0xC0) == 0x80)
        html.n--;
    return html;
}

/* Parses the skeleton or, if Gumbo needs too much for it, what of its beginning it can. */
static enum outcome
parse_skeleton(struct parse *parse, struct cp_skeleton *sk)
{
    struct cp_slice html = cp_buf_slice(&sk->html);
    enum outcome outcome = run_gumbo(parse, html);

    for (int i = 1; outcome == OVER_LIMIT && i < CP_GUMBO_TRIES; i++) {
        html = first_quarter(html);
        sk->cut = "page-cut";
        outcome = run_gumbo(parse, html);
    }
    return outcome;
}

/* ---- from Gumbo's tree to the node table ---- */

struct walk {
    struct cp_flat flat;
    const struct cp_skeleton *sk;
    uint32_t tag_hint;      /* for cp_skeleton_find */
    uint32_t last_source;   /* of the node before, for texts that have no place of their own */
    uint16_t tags[GUMBO_TAG_LAST + 1];   /* ours for each of Gumbo's that has been seen */
};

static const GumboElement *
element_of(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE
               ? &node->v.element
               : NULL;
}

/* The start tag an element came from; NULL if Gumbo supplied it. */
static const struct cp_skeleton_tag *
find_tag(struct walk *walk, const GumboElement *element)
{
    const char *place = element->original_tag.data;

    if (!place)
        return NULL;
    return cp_skeleton_find(walk->sk, (size_t)(place - walk->sk->html.p), &walk->tag_hint);
}

/* As the tag is written in what Gumbo got. */
static enum cp_tag
tag_of_name(const GumboElement *element)
{
    GumboStringPiece name = element->original_tag;

    gumbo_tag_from_original_text(&name);
    return name.data ? cp_tag_find((struct cp_slice){ name.data, name.length }) : CP_TAG_UNKNOWN;
}

/* Inside svg and math only they themselves have a tag of ours: their "title" is no title. */
static enum cp_tag
tag_of(struct walk *walk, const GumboElement *element, const struct cp_skeleton_tag *written)
{
    enum cp_tag tag = (enum cp_tag)walk->tags[element->tag];

    if (tag == CP_TAG_UNKNOWN) {
        tag = cp_tag_find(cp_slice_of(gumbo_normalized_tagname(element->tag)));
        walk->tags[element->tag] = (uint16_t)tag;
    }
    if (tag == CP_TAG_UNKNOWN)   /* Gumbo does not know <dialog>, we do */
        tag = written ? (enum cp_tag)written->tag : tag_of_name(element);
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
    struct cp_slice copy = cp_utf8_keep(flat->doc, cp_slice_of(text));

    flat->no_memory |= !copy.p;
    return copy;
}

/* ---- elements ---- */

/* Of literal HTML: Gumbo has decoded the attributes. */
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
    node->u.attrs = attrs;
    for (unsigned i = 0; i < from->length; i++) {
        const GumboAttribute *a = from->data[i];
        if (!*a->name)   /* it began with NUL */
            continue;
        attrs->name = copy_text(flat, a->name);
        attrs->value = copy_text(flat, a->value);
        attrs->id = (uint16_t)cp_attr_find(attrs->name);
        attrs++;
        node->len++;
    }
}

static void
set_attributes(const struct cp_skeleton *sk, struct cp_node *node,
               const struct cp_skeleton_tag *written)
{
    const struct cp_skeleton_root *root = NULL;

    if (node->tag == CP_TAG_HTML)
        root = &sk->root_html;
    else if (node->tag == CP_TAG_BODY)
        root = &sk->root_body;
    if (root) {
        node->u.attrs = root->attrs;
        node->len = root->n;
    } else if (written) {
        node->u.attrs = written->attrs;
        node->len = written->n_attrs;
    }
}

/* An element of a fold: it is just what its start tag says. */
static void
enter_folded(struct walk *walk, const struct cp_skeleton_tag *written)
{
    struct cp_node *node =
        cp_flat_open(&walk->flat, (enum cp_tag)written->tag, written->tag == CP_TAG_SVG);

    if (!node)
        return;
    node->source = walk->last_source = written->source;
    node->u.attrs = written->attrs;
    node->len = written->n_attrs;
}

static void
enter_element(struct walk *walk, const GumboElement *element)
{
    const struct cp_skeleton_tag *written = find_tag(walk, element);
    bool foreign = element->tag_namespace != GUMBO_NAMESPACE_HTML;
    struct cp_node *node = cp_flat_open(&walk->flat, tag_of(walk, element, written), foreign);

    if (!node)
        return;
    if (written)
        walk->last_source = written->source;
    if (element->original_tag.data)   /* else it is implied and stands nowhere */
        node->source = walk->last_source;
    if (walk->sk->literal)
        copy_attributes(&walk->flat, node, &element->attributes);
    else
        set_attributes(walk->sk, node, written);
}

/* ---- texts ---- */

/* One code point of a skeleton's text: a run, or a character that stands for itself. */
static const char *
next_piece(const struct walk *walk, const char *p, const char *end,
           const struct cp_skeleton_run **run, uint32_t *c)
{
    p = cp_utf8_next(p, end, c);
    *run = *c < 0x80 ? NULL : cp_skeleton_run_of(walk->sk, *c);
    return p;
}

static struct cp_slice
run_slice(const struct cp_skeleton_run *run)
{
    return (struct cp_slice){ run->p, run->n };
}

/* Several runs and spaces that Gumbo merged become one text in the document's arena. */
static struct cp_slice
join_pieces(struct walk *walk, struct cp_slice pieces)
{
    const char *end = pieces.p + pieces.n;
    const struct cp_skeleton_run *run;
    struct cp_slice text = { NULL, 0 };
    size_t room = 0;
    uint32_t c;
    char *out;

    for (const char *p = pieces.p; p < end;) {
        p = next_piece(walk, p, end, &run, &c);
        room += run ? cp_text_room(run_slice(run), (enum cp_text_kind)run->kind) : 4;
    }
    text.p = out = cp_arena_alloc(walk->flat.doc, room);
    if (!out) {
        walk->flat.no_memory = true;
        return text;
    }
    for (const char *p = pieces.p; p < end;) {
        p = next_piece(walk, p, end, &run, &c);
        if (run)
            out = cp_text_decode_to(out, run_slice(run), (enum cp_text_kind)run->kind);
        else
            out += cp_utf8_put(out, c);
    }
    text.n = (size_t)(out - text.p);
    cp_arena_shrink(walk->flat.doc, (char *)text.p, room, text.n);
    return text;
}

static struct cp_slice
skeleton_text(struct walk *walk, struct cp_slice pieces)
{
    const struct cp_skeleton_run *run;
    const char *end = pieces.p + pieces.n;
    struct cp_slice text;
    uint32_t c;
    bool single = next_piece(walk, pieces.p, end, &run, &c) == end;

    if (run)
        walk->last_source = (uint32_t)(run->p - walk->sk->page.p);
    if (single && c == ' ')
        return CP_LIT(" ");
    if (single && c == '\n')
        return CP_LIT("\n");
    if (!single || !run)
        return join_pieces(walk, pieces);
    if (!cp_text_decode(walk->flat.doc, run_slice(run), (enum cp_text_kind)run->kind, &text))
        walk->flat.no_memory = true;
    return text;
}

static void
add_text(struct walk *walk, const char *p, const char *end)
{
    struct cp_slice text;

    if (p == end)
        return;
    text = skeleton_text(walk, (struct cp_slice){ p, (size_t)(end - p) });
    cp_flat_text(&walk->flat, text, walk->last_source);
}

/* The elements and texts that one code point stood for: see page/collapse.h. */
static void
unfold(struct walk *walk, const struct cp_fold *fold)
{
    const char *p = walk->sk->collapse.text.p + fold->start, *end = p + fold->n;
    const struct cp_skeleton_tag *tag = &walk->sk->tags[fold->first_tag];

    while (p < end) {
        const char *start = p;
        while (*p != '<' && *p != '>' && *p != '!')
            p++;
        add_text(walk, start, p);
        if (*p == '<')
            enter_folded(walk, tag++);
        else if (*p == '>')
            cp_flat_close(&walk->flat);
        p++;
    }
}

/* A text node of the skeleton's tree: what lies between its folds are texts. */
static void
enter_pieces(struct walk *walk, struct cp_slice pieces)
{
    const char *start = pieces.p, *end = start + pieces.n, *next;
    const struct cp_skeleton_run *run;
    uint32_t c;

    for (const char *p = start; p < end; p = next) {
        next = next_piece(walk, p, end, &run, &c);
        if (!run || run->p)
            continue;
        add_text(walk, start, p);
        unfold(walk, &walk->sk->collapse.folds[run->n]);
        start = next;
    }
    add_text(walk, start, end);
}

static void
enter_text(struct walk *walk, const char *text)
{
    struct cp_flat *flat = &walk->flat;

    if (flat->no_memory)
        return;
    if (!walk->sk->literal)
        enter_pieces(walk, cp_slice_of(text));
    else if (cp_flat_keeps_text(&flat->nodes[flat->open]))
        cp_flat_text(flat, copy_text(flat, text), walk->last_source);
}

/* ---- the walk ---- */

static void
enter(struct walk *walk, const GumboNode *node)
{
    if (element_of(node))
        enter_element(walk, element_of(node));
    else if (node->type != GUMBO_NODE_COMMENT)
        enter_text(walk, node->v.text.text);
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

/* ---- the stage ---- */

static void
note_limits(struct cp_ctx *cx, const struct cp_skeleton *sk)
{
    if (sk->guard.too_deep)
        cp_note(cx, "too-deep", "elements nested deeper than %d", CP_DEPTH_MAX);
    if (sk->guard.too_many_formats)
        cp_note(cx, "too-many-formats", "over %d formatting elements open", CP_FORMATTING_MAX);
    if (sk->guard.too_many_strays)
        cp_note(cx, "too-many-strays", "over %d end tags that close nothing", CP_STRAY_MAX);
    if (sk->attrs_dropped)
        cp_note(cx, "attributes-dropped", "over %d attributes on a tag, or %d on the page",
                CP_ATTRS_MAX, CP_PAGE_ATTRS_MAX);
    if (sk->cut)
        cp_note(cx, sk->cut, "the text before it is kept");
}

static cleanpage_status
parse_html(struct cp_ctx *cx, struct cp_page *page, struct cp_slice utf8, bool collapse)
{
    struct cp_arena scratch;
    struct parse parse = { .free_bytes = 0 };
    struct cp_skeleton sk;
    struct walk walk = { .sk = &sk };
    enum outcome outcome;
    struct cp_node *nodes = NULL;

    if (!utf8.n)
        utf8 = CP_LIT("");
    cp_arena_init(&scratch, CP_GUMBO_MAX);
    cp_arena_init(&parse.memory, CP_GUMBO_MAX);
    cp_skeleton_init(&sk, cx->arena, &scratch, utf8);
    sk.collapse.off = !collapse;
    if (!cp_skeleton_build(&sk))
        cp_filter_build(&sk);
    outcome = sk.no_memory ? NO_MEMORY : parse_skeleton(&parse, &sk);
    if (outcome == PARSED) {
        /* Beside tags and texts there is white space between the tags. */
        cp_flat_init(&walk.flat, cx->arena, &scratch, sk.n_tags * 2 + sk.n_runs);
        flatten(&walk, parse.output->root);
        nodes = cp_flat_finish(&walk.flat);
    }
    if (nodes) {
        *page = (struct cp_page){ .nodes = nodes, .n_nodes = walk.flat.n, .source = utf8,
                                  .truncated = sk.cut != NULL };
        note_limits(cx, &sk);
    }
    cp_skeleton_clear(&sk);
    cp_arena_clear(&parse.memory);
    cp_arena_clear(&scratch);
    if (nodes)
        return CLEANPAGE_OK;
    if (outcome == OVER_LIMIT)
        return cp_fail(cx, CLEANPAGE_LIMIT, "page needs too much time or memory to parse");
    return cp_fail_nomem(cx);
}

cleanpage_status
cp_page_parse_html(struct cp_ctx *cx, struct cp_page *page, struct cp_slice utf8)
{
    return parse_html(cx, page, utf8, true);
}

cleanpage_status
cp_page_parse_html_uncollapsed(struct cp_ctx *cx, struct cp_page *page, struct cp_slice utf8)
{
    return parse_html(cx, page, utf8, false);
}
