/*
 * Text that a page brings along for its scripts, for pages that show none of their own.
 *
 * In this order: JSON-LD (articleBody, text, reviewBody, description); the state of an
 * application (__NEXT_DATA__, window.__INITIAL_STATE__ and their like), if most of its prose
 * lies together; the description in the head, if the page says that it is an article or a
 * product. The first that has words enough is taken; a slogan of the site has not. The numbers
 * and lists are in rules/embedded.rules. Nothing here looks at what the page shows: who calls
 * has done that.
 */
#ifndef CP_MEASURE_EMBEDDED_H
#define CP_MEASURE_EMBEDDED_H

#include "base/fail.h"
#include "measure/measure.h"
#include "page/page.h"
#include "rules/rules.h"

struct cp_embedded {
    struct cp_slice html;       /* to be parsed as a page of its own; empty: there is nothing */
    struct cp_slice headline;   /* as HTML; may be empty */
    const char *source;         /* "JSON-LD articleBody", static */
};

/* Fails for want of memory alone. */
cleanpage_status cp_embedded_find(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                  const struct cp_page *page, const struct cp_meta *meta,
                                  struct cp_embedded *found);

#endif
