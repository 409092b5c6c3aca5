/* The text of an article as a fragment of XHTML, the same for feeds, books and pages. */
#ifndef CP_ARCHIVE_XHTML_H
#define CP_ARCHIVE_XHTML_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

/*
 * Appends the body of a document as cleanpage_render gives it with CLEANPAGE_HTML, as
 * well-formed XHTML of elements of text alone: no scripts, no styles, nothing that is fetched.
 * A picture becomes a link to it with its words. CLEANPAGE_NOMEM.
 */
cleanpage_status cp_xhtml_put_html(struct cp_ctx *cx, struct cp_buf *out, struct cp_slice html);

/* Appends an address as every reader takes it: ASCII with all that no URI may have encoded,
 * escaped for XML. */
void cp_xhtml_put_url(struct cp_buf *out, struct cp_slice url);

/* Appends plain text: empty lines set off paragraphs, others are breaks. */
void cp_xhtml_put_text(struct cp_buf *out, struct cp_slice text);

#endif
