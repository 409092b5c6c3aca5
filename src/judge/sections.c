#include "judge/sections.h"

#include "judge/look.h"
#include "judge/phrases.h"

/* Longest block that can be a heading, in words. */
#define HEADING_WORDS_MAX 12
/* Words of a link that stands beside a heading: "See all stories". */
#define SEE_ALL_WORDS 4
/* Headings looked at on one page, for each may look over all blocks. Real pages have a few. */
#define SECTIONS_MAX 200
/* Blocks before one in which a cue is looked for. */
#define CUE_BLOCKS 200

struct sections {
    const struct cp_ruleset *rs;
    struct cp_slice host;
    const struct cp_page *page;
    const struct cp_blocks *blocks;
    uint32_t title;
    struct cp_verdict *v;
    struct cp_looks looks;
    uint8_t *look;            /* enum cp_look of each block */
    uint32_t article_words;   /* of kept blocks that look like the article */
    uint32_t kept_words;
    double tail_share, half_share, box_share, doubt, resume_words, article_share, article_least,
        cards_least;
};

/* The blocks that stand with a heading in its box, behind it. */
struct box {
    uint32_t node;            /* the element */
    uint32_t first, end;      /* blocks of the element; the heading's own is among them */
};

static bool
is_article(const struct sections *s, uint32_t i)
{
    return s->v[i].keep && s->look[i] == CP_LOOK_ARTICLE && i != s->title;
}

static uint32_t
count_article_words(const struct sections *s, uint32_t from, uint32_t end)
{
    uint32_t n = 0;

    for (uint32_t i = from; i < end; i++)
        n += is_article(s, i) ? s->blocks->v[i].n_words : 0;
    return n;
}

static const struct cp_rule_place *
find_section(const struct sections *s, uint32_t i)
{
    const struct cp_block *b = &s->blocks->v[i];
    struct cp_phrase_match match;

    if (i == s->title || b->n_words > HEADING_WORDS_MAX ||
        (b->heading == 0 && b->n_link_words == b->n_words) ||
        (b->n_words == 1 && b->heading == 0 && !s->page->plain_text))
        return NULL;
    if (b->n_words == 1 && i + 1 < s->blocks->n && is_article(s, i + 1))
        return NULL;
    match = cp_ruleset_phrase_of(s->rs, s->host, b->text, 1 << CP_PHRASE_SECTION);
    return match.place && cp_phrase_guards_hold(s->page, s->blocks, i, &match) ? match.place
                                                                               : NULL;
}

/* ---- the box of a heading ---- */

static struct box
measure_box(const struct sections *s, uint32_t node, uint32_t heading)
{
    struct box box = { node, heading, heading + 1 };
    const struct cp_node *element = &s->page->nodes[node];

    while (box.first && s->blocks->v[box.first - 1].first > node)
        box.first--;
    while (box.end < s->blocks->n && s->blocks->v[box.end].first < element->end)
        box.end++;
    return box;
}

static uint32_t
count_words(const struct sections *s, uint32_t from, uint32_t end)
{
    uint32_t n = 0;

    for (uint32_t i = from; i < end; i++)
        n += s->blocks->v[i].n_words;
    return n;
}

/* Whether a box has nothing behind the heading but at most a "See all". */
static bool
is_heading_alone(const struct sections *s, const struct box *box, uint32_t heading)
{
    return count_words(s, heading + 1, box->end) <= SEE_ALL_WORDS;
}

/*
 * The smallest element around the heading that holds more than it. Of a heading that is alone
 * in wrappers of its own, perhaps with a "See all", that is the box with its cards; but a box
 * of one word stays a box rather than grow over the article.
 */
static struct box
find_box(const struct sections *s, uint32_t heading)
{
    uint32_t node = s->blocks->v[heading].owner;
    struct box box = measure_box(s, node, heading);

    while (is_heading_alone(s, &box, heading) && s->page->nodes[node].parent != CP_NO_NODE) {
        struct box wider;

        node = s->page->nodes[node].parent;
        wider = measure_box(s, node, heading);
        if (box.end > heading + 1 && count_article_words(s, wider.first, wider.end))
            break;
        box = wider;
    }
    return box;
}

/* ---- where a run ends ---- */

static bool
is_link(const struct cp_block *b)
{
    return b->n_link_words * 2 > b->n_words;
}

/* A heading of the same or a higher rank beside ours, which is no card's title. */
static bool
ends_box_run(const struct sections *s, uint32_t heading, uint32_t i)
{
    const struct cp_block *h = &s->blocks->v[heading], *b = &s->blocks->v[i];
    const struct cp_node *nodes = s->page->nodes;

    return h->heading && b->heading && b->heading <= h->heading && !is_link(b) &&
           nodes[b->owner].parent == nodes[h->owner].parent && !find_section(s, i);
}

/* Whether the article goes on at block i: long prose, or prose with prose behind it. */
static bool
resumes(const struct sections *s, uint32_t i, uint32_t end, bool at_tail)
{
    if (!is_article(s, i))
        return false;
    if (!at_tail || (i + 1 < end && is_article(s, i + 1)))
        return true;
    return s->blocks->v[i].n_words >= s->resume_words && s->look[i - 1] != CP_LOOK_DATE;
}

