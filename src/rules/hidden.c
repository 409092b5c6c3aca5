#include "rules/hidden.h"

/* Maps what a rule is about to the rule of the highest rank about it. */
struct subjects {
    struct cp_arena arena;
    struct cp_table table;
    const struct cp_rule **rules; /* by the table's values */
};

/* A rule is about each of its selectors, each spelling of its phrase, or the phrase as it is
 * written. */
struct subject {
    const struct cp_selector *selector;
    uint32_t spelling;
    bool started;
};

static bool
next_subject(const struct cp_rule *rule, struct subject *s)
{
    bool first = !s->started;

    s->started = true;
    if (!rule->phrase) {
        s->selector = first ? rule->selectors : s->selector->next;
        return s->selector != NULL;
    }
    s->spelling = first ? 0 : s->spelling + 1;
    return s->spelling < (rule->phrase->exact ? rule->phrase->n_hashes : 1);
}

/* "HOST kind bytes" in the arena; p is NULL without memory. */
static struct cp_slice
make_key(struct cp_arena *arena, const struct cp_rule *rule, const struct subject *s)
{
    struct cp_slice what = { NULL, 0 };
    char kind = rule->phrase ? rule->phrase->exact ? 'x' : 'p' : 's', *key;

    if (!rule->phrase)
        what = s->selector->text;
    else if (!rule->phrase->exact)
        what = rule->phrase->text;
    else
        what = (struct cp_slice){ (const char *)&rule->phrase->hashes[s->spelling],
                                  sizeof *rule->phrase->hashes };
    key = cp_arena_alloc(arena, rule->host.n + 2 + what.n);
    if (!key)
        return (struct cp_slice){ NULL, 0 };
    if (rule->host.n)
        memcpy(key, rule->host.p, rule->host.n);
    key[rule->host.n] = ' ';
    key[rule->host.n + 1] = kind;
    memcpy(key + rule->host.n + 2, what.p, what.n);
    return (struct cp_slice){ key, rule->host.n + 2 + what.n };
}

static bool
add_rule(struct subjects *subjects, const struct cp_rule *rule)
{
    struct subject s = { 0 };

    while (next_subject(rule, &s)) {
        struct cp_slice key = make_key(&subjects->arena, rule, &s);
        uint32_t *at =
            key.p ? cp_table_add(&subjects->table, key, subjects->table.count) : NULL;
        if (!at)
            return false;
        if (!subjects->rules[*at] || rule->rank > subjects->rules[*at]->rank)
            subjects->rules[*at] = rule;
    }
    return true;
}

/* Whether all that passes the guards of `narrow` passes those of `wide`. */
static bool
guards_cover(const struct cp_guards *wide, const struct cp_guards *narrow)
{
    return wide->min_links <= narrow->min_links && wide->max_words >= narrow->max_words &&
           (!wide->html || narrow->html) && (!wide->text || narrow->text) &&
           (!wide->tail || narrow->tail) && (!wide->head || narrow->head);
}

static bool
hides(const struct cp_rule *above, const struct cp_rule *below)
{
    /* A heading phrase and a block phrase are asked for apart; only keep goes before both. */
    bool rivals = above->verb == CP_RULE_KEEP ||
                  (above->verb != CP_RULE_SECTION && below->verb != CP_RULE_SECTION);

    return above->verb != below->verb && rivals && guards_cover(&above->guards, &below->guards);
}

/* The rule that hides this one in all it is about, or NULL. */
static const struct cp_rule *
find_hider(struct subjects *subjects, const struct cp_rule *rule)
{
    const struct cp_rule *hider = NULL;
    struct subject s = { 0 };

    while (next_subject(rule, &s)) {
        struct cp_slice key = make_key(&subjects->arena, rule, &s);
        const uint32_t *at = key.p ? cp_table_find(&subjects->table, key) : NULL;
        if (!at || !hides(subjects->rules[*at], rule))
            return NULL;
        hider = subjects->rules[*at];
    }
    return hider;
}

static void
put_place(struct cp_buf *out, const struct cp_rule_place *place)
{
    cp_buf_puts(out, place->file);
    cp_buf_putc(out, ':');
    cp_buf_put_u64(out, place->line);
}

static void
report(struct cp_buf *out, const struct cp_rule *rule, const struct cp_rule *hider)
{
    put_place(out, &rule->place);
    cp_buf_puts(out, ": warning: ");
    cp_buf_puts(out, rule->place.text);
    cp_buf_puts(out, " is hidden by ");
    cp_buf_puts(out, hider->place.text);
    cp_buf_puts(out, " at ");
    put_place(out, &hider->place);
    cp_buf_putc(out, '\n');
}

cleanpage_status
cp_rules_report_hidden(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cp_buf *out)
{
    struct subjects subjects = { 0 };
    const struct cp_rule *rule, *hider;
    uint32_t n = 0;
    bool fits;

    cp_arena_init(&subjects.arena, CP_RULE_ARENA_MAX);
    cp_table_init(&subjects.table, &subjects.arena, 0);
    for (size_t i = 0; i < rs->n_layers; i++)
        n += rs->layers[i]->n_selectors + rs->layers[i]->n_hashes + rs->layers[i]->n_rules;
    subjects.rules = cp_arena_zalloc(&subjects.arena, n, sizeof *subjects.rules);
    fits = subjects.rules != NULL;
    for (size_t i = 0; fits && i < rs->n_layers; i++)
        for (rule = rs->layers[i]->rules; fits && rule; rule = rule->next)
            fits = add_rule(&subjects, rule);
    for (size_t i = 0; fits && i < rs->n_layers; i++)
        for (rule = rs->layers[i]->rules; rule; rule = rule->next) {
            hider = find_hider(&subjects, rule);
            if (hider)
                report(out, rule, hider);
        }
    cp_arena_clear(&subjects.arena);
    return fits ? CLEANPAGE_OK : cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
}
