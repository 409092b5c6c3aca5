/* A page from HTML, measured: what the tests of measure and judge begin with. */
#ifndef CP_TESTS_MEASURED_H
#define CP_TESTS_MEASURED_H

#include "unit.h"

#include "measure/measure.h"
#include "page/page.h"
#include "rules/rules.h"

struct measured {
    struct cp_arena arena;
    struct cp_ctx cx;
    struct cp_ruleset *rules;
    struct cp_page page;
    struct cp_mark *marks;
    struct cp_blocks blocks;
    struct cp_meta meta;
    struct cp_features features;
};

/* rules: text of a rule file, or NULL for none at all. */
static inline void
measure(struct measured *m, const char *html, const char *rules)
{
    *m = (struct measured){ .rules = cp_ruleset_new() };
    assert_non_null(m->rules);
    cp_arena_init(&m->arena, 0);
    m->cx.arena = &m->arena;
    if (rules && cp_ruleset_load_text(&m->cx, m->rules, "test.rules", cp_slice_of(rules)))
        fail_msg("%s", m->cx.message);
    assert_int_equal(cp_page_parse_html(&m->cx, &m->page, cp_slice_of(html)), CLEANPAGE_OK);
    assert_int_equal(cp_ruleset_mark(&m->cx, m->rules, CP_LIT("example.org"), &m->page,
                                     &m->marks),
                     CLEANPAGE_OK);
    assert_int_equal(cp_blocks_measure(&m->cx, &m->page, m->marks, &m->blocks), CLEANPAGE_OK);
    assert_int_equal(cp_meta_measure(&m->cx, &m->page, &m->blocks, &m->meta), CLEANPAGE_OK);
    assert_int_equal(cp_features_measure(&m->cx, m->rules, &m->page, &m->blocks, &m->meta,
                                         CP_LIT("https://example.org/a/b-c-d?e"), &m->features),
                     CLEANPAGE_OK);
}

static inline void
measured_clear(struct measured *m)
{
    cp_ruleset_free(m->rules);
    cp_arena_clear(&m->arena);
}

#endif
