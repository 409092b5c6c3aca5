#include "fallback.h"

#include "judge/trace.h"
#include "measure/embedded.h"

/* A link that fetches a script ahead: all that is left of them in pages saved without. */
static bool
announces_script(const struct cp_page *page, uint32_t i)
{
    const struct cp_node *node = &page->nodes[i];

    for (uint32_t k = 0; k < node->len; k++)
        if (cp_slice_eq_nocase(node->u.attrs[k].name, CP_LIT("as")))
            return cp_slice_eq_nocase(node->u.attrs[k].value, CP_LIT("script"));
    return false;
}

static bool
has_scripts(const struct cp_page *page)
{
    for (uint32_t i = 0; i < page->n_nodes; i++)
        if (cp_node_is(page, i, CP_TAG_SCRIPT) ||
            (cp_node_is(page, i, CP_TAG_LINK) && announces_script(page, i)))
            return true;
    return false;
}

/* Words of running text, kept or not. A footer's long list of countries has no sentence. */
static uint32_t
prose_words(const struct cp_blocks *blocks)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < blocks->n; i++)
        if (cp_block_is_prose(&blocks->v[i]) && blocks->v[i].n_sentences)
            n += blocks->v[i].n_words;
    return n;
}

static void
drop_all(struct cleanpage_doc *doc)
{
    for (uint32_t i = 0; i < doc->blocks.n; i++)
        doc->verdicts.v[i].keep = false;
    doc->verdicts.n_kept = doc->verdicts.kept_words = 0;
}

/* Everything a reader would see, but for a heading that says the title again. */
static cleanpage_status
keep_all(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cleanpage_doc *doc)
{
    struct cp_verdicts *verdicts = &doc->verdicts;

    *verdicts = (struct cp_verdicts){
        .v = cp_arena_zalloc(cx->arena, doc->blocks.n + 1, sizeof *verdicts->v),
        .expected_f1 = (float)cp_ruleset_number(rs, "embedded-confidence", 0.5),
    };
    if (!verdicts->v)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i < doc->blocks.n; i++) {
        const struct cp_block *b = &doc->blocks.v[i];
        bool is_title = b->heading && cp_slice_eq_nocase(b->text, doc->meta.title);

        verdicts->v[i].keep = !is_title && !(b->flags & (CP_BLOCK_HIDDEN | CP_BLOCK_TEMPLATE));
        verdicts->v[i].reason = is_title ? CP_BY_TITLE : CP_BY_LAYOUT;
        if (verdicts->v[i].keep) {
            verdicts->n_kept++;
            verdicts->kept_words += b->n_words;
        }
    }
    return CLEANPAGE_OK;
}

/* The first block of a text that came as HTML: a headline may have references in it. */
static cleanpage_status
read_headline(struct cp_ctx *cx, struct cp_slice html, struct cp_slice *title)
{
    struct cp_page page;
    struct cp_blocks blocks;
    cleanpage_status st = cp_page_parse_html(cx, &page, html);

    if (!st)
        st = cp_blocks_measure(cx, &page, NULL, &blocks);
    if (!st && blocks.n)
        *title = blocks.v[0].text;
    return st;
}

static cleanpage_status
take(struct cp_ctx *cx, const struct cp_ruleset *rs, const struct cp_embedded *found,
     struct cleanpage_doc *doc)
{
    bool truncated = doc->page.truncated;
    cleanpage_status st = CLEANPAGE_OK;

    if (found->headline.n)
        st = read_headline(cx, found->headline, &doc->meta.title);
    doc->meta.title_block = CP_NO_NODE;
    if (!st)
        st = cp_page_parse_html(cx, &doc->page, found->html);
    doc->page.truncated |= truncated;
    if (!st)
        st = cp_blocks_measure(cx, &doc->page, NULL, &doc->blocks);
    if (!st)
        st = keep_all(cx, rs, doc);
    return st;
}

cleanpage_status
cp_fallback(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cleanpage_doc *doc)
{
    struct cp_embedded found;
    cleanpage_status st;

    if (doc->page.plain_text ||
        doc->verdicts.kept_words >= cp_ruleset_number(rs, "embedded-own-words", 10))
        return CLEANPAGE_OK;
    st = cp_embedded_find(cx, rs, &doc->page, &doc->meta, &found);
    if (st)
        return st;
    if (found.html.n) {
        cp_note(cx, "from-embedded-data", "the page shows no text; taken from %s",
                found.source);
        return take(cx, rs, &found, doc);
    }
    if (has_scripts(&doc->page) &&
        prose_words(&doc->blocks) < cp_ruleset_number(rs, "embedded-shell-words", 60)) {
        cp_note(cx, "needs-rendering", "the page shows no text before its scripts have run");
        drop_all(doc);
        cp_trace_step(doc->verdicts.trace, &doc->verdicts, "needs-rendering");
    }
    return CLEANPAGE_OK;
}
