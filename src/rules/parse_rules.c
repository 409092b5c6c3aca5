#include "rules/parser.h"

/* Words that a phrase with a `*` may match if it does not say; characters are words where
 * no spaces are written. A longer block is more likely a sentence of the article. */
#define STAR_WORDS_DEFAULT 12
#define STAR_CHARACTERS_DEFAULT 24

/* ---- guards ---- */

static const struct guard {
    const char *name;
    bool takes_number;
    bool for_selectors;
} guards[] = {
    { "max-words", true, false }, { "min-links", true, false }, { "html", false, false },
    { "text", false, false },     { "tail", false, false },     { "head", false, false },
    { "certain", false, true },
};

enum { MAX_WORDS, MIN_LINKS, HTML, TEXT, TAIL, HEAD, CERTAIN };

static const struct guard *
find_guard(struct cp_slice word)
{
    for (size_t i = 0; i < sizeof guards / sizeof *guards; i++)
        if (cp_slice_eq(word, cp_slice_of(guards[i].name)))
            return &guards[i];
    return NULL;
}

static bool
is_guard(struct cp_slice word)
{
    return find_guard(word) != NULL;
}

static cleanpage_status
parse_max_words(struct cp_parser *p, struct cp_guards *g)
{
    const char *at = p->rest.p + cp_line_indent(p->rest);
    double v;
    cleanpage_status st = cp_parser_number(p, "a number of words", &v);

    if (st)
        return st;
    if (v < 1 || v > CP_PHRASE_WORDS_MAX || v != (double)(uint32_t)v)
        return cp_parser_fail(p, at, "max-words takes a whole number from 1 to %d",
                              CP_PHRASE_WORDS_MAX);
    g->max_words = (uint32_t)v;
    return CLEANPAGE_OK;
}

static cleanpage_status
parse_min_links(struct cp_parser *p, struct cp_guards *g)
{
    const char *at = p->rest.p + cp_line_indent(p->rest);
    double v;
    cleanpage_status st = cp_parser_number(p, "a share of words", &v);

    if (st)
        return st;
    if (v < 0 || v > 1)
        return cp_parser_fail(p, at, "min-links takes a share from 0 to 1");
    g->min_links = (float)v;
    return CLEANPAGE_OK;
}

static cleanpage_status
parse_guard(struct cp_parser *p, size_t which, struct cp_guards *g)
{
    switch (which) {
    case MAX_WORDS:
        return parse_max_words(p, g);
    case MIN_LINKS:
        return parse_min_links(p, g);
    case HTML:
        g->html = true;
        break;
    case TEXT:
        g->text = true;
        break;
    case TAIL:
        g->tail = true;
        break;
    case HEAD:
        g->head = true;
        break;
    default:
        g->certain = true;
    }
    if (g->html && g->text)
        return cp_parser_fail(p, p->verb_at,
                              "a rule for html and text both is for neither: "
                              "leave one of the guards out");
    return CLEANPAGE_OK;
}

/* The guards up to the end of the line. */
static cleanpage_status
parse_guards(struct cp_parser *p, bool selector, struct cp_guards *g)
{
    for (;;) {
        struct cp_token t = cp_lex_token(&p->rest);
        const struct guard *guard = t.kind == CP_TOKEN_WORD ? find_guard(t.text) : NULL;
        cleanpage_status st;
        if (t.kind == CP_TOKEN_END)
            return CLEANPAGE_OK;
        if (!guard)
            return cp_parser_fail(p, t.at,
                                  "unknown guard \"%.*s\": there are max-words N, "
                                  "min-links SHARE, html, text, tail, head and certain",
                                  (int)(t.text.n < 40 ? t.text.n : 40), t.text.p);
        if (selector && !guard->for_selectors)
            return cp_parser_fail(p, t.at,
                                  "the guard \"%s\" is for phrases: a selector can only "
                                  "be \"certain\"",
                                  guard->name);
        st = parse_guard(p, (size_t)(guard - guards), g);
        if (st)
            return st;
    }
}

/* ---- strip, keep, unwrap, section ---- */

