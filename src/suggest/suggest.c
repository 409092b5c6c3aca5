#include "suggest/suggest.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "suggest/candidates.h"

/* Share of varying words from which an element is more than furniture. */
#define VARYING_MAX 0.1
/* Of a varying list, least share of words in links by which it is a list of other pages. */
#define LINKS_LEAST 0.7
/* Share of each page's own prose that the text's element holds at least, and the share of words
 * in it that are not the page's own from which a keep rule would keep too much. */
#define PROSE_LEAST 0.8
#define FURNITURE_MAX 0.25
/* Rules of either kind that are proposed at most. */
#define RULES_MAX 40
/* Words of a phrase: fewer are as likely a label of the text. Characters of a sample. */
#define PHRASE_WORDS_MIN 4
#define PHRASE_WORDS_MAX 20
#define SAMPLE_CHARS 60

struct cp_slice
cp_suggest_address(const struct cp_page *page)
{
    for (uint32_t i = 0; i < page->n_nodes; i++) {
        if (cp_node_is(page, i, CP_TAG_LINK) &&
            cp_slice_eq_nocase(cp_node_attr(page, i, CP_ATTR_REL), CP_LIT("canonical")))
            return cp_slice_trim(cp_node_attr(page, i, CP_ATTR_HREF));
        if (cp_node_is(page, i, CP_TAG_META) &&
            cp_slice_eq_nocase(cp_node_attr(page, i, CP_ATTR_PROPERTY), CP_LIT("og:url")))
            return cp_slice_trim(cp_node_attr(page, i, CP_ATTR_CONTENT));
    }
    return (struct cp_slice){ 0 };
}

/* ---- which ---- */

/* On enough pages, kept today, and nothing in it is a page's own but links elsewhere. */
static bool
is_furniture(const struct cp_candidates *c, const struct cp_candidate *k)
{
    bool same = k->sum.varying <= VARYING_MAX * k->sum.words;
    bool list = k->same_shape >= c->need &&
                k->sum.varying_links >= LINKS_LEAST * k->sum.varying;

    return k->pages >= c->need && k->sum.kept && k->sum.prose == 0 && (same || list);
}

/* The name that covers more; of equals the kind that says more, then the one seen first. */
static bool
is_better(const struct cp_candidate *a, const struct cp_candidate *b)
{
    if (!b || a->sum.kept != b->sum.kept)
        return !b || a->sum.kept > b->sum.kept;
    return a->name.kind < b->name.kind;
}

/* The best name of furniture among all elements around a block, or NULL. */
static struct cp_candidate *
find_cover(const struct cp_candidates *c, const struct cp_page *page, uint32_t element)
{
    struct cp_candidate *best = NULL;

    for (; element != CP_NO_NODE; element = page->nodes[element].parent) {
        struct cp_name names[CP_NAMES_MAX];
        uint32_t n = cp_names_of(c->layout, page, element, names);

        for (uint32_t i = 0; i < n; i++) {
            struct cp_candidate *k = cp_candidates_find(c, &names[i]);

            if (k && is_furniture(c, k) && is_better(k, best))
                best = k;
        }
    }
    return best;
}

/* What the proposed rules would do inside the element with the text, in words. */
struct inside {
    const struct cp_candidate *text;   /* NULL: there is none */
    uint32_t stripped;                 /* by selectors, which go before a keep rule around them */
    uint32_t lines;                    /* by phrases, which do not */
};

static bool
is_inside(const struct cp_candidates *c, const struct cp_page *page, uint32_t element,
          const struct cp_candidate *text)
{
    for (; text && element != CP_NO_NODE; element = page->nodes[element].parent) {
        struct cp_name names[CP_NAMES_MAX];
        uint32_t n = cp_names_of(c->layout, page, element, names);

        for (uint32_t i = 0; i < n; i++)
            if (names[i].kind == text->name.kind && cp_slice_eq(names[i].text, text->name.text))
                return true;
    }
    return false;
}

