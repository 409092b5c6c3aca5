#include "judge/weights.h"

#include <stdlib.h>

cleanpage_status
cp_weights_new(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cp_weights **weights)
{
    struct cp_weights *w = calloc(1, sizeof *w);
    cleanpage_status st;

    *weights = NULL;
    if (!w)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    w->smoothing = (float)cp_ruleset_number(rs, "smoothing", 0.3);
    w->threshold_min = (float)cp_ruleset_number(rs, "threshold-min", 0.1);
    w->rescue_words = (float)cp_ruleset_number(rs, "rescue-words", 60);
    w->scrap_words = (float)cp_ruleset_number(rs, "scrap-words", 8);
    w->short_chars = (float)cp_ruleset_number(rs, "short-characters", 1200);
    w->settled_share = (float)cp_ruleset_number(rs, "settled-share", 0.4);
    w->repeat_share = (float)cp_ruleset_number(rs, "repeat-share", 0.85);
    w->site_pages = (float)cp_ruleset_number(rs, "site-pages", 3);
    w->site_share = (float)cp_ruleset_number(rs, "site-share", 0.2);
    w->site_share_shop = (float)cp_ruleset_number(rs, "site-share-shop", 0.8);
    w->site_words = (float)cp_ruleset_number(rs, "site-words", 4);
    w->site_most = (float)cp_ruleset_number(rs, "site-most", 0.5);
    w->comments_outside = (float)cp_ruleset_number(rs, "comments-outside", 0.3);
    st = cp_sheet_read(cx, rs, false, &w->html);
    if (!st)
        st = cp_sheet_read(cx, rs, true, &w->text);
    if (!st)
        st = cp_kind_weights_read(cx, rs, &w->kinds);
    if (st)
        cp_weights_free(w);
    else
        *weights = w;
    return st;
}

void
cp_weights_free(struct cp_weights *w)
{
    if (!w)
        return;
    cp_sheet_clear(&w->html);
    cp_sheet_clear(&w->text);
    free(w);
}
