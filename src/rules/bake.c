/*
 * Writes a ruleset as C.
 *
 * Whatever others point to (rules, selectors, simple tests, entries) stands in an array of its
 * kind and is named by its place there; what has one owner is a compound literal within it. So
 * the compiler holds the types to those of this build, and the linker merges equal strings.
 */
#include "rules/baking.h"

#include <stdlib.h>

/* ------------------------------------------------------------------ the indexes */

static void
put_chain(struct cp_baking *b, const struct cp_select_entry *e)
{
    for (; e; e = e->next) {
        cp_buf_puts(b->out, "{ ");
        cp_bake_put_address(b, "rules", &b->rules, e->rule);
        cp_buf_puts(b->out, ", ");
        cp_bake_put_address(b, "selectors", &b->selectors, e->selector);
        cp_buf_puts(b->out, ", ");
        cp_bake_put_address(b, "simples", &b->simples, e->key);
        cp_buf_puts(b->out, ", ");
        cp_bake_put_address(b, "entries", &b->entries, e->next);
        cp_bake_put(b, ", %u, %#llx },\n", e->needs, (unsigned long long)e->around);
    }
}

/* In the order of their numbers, which is that of number_objects. */
static void
put_entries(struct cp_baking *b)
{
    const struct cp_select_index *selectors = &b->index->selectors;

    cp_bake_put(b, "static const struct cp_select_entry entries[%zu] = {\n", b->entries.n + 1);
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
        cp_bake_put_address(b, "entries", &b->entries, selectors->cells[i].first);
        cp_bake_put(b, ", %#x },%s", (unsigned)selectors->cells[i].hash,
                    i % 4 == 3 ? "\n" : " ");
    }
    cp_buf_puts(b->out, "};\n");
}

static void
put_phrase_cells(struct cp_baking *b, const char *name, const struct cp_phrase_cells *cells)
{
    cp_bake_put(b, "static const struct cp_phrase_cell %s[] = {\n", name);
    for (size_t i = 0; i <= cells->mask; i++)
        cp_bake_put(b, "{%u,%#x},%s", (unsigned)cells->v[i].first, (unsigned)cells->v[i].hash,
                    i % 8 == 7 ? "\n" : " ");
    cp_buf_puts(b->out, "};\n");
}

static void
put_phrases(struct cp_baking *b)
{
    const struct cp_phrase_index *phrases = &b->index->phrases;

    cp_buf_puts(b->out, "static const struct cp_rule *const phrase_rules[] = {\n");
    for (uint32_t i = 0; i < phrases->n_rules; i++) {
        cp_bake_put_address(b, "rules", &b->rules, phrases->rules[i]);
        cp_buf_puts(b->out, i % 8 == 7 ? ",\n" : ", ");
    }
    cp_buf_puts(b->out, "0 };\nstatic const struct cp_phrase_entry phrase_entries[] = {\n");
    for (uint32_t i = 0; i < phrases->n_entries; i++)
        cp_bake_put(b, "{%u,%u},%s", (unsigned)phrases->entries[i].rule,
                    (unsigned)phrases->entries[i].next, i % 8 == 7 ? "\n" : " ");
    cp_buf_puts(b->out, "{0,0} };\n");
    put_phrase_cells(b, "exact_cells", &phrases->exact);
    put_phrase_cells(b, "anchor_cells", &phrases->anchors);
}

static void
put_table_cells(struct cp_baking *b, const char *name, const struct cp_table *table)
{
    cp_bake_put(b, "static const struct cp_table_cell %s[] = {\n", name);
    for (uint32_t i = 0; i < table->capacity; i++) {
        const struct cp_table_cell *cell = &table->cells[i];

        if (cell->used) {
            cp_bake_put(b, "[%u] = { ", (unsigned)i);
            cp_bake_put_slice(b, cell->key);
            cp_bake_put(b, ", %#x, %u, 1 },\n", (unsigned)cell->hash, (unsigned)cell->value);
        }
    }
    cp_bake_put(b, "[%u] = { .used = 0 } };\n", (unsigned)table->capacity);
}

