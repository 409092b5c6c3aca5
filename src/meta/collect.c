/*
 * The walk over the page: meta elements, links, microdata, times, and lines near the title.
 *
 * What is not in the head is believed by its place: near the title, before or behind it, and
 * not in what a page has at its edges.
 */
#include "meta/lines.h"
#include "meta/named.h"

/* Blocks before and behind the title that are near it, and words of a line that may be its. */
#define NEAR_BEFORE 6
#define NEAR_BEHIND 14
#define LINE_WORDS 40
/* Words of a line that may tell a date wherever it is. */
#define FAR_LINE_WORDS 14
/* Words of the first line of an element that names an author. */
#define BYLINE_WORDS 14
/* Bytes of an element that names an author or a date. */
#define ELEMENT_BYTES 240
/* What is added to a rank if but a part of a class matches. */
#define PART_MATCH 7
/* Bytes of a part of an address that tells of an author. */
#define PATH_PART_LEAST 4
#define PATH_PART_MOST 16
/* Nodes before a time element that may tell what it is of. */
#define BEFORE_NODES 6

struct walk {
    struct cp_finds *finds;
    const struct cp_page *page;
    const struct cp_blocks *blocks;
    const struct cp_list *byline_names, *date_names;
    uint64_t byline_bit, date_bit;
    uint32_t title;       /* its block, or 0 if no heading shows it */
    bool has_title;
    uint32_t block;       /* the last one that begins before the node at hand */
    uint32_t next_block;  /* the one behind it, and where it begins */
    uint32_t next_first;
    uint32_t edge_end;    /* nodes before it are at the edge of the page: nav, aside, footer */
    uint32_t n_props;
    struct cp_slice label;   /* of the meta element before */
    bool knows_author, knows_date;   /* the head has said them */
    bool announced;          /* the block before says that an author's name follows */
    struct cp_naming names;   /* of those two lists, as far as they are not known */
};

/* The attributes of an element that tell of it. */
struct told {
    struct cp_slice class, property, name, itemprop, rel, content, href, datetime, lang,
        http_equiv;
    bool has_scope;
};

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

static struct told
read_attributes(const struct cp_node *node)
{
    struct told t = { 0 };

    for (uint32_t k = 0; k < node->len; k++) {
        const struct cp_attr *a = &node->u.attrs[k];

        switch ((enum cp_attr_name)a->id) {
        case CP_ATTR_CLASS:      t.class = a->value; break;
        case CP_ATTR_PROPERTY:   t.property = a->value; break;
        case CP_ATTR_NAME:       t.name = a->value; break;
        case CP_ATTR_ITEMPROP:   t.itemprop = a->value; break;
        case CP_ATTR_ITEMSCOPE:  t.has_scope = true; break;
        case CP_ATTR_REL:        t.rel = a->value; break;
        case CP_ATTR_CONTENT:    t.content = a->value; break;
        case CP_ATTR_HREF:       t.href = a->value; break;
        case CP_ATTR_DATETIME:   t.datetime = a->value; break;
        case CP_ATTR_LANG:       t.lang = a->value; break;
        case CP_ATTR_HTTP_EQUIV: t.http_equiv = a->value; break;
        default: break;
        }
    }
    return t;
}

/* What is added to a rank for the place that the walk is at. */
static unsigned
place(const struct walk *w, uint32_t i)
{
    int64_t far = (int64_t)w->block - w->title;

    if (i < w->edge_end)
        return 30;
    if (!w->has_title)
        return far < NEAR_BEHIND ? 6 : 10;
    if (far >= 0)
        return far <= NEAR_BEHIND ? 0 : 8;
    return far >= -NEAR_BEFORE ? 3 : 14;
}

static struct cp_slice
text_of(const struct walk *w, uint32_t i)
{
    return cp_finds_text(w->finds, i, ELEMENT_BYTES);
}

/* ---- meta elements ---- */

