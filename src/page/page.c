#include "page/page.h"

struct known_name {
    const char *name;
    uint8_t len;
};

static const struct known_name tags[CP_TAG_COUNT] = {
    [CP_TAG_UNKNOWN] = { "unknown", 7 },
#define CP_TAG(name, id, flags) [CP_TAG_##id] = { name, sizeof(name) - 1 },
#include "page/tags.def"
#undef CP_TAG
};

const uint8_t cp_tag_flag_bits[CP_TAG_COUNT] = {
#define CP_TAG(name, id, flags) [CP_TAG_##id] = flags,
#include "page/tags.def"
#undef CP_TAG
};

static const struct known_name attrs[CP_ATTR_COUNT] = {
    [CP_ATTR_OTHER] = { "", 0 },
#define CP_ATTR(name, id) [CP_ATTR_##id] = { name, sizeof(name) - 1 },
#include "page/attrs.def"
#undef CP_ATTR
};

/* Where the names of each letter begin in tags.def, a to z, and where the last ends. */
static const uint8_t tags_by_letter[27] = {
    CP_TAG_A, CP_TAG_B, CP_TAG_CANVAS, CP_TAG_DATA, CP_TAG_EM, CP_TAG_FIELDSET, CP_TAG_H1,
    CP_TAG_H1, CP_TAG_I, CP_TAG_KBD, CP_TAG_KBD, CP_TAG_LABEL, CP_TAG_MAIN, CP_TAG_NAV,
    CP_TAG_OBJECT, CP_TAG_P, CP_TAG_Q, CP_TAG_RB, CP_TAG_S, CP_TAG_TABLE, CP_TAG_U, CP_TAG_VAR,
    CP_TAG_WBR, CP_TAG_XMP, CP_TAG_COUNT, CP_TAG_COUNT, CP_TAG_COUNT,
};

/* The same for attrs.def. */
static const uint8_t attrs_by_letter[27] = {
    CP_ATTR_ALT, CP_ATTR_CHARSET, CP_ATTR_CHARSET, CP_ATTR_DATETIME, CP_ATTR_HIDDEN,
    CP_ATTR_HIDDEN, CP_ATTR_HIDDEN, CP_ATTR_HIDDEN, CP_ATTR_ID, CP_ATTR_LANG, CP_ATTR_LANG,
    CP_ATTR_LANG, CP_ATTR_NAME, CP_ATTR_NAME, CP_ATTR_OPEN, CP_ATTR_PROPERTY, CP_ATTR_REL,
    CP_ATTR_REL, CP_ATTR_SRC, CP_ATTR_TITLE, CP_ATTR_VALUE, CP_ATTR_VALUE, CP_ATTR_COUNT,
    CP_ATTR_COUNT, CP_ATTR_COUNT, CP_ATTR_COUNT, CP_ATTR_COUNT,
};

const char *
cp_tag_name(enum cp_tag tag)
{
    return tags[tag].name;
}

/* Without the first letter, which is known to be the same. */
static bool
same_name(struct cp_slice name, const char *known)
{
    for (size_t i = 1; i < name.n; i++)
        if (cp_lower((unsigned char)name.p[i]) != (unsigned char)known[i])
            return false;
    return true;
}

/*
 * The number of a name, 0 if it is not known. Asked for each tag and attribute of a page: the
 * names of one letter are few, and lengths tell most of them apart.
 */
static unsigned
find_name(struct cp_slice name, const struct known_name *names, const uint8_t *by_letter)
{
    unsigned first;

    if (!name.n || !cp_is_alpha((unsigned char)name.p[0]))
        return 0;
    first = cp_lower((unsigned char)name.p[0]) - 'a';
    for (unsigned i = by_letter[first]; i < by_letter[first + 1]; i++)
        if (names[i].len == name.n && same_name(name, names[i].name))
            return i;
    return 0;
}

enum cp_tag
cp_tag_find(struct cp_slice name)
{
    return (enum cp_tag)find_name(name, tags, tags_by_letter);
}

enum cp_attr_name
cp_attr_find(struct cp_slice name)
{
    return (enum cp_attr_name)find_name(name, attrs, attrs_by_letter);
}

struct cp_slice
cp_node_name(const struct cp_page *page, uint32_t i)
{
    const struct cp_node *node = &page->nodes[i];
    struct cp_slice name = { NULL, 0 };

    if (node->tag != CP_TAG_UNKNOWN || page->source.p[node->source] != '<')
        return cp_slice_of(cp_tag_name((enum cp_tag)node->tag));
    name.p = page->source.p + node->source + 1;
    while (node->source + 1 + name.n < page->source.n) {
        unsigned char c = (unsigned char)name.p[name.n];
        if (cp_is_space(c) || c == '>' || c == '/')
            break;
        name.n++;
    }
    return name.n ? name : cp_slice_of(cp_tag_name(CP_TAG_UNKNOWN));
}

static const struct cp_attr *
find_attr(const struct cp_page *page, uint32_t i, enum cp_attr_name name)
{
    const struct cp_node *node = &page->nodes[i];

    if (node->kind != CP_NODE_ELEMENT)
        return NULL;
    for (uint32_t k = 0; k < node->len; k++)
        if (node->u.attrs[k].id == name)
            return &node->u.attrs[k];
    return NULL;
}

struct cp_slice
cp_node_attr(const struct cp_page *page, uint32_t i, enum cp_attr_name name)
{
    const struct cp_attr *a = find_attr(page, i, name);

    if (!a)
        return (struct cp_slice){ NULL, 0 };
    return a->value.p ? a->value : (struct cp_slice){ "", 0 };
}

bool
cp_node_has_attr(const struct cp_page *page, uint32_t i, enum cp_attr_name name)
{
    return find_attr(page, i, name) != NULL;
}

uint32_t
cp_page_find(const struct cp_page *page, uint32_t from, enum cp_tag tag)
{
    for (uint32_t i = from; i < page->n_nodes; i++)
        if (cp_node_is(page, i, tag))
            return i;
    return CP_NO_NODE;
}
