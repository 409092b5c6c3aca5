#include "judge/shape.h"

#include "judge/comments.h"
#include "judge/trace.h"

/* Where a page's own text begins: at the title's heading; without one, where most of a page is
 * prose, at the first of it; else at once. */
static uint32_t
beginning(const struct cp_judging *j)
{
    uint32_t i = 0;

    if (j->meta->title_block != CP_NO_NODE)
        return j->meta->title_block;
    if (j->blocks->n == 0 || cp_judging_row(j, 0)[CP_FEATURE_PAGE_PROSE] < 0.5f)
        return 0;
    while (i < j->blocks->n && !cp_block_is_prose(&j->blocks->v[i]))
        i++;
    return i;
}

/* Nothing but links above the beginning is a menu, however it is marked up. */
static void
drop_menus(const struct cp_judging *j)
{
    for (uint32_t i = 0, end = beginning(j); i < end; i++) {
        struct cp_verdict *v = &j->verdicts->v[i];

        if (v->keep && cp_judging_row(j, i)[CP_FEATURE_LINK_SHARE] >= 0.9f) {
            v->keep = false;
            v->reason = CP_BY_POINTS;
        }
    }
}

/* Kept prose beside a block, in an element with the same parent. */
static bool
is_kept_prose_beside(const struct cp_judging *j, uint32_t i, uint32_t block)
{
    const struct cp_node *nodes = j->page->nodes;

    return j->verdicts->v[i].keep && cp_block_is_prose(&j->blocks->v[i]) &&
           nodes[j->blocks->v[i].owner].parent == nodes[j->blocks->v[block].owner].parent;
}

/*
 * A short line without links between two kept paragraphs beside it is their subheading, even
 * on a page that has but div elements; phrases and sections may still say otherwise.
 */
static void
keep_subheadings(const struct cp_judging *j)
{
    for (uint32_t i = 1; i + 1 < j->blocks->n; i++) {
        const struct cp_block *b = &j->blocks->v[i];
        struct cp_verdict *v = &j->verdicts->v[i];

        if (!v->keep && !j->marks[i].place && v->probability >= 0.25f && b->n_words <= 8 &&
            b->n_links == 0 && b->flags == 0 && is_kept_prose_beside(j, i - 1, i) &&
            is_kept_prose_beside(j, i + 1, i)) {
            v->keep = true;
            v->reason = CP_BY_NEIGHBOURS;
        }
    }
}

/* Probability from which code is kept that lies in the densest region; of a manual even more. */
#define CODE_LEAST 0.25f
#define CODE_LEAST_DOCUMENTATION 0.1f

/* Code that is not plainly something else, inside the densest region, belongs to it. */
static void
keep_code(const struct cp_judging *j)
{
    float least = j->kind == CLEANPAGE_KIND_DOCUMENTATION ? CODE_LEAST_DOCUMENTATION : CODE_LEAST;

    for (uint32_t i = 0; i < j->blocks->n; i++) {
        struct cp_verdict *v = &j->verdicts->v[i];

        if (!v->keep && !j->marks[i].place && v->probability >= least &&
            j->blocks->v[i].flags == CP_BLOCK_PRE &&
            cp_judging_row(j, i)[CP_FEATURE_IN_DENSEST] > 0) {
            v->keep = true;
            v->reason = CP_BY_NEIGHBOURS;
        }
    }
}

/* Probability from which a product's specifications and hidden tabs are kept. */
#define SPECS_LEAST 0.3f

/*
 * What a product is made of stands in tables and, until somebody asks for it, in tabs that are
 * hidden. Elsewhere such tables are as often of another page.
 */
static void
keep_specs(const struct cp_judging *j)
{
    for (uint32_t i = 0; j->kind == CLEANPAGE_KIND_PRODUCT && i < j->blocks->n; i++) {
        const struct cp_block *b = &j->blocks->v[i];
        const float *row = cp_judging_row(j, i);
        struct cp_verdict *v = &j->verdicts->v[i];
        bool in_table = row[CP_FEATURE_IN_TABLE] > 0 || row[CP_FEATURE_IN_DL] > 0;
        bool in_tab = row[CP_FEATURE_IN_TABS] == 1 && cp_block_is_prose(b);

        if (!v->keep && !j->marks[i].place && v->probability >= SPECS_LEAST &&
            b->n_link_words == 0 && (in_table || in_tab)) {
            v->keep = true;
            v->reason = CP_BY_NEIGHBOURS;
        }
    }
}

/* log2(1 + 4): rows alike from which they are cards; probability, as a share of the page's
 * threshold, from which their text is kept. */
#define CARDS_LEAST 2.3f
#define CARDS_SHARE 0.6f

static bool
keeps_any(const struct cp_judging *j)
{
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (j->verdicts->v[i].keep)
            return true;
    return false;
}

/* Where cards are the content, one is as good as the next: they need not be prose. But a page
 * of which nothing is content has cards, too. */
