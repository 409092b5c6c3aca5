#include "judge/scraped.h"

#include "judge/look.h"

struct scraped {
    const struct cp_page *page;
    const struct cp_blocks *blocks;
    const struct cp_meta *meta;
    struct cp_verdict *v;
    struct cp_looks looks;
    double menu_lines, entry_words;   /* least lines of a menu; most words of its line */
};

static void
drop(struct cp_verdict *v)
{
    v->keep = false;
    v->reason = CP_BY_LAYOUT;
}

/* What stands before the title is furniture, or the parser would have taken another title. */
static void
drop_before_title(const struct scraped *s)
{
    uint32_t title = s->meta->title_block;

    if (title == CP_NO_NODE)
        return;
    for (uint32_t i = 0; i < title; i++)
        drop(&s->v[i]);
    for (uint32_t i = title + 1; i < s->blocks->n; i++)
        if (cp_slice_eq_nocase(s->blocks->v[i].text, s->meta->title))
            drop(&s->v[i]);
}

/* What a terminal browser shows of a form: "[ ]", "[Search]", "( ) yes", "[________]". */
static bool
is_form_field(const struct cp_block *b)
{
    struct cp_slice t = b->text;
    size_t inside = 0;
    bool open = false;

    if (t.n < 2 || b->n_words > 6 || (t.p[0] != '[' && t.p[0] != '('))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        open = t.p[i] == '[' || t.p[i] == '(' ? true : open;
        inside += open || t.p[i] == ' ' || t.p[i] == '_';
        open = t.p[i] == ']' || t.p[i] == ')' ? false : open;
    }
    if (t.p[0] == '[')
        return inside == t.n;
    return cp_slice_starts_nocase(t, CP_LIT("( )")) || cp_slice_starts_nocase(t, CP_LIT("(*)"));
}

/* Lines of a block when all are short and none ends like a sentence, else 0. */
static uint32_t
count_menu_lines(const struct scraped *s, const struct cp_block *b)
{
    uint32_t lines = 1;

    if (cp_look_ends_sentence(b->text))
        return 0;
    for (uint32_t i = b->first; i < b->end; i++)
        lines += cp_node_is(s->page, i, CP_TAG_BR);
    return b->n_words <= lines * s->entry_words ? lines : 0;
}

/* The first block that reads like the article, or all of them. */
static uint32_t
find_article(const struct scraped *s)
{
    uint32_t i = 0;

    while (i < s->blocks->n && cp_look_at(&s->looks, &s->blocks->v[i]) != CP_LOOK_ARTICLE)
        i++;
    return i;
}

/* Menus of short lines between the title and the text. */
static void
drop_menus(const struct scraped *s)
{
    uint32_t article = find_article(s), from = 0;

    if (article == s->blocks->n)
        return;
    while (from < article) {
        uint32_t lines = 0, i = from;

        for (; i < article && i != s->meta->title_block; i++) {
            uint32_t n = count_menu_lines(s, &s->blocks->v[i]);
            if (n == 0)
                break;
            lines += n;
        }
        for (uint32_t k = from; k < i && lines >= s->menu_lines; k++)
            drop(&s->v[k]);
        from = i + 1;
    }
}

/* Dates between the title and the text. */
static void
drop_head_dates(const struct scraped *s)
{
    uint32_t article = find_article(s);

    for (uint32_t i = 0; i < article && article < s->blocks->n; i++)
        if (i != s->meta->title_block &&
            cp_look_at(&s->looks, &s->blocks->v[i]) == CP_LOOK_DATE)
            drop(&s->v[i]);
}

static void
drop_form_fields(const struct scraped *s)
{
    for (uint32_t i = 0; i < s->blocks->n; i++)
        if (is_form_field(&s->blocks->v[i]))
            drop(&s->v[i]);
}

/* A date, perhaps a title before or behind it, and a teaser that breaks off. */
static void
drop_cards(const struct scraped *s)
{
    for (uint32_t i = 1; i < s->blocks->n; i++) {
        uint32_t k = i;

        if (cp_look_at(&s->looks, &s->blocks->v[i]) != CP_LOOK_TEASER)
            continue;
        while (k && i - k < 2 && cp_look_at(&s->looks, &s->blocks->v[k - 1]) == CP_LOOK_TITLE)
            k--;
        if (k == 0 || cp_look_at(&s->looks, &s->blocks->v[k - 1]) != CP_LOOK_DATE)
            continue;
        for (k--; k <= i; k++)
            if (k != s->meta->title_block)
                drop(&s->v[k]);
    }
}

cleanpage_status
cp_judge_scraped(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cp_slice host,
                 const struct cp_page *page, const struct cp_blocks *blocks,
                 const struct cp_meta *meta, struct cp_verdicts *verdicts)
{
    struct scraped s = {
        .page = page, .blocks = blocks, .meta = meta, .v = verdicts->v,
        .looks = cp_looks_of(rs),
        .menu_lines = cp_ruleset_number(rs, "menu-lines", 4),
        .entry_words = cp_ruleset_number(rs, "menu-entry-words", 3),
    };

    (void)cx;
    (void)host;
    if (!page->plain_text)
        return CLEANPAGE_OK;
    drop_before_title(&s);
    drop_menus(&s);
    drop_head_dates(&s);
    drop_form_fields(&s);
    drop_cards(&s);
    return CLEANPAGE_OK;
}
