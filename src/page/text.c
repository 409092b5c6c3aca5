#include "page/page.h"

cleanpage_status
cp_page_parse_text(struct cp_ctx *cx, struct cp_page *page, struct cp_slice utf8)
{
    uint32_t lines = 2, n = 1;
    const char *p = utf8.p, *end = utf8.p + utf8.n;

    for (size_t i = 0; i < utf8.n; i++)
        lines += utf8.p[i] == '\n';
    *page = (struct cp_page){ .source = utf8, .plain_text = true };
    page->nodes = cp_arena_zalloc(cx->arena, 1 + (size_t)lines * 2, sizeof *page->nodes);
    if (!page->nodes)
        return cp_fail_nomem(cx);
    page->nodes[0] = (struct cp_node){ .parent = CP_NO_NODE, .tag = CP_TAG_BODY };
    while (p < end) {
        const char *q = memchr(p, '\n', (size_t)(end - p));
        struct cp_slice line = { p, (size_t)((q ? q : end) - p) };
        line = cp_slice_trim(line);
        if (line.n) {
            page->nodes[n] = (struct cp_node){ .parent = 0, .end = n + 2, .tag = CP_TAG_P };
            page->nodes[n + 1] = (struct cp_node){ .parent = n, .end = n + 2, .tag = CP_TAG_P,
                .kind = CP_NODE_TEXT, .len = (uint32_t)line.n, .u.text = line.p,
                .source = (uint32_t)(line.p - utf8.p) };
            n += 2;
        }
        p = q ? q + 1 : end;
    }
    page->nodes[0].end = page->n_nodes = n;
    return CLEANPAGE_OK;
}
