/*
 * The walk over the page: meta elements, links, microdata, times, and lines near the title.
 *
 * What is not in the head is believed by its place: near the title, before or behind it, and
 * not in what a page has at its edges.
 */
#include "meta/collecting.h"
#include "meta/lines.h"

/* Words of a line near the title that may be its. */
#define LINE_WORDS 40
/* Words of a line that may tell a date wherever it is. */
#define FAR_LINE_WORDS 14
/* Words of the first line of an element that names an author. */
#define BYLINE_WORDS 14
/* What is added to a rank if but a part of a class matches. */
#define PART_MATCH 7
/* Bytes of a part of an address that tells of an author. */
#define PATH_PART_LEAST 4
#define PATH_PART_MOST 16
/* Nodes before a time element that may tell what it is of. */
#define BEFORE_NODES 6

/* Attributes that tell something whatever the element, and those that name it: sets of bits. */
#define TELLING (1u << CP_ATTR_PROPERTY | 1u << CP_ATTR_ITEMPROP | 1u << CP_ATTR_REL)
#define NAMING (1u << CP_ATTR_CLASS | 1u << CP_ATTR_ID)

_Static_assert(CP_ATTR_COUNT <= 32, "attributes fit in a set of bits");

static unsigned
attributes_of(const struct cp_node *node)
{
    unsigned set = 0;

    for (uint32_t k = 0; k < node->len; k++)
        set |= 1u << node->u.attrs[k].id;
    return set;
}

/* ---- times, bylines and dates by the names of their elements ---- */

/* A part of a class is a word of the list: "post-updated", "postUpdated_x1". */
static bool
has_part(const struct cp_list *list, struct cp_slice tokens)
{
    const char *p = tokens.p;
    size_t from = 0;

    for (size_t i = 0; i <= tokens.n; i++) {
        bool letter = i < tokens.n && cp_is_alpha((unsigned char)p[i]);
        bool hump = letter && i > from && p[i] < 'a' && p[i - 1] >= 'a';

        if (letter && !hump)
            continue;
        if (i > from && cp_list_has(list, (struct cp_slice){ p + from, i - from }))
            return true;
        from = hump ? i : i + 1;
    }
    return false;
}

/* The text's first line is short enough to be a byline. */
static bool
is_short(struct cp_slice text)
{
    const char *line_end = text.n ? memchr(text.p, '\n', text.n) : NULL;
    struct cp_slice word;
    size_t n = 0;

    if (line_end)
        text.n = (size_t)(line_end - text.p);
    while (n <= BYLINE_WORDS && cp_slice_word(&text, &word))
        n++;
    return n <= BYLINE_WORDS;
}

/* What the text before a node in its block says of it. */
static enum cp_field
announced_before(const struct cp_collecting *w, uint32_t i)
{
    uint32_t from = i > BEFORE_NODES ? i - BEFORE_NODES : 0;

    for (uint32_t k = i; k > from; k--)
        if (w->page->nodes[k - 1].kind == CP_NODE_TEXT) {
            struct cp_slice text = cp_slice_trim(cp_node_text(&w->page->nodes[k - 1]));

            if (text.n)
                return cp_lines_announced(w->finds, text);
        }
    return CP_FIELD_COUNT;
}

static void
read_time(const struct cp_collecting *w, uint32_t i, const struct cp_told *t)
{
    const struct cp_list *modified = w->finds->modified_words;
    const struct cp_list *published = w->finds->published_words;
    enum cp_field field = announced_before(w, i);
    unsigned rank = 40 + cp_collect_place(w, i);

    if (has_part(modified, t->class) || has_part(modified, t->itemprop))
        field = CP_FIELD_MODIFIED;
    else if (has_part(published, t->class) || has_part(published, t->itemprop))
        field = CP_FIELD_PUBLISHED;
    if (field == CP_FIELD_COUNT) {
        field = CP_FIELD_PUBLISHED;
        rank += 1;
    }
    cp_finds_add(w->finds, field, CP_SOURCE_TIME, rank, i, t->datetime);
    if (!t->datetime.n)
        cp_lines_add_dates(w->finds, cp_collect_text(w, i), CP_SOURCE_TIME, rank + 2, i);
}

