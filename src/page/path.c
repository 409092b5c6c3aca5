#include "page/path.h"

/* Bytes of a path from which ids and classes are left out. */
#define LONG_BYTES 300
/* Classes shown of one element, and bytes of a name that is shown. */
#define CLASSES_MAX 2
#define NAME_BYTES_MAX 40

/* ---- numbers among siblings ---- */

/* Elements without a tag of ours are counted among all elements; see put_rank. */
static void
rank_children(const struct cp_page *page, uint32_t parent, uint32_t *of_tag, uint32_t *ranks)
{
    const struct cp_node *nodes = page->nodes;
    uint32_t all = 0;

    for (uint32_t i = parent + 1; i < nodes[parent].end; i = nodes[i].end) {
        if (nodes[i].kind != CP_NODE_ELEMENT)
            continue;
        all++;
        ranks[i] = nodes[i].tag == CP_TAG_UNKNOWN ? all : ++of_tag[nodes[i].tag];
    }
    for (uint32_t i = parent + 1; i < nodes[parent].end; i = nodes[i].end)
        if (nodes[i].kind == CP_NODE_ELEMENT && nodes[i].tag != CP_TAG_UNKNOWN &&
            of_tag[nodes[i].tag] == 1)
            ranks[i] = 0;
    for (uint32_t i = parent + 1; i < nodes[parent].end; i = nodes[i].end)
        of_tag[nodes[i].tag] = 0;
}

cleanpage_status
cp_path_ranks(struct cp_ctx *cx, const struct cp_page *page, uint32_t **ranks)
{
    uint32_t of_tag[CP_TAG_COUNT] = { 0 };

    *ranks = cp_arena_zalloc(cx->arena, page->n_nodes + 1u, sizeof **ranks);
    if (!*ranks)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i < page->n_nodes; i++)
        if (page->nodes[i].kind == CP_NODE_ELEMENT)
            rank_children(page, i, of_tag, *ranks);
    return CLEANPAGE_OK;
}

/* ---- writing ---- */

static bool
is_name_byte(unsigned char c, bool first)
{
    return cp_is_alpha(c) || c == '_' || (!first && (c == '-' || cp_is_digit(c)));
}

bool
cp_path_is_plain(struct cp_slice name)
{
    size_t start = name.n > 1 && name.p[0] == '-';

    for (size_t i = start; i < name.n; i++)
        if (!is_name_byte((unsigned char)name.p[i], i == start))
            return false;
    return name.n > start;
}

static void
put_name(struct cp_buf *out, char sign, struct cp_slice name)
{
    cp_buf_putc(out, sign);
    cp_buf_put_slice(out, name);
}

static void
put_names(const struct cp_page *page, uint32_t i, struct cp_buf *out)
{
    struct cp_slice id = cp_node_attr(page, i, CP_ATTR_ID), class;
    struct cp_slice rest = cp_node_attr(page, i, CP_ATTR_CLASS);

    if (id.n <= NAME_BYTES_MAX && cp_path_is_plain(id))
        put_name(out, '#', id);
    for (int n = 0; n < CLASSES_MAX && cp_slice_word(&rest, &class);)
        if (class.n <= NAME_BYTES_MAX && cp_path_is_plain(class)) {
            put_name(out, '.', class);
            n++;
        }
}

static void
put_element(const struct cp_page *page, uint32_t i, uint32_t rank, bool with_names,
            struct cp_buf *out)
{
    bool is_known = page->nodes[i].tag != CP_TAG_UNKNOWN;
    struct cp_slice name = cp_node_name(page, i);

    if (is_known || (name.n <= NAME_BYTES_MAX && cp_path_is_plain(name)))
        cp_buf_put_slice(out, name);
    else
        cp_buf_putc(out, '*');
    if (with_names)
        put_names(page, i, out);
    if (rank == 0)
        return;
    cp_buf_puts(out, is_known ? ":nth-of-type(" : ":nth-child(");
    cp_buf_put_u64(out, rank);
    cp_buf_putc(out, ')');
}

static void
put_path(const struct cp_page *page, const uint32_t *ranks, const uint32_t *up, int n,
         bool with_names, struct cp_buf *out)
{
    if (page->nodes[up[n - 1]].parent != CP_NO_NODE)
        cp_buf_puts(out, "...>");
    while (n-- > 0) {
        put_element(page, up[n], ranks[up[n]], with_names, out);
        if (n)
            cp_buf_putc(out, '>');
    }
}

void
cp_path_put(const struct cp_page *page, const uint32_t *ranks, uint32_t element,
            int elements, struct cp_buf *out)
{
    uint32_t up[CP_PATH_ELEMENTS_MAX];
    size_t start = out->n;
    int n = 0;

    for (uint32_t i = element; i != CP_NO_NODE && n < elements; i = page->nodes[i].parent)
        up[n++] = i;
    put_path(page, ranks, up, n, true, out);
    if (cp_buf_failed(out) || out->n - start <= LONG_BYTES)
        return;
    out->n = start;
    put_path(page, ranks, up, n, false, out);
}
