#include "rules/ruleset.h"

#include <stdlib.h>

#include "base/buf.h"
#include "rules/baked.h"
#include "rules/builtin.h"
#include "rules/parse.h"
#include "rules/paths.h"

struct cp_ruleset *
cp_ruleset_new(void)
{
    struct cp_ruleset *rs = calloc(1, sizeof *rs);

    if (!rs)
        return NULL;
    rs->index = cp_ruleset_index_new(NULL, 0);
    if (rs->index)
        return rs;
    free(rs);
    return NULL;
}

void
cp_ruleset_free(struct cp_ruleset *rs)
{
    if (!rs)
        return;
    for (size_t i = 0; i < rs->n_layers; i++)
        cp_layer_free(rs->layers[i]);
    free(rs->layers);
    cp_ruleset_index_free(rs->index);
    free(rs);
}

/* Makes the parsed layers part of the ruleset, or leaves the ruleset as it was. */
static cleanpage_status
add_layers(struct cp_ctx *cx, struct cp_ruleset *rs, const struct cp_layer *const *fresh,
           size_t n)
{
    const struct cp_ruleset_index *index;
    const struct cp_layer **layers = realloc(rs->layers, (rs->n_layers + n) * sizeof *layers);

    if (!layers)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    rs->layers = layers;
    memcpy(layers + rs->n_layers, fresh, n * sizeof *layers);
    if (cp_lists_are_too_many(layers, rs->n_layers + n))
        return cp_fail(cx, CLEANPAGE_LIMIT, "%s: over %d word lists with it",
                       fresh[n - 1]->name, CP_LISTS_MAX);
    index = cp_ruleset_index_new(layers, rs->n_layers + n);
    if (!index)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory for the rules");
    cp_ruleset_index_free(rs->index);
    rs->index = index;
    rs->n_layers += n;
    return CLEANPAGE_OK;
}

/* A layer of one text; *out stays NULL on failure. */
static cleanpage_status
read_text(struct cp_ctx *cx, const char *path, struct cp_slice text, size_t number,
          const struct cp_layer **out)
{
    struct cp_layer *layer;
    cleanpage_status st;

    if (text.n > CP_RULE_FILE_MAX)
        return cp_fail(cx, CLEANPAGE_LIMIT, "%s: longer than %zu MiB", path,
                       CP_RULE_FILE_MAX >> 20);
    layer = cp_layer_new(path, (uint32_t)number);
    if (!layer)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    st = cp_rules_parse(cx, layer, path, text, false);
    if (st)
        cp_layer_free(layer);
    else
        *out = layer;
    return st;
}

cleanpage_status
cp_ruleset_load_text(struct cp_ctx *cx, struct cp_ruleset *rs, const char *path,
                     struct cp_slice text)
{
    const struct cp_layer *layer = NULL;
    cleanpage_status st = read_text(cx, path, text, rs->n_layers, &layer);

    if (!st)
        st = add_layers(cx, rs, &layer, 1);
    if (st)
        cp_layer_free(layer);
    return st;
}

