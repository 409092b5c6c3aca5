/*
 * Writes a ruleset as C.
 *
 * Whatever others point to (rules, selectors, simple tests, entries) stands in an array of its
 * kind and is named by its place there; what has one owner is a compound literal within it. So
 * the compiler holds the types to those of this build, and the linker merges equal strings.
 */
#include "rules/baked.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "rules/phrase_ops.h"

/* The places of the objects of a kind in their array, by their addresses. */
struct numbers {
    struct number {
        const void *object;
        size_t at;
    } * v;
    size_t n, room;
};

struct baking {
    struct cp_buf *out;
    const struct cp_layer *layer;
    const struct cp_ruleset_index *index;
    struct numbers rules, selectors, simples, entries;
    bool no_memory;
};

/* ------------------------------------------------------------------ places of objects */

static void
add_number(struct baking *b, struct numbers *numbers, const void *object)
{
    if (numbers->n == numbers->room) {
        size_t room = numbers->room ? 2 * numbers->room : 256;
        struct number *v = realloc(numbers->v, room * sizeof *v);

        if (!v) {
            b->no_memory = true;
            return;
        }
        numbers->v = v;
        numbers->room = room;
    }
    numbers->v[numbers->n] = (struct number){ object, numbers->n };
    numbers->n++;
}

static int
by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct number *)a)->object;
    uintptr_t y = (uintptr_t)((const struct number *)b)->object;

    return (x > y) - (x < y);
}

static void
sort_numbers(struct numbers *numbers)
{
    if (numbers->n)
        qsort(numbers->v, numbers->n, sizeof *numbers->v, by_address);
}

static void
number_simples(struct baking *b, const struct cp_simple *s)
{
    for (; s; s = s->next) {
        add_number(b, &b->simples, s);
        /* An inner test has no further one in it. */
        if (s->inner)
            add_number(b, &b->simples, s->inner);
    }
}

static void
number_chain(struct baking *b, const struct cp_select_entry *e)
{
    for (; e; e = e->next)
        add_number(b, &b->entries, e);
}

static void
number_objects(struct baking *b)
{
    const struct cp_select_index *selectors = &b->index->selectors;

    for (const struct cp_rule *rule = b->layer->rules; rule; rule = rule->next) {
        add_number(b, &b->rules, rule);
        for (const struct cp_selector *s = rule->selectors; s; s = s->next) {
            add_number(b, &b->selectors, s);
            for (uint32_t i = 0; i < s->n; i++)
                number_simples(b, s->compounds[i].tests);
        }
    }
    for (size_t i = 0; i < CP_TAG_COUNT; i++)
        number_chain(b, selectors->by_tag[i]);
    for (size_t i = 0; i < CP_ATTR_COUNT; i++)
        number_chain(b, selectors->by_attr[i]);
    number_chain(b, selectors->any);
    for (size_t i = 0; i <= selectors->mask; i++)
        number_chain(b, selectors->cells[i].first);
    sort_numbers(&b->rules);
    sort_numbers(&b->selectors);
    sort_numbers(&b->simples);
    sort_numbers(&b->entries);
}

/* ------------------------------------------------------------------ writing */

