/* What tells why: the report beside the text. */
#ifndef CP_CLI_REASONS_H
#define CP_CLI_REASONS_H

#include "base/buf.h"
#include "cli/status.h"

/* Appends a document in the format; says what fails, with the name of the input. */
enum cp_exit cp_render_or_say(const char *name, const cleanpage_doc *doc,
                              cleanpage_format format, const cleanpage_layout *layout,
                              struct cp_buf *out);

/* Writes a report, CLEANPAGE_REPORT, to a file, whole or not at all. */
enum cp_exit cp_report_write(const char *path, struct cp_slice report);

#endif
