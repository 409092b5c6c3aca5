#include "rules/select.h"

#include <string.h>

struct compiler {
    struct cp_arena *arena;
    struct cp_rule_error *error;
    const char *p, *end;
};

static int
peek(const struct compiler *c)
{
    return c->p < c->end ? (unsigned char)*c->p : -1;
}

static bool
take(struct compiler *c, char wanted)
{
    if (peek(c) != (unsigned char)wanted)
        return false;
    c->p++;
    return true;
}

static bool
skip_space(struct compiler *c)
{
    const char *start = c->p;

    while (c->p < c->end && cp_is_space((unsigned char)*c->p))
        c->p++;
    return c->p > start;
}

static bool
is_name(int c)
{
    return c >= 0x80 || (c >= 0 && (cp_is_alpha((unsigned char)c) ||
                                    cp_is_digit((unsigned char)c) || c == '-' || c == '_'));
}

/* A name in lower case, for names are compared so. */
static cleanpage_status
take_name(struct compiler *c, const char *what, struct cp_slice *name)
{
    const char *start = c->p;
    char *copy;

    while (is_name(peek(c)))
        c->p++;
    if (c->p == start)
        return cp_rule_error(c->error, start, "expected the name of %s", what);
    name->n = (size_t)(c->p - start);
    name->p = copy = cp_arena_strndup(c->arena, start, name->n);
    if (!copy)
        return CLEANPAGE_NOMEM;
    for (size_t i = 0; i < name->n; i++)
        copy[i] = (char)cp_lower((unsigned char)copy[i]);
    return CLEANPAGE_OK;
}

/* ---- one function for each sort of simple test; its first character is taken already ---- */

static cleanpage_status
parse_tag(struct compiler *c, struct cp_simple *s)
{
    cleanpage_status st = take_name(c, "an element", &s->name);

    s->kind = CP_SIMPLE_TAG;
    if (!st)
        s->id = (uint16_t)cp_tag_find(s->name);
    return st;
}

static cleanpage_status
parse_id(struct compiler *c, struct cp_simple *s)
{
    s->kind = CP_SIMPLE_ID;
    return take_name(c, "an id behind \"#\"", &s->name);
}

static cleanpage_status
parse_class(struct compiler *c, struct cp_simple *s)
{
    const char *start = c->p;
    cleanpage_status st = take_name(c, "a class behind \".\"", &s->name);

    s->kind = CP_SIMPLE_CLASS;
    if (st || !take(c, '*'))
        return st;
    s->kind = CP_SIMPLE_CLASS_PREFIX;
    if (s->name.n < 3)
        return cp_rule_error(c->error, start, "a class prefix needs three characters or more");
    return CLEANPAGE_OK;
}

/* The value of an attribute test, in either quotes or none. */
static cleanpage_status
parse_value(struct compiler *c, struct cp_simple *s)
{
    int quote = peek(c);
    const char *start;

    if (quote == '"' || quote == '\'')
        c->p++;
    else
        quote = 0;
    start = c->p;
    while (c->p < c->end &&
           (quote ? *c->p != quote : *c->p != ']' && !cp_is_space((unsigned char)*c->p)))
        c->p++;
    s->value = (struct cp_slice){ start, (size_t)(c->p - start) };
    if (quote && !take(c, (char)quote))
        return cp_rule_error(c->error, start - 1, "the quote is not closed");
    if (!s->value.n && s->op != '=')
        return cp_rule_error(c->error, start, "\"%c=\" needs a value, or it matches nothing",
                             s->op);
    return CLEANPAGE_OK;
}

static cleanpage_status
parse_attr(struct compiler *c, struct cp_simple *s)
{
    const char *open = c->p - 1;
    cleanpage_status st;

    s->kind = CP_SIMPLE_ATTR;
    skip_space(c);
    st = take_name(c, "an attribute behind \"[\"", &s->name);
    if (st)
        return st;
    s->id = (uint16_t)cp_attr_find(s->name);
    skip_space(c);
    if (peek(c) > 0 && strchr("~^$*=", peek(c))) {
        s->op = *c->p++;
        if (s->op != '=' && !take(c, '='))
            return cp_rule_error(c->error, c->p, "expected \"=\" behind \"%c\"", s->op);
        skip_space(c);
        st = parse_value(c, s);
        if (st)
            return st;
        skip_space(c);
    }
    if (!take(c, ']'))
        return cp_rule_error(c->error, peek(c) < 0 ? open : c->p,
                             "expected \"]\", or one of = ~= ^= $= *= and a value");
    return CLEANPAGE_OK;
}

