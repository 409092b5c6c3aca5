#include "judge/comments.h"

#include "judge/weights.h"

/* What cp_judging.comment says of a block. */
enum { IN_COMMENT = 1, IN_REPLY = 2, IN_REVIEW = 4 };

/* Words before the first post of a thread that make them its opening post. */
#define OPENING_WORDS 20
/* Share of a page's words from which an element that is named for a post holds the thread. */
#define THREAD_SHARE 0.9f
/* Share of a page's words from which an element that is named for reviews holds the product. */
#define REVIEW_SHARE 0.5f
/* Fewer kept words than these are a card's line about one product of many. */
#define REVIEWS_LEAST 40
/* Labels of a comment ("Reply", "3 days ago") have no more words than this. */
#define LABEL_WORDS 6
/* Longest class and id that is read, in bytes. */
#define NAME_BYTES 400

/* ------------------------------------------------------------------ what elements are */

static bool
names_type(struct cp_slice itemtype, struct cp_slice type)
{
    return itemtype.n > type.n &&
           cp_slice_eq((struct cp_slice){ itemtype.p + itemtype.n - type.n, type.n }, type) &&
           itemtype.p[itemtype.n - type.n - 1] == '/';
}

static bool
is_comment(const struct cp_page *page, uint32_t i)
{
    struct cp_slice type = cp_node_attr(page, i, CP_ATTR_ITEMTYPE);

    return cp_slice_eq(cp_node_attr(page, i, CP_ATTR_ITEMPROP), CP_LIT("comment")) ||
           names_type(type, CP_LIT("Comment")) || names_type(type, CP_LIT("UserComments"));
}

/* Class and id are words of letters, cut at everything else: "post-body" is post, body. */
static bool
has_name(const struct cp_list *list, struct cp_slice names)
{
    size_t n = names.n < NAME_BYTES ? names.n : NAME_BYTES, start = 0;

    for (size_t i = 0; i <= n; i++) {
        if (i < n && cp_is_alpha((unsigned char)names.p[i]))
            continue;
        if (cp_list_has(list, (struct cp_slice){ names.p + start, i - start }))
            return true;
        start = i + 1;
    }
    return false;
}

static bool
is_post(const struct cp_judging *j, const struct cp_list *names, uint32_t i)
{
    struct cp_slice type = cp_node_attr(j->page, i, CP_ATTR_ITEMTYPE);

    return names_type(type, CP_LIT("Answer")) || names_type(type, CP_LIT("Question")) ||
           names_type(type, CP_LIT("DiscussionForumPosting")) || is_comment(j->page, i) ||
           has_name(names, cp_node_attr(j->page, i, CP_ATTR_CLASS)) ||
           has_name(names, cp_node_attr(j->page, i, CP_ATTR_ID));
}

/* ------------------------------------------------------------------ finding them */

/* From elements to all that is in them: the outermost that has a number gives it on; 0: none. */
static void
inherit(const struct cp_page *page, uint32_t *around)
{
    for (uint32_t i = 1; i < page->n_nodes; i++)
        if (around[page->nodes[i].parent])
            around[i] = around[page->nodes[i].parent];
}

static void
find_comments(const struct cp_judging *j, uint32_t *around)
{
    for (uint32_t i = 1; i < j->page->n_nodes; i++)
        around[i] = j->page->nodes[i].kind == CP_NODE_ELEMENT && j->page->nodes[i].len &&
                            is_comment(j->page, i)
                        ? i
                        : 0;
    inherit(j->page, around);
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (cp_judging_row(j, i)[CP_FEATURE_IN_COMMENTS] >= 0 || around[j->blocks->v[i].owner])
            j->comment[i] |= IN_COMMENT;
}

/* Words kept by their points in each element: what a thread is made of. */
static cleanpage_status
sum_words(const struct cp_judging *j, uint32_t **out)
{
    uint32_t *words = cp_arena_zalloc(j->cx->arena, j->page->n_nodes, sizeof *words);

    if (!words)
        return cp_fail_nomem(j->cx);
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (j->verdicts->v[i].keep)
            words[j->blocks->v[i].owner] += j->blocks->v[i].n_words;
    for (uint32_t i = j->page->n_nodes; i-- > 1;)
        words[j->page->nodes[i].parent] += words[i];
    *out = words;
    return CLEANPAGE_OK;
}

