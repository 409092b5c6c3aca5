#include "rules/layer.h"

#include <stdlib.h>

#include "base/limits.h"

struct cp_layer *
cp_layer_new(const char *name, uint32_t number)
{
    struct cp_layer *layer = calloc(1, sizeof *layer);

    if (!layer)
        return NULL;
    cp_arena_init(&layer->arena, CP_RULE_ARENA_MAX);
    layer->number = number;
    layer->last_rule = &layer->rules;
    layer->last_set = &layer->sets;
    layer->last_list = &layer->lists;
    layer->last_points = &layer->points;
    layer->last_pair = &layer->pairs;
    layer->last_kind = &layer->kinds;
    layer->last_test = &layer->tests;
    layer->name = cp_arena_strndup(&layer->arena, name, strlen(name));
    if (!layer->name) {
        cp_layer_free(layer);
        return NULL;
    }
    return layer;
}

void
cp_layer_free(const struct cp_layer *layer)
{
    if (!layer || layer->is_baked)
        return;
    /* Const is for those who read it; whoever has parsed it may end it. */
    cp_arena_clear(&((struct cp_layer *)layer)->arena);
    free((void *)layer);
}

bool
cp_rule_holds_for(const struct cp_rule *rule, struct cp_slice host)
{
    struct cp_slice tail;

    if (rule->host.n == 0)
        return true;
    if (host.n < rule->host.n)
        return false;
    tail = (struct cp_slice){ host.p + host.n - rule->host.n, rule->host.n };
    return cp_slice_eq_nocase(tail, rule->host) && (tail.p == host.p || tail.p[-1] == '.');
}
