/* The formats by the names that the command line has for them. */
#ifndef CP_CLI_FORMATS_H
#define CP_CLI_FORMATS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"
#include "cleanpage.h"

struct cp_format {
    const char *name, *other_names; /* separated by spaces */
    const char *extensions;         /* of file names, the same */
    const char *help;
    const char *between; /* what stands between the pages of several inputs */
    cleanpage_format format;
    bool is_document;      /* of one page: several would be no document any more */
    bool has_front_matter; /* of --front-matter */
    bool is_always;        /* written of pages without main content, too */
};

/* NULL if there is none of that name; this build need not have it. */
const struct cp_format *cp_format_find(struct cp_slice name);

/* The format that a file's name ends in; NULL if it says nothing. */
const struct cp_format *cp_format_of_file(const char *path);

/* Appends a line for each format that this build has: its name and what it is. */
void cp_formats_list(struct cp_buf *out);

#endif
