/*
 * Text that a page brings along for its scripts, for pages that show none of their own.
 *
 * In this order: JSON-LD (articleBody, text, reviewBody, description); the state of an
 * application (__NEXT_DATA__ and its like), if much of its prose lies together; the
 * description in the head, if the page says that it is an article or a product. A body is
 * taken as soon as it has words enough, so that slogans of a site are no text:
 * rules/embedded.rules. Nothing here looks at what the page shows; who calls has done that.
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
