/*
 * Class and id words of the containers around a block.
 *
 * Names are cut at marks and humps ("EntryContent" is entry, content) and looked up, singly
 * and in pairs ("entry-content"), in the names-* lists of rules/features.rules. The lists
 * are fixed rather than fitted: a name says much on the site one knows and little on the next.
 */
#include "base/table.h"
#include "measure/features.h"

enum name_kind {
    COMMENT, SIDE, MENU, BODY, CARD, CAPTION, BYLINE, POPUP, PRODUCT, KINDS
};

static const char *const list_names[KINDS] = {
    "names-comment", "names-side", "names-menu", "names-body", "names-card",
    "names-caption", "names-byline", "names-popup", "names-product",
};

/* Longest name that is looked up, in bytes, and how many names of one attribute. */
#define NAME_MAX_BYTES 24
#define NAMES_MAX 40

/* The sign of no names. */
#define NO_NAMES 1

/* What the value of a class or id attribute says. */
struct value {
    uint64_t sign;     /* of its first three names, for features_repeat.c */
    unsigned kinds;    /* it names: a set of 1 << kind */
};

/* Values of a page, each read once however many elements have it. */
struct values {
    const struct cp_lists *lists;
    uint64_t bits[KINDS];    /* of the list of each kind */
    uint64_t any;            /* of all of them */
    struct cp_starts starts; /* of all their names */
    struct cp_table seen;    /* attribute value to its place in v */
    struct value *v;
    uint32_t room;
};

/* The names of one token so far, joined by dashes, and where the last two begin. */
struct token {
    char text[(NAMES_MAX + 1) * NAME_MAX_BYTES];
    size_t before, start, n;
};

static unsigned
kinds_of(const struct values *values, const struct token *t, size_t start)
{
    const char *name = t->text + start, *end = t->text + t->n;
    unsigned kinds = 0;
    uint64_t set;

    if (!cp_starts_may(&values->starts, name, end))
        return 0;
    set = cp_lists_with(values->lists, (struct cp_slice){ name, (size_t)(end - name) });
    if (!(set & values->any))
        return 0;
    for (int k = 0; k < KINDS; k++)
        if (set & values->bits[k])
            kinds |= 1u << k;
    return kinds;
}

static unsigned
end_name(const struct values *values, struct token *t)
{
    unsigned kinds;

    if (t->n == t->start)
        return 0;
    kinds = kinds_of(values, t, t->start);
    if (t->start)
        kinds |= kinds_of(values, t, t->before);
    t->before = t->start;
    t->text[t->n++] = '-';
    t->start = t->n;
    return kinds;
}

