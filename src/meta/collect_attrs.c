/* What elements say outright, by their attributes: meta elements, links, microdata and RDFa. */
#include "meta/collecting.h"
#include "meta/lines.h"

/* Blocks before and behind the title that are near it. */
#define NEAR_BEFORE 6
#define NEAR_BEHIND 14
/* Bytes of an element that names an author or a date. */
#define ELEMENT_BYTES 240

struct cp_told
cp_told_read(const struct cp_node *node)
{
    struct cp_told t = { 0 };

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

unsigned
cp_collect_place(const struct cp_collecting *w, uint32_t i)
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

struct cp_slice
cp_collect_text(const struct cp_collecting *w, uint32_t i)
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
read_named(const struct cp_collecting *w, struct cp_slice name, struct cp_slice content)
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
read_card(struct cp_collecting *w, struct cp_slice name, struct cp_slice content)
{
    if (cp_slice_starts_nocase(name, CP_LIT("twitter:label")))
        w->label = content;
    else if (cp_slice_starts_nocase(name, CP_LIT("twitter:data")) &&
             cp_lines_is_label(w->finds, w->label))
        cp_finds_add(w->finds, CP_FIELD_AUTHOR, CP_SOURCE_TWITTER, 27, 0, content);
}

void
cp_collect_meta(struct cp_collecting *w, const struct cp_told *t)
{
    struct cp_slice rest = t->property.n ? t->property : t->name.n ? t->name : t->http_equiv;
    struct cp_slice name;

    while (t->content.n && cp_slice_word(&rest, &name)) {
        read_named(w, name, t->content);
        read_card(w, name, t->content);
    }
}

/* ---- links ---- */

void
cp_collect_rel(const struct cp_collecting *w, uint32_t i, const struct cp_told *t)
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
            cp_finds_add(w->finds, CP_FIELD_AUTHOR, CP_SOURCE_REL_AUTHOR, 40 + cp_collect_place(w, i),
                         w->block, cp_collect_text(w, i));
        else if (cp_slice_eq_nocase(rel, CP_LIT("tag")) && !in_head && i >= w->edge_end)
            cp_finds_add(w->finds, CP_FIELD_TAGS, CP_SOURCE_LINK, 40, 0, cp_collect_text(w, i));
    }
}

void
cp_collect_licence(const struct cp_collecting *w, struct cp_slice href)
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
item_rank(const struct cp_collecting *w, uint32_t i)
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
value_of(const struct cp_collecting *w, uint32_t i, const struct cp_told *t)
{
    if (t->content.n)
        return t->content;
    if (t->datetime.n)
        return t->datetime;
    return cp_collect_text(w, i);
}

/* The name inside an item that is an author. */
static struct cp_slice
name_in(const struct cp_collecting *w, uint32_t i, const struct cp_told *t)
{
    uint32_t end = w->page->nodes[i].end;

    for (uint32_t k = i + 1; t->has_scope && k < end && k < i + CP_META_NODES_MAX; k++)
        if (w->page->nodes[k].kind == CP_NODE_ELEMENT &&
            cp_slice_eq_nocase(cp_node_attr(w->page, k, CP_ATTR_ITEMPROP), CP_LIT("name"))) {
            struct cp_told inner = cp_told_read(&w->page->nodes[k]);
            return value_of(w, k, &inner);
        }
    return value_of(w, i, t);
}

void
cp_collect_property(struct cp_collecting *w, uint32_t i, const struct cp_told *t, struct cp_slice name,
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
        rank += known[k].rank + cp_collect_place(w, i) / 2;
        if (known[k].field == CP_FIELD_AUTHOR)
            cp_finds_add(w->finds, CP_FIELD_AUTHOR, source, rank, w->block, name_in(w, i, t));
        else if (known[k].field == CP_FIELD_LICENSE && t->href.n)
            cp_finds_add(w->finds, CP_FIELD_LICENSE, source, rank, 0, t->href);
        else
            cp_finds_add(w->finds, (enum cp_field)known[k].field, source, rank, i,
                         value_of(w, i, t));
    }
}
