#include "meta/finds.h"

#include "base/utf8.h"

static const char *const names[CP_SOURCE_COUNT] = {
#define CP_SOURCE(id, name, help) [CP_SOURCE_##id] = name,
#include "meta/sources.def"
#undef CP_SOURCE
};

const char *
cp_source_name(enum cp_source source)
{
    return names[source];
}

void
cp_finds_add(struct cp_finds *finds, enum cp_field field, enum cp_source source, unsigned rank,
             uint32_t group, struct cp_slice text)
{
    struct cp_find *find;

    text = cp_slice_trim(text);
    if (text.n == 0 || text.n > CP_META_VALUE_MAX || finds->n == CP_META_FINDS_MAX)
        return;
    find = cp_arena_zalloc(finds->cx->arena, 1, sizeof *find);
    if (!find) {
        finds->no_memory = true;
        return;
    }
    *find = (struct cp_find){ NULL, text, group, (uint8_t)source,
                              (uint8_t)(rank > UINT8_MAX ? UINT8_MAX : rank) };
    if (!finds->end[field])
        finds->end[field] = &finds->first[field];
    *finds->end[field] = find;
    finds->end[field] = &find->next;
    finds->n++;
}

const struct cp_find *
cp_finds_next(const struct cp_finds *finds, enum cp_field field, const struct cp_find *last)
{
    const struct cp_find *best = NULL;
    bool passed = false;    /* of equal ranks, those up to the last are done */

    for (const struct cp_find *f = finds->first[field]; f; f = f->next) {
        bool open = !last || f->rank > last->rank || (f->rank == last->rank && passed);

        if (f == last)
            passed = true;
        else if (open && (!best || f->rank < best->rank))
            best = f;
    }
    return best;
}

/* ---- text of an element ---- */

struct gathering {
    char *p;
    size_t n, max;
    char gap;    /* what goes before the next character: ' ', '\n' or nothing */
};

static void
gather(struct gathering *g, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p;

    while (p < end) {
        uint32_t c;
        const char *next = cp_utf8_next(p, end, &c);
        size_t n = (size_t)(next - p);

        if (cp_utf8_is_space(c) || c < 0x20) {
            g->gap = g->gap ? g->gap : ' ';
        } else if (!cp_utf8_is_invisible(c)) {
            if (g->n + n + 1 > g->max)
                return;
            if (g->gap && g->n)
                g->p[g->n++] = g->gap;
            g->gap = 0;
            while (p < next)
                g->p[g->n++] = *p++;
        }
        p = next;
    }
}

static bool
breaks_line(const struct cp_page *page, uint32_t i)
{
    return page->nodes[i].kind == CP_NODE_ELEMENT &&
           (cp_tag_flags((enum cp_tag)page->nodes[i].tag) & CP_TAG_BLOCK ||
            page->nodes[i].tag == CP_TAG_BR);
}

struct cp_slice
cp_finds_text(struct cp_finds *finds, uint32_t i, size_t max)
{
    const struct cp_page *page = finds->in->page;
    uint32_t end = page->nodes[i].end, line_end = CP_NO_NODE;
    struct gathering g = { cp_arena_alloc(finds->cx->arena, max), 0, max, 0 };

    if (!g.p) {
        finds->no_memory = true;
        return (struct cp_slice){ NULL, 0 };
    }
    for (uint32_t k = i; k < end && k < i + CP_META_NODES_MAX && g.n + 2 <= max;) {
        const struct cp_node *node = &page->nodes[k];
        bool breaks = k > i && breaks_line(page, k);

        if (k >= line_end || breaks)
            g.gap = '\n';
        if (k >= line_end)
            line_end = CP_NO_NODE;
        if (breaks)
            line_end = node->end;
        if (node->kind == CP_NODE_TEXT && node->tag != CP_TAG_SCRIPT &&
            node->tag != CP_TAG_STYLE)
            gather(&g, cp_node_text(node));
        k = node->foreign && node->kind == CP_NODE_ELEMENT ? node->end : k + 1;
    }
    cp_arena_shrink(finds->cx->arena, g.p, max, g.n);
    return (struct cp_slice){ g.p, g.n };
}
