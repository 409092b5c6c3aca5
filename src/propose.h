/* Rules for the host that several documents are of. */
#ifndef CP_PROPOSE_H
#define CP_PROPOSE_H

#include "base/buf.h"
#include "document.h"

/* Appends a rule file with tests. CLEANPAGE_BADARG if the pages are of no host or of several. */
cleanpage_status cp_propose(struct cp_ctx *cx, const struct cp_ruleset *rs,
                            cleanpage_doc *const *docs, size_t n, struct cp_buf *out);

#endif
