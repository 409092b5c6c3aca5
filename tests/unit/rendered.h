/* Small pages rendered in a format, for the tests of each. */
#ifndef CP_TESTS_RENDERED_H
#define CP_TESTS_RENDERED_H

#include "unit.h"

#include "base/arena.h"
#include "render/render.h"

/* Blocks with this word are dropped. */
#define DROP "XX"

struct row {
    const char *name, *html, *expected;
};

struct page {
    struct cp_arena arena;
    struct cp_ctx cx;
    struct cp_page page;
    struct cp_blocks blocks;
    struct cp_verdicts verdicts;
    struct cp_meta meta;
};

static inline void
load(struct page *p, const char *html)
{
    memset(p, 0, sizeof *p);
    cp_arena_init(&p->arena, 0);
    p->cx.arena = &p->arena;
    p->meta.title_block = CP_NO_NODE;
    assert_int_equal(cp_page_parse_html(&p->cx, &p->page, cp_slice_of(html)), CLEANPAGE_OK);
    assert_int_equal(cp_blocks_measure(&p->cx, &p->page, NULL, &p->blocks), CLEANPAGE_OK);
    p->verdicts.v = cp_arena_zalloc(&p->arena, p->blocks.n + 1, sizeof *p->verdicts.v);
    for (uint32_t i = 0; i < p->blocks.n; i++)
        p->verdicts.v[i].keep = !cp_slice_find(p->blocks.v[i].text, CP_LIT(DROP));
}

/* Renders each row's page as `want` says and compares; returns how many differ, having said so. */
static inline int
run_rows(const struct row *rows, size_t n,
         void (*render)(const struct cp_render_input *in, struct cp_buf *out),
         const char *title, const struct cp_render_input *want)
{
    int failed = 0;

    for (size_t i = 0; i < n; i++) {
        struct page p;
        struct cp_buf out = { 0 };
        struct cp_render_input in = *want;

        load(&p, rows[i].html);
        p.meta.title = cp_slice_of(title);
        in.page = &p.page;
        in.blocks = &p.blocks;
        in.meta = &p.meta;
        in.verdicts = &p.verdicts;
        render(&in, &out);
        if (!cp_slice_eq(cp_buf_slice(&out), cp_slice_of(rows[i].expected))) {
            fprintf(stderr, "%s:\n%s\ngives\n%s---\nand not\n%s---\n", rows[i].name,
                    rows[i].html, out.n ? cp_buf_str(&out) : "", rows[i].expected);
            failed++;
        }
        cp_buf_clear(&out);
        cp_arena_clear(&p.arena);
    }
    return failed;
}

#endif
