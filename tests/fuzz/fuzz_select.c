/*
 * Selectors: the first line is one, the rest a page. The elements that it marks are those that
 * a plain reading of cleanpage-rules(5) finds, which goes through all elements for each
 * compound from left to right, without index, shortcuts and one choice alone.
 */
#include "base/arena.h"
#include "base/shown.h"
#include "fuzz.h"
#include "page/page.h"
#include "rules/layer.h"
#include "rules/match.h"

#define PAGE_MAX 2000

static bool
has_word(struct cp_slice words, struct cp_slice wanted, bool as_prefix)
{
    struct cp_slice word;

    while (cp_slice_word(&words, &word))
        if (as_prefix ? cp_slice_starts_nocase(word, wanted) : cp_slice_eq_nocase(word, wanted))
            return true;
    return false;
}

static bool
has_value(struct cp_slice value, const struct cp_simple *s)
{
    struct cp_slice end = value;

    switch (s->op) {
    case '=':
        return cp_slice_eq_nocase(value, s->value);
    case '~':
        return has_word(value, s->value, false);
    case '^':
        return cp_slice_starts_nocase(value, s->value);
    case '*':
        return cp_slice_find_nocase(value, s->value) != NULL;
    case '$':
        while (end.n > s->value.n) {
            end.p++;
            end.n--;
        }
        return cp_slice_eq_nocase(end, s->value);
    default:
        return true;
    }
}

static bool
has_attribute(const struct cp_node *node, const struct cp_simple *s)
{
    for (uint32_t i = 0; i < node->len; i++)
        if (cp_slice_eq_nocase(node->u.attrs[i].name, s->name) &&
            has_value(node->u.attrs[i].value, s))
            return true;
    return false;
}

/* Whether no sibling lies before (from its parent) or behind it. */
static bool
is_outermost(const struct cp_page *page, uint32_t element, bool at_the_end)
{
    uint32_t parent = page->nodes[element].parent;

    for (uint32_t i = 0; i < page->n_nodes; i++)
        if (page->nodes[i].parent == parent && page->nodes[i].kind == CP_NODE_ELEMENT &&
            (at_the_end ? i > element : i < element))
            return false;
    return parent != CP_NO_NODE;
}

static bool
passes(const struct cp_page *page, uint32_t i, const struct cp_simple *s)
{
    switch (s->kind) {
    case CP_SIMPLE_TAG:
        return cp_slice_eq_nocase(cp_node_name(page, i), s->name) &&
               page->nodes[i].tag == s->id;
    case CP_SIMPLE_ID:
        return cp_slice_eq_nocase(cp_node_attr(page, i, CP_ATTR_ID), s->name);
    case CP_SIMPLE_CLASS:
    case CP_SIMPLE_CLASS_PREFIX:
        return has_word(cp_node_attr(page, i, CP_ATTR_CLASS), s->name,
                        s->kind == CP_SIMPLE_CLASS_PREFIX);
    case CP_SIMPLE_ATTR:
        return has_attribute(&page->nodes[i], s);
    case CP_SIMPLE_FIRST_CHILD:
        return is_outermost(page, i, false);
    case CP_SIMPLE_LAST_CHILD:
        return is_outermost(page, i, true);
    case CP_SIMPLE_NOT: /* holds one of the others */
        return !passes(page, i, s->inner);
    case CP_SIMPLE_HAS:
        for (uint32_t k = i + 1; k < page->nodes[i].end; k++)
            if (page->nodes[k].kind == CP_NODE_ELEMENT && passes(page, k, s->inner))
                return true;
        return false;
    default:
        return true;
    }
}

static bool
passes_all(const struct cp_page *page, uint32_t i, const struct cp_compound *c)
{
    if (page->nodes[i].kind != CP_NODE_ELEMENT)
        return false;
    for (const struct cp_simple *s = c->tests; s; s = s->next)
        if (!passes(page, i, s))
            return false;
    return true;
}

