/*
 * The elements around a block: which they are, and what the containers hold.
 */
#include "measure/features.h"

/* What an element inherits from those around it. */
struct above {
    uint32_t bits;      /* enum place */
    uint8_t tables, items, sections, property;
    uint8_t header, footer, tabs;
};

enum place {
    IN_NAV = 1, IN_ASIDE = 2, IN_FORM = 4, IN_FIGURE = 8, IN_QUOTE = 16, IN_PRE = 32,
    IN_LINK = 64, IN_DL = 128, IN_DIALOG = 256, IN_CONTENT = 512
};

/* Roles that say the same as an element. Source: WAI-ARIA 1.2, landmark roles. */
static const struct {
    const char *role;
    enum cp_tag tag;
} roles[] = {
    { "navigation", CP_TAG_NAV }, { "menu", CP_TAG_NAV }, { "menubar", CP_TAG_NAV },
    { "banner", CP_TAG_HEADER }, { "contentinfo", CP_TAG_FOOTER },
    { "complementary", CP_TAG_ASIDE }, { "main", CP_TAG_MAIN }, { "search", CP_TAG_FORM },
    { "article", CP_TAG_ARTICLE }, { "dialog", CP_TAG_DIALOG }, { "alertdialog", CP_TAG_DIALOG },
    { "alert", CP_TAG_DIALOG }, { "tooltip", CP_TAG_DIALOG },
};

static const struct {
    const char *name;
    uint8_t value;
} properties[] = {
    { "articleBody", 1 }, { "text", 1 }, { "description", 2 }, { "comment", 3 },
    { "review", 3 }, { "reviewBody", 3 }, { "author", 4 }, { "publisher", 4 }, { "image", 4 },
    { "name", 5 }, { "headline", 5 },
};

enum cp_tag
cp_feature_role_tag(struct cp_slice role)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (cp_slice_eq_nocase(role, cp_slice_of(roles[i].role)))
            return roles[i].tag;
    return CP_TAG_UNKNOWN;
}

static void
enter_tag(struct above *in, enum cp_tag tag)
{
    switch (tag) {
    case CP_TAG_NAV:
        in->bits |= IN_NAV;
        break;
    case CP_TAG_MAIN:
    case CP_TAG_ARTICLE:
        in->bits |= IN_CONTENT;
        break;
    case CP_TAG_HEADER:
        in->header = in->bits & IN_CONTENT ? 2 : 1;
        break;
    case CP_TAG_FOOTER:
        in->footer = in->bits & IN_CONTENT ? 2 : 1;
        break;
    case CP_TAG_ASIDE:
        in->bits |= IN_ASIDE;
        break;
    case CP_TAG_FORM:
    case CP_TAG_FIELDSET:
        in->bits |= IN_FORM;
        break;
    case CP_TAG_FIGURE:
        in->bits |= IN_FIGURE;
        break;
    case CP_TAG_BLOCKQUOTE:
        in->bits |= IN_QUOTE;
        break;
    case CP_TAG_PRE:
        in->bits |= IN_PRE;
        break;
    case CP_TAG_DL:
        in->bits |= IN_DL;
        break;
    case CP_TAG_DIALOG:
        in->bits |= IN_DIALOG;
        break;
    case CP_TAG_TABLE:
        in->tables += in->tables < 4;
        break;
    case CP_TAG_LI:
        in->items += in->items < 4;
        break;
    case CP_TAG_SECTION:
        in->sections += in->sections < 4;
        break;
    default:
        break;
    }
}

static void
enter_role(struct above *in, struct cp_slice role)
{
    if (cp_slice_eq_nocase(role, CP_LIT("tabpanel")))
        in->tabs = 1;
    else if (cp_slice_eq_nocase(role, CP_LIT("tab")) ||
             cp_slice_eq_nocase(role, CP_LIT("tablist")))
        in->tabs = 2;
    else
        enter_tag(in, cp_feature_role_tag(role));
}

