#include "judge/phrases.h"

#include "judge/look.h"

/* Shares of the page's words: `tail` holds behind the first, `head` before the second. They are
 * part of the language of the rules (cleanpage-rules(5)), not settings of it. */
#define TAIL_FROM 0.6
#define HEAD_UNTIL 0.2

struct matcher {
    const struct cp_ruleset *rs;
    struct cp_slice host;
    const struct cp_page *page;
    const struct cp_blocks *blocks;
    const struct cp_verdict *v;
    struct cp_looks looks;
    double prose_words;      /* from which prose falls to a certain phrase alone */
    double button_words;     /* up to which a button is furniture */
};

static bool
is_inside_table_or_list_of_terms(const struct cp_page *page, const struct cp_block *b)
{
    uint16_t tag = page->nodes[b->owner].tag;

    return tag == CP_TAG_TD || tag == CP_TAG_TH || tag == CP_TAG_DT || tag == CP_TAG_DD ||
           tag == CP_TAG_CAPTION;
}

/* "Yes", "Show all": what a button says, unless it is a question that opens an answer. */
static bool
is_button(const struct matcher *m, const struct cp_block *b)
{
    return cp_node_is(m->page, b->owner, CP_TAG_BUTTON) && b->n_words <= m->button_words &&
           b->text.p[b->text.n - 1] != '?';
}

/* A lone word in a cell of a table ("Email", "Share") is data until a link says otherwise. */
static bool
is_data(const struct matcher *m, const struct cp_block *b)
{
    return b->n_words <= 2 && b->n_link_words == 0 &&
           is_inside_table_or_list_of_terms(m->page, b);
}

static bool
is_in_tail(const struct cp_blocks *blocks, uint32_t i)
{
    return blocks->v[i].first_word >= TAIL_FROM * blocks->n_words;
}

bool
cp_phrase_guards_hold(const struct cp_page *page, const struct cp_blocks *blocks,
                      uint32_t i, const struct cp_phrase_match *match)
{
    const struct cp_block *b = &blocks->v[i];

    if (page->plain_text ? match->html_only : match->text_only)
        return false;
    if (match->tail_only && !is_in_tail(blocks, i))
        return false;
    if (match->head_only && b->first_word > HEAD_UNTIL * blocks->n_words)
        return false;
    /* Scraped text has lost its links: there the words alone must do. */
    return page->plain_text ? match->min_links <= 0
                            : b->n_link_words >= match->min_links * b->n_words;
}

static bool
is_known_boilerplate(const struct matcher *m, uint32_t i)
{
    struct cp_phrase_match match =
        cp_ruleset_phrase_of(m->rs, m->host, m->blocks->v[i].text, 1 << CP_PHRASE_STRIP);

    return match.place && cp_phrase_guards_hold(m->page, m->blocks, i, &match);
}

/* A sentence between two paragraphs of the article is most likely one of its own. */
static bool
runs_on(const struct matcher *m, uint32_t i)
{
    const struct cp_block *b = &m->blocks->v[i];

    return i && i + 1 < m->blocks->n && cp_block_is_prose(b) && m->v[i - 1].keep &&
           cp_look_ends_sentence(b->text) &&
           cp_look_at(&m->looks, b - 1) == CP_LOOK_ARTICLE &&
           cp_look_at(&m->looks, b + 1) == CP_LOOK_ARTICLE && !is_known_boilerplate(m, i + 1);
}

/* "Share", "Tags": a lone word that stands over a paragraph like a chapter's heading. */
static bool
is_chapter(const struct matcher *m, uint32_t i)
{
    const struct cp_block *b = &m->blocks->v[i];

    return i && i + 1 < m->blocks->n && b->n_words == 1 && b->n_link_words == 0 &&
           (b->heading || m->page->plain_text) && m->v[i - 1].keep && m->v[i + 1].keep &&
           cp_block_is_prose(b - 1) && cp_block_is_prose(b + 1) &&
           cp_look_ends_sentence(b[1].text) && !is_known_boilerplate(m, i + 1);
}

/* What no phrase drops but one that is certain; data and long sentences not even that. */
static bool
is_protected(const struct matcher *m, uint32_t i, bool certain)
{
    const struct cp_block *b = &m->blocks->v[i];
    bool long_enough = b->n_words >= m->prose_words;

    if (is_data(m, b))
        return true;
    if (certain)
        return b->n_words >= m->looks.article_words && runs_on(m, i);
    return is_chapter(m, i) || (long_enough && cp_block_is_prose(b)) ||
           runs_on(m, i);
}

