/*
 * Rules for a host, proposed from several of its pages.
 *
 * What repeats from page to page and is kept all the same is furniture: a strip rule for the
 * largest element with a lasting name that holds nothing else, or for the words themselves. What
 * differs is the text: a keep rule for the smallest named element that holds it on every page.
 */
#ifndef CP_SUGGEST_SUGGEST_H
#define CP_SUGGEST_SUGGEST_H

#include "base/buf.h"
#include "judge/judge.h"
#include "measure/measure.h"
#include "page/page.h"
#include "rules/rules.h"

struct cp_suggest_page {
    const struct cp_page *page;
    const struct cp_blocks *blocks;
    const struct cp_verdicts *verdicts;
};

struct cp_suggest_input {
    const struct cp_ruleset *rules;    /* for the list layout-names */
    const struct cp_suggest_page *pages;
    uint32_t n;
    struct cp_slice host;    /* lower case, without "www." */
};

/* Appends a rule file with tests. Uses the context's arena for its own work. */
cleanpage_status cp_suggest(struct cp_ctx *cx, const struct cp_suggest_input *in,
                            struct cp_buf *out);

/* The address that a page says is its own: rel=canonical or og:url; empty if it does not. */
struct cp_slice cp_suggest_address(const struct cp_page *page);

#endif