static void
put_list(struct cp_baking *b, const struct cp_list *list)
{
    cp_bake_put(b, "{ &baked.index.lists, %#llx, {{\n", (unsigned long long)list->bit);
    cp_bake_put_u32s(b, list->starts.v, 32);
    cp_buf_puts(b->out, "}} },\n");
}

static void
put_tables(struct cp_baking *b)
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
    cp_bake_put_u64s(b, lists->sets, lists->words.count);
    cp_buf_puts(b->out, "0 };\nstatic const uint64_t list_tagged[] = {\n");
    cp_bake_put_u64s(b, lists->tagged, lists->words.count);
    cp_buf_puts(b->out, "0 };\nstatic const double number_values[] = {\n");
    for (uint32_t i = 0; i < index->numbers.count; i++) {
        cp_bake_put_double(b, index->number_values[i]);
        cp_buf_puts(b->out, ",\n");
    }
    cp_buf_puts(b->out, "0 };\n");
}

static void
put_rows(struct cp_baking *b)
{
    const struct cp_ruleset_index *index = b->index;

    cp_buf_puts(b->out, "static const struct cp_points points[] = {\n");
    for (size_t i = 0; i < index->n_points; i++) {
        cp_bake_put_points(b, &index->points[i]);
        cp_buf_puts(b->out, ",\n");
    }
    cp_buf_puts(b->out, "{ .n_rows = 0 } };\nstatic const struct cp_pair pairs[] = {\n");
    for (size_t i = 0; i < index->n_pairs; i++) {
        cp_bake_put_pair(b, &index->pairs[i]);
        cp_buf_puts(b->out, ",\n");
    }
    cp_buf_puts(b->out, "{ .points = 0 } };\nstatic const struct cp_kind_points kinds[] = {\n");
    for (size_t i = 0; i < index->n_kinds; i++) {
        cp_bake_put_kind(b, &index->kinds[i]);
        cp_buf_puts(b->out, ",\n");
    }
    cp_buf_puts(b->out, "{ .n = 0 } };\n");
}

/* ------------------------------------------------------------------ the whole */

static void
put_select_index(struct cp_baking *b)
{
    const struct cp_select_index *s = &b->index->selectors;

    cp_buf_puts(b->out, ".selectors = { .by_tag = { ");
    for (size_t i = 0; i < CP_TAG_COUNT; i++) {
        cp_bake_put_address(b, "entries", &b->entries, s->by_tag[i]);
        cp_buf_puts(b->out, i % 8 == 7 ? ",\n" : ", ");
    }
    cp_buf_puts(b->out, "}, .by_attr = { ");
    for (size_t i = 0; i < CP_ATTR_COUNT; i++) {
        cp_bake_put_address(b, "entries", &b->entries, s->by_attr[i]);
        cp_buf_puts(b->out, i % 8 == 7 ? ",\n" : ", ");
    }
    cp_buf_puts(b->out, "}, .any = ");
    cp_bake_put_address(b, "entries", &b->entries, s->any);
    cp_bake_put(b,
                ",\n.cells = (struct cp_select_cell *)select_cells, .mask = %u, .lengths = {\n",
                (unsigned)s->mask);
    for (size_t i = 0; i < 32; i++) {
        cp_buf_puts(b->out, "{ ");
        cp_bake_put_u64s(b, s->lengths[i], 32);
        cp_buf_puts(b->out, "},\n");
    }
    cp_bake_put(b, "}, .around = %#llx, .has_prefixes = %d, .empty = %d },\n",
                (unsigned long long)s->around, s->has_prefixes, s->empty);
}

static void
put_shapes(struct cp_baking *b, const char *name, const uint64_t shapes[32][32])
{
    cp_bake_put(b, ".%s = {\n", name);
    for (size_t i = 0; i < 32; i++) {
        cp_buf_puts(b->out, "{ ");
        cp_bake_put_u64s(b, shapes[i], 32);
        cp_buf_puts(b->out, "},\n");
    }
    cp_buf_puts(b->out, "},\n");
}

static void
put_table(struct cp_baking *b, const char *name, const char *cells,
          const struct cp_table *table)
{
    cp_bake_put(b, ".%s = { 0, (struct cp_table_cell *)%s, %u, %u, %u },\n", name, cells,
                (unsigned)table->capacity, (unsigned)table->count, (unsigned)table->seed);
}

