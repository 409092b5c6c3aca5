#include "document.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "options.h"
#include "render/render.h"

static cleanpage_status
make_note_texts(struct cp_ctx *cx, struct cleanpage_doc *doc)
{
    const struct cp_note *note;
    size_t n = 0;

    for (note = cx->notes; note; note = note->next)
        n++;
    doc->note_texts = cp_arena_zalloc(&doc->arena, n + 1, sizeof *doc->note_texts);
    if (!doc->note_texts)
        return cp_fail_nomem(cx);
    n = 0;
    for (note = cx->notes; note; note = note->next) {
        size_t id = strlen(note->id), detail = strlen(note->detail);
        char *text = cp_arena_alloc(&doc->arena, id + detail + 3);
        if (!text)
            return cp_fail_nomem(cx);
        memcpy(text, note->id, id);
        memcpy(text + id, ": ", 2);
        memcpy(text + id + 2, note->detail, detail + 1);
        doc->note_texts[n++] = text;
    }
    return CLEANPAGE_OK;
}

cleanpage_status
cp_document_finish(struct cp_ctx *cx, struct cleanpage_doc *doc)
{
    struct cp_slice title = doc->meta.title;

    if (title.n) {
        doc->title = cp_arena_strndup(&doc->arena, title.p, title.n);
        if (!doc->title)
            return cp_fail_nomem(cx);
    }
    /* Words that were not counted are judged as none, which mostly drops them. */
    doc->info.truncated = doc->page.truncated || doc->blocks.n_words >= CP_WORDS_MAX;
    doc->info.blocks = doc->blocks.n;
    doc->info.kept_blocks = doc->verdicts.n_kept;
    doc->info.kept_words = doc->verdicts.kept_words;
    doc->info.confidence = (double)doc->verdicts.expected_f1;
    return make_note_texts(cx, doc);
}

const char *
cleanpage_title(const cleanpage_doc *doc)
{
    return doc->title;
}

const char *
cleanpage_note(const cleanpage_doc *doc, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (!doc->note_texts[k])
            return NULL;
    return doc->note_texts[i];
}

int
cleanpage_has_text(const cleanpage_doc *doc)
{
    return doc->verdicts.n_kept > 0;
}

void
cleanpage_get_info(const cleanpage_doc *doc, cleanpage_info *info)
{
    size_t theirs = info->size < sizeof *info ? info->size : sizeof *info;

    /* A caller's larger struct keeps its own bytes behind ours, as its INIT macro set them. */
    if (theirs > sizeof info->size)
        memcpy((char *)info + sizeof info->size, (const char *)&doc->info + sizeof info->size,
               theirs - sizeof info->size);
}

cleanpage_status
cleanpage_render(const cleanpage_doc *doc, cleanpage_format format,
                 const cleanpage_layout *layout, cleanpage_write_fn write, void *user)
{
    struct cp_ctx cx = { 0 };
    cleanpage_layout want = CLEANPAGE_LAYOUT_INIT;
    struct cp_buf out = { 0 };
    struct cp_render_input in = { &doc->page, &doc->blocks, &doc->meta, &doc->verdicts, true, 0 };
    cleanpage_status st;

    st = cp_options_read(&cx, "cleanpage_layout", &want, sizeof want, layout);
    if (st)
        return st;
    if (format != CLEANPAGE_TEXT || (want.flags & ~CLEANPAGE_NO_TITLE))
        return CLEANPAGE_BADARG;
    in.with_title = !(want.flags & CLEANPAGE_NO_TITLE);
    in.width = want.width;
    if (doc->verdicts.n_kept)
        cp_render_text(&in, &out);
    st = cp_buf_finish(&cx, &out, "output");
    if (!st && out.n && write(user, out.p, out.n))
        st = CLEANPAGE_WRITE;
    cp_buf_clear(&out);
    return st;
}

void
cleanpage_doc_free(cleanpage_doc *doc)
{
    struct cp_arena arena;

    if (!doc)
        return;
    /* The document itself lies in its arena. */
    arena = doc->arena;
    cp_arena_clear(&arena);
}
