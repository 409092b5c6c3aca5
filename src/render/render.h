/*
 * Writing a judged page out.
 *
 * One walk over the node table; blocks the judge dropped are passed over. Output is valid
 * UTF-8 without control characters other than line feed (and tab inside pre).
 */
#ifndef CP_RENDER_RENDER_H
#define CP_RENDER_RENDER_H

#include "base/buf.h"
#include "judge/judge.h"
#include "measure/measure.h"
#include "meta/metadata.h"
#include "page/page.h"
#include "url/url.h"

#define CP_PARTS_ALL 511u
/* What a reader of plain text expects of it. */
#define CP_PARTS_TEXT \
    (CLEANPAGE_TABLES | CLEANPAGE_FOOTNOTES | CLEANPAGE_CODE | CLEANPAGE_MATH | CLEANPAGE_RUBY | \
     CLEANPAGE_STRIKE)

struct cp_render_input {
    const struct cp_page *page;
    const struct cp_blocks *blocks;
    const struct cp_meta *meta;
    const struct cp_verdicts *verdicts;
    bool with_title;
    unsigned width;    /* display columns to wrap at; 0: no wrapping */
    const struct cp_metadata *metadata;   /* NULL: nothing is known */
    const cleanpage_info *info;           /* NULL: the same */
    struct cp_url base;      /* tidy address that links are relative to; may be empty */
    bool front_matter, mark_dropped, no_times;
    uint8_t links;     /* cleanpage_links, never AUTO */
    unsigned parts;    /* CLEANPAGE_IMAGES and friends that are shown */
    const struct cp_note *notes;
    /* Of JSON: what the text in it is written with, and the name of its field. */
    void (*body)(const struct cp_render_input *in, struct cp_buf *out);
    const char *body_name;
    /* For the reasons alone, else NULL: each block's element; lists that end with NULL. */
    const char *const *paths, *const *rule_files, *const *note_texts;
};

/* Appends the text to out; one newline at the end, nothing at all when nothing is kept. */
void cp_render_text(const struct cp_render_input *in, struct cp_buf *out);

/* The same as Markdown: see render/markdown.c. */
void cp_render_markdown(const struct cp_render_input *in, struct cp_buf *out);

/* A whole document of its own: see render/html.c and render/tei.c. */
void cp_render_html(const struct cp_render_input *in, struct cp_buf *out);
void cp_render_tei(const struct cp_render_input *in, struct cp_buf *out);

/*
 * All that is known of the page with its text, as one JSON object: docs/json.md. Pretty, or on
 * one line. Not there in a build without jansson.
 */
void cp_render_json(const struct cp_render_input *in, struct cp_buf *out);
void cp_render_jsonl(const struct cp_render_input *in, struct cp_buf *out);

#endif