/*
 * The end of a run in a box of its own: all of it, or, if it holds much of the page, up to
 * prose with prose behind it.
 */
static uint32_t
end_in_box(const struct sections *s, uint32_t heading, const struct box *box)
{
    bool small = count_article_words(s, heading, box->end) <= s->tail_share * s->article_words;
    uint32_t i = heading + 1;

    while (i < box->end && !ends_box_run(s, heading, i) &&
           (small || !is_article(s, i) || i + 1 == box->end || !is_article(s, i + 1)))
        i++;
    return i;
}

/* A heading belongs to the paragraph that it stands before. */
static uint32_t
give_back_heading(const struct sections *s, uint32_t heading, uint32_t i)
{
    const struct cp_block *b = &s->blocks->v[i - 1];

    return i - 1 > heading && b->heading && !is_link(b) && !find_section(s, i - 1) ? i - 1 : i;
}

/* A heading that is no card's title, of the rank of the one that opened the run or higher. */
static bool
is_heading_of_article(const struct sections *s, uint32_t heading, uint32_t i)
{
    const struct cp_block *h = &s->blocks->v[heading], *b = &s->blocks->v[i];

    return b->heading && !is_link(b) && (h->heading == 0 || b->heading <= h->heading) &&
           !find_section(s, i);
}

/* The end of a run among the article's own paragraphs, by what the blocks look like. */
static uint32_t
end_among_paragraphs(const struct sections *s, uint32_t heading, uint32_t end)
{
    uint32_t behind = count_article_words(s, heading + 1, s->blocks->n);
    bool at_tail = behind <= s->tail_share * s->article_words;
    uint32_t i = heading + 1;

    while (i < end && !resumes(s, i, end, at_tail) &&
           (at_tail || !is_heading_of_article(s, heading, i)))
        i++;
    return i < end ? give_back_heading(s, heading, i) : end;
}

static void
drop_run(struct sections *s, uint32_t from, uint32_t end, const struct cp_rule_place *place)
{
    for (uint32_t i = from; i < end; i++) {
        struct cp_verdict *v = &s->v[i];

        if (!v->keep || i == s->title)
            continue;
        v->keep = false;
        v->reason = CP_BY_SECTION;
        v->place = place;
    }
}

static uint32_t
count_kept_words(const struct sections *s, uint32_t from, uint32_t end)
{
    uint32_t n = 0;

    for (uint32_t i = from; i < end; i++)
        n += s->v[i].keep ? s->blocks->v[i].n_words : 0;
    return n;
}

/*
 * Whether the run would take what the page is about. The points have dropped most of the
 * boilerplate, so what a run takes beside that is little.
 */
static bool
is_too_much(const struct sections *s, uint32_t from, uint32_t end)
{
    bool at_tail = count_article_words(s, end, s->blocks->n) == 0;
    double share = at_tail ? s->tail_share : s->box_share;

    if (count_article_words(s, from, end) > s->half_share * s->article_words)
        return true;
    return count_kept_words(s, from, end) > share * s->kept_words;
}

static bool
is_cue(const struct sections *s, uint32_t i)
{
    return !s->v[i].keep &&
           (s->v[i].reason == CP_BY_PHRASE || s->v[i].reason == CP_BY_SECTION);
}

/* Whether a cue stands between the last long paragraph before block i and it. */
static bool
follows_cue(const struct sections *s, uint32_t i)
{
    for (int n = 0; n < CUE_BLOCKS && i--; n++) {
        if (is_article(s, i) && s->blocks->v[i].n_words >= s->resume_words)
            return false;
        if (is_cue(s, i))
            return true;
    }
    return false;
}

/*
 * Whether the points are sure of most of the run. Then the heading only happens to be worded
 * like a box's ("Discussion"), unless other boilerplate stands between the article and it.
 */
static bool
is_doubtful(const struct sections *s, uint32_t from, uint32_t end)
{
    double sum = 0, words = 0;

    if (follows_cue(s, from))
        return false;
    for (uint32_t i = from; i < end; i++)
        if (s->v[i].keep) {
            words += s->blocks->v[i].n_words;
            sum += (double)s->v[i].probability * s->blocks->v[i].n_words;
        }
    return words > 0 && sum > s->doubt * words;
}

static uint32_t
judge_section(struct sections *s, uint32_t heading, const struct cp_rule_place *place)
{
    struct box box = find_box(s, heading);
    bool shared = count_article_words(s, box.first, heading) > 0;
    uint32_t end = shared || s->page->plain_text ? end_among_paragraphs(s, heading, box.end)
                                                 : end_in_box(s, heading, &box);

    if (is_too_much(s, heading, end) || is_doubtful(s, heading + 1, end))
        return heading + 1;
    drop_run(s, heading, end, place);
    return end;
}

/* ---- the tail ---- */