static void
enter_property(struct above *in, struct cp_slice names)
{
    struct cp_slice name;

    while (cp_slice_word(&names, &name)) {
        in->property = 6;
        for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
            if (cp_slice_eq_nocase(name, cp_slice_of(properties[i].name)))
                in->property = properties[i].value;
    }
}

static void
enter(const struct cp_node *node, struct above *in)
{
    enter_tag(in, (enum cp_tag)node->tag);
    for (uint32_t k = 0; k < node->len; k++) {
        const struct cp_attr *a = &node->u.attrs[k];

        if (a->id == CP_ATTR_ROLE)
            enter_role(in, a->value);
        else if (a->id == CP_ATTR_ITEMPROP)
            enter_property(in, a->value);
        else if (a->id == CP_ATTR_HREF && node->tag == CP_TAG_A)
            in->bits |= IN_LINK;
    }
}

static float
own_tag(const struct cp_node *node)
{
    static const uint8_t values[CP_TAG_COUNT] = {
        [CP_TAG_P] = 1, [CP_TAG_LI] = 2, [CP_TAG_TD] = 3, [CP_TAG_TH] = 4, [CP_TAG_H1] = 5,
        [CP_TAG_H2] = 6, [CP_TAG_H3] = 7, [CP_TAG_H4] = 8, [CP_TAG_H5] = 8, [CP_TAG_H6] = 8,
        [CP_TAG_DIV] = 9, [CP_TAG_DD] = 10, [CP_TAG_DT] = 11, [CP_TAG_PRE] = 12,
        [CP_TAG_FIGCAPTION] = 13, [CP_TAG_CAPTION] = 13, [CP_TAG_BLOCKQUOTE] = 14,
        [CP_TAG_BUTTON] = 15, [CP_TAG_SUMMARY] = 15, [CP_TAG_LEGEND] = 15,
    };

    return values[node->tag];
}

static float
outer_tag(const struct cp_node *node)
{
    static const uint8_t values[CP_TAG_COUNT] = {
        [CP_TAG_DIV] = 1, [CP_TAG_SECTION] = 2, [CP_TAG_ARTICLE] = 3, [CP_TAG_MAIN] = 4,
        [CP_TAG_LI] = 5, [CP_TAG_UL] = 6, [CP_TAG_OL] = 6, [CP_TAG_MENU] = 6, [CP_TAG_TD] = 7,
        [CP_TAG_TH] = 7, [CP_TAG_TR] = 8, [CP_TAG_BODY] = 9, [CP_TAG_BLOCKQUOTE] = 10,
        [CP_TAG_HEADER] = 11, [CP_TAG_FOOTER] = 12, [CP_TAG_NAV] = 12, [CP_TAG_ASIDE] = 13,
        [CP_TAG_FIGURE] = 14, [CP_TAG_FORM] = 15, [CP_TAG_FIELDSET] = 15,
    };

    return values[node->tag];
}

static uint32_t
parent_of(const struct cp_measuring *m, uint32_t i)
{
    uint32_t up = m->page->nodes[i].parent;

    return up == CP_NO_NODE ? i : up;
}

