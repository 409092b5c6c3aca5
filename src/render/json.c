/*
 * The page as one JSON object: the fields of docs/json.md, in their order, all always there.
 *
 * A string of JSON is UTF-8; what did not come through the decoder, such as notes that quote a
 * header, is therefore made so first.
 */
#include "render/render.h"

#include <jansson.h>
#include <time.h>

#include "base/shown.h"
#include "render/collect.h"
#include "render/json_dump.h"

struct writer {
    const struct cp_render_input *in;
    json_t *root;
    struct cp_arena scratch;
    double body_ms;
    bool no_memory;
};

/* ------------------------------------------------------------------ values */

/* Puts a value under its name; takes it over. */
static void
put(struct writer *w, json_t *object, const char *name, json_t *value)
{
    if (!value || json_object_set_new_nocheck(object, name, value) != 0)
        w->no_memory = true;
}

static void
append(struct writer *w, json_t *list, json_t *value)
{
    if (!value || json_array_append_new(list, value) != 0)
        w->no_memory = true;
}

/* The object or list that was put under a name; one of its own without memory. */
static json_t *
put_new(struct writer *w, json_t *object, const char *name, json_t *container)
{
    put(w, object, name, container);
    return json_object_get(object, name);
}

static json_t *
string(struct writer *w, struct cp_slice text)
{
    struct cp_buf shown = { 0 };
    json_t *value;

    cp_buf_put_shown(&shown, text);
    value = json_stringn_nocheck(shown.n ? shown.p : "", shown.n);
    w->no_memory |= cp_buf_failed(&shown);
    cp_buf_clear(&shown);
    return value;
}

static json_t *
string_or_null(struct writer *w, const char *text)
{
    return text ? string(w, cp_slice_of(text)) : json_null();
}

/* With so many decimals as mean something. */
static json_t *
rounded(double number, double parts)
{
    return json_real(number > 0 ? (double)(uint64_t)(number * parts + 0.5) / parts : 0);
}

static json_t *
whole(uint64_t number)
{
    return json_integer((json_int_t)number);
}

static double
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ------------------------------------------------------------------ what is known */

static void
put_metadata(struct writer *w)
{
    static const bool is_list[CP_FIELD_COUNT] = {
#define CP_FIELD(id, name, many, help) [CP_FIELD_##id] = many,
#include "meta/fields.def"
#undef CP_FIELD
    };

    for (int i = 0; i < CP_FIELD_COUNT; i++) {
        const char *name = cp_field_name((enum cp_field)i);
        const struct cp_value *value = w->in->metadata ? w->in->metadata->first[i] : NULL;
        json_t *list;

        if (!is_list[i]) {
            put(w, w->root, name, value ? string(w, value->text) : json_null());
            continue;
        }
        list = put_new(w, w->root, name, json_array());
        for (; value; value = value->next)
            append(w, list, string(w, value->text));
    }
}

static void
put_encoding(struct writer *w)
{
    json_t *encoding = put_new(w, w->root, "encoding", json_object());

    put(w, encoding, "name", string_or_null(w, w->in->info->encoding));
    put(w, encoding, "source", string_or_null(w, w->in->info->encoding_source));
    put(w, encoding, "bad_bytes", whole(w->in->info->bad_bytes));
}

static void
put_notes(struct writer *w)
{
    json_t *notes = put_new(w, w->root, "notes", json_array());

    for (const struct cp_note *note = w->in->notes; note; note = note->next) {
        json_t *entry = json_object();

        put(w, entry, "id", string_or_null(w, note->id));
        put(w, entry, "detail", string_or_null(w, note->detail));
        append(w, notes, entry);
    }
}

static void
put_times(struct writer *w, json_t *stats)
{
    const cleanpage_info *info = w->in->info;
    json_t *ms;

    if (w->in->no_times) {
        put(w, stats, "ms", json_null());
        return;
    }
    ms = put_new(w, stats, "ms", json_object());
    put(w, ms, "fetch", info->http_status ? rounded(info->fetch_ms, 100) : json_null());
    put(w, ms, "decode", rounded(info->decode_ms, 100));
    put(w, ms, "parse", rounded(info->parse_ms, 100));
    put(w, ms, "measure", rounded(info->measure_ms, 100));
    put(w, ms, "judge", rounded(info->judge_ms, 100));
    put(w, ms, "render", rounded(w->body_ms, 100));
}

static void
put_stats(struct writer *w)
{
    const cleanpage_info *info = w->in->info;
    json_t *stats = put_new(w, w->root, "stats", json_object());

    put(w, stats, "bytes", whole(info->input_bytes));
    put(w, stats, "blocks", whole(info->blocks));
    put(w, stats, "kept_blocks", whole(info->kept_blocks));
    put(w, stats, "words", whole(info->kept_words));
    put_times(w, stats);
}

/* ------------------------------------------------------------------ text and comments */

