#include "rules/element.h"

#include <string.h>

/* One element or text looked at; false when the page's budget is used up. */
static bool
step(struct cp_matcher *m)
{
    if (m->steps_left == 0)
        return false;
    m->steps_left--;
    return true;
}

static bool
has_word(struct cp_slice words, struct cp_slice wanted, bool as_prefix)
{
    const char *p = words.p, *end = words.n ? p + words.n : p, *start;

    for (;;) {
        while (p < end && cp_is_space((unsigned char)*p))
            p++;
        if (p == end)
            return false;
        for (start = p; p < end && !cp_is_space((unsigned char)*p); p++)
            continue;
        if ((as_prefix ? (size_t)(p - start) >= wanted.n : (size_t)(p - start) == wanted.n) &&
            ((start[0] ^ wanted.p[0]) & 0x1F) == 0 &&
            cp_slice_eq_nocase((struct cp_slice){ start, wanted.n }, wanted))
            return true;
    }
}

static bool
value_matches(struct cp_slice value, char op, struct cp_slice wanted)
{
    switch (op) {
    case '=':
        return cp_slice_eq_nocase(value, wanted);
    case '~':
        return has_word(value, wanted, false);
    case '^':
        return cp_slice_starts_nocase(value, wanted);
    case '$':
        return value.n >= wanted.n &&
               cp_slice_eq_nocase((struct cp_slice){ value.p + value.n - wanted.n, wanted.n },
                                  wanted);
    case '*':
        return cp_slice_find_nocase(value, wanted) != NULL;
    default:
        return true;
    }
}

/* ---- simple tests ---- */

static bool
test_any(struct cp_matcher *m, uint32_t i, const struct cp_simple *s)
{
    (void)m, (void)i, (void)s;
    return true;
}

static bool
test_tag(struct cp_matcher *m, uint32_t i, const struct cp_simple *s)
{
    return m->page->nodes[i].tag == s->id &&
           (s->id != CP_TAG_UNKNOWN || cp_slice_eq_nocase(cp_node_name(m->page, i), s->name));
}

static bool
test_id(struct cp_matcher *m, uint32_t i, const struct cp_simple *s)
{
    return cp_slice_eq_nocase(cp_node_attr(m->page, i, CP_ATTR_ID), s->name);
}

static bool
test_class(struct cp_matcher *m, uint32_t i, const struct cp_simple *s)
{
    return has_word(cp_node_attr(m->page, i, CP_ATTR_CLASS), s->name,
                    s->kind == CP_SIMPLE_CLASS_PREFIX);
}

bool
cp_attr_matches(const struct cp_attr *a, const struct cp_simple *s)
{
    return a->id == s->id && (s->id != CP_ATTR_OTHER || cp_slice_eq_nocase(a->name, s->name)) &&
           value_matches(a->value, s->op, s->value);
}

/* No element has two attributes of the same name. */
static bool
test_attr(struct cp_matcher *m, uint32_t i, const struct cp_simple *s)
{
    const struct cp_node *node = &m->page->nodes[i];

    for (uint32_t k = 0; k < node->len; k++)
        if (cp_attr_matches(&node->u.attrs[k], s))
            return true;
    return false;
}

/* No element from node `from` on before `end`; both are children's places of one parent. */
static bool
no_element(struct cp_matcher *m, uint32_t from, uint32_t end)
{
    for (uint32_t i = from; i < end; i = m->page->nodes[i].end)
        if (m->page->nodes[i].kind == CP_NODE_ELEMENT || !step(m))
            return false;
    return true;
}

static bool
test_first_child(struct cp_matcher *m, uint32_t i, const struct cp_simple *s)
{
    uint32_t parent = m->page->nodes[i].parent;

    (void)s;
    return parent != CP_NO_NODE && no_element(m, parent + 1, i);
}

static bool
test_last_child(struct cp_matcher *m, uint32_t i, const struct cp_simple *s)
{
    uint32_t parent = m->page->nodes[i].parent;

    (void)s;
    return parent != CP_NO_NODE &&
           no_element(m, m->page->nodes[i].end, m->page->nodes[parent].end);
}

static bool test_simple(struct cp_matcher *m, uint32_t i, const struct cp_simple *s);

static bool
test_not(struct cp_matcher *m, uint32_t i, const struct cp_simple *s)
{
    return !test_simple(m, i, s->inner);
}

static bool
test_has(struct cp_matcher *m, uint32_t i, const struct cp_simple *s)
{
    for (uint32_t k = i + 1; k < m->page->nodes[i].end && step(m); k++)
        if (m->page->nodes[k].kind == CP_NODE_ELEMENT && test_simple(m, k, s->inner))
            return true;
    return false;
}