static void
put_index(struct cp_baking *b)
{
    const struct cp_ruleset_index *index = b->index;

    cp_buf_puts(b->out, ".index = {\n");
    put_select_index(b);
    cp_bake_put(b,
                ".phrases = { (const struct cp_rule **)phrase_rules,\n"
                "(struct cp_phrase_entry *)phrase_entries, %u, %u,\n"
                "{ (struct cp_phrase_cell *)exact_cells, %u }, "
                "{ (struct cp_phrase_cell *)anchor_cells, %u }, { ",
                (unsigned)index->phrases.n_rules, (unsigned)index->phrases.n_entries,
                (unsigned)index->phrases.exact.mask, (unsigned)index->phrases.anchors.mask);
    cp_bake_put_u32s(b, index->phrases.max_words, CP_RULE_SECTION + 1);
    cp_buf_puts(b->out, "} },\n.lists = {\n");
    put_table(b, "names", "list_names", &index->lists.names);
    cp_buf_puts(b->out, ".v = (struct cp_list *)list_values,\n");
    put_table(b, "words", "list_words", &index->lists.words);
    cp_buf_puts(b->out, ".sets = (uint64_t *)list_sets, .tagged = (uint64_t *)list_tagged,\n");
    put_shapes(b, "shapes", index->lists.shapes);
    put_shapes(b, "tagged_shapes", index->lists.tagged_shapes);
    cp_buf_puts(b->out, "},\n");
    put_table(b, "numbers", "number_names", &index->numbers);
    cp_bake_put(
        b,
        ".number_values = (double *)number_values, .points = (struct cp_points *)points,\n"
        ".pairs = (struct cp_pair *)pairs, .kinds = (struct cp_kind_points *)kinds,\n"
        ".n_points = %zu, .n_pairs = %zu, .n_kinds = %zu, .is_baked = 1,\n},\n",
        index->n_points, index->n_pairs, index->n_kinds);
}

static void
put_layer(struct cp_baking *b)
{
    const struct cp_layer *layer = b->layer;

    cp_buf_puts(b->out, ".layer = {\n.name = ");
    cp_bake_put_string(b, layer->name, strlen(layer->name));
    cp_bake_put(b, ", .number = %u, .n_items = %u, .is_baked = 1,\n", (unsigned)layer->number,
                (unsigned)layer->n_items);
    cp_bake_put(
        b,
        ".n_rules = %u, .n_selectors = %u, .n_hashes = %u, .n_points = %u, .n_pairs = %u, "
        ".n_kinds = %u,\n",
        (unsigned)layer->n_rules, (unsigned)layer->n_selectors, (unsigned)layer->n_hashes,
        (unsigned)layer->n_points, (unsigned)layer->n_pairs, (unsigned)layer->n_kinds);
    cp_bake_put(b, ".rules = %s, .sets = %s, .lists = %s,\n", layer->rules ? "rules" : "0",
                layer->sets ? "sets" : "0", layer->lists ? "lists" : "0");
    cp_bake_put(b, ".points = %s, .pairs = %s, .kinds = %s,\n},\n",
                layer->points ? "points_items" : "0", layer->pairs ? "pair_items" : "0",
                layer->kinds ? "kind_items" : "0");
}

static void
put_all(struct cp_baking *b)
{
    cp_buf_puts(b->out, "/* Made by cpbake; do not edit. */\n#include <math.h>\n"
                        "#include \"rules/baked.h\"\n#include \"rules/phrase_ops.h\"\n\n"
                        "static const struct cp_baked baked;\n");
    cp_bake_put_rules(b);
    cp_bake_put_sets(b);
    cp_bake_put_lists(b);
    cp_bake_put_points_items(b);
    cp_bake_put_pair_items(b);
    cp_bake_put_kind_items(b);
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
    struct cp_baking b = { .out = out, .layer = rs->layers[0], .index = rs->index };

    cp_bake_number_objects(&b);
    if (!b.no_memory)
        put_all(&b);
    free(b.rules.v);
    free(b.selectors.v);
    free(b.simples.v);
    free(b.entries.v);
    return b.no_memory || cp_buf_failed(out) ? CLEANPAGE_NOMEM : CLEANPAGE_OK;
}
