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

struct names {
    const struct cp_list *lists[KINDS];
    struct cp_table seen;    /* attribute value to the kinds it names */
};

/* One name, and the one before it in the same token, joined by a dash. */
struct pair {
    char text[2 * NAME_MAX_BYTES + 1];
    size_t start, n;    /* of the last name */
};

static unsigned
kinds_of(const struct names *names, struct cp_slice word)
{
    unsigned kinds = 0;

    for (int k = 0; k < KINDS; k++)
        if (cp_list_has(names->lists[k], word))
            kinds |= 1u << k;
    return kinds;
}

static unsigned
end_name(const struct names *names, struct pair *pair)
{
    unsigned kinds;

    if (pair->n == pair->start)
        return 0;
    kinds = kinds_of(names, (struct cp_slice){ pair->text + pair->start, pair->n - pair->start });
    if (pair->start)
        kinds |= kinds_of(names, (struct cp_slice){ pair->text, pair->n });
    memmove(pair->text, pair->text + pair->start, pair->n - pair->start);
    pair->n -= pair->start;
    pair->text[pair->n++] = '-';
    pair->start = pair->n;
    return kinds;
}

static unsigned
read_names(const struct names *names, struct cp_slice value)
{
    struct pair pair = { .n = 0 };
    unsigned kinds = 0, budget = NAMES_MAX;

    for (size_t i = 0; i < value.n && budget; i++) {
        unsigned char c = (unsigned char)value.p[i];
        bool hump = i && c >= 'A' && c <= 'Z' && value.p[i - 1] >= 'a' && value.p[i - 1] <= 'z';

        if (hump || !cp_is_alpha(c)) {
            budget -= pair.n > pair.start;
            kinds |= end_name(names, &pair);
        }
        if (cp_is_space(c))
            pair.n = pair.start = 0;
        else if (cp_is_alpha(c) && pair.n - pair.start < NAME_MAX_BYTES - 1)
            pair.text[pair.n++] = (char)cp_lower(c);
    }
    return kinds | end_name(names, &pair);
}

/* The kinds an attribute names; each different value is read once. */
static unsigned
look_up(struct names *names, struct cp_slice value)
{
    uint32_t *kinds;

    if (value.n == 0)
        return 0;
    kinds = cp_table_find(&names->seen, value);
    if (kinds)
        return *kinds;
    kinds = cp_table_add(&names->seen, value, read_names(names, value));
    return kinds ? *kinds : 0;
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

static void
look_around(const struct cp_measuring *m, struct names *names, struct named *named)
{
    const struct cp_node *nodes = m->page->nodes;

    for (uint32_t i = 0; i < m->page->n_nodes; i++) {
        unsigned kinds = 0;

        if (nodes[i].kind != CP_NODE_ELEMENT)
            continue;
        named[i] = nodes[i].parent == CP_NO_NODE ? (struct named){ .body = CP_NO_NODE }
                                                 : named[nodes[i].parent];
        if (m->tally[i].blocks == 0 || nodes[i].tag == CP_TAG_BODY ||
            nodes[i].tag == CP_TAG_HTML || nodes[i].tag == CP_TAG_MAIN)
            continue;
        for (uint32_t k = 0; k < nodes[i].len; k++) {
            const struct cp_attr *a = &nodes[i].u.attrs[k];
            if (a->id == CP_ATTR_CLASS || a->id == CP_ATTR_ID)
                kinds |= look_up(names, a->value);
        }
        enter(m, i, kinds, &named[i]);
    }
}

/* Prose outside the containers of a kind, and the most of it under one body. */
struct outside {
    float comments, side, body;
};

static struct outside
sum_outside(const struct cp_measuring *m, const struct named *named, float *body_prose)
{
    struct outside out = { 0, 0, 0 };

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
    float *body_prose = cp_arena_zalloc(m->cx->arena, n, sizeof *body_prose);
    struct names names;
    struct outside out;

    if (!named || !body_prose)
        return cp_fail_nomem(m->cx);
    cp_table_init(&names.seen, m->cx->arena, n);
    for (int k = 0; k < KINDS; k++)
        names.lists[k] = cp_ruleset_list(m->rs, list_names[k]);
    look_around(m, &names, named);
    out = sum_outside(m, named, body_prose);
    for (uint32_t i = 0; i < m->blocks->n; i++)
        write_row(&named[m->blocks->v[i].owner], &out, body_prose, cp_feature_row(m, i));
    return CLEANPAGE_OK;
}
