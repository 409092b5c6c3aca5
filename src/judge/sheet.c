#include "judge/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/kind.h"

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

/* ---- the tables of one feature, laid over each other ---- */

struct layers {
    const struct cp_points *table[CP_KIND_COUNT];    /* number 0: for all kinds; or NULL */
    uint32_t row[CP_KIND_COUNT];
};

static double
edge_of(const struct layers *l, int k)
{
    return l->table[k] ? l->table[k]->rows[l->row[k]].below : HUGE_VAL;
}

static double
points_of(const struct layers *l, int k)
{
    return l->table[k] ? l->table[k]->rows[l->row[k]].points : 0;
}

/* The rows of all tables between one edge of any of them and the next. */
static void
lay(struct cp_sheet *sheet, struct layers *l)
{
    double below;

    do {
        struct cp_sheet_row *row = &sheet->rows[sheet->n_rows];
        struct cp_sheet_kinds *kinds = &sheet->kinds[sheet->n_rows++];

        below = HUGE_VAL;
        for (int k = 0; k < CP_KIND_COUNT; k++)
            below = fmin(below, edge_of(l, k));
        row->below = (float)below;
        row->points = (double)(float)points_of(l, 0);
        for (int k = 1; k < CP_KIND_COUNT; k++)
            kinds->points[k] = (float)points_of(l, k);
        for (int k = 0; k < CP_KIND_COUNT; k++)
            l->row[k] += below < HUGE_VAL && edge_of(l, k) <= below;
    } while (below < HUGE_VAL);
}

static cleanpage_status
find_layer(struct cp_ctx *cx, const struct cp_points *points, struct layers *layers)
{
    uint32_t feature = 0;
    cleanpage_kind kind = CLEANPAGE_KIND_AUTO;
    cleanpage_status st = find_feature(cx, points->place, points->feature, &feature);

    if (!st && points->kind.n)
        st = cp_kind_find(cx, points->place, points->kind, &kind);
    if (!st)
        layers[feature].table[kind] = points;
    return st;
}

/* Remembers where the tables stand. */
static void
place_layers(const struct layers *l, struct cp_sheet_places *places)
{
    for (int k = 0; k < CP_KIND_COUNT; k++)
        places->table[k] = l->table[k] ? l->table[k]->place : NULL;
}

static bool
has_table(const struct layers *l)
{
    for (int k = 0; k < CP_KIND_COUNT; k++)
        if (l->table[k])
            return true;
    return false;
}

/* Row 0 is that of features without a table. Of n tables no more rows come than they have. */
static void
lay_all(struct cp_sheet *sheet, struct layers *layers)
{
    sheet->rows[0].below = HUGE_VALF;
    sheet->n_rows = 1;
    for (int f = 0; f < CP_FEATURE_COUNT; f++)
        if (has_table(&layers[f])) {
            sheet->first[f] = sheet->n_rows;
            place_layers(&layers[f], &sheet->places[f]);
            lay(sheet, &layers[f]);
        }
}

static cleanpage_status
read_tables(struct cp_ctx *cx, const struct cp_ruleset *rs, bool for_text,
            struct cp_sheet *sheet)
{
    struct layers *layers = calloc(CP_FEATURE_COUNT, sizeof *layers);
    const struct cp_points *points;
    size_t n = cp_ruleset_points(rs, &points), n_rows = 1;
    cleanpage_status st = CLEANPAGE_OK;

    for (size_t i = 0; i < n; i++)
        n_rows += points[i].n_rows;
    sheet->rows = calloc(n_rows, sizeof *sheet->rows);
    sheet->kinds = calloc(n_rows, sizeof *sheet->kinds);
    sheet->places = calloc(CP_FEATURE_COUNT, sizeof *sheet->places);
    if (!layers || !sheet->rows || !sheet->kinds || !sheet->places)
        st = cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    for (size_t i = 0; i < n && !st; i++)
        if (points[i].for_text == for_text)
            st = find_layer(cx, &points[i], layers);
    if (!st)
        lay_all(sheet, layers);
    free(layers);
    return st;
}

/* ---- pairs ---- */

static cleanpage_status
read_pairs(struct cp_ctx *cx, const struct cp_ruleset *rs, bool for_text,
           struct cp_sheet *sheet)
{
    const struct cp_pair *pairs;
    size_t n = cp_ruleset_pairs(rs, &pairs);

