/* What a layer holds, as C. */
#include "rules/baking.h"
#include "rules/phrase_ops.h"

/* ------------------------------------------------------------------ rules */

static void
put_ops(struct cp_baking *b, const struct cp_phrase *phrase)
{
    cp_buf_puts(b->out, "(const struct cp_phrase_op[]){\n");
    for (uint32_t i = 0; i < phrase->n_ops; i++) {
        const struct cp_phrase_op *op = &phrase->ops[i];

        cp_bake_put(b, "{{%#llx},%#x,{%u},%u},%s", (unsigned long long)op->u.bits,
                    (unsigned)op->hash, op->to, op->kind, i % 4 == 3 ? "\n" : " ");
    }
    cp_buf_puts(b->out, "}");
}

static void
put_phrase(struct cp_baking *b, const struct cp_phrase *phrase)
{
    if (!phrase) {
        cp_buf_puts(b->out, "0");
        return;
    }
    cp_buf_puts(b->out, "&(const struct cp_phrase){ .text = ");
    cp_bake_put_slice(b, phrase->text);
    cp_buf_puts(b->out, ", .ops = ");
    put_ops(b, phrase);
    cp_buf_puts(b->out, ", .words = ");
    cp_bake_put_string(b, phrase->words, strlen(phrase->words));
    cp_buf_puts(b->out, ", .hashes = (const uint32_t[]){\n");
    cp_bake_put_u32s(b, phrase->hashes, phrase->n_hashes);
    cp_bake_put(
        b, "}, .n_ops = %u, .n_hashes = %u, .first = %#llx, .last = %#llx, .required = %#llx, ",
        (unsigned)phrase->n_ops, (unsigned)phrase->n_hashes, (unsigned long long)phrase->first,
        (unsigned long long)phrase->last, (unsigned long long)phrase->required);
    cp_bake_put(
        b, ".min_words = %u, .max_words = %u, .exact = %d, .has_star = %d, .unspaced = %d }",
        (unsigned)phrase->min_words, (unsigned)phrase->max_words, phrase->exact,
        phrase->has_star, phrase->unspaced);
}

static void
put_simple(struct cp_baking *b, const struct cp_simple *s)
{
    cp_bake_put(b, "{ %u, %d, %u, ", s->kind, s->op, s->id);
    cp_bake_put_slice(b, s->name);
    cp_buf_puts(b->out, ", ");
    cp_bake_put_slice(b, s->value);
    cp_buf_puts(b->out, ", ");
    cp_bake_put_address(b, "simples", &b->simples, s->inner);
    cp_buf_puts(b->out, ", ");
    put_phrase(b, s->phrase);
    cp_buf_puts(b->out, ", ");
    cp_bake_put_address(b, "simples", &b->simples, s->next);
    cp_buf_puts(b->out, " },\n");
}

static void
put_selector(struct cp_baking *b, const struct cp_selector *s)
{
    cp_buf_puts(b->out, "{ ");
    cp_bake_put_slice(b, s->text);
    cp_buf_puts(b->out, ", (const struct cp_compound[]){ ");
    for (uint32_t i = 0; i < s->n; i++) {
        cp_buf_puts(b->out, "{ ");
        cp_bake_put_address(b, "simples", &b->simples, s->compounds[i].tests);
        cp_bake_put(b, ", %u }, ", s->compounds[i].combinator);
    }
    cp_bake_put(b, "}, %u, %d, ", (unsigned)s->n, s->has_siblings);
    cp_bake_put_address(b, "selectors", &b->selectors, s->next);
    cp_buf_puts(b->out, " },\n");
}

