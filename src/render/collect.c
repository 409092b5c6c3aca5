#include "render/collect.h"

#include "base/table.h"
#include "base/utf8.h"
#include "url/url.h"

/* Bytes of the longest address that is listed. */
#define ADDRESS_MAX 8192
/* Bytes of a link's words or of a caption that are listed. */
#define WORDS_MAX 4096

struct collecting {
    const struct cp_render_input *in;
    struct cp_arena *arena;
    struct cp_slice base;
    struct cp_references *to;
    struct cp_table seen;
    bool no_memory;
};

/* ------------------------------------------------------------------ addresses */

static struct cp_slice
copy(struct collecting *c, struct cp_slice text)
{
    char *p = cp_arena_strndup(c->arena, text.n ? text.p : "", text.n);

    c->no_memory |= !p;
    return (struct cp_slice){ p, p ? text.n : 0 };
}

/* What links are relative to: the page's address, as its base element changes it. */
static void
find_base(struct collecting *c)
{
    const struct cp_value *known =
        c->in->metadata ? c->in->metadata->first[CP_FIELD_URL] : NULL;
    struct cp_slice url = known ? known->text : (struct cp_slice){ NULL, 0 };
    uint32_t i = cp_page_find(c->in->page, 0, CP_TAG_BASE);
    struct cp_buf whole = { .max = ADDRESS_MAX };

    c->base = url;
    if (i == CP_NO_NODE || !cp_node_attr(c->in->page, i, CP_ATTR_HREF).n)
        return;
    cp_url_resolve(&whole, url, cp_node_attr(c->in->page, i, CP_ATTR_HREF));
    if (!cp_buf_failed(&whole))
        c->base = copy(c, cp_buf_slice(&whole));
    cp_buf_clear(&whole);
}

/* A relative one stays so where nobody knows the page's address. */
static bool
is_safe(struct cp_slice url, bool web_alone)
{
    struct cp_slice scheme = cp_url_split(url).scheme;

    if (!scheme.p || cp_slice_eq_nocase(scheme, CP_LIT("http")) ||
        cp_slice_eq_nocase(scheme, CP_LIT("https")))
        return true;
    return !web_alone && (cp_slice_eq_nocase(scheme, CP_LIT("ftp")) ||
                          cp_slice_eq_nocase(scheme, CP_LIT("mailto")));
}

/* Adds the address once; a place on the page itself is none. */
static struct cp_reference *
add(struct collecting *c, struct cp_slice ref, bool web_alone)
{
    struct cp_buf whole = { .max = ADDRESS_MAX };
    struct cp_reference *added = NULL;
    uint32_t *number;

    ref = cp_slice_trim(ref);
    if (!ref.n || *ref.p == '#')
        return NULL;
    cp_url_resolve(&whole, c->base, ref);
    c->no_memory |= whole.no_memory;
    if (!cp_buf_failed(&whole) && whole.n && is_safe(cp_buf_slice(&whole), web_alone) &&
        !cp_table_find(&c->seen, cp_buf_slice(&whole))) {
        added = &c->to->v[c->to->n];
        added->url = copy(c, cp_buf_slice(&whole));
        number = c->no_memory ? NULL : cp_table_add(&c->seen, added->url, c->to->n++);
        c->no_memory |= !number;
    }
    cp_buf_clear(&whole);
    return c->no_memory ? NULL : added;
}

/* ------------------------------------------------------------------ words */

static void
put_folded(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p, *next;

    for (; p < end && !cp_buf_failed(out); p = next) {
        uint32_t ch;

        next = cp_utf8_next(p, end, &ch);
        if (!cp_utf8_is_space(ch) && ch >= 0x20)
            cp_buf_put(out, p, (size_t)(next - p));
        else if (out->n && out->p[out->n - 1] != ' ')
            cp_buf_putc(out, ' ');
    }
}

static struct cp_slice
finish(struct collecting *c, struct cp_buf *text)
{
    struct cp_slice own = copy(c, cp_slice_trim(cp_buf_slice(text)));

    c->no_memory |= text->no_memory;
    cp_buf_clear(text);
    return own;
}

/* The words of all text in a range of nodes. */
static struct cp_slice
words(struct collecting *c, uint32_t first, uint32_t end)
{
    struct cp_buf text = { .max = WORDS_MAX };

    for (uint32_t i = first; i < end && !cp_buf_failed(&text); i++) {
        const struct cp_node *node = &c->in->page->nodes[i];

        if (node->kind == CP_NODE_TEXT && !(cp_tag_flags((enum cp_tag)node->tag) & CP_TAG_SKIPPED))
            put_folded(&text, cp_node_text(node));
        else if (node->kind == CP_NODE_ELEMENT)
            put_folded(&text, cp_tag_flags((enum cp_tag)node->tag) & CP_TAG_BLOCK
                                  ? CP_LIT(" ")
                                  : (struct cp_slice){ NULL, 0 });
    }
    return finish(c, &text);
}

