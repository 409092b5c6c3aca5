/*
 * A cleaned page as the library keeps it: the arena with everything in it, and the tables of
 * each stage. Shared by the pipeline (cleanpage.c) and what is asked of it later (document.c).
 */
#ifndef CP_DOCUMENT_H
#define CP_DOCUMENT_H

#include "base/arena.h"
#include "base/fail.h"
#include "judge/judge.h"
#include "measure/measure.h"
#include "meta/metadata.h"
#include "page/page.h"

struct cleanpage_doc {
    struct cp_arena arena;
    struct cp_page page;
    struct cp_blocks blocks;
    struct cp_meta meta;
    struct cp_verdicts verdicts;
    struct cp_metadata metadata;
    const struct cp_note *notes;
    struct cp_slice base;         /* what links are relative to; empty if unknown */
    const char *title;            /* NUL-terminated meta.title; NULL if the page has none */
    const char **note_texts;      /* "id: detail", NULL at the end */
    char confidence[8];           /* info.confidence as text, "0.874" */
    cleanpage_info info;
};

/* Makes what the accessors return out of the tables, once all stages are done. */
cleanpage_status cp_document_finish(struct cp_ctx *cx, struct cleanpage_doc *doc);

#endif
