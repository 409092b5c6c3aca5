/* Looking at lists ahead of the walk: see render/lists.h. */
#include "render/lists.h"

/* Of the flags, beside those of enum cp_list_look: struct look has something of the element. */
#define HAS_LOOK 128

static bool
is_item(uint16_t tag)
{
    return tag == CP_TAG_LI || tag == CP_TAG_DT || tag == CP_TAG_DD;
}

static bool
is_list(uint16_t tag)
{
    return cp_tag_flags((enum cp_tag)tag) & CP_TAG_LIST || tag == CP_TAG_DL;
}

/* The innermost element around node i, or itself, that is wanted; or CP_NO_NODE. */
static uint32_t
climb_to(const struct cp_page *page, uint32_t i, bool (*is_wanted)(uint16_t tag))
{
    while (i != CP_NO_NODE && !is_wanted(page->nodes[i].tag))
        i = page->nodes[i].parent;
    return i;
}

/* What is known of an item, or counted of a list; zeroed when the first of it is told. */
struct look {
    uint32_t blocks;       /* item: kept ones that have it for their innermost item */
    uint32_t depth;        /* item: boxes between it and the least wrapped of them */
    uint32_t items;        /* list: with a kept block */
    uint32_t layout;       /* list: of these */
    uint32_t quote;        /* item: outermost quote in it around a block, or CP_NO_NODE */
    bool heading, several; /* item: a heading in a box; blocks beside the quote, or other quotes */
};

static bool
is_box(uint16_t tag)
{
    return tag == CP_TAG_DIV || tag == CP_TAG_SECTION || tag == CP_TAG_ARTICLE ||
           tag == CP_TAG_HEADER || tag == CP_TAG_BLOCKQUOTE;
}

/* Looks at one kept block of an item. */
static void
look_at(const struct cp_page *page, const struct cp_block *b, uint32_t item, struct look *look)
{
    uint32_t depth = 0, quote = CP_NO_NODE;

    for (uint32_t i = b->owner; i != item; i = page->nodes[i].parent) {
        depth += is_box(page->nodes[i].tag);
        if (page->nodes[i].tag == CP_TAG_BLOCKQUOTE)
            quote = i;
    }
    if (!look->blocks++) {
        look->depth = depth;
        look->quote = quote;
    }
    look->depth = depth < look->depth ? depth : look->depth;
    look->heading |= b->heading > 0 && depth > 0;
    look->several |= quote != look->quote;
}

static bool
is_layout(const struct look *item)
{
    return item->depth > 0 &&
           (item->heading || item->depth > 2 || (item->depth > 1 && item->blocks > 1));
}

/* An element's look: most elements have none, and their memory is not even zeroed. */
static struct look *
look_of(struct look *looks, uint8_t *flags, uint32_t i)
{
    if (!(flags[i] & HAS_LOOK))
        looks[i] = (struct look){ 0 };
    flags[i] |= HAS_LOOK;
    return &looks[i];
}

/* Sums the items, from the first to the last, up in their lists. */
static void
look_at_lists(const struct cp_page *page, struct look *looks, uint32_t first, uint32_t last,
              uint8_t *flags)
{
    for (uint32_t i = first; i <= last; i++) {
        bool counts = flags[i] & HAS_LOOK && looks[i].blocks;
        uint32_t list = counts ? climb_to(page, i, is_list) : CP_NO_NODE;

        if (list == CP_NO_NODE)
            continue;
        look_of(looks, flags, list);
        looks[list].items++;
        looks[list].layout += page->nodes[i].tag == CP_TAG_LI && is_layout(&looks[i]);
        if (looks[i].blocks > 1)
            flags[list] |= CP_LIST_LOOSE;
    }
    for (uint32_t i = first; i <= last; i++) {
        bool counts = flags[i] & HAS_LOOK && looks[i].blocks;
        uint32_t list = counts ? climb_to(page, i, is_list) : CP_NO_NODE;

        if (list == CP_NO_NODE || looks[list].layout * 2 <= looks[list].items)
            continue;
        flags[list] |= CP_LIST_LAYOUT;
        flags[i] |= CP_LIST_LAYOUT;
        if (!looks[i].several && looks[i].quote != CP_NO_NODE)
            flags[looks[i].quote] |= CP_LIST_LAYOUT;
    }
}

const uint8_t *
cp_lists_look(const struct cp_render_input *in, struct cp_arena *arena)
{
    const struct cp_page *page = in->page;
    uint8_t *flags = cp_arena_zalloc(arena, (size_t)page->n_nodes + 1, sizeof *flags);
    struct look *looks = NULL;
    uint32_t first = CP_NO_NODE, last = 0;

    for (uint32_t b = 0; flags && b < in->blocks->n; b++) {
        uint32_t item;

        if (!in->verdicts->v[b].keep)
            continue;
        item = climb_to(page, in->blocks->v[b].owner, is_item);
        if (item == CP_NO_NODE)
            continue;
        if (!looks)
            looks = cp_arena_alloc(arena, ((size_t)page->n_nodes + 1) * sizeof *looks);
        if (!looks)
            return NULL;
        look_at(page, &in->blocks->v[b], item, look_of(looks, flags, item));
        first = item < first ? item : first;
        last = item > last ? item : last;
    }
    if (looks)
        look_at_lists(page, looks, first, last, flags);
    return flags;
}

uint32_t
cp_list_count(const struct cp_page *page, uint32_t list)
{
    uint32_t n = 0;

    for (uint32_t i = list + 1; i < page->nodes[list].end; i = page->nodes[i].end)
        n += cp_node_is(page, i, CP_TAG_LI);
    return n;
}

char
cp_list_style(const struct cp_page *page, uint32_t list)
{
    struct cp_slice type = cp_node_attr(page, list, CP_ATTR_TYPE);

    return type.n == 1 && memchr("aAiI", *type.p, 4) ? *type.p : '1';
}