/* A kept block votes for what would drop it. Headings do not: those that repeat ("Usage", "What
 * we like") are as a rule the text's, and go with what is under them if that goes. */
static void
vote_block(const struct cp_candidates *c, const struct cp_page *page, const struct cp_block *b,
           struct inside *inside)
{
    struct cp_candidate *cover = find_cover(c, page, b->owner);
    bool line = !cover && cp_candidates_repeats(c, b);

    if (cover && cover->votes++ == 0)
        cover->sample = b->text;
    if (line)
        cp_candidates_text(c, b)->votes++;
    if ((cover || line) && is_inside(c, page, b->owner, inside->text)) {
        inside->stripped += cover ? b->n_words : 0;
        inside->lines += line ? b->n_words : 0;
    }
}

static void
vote(const struct cp_candidates *c, struct inside *inside)
{
    for (uint32_t p = 0; p < c->in->n; p++) {
        const struct cp_suggest_page *page = &c->in->pages[p];

        for (uint32_t i = 0; i < page->blocks->n; i++)
            if (page->verdicts->v[i].keep && !page->blocks->v[i].heading)
                vote_block(c, page->page, &page->blocks->v[i], inside);
    }
}

/* The smallest named element with nearly all of each page's own prose, once a page. */
static const struct cp_candidate *
find_text(const struct cp_candidates *c)
{
    const struct cp_candidate *best = NULL;

    for (uint32_t i = 0; i < c->n; i++) {
        const struct cp_candidate *k = &c->v[i];
        uint32_t more = k->sum.words - k->sum.varying;

        if (k->pages != c->in->n || k->elements != c->in->n || k->least_share < PROSE_LEAST)
            continue;
        if (!best || more < best->sum.words - best->sum.varying ||
            (more == best->sum.words - best->sum.varying &&
             (k->sum.words < best->sum.words ||
              (k->sum.words == best->sum.words && k->name.kind < best->name.kind))))
            best = k;
    }
    return best;
}

/* ---- writing ---- */

static void
put_count(struct cp_buf *out, const char *before, uint64_t n, const char *after)
{
    cp_buf_puts(out, before);
    cp_buf_put_u64(out, n);
    cp_buf_puts(out, after);
}

static void
put_selector(struct cp_buf *out, const struct cp_name *name)
{
    if (name->kind != CP_NAME_TAG)
        cp_buf_putc(out, name->kind == CP_NAME_ID ? '#' : '.');
    cp_buf_put_slice(out, name->text);
}

/* Of a page's text as much as fits a comment: one line without control characters. */
static void
put_sample(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    uint32_t c;

    for (int n = 0; p < end && n < SAMPLE_CHARS; n++) {
        const char *start = p;

        p = cp_utf8_next(p, end, &c);
        if (c < ' ' || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029)
            cp_buf_putc(out, ' ');
        else
            cp_buf_put(out, start, (size_t)(p - start));
    }
    cp_buf_puts(out, p < end ? "...\n" : "\n");
}

/* An element that the selector matches, begun or ended. */
static void
put_tag(struct cp_buf *out, const struct cp_name *name, bool end)
{
    cp_buf_puts(out, end ? "</" : "<");
    if (name->kind == CP_NAME_TAG)
        cp_buf_put_slice(out, name->text);
    else
        cp_buf_puts(out, "div");
    if (!end && name->kind != CP_NAME_TAG) {
        cp_buf_puts(out, name->kind == CP_NAME_ID ? " id=\"" : " class=\"");
        cp_buf_put_slice(out, name->text);
        cp_buf_putc(out, '"');
    }
    cp_buf_putc(out, '>');
}

/* What is made up for the tests: enough text that nothing of it goes by itself. */
#define FIRST "It rained all night, and in the morning the road to the village was gone."
#define SECOND "Those who had gone to bed early found out about it when they left for work."
#define BESIDE "Nobody has seen the old bridge since the flood took it, and nobody misses it."

