/*
 * Where a block lies relative to the page's main region.
 *
 * Three answers to where that is: the densest subtree, the smallest container of 70 % of
 * the prose (the core), and what the author marked as main and article. Source of the
 * densest subtree: the maximal segment of Pasternack and Roth, WWW 2009, on the tree.
 */
#include "measure/features.h"

/* A path from the root to one node, and how each element relates to it. */
struct path {
    uint32_t *meet;      /* the deepest element of the path that holds this one */
    uint32_t *branch;    /* the child of meet that leads to it, or meet itself */
};

static bool
contains(const struct cp_measuring *m, uint32_t outer, uint32_t inner)
{
    return outer <= inner && inner < m->page->nodes[outer].end;
}

static void
follow(const struct cp_measuring *m, uint32_t target, const struct path *path)
{
    const struct cp_node *nodes = m->page->nodes;

    for (uint32_t k = 0; k < m->blocks->n_holders; k++) {
        uint32_t i = m->blocks->holders[k], up = nodes[i].parent;

        if (up == CP_NO_NODE || contains(m, i, target)) {
            path->meet[i] = path->branch[i] = i;
        } else {
            path->meet[i] = path->meet[up];
            path->branch[i] = path->meet[up] == up ? i : path->branch[up];
        }
    }
}

static uint32_t
find_densest(const struct cp_measuring *m)
{
    uint32_t best = 0;

    for (uint32_t i = 1; i < m->page->n_nodes; i++)
        if (m->page->nodes[i].kind == CP_NODE_ELEMENT &&
            m->tally[i].density > m->tally[best].density)
            best = i;
    return best;
}

/* More than half of the prose can lie in one child only, so the last hit is the deepest. */
static uint32_t
find_core(const struct cp_measuring *m)
{
    uint32_t core = 0;

    for (uint32_t k = 1; k < m->blocks->n_holders && m->all_prose > 30; k++)
        if (m->tally[m->blocks->holders[k]].prose >= 0.7f * m->all_prose)
            core = m->blocks->holders[k];
    return core;
}

_Static_assert(CP_FEATURE_BRANCH_INPUTS - CP_FEATURE_CORE_SHARE == 8,
               "features of core and branch are copied together");

static void
write_core(const struct cp_measuring *m, const struct cp_tally *b, float *row)
{
    const struct cp_tally *core = &m->tally[m->core];

    row[CP_FEATURE_CORE_SHARE] = core->words / m->words;
    row[CP_FEATURE_CORE_LINKS] = cp_feature_share(core->link_words, core->words);
    row[CP_FEATURE_BRANCH_WORDS] = cp_feature_log_of(m, b->words);
    row[CP_FEATURE_BRANCH_SHARE] = b->prose / m->all_prose;
    row[CP_FEATURE_BRANCH_LINKS] = cp_feature_share(b->link_words, b->words);
    row[CP_FEATURE_BRANCH_PROSE] = cp_feature_share(b->prose, b->words);
    row[CP_FEATURE_BRANCH_MEAN] = cp_feature_mean(m, b->words, b->blocks);
    row[CP_FEATURE_BRANCH_IMAGES] = 100 * cp_feature_share((float)b->images, b->words);
    row[CP_FEATURE_BRANCH_INPUTS] = cp_feature_log_of(m, (float)b->inputs);
}

cleanpage_status
cp_features_region(struct cp_measuring *m)
{
    const uint32_t n = m->page->n_nodes;
    uint32_t *room = cp_arena_alloc(m->cx->arena, 4 * (size_t)n * sizeof *room);
    struct path core = { room, room + n };
    struct path densest = { room + 2 * (size_t)n, room + 3 * (size_t)n };
    uint32_t best;

    if (!room)
        return cp_fail_nomem(m->cx);
    best = find_densest(m);
    m->core = find_core(m);
    follow(m, best, &densest);
    follow(m, m->core, &core);
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        uint32_t owner = m->blocks->v[i].owner;
        float *row = cp_feature_row(m, i);

        row[CP_FEATURE_IN_DENSEST] = contains(m, best, owner);
        row[CP_FEATURE_DENSEST_STEPS] =
            (float)m->depth[densest.meet[owner]] - m->depth[best];
        row[CP_FEATURE_DENSEST_SHARE] = m->tally[best].prose / m->all_prose;
        row[CP_FEATURE_CORE_STEPS] = (float)m->depth[core.meet[owner]] - m->depth[m->core];
        if (i && core.branch[owner] == core.branch[m->blocks->v[i - 1].owner])
            cp_feature_copy(row, CP_FEATURE_CORE_SHARE, CP_FEATURE_BRANCH_INPUTS);
        else
            write_core(m, &m->tally[core.branch[owner]], row);
    }
    return CLEANPAGE_OK;
}