/* Some programs call every post a comment: then nothing before the replies would be left. But
 * comments below an opening post that is none are comments. */
static void
spare_opening(const struct cp_judging *j)
{
    uint32_t end = 0;

    while (end < j->blocks->n && !(j->comment[end] & IN_REPLY)) {
        if (j->verdicts->v[end].keep && j->comment[end] == 0)
            return;
        end++;
    }
    memset(j->comment, 0, end);
}

/*
 * All posts but the opening one. That is the first post, unless text stands before it that is
 * in none: then the question has a container of another name.
 */
static cleanpage_status
find_replies(const struct cp_judging *j, uint32_t *around)
{
    const struct cp_list *names = cp_ruleset_list(j->rs, "names-post");
    uint32_t *words = NULL, before = 0, opening = 0;
    cleanpage_status st = sum_words(j, &words);

    if (st)
        return st;
    for (uint32_t i = 1; i < j->page->n_nodes; i++)
        around[i] = j->page->nodes[i].kind == CP_NODE_ELEMENT && j->page->nodes[i].len &&
                            (float)words[i] < THREAD_SHARE * (float)words[0] &&
                            is_post(j, names, i)
                        ? i
                        : 0;
    inherit(j->page, around);
    for (uint32_t i = 0; i < j->blocks->n; i++) {
        uint32_t post = around[j->blocks->v[i].owner];

        if (!opening && post && (before >= OPENING_WORDS || words[post]))
            opening = before >= OPENING_WORDS ? CP_NO_NODE : post;
        if (!post && j->verdicts->v[i].keep && cp_block_is_prose(&j->blocks->v[i]))
            before += j->blocks->v[i].n_words;
        if (post && opening && post != opening)
            j->comment[i] |= IN_REPLY;
    }
    spare_opening(j);
    return CLEANPAGE_OK;
}

/* What the buyers of a product say of it: comments on the seller's text. */
static cleanpage_status
find_reviews(const struct cp_judging *j, uint32_t *around)
{
    const struct cp_list *names = cp_ruleset_list(j->rs, "names-review");
    uint32_t *words = NULL;
    cleanpage_status st = sum_words(j, &words);

    if (st)
        return st;
    for (uint32_t i = 1; i < j->page->n_nodes; i++)
        around[i] = j->page->nodes[i].kind == CP_NODE_ELEMENT && j->page->nodes[i].len &&
                            words[i] >= REVIEWS_LEAST &&
                            (float)words[i] < REVIEW_SHARE * (float)words[0] &&
                            (has_name(names, cp_node_attr(j->page, i, CP_ATTR_CLASS)) ||
                             has_name(names, cp_node_attr(j->page, i, CP_ATTR_ID)))
                        ? i
                        : 0;
    inherit(j->page, around);
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (around[j->blocks->v[i].owner])
            j->comment[i] |= IN_COMMENT | IN_REVIEW;
    return CLEANPAGE_OK;
}

