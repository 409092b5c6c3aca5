#include "judge/judge.h"

#include <math.h>

#include "judge/comments.h"
#include "judge/headline.h"
#include "judge/judging.h"
#include "judge/marks.h"
#include "judge/phrases.h"
#include "judge/pick.h"
#include "judge/repeats.h"
#include "judge/scraped.h"
#include "judge/sections.h"
#include "judge/shape.h"
#include "judge/site.h"
#include "judge/subheads.h"
#include "judge/trace.h"
#include "judge/weights.h"

/* What a rule keeps is known to be content: the threshold is chosen with that in the scales. */
static cleanpage_status
weigh(const struct cp_judging *j)
{
    const struct cp_sheet *of_rules =
        j->page->plain_text ? &j->weights->text : &j->weights->html;
    struct cp_weighing last = { 0 };
    struct cp_sheet sheet;
    cleanpage_status st = cp_sheet_for_page(j->cx, of_rules, j->shares, &sheet);

    if (st)
        return st;
    cp_trace_weigh(j->trace, of_rules, &sheet, j->features);
    for (uint32_t i = 0; i < j->blocks->n; i++) {
        struct cp_verdict *v = &j->verdicts->v[i];
        bool by_rule = j->marks[i].place != NULL;
        bool is_kept = by_rule && j->marks[i].verb == CP_RULE_KEEP;

        v->points = cp_sheet_points(&sheet, &last, cp_judging_row(j, i));
        v->probability = is_kept ? 1 : 1 / (1 + expf(-v->points));
        j->words[i] = (by_rule && !is_kept) || i == j->meta->title_block
                          ? 0
                          : (float)j->blocks->v[i].n_words;
    }
    return CLEANPAGE_OK;
}

/* What became of comments was asked for, or is ruled with these marks in sight. */
static void
apply_marks(const struct cp_judging *j, enum cp_rule_verb verb)
{
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (j->marks[i].place && j->marks[i].verb == verb &&
            j->verdicts->v[i].reason != CP_BY_COMMENTS) {
            j->verdicts->v[i].keep = verb == CP_RULE_KEEP;
            j->verdicts->v[i].reason = CP_BY_SELECTOR;
            j->verdicts->v[i].place = j->marks[i].place;
        }
}

static void
keep_all(const struct cp_judging *j)
{
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (!j->verdicts->v[i].keep) {
            j->verdicts->v[i].reason = CP_BY_NEIGHBOURS;
            j->verdicts->v[i].keep = true;
        }
}

/*
 * Text that was cleaned lacks the boilerplate that the points compare with, so they would
 * find some more to drop each time. They only may if it is a good part: then the text was
 * not cleaned, but happens to be laid out like that.
 */
static void
trust_settled(const struct cp_judging *j)
{
    float words = 0, dropped = 0;

    for (uint32_t i = 0; i < j->blocks->n && j->page->settled; i++) {
        words += j->words[i];
        dropped += j->verdicts->v[i].keep ? 0 : j->words[i];
    }
    if (dropped == 0 || dropped >= j->weights->settled_share * words)
        return;
    keep_all(j);
}

/*
 * In a short text there is not enough for the points to compare with: what is to go is for
 * the rules to say.
 */
static void
keep_short_text(const struct cp_judging *j)
{
    float chars = 0;

    for (uint32_t i = 0; i < j->blocks->n; i++)
        chars += (float)j->blocks->v[i].n_chars;
    if (j->page->plain_text && chars < j->weights->short_chars)
        keep_all(j);
}

static bool
in_densest_prose(const struct cp_judging *j, uint32_t i)
{
    return cp_judging_row(j, i)[CP_FEATURE_IN_DENSEST] > 0 && !j->marks[i].place &&
           cp_block_is_prose(&j->blocks->v[i]);
}

/*
 * Prose but not one block kept: a paragraph of the article lost is worse than a line of
 * boilerplate kept, so the densest region stands in for a verdict.
 */
static void
keep_something(const struct cp_judging *j)
{
    float prose = 0;

    for (uint32_t i = 0; i < j->blocks->n; i++) {
        if (j->verdicts->v[i].keep)
            return;
        prose += in_densest_prose(j, i) ? (float)j->blocks->v[i].n_words : 0;
    }
    for (uint32_t i = 0; i < j->blocks->n && prose >= j->weights->rescue_words; i++)
        if (in_densest_prose(j, i)) {
            j->verdicts->v[i].keep = true;
            j->verdicts->v[i].reason = CP_BY_NEIGHBOURS;
        }
}

/*
 * A few words of a page that has more of them but no prose are not its content: what is
 * left of menus, a notice that a script is needed.
 */
static void
drop_scraps(const struct cp_judging *j)
{
    float kept = 0;

    if (j->page->plain_text)
        return;
    for (uint32_t i = 0; i < j->blocks->n; i++) {
        if (cp_block_is_prose(&j->blocks->v[i]))
            return;
        kept += j->verdicts->v[i].keep ? (float)j->blocks->v[i].n_words : 0;
    }
    if (kept >= j->weights->scrap_words || kept * 2 >= (float)j->blocks->n_words)
        return;
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (j->verdicts->v[i].keep) {
            j->verdicts->v[i].keep = false;
            j->verdicts->v[i].reason = CP_BY_NEIGHBOURS;
        }
}

