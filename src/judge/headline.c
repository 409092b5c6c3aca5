#include "judge/headline.h"

#include "judge/look.h"

/* A shorter title is too likely to end a line by chance. Bytes. */
#define TITLE_BYTES_MIN 12
/* Most bytes of a breadcrumb before the title. */
#define PATH_BYTES_MAX 120

static bool
ends_with_title(struct cp_slice text, struct cp_slice title)
{
    struct cp_slice tail;

    if (title.n < TITLE_BYTES_MIN || text.n <= title.n || text.n - title.n > PATH_BYTES_MAX)
        return false;
    tail = (struct cp_slice){ text.p + (text.n - title.n), title.n };
    return cp_slice_eq_nocase(tail, title);
}

void
cp_judge_headline(const struct cp_ruleset *rs, const struct cp_blocks *blocks,
                  const struct cp_meta *meta, struct cp_verdicts *verdicts)
{
    struct cp_looks looks = cp_looks_of(rs);

    for (uint32_t i = 0; i < blocks->n && meta->title.n; i++) {
        const struct cp_block *b = &blocks->v[i];
        struct cp_verdict *v = &verdicts->v[i];
        bool same = cp_slice_eq_nocase(b->text, meta->title);

        if (v->keep && cp_look_at(&looks, b) == CP_LOOK_ARTICLE)
            return;
        if (!v->keep || i == meta->title_block || b->text.p == meta->title.p ||
            (!same && !ends_with_title(b->text, meta->title)))
            continue;
        v->keep = false;
        v->reason = same ? CP_BY_TITLE : CP_BY_LAYOUT;
    }
}