cleanpage_status
cp_ruleset_load_file(struct cp_ctx *cx, struct cp_ruleset *rs, const char *path)
{
    struct cp_rule_paths paths = { 0 };
    const struct cp_layer **layers = NULL;
    size_t n = 0;
    cleanpage_status st = cp_rule_paths_find(cx, &paths, path);

    if (!st && paths.n) {
        layers = calloc(paths.n, sizeof *layers);
        if (!layers)
            st = cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    for (; !st && n < paths.n; n++) {
        struct cp_buf text = { .max = CP_RULE_FILE_MAX };
        st = cp_buf_read_file(cx, &text, paths.v[n]);
        if (!st)
            st = read_text(cx, paths.v[n], cp_buf_slice(&text), rs->n_layers + n, &layers[n]);
        cp_buf_clear(&text);
    }
    if (!st && n)
        st = add_layers(cx, rs, layers, n);
    for (size_t i = 0; st && i < n; i++)
        cp_layer_free(layers[i]);
    free(layers);
    cp_rule_paths_clear(&paths);
    return st;
}

cleanpage_status
cp_ruleset_shorten(struct cp_ctx *cx, struct cp_ruleset *rs, size_t n)
{
    const struct cp_ruleset_index *index = cp_ruleset_index_new(rs->layers, n);

    if (!index)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory for the rules");
    cp_ruleset_index_free(rs->index);
    rs->index = index;
    while (rs->n_layers > n)
        cp_layer_free(rs->layers[--rs->n_layers]);
    return CLEANPAGE_OK;
}

/* All built-in files as one layer. */
static cleanpage_status
read_builtin(struct cp_ctx *cx, struct cp_ruleset *rs, const char *name, bool tests)
{
    struct cp_layer *layer = cp_layer_new(name, 0);
    const struct cp_layer *fresh = layer;
    cleanpage_status st = CLEANPAGE_OK;

    if (!layer)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    for (const struct cp_builtin_file *f = cp_builtin_files; f->path && !st; f++)
        st = cp_rules_parse(cx, layer, f->path, tests ? f->tests : f->rules, true);
    if (!st)
        st = add_layers(cx, rs, &fresh, 1);
    if (st)
        cp_layer_free(layer);
    return st;
}

cleanpage_status
cp_ruleset_read_builtin(struct cp_ctx *cx, struct cp_ruleset *rs)
{
    return read_builtin(cx, rs, "built-in", false);
}

cleanpage_status
cp_ruleset_load_builtin(struct cp_ctx *cx, struct cp_ruleset *rs)
{
    const struct cp_baked *baked = cp_baked_rules;

    if (!baked || rs->n_layers)
        return cp_ruleset_read_builtin(cx, rs);
    rs->layers = malloc(sizeof *rs->layers);
    if (!rs->layers)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    cp_ruleset_index_free(rs->index);
    rs->layers[rs->n_layers++] = &baked->layer;
    rs->index = &baked->index;
    return CLEANPAGE_OK;
}

cleanpage_status
cp_ruleset_load_builtin_tests(struct cp_ctx *cx, struct cp_ruleset *rs)
{
    return read_builtin(cx, rs, "built-in tests", true);
}

const char *
cp_ruleset_file(const struct cp_ruleset *rs, size_t i)
{
    return i < rs->n_layers ? rs->layers[i]->name : NULL;
}

cleanpage_status
cp_ruleset_mark(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cp_slice host,
                const struct cp_page *page, struct cp_mark **marks)
{
    *marks = cp_arena_alloc(cx->arena, page->n_nodes * sizeof **marks);
    if (!*marks)
        return cp_fail_nomem(cx);
    return cp_select_mark(cx, &rs->index->selectors, host, page, *marks);
}

static struct cp_phrase_match
match_of(const struct cp_rule *rule)
{
    static const uint8_t kinds[] = { [CP_RULE_STRIP] = CP_PHRASE_STRIP,
                                     [CP_RULE_KEEP] = CP_PHRASE_KEEP,
                                     [CP_RULE_SECTION] = CP_PHRASE_SECTION };

    return (struct cp_phrase_match){
        .place = &rule->place,
        .kind = kinds[rule->verb],
        .certain = rule->guards.certain,
        .html_only = rule->guards.html,
        .text_only = rule->guards.text,
        .tail_only = rule->guards.tail,
        .head_only = rule->guards.head,
        .min_links = rule->guards.min_links,
    };
}

struct cp_phrase_match
cp_ruleset_phrase_of(const struct cp_ruleset *rs, struct cp_slice host, struct cp_slice text,
                     unsigned kinds)
{
    unsigned verbs = (kinds >> CP_PHRASE_STRIP & 1) << CP_RULE_STRIP |
                     (kinds >> CP_PHRASE_KEEP & 1) << CP_RULE_KEEP |
                     (kinds >> CP_PHRASE_SECTION & 1) << CP_RULE_SECTION;
    const struct cp_rule *rule = cp_phrase_index_find(&rs->index->phrases, host, text, verbs);

    return rule ? match_of(rule) : (struct cp_phrase_match){ 0 };
}

struct cp_phrase_match
cp_ruleset_phrase(const struct cp_ruleset *rs, struct cp_slice host, struct cp_slice text)
{
    return cp_ruleset_phrase_of(rs, host, text, (1u << CP_PHRASE_COUNT) - 1);
}

double
cp_ruleset_number(const struct cp_ruleset *rs, const char *name, double fallback)
{
    const uint32_t *at = cp_table_find(&rs->index->numbers, cp_slice_of(name));

    return at ? rs->index->number_values[*at] : fallback;
}

const struct cp_list *
cp_ruleset_list(const struct cp_ruleset *rs, const char *name)
{
    const uint32_t *at = cp_table_find(&rs->index->lists.names, cp_slice_of(name));

    return at ? &rs->index->lists.v[*at] : NULL;
}

bool
cp_ruleset_words(const struct cp_ruleset *rs, const char *name,
                 int (*take)(void *user, const char *word, size_t n), void *user)
{
    for (size_t i = 0; i < rs->n_layers; i++)
        for (const struct cp_list_words *list = rs->layers[i]->lists; list; list = list->next) {
            bool is_it = cp_slice_eq(list->name, cp_slice_of(name));

            for (uint32_t k = 0; is_it && k < list->n_words; k++)
                if (take(user, list->words[k].p, list->words[k].n) != 0)
                    return false;
        }
    return true;
}

const struct cp_lists *
cp_ruleset_lists(const struct cp_ruleset *rs)
{
    return &rs->index->lists;
}

size_t
cp_ruleset_points(const struct cp_ruleset *rs, const struct cp_points **tables)
{
    *tables = rs->index->points;
    return rs->index->n_points;
}

size_t
cp_ruleset_pairs(const struct cp_ruleset *rs, const struct cp_pair **pairs)
{
    *pairs = rs->index->pairs;
    return rs->index->n_pairs;
}

size_t
cp_ruleset_kinds(const struct cp_ruleset *rs, const struct cp_kind_points **kinds)
{
    *kinds = rs->index->kinds;
    return rs->index->n_kinds;
}

size_t
cp_ruleset_tests(const struct cp_ruleset *rs, const struct cp_rule_test **tests)
{
    *tests = rs->index->tests;
    return rs->index->n_tests;
}