static cleanpage_status
apply_rules(const struct cp_judging *j)
{
    cleanpage_status st = cp_judge_scraped(j->cx, j->rs, j->host, j->page, j->blocks, j->meta,
                                           j->verdicts);

    cp_trace_step(j->trace, j->verdicts, "scraped");
    cp_judge_headline(j->rs, j->blocks, j->meta, j->verdicts);
    cp_trace_step(j->trace, j->verdicts, "headline");
    if (!st)
        st = cp_judge_phrases(j->cx, j->rs, j->host, j->page, j->blocks, j->meta, j->verdicts);
    cp_trace_step(j->trace, j->verdicts, "phrases");
    if (!st)
        st = cp_judge_sections(j->cx, j->rs, j->host, j->page, j->blocks, j->meta,
                               j->verdicts);
    cp_trace_step(j->trace, j->verdicts, "sections");
    if (!st)
        cp_judge_subheads(j->rs, j->page, j->blocks, j->meta, j->verdicts);
    cp_trace_step(j->trace, j->verdicts, "bold-subheads");
    return st;
}

/* The title of settled text is judged as its other lines are: see struct cp_page. */
static void
drop_title(const struct cp_judging *j)
{
    uint32_t i = j->meta->title_block;

    if (i == CP_NO_NODE && j->page->settled && j->page->titled && j->blocks->n &&
        j->verdicts->v[0].keep)
        i = 0;
    if (i == CP_NO_NODE)
        return;
    j->verdicts->v[i].keep = false;
    j->verdicts->v[i].reason = CP_BY_TITLE;
}

static void
count_kept(const struct cp_judging *j)
{
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (j->verdicts->v[i].keep) {
            j->verdicts->n_kept++;
            j->verdicts->kept_words += j->blocks->v[i].n_words;
        }
}

/* The verdicts of the points, their neighbours' say, and what overrules both at once. */
static cleanpage_status
judge_by_points(const struct cp_judging *j)
{
    cleanpage_status st = weigh(j);

    if (st)
        return st;
    cp_pick_threshold(j->blocks, j->words, j->weights->threshold_min, j->beta, j->verdicts);
    cp_trace_points(j->trace, j->verdicts);
    st = cp_pick_smooth(j->cx, j->page, j->blocks, j->words, j->weights->smoothing, j->verdicts);
    if (st)
        return st;
    cp_trace_step(j->trace, j->verdicts, "neighbours");
    trust_settled(j);
    keep_short_text(j);
    cp_trace_step(j->trace, j->verdicts, "short-text");
    apply_marks(j, CP_RULE_STRIP);
    apply_marks(j, CP_RULE_KEEP);
    cp_trace_step(j->trace, j->verdicts, "selectors");
    return CLEANPAGE_OK;
}

static cleanpage_status
judge(const struct cp_judging *j)
{
    cleanpage_status st = judge_by_points(j);

    if (!st)
        st = cp_comments_find(j);
    if (st)
        return st;
    cp_judge_shape(j);
    keep_something(j);
    cp_trace_step(j->trace, j->verdicts, "rescue");
    st = apply_rules(j);
    if (st)
        return st;
    drop_scraps(j);
    cp_trace_step(j->trace, j->verdicts, "scraps");
    apply_marks(j, CP_RULE_KEEP);
    cp_trace_step(j->trace, j->verdicts, "selectors");
    cp_comments_settle(j);
    cp_trace_step(j->trace, j->verdicts, "comments");
    st = cp_judge_repeats(j);
    cp_trace_step(j->trace, j->verdicts, "repeats");
    if (!st)
        st = cp_judge_site(j);
    cp_trace_step(j->trace, j->verdicts, "site");
    drop_title(j);
    cp_trace_step(j->trace, j->verdicts, "title");
    cp_comments_tell(j);
    count_kept(j);
    return !st && j->trace && j->trace->no_memory ? cp_fail_nomem(j->cx) : st;
}

static cleanpage_status
start_trace(struct cp_judging *j, const struct cp_judge_input *in)
{
    if (!in->trace)
        return CLEANPAGE_OK;
    j->trace = j->verdicts->trace = cp_trace_new(j->cx->arena, in->blocks->n);
    if (!j->trace)
        return cp_fail_nomem(j->cx);
    j->trace->kind = in->kind;
    return CLEANPAGE_OK;
}

cleanpage_status
cp_judge(struct cp_ctx *cx, const struct cp_judge_input *in, struct cp_verdicts *verdicts)
{
    struct cp_judging j = { .cx = cx, .rs = in->rules, .weights = in->weights, .host = in->host,
                         .page = in->page, .blocks = in->blocks, .features = in->features,
                         .meta = in->meta, .kind = (uint8_t)in->kind.kind,
                         .shares = in->kind.shares, .comments = in->comments,
                         .beta = in->beta > 0 ? in->beta : 1, .site = in->site,
                         .site_has_page = in->site_has_page, .verdicts = verdicts };
    cleanpage_status st = cp_judge_marks(cx, in->page, in->blocks, in->marks, &j.marks);

    if (st)
        return st;
    *verdicts = (struct cp_verdicts){ .threshold = 0.5f };
    verdicts->v = cp_arena_zalloc(cx->arena, in->blocks->n + 1, sizeof *verdicts->v);
    j.words = cp_arena_alloc(cx->arena, (in->blocks->n + 1) * sizeof *j.words);
    j.comment = cp_arena_zalloc(cx->arena, in->blocks->n + 1, sizeof *j.comment);
    if (!verdicts->v || !j.words || !j.comment)
        return cp_fail_nomem(cx);
    st = start_trace(&j, in);
    return st ? st : judge(&j);
}