    sheet->pairs = calloc(n + 1, sizeof *sheet->pairs);
    sheet->pair_places = calloc(n + 1, sizeof *sheet->pair_places);
    if (!sheet->pairs || !sheet->pair_places)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        struct cp_sheet_pair *pair = &sheet->pairs[sheet->n_pairs];

        sheet->pair_places[sheet->n_pairs] = pairs[i].place;
        pair->points = (float)pairs[i].points;
        for (int k = 0; k < 2; k++) {
            cleanpage_status st =
                find_feature(cx, pairs[i].place, pairs[i].feature[k], &pair->feature[k]);

            if (st)
                return st;
            pair->at_least[k] = pairs[i].op[k] == '>';
            pair->value[k] = (float)pairs[i].value[k];
        }
        sheet->n_pairs += pairs[i].for_text == for_text;
    }
    return CLEANPAGE_OK;
}

cleanpage_status
cp_sheet_read(struct cp_ctx *cx, const struct cp_ruleset *rs, bool for_text,
              struct cp_sheet *sheet)
{
    cleanpage_status st = read_tables(cx, rs, for_text, sheet);

    sheet->base = (float)cp_ruleset_number(rs, for_text ? "text-points-base" : "points-base", 0);
    return st ? st : read_pairs(cx, rs, for_text, sheet);
}

void
cp_sheet_clear(struct cp_sheet *sheet)
{
    free(sheet->rows);
    free(sheet->kinds);
    free(sheet->pairs);
    free(sheet->places);
    free(sheet->pair_places);
}

/* ---- weighing ---- */

cleanpage_status
cp_sheet_for_page(struct cp_ctx *cx, const struct cp_sheet *sheet,
                  const float shares[CP_KIND_COUNT], struct cp_sheet *page)
{
    *page = *sheet;
    page->rows = cp_arena_alloc(cx->arena, sheet->n_rows * sizeof *page->rows);
    if (!page->rows)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i < sheet->n_rows; i++) {
        float points = (float)sheet->rows[i].points;

        for (int k = 1; k < CP_KIND_COUNT; k++)
            points += shares[k] * sheet->kinds[i].points[k];
        page->rows[i] = (struct cp_sheet_row){ sheet->rows[i].below, (double)points };
    }
    return CLEANPAGE_OK;
}

static bool
holds(const struct cp_sheet_pair *pair, int k, const float *row)
{
    bool at_least = row[pair->feature[k]] >= pair->value[k];

    return at_least == pair->at_least[k];
}

bool
cp_sheet_pair_holds(const struct cp_sheet_pair *pair, const float *row)
{
    return holds(pair, 0, row) && holds(pair, 1, row);
}

double
cp_sheet_points_of(const struct cp_sheet *sheet, uint32_t feature, float value, uint32_t *row)
{
    uint32_t r = sheet->first[feature];

    while (value >= sheet->rows[r].below)
        r++;
    *row = r;
    return sheet->rows[r].points;
}

static inline void
look_up(const struct cp_sheet *sheet, struct cp_weighing *last, float value, uint32_t feature)
{
    const struct cp_sheet_row *r = sheet->rows + sheet->first[feature];

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
look_up_changed(const struct cp_sheet *sheet, struct cp_weighing *last, const float *row)
{
    const float *before = last->row;
    uint32_t f = 0;

    for (; f + 1 < CP_FEATURE_COUNT; f += 2) {
        if (are_alike(row, before, f))
            continue;
        if (row[f] != before[f])
            look_up(sheet, last, row[f], f);
        if (row[f + 1] != before[f + 1])
            look_up(sheet, last, row[f + 1], f + 1);
    }
    if (f < CP_FEATURE_COUNT)
        look_up(sheet, last, row[f], f);
}

float
cp_sheet_points(const struct cp_sheet *sheet, struct cp_weighing *last, const float *row)
{
    double points = (double)sheet->base;

    if (last->row)
        look_up_changed(sheet, last, row);
    for (uint32_t f = 0; f < CP_FEATURE_COUNT && !last->row; f++)
        look_up(sheet, last, row[f], f);
    last->row = row;
    points += last->sum;
    for (size_t i = 0; i < sheet->n_pairs; i++)
        if (holds(&sheet->pairs[i], 0, row) && holds(&sheet->pairs[i], 1, row))
            points += (double)sheet->pairs[i].points;
    return (float)points;
}
