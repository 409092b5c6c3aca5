#include "measure/measure.h"

#include "base/utf8.h"

static bool
splits(const struct cp_page *page, uint32_t i)
{
    return page->nodes[i].kind == CP_NODE_ELEMENT &&
           (cp_tag_flags((enum cp_tag)page->nodes[i].tag) & CP_TAG_BLOCK);
}

static void
close_block(struct cp_blocks *b, struct cp_block *cur, char *text, size_t n)
{
    while (n && text[n - 1] == ' ')
        n--;
    cur->text = (struct cp_slice){ text, n };
    if (!n)
        return;
    for (size_t i = 0; i < n; i++)
        cur->n_words += text[i] != ' ' && (i == 0 || text[i - 1] == ' ');
    cur->n_chars = (uint32_t)cp_utf8_count(text, n);
    b->n_words += cur->n_words;
    b->v[b->n++] = *cur;
}

cleanpage_status
cp_blocks_measure(struct cp_ctx *cx, const struct cp_page *page, struct cp_blocks *b)
{
    size_t total = 1, n = 0, start = 0;
    uint32_t texts = 1, owner = 0, owner_end = page->n_nodes;
    struct cp_block cur = { 0 };
    bool open = false;
    char *pool;

    for (uint32_t i = 0; i < page->n_nodes; i++)
        if (page->nodes[i].kind == CP_NODE_TEXT) {
            total += page->nodes[i].len;
            texts++;
        }
    *b = (struct cp_blocks){ 0 };
    b->v = cp_arena_alloc(cx->arena, texts * sizeof *b->v);
    pool = cp_arena_alloc(cx->arena, total);
    if (!b->v || !pool)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i <= page->n_nodes; i++) {
        bool edge = i == page->n_nodes || splits(page, i);
        while (i < page->n_nodes && i >= owner_end && owner) {
            edge = true;
            do
                owner = page->nodes[owner].parent;
            while (owner && !splits(page, owner));
            owner_end = owner == CP_NO_NODE ? page->n_nodes : page->nodes[owner].end;
        }
        if (edge && open) {
            cur.end = i;
            close_block(b, &cur, pool + start, n - start);
            open = false;
        }
        if (i == page->n_nodes)
            break;
        if (page->nodes[i].kind == CP_NODE_ELEMENT) {
            if (cp_tag_flags((enum cp_tag)page->nodes[i].tag) & CP_TAG_SKIPPED) {
                i = page->nodes[i].end - 1;
                continue;
            }
            if (splits(page, i)) {
                owner = i;
                owner_end = page->nodes[i].end;
            }
            continue;
        }
        if (!open) {
            cur = (struct cp_block){ .first = i, .owner = owner };
            start = n;
            open = true;
        }
        bool link = false;
        for (uint32_t a = page->nodes[i].parent; a != CP_NO_NODE; a = page->nodes[a].parent)
            link |= page->nodes[a].tag == CP_TAG_A;
        for (uint32_t k = 0; k < page->nodes[i].len; k++) {
            char c = page->nodes[i].u.text[k];
            if (!cp_is_space((unsigned char)c)) {
                if (link && (n == start || pool[n - 1] == ' '))
                    cur.n_link_words++;
                pool[n++] = c;
            } else if (n > start && pool[n - 1] != ' ')
                pool[n++] = ' ';
        }
    }
    return CLEANPAGE_OK;
}
