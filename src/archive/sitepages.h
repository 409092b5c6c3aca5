/* A directory of pages while it is made: what its articles, lists and index share. */
#ifndef CP_ARCHIVE_SITEPAGES_H
#define CP_ARCHIVE_SITEPAGES_H

#include <stdint.h>

#include "archive/exporting.h"
#include "archive/siteindex.h"
#include "archive/sitelist.h"
#include "archive/spool.h"

struct cp_site {
    struct cp_spool spool; /* what is gathered */
    struct cp_spool made;  /* what will be the directory; its files lie one level deep */
    struct cp_buf text;    /* of the piece being made */
    struct cp_buf block;   /* titles of the last documents */
    struct cp_siteindex index;
    struct cp_sitelist feeds, months;
    uint32_t documents;
    char month[8]; /* whose directory is there */
};

/* Appends the beginning of a page, up to its body; `root` leads from it to the directory. */
void cp_site_put_head(struct cp_buf *out, struct cp_slice language, struct cp_slice title,
                      const char *root);
/* Appends the way back to the index, over a page one level deep. */
void cp_site_put_way_back(struct cp_buf *out, const struct cp_export *e);

/* Writes a file and empties the text. Only the whole directory is flushed, at the end. */
cleanpage_status cp_site_write(struct cp_ctx *cx, struct cp_site *s, const char *dir,
                               const char *name, struct cp_buf *text);

cleanpage_status cp_site_write_lists(struct cp_ctx *cx, const struct cp_export *e,
                                     struct cp_site *s, const struct cp_sitelist *l);
cleanpage_status cp_site_write_index(struct cp_ctx *cx, const struct cp_export *e,
                                     struct cp_site *s);

#endif
