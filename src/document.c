#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "document.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/shown.h"
#include "options.h"
#include "render/explain.h"
#include "render/frontmatter.h"
#include "render/links.h"
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

static cleanpage_status
find_base(struct cp_ctx *cx, struct cleanpage_doc *doc)
{
    struct cp_buf base = { 0 }, tidied = { 0 };
    struct cp_slice tidy = { NULL, 0 };
    const char *copy = NULL;

    if (cp_links_find_base(&doc->page, cp_slice_of(doc->info.url), &base))
        tidy = cp_url_tidy(cp_buf_slice(&base), &tidied);
    if (!cp_buf_failed(&base) && !cp_buf_failed(&tidied))
        copy = cp_arena_strndup(&doc->arena, tidy.n ? tidy.p : "", tidy.n);
    if (copy)
        doc->base = cp_url_split((struct cp_slice){ copy, tidy.n });
    cp_buf_clear(&base);
    cp_buf_clear(&tidied);
    return copy ? CLEANPAGE_OK : cp_fail_nomem(cx);
}

/* With three decimals, whatever the locale. */
static void
write_confidence(struct cleanpage_doc *doc)
{
    double value = doc->info.confidence;
    unsigned n = value >= 1 ? 1000 : value > 0 ? (unsigned)(value * 1000 + 0.5) : 0;

    for (int i = 4; i >= 0; i--) {
        if (i == 1)
            continue;
        doc->confidence[i] = (char)('0' + n % 10);
        n /= 10;
    }
    doc->confidence[1] = '.';
}

/* The title that the judge knows, without what steers a terminal. */
static cleanpage_status
copy_title(struct cp_ctx *cx, struct cleanpage_doc *doc)
{
    struct cp_buf title = { 0 };

    bool has_memory;

    cp_buf_put_shown_line(&title, doc->meta.title, 0);
    has_memory = !cp_buf_failed(&title);
    if (title.n && has_memory)
        has_memory = (doc->title = cp_arena_strndup(&doc->arena, title.p, title.n)) != NULL;
    cp_buf_clear(&title);
    return has_memory ? CLEANPAGE_OK : cp_fail_nomem(cx);
}

cleanpage_status
cp_document_finish(struct cp_ctx *cx, struct cleanpage_doc *doc)
{
    if (copy_title(cx, doc))
        return CLEANPAGE_NOMEM;
    /* Words that were not counted are judged as none, which mostly drops them. */
    doc->info.truncated = doc->page.truncated || doc->blocks.n_words >= CP_WORDS_MAX;
    doc->info.blocks = doc->blocks.n;
    doc->info.kept_blocks = doc->verdicts.n_kept;
    doc->info.kept_words = doc->verdicts.kept_words;
    doc->info.confidence = (double)doc->verdicts.expected_f1;
    write_confidence(doc);
    doc->notes = cx->notes;
    return find_base(cx, doc) ? CLEANPAGE_NOMEM : make_note_texts(cx, doc);
}

const char *
cleanpage_title(const cleanpage_doc *doc)
{
    return doc->title;
}

static const struct cp_value *
find_value(const cleanpage_doc *doc, const char *name, size_t i)
{
    enum cp_field field = cp_field_find(cp_slice_of(name));

    return field == CP_FIELD_COUNT ? NULL : cp_metadata_get(&doc->metadata, field, i);
}

/* Fields that are no metadata of the page: what was found out about it. */
static const char *
get_kind(const cleanpage_doc *doc)
{
    return doc->info.kind;
}

static const char *
get_confidence(const cleanpage_doc *doc)
{
    return doc->confidence;
}

static const char *
get_encoding(const cleanpage_doc *doc)
{
    return doc->info.encoding;
}

static const char *
get_encoding_source(const cleanpage_doc *doc)
{
    return doc->info.encoding_source;
}

static const char *
get_truncated(const cleanpage_doc *doc)
{
    return doc->info.truncated ? "true" : "false";
}

static const struct {
    const char *name;
    const char *(*get)(const cleanpage_doc *doc);   /* NULL: the notes, which are several */
} own_fields[] = {
    { "kind", get_kind },
    { "confidence", get_confidence },
    { "encoding", get_encoding },
    { "encoding_source", get_encoding_source },
    { "truncated", get_truncated },
    { "notes", NULL },
};

#define OWN_FIELDS (sizeof own_fields / sizeof *own_fields)

const char *
cleanpage_field(const cleanpage_doc *doc, const char *name, size_t i)
{
    const struct cp_value *value = find_value(doc, name, i);

    for (size_t k = 0; !value && k < OWN_FIELDS; k++) {
        if (strcmp(own_fields[k].name, name) != 0)
            continue;
        if (!own_fields[k].get)
            return cleanpage_note(doc, i);
        return i == 0 ? own_fields[k].get(doc) : NULL;
    }
    return value ? value->text.p : NULL;
}

const char *
cleanpage_field_name(size_t i)
{
    if (i < CP_FIELD_COUNT)
        return cp_field_name((enum cp_field)i);
    i -= CP_FIELD_COUNT;
    return i < OWN_FIELDS ? own_fields[i].name : NULL;
}

const char *
cleanpage_field_source(const cleanpage_doc *doc, const char *name, size_t i)
{
    const struct cp_value *value = find_value(doc, name, i);

    return value ? value->source : NULL;
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
    cp_options_fill(info, &doc->info, sizeof doc->info);
}