static void
write_above(const struct cp_measuring *m, const struct cp_block *b, const struct above *in,
            float *row)
{
    const struct cp_node *nodes = m->page->nodes;
    uint32_t parent = parent_of(m, b->owner);

    row[CP_FEATURE_OWN_TAG] = own_tag(&nodes[b->owner]);
    row[CP_FEATURE_PARENT_TAG] = outer_tag(&nodes[parent]);
    row[CP_FEATURE_OUTER_TAG] = outer_tag(&nodes[parent_of(m, parent)]);
    row[CP_FEATURE_IN_NAV] = (in->bits & IN_NAV) != 0;
    row[CP_FEATURE_IN_HEADER] = in->header;
    row[CP_FEATURE_IN_FOOTER] = in->footer;
    row[CP_FEATURE_IN_ASIDE] = (in->bits & IN_ASIDE) != 0;
    row[CP_FEATURE_IN_FORM] = (in->bits & IN_FORM) != 0;
    row[CP_FEATURE_IN_TABLE] = in->tables;
    row[CP_FEATURE_IN_ITEM] = in->items;
    row[CP_FEATURE_IN_SECTION] = in->sections;
    row[CP_FEATURE_IN_FIGURE] = (in->bits & IN_FIGURE) != 0;
    row[CP_FEATURE_IN_QUOTE] = (in->bits & IN_QUOTE) != 0;
    row[CP_FEATURE_IN_PRE] = (in->bits & IN_PRE) != 0;
    row[CP_FEATURE_IN_LINK] = (in->bits & IN_LINK) != 0;
    row[CP_FEATURE_IN_DL] = (in->bits & IN_DL) != 0;
    row[CP_FEATURE_IN_DIALOG] = (in->bits & IN_DIALOG) != 0;
    row[CP_FEATURE_IN_TABS] = in->tabs;
    row[CP_FEATURE_PROPERTY] = in->property;
    row[CP_FEATURE_HIDDEN] = (b->flags & CP_BLOCK_HIDDEN) != 0;
    row[CP_FEATURE_ARIA_HIDDEN] = (b->flags & CP_BLOCK_ARIA_HIDDEN) != 0;
    row[CP_FEATURE_NOSCRIPT] = (b->flags & CP_BLOCK_NOSCRIPT) != 0;
    row[CP_FEATURE_TEMPLATE] = (b->flags & (CP_BLOCK_TEMPLATE | CP_BLOCK_DIALOG)) != 0;
    row[CP_FEATURE_DEPTH] = m->depth[b->owner];
}

cleanpage_status
cp_features_tree(struct cp_measuring *m)
{
    const struct cp_node *nodes = m->page->nodes;
    struct above *above = cp_arena_alloc(m->cx->arena, m->page->n_nodes * sizeof *above);

    if (!above)
        return cp_fail_nomem(m->cx);
    for (uint32_t k = 0; k < m->blocks->n_holders; k++) {
        uint32_t i = m->blocks->holders[k];

        above[i] = nodes[i].parent == CP_NO_NODE ? (struct above){ 0 } : above[nodes[i].parent];
        enter(&nodes[i], &above[i]);
    }
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct cp_block *b = &m->blocks->v[i];
        float *row = cp_feature_row(m, i);

        write_above(m, b, &above[b->owner], row);
        row[CP_FEATURE_SIBLINGS] = cp_feature_log_of(m, m->children[parent_of(m, b->owner)]);
    }
    return CLEANPAGE_OK;
}

/* The smallest container around each element that holds enough words, in one sweep down. */
static void
climb(const struct cp_measuring *m, float words, uint32_t *up)
{
    for (uint32_t k = 0; k < m->blocks->n_holders; k++) {
        uint32_t i = m->blocks->holders[k], parent = m->page->nodes[i].parent;

        up[i] = m->tally[i].words >= words || parent == CP_NO_NODE ? i : up[parent];
    }
}

static void
write_parents(const struct cp_measuring *m, uint32_t owner, float *row)
{
    uint32_t parent = parent_of(m, owner);
    const struct cp_tally *p = &m->tally[parent], *o = &m->tally[parent_of(m, parent)];

    row[CP_FEATURE_OWN_WORDS] = cp_feature_log_of(m, m->tally[owner].words);
    row[CP_FEATURE_PARENT_WORDS] = cp_feature_log_of(m, p->words);
    row[CP_FEATURE_PARENT_LINKS] = cp_feature_share(p->link_words, p->words);
    row[CP_FEATURE_PARENT_PROSE] = cp_feature_share(p->prose, p->words);
    row[CP_FEATURE_PARENT_MEAN] = cp_feature_mean(m, p->words, p->blocks);
    row[CP_FEATURE_PARENT_HEADINGS] = cp_feature_share((float)p->headings, (float)p->blocks);
    row[CP_FEATURE_OUTER_WORDS] = cp_feature_log_of(m, o->words);
    row[CP_FEATURE_OUTER_LINKS] = cp_feature_share(o->link_words, o->words);
    row[CP_FEATURE_OUTER_PROSE] = cp_feature_share(o->prose, o->words);
    row[CP_FEATURE_OUTER_MEAN] = cp_feature_mean(m, o->words, o->blocks);
}

