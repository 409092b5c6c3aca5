#include "measure/measure.h"

cleanpage_status
cp_meta_measure(struct cp_ctx *cx, const struct cp_page *page, const struct cp_blocks *blocks,
                struct cp_meta *meta)
{
    uint32_t t = cp_page_find(page, 0, CP_TAG_TITLE);

    (void)cx;
    *meta = (struct cp_meta){ .title_block = CP_NO_NODE };
    if (t != CP_NO_NODE && page->nodes[t].end > t + 1)
        meta->title = meta->head_title = cp_slice_trim(cp_node_text(&page->nodes[t + 1]));
    for (uint32_t i = 0; i < blocks->n; i++)
        if (page->nodes[blocks->v[i].owner].tag == CP_TAG_H1) {
            meta->title = blocks->v[i].text;
            meta->title_block = i;
            break;
        }
    return CLEANPAGE_OK;
}