static bool
is_copyright(const struct matcher *m, uint32_t i)
{
    struct cp_slice text = m->blocks->v[i].text;
    bool sign = cp_slice_starts_nocase(text, CP_LIT("©")) ||
                cp_slice_starts_nocase(text, CP_LIT("copyright ©")) ||
                cp_slice_starts_nocase(text, CP_LIT("(c) 20"));

    return sign && m->blocks->v[i].n_words < m->prose_words && is_in_tail(m->blocks, i);
}

/* What no phrase can say, for it is no words or the same words in any number. */
static bool
is_furniture(const struct matcher *m, uint32_t i)
{
    const struct cp_block *b = &m->blocks->v[i];

    return is_button(m, b) || is_copyright(m, i) ||
           (cp_look_is_icons(&m->looks, b) && !is_data(m, b));
}

/* Length of the label before a colon or a bar, or 0. */
static size_t
measure_label(struct cp_slice text)
{
    for (size_t i = 1; i + 1 < text.n; i++)
        if (text.p[i] == '|' || (text.p[i] == ':' && text.p[i + 1] == ' '))
            return i;
    return 0;
}

/* "RELATED: The dam that nobody wanted": a line whose label alone would be a box's heading. */
static struct cp_phrase_match
match_label(const struct matcher *m, uint32_t i)
{
    const struct cp_block *b = &m->blocks->v[i];
    struct cp_slice label = { b->text.p, 0 };
    struct cp_phrase_match match = { 0 };

    if (!b->heading && b->n_words <= m->looks.title_words && !cp_look_ends_sentence(b->text))
        label.n = measure_label(b->text);
    if (label.n)
        match = cp_ruleset_phrase_of(m->rs, m->host, label, 1 << CP_PHRASE_SECTION);
    match.kind = CP_PHRASE_STRIP;
    return match;
}

static void
judge_kept(const struct matcher *m, uint32_t i, struct cp_verdict *v)
{
    struct cp_phrase_match match = cp_ruleset_phrase_of(
        m->rs, m->host, m->blocks->v[i].text, 1 << CP_PHRASE_STRIP | 1 << CP_PHRASE_KEEP);
    bool holds = match.place && cp_phrase_guards_hold(m->page, m->blocks, i, &match);

    if (holds && match.kind == CP_PHRASE_KEEP)
        return;
    if (!holds) {
        match = match_label(m, i);
        holds = match.place && cp_phrase_guards_hold(m->page, m->blocks, i, &match);
    }
    if (holds && !is_protected(m, i, match.certain)) {
        v->keep = false;
        v->reason = CP_BY_PHRASE;
        v->place = match.place;
    } else if (is_furniture(m, i)) {
        v->keep = false;
        v->reason = CP_BY_LAYOUT;
    }
}

/* A keep phrase saves what the points dropped; what a selector dropped stays so. */
static void
judge_dropped(const struct matcher *m, uint32_t i, struct cp_verdict *v)
{
    struct cp_phrase_match match =
        cp_ruleset_phrase_of(m->rs, m->host, m->blocks->v[i].text, 1 << CP_PHRASE_KEEP);

    if (!match.place || v->reason == CP_BY_SELECTOR ||
        !cp_phrase_guards_hold(m->page, m->blocks, i, &match))
        return;
    v->keep = true;
    v->reason = CP_BY_PHRASE;
    v->place = match.place;
}

cleanpage_status
cp_judge_phrases(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cp_slice host,
                 const struct cp_page *page, const struct cp_blocks *blocks,
                 const struct cp_meta *meta, struct cp_verdicts *verdicts)
{
    struct matcher m = {
        .rs = rs, .host = host, .page = page, .blocks = blocks, .v = verdicts->v,
        .looks = cp_looks_of(rs),
        .prose_words = cp_ruleset_number(rs, "phrase-prose-words", 40),
        .button_words = cp_ruleset_number(rs, "button-words", 3),
    };

    (void)cx;
    for (uint32_t i = 0; i < blocks->n; i++) {
        if (i == meta->title_block)
            continue;
        if (verdicts->v[i].keep)
            judge_kept(&m, i, &verdicts->v[i]);
        else
            judge_dropped(&m, i, &verdicts->v[i]);
    }
    return CLEANPAGE_OK;
}
