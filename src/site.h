/* The keys of a document by which its host is learned: what the public interface says of them.
 */
#ifndef CP_SITE_H
#define CP_SITE_H

#include "document.h"

/* CLEANPAGE_WRITE if `tell` stops. */
cleanpage_status cp_site_tell(struct cp_ctx *cx, const struct cleanpage_doc *doc,
                              cleanpage_key_fn tell, void *user);

#endif
