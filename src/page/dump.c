#include "page/dump.h"

#include "base/utf8.h"

/* Characters shown of a text or of an attribute's value. */
#define SHOWN_CHARS 60

/* Columns the numbers of nodes get; longer ones push their line to the right. */
#define NUMBER_COLUMNS 6

static void
put_number(struct cp_buf *out, uint32_t n)
{
    size_t before = out->n, width;

    cp_buf_put_u64(out, n);
    width = out->n - before;
    if (width < NUMBER_COLUMNS)
        cp_buf_put_repeat(out, ' ', NUMBER_COLUMNS - width);
}

/* In quotes, with line feeds and tabs escaped, cut off after SHOWN_CHARS. */
static void
put_quoted(struct cp_buf *out, struct cp_slice s)
{
    const char *p = s.p, *end = s.p + s.n;
    uint32_t c;

    cp_buf_putc(out, '"');
    for (int i = 0; p < end && i < SHOWN_CHARS; i++) {
        const char *start = p;
        p = cp_utf8_next(p, end, &c);
        if (c == '\n')
            cp_buf_puts(out, "\\n");
        else if (c == '\t')
            cp_buf_puts(out, "\\t");
        else if (c == '"')
            cp_buf_puts(out, "\\\"");
        else
            cp_buf_put(out, start, (size_t)(p - start));
    }
    cp_buf_puts(out, p < end ? "...\"" : "\"");
}

static void
put_element(struct cp_buf *out, const struct cp_page *page, uint32_t i)
{
    const struct cp_node *node = &page->nodes[i];

    cp_buf_put_slice(out, cp_node_name(page, i));
    for (uint32_t k = 0; k < node->len; k++) {
        cp_buf_putc(out, ' ');
        cp_buf_put_slice(out, node->u.attrs[k].name);
        if (!node->u.attrs[k].value.n)
            continue;
        cp_buf_putc(out, '=');
        put_quoted(out, node->u.attrs[k].value);
    }
    if (node->foreign)
        cp_buf_puts(out, " (foreign)");
    cp_buf_puts(out, " @");
    cp_buf_put_u64(out, node->source);
}

static void
put_text(struct cp_buf *out, const struct cp_node *node)
{
    put_quoted(out, cp_node_text(node));
    cp_buf_putc(out, ' ');
    cp_buf_put_u64(out, node->len);
}

void
cp_page_dump(struct cp_buf *out, const struct cp_page *page)
{
    uint32_t above = CP_NO_NODE;   /* the parent of the node at hand */
    size_t depth = 0;

    for (uint32_t i = 0; i < page->n_nodes; i++) {
        const struct cp_node *node = &page->nodes[i];
        while (above != node->parent) {
            above = page->nodes[above].parent;
            depth--;
        }
        put_number(out, i);
        cp_buf_put_repeat(out, ' ', depth * 2);
        if (node->kind == CP_NODE_TEXT) {
            put_text(out, node);
        } else {
            put_element(out, page, i);
            above = i;
            depth++;
        }
        cp_buf_putc(out, '\n');
    }
}