static void
begin_test(struct cp_buf *out, const struct cp_suggest_input *in, const char *what,
           const struct cp_name *name)
{
    cp_buf_puts(out, "\ntest \"");
    cp_buf_puts(out, what);
    put_selector(out, name);
    cp_buf_puts(out, "\" at https://");
    cp_buf_put_slice(out, in->host);
    cp_buf_puts(out, "/\n");
}

static void
put_strip_test(struct cp_buf *out, const struct cp_suggest_input *in, const struct cp_name *name)
{
    begin_test(out, in, "goes: ", name);
    cp_buf_puts(out, "  <p>" FIRST "</p>\n  ");
    put_tag(out, name, false);
    cp_buf_puts(out, "<p>" BESIDE "</p>");
    put_tag(out, name, true);
    cp_buf_puts(out, "\n  <p>" SECOND "</p>\ngives\n  " FIRST "\n\n  " SECOND "\nend\n");
}

static void
put_keep_test(struct cp_buf *out, const struct cp_suggest_input *in, const struct cp_name *name)
{
    begin_test(out, in, "stays: ", name);
    cp_buf_puts(out, "  <nav><a href=\"/\">Home</a></nav>\n  ");
    put_tag(out, name, false);
    cp_buf_puts(out, "\n    <p>" FIRST "</p>\n    <p>" SECOND "</p>\n  ");
    put_tag(out, name, true);
    cp_buf_puts(out, "\ngives\n  " FIRST "\n\n  " SECOND "\nend\n");
}

static void
put_strip(struct cp_buf *out, const struct cp_candidates *c, const struct cp_candidate *k)
{
    put_count(out, "\n  # On ", k->pages, " of ");
    put_count(out, "", c->in->n, " pages; of its ");
    put_count(out, "", k->sum.words, k->sum.words == 1 ? " word " : " words ");
    put_count(out, "", k->sum.kept, k->sum.kept == 1 ? " is kept today:\n  # "
                                                     : " are kept today:\n  # ");
    put_sample(out, k->sample);
    cp_buf_puts(out, "  strip ");
    put_selector(out, &k->name);
    cp_buf_putc(out, '\n');
}

/* What would keep too much is shown, but does nothing. Returns whether it is in force. */
static bool
put_keep(struct cp_buf *out, const struct inside *inside)
{
    const struct cp_candidate *k = inside->text;
    uint32_t more = k->sum.words - k->sum.varying - inside->stripped;
    bool good = more <= FURNITURE_MAX * k->sum.words && inside->lines == 0;

    put_count(out, "\n  # Holds what differs from page to page: ", k->sum.varying, " of its ");
    put_count(out, "", k->sum.words, " words;\n");
    put_count(out, "  # ", k->sum.kept, " are kept today.");
    cp_buf_puts(out, good ? "\n  keep  "
                          : "\n  # It would also keep what repeats in it and has no name.\n"
                            "  # keep  ");
    put_selector(out, &k->name);
    cp_buf_putc(out, '\n');
    return good;
}

/* Only what means itself in a phrase, and has a word. */
static bool
is_phrase(const struct cp_text_seen *t)
{
    bool letters = false;

    if (t->votes == 0 || t->n_words < PHRASE_WORDS_MIN || t->n_words > PHRASE_WORDS_MAX)
        return false;
    for (size_t i = 0; i < t->text.n; i++) {
        unsigned char c = (unsigned char)t->text.p[i];

        if (c < ' ' || strchr("\"*#()|<>&\\", c))
            return false;
        letters |= cp_is_alpha(c) || c >= 0x80;
    }
    return letters;
}

static void
put_phrase(struct cp_buf *out, const struct cp_candidates *c, const struct cp_text_seen *t)
{
    put_count(out, "\n  # On ", t->pages, " of ");
    put_count(out, "", c->in->n, " pages, in no element with a name of its own.\n  strip \"");
    cp_buf_put_slice(out, t->text);
    put_count(out, "\" max-words ", t->n_words, " certain\n");
}