static void
put_rule(struct cp_baking *b, const struct cp_rule *rule)
{
    const struct cp_guards *g = &rule->guards;

    cp_buf_puts(b->out, "{ ");
    cp_bake_put_place(b, &rule->place);
    cp_buf_puts(b->out, ", ");
    cp_bake_put_slice(b, rule->host);
    cp_bake_put(b, ", %#llx, %u, { %a, %u, %d, %d, %d, %d, %d }, ",
                (unsigned long long)rule->rank, rule->verb, (double)g->min_links,
                (unsigned)g->max_words, g->html, g->text, g->tail, g->head, g->certain);
    cp_bake_put_address(b, "selectors", &b->selectors, rule->selectors);
    cp_buf_puts(b->out, ", ");
    put_phrase(b, rule->phrase);
    cp_buf_puts(b->out, ", ");
    cp_bake_put_address(b, "rules", &b->rules, rule->next);
    cp_buf_puts(b->out, " },\n");
}

/* In the order of their numbers, which is that of number_objects. */
void
cp_bake_put_rules(struct cp_baking *b)
{
    cp_bake_put(b, "static const struct cp_simple simples[%zu] = {\n", b->simples.n + 1);
    for (const struct cp_rule *rule = b->layer->rules; rule; rule = rule->next)
        for (const struct cp_selector *s = rule->selectors; s; s = s->next)
            for (uint32_t i = 0; i < s->n; i++)
                for (const struct cp_simple *t = s->compounds[i].tests; t; t = t->next) {
                    put_simple(b, t);
                    if (t->inner)
                        put_simple(b, t->inner);
                }
    cp_bake_put(b, "};\nstatic const struct cp_selector selectors[%zu] = {\n",
                b->selectors.n + 1);
    for (const struct cp_rule *rule = b->layer->rules; rule; rule = rule->next)
        for (const struct cp_selector *s = rule->selectors; s; s = s->next)
            put_selector(b, s);
    cp_bake_put(b, "};\nstatic const struct cp_rule rules[%zu] = {\n", b->rules.n + 1);
    for (const struct cp_rule *rule = b->layer->rules; rule; rule = rule->next)
        put_rule(b, rule);
    cp_buf_puts(b->out, "};\n");
}

/* ------------------------------------------------------------------ the other items of a layer
 */

/* "&sets[3]" for what comes next in a list that is written as an array, or 0. */
static void
put_next(struct cp_baking *b, const char *array, size_t at, bool has_next)
{
    if (has_next)
        cp_bake_put(b, ", &%s[%zu] },\n", array, at + 1);
    else
        cp_buf_puts(b->out, ", 0 },\n");
}

void
cp_bake_put_sets(struct cp_baking *b)
{
    size_t n = 0;

    if (!b->layer->sets)
        return;
    cp_buf_puts(b->out, "static const struct cp_set sets[] = {\n");
    for (const struct cp_set *set = b->layer->sets; set; set = set->next) {
        cp_buf_puts(b->out, "{ ");
        cp_bake_put_place(b, &set->place);
        cp_buf_puts(b->out, ", ");
        cp_bake_put_slice(b, set->name);
        cp_buf_puts(b->out, ", ");
        cp_bake_put_double(b, set->value);
        put_next(b, "sets", n++, set->next);
    }
    cp_buf_puts(b->out, "};\n");
}

void
cp_bake_put_lists(struct cp_baking *b)
{
    size_t n = 0;

    if (!b->layer->lists)
        return;
    cp_buf_puts(b->out, "static const struct cp_list_words lists[] = {\n");
    for (const struct cp_list_words *list = b->layer->lists; list; list = list->next) {
        cp_buf_puts(b->out, "{ ");
        cp_bake_put_slice(b, list->name);
        cp_buf_puts(b->out, ", (const struct cp_slice[]){\n");
        for (uint32_t i = 0; i < list->n_words; i++) {
            cp_bake_put_slice(b, list->words[i]);
            cp_buf_puts(b->out, i % 4 == 3 ? ",\n" : ", ");
        }
        cp_bake_put(b, "{ 0, 0 } }, %u", (unsigned)list->n_words);
        put_next(b, "lists", n++, list->next);
    }
    cp_buf_puts(b->out, "};\n");
}