static bool
is_small(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

static unsigned
read_names(const struct values *values, struct cp_slice value)
{
    struct token t;
    unsigned kinds = 0, budget = NAMES_MAX;
    unsigned char before = 0;

    t.before = t.start = t.n = 0;
    for (size_t i = 0; i < value.n && budget; i++) {
        unsigned char c = (unsigned char)value.p[i];
        bool letter = cp_is_alpha(c);

        if (!letter || (c <= 'Z' && is_small(before))) {
            budget -= t.n > t.start;
            kinds |= end_name(values, &t);
        }
        if (letter && t.n - t.start < NAME_MAX_BYTES - 1)
            t.text[t.n++] = (char)(c | 0x20);
        else if (cp_is_space(c))
            t.n = t.start = 0;
        before = c;
    }
    return kinds | end_name(values, &t);
}

static uint64_t
sign_of(struct cp_slice value)
{
    uint64_t sign = NO_NAMES;
    struct cp_slice name;

    for (int i = 0; i < 3 && cp_slice_word(&value, &name); i++)
        sign = (sign ^ cp_hash(name, 0)) * 0x9E3779B97F4A7C15u;
    return sign;
}

static bool
grow(struct values *values)
{
    uint32_t room = values->room ? values->room * 2 : 256;
    struct value *v = cp_arena_alloc(values->seen.arena, room * sizeof *v);

    if (!v)
        return false;
    if (values->room)
        memcpy(v, values->v, values->room * sizeof *v);
    values->v = v;
    values->room = room;
    return true;
}

/* NULL without memory. */
static const struct value *
look_up(struct values *values, struct cp_slice value)
{
    const uint32_t n = values->seen.count;
    const uint32_t *at = cp_table_add(&values->seen, value, n);

    if (!at)
        return NULL;
    if (*at < n)
        return &values->v[*at];
    if (n == values->room && !grow(values))
        return NULL;
    values->v[*at] = (struct value){ sign_of(value), read_names(values, value) };
    return &values->v[*at];
}

/* What an element inherits. */
struct named {
    uint32_t body;          /* innermost element named for a body, or CP_NO_NODE */
    uint8_t side, menu;     /* counts */
    uint8_t bits;           /* 1 << kind of comment, card, caption, byline */
    bool popup;
    uint8_t nearest;        /* CP_FEATURE_NEAR_NAME */
};

static void
enter(const struct cp_measuring *m, uint32_t i, unsigned kinds, struct named *in)
{
    const enum cp_tag tag = (enum cp_tag)m->page->nodes[i].tag;

    if (m->tally[i].prose >= 0.5f * m->all_prose)
        kinds &= 1u << BODY | 1u << PRODUCT;
    if (tag == CP_TAG_ARTICLE)
        kinds &= ~(1u << SIDE);
    if (tag == CP_TAG_FIGCAPTION)
        kinds |= 1u << CAPTION;
    if (kinds == 0)
        return;
    in->bits |= kinds & (1u << COMMENT | 1u << CARD | 1u << CAPTION | 1u << BYLINE);
    in->side += (kinds >> SIDE & 1) && in->side < 8;
    in->menu += (kinds >> MENU & 1) && in->menu < 8;
    in->popup |= kinds >> POPUP & 1;
    if (kinds >> BODY & 1)
        in->body = i;
    in->nearest = 1;
    while (!(kinds & 1)) {
        kinds >>= 1;
        in->nearest++;
    }
}

/* Whether an element's names are those of the page rather than of a part of it. */
static bool
is_whole_page(enum cp_tag tag)
{
    return tag == CP_TAG_BODY || tag == CP_TAG_HTML || tag == CP_TAG_MAIN;
}

static bool
read_element(struct cp_measuring *m, struct values *values, uint32_t i, struct named *in)
{
    const struct cp_node *node = &m->page->nodes[i];
    unsigned kinds = 0;

    m->class_sign[i] = NO_NAMES;
    for (uint32_t k = 0; k < node->len; k++) {
        const struct cp_attr *a = &node->u.attrs[k];
        const struct value *value;

        if ((a->id != CP_ATTR_CLASS && a->id != CP_ATTR_ID) || a->value.n == 0)
            continue;
        value = look_up(values, a->value);
        if (!value)
            return false;
        kinds |= value->kinds;
        if (a->id == CP_ATTR_CLASS)
            m->class_sign[i] = value->sign;
    }
    if (!is_whole_page((enum cp_tag)node->tag))
        enter(m, i, kinds, in);
    return true;
}

static cleanpage_status
look_around(struct cp_measuring *m, struct values *values, struct named *named)
{
    const struct cp_node *nodes = m->page->nodes;

    for (uint32_t k = 0; k < m->blocks->n_holders; k++) {
        uint32_t i = m->blocks->holders[k];

        named[i] = nodes[i].parent == CP_NO_NODE ? (struct named){ .body = CP_NO_NODE }
                                                 : named[nodes[i].parent];
        if (!read_element(m, values, i, &named[i]))
            return cp_fail_nomem(m->cx);
    }
    return CLEANPAGE_OK;
}

/* Prose outside the containers of a kind, and the most of it under one body. */
struct outside {
    float comments, side, body;
};

static struct outside
sum_outside(const struct cp_measuring *m, const struct named *named, float *body_prose)
{
    struct outside out = { 0, 0, 0 };

    for (uint32_t k = 0; k < m->blocks->n_holders; k++)
        body_prose[m->blocks->holders[k]] = 0;
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct named *in = &named[m->blocks->v[i].owner];

        if (!(in->bits & 1u << COMMENT))
            out.comments += m->prose[i] / m->all_prose;
        if (!in->side)
            out.side += m->prose[i] / m->all_prose;
        if (in->body != CP_NO_NODE) {
            body_prose[in->body] += m->prose[i] / m->all_prose;
            if (body_prose[in->body] > out.body)
                out.body = body_prose[in->body];
        }
    }
    return out;
}

static void
write_row(const struct named *in, const struct outside *out, const float *body_prose, float *row)
{
    row[CP_FEATURE_IN_COMMENTS] = in->bits & 1u << COMMENT ? out->comments : -1;
    row[CP_FEATURE_IN_SIDE] = in->side;
    row[CP_FEATURE_SIDE_OUTSIDE] = in->side ? out->side : -1;
    row[CP_FEATURE_IN_MENU] = in->menu;
    row[CP_FEATURE_IN_BODY] = in->body != CP_NO_NODE ? body_prose[in->body] : -1;
    row[CP_FEATURE_OUTSIDE_BODY] = in->body != CP_NO_NODE ? -1 : out->body;
    row[CP_FEATURE_IN_CARD] = (in->bits & 1u << CARD) != 0;
    row[CP_FEATURE_IN_CAPTION] = (in->bits & 1u << CAPTION) != 0;
    row[CP_FEATURE_IN_BYLINE] = (in->bits & 1u << BYLINE) != 0;
    row[CP_FEATURE_IN_POPUP] = in->popup;
    row[CP_FEATURE_NEAR_NAME] = in->nearest;
}

cleanpage_status
cp_features_class(struct cp_measuring *m)
{
    const uint32_t n = m->page->n_nodes;
    struct named *named = cp_arena_alloc(m->cx->arena, n * sizeof *named);
    float *body_prose = cp_arena_alloc(m->cx->arena, n * sizeof *body_prose);
    struct values values = { .lists = cp_ruleset_lists(m->rs) };
    struct outside out;
    cleanpage_status st;

    m->class_sign = cp_arena_alloc(m->cx->arena, n * sizeof *m->class_sign);
    if (!named || !body_prose || !m->class_sign)
        return cp_fail_nomem(m->cx);
    cp_table_init(&values.seen, m->cx->arena, n);
    for (int k = 0; k < KINDS; k++) {
        const struct cp_list *list = cp_ruleset_list(m->rs, list_names[k]);

        values.bits[k] = cp_list_bit(list);
        values.any |= values.bits[k];
        cp_starts_add(&values.starts, list);
    }
    st = look_around(m, &values, named);
    if (st)
        return st;
    out = sum_outside(m, named, body_prose);
    for (uint32_t i = 0; i < m->blocks->n; i++)
        write_row(&named[m->blocks->v[i].owner], &out, body_prose, cp_feature_row(m, i));
    return CLEANPAGE_OK;
}
