/* Rules for the host of several documents: what suggest/ needs of them, and whose they are. */
#include "propose.h"

#include "suggest/suggest.h"
#include "url/url.h"

/* The host that a page is of, by the caller's word or its own. */
static cleanpage_status
find_host(struct cp_ctx *cx, const cleanpage_doc *doc, struct cp_slice *host)
{
    struct cp_slice www = CP_LIT("www.");
    cleanpage_status st = cp_url_host(cx, cp_slice_of(doc->info.url), host);

    if (!st && host->n == 0)
        st = cp_url_host(cx, cp_suggest_address(&doc->page), host);
    if (!st && cp_slice_starts_nocase(*host, www))
        *host = (struct cp_slice){ host->p + www.n, host->n - www.n };
    return st;
}

static cleanpage_status
find_one_host(struct cp_ctx *cx, cleanpage_doc *const *docs, size_t n, struct cp_slice *host)
{
    *host = (struct cp_slice){ 0 };
    for (size_t i = 0; i < n; i++) {
        struct cp_slice own;
        cleanpage_status st = find_host(cx, docs[i], &own);

        if (st)
            return st;
        if (host->n && own.n && !cp_slice_eq(*host, own))
            return cp_fail(cx, CLEANPAGE_BADARG, "pages of two hosts, %.*s and %.*s: one at a time",
                           (int)host->n, host->p, (int)own.n, own.p);
        if (own.n)
            *host = own;
    }
    return host->n ? CLEANPAGE_OK
                   : cp_fail(cx, CLEANPAGE_BADARG, "no page says which host it is of");
}

static cleanpage_status
suggest(struct cp_ctx *cx, const struct cp_ruleset *rs, cleanpage_doc *const *docs, size_t n,
        struct cp_buf *out)
{
    struct cp_suggest_page *pages = cp_arena_zalloc(cx->arena, n, sizeof *pages);
    struct cp_suggest_input in = { rs, pages, (uint32_t)n, { 0 } };
    cleanpage_status st;

    if (!pages)
        return cp_fail_nomem(cx);
    for (size_t i = 0; i < n; i++)
        pages[i] = (struct cp_suggest_page){ &docs[i]->page, &docs[i]->blocks,
                                             &docs[i]->verdicts };
    st = find_one_host(cx, docs, n, &in.host);
    return st ? st : cp_suggest(cx, &in, out);
}

cleanpage_status
cp_propose(struct cp_ctx *cx, const struct cp_ruleset *rs, cleanpage_doc *const *docs, size_t n,
           struct cp_buf *out)
{
    struct cp_arena arena;
    cleanpage_status st;

    if (n < 2 || n > CP_SUGGEST_PAGES_MAX)
        return cp_fail(cx, CLEANPAGE_BADARG, "rules are suggested from 2 to %d pages of a host",
                       CP_SUGGEST_PAGES_MAX);
    cp_arena_init(&arena, 0);
    cx->arena = &arena;
    st = suggest(cx, rs, docs, n, out);
    cx->arena = NULL;
    cp_arena_clear(&arena);
    return st;
}
