#include "judge/phrases.h"

cleanpage_status
cp_judge_phrases(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cp_slice host,
                  const struct cp_page *page, const struct cp_blocks *blocks,
                  const struct cp_meta *meta, struct cp_verdicts *verdicts)
{
    (void)cx, (void)rs, (void)host, (void)page, (void)blocks, (void)meta, (void)verdicts;
    return CLEANPAGE_OK;
}