/* What the names of an element tell, unless it is at the edge of the page. */
static void
read_names(struct cp_collecting *w, uint32_t i)
{
    struct cp_named named;
    struct cp_slice text;
    unsigned far;
    bool author, date;

    if (i < w->edge_end || (w->knows_author && w->knows_date) ||
        w->finds->n == CP_META_FINDS_MAX)
        return;
    named = cp_named_find(&w->names, &w->page->nodes[i]);
    author = (named.whole | named.part) & w->byline_bit && !w->knows_author;
    date = (named.whole | named.part) & w->date_bit && !w->knows_date &&
           !cp_node_is(w->page, i, CP_TAG_TIME);
    if (!author && !date)
        return;
    far = cp_collect_place(w, i);
    text = cp_collect_text(w, i);
    if (author && is_short(text)) {
        struct cp_slice name = cp_lines_name(w->finds, text);

        cp_finds_add(w->finds, CP_FIELD_AUTHOR, CP_SOURCE_BYLINE,
                     (name.n ? 42 : 44) + far + (named.whole & w->byline_bit ? 0 : PART_MATCH),
                     i, name.n ? name : text);
    }
    if (date)
        cp_lines_add_dates(w->finds, text, CP_SOURCE_TEXT,
                           44 + far + (named.whole & w->date_bit ? 0 : PART_MATCH), i);
}

/* Whether the path of an address is over before `end`. */
static bool
has_query(const char *p, const char *end)
{
    return memchr(p, '?', (size_t)(end - p)) || memchr(p, '#', (size_t)(end - p));
}

/* A link to a page about a writer: "/author/ann-lee". */
static void
read_author_link(const struct cp_collecting *w, uint32_t i, struct cp_slice path)
{
    const char *from = path.p, *end = from + path.n, *slash;

    for (; (slash = memchr(from, '/', (size_t)(end - from))); from = slash + 1) {
        struct cp_slice part = { from, (size_t)(slash - from) };

        if (part.n < PATH_PART_LEAST || part.n >= PATH_PART_MOST || slash + 1 == end ||
            !cp_starts_may(&w->names.starts, from, slash) ||
            !cp_lines_tagged(w->byline_names, part, ":path"))
            continue;
        if (!has_query(path.p, slash))
            cp_finds_add(w->finds, CP_FIELD_AUTHOR, CP_SOURCE_BYLINE, 47 + cp_collect_place(w, i),
                         w->block, cp_collect_text(w, i));
        return;
    }
}

/* ---- lines ---- */

static void
read_block(struct cp_collecting *w, const struct cp_block *b)
{
    unsigned far = cp_collect_place(w, b->first);
    bool near = far <= 6, announced = w->announced;
    struct cp_slice name;

    w->announced = !w->knows_author && b->n_words <= 3 && cp_lines_is_label(w->finds, b->text);
    if (b->n_words > (near ? LINE_WORDS : FAR_LINE_WORDS) || b->heading == 1 ||
        b->flags & CP_BLOCK_TEMPLATE)
        return;
    if (near || !w->finds->first[CP_FIELD_PUBLISHED])
        cp_lines_add_dates(w->finds, b->text, CP_SOURCE_TEXT, 60 + far, b->first);
    if (announced && !w->announced)
        name = b->text;
    else if (near && !w->knows_author)
        name = cp_lines_name(w->finds, b->text);
    else
        return;
    cp_finds_add(w->finds, CP_FIELD_AUTHOR, CP_SOURCE_BYLINE, 60 + far, b->first, name);
}

/* ---- the walk ---- */

static void
read_root(const struct cp_collecting *w, const struct cp_told *t, unsigned rank)
{
    cp_finds_add(w->finds, CP_FIELD_LANGUAGE, CP_SOURCE_LANG, rank, 0, t->lang);
}

static void
choose_names(struct cp_collecting *w)
{
    cp_named_choose(&w->names, w->finds->in->rules, w->knows_author ? NULL : w->byline_names,
                    w->knows_date ? NULL : w->date_names);
}

static void
read_link(const struct cp_collecting *w, uint32_t i, struct cp_slice href)
{
    if (!href.n)
        return;
    cp_collect_licence(w, href);
    if (!w->knows_author)
        read_author_link(w, i, href);
}