static void
put_phrase_test(struct cp_buf *out, const struct cp_suggest_input *in,
                const struct cp_text_seen *t)
{
    put_count(out, "\ntest \"a line of ", t->n_words, " words goes\" at https://");
    cp_buf_put_slice(out, in->host);
    cp_buf_puts(out, "/\n  <p>" FIRST "</p>\n  <p>" SECOND "</p>\n  <div>");
    cp_buf_put_slice(out, t->text);
    cp_buf_puts(out, "</div>\ngives\n  " FIRST "\n\n  " SECOND "\nend\n");
}

static int
compare(const void *a, const void *b)
{
    const struct cp_candidate *x = a, *y = b;

    if (x->sum.kept != y->sum.kept)
        return x->sum.kept > y->sum.kept ? -1 : 1;
    if (x->votes != y->votes)
        return x->votes > y->votes ? -1 : 1;
    /* So that the order is always the same. */
    if (x->name.text.n != y->name.text.n)
        return x->name.text.n < y->name.text.n ? -1 : 1;
    return memcmp(x->name.text.p, y->name.text.p, x->name.text.n);
}

static void
put_head(struct cp_buf *out, const struct cp_suggest_input *in)
{
    cp_buf_puts(out, "# Proposed by \"cleanpage rules suggest\" from ");
    cp_buf_put_u64(out, in->n);
    cp_buf_puts(out, " pages of ");
    cp_buf_put_slice(out, in->host);
    cp_buf_puts(out, ": read, edit,\n# then run \"cleanpage rules check FILE\" for its tests, and "
                     "\"cleanpage --diff FILE\" on pages\n# (saved ones with \"-u https://");
    cp_buf_put_slice(out, in->host);
    cp_buf_puts(out, "/\", so that rules for the host are theirs).\n\non ");
    cp_buf_put_slice(out, in->host);
    cp_buf_putc(out, '\n');
}

static void
put_all(struct cp_buf *out, const struct cp_candidates *c, const struct inside *inside)
{
    struct cp_buf tests = { 0 };
    uint32_t n = 0;

    put_head(out, c->in);
    for (uint32_t i = 0; i < c->n && n < RULES_MAX; i++)
        if (c->v[i].votes) {
            put_strip(out, c, &c->v[i]);
            put_strip_test(&tests, c->in, &c->v[i].name);
            n++;
        }
    for (uint32_t i = 0; i < c->n_texts && n < RULES_MAX; i++)
        if (is_phrase(&c->texts[i])) {
            put_phrase(out, c, &c->texts[i]);
            put_phrase_test(&tests, c->in, &c->texts[i]);
            n++;
        }
    if (inside->text && put_keep(out, inside))
        put_keep_test(&tests, c->in, &inside->text->name);
    if (!n)
        cp_buf_puts(out, "\n  # Nothing is kept today that repeats from page to page.\n");
    cp_buf_put_slice(out, cp_buf_slice(&tests));
    out->no_memory |= cp_buf_failed(&tests);
    cp_buf_clear(&tests);
}

cleanpage_status
cp_suggest(struct cp_ctx *cx, const struct cp_suggest_input *in, struct cp_buf *out)
{
    struct cp_candidates c = { .cx = cx, .in = in,
                               .need = in->n < 4 ? 2 : (in->n + 1) / 2 };
    struct inside inside = { 0 };
    struct cp_candidate text;
    cleanpage_status st = cp_candidates_count(&c);

    if (st)
        return st;
    inside.text = find_text(&c);
    vote(&c, &inside);
    /* Sorting moves it. */
    if (inside.text) {
        text = *inside.text;
        inside.text = &text;
    }
    if (c.n)
        qsort(c.v, c.n, sizeof *c.v, compare);
    put_all(out, &c, &inside);
    return cp_buf_finish(cx, out, "rules");
}