static cleanpage_status parse_simple(struct compiler *c, bool inner, struct cp_simple **out);

static cleanpage_status
parse_inner(struct compiler *c, struct cp_simple *s)
{
    struct cp_simple *inner = NULL;
    cleanpage_status st = parse_simple(c, true, &inner);

    s->inner = inner;
    return st;
}

static cleanpage_status
parse_heading(struct compiler *c, struct cp_simple *s)
{
    const char *quote = c->p;
    struct cp_phrase *phrase;
    struct cp_slice text;

    if (!take(c, '"'))
        return cp_rule_error(c->error, c->p, ":has-heading takes a phrase in double quotes");
    text = (struct cp_slice){ c->p, 0 };
    while (c->p < c->end && *c->p != '"')
        c->p++;
    text.n = (size_t)(c->p - text.p);
    if (!take(c, '"'))
        return cp_rule_error(c->error, quote, "the quote is not closed");
    phrase = cp_arena_zalloc(c->arena, 1, sizeof *phrase);
    if (!phrase)
        return CLEANPAGE_NOMEM;
    s->phrase = phrase;
    return cp_phrase_compile(c->arena, text, phrase, c->error);
}

static const struct pseudo {
    const char *name;
    uint8_t kind;
    bool may_be_inner;
    cleanpage_status (*argument)(struct compiler *c, struct cp_simple *s);
} pseudos[] = {
    { "first-child", CP_SIMPLE_FIRST_CHILD, true, NULL },
    { "last-child", CP_SIMPLE_LAST_CHILD, true, NULL },
    { "not", CP_SIMPLE_NOT, false, parse_inner },
    { "has", CP_SIMPLE_HAS, false, parse_inner },
    { "has-heading", CP_SIMPLE_HAS_HEADING, false, parse_heading },
};

static const struct pseudo *
find_pseudo(struct cp_slice name)
{
    for (size_t i = 0; i < sizeof pseudos / sizeof *pseudos; i++)
        if (cp_slice_eq(cp_slice_of(pseudos[i].name), name))
            return &pseudos[i];
    return NULL;
}

static cleanpage_status
parse_argument(struct compiler *c, const struct pseudo *pseudo, struct cp_simple *s)
{
    const char *open = c->p;
    cleanpage_status st;

    if (!take(c, '('))
        return cp_rule_error(c->error, c->p, "expected \"(\" behind :%s", pseudo->name);
    skip_space(c);
    st = pseudo->argument(c, s);
    if (st)
        return st;
    skip_space(c);
    if (!take(c, ')'))
        return cp_rule_error(c->error, peek(c) < 0 ? open : c->p,
                             "expected \")\": :%s takes one simple selector", pseudo->name);
    return CLEANPAGE_OK;
}

static cleanpage_status
parse_pseudo(struct compiler *c, bool inner, struct cp_simple *s)
{
    const char *start = c->p - 1;
    const struct pseudo *pseudo;
    struct cp_slice name;
    cleanpage_status st = take_name(c, "a pseudo-class behind \":\"", &name);

    if (st)
        return st;
    pseudo = find_pseudo(name);
    if (!pseudo)
        return cp_rule_error(c->error, start,
                             "unknown pseudo-class \":%.*s\": there are :first-child, "
                             ":last-child, :not(), :has() and :has-heading()",
                             (int)(name.n < 40 ? name.n : 40), name.p);
    if (inner && !pseudo->may_be_inner)
        return cp_rule_error(c->error, start, ":%s cannot stand inside :not() or :has()",
                             pseudo->name);
    s->kind = pseudo->kind;
    return pseudo->argument ? parse_argument(c, pseudo, s) : CLEANPAGE_OK;
}

