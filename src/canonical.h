/* The address by which two links to the same page are recognised. */
#ifndef CP_CANONICAL_H
#define CP_CANONICAL_H

#include "base/buf.h"
#include "base/fail.h"
#include "rules/rules.h"

/* Appends it. CLEANPAGE_BADARG for what is no address of http or https. */
cleanpage_status cp_canonical_url(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                  const char *url, struct cp_buf *out);

#endif
