#include "page/flatten.h"

#include "page/traits.h"

#define FIRST_NODES 1024

void
cp_flat_init(struct cp_flat *flat, struct cp_arena *doc, struct cp_arena *scratch,
             uint32_t expected)
{
    *flat = (struct cp_flat){ .doc = doc, .scratch = scratch, .open = CP_NO_NODE,
                              .expected = expected > FIRST_NODES ? expected : FIRST_NODES };
}

static bool
grow(struct cp_flat *flat)
{
    uint32_t capacity = flat->capacity ? flat->capacity * 2 : flat->expected;
    struct cp_node *nodes = cp_arena_alloc(flat->scratch, capacity * sizeof *nodes);

    if (!nodes) {
        flat->no_memory = true;
        return false;
    }
    if (flat->n)
        memcpy(nodes, flat->nodes, flat->n * sizeof *nodes);
    flat->nodes = nodes;
    flat->capacity = capacity;
    return true;
}

static struct cp_node *
add(struct cp_flat *flat)
{
    if (flat->no_memory || (flat->n == flat->capacity && !grow(flat)))
        return NULL;
    return &flat->nodes[flat->n++];
}

struct cp_node *
cp_flat_open(struct cp_flat *flat, enum cp_tag tag, bool foreign)
{
    struct cp_node *node = add(flat);

    if (!node)
        return NULL;
    *node = (struct cp_node){ .parent = flat->open, .tag = (uint16_t)tag,
                              .kind = CP_NODE_ELEMENT };
    node->foreign = foreign || (flat->open != CP_NO_NODE && flat->nodes[flat->open].foreign);
    flat->open = flat->n - 1;
    return node;
}

void
cp_flat_close(struct cp_flat *flat)
{
    struct cp_node *node;

    if (flat->no_memory)
        return;
    node = &flat->nodes[flat->open];
    node->end = flat->n;
    flat->open = node->parent;
}

void
cp_flat_text(struct cp_flat *flat, struct cp_slice text, uint32_t source)
{
    struct cp_node *node;
    const struct cp_node *parent;

    if (!text.n)
        return;
    node = add(flat);
    if (!node)
        return;
    parent = &flat->nodes[flat->open];
    *node = (struct cp_node){ .parent = flat->open, .end = flat->n, .tag = parent->tag,
                              .kind = CP_NODE_TEXT, .foreign = parent->foreign,
                              .source = source, .len = (uint32_t)text.n };
    node->u.text = text.p;
}

bool
cp_flat_keeps_text(const struct cp_node *element)
{
    if (element->foreign)
        return true;
    switch (element->tag) {
    case CP_TAG_SCRIPT:
        return cp_script_kind(element->u.attrs, element->len) != CP_SCRIPT_CODE;
    case CP_TAG_STYLE:
    case CP_TAG_IFRAME:
    case CP_TAG_NOEMBED:
    case CP_TAG_NOFRAMES:
        return false;
    default:
        return true;
    }
}

struct cp_node *
cp_flat_finish(struct cp_flat *flat)
{
    struct cp_node *nodes;

    if (flat->no_memory || !flat->n)
        return NULL;
    nodes = cp_arena_alloc(flat->doc, flat->n * sizeof *nodes);
    if (nodes)
        memcpy(nodes, flat->nodes, flat->n * sizeof *nodes);
    return nodes;
}
