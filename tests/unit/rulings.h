/* Verdicts of one step of the rules on a page of which the points keep everything. */
#ifndef CP_TESTS_RULINGS_H
#define CP_TESTS_RULINGS_H

#include "measured.h"

#include "judge/judge.h"

typedef cleanpage_status ruling_step(struct cp_ctx *, const struct cp_ruleset *, struct cp_slice,
                                     const struct cp_page *, const struct cp_blocks *,
                                     const struct cp_meta *, struct cp_verdicts *);

/* Measures scraped text. */
static inline void
measure_text(struct measured *m, const char *text, const char *rules)
{
    *m = (struct measured){ .rules = cp_ruleset_new() };
    assert_non_null(m->rules);
    cp_arena_init(&m->arena, 0);
    m->cx.arena = &m->arena;
    if (cp_ruleset_load_text(&m->cx, m->rules, "test.rules", cp_slice_of(rules)))
        fail_msg("%s", m->cx.message);
    assert_int_equal(cp_page_parse_text(&m->cx, &m->page, cp_slice_of(text)), CLEANPAGE_OK);
    assert_int_equal(cp_ruleset_mark(&m->cx, m->rules, CP_LIT(""), &m->page, &m->marks),
                     CLEANPAGE_OK);
    assert_int_equal(cp_blocks_measure(&m->cx, &m->page, m->marks, &m->blocks), CLEANPAGE_OK);
    assert_int_equal(cp_meta_measure(&m->cx, &m->page, &m->blocks, &m->meta), CLEANPAGE_OK);
    assert_int_equal(cp_features_measure(&m->cx, m->rules, &m->page, &m->blocks, &m->meta,
                                         CP_LIT(""), &m->features),
                     CLEANPAGE_OK);
}

/* "+-+": which blocks the step keeps. All have the probability given. */
static inline void
expect_ruling(const char *name, struct measured *m, ruling_step *step, float probability,
              const char *expected)
{
    struct cp_verdicts verdicts = { .threshold = 0.5f };
    char got[100] = "";

    assert_true(m->blocks.n < sizeof got);
    verdicts.v = cp_arena_zalloc(&m->arena, m->blocks.n + 1, sizeof *verdicts.v);
    assert_non_null(verdicts.v);
    for (uint32_t i = 0; i < m->blocks.n; i++)
        verdicts.v[i] = (struct cp_verdict){ .keep = true, .probability = probability };
    assert_int_equal(step(&m->cx, m->rules, CP_LIT(""), &m->page, &m->blocks, &m->meta,
                          &verdicts),
                     CLEANPAGE_OK);
    for (uint32_t i = 0; i < m->blocks.n; i++)
        got[i] = verdicts.v[i].keep ? '+' : '-';
    expect_slice(name, cp_slice_of(got), cp_slice_of(expected));
    measured_clear(m);
}

/* Two paragraphs that read like an article's, of 46 words and of 25. */
#define LONG_TEXT \
    "It rained all night over the valley, and by the morning the river had risen by two metres " \
    "and stood in the cellars of the old mill, where the millers had piled the sacks on tables " \
    "and now waited for the boats from the town."
#define SHORT_TEXT \
    "The mayor called for volunteers, and some two hundred people came with boots and shovels, " \
    "among them the whole of the football club in shirts."

#endif
