/*
 * A cleaned page as the library keeps it: the arena with everything in it, and the tables of
 * each stage. Shared by the pipeline (pipeline.c) and what is asked of it later (document.c).
 */
#ifndef CP_DOCUMENT_H
#define CP_DOCUMENT_H

#include "base/arena.h"
#include "base/fail.h"
#include "judge/judge.h"
#include "measure/measure.h"
#include "meta/metadata.h"
#include "page/page.h"
#include "url/url.h"

/* The tables that reasons are told of. */
struct cp_told {
    struct cp_page page;
    struct cp_blocks blocks;
    struct cp_meta meta;
    struct cp_verdicts verdicts;
};

/* What is kept for those who want to know why; all NULL where nobody asked (why.c). */
struct cp_why {
    struct cp_told *first;        /* scraped text as it was before it was cleaned again, or NULL */
    const char **paths;           /* of each block's element */
    const char **rule_files;      /* in force; NULL at the end */
};

struct cleanpage_doc {
    struct cp_arena arena;
    struct cp_page page;
    struct cp_blocks blocks;
    struct cp_meta meta;
    struct cp_verdicts verdicts;
    struct cp_metadata metadata;
    const struct cp_note *notes;
    struct cp_url base;           /* what links are relative to; empty if unknown */
    const char *title;            /* NUL-terminated meta.title; NULL if the page has none */
    const char **note_texts;      /* "id: detail", NULL at the end */
    char confidence[8];           /* info.confidence as text, "0.874" */
    cleanpage_info info;
    struct cp_why why;
    struct cp_slice bytes;        /* the page as it came */
    const char *charset;          /* as the caller or the transport had it; NULL: neither did */
    bool force_charset;
    int input;                    /* cleanpage_input */
};

/* Makes what the accessors return out of the tables, once all stages are done. */
cleanpage_status cp_document_finish(struct cp_ctx *cx, struct cleanpage_doc *doc);

/* For CLEANPAGE_TRACE. The first remembers the tables of scraped text before they are replaced by
 * those of the next round, the second does the rest when all stages are done. */
cleanpage_status cp_why_begin(struct cp_ctx *cx, struct cleanpage_doc *doc);
cleanpage_status cp_why_finish(struct cp_ctx *cx, const struct cp_ruleset *rs,
                               struct cleanpage_doc *doc);

/* The tables that reasons are told of: those of the document, or of scraped text the first. */
struct cp_told cp_why_told(const struct cleanpage_doc *doc);

#endif