void
cp_bake_put_points(struct cp_baking *b, const struct cp_points *points)
{
    cp_buf_puts(b->out, "{ ");
    cp_bake_put_slice(b, points->feature);
    cp_buf_puts(b->out, ", ");
    cp_bake_put_slice(b, points->kind);
    cp_buf_puts(b->out, ", (const struct cp_points_row[]){ ");
    for (uint32_t i = 0; i < points->n_rows; i++) {
        cp_buf_puts(b->out, "{ ");
        cp_bake_put_double(b, points->rows[i].below);
        cp_buf_puts(b->out, ", ");
        cp_bake_put_double(b, points->rows[i].points);
        cp_buf_puts(b->out, " }, ");
    }
    cp_bake_put(b, "}, %u, %d, ", (unsigned)points->n_rows, points->for_text);
    cp_bake_put_place_address(b, points->place);
    cp_buf_puts(b->out, " }");
}

void
cp_bake_put_pair(struct cp_baking *b, const struct cp_pair *pair)
{
    cp_buf_puts(b->out, "{ { ");
    cp_bake_put_slice(b, pair->feature[0]);
    cp_buf_puts(b->out, ", ");
    cp_bake_put_slice(b, pair->feature[1]);
    cp_bake_put(b, " }, { %d, %d }, { ", pair->op[0], pair->op[1]);
    cp_bake_put_double(b, pair->value[0]);
    cp_buf_puts(b->out, ", ");
    cp_bake_put_double(b, pair->value[1]);
    cp_buf_puts(b->out, " }, ");
    cp_bake_put_double(b, pair->points);
    cp_bake_put(b, ", %d, ", pair->for_text);
    cp_bake_put_place_address(b, pair->place);
    cp_buf_puts(b->out, " }");
}

void
cp_bake_put_kind(struct cp_baking *b, const struct cp_kind_points *kind)
{
    cp_buf_puts(b->out, "{ ");
    cp_bake_put_slice(b, kind->fact);
    cp_buf_puts(b->out, ", { ");
    for (uint32_t i = 0; i < kind->n; i++) {
        cp_bake_put_slice(b, kind->kinds[i]);
        cp_buf_puts(b->out, ", ");
    }
    cp_buf_puts(b->out, kind->n ? "}, { " : "{ 0, 0 } }, { 0 ");
    for (uint32_t i = 0; i < kind->n; i++) {
        cp_bake_put_double(b, kind->points[i]);
        cp_buf_puts(b->out, ", ");
    }
    cp_bake_put(b, "}, %u, ", (unsigned)kind->n);
    cp_bake_put_place_address(b, kind->place);
    cp_buf_puts(b->out, " }");
}

void
cp_bake_put_points_items(struct cp_baking *b)
{
    size_t n = 0;

    if (!b->layer->points)
        return;
    cp_buf_puts(b->out, "static const struct cp_points_item points_items[] = {\n");
    for (const struct cp_points_item *i = b->layer->points; i; i = i->next) {
        cp_buf_puts(b->out, "{ ");
        cp_bake_put_points(b, &i->points);
        put_next(b, "points_items", n++, i->next);
    }
    cp_buf_puts(b->out, "};\n");
}

void
cp_bake_put_pair_items(struct cp_baking *b)
{
    size_t n = 0;

    if (!b->layer->pairs)
        return;
    cp_buf_puts(b->out, "static const struct cp_pair_item pair_items[] = {\n");
    for (const struct cp_pair_item *i = b->layer->pairs; i; i = i->next) {
        cp_buf_puts(b->out, "{ ");
        cp_bake_put_slice(b, i->name);
        cp_buf_puts(b->out, ", ");
        cp_bake_put_pair(b, &i->pair);
        put_next(b, "pair_items", n++, i->next);
    }
    cp_buf_puts(b->out, "};\n");
}

void
cp_bake_put_kind_items(struct cp_baking *b)
{
    size_t n = 0;

    if (!b->layer->kinds)
        return;
    cp_buf_puts(b->out, "static const struct cp_kind_item kind_items[] = {\n");
    for (const struct cp_kind_item *i = b->layer->kinds; i; i = i->next) {
        cp_buf_puts(b->out, "{ ");
        cp_bake_put_kind(b, &i->kind);
        put_next(b, "kind_items", n++, i->next);
    }
    cp_buf_puts(b->out, "};\n");
}