static void
put_body(struct writer *w, const struct cp_verdicts *main_text)
{
    struct cp_render_input body = *w->in;
    struct cp_buf text = { 0 };
    double start = now_ms();

    body.verdicts = main_text;
    body.front_matter = body.with_title = false;
    if (main_text->n_kept)
        w->in->body(&body, &text);
    w->body_ms = now_ms() - start;
    w->no_memory |= cp_buf_failed(&text);
    while (text.n && text.p[text.n - 1] == '\n')
        text.n--;
    put(w, w->root, w->in->body_name, string(w, cp_buf_slice(&text)));
    cp_buf_clear(&text);
}

/* Whether two blocks of comments are paragraphs of one: beside each other in one element. */
static bool
is_continued(const struct cp_render_input *in, uint32_t a, uint32_t b)
{
    const struct cp_node *nodes = in->page->nodes;
    uint32_t first = in->blocks->v[a].owner, second = in->blocks->v[b].owner;

    return b == a + 1 && nodes[first].tag == CP_TAG_P && nodes[second].tag == CP_TAG_P &&
           nodes[first].parent == nodes[second].parent;
}

static void
put_comments(struct writer *w)
{
    const struct cp_render_input *in = w->in;
    json_t *comments = put_new(w, w->root, "comments", json_array());
    uint32_t n = in->blocks->n;

    for (uint32_t i = 0; i < n; i++) {
        struct cp_buf text = { 0 };

        if (!in->verdicts->v[i].comment)
            continue;
        cp_buf_put_slice(&text, in->blocks->v[i].text);
        while (i + 1 < n && in->verdicts->v[i + 1].comment && is_continued(in, i, i + 1)) {
            cp_buf_puts(&text, "\n\n");
            cp_buf_put_slice(&text, in->blocks->v[++i].text);
        }
        w->no_memory |= cp_buf_failed(&text);
        append(w, comments, string(w, cp_buf_slice(&text)));
        cp_buf_clear(&text);
    }
}

/* The verdicts without the comments, which have a field of their own. */
static bool
part_comments(struct writer *w, struct cp_verdicts *main_text)
{
    const struct cp_verdicts *all = w->in->verdicts;
    uint32_t n = w->in->blocks->n;

    *main_text = *all;
    main_text->v = cp_arena_alloc(&w->scratch, (n + 1) * sizeof *main_text->v);
    if (!main_text->v)
        return false;
    if (n)
        memcpy(main_text->v, all->v, n * sizeof *main_text->v);
    for (uint32_t i = 0; i < n; i++)
        if (all->v[i].keep && all->v[i].comment) {
            main_text->v[i].keep = false;
            main_text->n_kept--;
        }
    return true;
}

/* ------------------------------------------------------------------ links and pictures */

static void
put_links(struct writer *w, const struct cp_references *links)
{
    json_t *list = put_new(w, w->root, "links", json_array());

    for (uint32_t i = 0; i < links->n; i++) {
        json_t *entry = json_object();

        put(w, entry, "url", string(w, links->v[i].url));
        put(w, entry, "text", string(w, links->v[i].text));
        append(w, list, entry);
    }
}

static void
put_images(struct writer *w, const struct cp_references *images)
{
    json_t *list = put_new(w, w->root, "images", json_array());

    for (uint32_t i = 0; i < images->n; i++) {
        const struct cp_reference *image = &images->v[i];
        json_t *entry = json_object();

        put(w, entry, "url", string(w, image->url));
        put(w, entry, "alt", string(w, image->text));
        put(w, entry, "caption", image->caption.n ? string(w, image->caption) : json_null());
        append(w, list, entry);
    }
}

static void
put_references(struct writer *w, const struct cp_verdicts *main_text)
{
    struct cp_render_input in = *w->in;
    struct cp_references links, images;

    in.verdicts = main_text;
    w->no_memory |= !cp_collect(&in, &w->scratch, &links, &images);
    put_links(w, &links);
    put_images(w, &images);
}

/* ------------------------------------------------------------------ the whole */

static void
put_all(struct writer *w)
{
    struct cp_verdicts main_text;

    if (!part_comments(w, &main_text)) {
        w->no_memory = true;
        return;
    }
    put_metadata(w);
    put(w, w->root, "kind", string_or_null(w, w->in->info->kind));
    put(w, w->root, "confidence", rounded(w->in->info->confidence, 1000));
    put_body(w, &main_text);
    put_comments(w);
    put_references(w, &main_text);
    put_encoding(w);
    put(w, w->root, "truncated", json_boolean(w->in->info->truncated));
    put_notes(w);
    put_stats(w);
}

static void
render(const struct cp_render_input *in, struct cp_buf *out, bool pretty)
{
    struct writer w = { .in = in, .root = json_object() };

    cp_arena_init(&w.scratch, CP_ARENA_MAX);
    if (w.root)
        put_all(&w);
    if (!w.root || w.no_memory)
        out->no_memory = true;
    else
        cp_json_dump(out, w.root, pretty);
    cp_buf_putc(out, '\n');
    json_decref(w.root);
    cp_arena_clear(&w.scratch);
}

void
cp_render_json(const struct cp_render_input *in, struct cp_buf *out)
{
    render(in, out, true);
}

void
cp_render_jsonl(const struct cp_render_input *in, struct cp_buf *out)
{
    render(in, out, false);
}