/* The text under a heading, as much of it as a phrase can match. */
static struct cp_slice
heading_text(struct cp_matcher *m, uint32_t heading, char *text, size_t size)
{
    size_t n = 0;

    for (uint32_t i = heading + 1; i < m->page->nodes[heading].end && step(m); i++) {
        const struct cp_node *node = &m->page->nodes[i];
        unsigned flags = cp_tag_flags((enum cp_tag)node->tag);
        struct cp_slice piece = { " ", 1 };
        if (node->kind == CP_NODE_TEXT)
            piece = flags & CP_TAG_SKIPPED ? (struct cp_slice){ "", 0 } : cp_node_text(node);
        else if (!(flags & CP_TAG_BLOCK) && node->tag != CP_TAG_BR)
            continue;
        if (piece.n > size - n)
            break;
        if (piece.n)
            memcpy(text + n, piece.p, piece.n);
        n += piece.n;
    }
    return (struct cp_slice){ text, n };
}

static bool
test_has_heading(struct cp_matcher *m, uint32_t i, const struct cp_simple *s)
{
    char text[CP_PHRASE_TEXT_MAX];
    struct cp_words words;

    for (uint32_t k = i + 1; k < m->page->nodes[i].end && step(m); k++) {
        const struct cp_node *node = &m->page->nodes[k];
        if (node->kind == CP_NODE_ELEMENT &&
            (cp_tag_flags((enum cp_tag)node->tag) & CP_TAG_HEADING) &&
            cp_words_fold(&words, heading_text(m, k, text, sizeof text),
                          s->phrase->max_words) &&
            cp_phrase_matches(s->phrase, &words))
            return true;
    }
    return false;
}

static bool
test_simple(struct cp_matcher *m, uint32_t i, const struct cp_simple *s)
{
    static bool (*const tests[])(struct cp_matcher *, uint32_t, const struct cp_simple *) = {
        [CP_SIMPLE_ANY] = test_any,
        [CP_SIMPLE_TAG] = test_tag,
        [CP_SIMPLE_ID] = test_id,
        [CP_SIMPLE_CLASS] = test_class,
        [CP_SIMPLE_CLASS_PREFIX] = test_class,
        [CP_SIMPLE_ATTR] = test_attr,
        [CP_SIMPLE_FIRST_CHILD] = test_first_child,
        [CP_SIMPLE_LAST_CHILD] = test_last_child,
        [CP_SIMPLE_NOT] = test_not,
        [CP_SIMPLE_HAS] = test_has,
        [CP_SIMPLE_HAS_HEADING] = test_has_heading,
    };

    return tests[s->kind](m, i, s);
}

static bool
test_compound(struct cp_matcher *m, uint32_t i, const struct cp_compound *c)
{
    for (const struct cp_simple *s = c->tests; s; s = s->next)
        if (!test_simple(m, i, s))
            return false;
    return true;
}

/* ---- combinators ---- */

/* What stands around one element stands around all the next as well, and its class may be long. */
static bool
test_around(struct cp_matcher *m, uint32_t i, const struct cp_compound *c)
{
    uint32_t at = (i ^ (uint32_t)((uintptr_t)c / sizeof *c)) * 0x9E3779B1u;
    struct cp_tested *t = &m->tested[at >> (32 - CP_TESTED_BITS)];

    if (t->compound != c || t->element != i)
        *t = (struct cp_tested){ c, i, test_compound(m, i, c) };
    return t->passed;
}

/* The nearest element in the direction of the combinator, past `from`, that passes c. */
static uint32_t
search(struct cp_matcher *m, uint8_t combinator, uint32_t from, const struct cp_compound *c)
{
    bool up = combinator == CP_INSIDE || combinator == CP_CHILD;
    bool near = combinator == CP_CHILD || combinator == CP_NEXT;
    uint32_t tries = near ? 1 : up ? UINT32_MAX : CP_SELECT_SIBLINGS_MAX;

    while (tries-- && step(m)) {
        from = up ? m->page->nodes[from].parent : m->previous[from];
        if (from == CP_NO_NODE)
            break;
        if (up ? test_around(m, from, c) : test_compound(m, from, c))
            return from;
    }
    return CP_NO_NODE;
}

/*
 * Right to left, with one element chosen for each compound. Where the chain breaks, only the
 * nearest choice that could mend it is taken up again: when no ancestor is left nothing can,
 * and when no sibling is left only another ancestor can. So a selector costs at most the
 * depth of the page times its own length, and siblings.
 */
bool
cp_element_matches(struct cp_matcher *m, uint32_t element, const struct cp_selector *s)
{
    const struct cp_compound *c = s->compounds;
    uint32_t chosen[CP_COMPOUNDS_MAX] = { element }, from = element, k = 0;

    if (!test_compound(m, element, &c[0]))
        return false;
    while (c[k].combinator != CP_LEFTMOST) {
        uint8_t broken = c[k].combinator;
        uint32_t found = search(m, broken, from, &c[k + 1]);
        if (found != CP_NO_NODE) {
            chosen[++k] = from = found;
            continue;
        }
        if (broken == CP_INSIDE)
            return false;
        do {
            if (k-- == 0)
                return false;
        } while (c[k].combinator != CP_INSIDE &&
                 (c[k].combinator != CP_LATER || broken == CP_LATER));
        from = chosen[k + 1];
    }
    return true;
}
