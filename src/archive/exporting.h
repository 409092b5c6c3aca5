/* What the formats of archive/export.h share. */
#ifndef CP_ARCHIVE_EXPORTING_H
#define CP_ARCHIVE_EXPORTING_H

#include "archive/export.h"
#include "archive/outfile.h"

struct cp_export {
    const struct cp_export_kind *kind;
    const struct cp_export_about *about;
    char *path;
    struct cp_outfile file; /* of the formats that are one stream of text */
    void *own;              /* of the kind; NULL until its begin made it */
};

/* How a format is written. Those without `file` open nothing before their begin. */
struct cp_export_kind {
    bool is_stream; /* into `file`, which may be stdout */
    cleanpage_status (*begin)(struct cp_ctx *cx, struct cp_export *e);
    cleanpage_status (*add)(struct cp_ctx *cx, struct cp_export *e,
                            const struct cp_export_article *article);
    /* Before the file gets its name. */
    cleanpage_status (*end)(struct cp_ctx *cx, struct cp_export *e);
    /* Frees `own`, and removes what was not finished. */
    void (*drop)(struct cp_export *e);
};

extern const struct cp_export_kind cp_export_atom, cp_export_epub, cp_export_html,
    cp_export_jsonl, cp_export_mbox;

/* Appends `<name attributes>text</name>` and a line feed; nothing for an empty text. */
void cp_export_put_element(struct cp_buf *out, const char *name, const char *attributes,
                           struct cp_slice text);

/* Appends a string of JSON in quotes, fit to stand in a script, too. */
void cp_export_put_json(struct cp_buf *out, struct cp_slice text);

/* A language as BCP 47 has it; "und" for what is none. */
struct cp_slice cp_export_language(struct cp_slice language);

/* What to call an article that may have no title: its title, its address, or "Untitled". */
struct cp_slice cp_export_title(const struct cp_export_article *article);

/* Appends its text as XHTML, of the plain text if there is nothing else. */
void cp_export_put_body(struct cp_buf *out, const struct cp_export_article *article);

/* Appends the line under a title in XHTML: author, day, feed with a link to the page. */
void cp_export_put_byline(struct cp_buf *out, const struct cp_export_article *article);

/* The first ten bytes of an ISO date, or as many as there are. */
struct cp_slice cp_export_day(struct cp_slice date);

#endif