static const struct meta_name {
    struct cp_slice name;
    uint8_t field, source, rank;
} meta_names[] = {
#define CP_META_NAME(name, field, source, rank)                                                \
    { { name, sizeof(name) - 1 }, CP_FIELD_##field, CP_SOURCE_##source, rank },
#include "meta/metanames.def"
#undef CP_META_NAME
};

static void
read_named(const struct walk *w, struct cp_slice name, struct cp_slice content)
{
    for (size_t k = 0; k < sizeof meta_names / sizeof *meta_names; k++) {
        const struct meta_name *m = &meta_names[k];

        if (name.n == m->name.n && cp_slice_eq_nocase(name, m->name))
            cp_finds_add(w->finds, (enum cp_field)m->field, (enum cp_source)m->source, m->rank,
                         0, content);
    }
    if (name.n > 7 && cp_slice_eq_nocase((struct cp_slice){ name.p + name.n - 6, 6 },
                                         CP_LIT("author")) &&
        !cp_is_alpha((unsigned char)name.p[name.n - 7]))
        cp_finds_add(w->finds, CP_FIELD_AUTHOR, CP_SOURCE_META, 36, 0, content);
}

/* "twitter:label1" says what "twitter:data1" is. */
static void
read_card(struct walk *w, struct cp_slice name, struct cp_slice content)
{
    if (cp_slice_starts_nocase(name, CP_LIT("twitter:label")))
        w->label = content;
    else if (cp_slice_starts_nocase(name, CP_LIT("twitter:data")) &&
             cp_lines_is_label(w->finds, w->label))
        cp_finds_add(w->finds, CP_FIELD_AUTHOR, CP_SOURCE_TWITTER, 27, 0, content);
}

static void
read_meta(struct walk *w, const struct told *t)
{
    struct cp_slice rest = t->property.n ? t->property : t->name.n ? t->name : t->http_equiv;
    struct cp_slice name;

    while (t->content.n && cp_slice_word(&rest, &name)) {
        read_named(w, name, t->content);
        read_card(w, name, t->content);
    }
}

/* ---- links ---- */

static void
read_rel(const struct walk *w, uint32_t i, const struct told *t)
{
    bool in_head = cp_node_is(w->page, i, CP_TAG_LINK);
    struct cp_slice rest = t->rel, rel;

    while (cp_slice_word(&rest, &rel)) {
        if (cp_slice_eq_nocase(rel, CP_LIT("canonical")))
            cp_finds_add(w->finds, CP_FIELD_CANONICAL_URL, CP_SOURCE_LINK, 10, 0, t->href);
        else if (cp_slice_eq_nocase(rel, CP_LIT("license")) ||
                 cp_slice_eq_nocase(rel, CP_LIT("licence")))
            cp_finds_add(w->finds, CP_FIELD_LICENSE, CP_SOURCE_LINK, 10, 0, t->href);
        else if (cp_slice_eq_nocase(rel, CP_LIT("image_src")))
            cp_finds_add(w->finds, CP_FIELD_IMAGE, CP_SOURCE_LINK, 30, 0, t->href);
        else if (cp_slice_eq_nocase(rel, CP_LIT("author")) && !in_head)
            cp_finds_add(w->finds, CP_FIELD_AUTHOR, CP_SOURCE_REL_AUTHOR, 40 + place(w, i),
                         w->block, text_of(w, i));
        else if (cp_slice_eq_nocase(rel, CP_LIT("tag")) && !in_head && i >= w->edge_end)
            cp_finds_add(w->finds, CP_FIELD_TAGS, CP_SOURCE_LINK, 40, 0, text_of(w, i));
    }
}

/* A link to one of the Creative Commons licences. */
static void
read_licence_link(const struct walk *w, struct cp_slice href)
{
    const struct cp_slice site = CP_LIT("creativecommons.org/");
    const char *at = cp_slice_find(href, site);
    struct cp_slice rest = { at, at ? (size_t)(href.p + href.n - at) : 0 };

    if (at && (cp_slice_find(rest, CP_LIT("creativecommons.org/licenses/")) ||
               cp_slice_find(rest, CP_LIT("creativecommons.org/publicdomain/"))))
        cp_finds_add(w->finds, CP_FIELD_LICENSE, CP_SOURCE_TEXT, 60, 0, href);
}

/* ---- microdata and RDFa ---- */

/* What is added to a rank for the item that a property is of; 255: of another than the page. */
static unsigned
item_rank(const struct walk *w, uint32_t i)
{
    const struct cp_ruleset *rs = w->finds->in->rules;
    uint32_t k = w->page->nodes[i].parent;
    struct cp_slice type;

    while (k != CP_NO_NODE && !cp_node_has_attr(w->page, k, CP_ATTR_ITEMSCOPE))
        k = w->page->nodes[k].parent;
    if (k == CP_NO_NODE)
        return 6;
    type = cp_node_attr(w->page, k, CP_ATTR_ITEMTYPE);
    for (size_t n = type.n; n > 0; n--)
        if (type.p[n - 1] == '/' || type.p[n - 1] == ':') {
            type = (struct cp_slice){ type.p + n, type.n - n };
            break;
        }
    if (cp_slice_eq_nocase(type, CP_LIT("Answer")))
        return 255;
    if (cp_list_has(cp_ruleset_list(rs, "types-article"), type) ||
        cp_list_has(cp_ruleset_list(rs, "types-forum"), type) ||
        cp_list_has(cp_ruleset_list(rs, "types-docs"), type))
        return 0;
    if (cp_slice_eq_nocase(type, CP_LIT("WebPage")) ||
        cp_slice_eq_nocase(type, CP_LIT("CreativeWork")) ||
        cp_slice_eq_nocase(type, CP_LIT("Blog")) ||
        cp_list_has(cp_ruleset_list(rs, "types-product"), type))
        return 4;
    return 255;
}

/* The text, or the attribute that stands for it. */
static struct cp_slice
value_of(const struct walk *w, uint32_t i, const struct told *t)
{
    if (t->content.n)
        return t->content;
    if (t->datetime.n)
        return t->datetime;
    return text_of(w, i);
}

/* The name inside an item that is an author. */
static struct cp_slice
name_in(const struct walk *w, uint32_t i, const struct told *t)
{
    uint32_t end = w->page->nodes[i].end;

    for (uint32_t k = i + 1; t->has_scope && k < end && k < i + CP_META_NODES_MAX; k++)
        if (w->page->nodes[k].kind == CP_NODE_ELEMENT &&
            cp_slice_eq_nocase(cp_node_attr(w->page, k, CP_ATTR_ITEMPROP), CP_LIT("name"))) {
            struct told inner = read_attributes(&w->page->nodes[k]);
            return value_of(w, k, &inner);
        }
    return value_of(w, i, t);
}

static void
read_property(struct walk *w, uint32_t i, const struct told *t, struct cp_slice name,
              enum cp_source source)
{
    static const struct {
        struct cp_slice name;
        uint8_t field, rank;
    } known[] = {
        { { "author", 6 }, CP_FIELD_AUTHOR, 26 },
        { { "creator", 7 }, CP_FIELD_AUTHOR, 28 },
        { { "datePublished", 13 }, CP_FIELD_PUBLISHED, 20 },
        { { "dateCreated", 11 }, CP_FIELD_PUBLISHED, 22 },
        { { "dateModified", 12 }, CP_FIELD_MODIFIED, 18 },
        { { "headline", 8 }, CP_FIELD_TITLE, 25 },
        { { "inLanguage", 10 }, CP_FIELD_LANGUAGE, 25 },
        { { "keywords", 8 }, CP_FIELD_TAGS, 30 },
        { { "license", 7 }, CP_FIELD_LICENSE, 15 },
    };
    const char *colon = name.n ? memchr(name.p, ':', name.n) : NULL;

    if (colon)
        name = (struct cp_slice){ colon + 1, name.n - (size_t)(colon + 1 - name.p) };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        unsigned rank;

        if (!cp_slice_eq_nocase(name, known[k].name) || w->n_props == CP_META_FINDS_MAX)
            continue;
        w->n_props++;
        rank = item_rank(w, i);
        if (rank == 255)
            return;
        rank += known[k].rank + place(w, i) / 2;
        if (known[k].field == CP_FIELD_AUTHOR)
            cp_finds_add(w->finds, CP_FIELD_AUTHOR, source, rank, w->block, name_in(w, i, t));
        else if (known[k].field == CP_FIELD_LICENSE && t->href.n)
            cp_finds_add(w->finds, CP_FIELD_LICENSE, source, rank, 0, t->href);
        else
            cp_finds_add(w->finds, (enum cp_field)known[k].field, source, rank, i,
                         value_of(w, i, t));
    }
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
announced_before(const struct walk *w, uint32_t i)
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
read_time(const struct walk *w, uint32_t i, const struct told *t)
{
    const struct cp_list *modified = w->finds->modified_words;
    const struct cp_list *published = w->finds->published_words;
    enum cp_field field = announced_before(w, i);
    unsigned rank = 40 + place(w, i);

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
        cp_lines_add_dates(w->finds, text_of(w, i), CP_SOURCE_TIME, rank + 2, i);
}

/* What the names of an element tell, unless it is at the edge of the page. */
static void
read_names(struct walk *w, uint32_t i)
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
    far = place(w, i);
    text = text_of(w, i);
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
read_author_link(const struct walk *w, uint32_t i, struct cp_slice path)
{
    const char *from = path.p, *end = from + path.n, *slash;

    for (; (slash = memchr(from, '/', (size_t)(end - from))); from = slash + 1) {
        struct cp_slice part = { from, (size_t)(slash - from) };

        if (part.n < PATH_PART_LEAST || part.n >= PATH_PART_MOST || slash + 1 == end ||
            !cp_starts_may(&w->names.starts, from, slash) ||
            !cp_lines_tagged(w->byline_names, part, ":path"))
            continue;
        if (!has_query(path.p, slash))
            cp_finds_add(w->finds, CP_FIELD_AUTHOR, CP_SOURCE_BYLINE, 47 + place(w, i),
                         w->block, text_of(w, i));
        return;
    }
}

/* ---- lines ---- */

static void
read_block(struct walk *w, const struct cp_block *b)
{
    unsigned far = place(w, b->first);
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
read_root(const struct walk *w, const struct told *t, unsigned rank)
{
    cp_finds_add(w->finds, CP_FIELD_LANGUAGE, CP_SOURCE_LANG, rank, 0, t->lang);
}

static void
choose_names(struct walk *w)
{
    cp_named_choose(&w->names, w->finds->in->rules, w->knows_author ? NULL : w->byline_names,
                    w->knows_date ? NULL : w->date_names);
}

static void
read_link(const struct walk *w, uint32_t i, struct cp_slice href)
{
    if (!href.n)
        return;
    read_licence_link(w, href);
    if (!w->knows_author)
        read_author_link(w, i, href);
}

static void
read_telling_element(struct walk *w, uint32_t i)
{
    const struct cp_node *node = &w->page->nodes[i];
    struct told t = read_attributes(node);
    struct cp_slice name;

    switch ((enum cp_tag)node->tag) {
    case CP_TAG_META:
        read_meta(w, &t);
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
        read_rel(w, i, &t);
    if (node->tag == CP_TAG_A)
        read_link(w, i, t.href);
    while (t.itemprop.n && cp_slice_word(&t.itemprop, &name))
        read_property(w, i, &t, name, CP_SOURCE_MICRODATA);
    while (t.property.n && node->tag != CP_TAG_META && cp_slice_word(&t.property, &name))
        read_property(w, i, &t, name, CP_SOURCE_RDFA);
    read_names(w, i);
}

/* Blocks that begin before node i. */
static void
read_blocks(struct walk *w, uint32_t i)
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
enter_body(struct walk *w)
{
    cleanpage_status st = cp_finds_know(w->finds, CP_FIELD_AUTHOR, &w->knows_author);

    if (!st)
        st = cp_finds_know(w->finds, CP_FIELD_PUBLISHED, &w->knows_date);
    choose_names(w);
    return st;
}

static void
enter_edge(struct walk *w, const struct cp_node *node)
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
read_element(struct walk *w, uint32_t i)
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
    struct walk w = {
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