cleanpage_status
cp_comments_find(const struct cp_judging *j)
{
    uint32_t *around;

    if (j->comments == CLEANPAGE_COMMENTS_AUTO && j->kind != CLEANPAGE_KIND_PRODUCT)
        return CLEANPAGE_OK;
    around = cp_arena_zalloc(j->cx->arena, j->page->n_nodes, sizeof *around);
    if (!around)
        return cp_fail_nomem(j->cx);
    find_comments(j, around);
    if (j->kind == CLEANPAGE_KIND_PRODUCT)
        return find_reviews(j, around);
    return j->kind == CLEANPAGE_KIND_FORUM ? find_replies(j, around) : CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ what becomes of them */

/* The text of a comment, and not what stands around it. */
static bool
is_remark(const struct cp_judging *j, uint32_t i)
{
    const struct cp_block *b = &j->blocks->v[i];
    const float *row = cp_judging_row(j, i);
    bool is_label = b->n_words <= LABEL_WORDS &&
                    (row[CP_FEATURE_ACTION_SHARE] >= 0.5f || row[CP_FEATURE_TIME_WORDS] > 0 ||
                     row[CP_FEATURE_DATES] > 0);

    if (j->marks[i].place)
        return j->marks[i].verb == CP_RULE_KEEP;
    return (b->flags & ~CP_BLOCK_PRE) == 0 && b->heading == 0 &&
           b->n_link_words * 2 <= b->n_words && !is_label && row[CP_FEATURE_IN_FORM] == 0 &&
           row[CP_FEATURE_IN_BYLINE] == 0 && row[CP_FEATURE_IN_NAV] == 0 &&
           j->page->nodes[b->owner].tag != CP_TAG_BUTTON;
}

/* Of a thread the points know well enough what is a post's text. */
static bool
is_wanted(const struct cp_judging *j, uint32_t i)
{
    if (j->kind == CLEANPAGE_KIND_FORUM)
        return j->verdicts->v[i].keep && j->comment[i];
    return j->comment[i] & IN_COMMENT && is_remark(j, i);
}

static void
rule(const struct cp_judging *j, uint32_t i, bool keep)
{
    j->verdicts->v[i].keep = keep;
    j->verdicts->v[i].reason = CP_BY_COMMENTS;
}

/* An article's readers are not its author; a thread that is the page stays. */
static void
drop_beside_article(const struct cp_judging *j)
{
    for (uint32_t i = 0; i < j->blocks->n; i++) {
        const float *row = cp_judging_row(j, i);
        bool in_article = j->kind == CLEANPAGE_KIND_AUTO ? row[CP_FEATURE_PAGE_TYPE] == 1
                                                         : j->kind == CLEANPAGE_KIND_ARTICLE;

        if (in_article && j->verdicts->v[i].keep && !j->marks[i].place &&
            row[CP_FEATURE_IN_COMMENTS] >= j->weights->comments_outside)
            rule(j, i, false);
    }
}

static void
drop_reviews(const struct cp_judging *j)
{
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (j->comment[i] & IN_REVIEW && j->verdicts->v[i].keep && !j->marks[i].place)
            rule(j, i, false);
}

void
cp_comments_apply(const struct cp_judging *j)
{
    if (j->comments == CLEANPAGE_COMMENTS_AUTO) {
        drop_beside_article(j);
        drop_reviews(j);
        return;
    }
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (j->comments == CLEANPAGE_COMMENTS_NO && j->comment[i])
            rule(j, i, false);
        else if (j->comments != CLEANPAGE_COMMENTS_NO && is_wanted(j, i))
            rule(j, i, true);
}

void
cp_comments_settle(const struct cp_judging *j)
{
    bool only = j->comments == CLEANPAGE_COMMENTS_ONLY;

    if (!only && j->comments != CLEANPAGE_COMMENTS_YES)
        return;
    for (uint32_t i = 0; i < j->blocks->n; i++) {
        const struct cp_verdict *v = &j->verdicts->v[i];

        if (v->reason == CP_BY_SECTION && j->comment[i] & IN_COMMENT && is_remark(j, i))
            rule(j, i, true);
        else if (only && v->keep && v->reason != CP_BY_COMMENTS)
            rule(j, i, false);
    }
}

void
cp_comments_tell(const struct cp_judging *j)
{
    if (j->comments == CLEANPAGE_COMMENTS_NO || j->kind == CLEANPAGE_KIND_FORUM)
        return;
    for (uint32_t i = 0; i < j->blocks->n; i++) {
        struct cp_verdict *v = &j->verdicts->v[i];
        bool named = j->comment[i] & IN_COMMENT ||
                     cp_judging_row(j, i)[CP_FEATURE_IN_COMMENTS] >= 0;

        if (j->comments != CLEANPAGE_COMMENTS_AUTO)
            v->comment = v->keep && v->reason == CP_BY_COMMENTS;
        else
            v->comment = !v->keep && v->reason != CP_BY_TITLE && named && is_remark(j, i);
    }
}
