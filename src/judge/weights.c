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
    w->rows = calloc(n_rows + 1, sizeof *w->rows);
    if (!w->rows)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    w->rows[0].below = HUGE_VALF;
    n_rows = 1;
    for (size_t i = 0; i < n; i++) {
        uint32_t feature = 0;
        cleanpage_status st = find_feature(cx, points[i].place, points[i].feature, &feature);

        if (st)
            return st;
        if (points[i].for_text != for_text)
            continue;
        w->first[feature] = (uint32_t)n_rows;
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

static inline void
look_up(const struct cp_weight_sheet *w, struct cp_weighing *last, float value, uint32_t feature)
{
    const struct cp_weight_row *r = w->rows + w->first[feature];

    while (value >= r->below)
        r++;
    last->sum += r->points - last->points[feature];
    last->points[feature] = r->points;
}

/* Whether two features from this one on are as they were, bit by bit. */
static inline bool
are_alike(const float *a, const float *b, uint32_t feature)
{
    uint64_t x, y;

    memcpy(&x, a + feature, sizeof x);
    memcpy(&y, b + feature, sizeof y);
    return x == y;
}

/* The tables of features that are not as they were. */
static void
look_up_changed(const struct cp_weight_sheet *w, struct cp_weighing *last, const float *row)
{
    const float *before = last->row;
    uint32_t f = 0;

    for (; f + 1 < CP_FEATURE_COUNT; f += 2) {
        if (are_alike(row, before, f))
            continue;
        if (row[f] != before[f])
            look_up(w, last, row[f], f);
        if (row[f + 1] != before[f + 1])
            look_up(w, last, row[f + 1], f + 1);
    }
    if (f < CP_FEATURE_COUNT)
        look_up(w, last, row[f], f);
}

float
cp_weights_points(const struct cp_weight_sheet *w, struct cp_weighing *last, const float *row)
{
    double points = (double)w->base;

    if (last->row)
        look_up_changed(w, last, row);
    for (uint32_t f = 0; f < CP_FEATURE_COUNT && !last->row; f++)
        look_up(w, last, row[f], f);
    last->row = row;
    points += last->sum;
    for (size_t i = 0; i < w->n_pairs; i++)
        if (holds(&w->pairs[i], 0, row) && holds(&w->pairs[i], 1, row))
            points += (double)w->pairs[i].points;
    return (float)points;
}