/* ------------------------------------------------------------------ the walks */

static bool
is_kept(const struct cp_render_input *in, uint32_t block)
{
    return in->verdicts->v[block].keep;
}

static bool
begin(struct collecting *c, struct cp_references *to, uint32_t most)
{
    c->to = to;
    to->v = cp_arena_zalloc(c->arena, most + 1, sizeof *to->v);
    c->no_memory |= !to->v;
    cp_table_init(&c->seen, c->arena, 0);
    return !c->no_memory;
}

static uint32_t
count(const struct cp_page *page, enum cp_tag tag)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < page->n_nodes; i++)
        n += cp_node_is(page, i, tag);
    return n;
}

/* The link around a node that lies outside of the block, or CP_NO_NODE. */
static uint32_t
link_around(const struct cp_page *page, uint32_t i)
{
    for (i = page->nodes[i].parent; i != CP_NO_NODE; i = page->nodes[i].parent)
        if (cp_node_is(page, i, CP_TAG_A))
            return i;
    return CP_NO_NODE;
}

static void
add_link(struct collecting *c, uint32_t a)
{
    struct cp_slice text = words(c, a + 1, c->in->page->nodes[a].end);
    struct cp_reference *link =
        text.n ? add(c, cp_node_attr(c->in->page, a, CP_ATTR_HREF), false) : NULL;

    if (link)
        link->text = text;
}

static void
collect_links(struct collecting *c)
{
    const struct cp_blocks *blocks = c->in->blocks;
    const struct cp_page *page = c->in->page;
    uint32_t last = CP_NO_NODE;

    for (uint32_t b = 0; b < blocks->n && !c->no_memory; b++) {
        uint32_t around = CP_NO_NODE;

        if (!is_kept(c->in, b))
            continue;
        if (blocks->v[b].n_links || blocks->v[b].n_link_words)
            around = link_around(page, blocks->v[b].first);
        if (around != CP_NO_NODE && around != last)
            add_link(c, around);
        last = around;
        for (uint32_t i = blocks->v[b].first; i < blocks->v[b].end && !c->no_memory; i++)
            if (cp_node_is(page, i, CP_TAG_A))
                add_link(c, i);
    }
}

/* What stands below a picture in its figure; `figure` remembers that of the one before. */
static struct cp_slice
find_caption(struct collecting *c, uint32_t img, uint32_t *figure, struct cp_slice before)
{
    const struct cp_page *page = c->in->page;
    uint32_t i = page->nodes[img].parent, last = *figure;

    while (i != CP_NO_NODE && !cp_node_is(page, i, CP_TAG_FIGURE))
        i = page->nodes[i].parent;
    *figure = i;
    if (i == last)
        return before;
    for (uint32_t k = i; i != CP_NO_NODE && k < page->nodes[i].end; k++)
        if (cp_node_is(page, k, CP_TAG_FIGCAPTION))
            return words(c, k + 1, page->nodes[k].end);
    return (struct cp_slice){ NULL, 0 };
}

/* Pictures between the first and the last kept block that no dropped block holds. */
static void
collect_images(struct collecting *c)
{
    const struct cp_blocks *blocks = c->in->blocks;
    uint32_t first = CP_NO_NODE, end = 0, b = 0, figure = CP_NO_NODE;
    struct cp_slice caption = { NULL, 0 };

    for (uint32_t k = 0; k < blocks->n; k++)
        if (is_kept(c->in, k)) {
            first = first == CP_NO_NODE ? blocks->v[k].first : first;
            end = blocks->v[k].end;
        }
    for (uint32_t i = first; i < end && !c->no_memory; i++) {
        struct cp_reference *image;

        while (b < blocks->n && blocks->v[b].end <= i)
            b++;
        if (!cp_node_is(c->in->page, i, CP_TAG_IMG) ||
            (b < blocks->n && blocks->v[b].first <= i && !is_kept(c->in, b)))
            continue;
        image = add(c, cp_node_attr(c->in->page, i, CP_ATTR_SRC), true);
        if (image) {
            struct cp_buf alt = { .max = WORDS_MAX };

            caption = find_caption(c, i, &figure, caption);
            put_folded(&alt, cp_node_attr(c->in->page, i, CP_ATTR_ALT));
            image->text = finish(c, &alt);
            image->caption = caption;
        }
    }
}

bool
cp_collect(const struct cp_render_input *in, struct cp_arena *arena,
           struct cp_references *links, struct cp_references *images)
{
    struct collecting c = { .in = in, .arena = arena };

    *links = *images = (struct cp_references){ NULL, 0 };
    find_base(&c);
    if (begin(&c, links, count(in->page, CP_TAG_A)))
        collect_links(&c);
    if (!c.no_memory && begin(&c, images, count(in->page, CP_TAG_IMG)))
        collect_images(&c);
    return !c.no_memory;
}
