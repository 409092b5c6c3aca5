#include "judge/trace.h"

#include <math.h>
#include <string.h>

struct cp_trace *
cp_trace_new(struct cp_arena *arena, uint32_t n_blocks)
{
    struct cp_trace *trace = cp_arena_zalloc(arena, 1, sizeof *trace);

    if (!trace)
        return NULL;
    trace->arena = arena;
    trace->n_blocks = n_blocks;
    trace->first = cp_arena_zalloc(arena, (size_t)n_blocks + 1, sizeof *trace->first);
    trace->last = cp_arena_zalloc(arena, (size_t)n_blocks + 1, sizeof *trace->last);
    cp_table_init(&trace->places.numbers, arena, 0);
    return trace->first && trace->last ? trace : NULL;
}

/* ---- places of rules, each copied once ---- */

static struct cp_rule_place *
copy_place(struct cp_arena *arena, const struct cp_rule_place *from)
{
    struct cp_rule_place *copy = cp_arena_alloc(arena, sizeof *copy);

    if (!copy)
        return NULL;
    *copy = *from;
    copy->file = cp_arena_strndup(arena, from->file, strlen(from->file));
    copy->text = from->text ? cp_arena_strndup(arena, from->text, strlen(from->text)) : NULL;
    return copy->file && (copy->text || !from->text) ? copy : NULL;
}

static bool
make_room(struct cp_arena *arena, struct cp_trace_places *places)
{
    uint32_t room = places->room ? 2 * places->room : 64;
    struct cp_rule_place **v;

    if (places->n < places->room)
        return true;
    v = cp_arena_alloc(arena, room * sizeof *v);
    if (!v)
        return false;
    if (places->n)
        memcpy(v, places->v, places->n * sizeof *v);
    places->v = v;
    places->room = room;
    return true;
}

const struct cp_rule_place *
cp_trace_place(struct cp_trace *trace, const struct cp_rule_place *from)
{
    struct cp_trace_places *places = &trace->places;
    uint32_t *number;

    if (!from)
        return NULL;
    number = cp_table_add(&places->numbers,
                          (struct cp_slice){ (const char *)from, sizeof *from }, UINT32_MAX);
    if (number && *number != UINT32_MAX)
        return places->v[*number];
    if (number && make_room(trace->arena, places) &&
        (places->v[places->n] = copy_place(trace->arena, from)))
        return places->v[*number = places->n++];
    trace->no_memory = true;
    return NULL;
}

/* ---- steps ---- */

static void
add_step(struct cp_trace *trace, uint32_t block, struct cp_step step)
{
    struct cp_step *s = cp_arena_alloc(trace->arena, sizeof *s);

    if (!s) {
        trace->no_memory = true;
        return;
    }
    *s = step;
    if (trace->last[block])
        trace->last[block]->next = s;
    else
        trace->first[block] = s;
    trace->last[block] = s;
}

void
cp_trace_points(struct cp_trace *trace, const struct cp_verdicts *verdicts)
{
    for (uint32_t i = 0; trace && i < trace->n_blocks; i++)
        add_step(trace, i, (struct cp_step){
            .stage = "points", .reason = CP_BY_POINTS,
            .keep = verdicts->v[i].probability >= verdicts->threshold });
}

/* Rules compare by where they stand: the trace has copies of them. */
static bool
same_rule(const struct cp_rule_place *a, const struct cp_rule_place *b)
{
    return (!a && !b) || (a && b && a->line == b->line && a->column == b->column &&
                          strcmp(a->file, b->file) == 0);
}

void
cp_trace_step(struct cp_trace *trace, const struct cp_verdicts *verdicts, const char *stage)
{
    for (uint32_t i = 0; trace && i < trace->n_blocks; i++) {
        const struct cp_verdict *v = &verdicts->v[i];
        const struct cp_rule_place *rule = cp_verdict_rule(v);
        const struct cp_step *last = trace->last[i];

        if (!last || last->keep != v->keep || last->reason != v->reason ||
            !same_rule(last->place, rule))
            add_step(trace, i, (struct cp_step){
                .stage = stage, .place = cp_trace_place(trace, rule), .reason = v->reason,
                .keep = v->keep });
    }
}

/* ---- verdicts ---- */

const struct cp_rule_place *
cp_verdict_rule(const struct cp_verdict *v)
{
    return v->reason == CP_BY_SELECTOR || v->reason == CP_BY_PHRASE || v->reason == CP_BY_SECTION
               ? v->place
               : NULL;
}

/* Log odds of a probability, kept off the ends, where they have none. */
static float
log_odds(float p)
{
    p = fminf(fmaxf(p, 1e-6f), 1 - 1e-6f);
    return logf(p / (1 - p));
}

float
cp_verdict_confidence(const struct cp_verdicts *verdicts, uint32_t block)
{
    const struct cp_verdict *v = &verdicts->v[block];
    float above;

    if (v->reason != CP_BY_POINTS && v->reason != CP_BY_NEIGHBOURS)
        return 1;
    above = log_odds(v->probability) - log_odds(verdicts->threshold);
    return 1 / (1 + expf(v->keep ? -above : above));
}

const char *
cp_reason_name(enum cp_reason reason)
{
    static const char *const names[] = {
        [CP_BY_POINTS] = "points",     [CP_BY_NEIGHBOURS] = "neighbours",
        [CP_BY_SELECTOR] = "selector", [CP_BY_PHRASE] = "phrase",
        [CP_BY_SECTION] = "section",   [CP_BY_REPEAT] = "repeat",
        [CP_BY_TITLE] = "title",       [CP_BY_COMMENTS] = "comments",
        [CP_BY_LAYOUT] = "layout",     [CP_BY_SITE] = "site",
    };

    return names[reason];
}
