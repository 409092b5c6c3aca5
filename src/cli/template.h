/*
 * Templates: text with fields of the page filled in.
 *
 *     {title}            the field, of several values joined by ", "
 *     {author| & }       joined by what stands behind the bar
 *     {published?on {published}}   what stands behind the question mark, if there is a value
 *     {{ }} \n \t \\ \{ \}         the characters themselves
 *
 * Conditions may be nested.
 */
#ifndef CP_CLI_TEMPLATE_H
#define CP_CLI_TEMPLATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"
#include "cleanpage.h"

/* Conditions in conditions. */
#define CP_TEMPLATE_DEPTH_MAX 16

/* What is wrong with a template is appended to `why`; false if so. */
bool cp_template_check(struct cp_slice source, struct cp_buf *why);

/*
 * Appends the template, filled in. Sets *lacks_text if it shows the text of a page that has
 * none.
 */
void cp_template_put(struct cp_buf *out, struct cp_slice source, const cleanpage_doc *doc,
                     const cleanpage_layout *layout, bool *lacks_text);

#endif
