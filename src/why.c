/* Why a document's blocks were kept or dropped: what is remembered of it, and one of them. */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "document.h"
#include "judge/trace.h"
#include "options.h"
#include "page/path.h"

/* Bytes of a block's text by which it is found again in the text that was made of it. */
#define SAME_BYTES 24

/* Bytes behind the last block that was found in which the next one is looked for first. */
#define NEAR_BYTES 4096

/* Elements that a path shows once the paths of a page have CP_PATHS_BYTES together. */
#define FEW_ELEMENTS 4

struct cp_told
cp_why_told(const struct cleanpage_doc *doc)
{
    return doc->why.first ? *doc->why.first
                          : (struct cp_told){ doc->page, doc->blocks, doc->meta, doc->verdicts };
}

/* ---- scraped text, which is cleaned until it stays as it is ---- */

cleanpage_status
cp_why_begin(struct cp_ctx *cx, struct cleanpage_doc *doc)
{
    struct cp_told *first;

    if (doc->why.first || !doc->verdicts.trace)
        return CLEANPAGE_OK;
    first = cp_arena_alloc(cx->arena, sizeof *first);
    if (!first)
        return cp_fail_nomem(cx);
    *first = cp_why_told(doc);
    doc->why.first = first;
    return CLEANPAGE_OK;
}

/* The text that blocks are looked for in: mostly they are there in their order. */
struct finding {
    struct cp_slice source;
    size_t at;       /* where the last one was */
    size_t looked;   /* bytes of searches from the start */
};

static bool
is_near(struct finding *f, struct cp_slice text)
{
    struct cp_slice near = { f->source.p + f->at, f->source.n - f->at };
    const char *found;

    near.n = near.n < NEAR_BYTES ? near.n : NEAR_BYTES;
    found = cp_slice_find(near, text);
    if (found)
        f->at = (size_t)(found - f->source.p);
    return found;
}

/* Text may have been cut into other blocks since: what begins alike is there. Of a large text
 * not every block can be looked for everywhere. */
static bool
is_there(struct finding *f, struct cp_slice text)
{
    text.n = text.n < SAME_BYTES ? text.n : SAME_BYTES;
    if (is_near(f, text))
        return true;
    if (f->looked > CP_TOLD_SEARCH_MAX)
        return false;
    f->looked += f->source.n;
    return cp_slice_find(f->source, text) != NULL;
}

/* What a later round dropped, as the last word on it. */
static cleanpage_status
settle_first(struct cp_ctx *cx, struct cleanpage_doc *doc)
{
    struct cp_told *first = doc->why.first;
    struct cp_verdict *v = first ? first->verdicts.v : NULL;
    struct finding f = { .source = doc->page.source };

    for (uint32_t i = 0; first && i < first->blocks.n; i++) {
        struct cp_slice text = first->blocks.v[i].text;

        if (!v[i].keep || is_there(&f, text))
            continue;
        v[i].keep = false;
        v[i].reason = CP_BY_POINTS;
        first->verdicts.n_kept--;
        first->verdicts.kept_words -= first->blocks.v[i].n_words;
    }
    if (first)
        cp_trace_step(first->verdicts.trace, &first->verdicts, "again");
    return first && first->verdicts.trace->no_memory ? cp_fail_nomem(cx) : CLEANPAGE_OK;
}

/* ---- when all is done ---- */

static cleanpage_status
copy_rule_files(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cleanpage_doc *doc)
{
    const char *file;
    size_t n = 0;

    while (cp_ruleset_file(rs, n))
        n++;
    doc->why.rule_files = cp_arena_zalloc(cx->arena, n + 1, sizeof *doc->why.rule_files);
    if (!doc->why.rule_files)
        return cp_fail_nomem(cx);
    for (size_t i = 0; (file = cp_ruleset_file(rs, i)); i++) {
        doc->why.rule_files[i] = cp_arena_strndup(cx->arena, file, strlen(file));
        if (!doc->why.rule_files[i])
            return cp_fail_nomem(cx);
    }
    return CLEANPAGE_OK;
}

static cleanpage_status
make_paths(struct cp_ctx *cx, const struct cp_told *told, const char **paths)
{
    struct cp_buf path = { 0 };
    uint32_t *ranks = NULL;
    cleanpage_status st = cp_path_ranks(cx, &told->page, &ranks);
    size_t bytes = 0;

    for (uint32_t i = 0; !st && i < told->blocks.n; i++) {
        path.n = 0;
        cp_path_put(&told->page, ranks, told->blocks.v[i].owner,
                    bytes < CP_PATHS_BYTES ? CP_PATH_ELEMENTS_MAX : FEW_ELEMENTS, &path);
        st = cp_buf_finish(cx, &path, "path");
        bytes += path.n;
        if (!st && !(paths[i] = cp_arena_strndup(cx->arena, path.p, path.n)))
            st = cp_fail_nomem(cx);
    }
    cp_buf_clear(&path);
    return st;
}

cleanpage_status
cp_why_finish(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cleanpage_doc *doc)
{
    cleanpage_status st = settle_first(cx, doc);
    struct cp_told told = cp_why_told(doc);

    doc->why.paths = cp_arena_zalloc(cx->arena, told.blocks.n + 1u, sizeof *doc->why.paths);
    if (!st && !doc->why.paths)
        st = cp_fail_nomem(cx);
    if (!st)
        st = copy_rule_files(cx, rs, doc);
    return st ? st : make_paths(cx, &told, doc->why.paths);
}

/* ---- one block ---- */

/* The rules may be gone: what is told of one is the trace's copy, in its last word on the block. */
static void
tell_rule(const struct cp_trace *trace, size_t i, cleanpage_block_info *info)
{
    const struct cp_step *last = trace ? trace->last[i] : NULL;

    if (!last || !last->place)
        return;
    info->rule_file = last->place->file;
    info->rule_line = last->place->line;
    info->rule_text = last->place->text;
}

int
cleanpage_block(const cleanpage_doc *doc, size_t i, cleanpage_block_info *info)
{
    cleanpage_block_info full = CLEANPAGE_BLOCK_INFO_INIT;
    struct cp_told told = cp_why_told(doc);
    const struct cp_verdict *v;
    const struct cp_block *b;

    if (i >= told.blocks.n)
        return 0;
    v = &told.verdicts.v[i];
    b = &told.blocks.v[i];
    full.text = b->text.p;
    full.text_len = b->text.n;
    full.words = b->n_words;
    full.keep = v->keep;
    full.reason = cp_reason_name((enum cp_reason)v->reason);
    full.points = (double)v->points;
    full.probability = (double)v->probability;
    full.confidence = (double)cp_verdict_confidence(&told.verdicts, (uint32_t)i);
    full.path = doc->why.paths ? doc->why.paths[i] : NULL;
    tell_rule(told.verdicts.trace, i, &full);
    cp_options_fill(info, &full, sizeof full);
    return 1;
}