/* The formats, by number: how each is written, and the parts it shows unless told otherwise. */
static const struct {
    void (*render)(const struct cp_render_input *in, struct cp_buf *out);
    unsigned parts;
    uint8_t links;
    bool needs_text; /* nothing is written of a page without main content */
    const char *body_name; /* of a format that may stand in JSON: its field there */
    bool has_body;   /* the text is in another format, layout.body */
    bool needs_trace; /* nothing can be told that was not remembered: CLEANPAGE_TRACE */
} formats[] = {
    [CLEANPAGE_TEXT] = { cp_render_text, CP_PARTS_TEXT, CLEANPAGE_LINKS_NONE,
                         .needs_text = true, .body_name = "text" },
    [CLEANPAGE_MARKDOWN] = { cp_render_markdown, CP_PARTS_ALL, CLEANPAGE_LINKS_INLINE,
                             .needs_text = true, .body_name = "markdown" },
    [CLEANPAGE_HTML] = { cp_render_html, CP_PARTS_ALL, CLEANPAGE_LINKS_INLINE,
                         .needs_text = true },
    [CLEANPAGE_XML] = { cp_render_tei, CP_PARTS_ALL, CLEANPAGE_LINKS_INLINE,
                        .needs_text = true },
#ifdef HAVE_JANSSON
    [CLEANPAGE_JSON] = { cp_render_json, .has_body = true },
    [CLEANPAGE_JSONL] = { cp_render_jsonl, .has_body = true },
    [CLEANPAGE_EXPLAIN] = { cp_render_explain, .needs_trace = true },
    [CLEANPAGE_REPORT] = { cp_render_report, .needs_trace = true },
#endif
};

int
cleanpage_has_format(cleanpage_format format)
{
    return (unsigned)format < sizeof formats / sizeof *formats && formats[format].render;
}

/* What the caller wants, checked and with the format's defaults filled in. */
static cleanpage_status
read_layout(unsigned format, const cleanpage_layout *layout, struct cp_render_input *in)
{
    const unsigned flags = CLEANPAGE_NO_TITLE | CLEANPAGE_FRONT_MATTER |
                           CLEANPAGE_MARK_DROPPED | CLEANPAGE_NO_TIMES;
    cleanpage_layout want = CLEANPAGE_LAYOUT_INIT;
    struct cp_ctx cx = { 0 };
    cleanpage_status st = cp_options_read(&cx, "cleanpage_layout", &want, sizeof want, layout);

    if (st)
        return st;
    if (want.flags & ~flags || want.links < CLEANPAGE_LINKS_AUTO ||
        want.links > CLEANPAGE_LINKS_LIST || (want.with | want.without) & ~CP_PARTS_ALL ||
        (want.body != CLEANPAGE_TEXT && want.body != CLEANPAGE_MARKDOWN))
        return CLEANPAGE_BADARG;
    if (formats[format].has_body) {
        format = (unsigned)want.body;
        if (!cleanpage_has_format((cleanpage_format)format) || !formats[format].body_name)
            return CLEANPAGE_BADARG;
    }
    in->body = formats[format].render;
    in->body_name = formats[format].body_name;
    in->with_title = !(want.flags & CLEANPAGE_NO_TITLE);
    in->front_matter = want.flags & CLEANPAGE_FRONT_MATTER;
    in->mark_dropped = format == CLEANPAGE_TEXT && want.flags & CLEANPAGE_MARK_DROPPED;
    in->no_times = want.flags & CLEANPAGE_NO_TIMES;
    in->width = want.width;
    in->links = (uint8_t)(want.links ? want.links : formats[format].links);
    in->parts = (formats[format].parts | want.with) & ~want.without;
    return CLEANPAGE_OK;
}

/* Reasons are told of the page as it was judged first. */
static void
tell_why(const cleanpage_doc *doc, struct cp_told *told, struct cp_render_input *in)
{
    *told = cp_why_told(doc);
    in->page = &told->page;
    in->blocks = &told->blocks;
    in->meta = &told->meta;
    in->verdicts = &told->verdicts;
    in->paths = doc->why.paths;
    in->rule_files = doc->why.rule_files;
    in->note_texts = doc->note_texts;
}

cleanpage_status
cleanpage_render(const cleanpage_doc *doc, cleanpage_format format,
                 const cleanpage_layout *layout, cleanpage_write_fn write, void *user)
{
    unsigned number = (unsigned)format;
    struct cp_ctx cx = { 0 };
    struct cp_buf out = { 0 };
    struct cp_told told;
    struct cp_render_input in = { .page = &doc->page, .blocks = &doc->blocks, .meta = &doc->meta,
                                  .verdicts = &doc->verdicts, .metadata = &doc->metadata,
                                  .info = &doc->info, .notes = doc->notes, .base = doc->base };
    cleanpage_status st;

    if (!cleanpage_has_format(format))
        return CLEANPAGE_BADARG;
    if (formats[number].needs_trace) {
        if (!doc->why.paths)
            return CLEANPAGE_BADARG;
        tell_why(doc, &told, &in);
    }
    st = read_layout(number, layout, &in);
    if (st)
        return st;
    if (doc->verdicts.n_kept || in.mark_dropped || !formats[number].needs_text) {
        if (in.front_matter && formats[number].body_name)
            cp_front_matter(&in, &out);
        formats[number].render(&in, &out);
    }
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