/* The first main, and the outermost article around each element. */
struct landmarks {
    uint32_t main;
    uint32_t *article;      /* per node, or CP_NO_NODE */
    uint32_t n_articles;
    uint32_t longest;       /* article with most words */
    uint32_t richest;       /* article with most prose */
    uint32_t titled;        /* article around the title's heading */
};

static enum cp_tag
landmark(const struct cp_measuring *m, uint32_t i)
{
    const struct cp_node *node = &m->page->nodes[i];

    if (node->tag == CP_TAG_MAIN || node->tag == CP_TAG_ARTICLE)
        return (enum cp_tag)node->tag;
    for (uint32_t k = 0; k < node->len; k++)
        if (node->u.attrs[k].id == CP_ATTR_ROLE)
            return cp_feature_role_tag(node->u.attrs[k].value);
    return CP_TAG_UNKNOWN;
}

static void
note_article(const struct cp_measuring *m, struct landmarks *l, uint32_t i)
{
    l->article[i] = i;
    l->n_articles++;
    if (l->longest == CP_NO_NODE || m->tally[i].words > m->tally[l->longest].words)
        l->longest = i;
    if (l->richest == CP_NO_NODE || m->tally[i].prose > m->tally[l->richest].prose)
        l->richest = i;
}

static void
find_landmarks(const struct cp_measuring *m, struct landmarks *l)
{
    const struct cp_node *nodes = m->page->nodes;

    for (uint32_t i = 0; i < m->page->n_nodes; i++) {
        enum cp_tag tag;

        if (nodes[i].kind != CP_NODE_ELEMENT)
            continue;
        l->article[i] = nodes[i].parent == CP_NO_NODE ? CP_NO_NODE : l->article[nodes[i].parent];
        tag = landmark(m, i);
        if (tag == CP_TAG_MAIN && l->main == CP_NO_NODE)
            l->main = i;
        else if (tag == CP_TAG_ARTICLE && l->article[i] == CP_NO_NODE)
            note_article(m, l, i);
    }
    if (m->meta->title_block != CP_NO_NODE)
        l->titled = l->article[m->blocks->v[m->meta->title_block].owner];
}

static float
article_kind(const struct landmarks *l, uint32_t article)
{
    if (l->n_articles == 0)
        return 0;
    if (l->titled != CP_NO_NODE)
        return article == l->titled ? 1 : article != CP_NO_NODE ? 2 : 3;
    return article == CP_NO_NODE ? 6 : article == l->richest ? 4 : 5;
}

cleanpage_status
cp_features_landmarks(struct cp_measuring *m)
{
    struct landmarks l = { .main = CP_NO_NODE, .longest = CP_NO_NODE, .richest = CP_NO_NODE,
                           .titled = CP_NO_NODE };
    float main_share, article_share;

    l.article = cp_arena_alloc(m->cx->arena, m->page->n_nodes * sizeof *l.article);
    if (!l.article)
        return cp_fail_nomem(m->cx);
    find_landmarks(m, &l);
    main_share = l.main == CP_NO_NODE ? 0 : m->tally[l.main].words / m->words;
    article_share = l.longest == CP_NO_NODE ? 0 : m->tally[l.longest].words / m->words;
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        uint32_t owner = m->blocks->v[i].owner, article = l.article[owner];
        float *row = cp_feature_row(m, i);
        bool in_main = l.main != CP_NO_NODE && contains(m, l.main, owner);

        row[CP_FEATURE_MAIN_SHARE] = main_share;
        row[CP_FEATURE_OUTSIDE_MAIN] = in_main ? 0 : main_share;
        row[CP_FEATURE_OUTSIDE_ARTICLE] = article == CP_NO_NODE ? article_share : 0;
        row[CP_FEATURE_ARTICLE_SHARE] =
            article == CP_NO_NODE ? -1 : m->tally[article].prose / m->all_prose;
        row[CP_FEATURE_ARTICLE_KIND] = article_kind(&l, article);
        row[CP_FEATURE_ARTICLES] = cp_feature_log_of(m, (float)l.n_articles);
    }
    return CLEANPAGE_OK;
}