/* Whole sentences, but fewer words than a paragraph of its own has. */
static bool
is_short_prose(const struct sections *s, uint32_t i)
{
    const struct cp_block *b = &s->blocks->v[i];

    return s->v[i].keep && s->look[i] == CP_LOOK_OTHER && cp_block_is_prose(b);
}

static bool
is_paragraph(const struct sections *s, uint32_t i)
{
    return is_article(s, i) || is_short_prose(s, i);
}

/* A short paragraph alone under a title or a date, as the text of a card is. */
static bool
is_card(const struct sections *s, uint32_t i)
{
    return i && !is_cue(s, i - 1) && s->blocks->v[i].n_words < s->resume_words &&
           (s->look[i - 1] == CP_LOOK_TITLE || s->look[i - 1] == CP_LOOK_DATE) &&
           (i + 1 == s->blocks->n || !is_article(s, i + 1));
}

/* A few words to the reader among other boilerplate. */
static bool
is_address(const struct sections *s, uint32_t i)
{
    return s->blocks->v[i].n_words < s->resume_words &&
           cp_look_is_address(&s->looks, &s->blocks->v[i]) && follows_cue(s, i);
}

/* One past the last paragraph of the article; with_cards: as if cards were paragraphs too. */
static uint32_t
find_last_paragraph(const struct sections *s, bool with_cards)
{
    uint32_t last = s->blocks->n;

    while (last && (!is_paragraph(s, last - 1) || is_address(s, last - 1) ||
                    (!with_cards && is_card(s, last - 1))))
        last--;
    return last;
}

/* From the first block behind the article that is known as boilerplate to the end. */
static void
sweep_from(struct sections *s, uint32_t last)
{
    uint32_t i = last;

    while (i < s->blocks->n && !is_cue(s, i))
        i++;
    if (last && i < s->blocks->n && !is_too_much(s, i, s->blocks->n))
        drop_run(s, i, s->blocks->n, s->v[i].place);
}

/*
 * Behind the last paragraph of an article, once one block was known as boilerplate, the other
 * short ones are too: names, dates, titles of what else the site has. Cards go too if
 * there are several and a heading announced them, or several dates and several teasers: one
 * alone could be the article's last paragraph under a heading of its own.
 */
static void
sweep_tail(struct sections *s)
{
    uint32_t last = find_last_paragraph(s, false), teasers = 0, dates = 0, blurbs = 0;
    bool listed = false;

    for (uint32_t i = last; i < s->blocks->n; i++) {
        listed |= s->v[i].reason == CP_BY_SECTION;
        teasers += s->look[i] == CP_LOOK_TEASER;
        dates += s->look[i] == CP_LOOK_DATE;
        blurbs += is_article(s, i) && is_card(s, i);
    }
    listed = (listed && teasers + dates + blurbs >= s->cards_least) ||
             (teasers >= s->cards_least && dates >= s->cards_least);
    sweep_from(s, listed ? last : find_last_paragraph(s, true));
}

static cleanpage_status
look_at_all(struct cp_ctx *cx, struct sections *s)
{
    s->look = cp_arena_alloc(cx->arena, s->blocks->n + 1);
    if (!s->look)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i < s->blocks->n; i++) {
        s->look[i] = (uint8_t)cp_look_at(&s->looks, &s->blocks->v[i]);
        s->kept_words += s->v[i].keep ? s->blocks->v[i].n_words : 0;
    }
    s->article_words = count_article_words(s, 0, s->blocks->n);
    return CLEANPAGE_OK;
}

/* On a page that is a list of posts, "Latest posts" is no furniture. */
static bool
has_article(const struct sections *s)
{
    return s->article_words >= s->article_least &&
           s->article_words >= s->article_share * s->kept_words;
}

cleanpage_status
cp_judge_sections(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cp_slice host,
                  const struct cp_page *page, const struct cp_blocks *blocks,
                  const struct cp_meta *meta, struct cp_verdicts *verdicts)
{
    struct sections s = {
        .rs = rs, .host = host, .page = page, .blocks = blocks, .title = meta->title_block,
        .v = verdicts->v, .looks = cp_looks_of(rs),
        .tail_share = cp_ruleset_number(rs, "section-tail-share", 0.35),
        .box_share = cp_ruleset_number(rs, "section-box-share", 0.15),
        .doubt = cp_ruleset_number(rs, "section-doubt", 0.85),
        .half_share = cp_ruleset_number(rs, "section-share-max", 0.5),
        .resume_words = cp_ruleset_number(rs, "section-resume-words", 45),
        .article_share = cp_ruleset_number(rs, "section-article-share", 0.4),
        .article_least = cp_ruleset_number(rs, "section-article-words", 20),
        .cards_least = cp_ruleset_number(rs, "tail-cards", 2),
    };
    cleanpage_status st = look_at_all(cx, &s);

    if (st || !has_article(&s))
        return st;
    for (uint32_t i = 0, n = 0; i < blocks->n && n < SECTIONS_MAX;) {
        const struct cp_rule_place *place = find_section(&s, i);

        n += place != NULL;
        i = place ? judge_section(&s, i, place) : i + 1;
    }
    sweep_tail(&s);
    return CLEANPAGE_OK;
}
