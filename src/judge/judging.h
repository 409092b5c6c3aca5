/* A page while it is judged: what the judge's own steps share. */
#ifndef CP_JUDGE_JUDGING_H
#define CP_JUDGE_JUDGING_H

#include "judge/judge.h"

struct cp_judging {
    struct cp_ctx *cx;
    const struct cp_ruleset *rs;
    const struct cp_weights *weights;
    struct cp_slice host;
    const struct cp_page *page;
    const struct cp_blocks *blocks;
    const struct cp_features *features;
    const struct cp_meta *meta;
    uint8_t kind, comments;   /* cleanpage_kind, cleanpage_comments */
    const float *shares;      /* of each kind: how far the page is of it */
    float beta;
    struct cp_verdicts *verdicts;
    struct cp_mark *marks;    /* of selector rules, per block */
    uint8_t *comment;         /* per block: comments.c; 0: in none, or not looked for */
    struct cp_trace *trace;   /* NULL: nobody asks why */
    const struct cleanpage_site *site;   /* as of struct cp_judge_input */
    bool site_has_page;
    float *words;             /* a block's say: its words, 0 if a rule has decided already */
};

static inline const float *
cp_judging_row(const struct cp_judging *j, uint32_t block)
{
    return j->features->v + (size_t)block * CP_FEATURE_COUNT;
}

#endif
