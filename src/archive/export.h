/*
 * Exports: articles written in a format of others, one after the other.
 *
 * Nothing here knows the archive's tables: whoever asks hands in articles in the order they
 * shall have. The memory taken does not grow with their number. Files are made under another
 * name and get their own when they are whole and on the disk; what was there before stays until
 * then. The same articles give the same bytes.
 */
#ifndef CP_ARCHIVE_EXPORT_H
#define CP_ARCHIVE_EXPORT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

enum cp_export_format {
    CP_EXPORT_ATOM,  /* a feed with the whole texts */
    CP_EXPORT_EPUB,  /* a book, EPUB 3, a chapter for each */
    CP_EXPORT_HTML,  /* a directory of pages with an index and a search */
    CP_EXPORT_JSONL, /* an object on a line for each */
    CP_EXPORT_MBOX   /* a mail for each */
};

/* Valid UTF-8; what is not known is empty. */
struct cp_export_article {
    int64_t id; /* differs from article to article, stays the same */
    struct cp_slice title, author;
    struct cp_slice published, updated; /* "2026-11-21T08:30:00Z" or "2026-11-21" */
    struct cp_slice url;
    struct cp_slice feed_title, feed_name; /* for people; of the directory, a stable name */
    struct cp_slice language;              /* "en" */
    struct cp_slice summary;               /* plain text */
    struct cp_slice text;                  /* plain text, paragraphs set off by empty lines */
    struct cp_slice html;                  /* of cp_xhtml_put_html or cp_xhtml_put_text */
    struct cp_slice path;                  /* of the text file in the archive */
};

/* What the whole is. */
struct cp_export_about {
    struct cp_slice title;    /* "Archive of ..." */
    struct cp_slice id;       /* an URI that stays the same: "urn:uuid:..." */
    struct cp_slice date;     /* "2026-11-21T08:30:00Z": of the newest article, or now */
    struct cp_slice language; /* of most articles; empty: "und" */
};

struct cp_export;

/*
 * `path` is a file, for CP_EXPORT_HTML a directory that is empty, not there yet or an older
 * export; "-" is stdout, but for EPUB and HTML. CLEANPAGE_WRITE, with the path and the cause.
 * `about` must live as long.
 */
cleanpage_status cp_export_begin(struct cp_ctx *cx, enum cp_export_format format,
                                 const char *path, const struct cp_export_about *about,
                                 struct cp_export **export);
cleanpage_status cp_export_add(struct cp_ctx *cx, struct cp_export *e,
                               const struct cp_export_article *article);
/* Finishes and frees, after a failure, too. Only what is CLEANPAGE_OK here is there. */
cleanpage_status cp_export_end(struct cp_ctx *cx, struct cp_export *e);
/* Frees; nothing was exported. NULL is fine. */
void cp_export_drop(struct cp_export *e);

#endif