/* One simple test; *out stays NULL if none begins here. */
static cleanpage_status
parse_simple(struct compiler *c, bool inner, struct cp_simple **out)
{
    struct cp_simple *s;

    if (!is_name(peek(c)) && (peek(c) < 0 || !strchr("*#.[:", peek(c)))) {
        if (inner)
            return cp_rule_error(c->error, c->p, "expected a simple selector");
        return CLEANPAGE_OK;
    }
    s = *out = cp_arena_zalloc(c->arena, 1, sizeof *s);
    if (!s)
        return CLEANPAGE_NOMEM;
    if (take(c, '*'))
        return CLEANPAGE_OK;
    if (take(c, '#'))
        return parse_id(c, s);
    if (take(c, '.'))
        return parse_class(c, s);
    if (take(c, '['))
        return parse_attr(c, s);
    if (take(c, ':'))
        return parse_pseudo(c, inner, s);
    return parse_tag(c, s);
}

/* ---- compounds and their combinators ---- */

static cleanpage_status
parse_compound(struct compiler *c, struct cp_compound *compound)
{
    const struct cp_simple **last = &compound->tests;
    const char *start = c->p;

    for (;;) {
        struct cp_simple *s = NULL;
        const char *here = c->p;
        cleanpage_status st = parse_simple(c, false, &s);
        if (st)
            return st;
        if (!s)
            break;
        if (s->kind <= CP_SIMPLE_TAG && here != start)
            return cp_rule_error(c->error, here, "an element's name goes first in a selector");
        *last = s;
        last = &s->next;
    }
    if (c->p > start)
        return CLEANPAGE_OK;
    return cp_rule_error(c->error, c->p,
                         peek(c) < 0 ? "expected a selector" : "this is no selector");
}

/* What lies between two compounds; CP_LEFTMOST at a comma or the end. */
static enum cp_combinator
parse_combinator(struct compiler *c)
{
    bool space = skip_space(c);
    enum cp_combinator combinator = CP_INSIDE;

    if (peek(c) < 0 || peek(c) == ',')
        return CP_LEFTMOST;
    if (take(c, '>'))
        combinator = CP_CHILD;
    else if (take(c, '+'))
        combinator = CP_NEXT;
    else if (take(c, '~'))
        combinator = CP_LATER;
    else
        /* Without space the next compound parser says what is wrong with the character. */
        return space ? CP_INSIDE : CP_CHILD;
    skip_space(c);
    return combinator;
}

/* The compounds in the order of matching: the rightmost first. */
static cleanpage_status
keep_compounds(struct compiler *c, struct cp_selector *s, const struct cp_compound *found)
{
    struct cp_compound *kept = cp_arena_alloc(c->arena, s->n * sizeof *kept);

    if (!kept)
        return CLEANPAGE_NOMEM;
    for (uint32_t i = 0; i < s->n; i++)
        kept[i] = found[s->n - 1 - i];
    s->compounds = kept;
    return CLEANPAGE_OK;
}

static cleanpage_status
parse_selector(struct compiler *c, struct cp_selector *s)
{
    struct cp_compound found[CP_COMPOUNDS_MAX];
    enum cp_combinator combinator = CP_LEFTMOST;
    const char *start = c->p;

    do {
        cleanpage_status st;
        if (s->n == CP_COMPOUNDS_MAX)
            return cp_rule_error(c->error, c->p, "the selector has more than %d parts",
                                 CP_COMPOUNDS_MAX);
        found[s->n] = (struct cp_compound){ NULL, (uint8_t)combinator };
        s->has_siblings |= combinator >= CP_NEXT;
        st = parse_compound(c, &found[s->n]);
        if (st)
            return st;
        s->n++;
        combinator = parse_combinator(c);
    } while (combinator != CP_LEFTMOST);
    s->text = cp_slice_trim((struct cp_slice){ start, (size_t)(c->p - start) });
    return keep_compounds(c, s, found);
}

cleanpage_status
cp_select_compile(struct cp_arena *a, struct cp_slice text, struct cp_selector **list,
                  struct cp_rule_error *error)
{
    struct compiler c = { a, error, text.p, text.p + text.n };
    struct cp_selector *before = NULL;

    *list = NULL;
    do {
        struct cp_selector *s = cp_arena_zalloc(a, 1, sizeof *s);
        cleanpage_status st;
        if (!s)
            return CLEANPAGE_NOMEM;
        skip_space(&c);
        st = parse_selector(&c, s);
        if (st)
            return st;
        if (before)
            before->next = s;
        else
            *list = s;
        before = s;
    } while (take(&c, ','));
    return CLEANPAGE_OK;
}