/* Like printf; for what is short. */
static void put(struct baking *b, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;

static void
put(struct baking *b, const char *format, ...)
{
    char text[512];
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    if (n > 0)
        cp_buf_put(b->out, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

/* Octal, so that no digit behind it is taken for one of its own. */
static void
put_string(struct baking *b, const char *p, size_t n)
{
    cp_buf_putc(b->out, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];

        if (c < ' ' || c >= 0x7F || c == '"' || c == '\\' || c == '?')
            put(b, "\\%03o", c);
        else
            cp_buf_putc(b->out, (char)c);
    }
    cp_buf_putc(b->out, '"');
}

static void
put_slice(struct baking *b, struct cp_slice s)
{
    cp_buf_puts(b->out, "{ ");
    if (s.p)
        put_string(b, s.p, s.n);
    else
        cp_buf_puts(b->out, "0");
    put(b, ", %zu }", s.n);
}

/* Exact, since it is in base 16. */
static void
put_double(struct baking *b, double value)
{
    if (isinf(value))
        put(b, value > 0 ? "HUGE_VAL" : "-HUGE_VAL");
    else
        put(b, "%a", value);
}

static void
put_place(struct baking *b, const struct cp_rule_place *place)
{
    cp_buf_puts(b->out, "{ ");
    put_string(b, place->file, strlen(place->file));
    put(b, ", %u, %u, ", (unsigned)place->line, (unsigned)place->column);
    put_string(b, place->text, strlen(place->text));
    cp_buf_puts(b->out, " }");
}

static void
put_place_address(struct baking *b, const struct cp_rule_place *place)
{
    cp_buf_puts(b->out, "&(const struct cp_rule_place)");
    put_place(b, place);
}

/* "&rules[12]", or 0. */
static void
put_address(struct baking *b, const char *array, const struct numbers *numbers,
            const void *object)
{
    const struct number key = { object, 0 }, *found;

    found = numbers->n ? bsearch(&key, numbers->v, numbers->n, sizeof key, by_address) : NULL;
    if (found)
        put(b, "&%s[%zu]", array, found->at);
    else
        cp_buf_puts(b->out, "0");
}

static void
put_u32s(struct baking *b, const uint32_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put(b, "%#x,%s", (unsigned)v[i], i % 8 == 7 ? "\n" : " ");
}

static void
put_u64s(struct baking *b, const uint64_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put(b, "%#llx,%s", (unsigned long long)v[i], i % 4 == 3 ? "\n" : " ");
}

/* ------------------------------------------------------------------ rules */

static void
put_ops(struct baking *b, const struct cp_phrase *phrase)
{
    cp_buf_puts(b->out, "(const struct cp_phrase_op[]){\n");
    for (uint32_t i = 0; i < phrase->n_ops; i++) {
        const struct cp_phrase_op *op = &phrase->ops[i];

        put(b, "{{%#llx},%#x,{%u},%u},%s", (unsigned long long)op->u.bits, (unsigned)op->hash,
            op->to, op->kind, i % 4 == 3 ? "\n" : " ");
    }
    cp_buf_puts(b->out, "}");
}

static void
put_phrase(struct baking *b, const struct cp_phrase *phrase)
{
    if (!phrase) {
        cp_buf_puts(b->out, "0");
        return;
    }
    cp_buf_puts(b->out, "&(const struct cp_phrase){ .text = ");
    put_slice(b, phrase->text);
    cp_buf_puts(b->out, ", .ops = ");
    put_ops(b, phrase);
    cp_buf_puts(b->out, ", .words = ");
    put_string(b, phrase->words, strlen(phrase->words));
    cp_buf_puts(b->out, ", .hashes = (const uint32_t[]){\n");
    put_u32s(b, phrase->hashes, phrase->n_hashes);
    put(b, "}, .n_ops = %u, .n_hashes = %u, .first = %#llx, .last = %#llx, .required = %#llx, ",
        (unsigned)phrase->n_ops, (unsigned)phrase->n_hashes, (unsigned long long)phrase->first,
        (unsigned long long)phrase->last, (unsigned long long)phrase->required);
    put(b, ".min_words = %u, .max_words = %u, .exact = %d, .has_star = %d, .unspaced = %d }",
        (unsigned)phrase->min_words, (unsigned)phrase->max_words, phrase->exact,
        phrase->has_star, phrase->unspaced);
}

static void
put_simple(struct baking *b, const struct cp_simple *s)
{
    put(b, "{ %u, %d, %u, ", s->kind, s->op, s->id);
    put_slice(b, s->name);
    cp_buf_puts(b->out, ", ");
    put_slice(b, s->value);
    cp_buf_puts(b->out, ", ");
    put_address(b, "simples", &b->simples, s->inner);
    cp_buf_puts(b->out, ", ");
    put_phrase(b, s->phrase);
    cp_buf_puts(b->out, ", ");
    put_address(b, "simples", &b->simples, s->next);
    cp_buf_puts(b->out, " },\n");
}

static void
put_selector(struct baking *b, const struct cp_selector *s)
{
    cp_buf_puts(b->out, "{ ");
    put_slice(b, s->text);
    cp_buf_puts(b->out, ", (const struct cp_compound[]){ ");
    for (uint32_t i = 0; i < s->n; i++) {
        cp_buf_puts(b->out, "{ ");
        put_address(b, "simples", &b->simples, s->compounds[i].tests);
        put(b, ", %u }, ", s->compounds[i].combinator);
    }
    put(b, "}, %u, %d, ", (unsigned)s->n, s->has_siblings);
    put_address(b, "selectors", &b->selectors, s->next);
    cp_buf_puts(b->out, " },\n");
}

static void
put_rule(struct baking *b, const struct cp_rule *rule)
{
    const struct cp_guards *g = &rule->guards;

    cp_buf_puts(b->out, "{ ");
    put_place(b, &rule->place);
    cp_buf_puts(b->out, ", ");
    put_slice(b, rule->host);
    put(b, ", %#llx, %u, { %a, %u, %d, %d, %d, %d, %d }, ", (unsigned long long)rule->rank,
        rule->verb, (double)g->min_links, (unsigned)g->max_words, g->html, g->text, g->tail,
        g->head, g->certain);
    put_address(b, "selectors", &b->selectors, rule->selectors);
    cp_buf_puts(b->out, ", ");
    put_phrase(b, rule->phrase);
    cp_buf_puts(b->out, ", ");
    put_address(b, "rules", &b->rules, rule->next);
    cp_buf_puts(b->out, " },\n");
}

/* In the order of their numbers, which is that of number_objects. */
static void
put_rules(struct baking *b)
{
    put(b, "static const struct cp_simple simples[%zu] = {\n", b->simples.n + 1);
    for (const struct cp_rule *rule = b->layer->rules; rule; rule = rule->next)
        for (const struct cp_selector *s = rule->selectors; s; s = s->next)
            for (uint32_t i = 0; i < s->n; i++)
                for (const struct cp_simple *t = s->compounds[i].tests; t; t = t->next) {
                    put_simple(b, t);
                    if (t->inner)
                        put_simple(b, t->inner);
                }
    put(b, "};\nstatic const struct cp_selector selectors[%zu] = {\n", b->selectors.n + 1);
    for (const struct cp_rule *rule = b->layer->rules; rule; rule = rule->next)
        for (const struct cp_selector *s = rule->selectors; s; s = s->next)
            put_selector(b, s);
    put(b, "};\nstatic const struct cp_rule rules[%zu] = {\n", b->rules.n + 1);
    for (const struct cp_rule *rule = b->layer->rules; rule; rule = rule->next)
        put_rule(b, rule);
    cp_buf_puts(b->out, "};\n");
}

/* ------------------------------------------------------------------ the other items of a layer
 */

/* "&sets[3]" for what comes next in a list that is written as an array, or 0. */
static void
put_next(struct baking *b, const char *array, size_t at, bool has_next)
{
    if (has_next)
        put(b, ", &%s[%zu] },\n", array, at + 1);
    else
        cp_buf_puts(b->out, ", 0 },\n");
}

static void
put_sets(struct baking *b)
{
    size_t n = 0;

    if (!b->layer->sets)
        return;
    cp_buf_puts(b->out, "static const struct cp_set sets[] = {\n");
    for (const struct cp_set *set = b->layer->sets; set; set = set->next) {
        cp_buf_puts(b->out, "{ ");
        put_place(b, &set->place);
        cp_buf_puts(b->out, ", ");
        put_slice(b, set->name);
        cp_buf_puts(b->out, ", ");
        put_double(b, set->value);
        put_next(b, "sets", n++, set->next);
    }
    cp_buf_puts(b->out, "};\n");
}

static void
put_lists(struct baking *b)
{
    size_t n = 0;

    if (!b->layer->lists)
        return;
    cp_buf_puts(b->out, "static const struct cp_list_words lists[] = {\n");
    for (const struct cp_list_words *list = b->layer->lists; list; list = list->next) {
        cp_buf_puts(b->out, "{ ");
        put_slice(b, list->name);
        cp_buf_puts(b->out, ", (const struct cp_slice[]){\n");
        for (uint32_t i = 0; i < list->n_words; i++) {
            put_slice(b, list->words[i]);
            cp_buf_puts(b->out, i % 4 == 3 ? ",\n" : ", ");
        }
        put(b, "{ 0, 0 } }, %u", (unsigned)list->n_words);
        put_next(b, "lists", n++, list->next);
    }
    cp_buf_puts(b->out, "};\n");
}

static void
put_points(struct baking *b, const struct cp_points *points)
{
    cp_buf_puts(b->out, "{ ");
    put_slice(b, points->feature);
    cp_buf_puts(b->out, ", ");
    put_slice(b, points->kind);
    cp_buf_puts(b->out, ", (const struct cp_points_row[]){ ");
    for (uint32_t i = 0; i < points->n_rows; i++) {
        cp_buf_puts(b->out, "{ ");
        put_double(b, points->rows[i].below);
        cp_buf_puts(b->out, ", ");
        put_double(b, points->rows[i].points);
        cp_buf_puts(b->out, " }, ");
    }
    put(b, "}, %u, %d, ", (unsigned)points->n_rows, points->for_text);
    put_place_address(b, points->place);
    cp_buf_puts(b->out, " }");
}

static void
put_pair(struct baking *b, const struct cp_pair *pair)
{
    cp_buf_puts(b->out, "{ { ");
    put_slice(b, pair->feature[0]);
    cp_buf_puts(b->out, ", ");
    put_slice(b, pair->feature[1]);
    put(b, " }, { %d, %d }, { ", pair->op[0], pair->op[1]);
    put_double(b, pair->value[0]);
    cp_buf_puts(b->out, ", ");
    put_double(b, pair->value[1]);
    cp_buf_puts(b->out, " }, ");
    put_double(b, pair->points);
    put(b, ", %d, ", pair->for_text);
    put_place_address(b, pair->place);
    cp_buf_puts(b->out, " }");
}

static void
put_kind(struct baking *b, const struct cp_kind_points *kind)
{
    cp_buf_puts(b->out, "{ ");
    put_slice(b, kind->fact);
    cp_buf_puts(b->out, ", { ");
    for (uint32_t i = 0; i < kind->n; i++) {
        put_slice(b, kind->kinds[i]);
        cp_buf_puts(b->out, ", ");
    }
    cp_buf_puts(b->out, kind->n ? "}, { " : "{ 0, 0 } }, { 0 ");
    for (uint32_t i = 0; i < kind->n; i++) {
        put_double(b, kind->points[i]);
        cp_buf_puts(b->out, ", ");
    }
    put(b, "}, %u, ", (unsigned)kind->n);
    put_place_address(b, kind->place);
    cp_buf_puts(b->out, " }");
}

static void
put_points_items(struct baking *b)
{
    size_t n = 0;

    if (!b->layer->points)
        return;
    cp_buf_puts(b->out, "static const struct cp_points_item points_items[] = {\n");
    for (const struct cp_points_item *i = b->layer->points; i; i = i->next) {
        cp_buf_puts(b->out, "{ ");
        put_points(b, &i->points);
        put_next(b, "points_items", n++, i->next);
    }
    cp_buf_puts(b->out, "};\n");
}

static void
put_pair_items(struct baking *b)
{
    size_t n = 0;

    if (!b->layer->pairs)
        return;
    cp_buf_puts(b->out, "static const struct cp_pair_item pair_items[] = {\n");
    for (const struct cp_pair_item *i = b->layer->pairs; i; i = i->next) {
        cp_buf_puts(b->out, "{ ");
        put_slice(b, i->name);
        cp_buf_puts(b->out, ", ");
        put_pair(b, &i->pair);
        put_next(b, "pair_items", n++, i->next);
    }
    cp_buf_puts(b->out, "};\n");
}

static void
put_kind_items(struct baking *b)
{
    size_t n = 0;

    if (!b->layer->kinds)
        return;
    cp_buf_puts(b->out, "static const struct cp_kind_item kind_items[] = {\n");
    for (const struct cp_kind_item *i = b->layer->kinds; i; i = i->next) {
        cp_buf_puts(b->out, "{ ");
        put_kind(b, &i->kind);
        put_next(b, "kind_items", n++, i->next);
    }
    cp_buf_puts(b->out, "};\n");
}

/* ------------------------------------------------------------------ the indexes */

static void
put_chain(struct baking *b, const struct cp_select_entry *e)
{
    for (; e; e = e->next) {
        cp_buf_puts(b->out, "{ ");
        put_address(b, "rules", &b->rules, e->rule);
        cp_buf_puts(b->out, ", ");
        put_address(b, "selectors", &b->selectors, e->selector);
        cp_buf_puts(b->out, ", ");
        put_address(b, "simples", &b->simples, e->key);
        cp_buf_puts(b->out, ", ");
        put_address(b, "entries", &b->entries, e->next);
        put(b, ", %u, %#llx },\n", e->needs, (unsigned long long)e->around);
    }
}

/* In the order of their numbers, which is that of number_objects. */
static void
put_entries(struct baking *b)
{
    const struct cp_select_index *selectors = &b->index->selectors;

    put(b, "static const struct cp_select_entry entries[%zu] = {\n", b->entries.n + 1);
    for (size_t i = 0; i < CP_TAG_COUNT; i++)
        put_chain(b, selectors->by_tag[i]);
    for (size_t i = 0; i < CP_ATTR_COUNT; i++)
        put_chain(b, selectors->by_attr[i]);
    put_chain(b, selectors->any);
    for (size_t i = 0; i <= selectors->mask; i++)
        put_chain(b, selectors->cells[i].first);
    cp_buf_puts(b->out, "};\nstatic const struct cp_select_cell select_cells[] = {\n");
    for (size_t i = 0; i <= selectors->mask; i++) {
        cp_buf_puts(b->out, "{ ");
        put_address(b, "entries", &b->entries, selectors->cells[i].first);
        put(b, ", %#x },%s", (unsigned)selectors->cells[i].hash, i % 4 == 3 ? "\n" : " ");
    }
    cp_buf_puts(b->out, "};\n");
}

static void
put_phrase_cells(struct baking *b, const char *name, const struct cp_phrase_cells *cells)
{
    put(b, "static const struct cp_phrase_cell %s[] = {\n", name);
    for (size_t i = 0; i <= cells->mask; i++)
        put(b, "{%u,%#x},%s", (unsigned)cells->v[i].first, (unsigned)cells->v[i].hash,
            i % 8 == 7 ? "\n" : " ");
    cp_buf_puts(b->out, "};\n");
}

static void
put_phrases(struct baking *b)
{
    const struct cp_phrase_index *phrases = &b->index->phrases;

    cp_buf_puts(b->out, "static const struct cp_rule *const phrase_rules[] = {\n");
    for (uint32_t i = 0; i < phrases->n_rules; i++) {
        put_address(b, "rules", &b->rules, phrases->rules[i]);
        cp_buf_puts(b->out, i % 8 == 7 ? ",\n" : ", ");
    }
    cp_buf_puts(b->out, "0 };\nstatic const struct cp_phrase_entry phrase_entries[] = {\n");
    for (uint32_t i = 0; i < phrases->n_entries; i++)
        put(b, "{%u,%u},%s", (unsigned)phrases->entries[i].rule,
            (unsigned)phrases->entries[i].next, i % 8 == 7 ? "\n" : " ");
    cp_buf_puts(b->out, "{0,0} };\n");
    put_phrase_cells(b, "exact_cells", &phrases->exact);
    put_phrase_cells(b, "anchor_cells", &phrases->anchors);
}

static void
put_table_cells(struct baking *b, const char *name, const struct cp_table *table)
{
    put(b, "static const struct cp_table_cell %s[] = {\n", name);
    for (uint32_t i = 0; i < table->capacity; i++) {
        const struct cp_table_cell *cell = &table->cells[i];

        if (cell->used) {
            put(b, "[%u] = { ", (unsigned)i);
            put_slice(b, cell->key);
            put(b, ", %#x, %u, 1 },\n", (unsigned)cell->hash, (unsigned)cell->value);
        }
    }
    put(b, "[%u] = { .used = 0 } };\n", (unsigned)table->capacity);
}

static void
put_list(struct baking *b, const struct cp_list *list)
{
    put(b, "{ &baked.index.lists, %#llx, {{\n", (unsigned long long)list->bit);
    put_u32s(b, list->starts.v, 32);
    cp_buf_puts(b->out, "}} },\n");
}

static void
put_tables(struct baking *b)
{
    const struct cp_ruleset_index *index = b->index;
    const struct cp_lists *lists = &index->lists;

    put_table_cells(b, "list_names", &lists->names);
    put_table_cells(b, "list_words", &lists->words);
    put_table_cells(b, "number_names", &index->numbers);
    cp_buf_puts(b->out, "static const struct cp_list list_values[] = {\n");
    for (uint32_t i = 0; i < lists->names.count; i++)
        put_list(b, &lists->v[i]);
    cp_buf_puts(b->out, "{ .bit = 0 } };\nstatic const uint64_t list_sets[] = {\n");
    put_u64s(b, lists->sets, lists->words.count);
    cp_buf_puts(b->out, "0 };\nstatic const uint64_t list_tagged[] = {\n");
    put_u64s(b, lists->tagged, lists->words.count);
    cp_buf_puts(b->out, "0 };\nstatic const double number_values[] = {\n");
    for (uint32_t i = 0; i < index->numbers.count; i++) {
        put_double(b, index->number_values[i]);
        cp_buf_puts(b->out, ",\n");
    }
    cp_buf_puts(b->out, "0 };\n");
}

static void
put_rows(struct baking *b)
{
    const struct cp_ruleset_index *index = b->index;

    cp_buf_puts(b->out, "static const struct cp_points points[] = {\n");
    for (size_t i = 0; i < index->n_points; i++) {
        put_points(b, &index->points[i]);
        cp_buf_puts(b->out, ",\n");
    }
    cp_buf_puts(b->out, "{ .n_rows = 0 } };\nstatic const struct cp_pair pairs[] = {\n");
    for (size_t i = 0; i < index->n_pairs; i++) {
        put_pair(b, &index->pairs[i]);
        cp_buf_puts(b->out, ",\n");
    }
    cp_buf_puts(b->out, "{ .points = 0 } };\nstatic const struct cp_kind_points kinds[] = {\n");
    for (size_t i = 0; i < index->n_kinds; i++) {
        put_kind(b, &index->kinds[i]);
        cp_buf_puts(b->out, ",\n");
    }
    cp_buf_puts(b->out, "{ .n = 0 } };\n");
}

/* ------------------------------------------------------------------ the whole */

static void
put_select_index(struct baking *b)
{
    const struct cp_select_index *s = &b->index->selectors;

    cp_buf_puts(b->out, ".selectors = { .by_tag = { ");
    for (size_t i = 0; i < CP_TAG_COUNT; i++) {
        put_address(b, "entries", &b->entries, s->by_tag[i]);
        cp_buf_puts(b->out, i % 8 == 7 ? ",\n" : ", ");
    }
    cp_buf_puts(b->out, "}, .by_attr = { ");
    for (size_t i = 0; i < CP_ATTR_COUNT; i++) {
        put_address(b, "entries", &b->entries, s->by_attr[i]);
        cp_buf_puts(b->out, i % 8 == 7 ? ",\n" : ", ");
    }
    cp_buf_puts(b->out, "}, .any = ");
    put_address(b, "entries", &b->entries, s->any);
    put(b, ",\n.cells = (struct cp_select_cell *)select_cells, .mask = %u, .lengths = {\n",
        (unsigned)s->mask);
    for (size_t i = 0; i < 32; i++) {
        cp_buf_puts(b->out, "{ ");
        put_u64s(b, s->lengths[i], 32);
        cp_buf_puts(b->out, "},\n");
    }
    put(b, "}, .around = %#llx, .has_prefixes = %d, .empty = %d },\n",
        (unsigned long long)s->around, s->has_prefixes, s->empty);
}

static void
put_shapes(struct baking *b, const char *name, const uint64_t shapes[32][32])
{
    put(b, ".%s = {\n", name);
    for (size_t i = 0; i < 32; i++) {
        cp_buf_puts(b->out, "{ ");
        put_u64s(b, shapes[i], 32);
        cp_buf_puts(b->out, "},\n");
    }
    cp_buf_puts(b->out, "},\n");
}

static void
put_table(struct baking *b, const char *name, const char *cells, const struct cp_table *table)
{
    put(b, ".%s = { 0, (struct cp_table_cell *)%s, %u, %u, %u },\n", name, cells,
        (unsigned)table->capacity, (unsigned)table->count, (unsigned)table->seed);
}

static void
put_index(struct baking *b)
{
    const struct cp_ruleset_index *index = b->index;

    cp_buf_puts(b->out, ".index = {\n");
    put_select_index(b);
    put(b,
        ".phrases = { (const struct cp_rule **)phrase_rules,\n"
        "(struct cp_phrase_entry *)phrase_entries, %u, %u,\n"
        "{ (struct cp_phrase_cell *)exact_cells, %u }, "
        "{ (struct cp_phrase_cell *)anchor_cells, %u }, { ",
        (unsigned)index->phrases.n_rules, (unsigned)index->phrases.n_entries,
        (unsigned)index->phrases.exact.mask, (unsigned)index->phrases.anchors.mask);
    put_u32s(b, index->phrases.max_words, CP_RULE_SECTION + 1);
    cp_buf_puts(b->out, "} },\n.lists = {\n");
    put_table(b, "names", "list_names", &index->lists.names);
    cp_buf_puts(b->out, ".v = (struct cp_list *)list_values,\n");
    put_table(b, "words", "list_words", &index->lists.words);
    cp_buf_puts(b->out, ".sets = (uint64_t *)list_sets, .tagged = (uint64_t *)list_tagged,\n");
    put_shapes(b, "shapes", index->lists.shapes);
    put_shapes(b, "tagged_shapes", index->lists.tagged_shapes);
    cp_buf_puts(b->out, "},\n");
    put_table(b, "numbers", "number_names", &index->numbers);
    put(b,
        ".number_values = (double *)number_values, .points = (struct cp_points *)points,\n"
        ".pairs = (struct cp_pair *)pairs, .kinds = (struct cp_kind_points *)kinds,\n"
        ".n_points = %zu, .n_pairs = %zu, .n_kinds = %zu, .is_baked = 1,\n},\n",
        index->n_points, index->n_pairs, index->n_kinds);
}

static void
put_layer(struct baking *b)
{
    const struct cp_layer *layer = b->layer;

    cp_buf_puts(b->out, ".layer = {\n.name = ");
    put_string(b, layer->name, strlen(layer->name));
    put(b, ", .number = %u, .n_items = %u, .is_baked = 1,\n", (unsigned)layer->number,
        (unsigned)layer->n_items);
    put(b,
        ".n_rules = %u, .n_selectors = %u, .n_hashes = %u, .n_points = %u, .n_pairs = %u, "
        ".n_kinds = %u,\n",
        (unsigned)layer->n_rules, (unsigned)layer->n_selectors, (unsigned)layer->n_hashes,
        (unsigned)layer->n_points, (unsigned)layer->n_pairs, (unsigned)layer->n_kinds);
    put(b, ".rules = %s, .sets = %s, .lists = %s,\n", layer->rules ? "rules" : "0",
        layer->sets ? "sets" : "0", layer->lists ? "lists" : "0");
    put(b, ".points = %s, .pairs = %s, .kinds = %s,\n},\n",
        layer->points ? "points_items" : "0", layer->pairs ? "pair_items" : "0",
        layer->kinds ? "kind_items" : "0");
}

static void
put_all(struct baking *b)
{
    cp_buf_puts(b->out, "/* Made by cpbake; do not edit. */\n#include <math.h>\n"
                        "#include \"rules/baked.h\"\n#include \"rules/phrase_ops.h\"\n\n"
                        "static const struct cp_baked baked;\n");
    put_rules(b);
    put_sets(b);
    put_lists(b);
    put_points_items(b);
    put_pair_items(b);
    put_kind_items(b);
    put_entries(b);
    put_phrases(b);
    put_tables(b);
    put_rows(b);
    cp_buf_puts(b->out, "static const struct cp_baked baked = {\n");
    put_layer(b);
    put_index(b);
    cp_buf_puts(b->out, "};\nconst struct cp_baked *const cp_baked_rules = &baked;\n");
}

cleanpage_status
cp_bake(struct cp_buf *out, const struct cp_ruleset *rs)
{
    struct baking b = { .out = out, .layer = rs->layers[0], .index = rs->index };

    number_objects(&b);
    if (!b.no_memory)
        put_all(&b);
    free(b.rules.v);
    free(b.selectors.v);
    free(b.simples.v);
    free(b.entries.v);
    return b.no_memory || cp_buf_failed(out) ? CLEANPAGE_NOMEM : CLEANPAGE_OK;
}
