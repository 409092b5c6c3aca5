/* Looking at lists ahead of the walk: see render/lists.h. */
#include "render/lists.h"

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

const bool *
cp_lists_loose(const struct cp_render_input *in, struct cp_arena *arena)
{
    const struct cp_page *page = in->page;
    /* Of an item it says that a block was seen, of a list that it is loose. */
    bool *marks = cp_arena_zalloc(arena, (size_t)page->n_nodes + 1, sizeof *marks);

    for (uint32_t b = 0; marks && b < in->blocks->n; b++) {
        uint32_t item, list;

        if (!in->verdicts->v[b].keep)
            continue;
        item = climb_to(page, in->blocks->v[b].owner, is_item);
        if (item == CP_NO_NODE)
            continue;
        list = marks[item] ? climb_to(page, item, is_list) : CP_NO_NODE;
        if (list != CP_NO_NODE)
            marks[list] = true;
        marks[item] = true;
    }
    return marks;
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
