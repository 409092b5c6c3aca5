/*
 * A page without text of its own, behind the judge.
 *
 * What is left of it is what it brings along for its scripts: measure/embedded.h. If there is
 * some, it takes the page's place in the document, wholly kept, and the note
 * "from-embedded-data" says where it is from. If there is none and scripts were to fetch the
 * text, nothing is kept, with the note "needs-rendering".
 */
#ifndef CP_FALLBACK_H
#define CP_FALLBACK_H

#include "document.h"

cleanpage_status cp_fallback(struct cp_ctx *cx, const struct cp_ruleset *rs,
                             struct cleanpage_doc *doc);

#endif