/* Whether `left` lies to `right` as the combinator wants it. */
static bool
is_related(const struct cp_page *page, uint32_t left, uint8_t combinator, uint32_t right)
{
    const struct cp_node *n = page->nodes;

    switch (combinator) {
    case CP_INSIDE:
        return left < right && right < n[left].end;
    case CP_CHILD:
        return n[right].parent == left;
    case CP_LATER:
        return left < right && n[left].parent == n[right].parent;
    default: /* CP_NEXT */
        if (left >= right || n[left].parent != n[right].parent)
            return false;
        for (uint32_t i = left + 1; i < right; i++)
            if (n[i].kind == CP_NODE_ELEMENT && n[i].parent == n[left].parent)
                return false;
        return true;
    }
}

/* The elements that all compounds up to number c from the left end in, c counted from the
 * right. */
static void
find(const struct cp_page *page, const struct cp_selector *s, bool *found)
{
    bool before[PAGE_MAX];

    for (uint32_t c = s->n; c--;) {
        memcpy(before, found, page->n_nodes);
        for (uint32_t i = 0; i < page->n_nodes; i++) {
            found[i] = c == s->n - 1;
            for (uint32_t k = 0; !found[i] && k < page->n_nodes; k++)
                found[i] = before[k] && is_related(page, k, s->compounds[c].combinator, i);
            found[i] = found[i] && passes_all(page, i, &s->compounds[c]);
        }
    }
}

/* What a plain reading has no part in: headings, whose text is a phrase's matter. */
static bool
asks_for_headings(const struct cp_selector *s)
{
    for (uint32_t c = 0; c < s->n; c++)
        for (const struct cp_simple *t = s->compounds[c].tests; t; t = t->next)
            if (t->kind == CP_SIMPLE_HAS_HEADING)
                return true;
    return false;
}

static void
compare(struct cp_ctx *cx, const struct cp_page *page, struct cp_selector *list)
{
    struct cp_rule rule = { .rank = 1, .selectors = list };
    struct cp_layer layer = { .rules = &rule, .n_rules = 1 };
    const struct cp_layer *layers = &layer;
    struct cp_mark marks[PAGE_MAX];
    bool expected[PAGE_MAX] = { false }, found[PAGE_MAX];
    struct cp_select_index index;

    for (const struct cp_selector *s = list; s; s = s->next) {
        layer.n_selectors++;
        if (asks_for_headings(s))
            return;
        find(page, s, found);
        for (uint32_t i = 0; i < page->n_nodes; i++)
            expected[i] |= found[i];
    }
    require(cp_select_index_build(&index, cx->arena, &layers, 1));
    require(cp_select_mark(cx, &index, CP_LIT(""), page, marks) == CLEANPAGE_OK);
    for (uint32_t i = 0; i < page->n_nodes; i++)
        require((marks[i].place != NULL) == expected[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_slice in = { (const char *)data, size };
    struct cp_slice text = fuzz_line(&in);
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_rule_error error = { 0 };
    struct cp_selector *list = NULL;
    struct cp_buf utf8 = { 0 };
    struct cp_page page;
    cleanpage_status st;

    /* So few elements that siblings are within CP_SELECT_SIBLINGS_MAX and steps suffice. */
    if (in.n > 300 || text.n > 200)
        return 0;
    cp_buf_put_shown(&utf8, in);
    st = cp_select_compile(&arena, text, &list, &error);
    require(st == CLEANPAGE_OK || st == CLEANPAGE_RULE);
    if (st == CLEANPAGE_OK &&
        cp_page_parse_html(&cx, &page, cp_buf_slice(&utf8)) == CLEANPAGE_OK &&
        page.n_nodes <= PAGE_MAX)
        compare(&cx, &page, list);
    cp_buf_clear(&utf8);
    cp_arena_clear(&arena);
    return 0;
}