static void
read_telling_element(struct cp_collecting *w, uint32_t i)
{
    const struct cp_node *node = &w->page->nodes[i];
    struct cp_told t = cp_told_read(node);
    struct cp_slice name;

    switch ((enum cp_tag)node->tag) {
    case CP_TAG_META:
        cp_collect_meta(w, &t);
        break;
    case CP_TAG_HTML:
        read_root(w, &t, 10);
        return;
    case CP_TAG_BODY:
        read_root(w, &t, 12);
        return;
    case CP_TAG_BASE:
        if (t.href.n && !w->finds->base_href.n)
            w->finds->base_href = t.href;
        return;
    case CP_TAG_TIME:
        read_time(w, i, &t);
        break;
    default:
        break;
    }
    if (t.rel.n)
        cp_collect_rel(w, i, &t);
    if (node->tag == CP_TAG_A)
        read_link(w, i, t.href);
    while (t.itemprop.n && cp_slice_word(&t.itemprop, &name))
        cp_collect_property(w, i, &t, name, CP_SOURCE_MICRODATA);
    while (t.property.n && node->tag != CP_TAG_META && cp_slice_word(&t.property, &name))
        cp_collect_property(w, i, &t, name, CP_SOURCE_RDFA);
    read_names(w, i);
}

/* Blocks that begin before node i. */
static void
read_blocks(struct cp_collecting *w, uint32_t i)
{
    while (w->next_first < i) {
        w->block = w->next_block++;
        w->next_first =
            w->next_block < w->blocks->n ? w->blocks->v[w->next_block].first : CP_NO_NODE;
        read_block(w, &w->blocks->v[w->block]);
    }
}

/* The head is over: what it has said is not asked for any more. */
static cleanpage_status
enter_body(struct cp_collecting *w)
{
    cleanpage_status st = cp_finds_know(w->finds, CP_FIELD_AUTHOR, &w->knows_author);

    if (!st)
        st = cp_finds_know(w->finds, CP_FIELD_PUBLISHED, &w->knows_date);
    choose_names(w);
    return st;
}

static void
enter_edge(struct cp_collecting *w, const struct cp_node *node)
{
    if (node->end > w->edge_end)
        w->edge_end = node->end;
}

/* What elements of a tag may tell besides what their attributes do. */
enum { ATTRIBUTES, ALWAYS, EDGE };

static const uint8_t telling_tags[CP_TAG_COUNT] = {
    [CP_TAG_META] = ALWAYS, [CP_TAG_HTML] = ALWAYS, [CP_TAG_BODY] = ALWAYS,
    [CP_TAG_BASE] = ALWAYS, [CP_TAG_TIME] = ALWAYS, [CP_TAG_NAV] = EDGE,
    [CP_TAG_ASIDE] = EDGE,  [CP_TAG_FOOTER] = EDGE,
};

static void
read_element(struct cp_collecting *w, uint32_t i)
{
    const struct cp_node *node = &w->page->nodes[i];
    unsigned set = attributes_of(node), tells = telling_tags[node->tag];

    if (!set && tells == ATTRIBUTES)
        return;
    if (w->next_first <= i)
        read_blocks(w, i + 1);
    if (tells == EDGE)
        enter_edge(w, node);
    if (tells == ALWAYS || set & TELLING) {
        read_telling_element(w, i);
        return;
    }
    if (set & 1u << CP_ATTR_HREF && node->tag == CP_TAG_A)
        read_link(w, i, cp_node_attr(w->page, i, CP_ATTR_HREF));
    if (set & NAMING)
        read_names(w, i);
}

cleanpage_status
cp_finds_collect(struct cp_finds *finds)
{
    const struct cp_describe_input *in = finds->in;
    struct cp_collecting w = {
        .finds = finds, .page = in->page, .blocks = in->blocks,
        .byline_names = cp_ruleset_list(in->rules, "byline-names"),
        .date_names = cp_ruleset_list(in->rules, "date-names"),
        .has_title = in->meta->title_block < in->blocks->n,
        .next_first = in->blocks->n ? in->blocks->v[0].first : CP_NO_NODE,
    };
    cleanpage_status st = CLEANPAGE_OK;

    w.byline_bit = cp_list_bit(w.byline_names);
    w.date_bit = cp_list_bit(w.date_names);
    w.title = w.has_title ? in->meta->title_block : 0;
    choose_names(&w);
    for (uint32_t i = 0; !st && i < w.page->n_nodes; i++) {
        if (w.page->nodes[i].kind != CP_NODE_ELEMENT)
            continue;
        if (w.page->nodes[i].tag == CP_TAG_BODY) {
            read_blocks(&w, i);
            st = enter_body(&w);
        }
        if (!w.page->nodes[i].foreign)
            read_element(&w, i);
    }
    read_blocks(&w, w.page->n_nodes);
    return st;
}