static void
keep_cards(const struct cp_judging *j)
{
    bool wanted = (j->kind == CLEANPAGE_KIND_COLLECTION || j->kind == CLEANPAGE_KIND_LISTING) &&
                  keeps_any(j);

    for (uint32_t i = 0; wanted && i < j->blocks->n; i++) {
        const float *row = cp_judging_row(j, i);
        struct cp_verdict *v = &j->verdicts->v[i];

        if (!v->keep && !j->marks[i].place && j->blocks->v[i].flags == 0 &&
            row[CP_FEATURE_ROW_COUNT] >= CARDS_LEAST && row[CP_FEATURE_IN_NAV] == 0 &&
            v->probability >= CARDS_SHARE * j->verdicts->threshold) {
            v->keep = true;
            v->reason = CP_BY_NEIGHBOURS;
        }
    }
}

/* Least probability of a caption that is kept. */
#define CAPTION_LEAST 0.04f

/* A caption that is a sentence to its end, with no credit behind it, in the densest region. */
static void
keep_captions(const struct cp_judging *j)
{
    for (uint32_t i = 0; i < j->blocks->n; i++) {
        const struct cp_block *b = &j->blocks->v[i];
        struct cp_verdict *v = &j->verdicts->v[i];

        if (!v->keep && !j->marks[i].place && v->probability >= CAPTION_LEAST && b->flags == 0 &&
            cp_judging_row(j, i)[CP_FEATURE_ENDING] == 1 && b->n_words >= 8 &&
            cp_node_is(j->page, b->owner, CP_TAG_FIGCAPTION) &&
            cp_judging_row(j, i)[CP_FEATURE_IN_DENSEST] > 0) {
            v->keep = true;
            v->reason = CP_BY_NEIGHBOURS;
        }
    }
}

static bool
has_field(const struct cp_page *page, uint32_t element)
{
    for (uint32_t i = element + 1; i < page->nodes[element].end; i++)
        if (page->nodes[i].kind == CP_NODE_ELEMENT &&
            (page->nodes[i].tag == CP_TAG_INPUT || page->nodes[i].tag == CP_TAG_SELECT ||
             page->nodes[i].tag == CP_TAG_TEXTAREA))
            return true;
    return false;
}

/* On a page that is mostly prose, a few words in one element with form fields are labels. */
static void
drop_labels(const struct cp_judging *j)
{
    for (uint32_t i = 0; i < j->blocks->n; i++) {
        const struct cp_block *b = &j->blocks->v[i];
        struct cp_verdict *v = &j->verdicts->v[i];
        uint32_t size = j->page->nodes[b->owner].end - b->owner;

        if (v->keep && b->n_words <= 8 && b->n_sentences == 0 && size <= 40 &&
            cp_judging_row(j, i)[CP_FEATURE_IN_FORM] > 0 &&
            cp_judging_row(j, i)[CP_FEATURE_PAGE_PROSE] >= 0.5f && has_field(j->page, b->owner)) {
            v->keep = false;
            v->reason = CP_BY_POINTS;
        }
    }
}

static uint32_t
outermost_article(const struct cp_page *page, uint32_t i)
{
    uint32_t article = CP_NO_NODE;

    for (; i != CP_NO_NODE; i = page->nodes[i].parent)
        if (page->nodes[i].tag == CP_TAG_ARTICLE)
            article = i;
    return article;
}

/* Drops what lies in an element, going either way from a block in it; returns its last block. */
static uint32_t
drop_around(const struct cp_judging *j, uint32_t element, uint32_t block)
{
    const struct cp_block *blocks = j->blocks->v;
    uint32_t i = block, end = j->page->nodes[element].end;

    while (i > 0 && blocks[i - 1].first > element)
        i--;
    for (; i < j->blocks->n && blocks[i].first < end; i++) {
        j->verdicts->v[i].keep = false;
        j->verdicts->v[i].reason = CP_BY_POINTS;
    }
    return i - 1;
}

/* A page of many entries: each may stand in an article element of its own. */
static bool
has_entries(cleanpage_kind kind)
{
    return kind == CLEANPAGE_KIND_FORUM || kind == CLEANPAGE_KIND_COLLECTION ||
           kind == CLEANPAGE_KIND_LISTING;
}

/*
 * Where the title's heading stands in an article element, another article with an h1 of its
 * own is another article: one that was appended for those who read on.
 */
static void
drop_other_articles(const struct cp_judging *j)
{
    if (has_entries((cleanpage_kind)j->kind))
        return;
    for (uint32_t i = 0; i < j->blocks->n; i++) {
        uint32_t article;

        if (j->blocks->v[i].heading != 1 ||
            cp_judging_row(j, i)[CP_FEATURE_ARTICLE_KIND] != 2)
            continue;
        article = outermost_article(j->page, j->blocks->v[i].owner);
        if (article != CP_NO_NODE)
            i = drop_around(j, article, i);
    }
}

void
cp_judge_shape(const struct cp_judging *j)
{
    static const struct {
        void (*run)(const struct cp_judging *j);
        const char *stage;
    } steps[] = {
        { cp_comments_apply, "comments" }, { drop_menus, "menus" },
        { drop_other_articles, "other-articles" }, { keep_subheadings, "subheadings" },
        { keep_code, "code" }, { keep_specs, "specs" }, { keep_cards, "cards" },
        { keep_captions, "captions" }, { drop_labels, "labels" },
    };

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        steps[i].run(j);
        cp_trace_step(j->trace, j->verdicts, steps[i].stage);
    }
}
