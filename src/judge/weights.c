#include "judge/weights.h"

#include <math.h>
#include <stdlib.h>

static cleanpage_status
find_feature(struct cp_ctx *cx, const struct cp_rule_place *place, struct cp_slice name,
             uint32_t *feature)
{
    int found = cp_feature_find(name);

    if (found < 0)
        return cp_fail(cx, CLEANPAGE_RULE, "%s:%u:%u: unknown feature \"%.*s\": see POINTS "
                       "AND PAIRS in cleanpage-rules(5)", place->file, (unsigned)place->line,
                       (unsigned)place->column, (int)name.n, name.p);
    *feature = (uint32_t)found;
    return CLEANPAGE_OK;
}

static cleanpage_status
read_tables(struct cp_ctx *cx, const struct cp_ruleset *rs, bool for_text,
            struct cp_weight_sheet *w)
{
    const struct cp_points *points;
    size_t n = cp_ruleset_points(rs, &points), n_rows = 0;

    for (size_t i = 0; i < n; i++)
        n_rows += points[i].n_rows;
    w->tables = calloc(n + 1, sizeof *w->tables);
    w->rows = calloc(n_rows + 1, sizeof *w->rows);
    if (!w->tables || !w->rows)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    n_rows = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t feature = 0;
        cleanpage_status st = find_feature(cx, points[i].place, points[i].feature, &feature);

        if (st)
            return st;
        if (points[i].for_text != for_text)
            continue;
        w->tables[w->n_tables++] = (struct cp_weight_table){ feature, (uint32_t)n_rows };
        for (uint32_t k = 0; k < points[i].n_rows; k++)
            w->rows[n_rows++] = (struct cp_weight_row){ (float)points[i].rows[k].below,
                                                        (float)points[i].rows[k].points };
        w->rows[n_rows - 1].below = HUGE_VALF;
    }
    return CLEANPAGE_OK;
}

static cleanpage_status
read_pairs(struct cp_ctx *cx, const struct cp_ruleset *rs, bool for_text,
           struct cp_weight_sheet *w)
{
    const struct cp_pair *pairs;
    size_t n = cp_ruleset_pairs(rs, &pairs);

    w->pairs = calloc(n + 1, sizeof *w->pairs);
    if (!w->pairs)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        struct cp_weight_pair *pair = &w->pairs[w->n_pairs];

        pair->points = (float)pairs[i].points;
        for (int k = 0; k < 2; k++) {
            cleanpage_status st =
                find_feature(cx, pairs[i].place, pairs[i].feature[k], &pair->feature[k]);

            if (st)
                return st;
            pair->at_least[k] = pairs[i].op[k] == '>';
            pair->value[k] = (float)pairs[i].value[k];
        }
        w->n_pairs += pairs[i].for_text == for_text;
    }
    return CLEANPAGE_OK;
}

static cleanpage_status
read_sheet(struct cp_ctx *cx, const struct cp_ruleset *rs, bool for_text,
           struct cp_weight_sheet *w)
{
    cleanpage_status st = read_tables(cx, rs, for_text, w);

    w->base = (float)cp_ruleset_number(rs, for_text ? "text-points-base" : "points-base", 0);
    return st ? st : read_pairs(cx, rs, for_text, w);
}

static void
free_sheet(struct cp_weight_sheet *w)
{
    free(w->tables);
    free(w->rows);
    free(w->pairs);
}

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
    w->short_words = (float)cp_ruleset_number(rs, "short-words", 200);
    w->settled_share = (float)cp_ruleset_number(rs, "settled-share", 0.4);
    w->repeat_share = (float)cp_ruleset_number(rs, "repeat-share", 0.85);
    w->comments_outside = (float)cp_ruleset_number(rs, "comments-outside", 0.3);
    st = read_sheet(cx, rs, false, &w->html);
    if (!st)
        st = read_sheet(cx, rs, true, &w->text);
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
    free_sheet(&w->html);
    free_sheet(&w->text);
    free(w);
}

static bool
holds(const struct cp_weight_pair *pair, int k, const float *row)
{
    bool at_least = row[pair->feature[k]] >= pair->value[k];

    return at_least == pair->at_least[k];
}

float
cp_weights_points(const struct cp_weight_sheet *w, const float *row)
{
    float points = w->base;

    for (size_t i = 0; i < w->n_tables; i++) {
        const struct cp_weight_row *r = w->rows + w->tables[i].first;
        float value = row[w->tables[i].feature];

        while (value >= r->below)
            r++;
        points += r->points;
    }
    for (size_t i = 0; i < w->n_pairs; i++)
        if (holds(&w->pairs[i], 0, row) && holds(&w->pairs[i], 1, row))
            points += w->pairs[i].points;
    return points;
}
