/* A book while it is made: what its chapters and its lists share. */
#ifndef CP_ARCHIVE_EPUB_H
#define CP_ARCHIVE_EPUB_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/export.h"
#include "archive/spool.h"

struct cp_epub {
    struct cp_spool spool;
    uint32_t chapters;
    uint32_t points;     /* of the old table of contents, groups included */
    struct cp_buf group; /* title of the feed at hand */
    bool has_group;      /* and its list is open */
    struct cp_buf text;  /* of the file being made */
};

/* Appends what was gathered in `text` to a file of the spool. */
cleanpage_status cp_epub_spool(struct cp_ctx *cx, struct cp_epub *b, const char *name);
/* The same of a text. */
cleanpage_status cp_epub_spool_string(struct cp_ctx *cx, struct cp_epub *b, const char *name,
                                      const char *text);

/* Appends the beginning of a file of XHTML, up to its body. */
void cp_epub_put_head(struct cp_buf *out, struct cp_slice language, struct cp_slice title);

/* Makes nav.xhtml, toc.ncx and content.opf of what the chapters left in the spool. */
cleanpage_status cp_epub_write_lists(struct cp_ctx *cx, struct cp_epub *b,
                                     const struct cp_export_about *about);

#endif