static cleanpage_status
parse_phrase(struct cp_parser *p, struct cp_rule *rule)
{
    struct cp_rule_error error;
    struct cp_slice text;
    struct cp_phrase *phrase;
    cleanpage_status st = cp_parser_string(p, "a phrase", &text);

    if (st)
        return st;
    rule->phrase = phrase = cp_arena_zalloc(&p->layer->arena, 1, sizeof *phrase);
    if (!phrase)
        return cp_parser_nomem(p);
    st = cp_phrase_compile(&p->layer->arena, text, phrase, &error);
    if (st)
        return st == CLEANPAGE_RULE ? cp_parser_fail(p, error.at, "%s", error.text)
                                    : cp_parser_nomem(p);
    rule->guards.max_words = rule->phrase->max_words;
    if (rule->phrase->has_star)
        rule->guards.max_words =
            rule->phrase->unspaced ? STAR_CHARACTERS_DEFAULT : STAR_WORDS_DEFAULT;
    p->layer->n_hashes += rule->phrase->n_hashes;
    return parse_guards(p, false, &rule->guards);
}

static cleanpage_status
parse_selector(struct cp_parser *p, struct cp_rule *rule)
{
    struct cp_slice text = cp_lex_selector(&p->rest, is_guard);
    struct cp_selector *selectors;
    struct cp_rule_error error;
    cleanpage_status st;

    if (!text.n)
        return cp_parser_fail(p, p->rest.p,
                              "expected a selector, or a phrase in double quotes");
    st = cp_select_compile(&p->layer->arena, text, &selectors, &error);
    rule->selectors = selectors;
    if (st)
        return st == CLEANPAGE_RULE ? cp_parser_fail(p, error.at, "%s", error.text)
                                    : cp_parser_nomem(p);
    for (const struct cp_selector *s = rule->selectors; s; s = s->next)
        p->layer->n_selectors++;
    return parse_guards(p, true, &rule->guards);
}

static bool
needs_caller(const struct cp_guards *g)
{
    return g->min_links > 0 || g->html || g->text || g->tail || g->head;
}

static uint64_t
count_labels(struct cp_slice host)
{
    uint64_t n = host.n > 0;

    for (size_t i = 0; i < host.n; i++)
        n += host.p[i] == '.';
    return n < 255 ? n : 255;
}

/* Host before general, later file before earlier, keep before others, unguarded before
 * guarded, later line before earlier: from the highest bits down. */
static uint64_t
rank_of(const struct cp_layer *layer, const struct cp_rule *rule)
{
    return count_labels(rule->host) << 56 | (uint64_t)(layer->number & 0xFFFFF) << 36 |
           (uint64_t)(rule->verb == CP_RULE_KEEP) << 35 |
           (uint64_t)!needs_caller(&rule->guards) << 34 | layer->n_rules;
}

static cleanpage_status
parse_rule(struct cp_parser *p, uint8_t verb, bool may_select, bool may_quote)
{
    struct cp_rule *rule = cp_arena_zalloc(&p->layer->arena, 1, sizeof *rule);
    size_t space = cp_line_indent(p->rest);
    bool quoted = space < p->rest.n && p->rest.p[space] == '"';
    cleanpage_status st;

    if (!rule)
        return cp_parser_nomem(p);
    rule->verb = verb;
    rule->host = p->host;
    if (quoted && !may_quote)
        return cp_parser_fail(p, p->rest.p + space, "unwrap takes a selector, not a phrase");
    if (!quoted && !may_select)
        return cp_parser_fail(p, p->rest.p + space, "section takes a phrase in double quotes");
    st = quoted ? parse_phrase(p, rule) : parse_selector(p, rule);
    if (!st)
        st = cp_parser_place(p, &rule->place);
    if (st)
        return st;
    p->layer->n_rules++;
    rule->rank = rank_of(p->layer, rule);
    *p->layer->last_rule = rule;
    p->layer->last_rule = &rule->next;
    return CLEANPAGE_OK;
}

cleanpage_status
cp_parse_strip(struct cp_parser *p)
{
    return parse_rule(p, CP_RULE_STRIP, true, true);
}

cleanpage_status
cp_parse_keep(struct cp_parser *p)
{
    return parse_rule(p, CP_RULE_KEEP, true, true);
}

cleanpage_status
cp_parse_unwrap(struct cp_parser *p)
{
    return parse_rule(p, CP_RULE_UNWRAP, true, false);
}

cleanpage_status
cp_parse_section(struct cp_parser *p)
{
    return parse_rule(p, CP_RULE_SECTION, false, true);
}
