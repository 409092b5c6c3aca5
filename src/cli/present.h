/* What is written of each page: it in a format, some of its fields, or a template. */
#ifndef CP_CLI_PRESENT_H
#define CP_CLI_PRESENT_H

#include "base/buf.h"
#include "cli/options.h"

struct cp_present {
    const struct cp_settings *settings;
    struct cp_buf template;
    const char *between; /* what sets the pages of several inputs off from each other */
};

/* Reads and checks what the settings name, so that nothing is fetched in vain. What is wrong is
 * said on stderr. Clear in any case. */
enum cp_exit cp_present_init(struct cp_present *present, const struct cp_settings *settings);
void cp_present_clear(struct cp_present *present);

/*
 * Appends the page. CP_EXIT_NO_TEXT, said on stderr with the name, if it has no main content or
 * none of a field that was selected; `out` may hold something to be written nevertheless.
 */
enum cp_exit cp_present_page(const struct cp_present *present, const char *name,
                             const cleanpage_doc *doc, struct cp_buf *out);

#endif
