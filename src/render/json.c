/* The page as one JSON object: the fields of docs/json.md, in their order, all always there. */
#include "render/render.h"

#include <time.h>

#include "render/collect.h"
#include "render/json_write.h"

struct writer {
    const struct cp_render_input *in;
    struct cp_json_writer json;
    struct cp_arena scratch;
    double body_ms;
    bool no_memory;
};

/* ------------------------------------------------------------------ values */

static void
put_text(struct writer *w, const char *name, struct cp_slice text)
{
    cp_json_key(&w->json, name);
    cp_json_text(&w->json, text);
}

static void
put_text_or_null(struct writer *w, const char *name, const char *text)
{
    cp_json_key(&w->json, name);
    cp_json_text_or_null(&w->json, text);
}

/* With so many decimals as mean something. */
static void
put_rounded(struct writer *w, const char *name, double number, double parts)
{
    cp_json_key(&w->json, name);
    cp_json_real(&w->json, number > 0 ? (double)(uint64_t)(number * parts + 0.5) / parts : 0);
}

static void
put_whole(struct writer *w, const char *name, uint64_t number)
{
    cp_json_key(&w->json, name);
    cp_json_integer(&w->json, number);
}

static void
begin(struct writer *w, const char *name, char bracket)
{
    cp_json_key(&w->json, name);
    cp_json_start(&w->json, bracket);
}

static void
end(struct writer *w, char bracket)
{
    cp_json_end(&w->json, bracket);
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
        const struct cp_value *value = w->in->metadata ? w->in->metadata->first[i] : NULL;

        cp_json_key(&w->json, cp_field_name((enum cp_field)i));
        if (!is_list[i]) {
            cp_json_text_or_null(&w->json, value ? value->text.p : NULL);
            continue;
        }
        cp_json_start(&w->json, '[');
        for (; value; value = value->next)
            cp_json_text(&w->json, value->text);
        end(w, ']');
    }
}

static void
put_encoding(struct writer *w)
{
    begin(w, "encoding", '{');
    put_text_or_null(w, "name", w->in->info->encoding);
    put_text_or_null(w, "source", w->in->info->encoding_source);
    put_whole(w, "bad_bytes", w->in->info->bad_bytes);
    end(w, '}');
}

static void
put_notes(struct writer *w)
{
    begin(w, "notes", '[');
    for (const struct cp_note *note = w->in->notes; note; note = note->next) {
        cp_json_start(&w->json, '{');
        put_text_or_null(w, "id", note->id);
        put_text_or_null(w, "detail", note->detail);
        end(w, '}');
    }
    end(w, ']');
}

static void
put_times(struct writer *w)
{
    const cleanpage_info *info = w->in->info;

    if (w->in->no_times) {
        put_text_or_null(w, "ms", NULL);
        return;
    }
    begin(w, "ms", '{');
    if (info->http_status)
        put_rounded(w, "fetch", info->fetch_ms, 100);
    else
        put_text_or_null(w, "fetch", NULL);
    put_rounded(w, "decode", info->decode_ms, 100);
    put_rounded(w, "parse", info->parse_ms, 100);
    put_rounded(w, "measure", info->measure_ms, 100);
    put_rounded(w, "judge", info->judge_ms, 100);
    put_rounded(w, "render", w->body_ms, 100);
    end(w, '}');
}

static void
put_stats(struct writer *w)
{
    const cleanpage_info *info = w->in->info;

    begin(w, "stats", '{');
    put_whole(w, "bytes", info->input_bytes);
    put_whole(w, "blocks", info->blocks);
    put_whole(w, "kept_blocks", info->kept_blocks);
    put_whole(w, "words", info->kept_words);
    put_times(w);
    end(w, '}');
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
    put_text(w, w->in->body_name, cp_buf_slice(&text));
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
    uint32_t n = in->blocks->n;

    begin(w, "comments", '[');
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
        cp_json_text(&w->json, cp_buf_slice(&text));
        cp_buf_clear(&text);
    }
    end(w, ']');
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
    begin(w, "links", '[');
    for (uint32_t i = 0; i < links->n; i++) {
        cp_json_start(&w->json, '{');
        put_text(w, "url", links->v[i].url);
        put_text(w, "text", links->v[i].text);
        end(w, '}');
    }
    end(w, ']');
}

static void
put_images(struct writer *w, const struct cp_references *images)
{
    begin(w, "images", '[');
    for (uint32_t i = 0; i < images->n; i++) {
        const struct cp_reference *image = &images->v[i];

        cp_json_start(&w->json, '{');
        put_text(w, "url", image->url);
        put_text(w, "alt", image->text);
        cp_json_key(&w->json, "caption");
        if (image->caption.n)
            cp_json_text(&w->json, image->caption);
        else
            cp_json_null(&w->json);
        end(w, '}');
    }
    end(w, ']');
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
    cp_json_start(&w->json, '{');
    put_metadata(w);
    put_text_or_null(w, "kind", w->in->info->kind);
    put_rounded(w, "confidence", w->in->info->confidence, 1000);
    put_body(w, &main_text);
    put_comments(w);
    put_references(w, &main_text);
    put_encoding(w);
    cp_json_key(&w->json, "truncated");
    cp_json_bool(&w->json, w->in->info->truncated);
    put_notes(w);
    put_stats(w);
    end(w, '}');
}

static void
render(const struct cp_render_input *in, struct cp_buf *out, bool pretty)
{
    struct writer w = { .in = in, .json = { .out = out, .pretty = pretty } };

    cp_arena_init(&w.scratch, CP_ARENA_MAX);
    put_all(&w);
    out->no_memory |= !cp_json_finish(&w.json) || w.no_memory;
    cp_buf_putc(out, '\n');
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