static void
write_c50(const struct cp_measuring *m, const struct cp_tally *t, float *row)
{
    row[CP_FEATURE_C50_LINKS] = cp_feature_share(t->link_words, t->words);
    row[CP_FEATURE_C50_PROSE] = cp_feature_share(t->prose, t->words);
    row[CP_FEATURE_C50_MEAN] = cp_feature_mean(m, t->words, t->blocks);
    row[CP_FEATURE_C50_IMAGES] = cp_feature_log_of(m, (float)t->images);
    row[CP_FEATURE_C50_INPUTS] = cp_feature_log_of(m, (float)t->inputs);
}

static void
write_c200(const struct cp_measuring *m, const struct cp_tally *t, float *row)
{
    row[CP_FEATURE_C200_LINKS] = cp_feature_share(t->link_words, t->words);
    row[CP_FEATURE_C200_PROSE] = cp_feature_share(t->prose, t->words);
    row[CP_FEATURE_C200_MEAN] = cp_feature_mean(m, t->words, t->blocks);
    row[CP_FEATURE_C200_SHARE] = cp_feature_share(t->words, m->words);
}

static void
write_quarter(const struct cp_measuring *m, const struct cp_tally *t, float *row)
{
    row[CP_FEATURE_QUARTER_LINKS] = cp_feature_share(t->link_words, t->words);
    row[CP_FEATURE_QUARTER_PROSE] = cp_feature_share(t->prose, t->words);
    row[CP_FEATURE_QUARTER_MEAN] = cp_feature_mean(m, t->words, t->blocks);
}

_Static_assert(CP_FEATURE_C50_INPUTS - CP_FEATURE_C50_LINKS == 4 &&
                   CP_FEATURE_C200_SHARE - CP_FEATURE_C200_LINKS == 3 &&
                   CP_FEATURE_QUARTER_MEAN - CP_FEATURE_QUARTER_LINKS == 2,
               "features of one container are copied together");

/* Whether two elements lie in the same container; of blocks in a row they mostly do. */
static bool
is_same(const uint32_t *container, uint32_t owner, uint32_t before)
{
    return before != CP_NO_NODE && container[owner] == container[before];
}

cleanpage_status
cp_features_containers(struct cp_measuring *m)
{
    const uint32_t n = m->page->n_nodes;
    uint32_t *c50 = cp_arena_alloc(m->cx->arena, n * sizeof *c50);
    uint32_t *c200 = cp_arena_alloc(m->cx->arena, n * sizeof *c200);
    uint32_t *quarter = cp_arena_alloc(m->cx->arena, n * sizeof *quarter);

    if (!c50 || !c200 || !quarter)
        return cp_fail_nomem(m->cx);
    climb(m, 50, c50);
    climb(m, 200, c200);
    climb(m, 0.25f * m->words, quarter);
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        uint32_t owner = m->blocks->v[i].owner;
        uint32_t before = i ? m->blocks->v[i - 1].owner : CP_NO_NODE;
        float *row = cp_feature_row(m, i);

        write_parents(m, owner, row);
        if (is_same(c50, owner, before))
            cp_feature_copy(row, CP_FEATURE_C50_LINKS, CP_FEATURE_C50_INPUTS);
        else
            write_c50(m, &m->tally[c50[owner]], row);
        if (is_same(c200, owner, before))
            cp_feature_copy(row, CP_FEATURE_C200_LINKS, CP_FEATURE_C200_SHARE);
        else
            write_c200(m, &m->tally[c200[owner]], row);
        if (is_same(quarter, owner, before))
            cp_feature_copy(row, CP_FEATURE_QUARTER_LINKS, CP_FEATURE_QUARTER_MEAN);
        else
            write_quarter(m, &m->tally[quarter[owner]], row);
    }
    return CLEANPAGE_OK;
}
