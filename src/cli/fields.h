/* Fields of a page by name, as --select and --template write them. */
#ifndef CP_CLI_FIELDS_H
#define CP_CLI_FIELDS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"
#include "cleanpage.h"

/* False if there is no field of that name; `why` is told, and which there are. */
bool cp_field_check(struct cp_slice name, struct cp_buf *why);

/* The text itself, in one format or another, and not what is known of it. */
bool cp_field_is_text(struct cp_slice name);

/*
 * Appends the values of a field that passed the check, `between` between them; false if the
 * page has none. A value is one line that steers no terminal, a text has no newline at its end.
 */
bool cp_field_put(struct cp_buf *out, const cleanpage_doc *doc, const cleanpage_layout *layout,
                  struct cp_slice name, struct cp_slice between);

#endif
