/* What points are the sum of: see judge/trace.h. */
#include <math.h>
#include <string.h>

#include "judge/sheet.h"
#include "judge/trace.h"

/* n objects of the rules in the document's arena; NULL, and noted, without memory. */
static void *
copy(struct cp_trace *trace, const void *from, size_t n, size_t size)
{
    void *to = cp_arena_zalloc(trace->arena, n + 1, size);

    if (to && n)
        memcpy(to, from, n * size);
    trace->no_memory |= !to;
    return to;
}

/* Of a feature's tables, the one for all kinds; if there is none, that of the page's kind. */
static const struct cp_rule_place *
place_of(const struct cp_sheet_places *places, cleanpage_kind kind)
{
    if (places->table[0] || places->table[kind])
        return places->table[0] ? places->table[0] : places->table[kind];
    for (int k = 1; k < CP_KIND_COUNT; k++)
        if (places->table[k])
            return places->table[k];
    return NULL;
}

static void
copy_places(struct cp_trace *trace, struct cp_sheet *sheet)
{
    for (uint32_t f = 0; f < CP_FEATURE_COUNT; f++)
        sheet->places[f].table[0] =
            cp_trace_place(trace, place_of(&sheet->places[f], trace->kind.kind));
    for (size_t i = 0; i < sheet->n_pairs; i++)
        sheet->pair_places[i] = cp_trace_place(trace, sheet->pair_places[i]);
}

void
cp_trace_weigh(struct cp_trace *trace, const struct cp_sheet *of_rules,
               const struct cp_sheet *of_page, const struct cp_features *features)
{
    struct cp_sheet *sheet;
    float *base;

    if (!trace)
        return;
    sheet = copy(trace, of_page, 1, sizeof *sheet);
    base = cp_arena_zalloc(trace->arena, of_page->n_rows + 1u, sizeof *base);
    trace->no_memory |= !base;
    if (trace->no_memory)
        return;
    sheet->pairs = copy(trace, of_page->pairs, of_page->n_pairs, sizeof *sheet->pairs);
    sheet->places = copy(trace, of_page->places, CP_FEATURE_COUNT, sizeof *sheet->places);
    sheet->pair_places =
        copy(trace, of_page->pair_places, of_page->n_pairs, sizeof *sheet->pair_places);
    sheet->kinds = NULL;
    if (trace->no_memory)
        return;
    for (uint32_t i = 0; i < of_page->n_rows; i++)
        base[i] = (float)of_rules->rows[i].points;
    copy_places(trace, sheet);
    trace->sheet = sheet;
    trace->base_points = base;
    trace->rows = features->v;
}

size_t
cp_trace_points_max(const struct cp_trace *trace)
{
    return CP_FEATURE_COUNT + (trace->sheet ? trace->sheet->n_pairs : 0);
}

float
cp_trace_base(const struct cp_trace *trace)
{
    return trace->sheet ? trace->sheet->base : 0;
}

/* Largest first; of equals the one of the earlier name: the order is always the same. */
static bool
comes_before(const struct cp_point *a, const struct cp_point *b)
{
    float x = fabsf(a->points), y = fabsf(b->points);

    if (x > y || x < y)
        return x > y;
    return strcmp(a->name ? a->name : "", b->name ? b->name : "") < 0;
}

/* Puts one among the n before it that are sorted. They are some thirty, of each block: qsort
 * took a quarter of the time that a report takes. */
static void
put_point(struct cp_point *points, size_t n, struct cp_point point)
{
    for (; n && comes_before(&point, &points[n - 1]); n--)
        points[n] = points[n - 1];
    points[n] = point;
}

size_t
cp_trace_points_of(const struct cp_trace *trace, uint32_t block, struct cp_point *points)
{
    const struct cp_sheet *sheet = trace->sheet;
    const float *row;
    size_t n = 0;

    if (!sheet)
        return 0;
    row = trace->rows + (size_t)block * CP_FEATURE_COUNT;
    for (uint32_t f = 0; f < CP_FEATURE_COUNT; f++) {
        uint32_t r;
        float sum = (float)cp_sheet_points_of(sheet, f, row[f], &r);

        if (sum < 0 || sum > 0)
            put_point(points, n++,
                      (struct cp_point){ cp_feature_name((enum cp_feature)f),
                                         sheet->places[f].table[0], row[f], sum,
                                         trace->base_points[r] });
    }
    for (size_t i = 0; i < sheet->n_pairs; i++)
        if (cp_sheet_pair_holds(&sheet->pairs[i], row))
            put_point(points, n++,
                      (struct cp_point){ NULL, sheet->pair_places[i], 0, sheet->pairs[i].points,
                                         sheet->pairs[i].points });
    return n;
}
