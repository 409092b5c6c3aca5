/*
 * The pipeline: bytes come in, stages follow each other, a document goes out.
 */
#include "cleanpage.h"

#include <string.h>
#include <time.h>

#include "decode/binary.h"
#include "decode/decode.h"
#include "document.h"
#include "fallback.h"
#include "judge/judge.h"
#include "judge/pick.h"
#include "measure/facts.h"
#include "measure/measure.h"
#include "meta/metadata.h"
#include "options.h"
#include "page/page.h"
#include "render/render.h"
#include "url/url.h"
#include "worker.h"

static double
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Milliseconds since *since, which becomes now. */
static double
lap_ms(double *since)
{
    double now = now_ms(), lap = now - *since;

    *since = now;
    return lap;
}

/* The document's own copy of the page, so that text in its tables outlives the caller's. */
static cleanpage_status
own_bytes(struct cp_ctx *cx, const char *bytes, size_t len, struct cp_slice *own)
{
    *own = (struct cp_slice){ cp_arena_strndup(cx->arena, bytes, len), len };
    return own->p ? CLEANPAGE_OK : cp_fail_nomem(cx);
}

/* A file may be anything; what the caller says is HTML or text is taken as that. */
static cleanpage_status
refuse_binary(struct cp_ctx *cx, const cleanpage_options *opt, struct cp_slice bytes)
{
    const char *kind = opt->input == CLEANPAGE_INPUT_AUTO ? cp_binary_kind(bytes) : NULL;

    return kind ? cp_fail(cx, CLEANPAGE_TYPE, "neither HTML nor text: %s", kind) : CLEANPAGE_OK;
}

static cleanpage_status
decode_and_parse(struct cp_ctx *cx, const cleanpage_options *opt, struct cp_slice bytes,
                 struct cleanpage_doc *doc)
{
    struct cp_decoded decoded;
    double clock = now_ms();
    cleanpage_status st;
    bool html;

    st = refuse_binary(cx, opt, bytes);
    if (!st)
        st = cp_decode(cx, bytes, opt->charset, opt->flags & CLEANPAGE_FORCE_CHARSET, &decoded);
    if (st)
        return st;
    doc->info.encoding = decoded.encoding;
    doc->info.encoding_source = decoded.source;
    doc->info.bad_bytes = decoded.bad_sequences;
    doc->info.decode_ms = lap_ms(&clock);
    html = opt->input == CLEANPAGE_INPUT_AUTO ? decoded.is_html
                                              : opt->input == CLEANPAGE_INPUT_HTML;
    st = html ? cp_page_parse_html(cx, &doc->page, decoded.text)
              : cp_page_parse_text(cx, &doc->page, decoded.text);
    doc->info.parse_ms = lap_ms(&clock);
    return st;
}

/* The kind asked for, or the one that the page's facts speak for. Scraped text has lost most of
 * what would tell; nearly all of it was an article. */
static struct cp_page_kind
find_kind(const cleanpage *cp, const cleanpage_options *opt, const struct cleanpage_doc *doc,
          const struct cp_features *features)
{
    float facts[CP_FACT_COUNT];

    if (opt->kind)
        return cp_kind_sure((cleanpage_kind)opt->kind);
    if (doc->page.plain_text)
        return cp_kind_sure(CLEANPAGE_KIND_ARTICLE);
    cp_facts_measure(cp->rules, &doc->blocks, &doc->meta, features, cp_slice_of(opt->url), facts);
    return cp_judge_kind(cp->weights, facts);
}

static float
beta_of(const cleanpage_options *opt)
{
    if (opt->flags & CLEANPAGE_PRECISION)
        return CP_BETA_PRECISION;
    return opt->flags & CLEANPAGE_RECALL ? CP_BETA_RECALL : 1;
}

/* The text with all its blocks, as it would be written. */
static cleanpage_status
render_all(struct cp_ctx *cx, const struct cleanpage_doc *doc, struct cp_buf *out)
{
    uint32_t n = doc->blocks.n;
    struct cp_verdicts all = { .v = cp_arena_zalloc(cx->arena, n + 1, sizeof *all.v) };
    struct cp_meta none = { .title_block = CP_NO_NODE };
    struct cp_render_input in = { .page = &doc->page, .blocks = &doc->blocks, .meta = &none,
                                  .verdicts = &all, .parts = CP_PARTS_TEXT,
                                  .links = CLEANPAGE_LINKS_NONE };

    if (!all.v)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i < n; i++)
        all.v[i].keep = true;
    cp_render_text(&in, out);
    return cp_buf_finish(cx, out, "text");
}

/* Whether scraped text is laid out as cleanpage writes it: see struct cp_page. */
static cleanpage_status
recognise_settled(struct cp_ctx *cx, struct cleanpage_doc *doc)
{
    struct cp_buf out = { .max = CP_INPUT_MAX };
    cleanpage_status st = render_all(cx, doc, &out);

    doc->page.settled = !st && cp_slice_eq(cp_buf_slice(&out), doc->page.source);
    cp_buf_clear(&out);
    return st;
}

static cleanpage_status
measure_and_judge(struct cp_ctx *cx, const cleanpage *cp, const cleanpage_options *opt,
                  struct cleanpage_doc *doc)
{
    struct cp_features features;
    struct cp_judge_input known = {
        .rules = cp->rules, .weights = cp->weights, .page = &doc->page,
        .blocks = &doc->blocks, .features = &features, .meta = &doc->meta,
        .comments = (uint8_t)opt->comments, .beta = beta_of(opt),
        .trace = opt->flags & CLEANPAGE_TRACE, .site = opt->site,
        .site_has_page = opt->flags & CLEANPAGE_SITE_HAS_PAGE,
    };
    struct cp_mark *marks = NULL;
    double clock = now_ms();
    cleanpage_status st;

    st = cp_url_host(cx, cp_slice_of(opt->url), &known.host);
    if (!st)
        st = cp_ruleset_mark(cx, cp->rules, known.host, &doc->page, &marks);
    if (!st)
        st = cp_blocks_measure(cx, &doc->page, marks, &doc->blocks);
    if (!st && doc->page.plain_text)
        st = recognise_settled(cx, doc);
    if (!st)
        st = cp_meta_measure(cx, &doc->page, &doc->blocks, &doc->meta);
    if (!st)
        st = cp_features_measure(cx, cp->rules, &doc->page, &doc->blocks, &doc->meta,
                                 cp_slice_of(opt->url), &features);
    doc->info.measure_ms = lap_ms(&clock);
    known.marks = marks;
    if (!st)
        known.kind = find_kind(cp, opt, doc, &features);
    doc->info.kind = cp_kind_name(known.kind.kind);
    if (!st)
        st = cp_judge(cx, &known, &doc->verdicts);
    doc->info.judge_ms = lap_ms(&clock);
    return st;
}

/* The judge has put the first line aside as the title that it was a round before. */
static void
remember_title(struct cleanpage_doc *doc)
{
    if (!doc->page.titled || doc->meta.title_block != CP_NO_NODE || !doc->blocks.n ||
        doc->verdicts.v[0].reason != CP_BY_TITLE)
        return;
    doc->meta.title_block = 0;
    doc->meta.title = doc->blocks.v[0].text;
}

/*
 * Cleaning a text that is clean must change nothing, but once a menu is gone the line behind
 * it may look like one. So scraped text is cleaned until it stays as it is: each round knows
 * of the text what is in it, as whoever cleans it later will.
 */
static cleanpage_status
settle_text(struct cp_ctx *cx, const cleanpage *cp, const cleanpage_options *opt,
            struct cleanpage_doc *doc)
{
    cleanpage_status st = CLEANPAGE_OK;
    int rounds = doc->page.source.n <= CP_TEXT_SETTLE_MAX ? CP_TEXT_ROUNDS_MAX : 0;

    for (int round = 0; !st && round < rounds && doc->verdicts.n_kept; round++) {
        struct cp_buf out = { .max = CP_INPUT_MAX };
        struct cp_render_input in = { .page = &doc->page, .blocks = &doc->blocks,
                                      .meta = &doc->meta, .verdicts = &doc->verdicts,
                                      .with_title = true, .parts = CP_PARTS_TEXT,
                                      .links = CLEANPAGE_LINKS_NONE };
        struct cp_slice text;
        bool settled, titled;

        titled = doc->meta.title_block != CP_NO_NODE;
        cp_render_text(&in, &out);
        st = cp_buf_finish(cx, &out, "cleaned text");
        settled = !st && cp_slice_eq(cp_buf_slice(&out), doc->page.source);
        if (!st && !settled)
            st = own_bytes(cx, out.p, out.n, &text);
        cp_buf_clear(&out);
        if (st || settled)
            break;
        st = cp_why_begin(cx, doc);
        if (!st)
            st = cp_page_parse_text(cx, &doc->page, text);
        doc->page.titled = titled;
        if (!st)
            st = measure_and_judge(cx, cp, opt, doc);
        if (!st)
            remember_title(doc);
    }
    return st;
}

/* The fallback puts another page in the document's; what it says of itself is in its own. */
static cleanpage_status
fall_back_and_describe(struct cp_ctx *cx, const cleanpage *cp, const cleanpage_options *opt,
                       struct cleanpage_doc *doc)
{
    struct cp_page page = doc->page;
    struct cp_blocks blocks = doc->blocks;
    struct cp_verdicts verdicts = doc->verdicts;
    struct cp_describe_input known = {
        .rules = cp->rules, .page = &page, .blocks = &blocks, .meta = &doc->meta,
        .verdicts = &verdicts, .url = cp_slice_of(opt->url), .now = (int64_t)time(NULL),
    };
    cleanpage_status st = CLEANPAGE_OK;

    if (opt->comments != CLEANPAGE_COMMENTS_ONLY)
        st = cp_fallback(cx, cp->rules, doc);
    return st ? st : cp_describe(cx, &known, &doc->metadata);
}

/* A document in an arena of its own, which the context works in from now on. */
static cleanpage_status
new_document(struct cp_ctx *cx, struct cleanpage_doc **out)
{
    struct cp_arena arena;
    struct cleanpage_doc *doc;

    cp_arena_init(&arena, CP_ARENA_MAX);
    doc = cp_arena_zalloc(&arena, 1, sizeof *doc);
    if (!doc)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    doc->arena = arena;
    doc->info.size = sizeof doc->info;
    cx->arena = &doc->arena;
    cx->notes = cx->last_note = NULL;
    *out = doc;
    return CLEANPAGE_OK;
}

/* What came, and what was said of it, for cleaning it again. */
static cleanpage_status
keep_input(struct cp_ctx *cx, const char *bytes, size_t len, const cleanpage_options *opt,
           struct cleanpage_doc *doc)
{
    doc->info.input_bytes = len;
    doc->force_charset = opt->flags & CLEANPAGE_FORCE_CHARSET;
    doc->input = opt->input;
    if (opt->charset) {
        doc->charset = cp_arena_strndup(cx->arena, opt->charset, strlen(opt->charset));
        if (!doc->charset)
            return cp_fail_nomem(cx);
    }
    return own_bytes(cx, bytes, len, &doc->bytes);
}

static cleanpage_status
check_options(struct cp_ctx *cx, const cleanpage_options *opt)
{
    const unsigned bias = CLEANPAGE_PRECISION | CLEANPAGE_RECALL;

    if (opt->flags & ~(CLEANPAGE_FORCE_CHARSET | CLEANPAGE_TRACE | CLEANPAGE_SITE_HAS_PAGE | bias))
        return cp_fail(cx, CLEANPAGE_BADARG, "cleanpage_options: unknown flag in %#x", opt->flags);
    if ((opt->flags & bias) == bias)
        return cp_fail(cx, CLEANPAGE_BADARG,
                       "cleanpage_options: precision and recall exclude each other");
    if (opt->kind < CLEANPAGE_KIND_AUTO || opt->kind > CLEANPAGE_KIND_SERVICE)
        return cp_fail(cx, CLEANPAGE_BADARG, "cleanpage_options: unknown kind %d", opt->kind);
    if (opt->comments < CLEANPAGE_COMMENTS_AUTO || opt->comments > CLEANPAGE_COMMENTS_ONLY)
        return cp_fail(cx, CLEANPAGE_BADARG, "cleanpage_options: unknown comments %d",
                       opt->comments);
    if (opt->input < CLEANPAGE_INPUT_AUTO || opt->input > CLEANPAGE_INPUT_TEXT)
        return cp_fail(cx, CLEANPAGE_BADARG, "cleanpage_options: unknown input %d", opt->input);
    return CLEANPAGE_OK;
}

cleanpage_status
cleanpage_clean(cleanpage *cp, const char *bytes, size_t len, const cleanpage_options *options,
                cleanpage_doc **out)
{
    struct cp_ctx *cx = &cp->cx;
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    struct cleanpage_doc *doc = NULL;
    cleanpage_status st;

    *out = NULL;
    cx->message[0] = '\0';
    cx->lacks = NULL;
    st = cp_options_read(cx, "cleanpage_options", &opt, sizeof opt, options);
    if (!st)
        st = check_options(cx, &opt);
    if (!st && len > CP_INPUT_MAX)
        st = cp_fail(cx, CLEANPAGE_LIMIT, "input is longer than %zu bytes", CP_INPUT_MAX);
    if (!st)
        st = cp_worker_weights(cp);
    if (!st)
        st = new_document(cx, &doc);
    if (st)
        return st;
    st = keep_input(cx, bytes, len, &opt, doc);
    if (!st)
        st = decode_and_parse(cx, &opt, doc->bytes, doc);
    if (!st)
        st = measure_and_judge(cx, cp, &opt, doc);
    if (!st && doc->page.plain_text)
        st = settle_text(cx, cp, &opt, doc);
    if (!st)
        st = fall_back_and_describe(cx, cp, &opt, doc);
    if (!st && opt.url) {
        doc->info.url = cp_arena_strndup(cx->arena, opt.url, strlen(opt.url));
        st = doc->info.url ? CLEANPAGE_OK : cp_fail_nomem(cx);
    }
    if (!st)
        st = cp_document_finish(cx, doc);
    if (!st && opt.flags & CLEANPAGE_TRACE)
        st = cp_why_finish(cx, cp->rules, doc);
    cx->arena = NULL;
    cx->notes = cx->last_note = NULL;
    if (st)
        cleanpage_doc_free(doc);
    else
        *out = doc;
    return st;
}

cleanpage_status
cleanpage_clean_again(cleanpage *cp, const cleanpage_doc *doc, const cleanpage_options *options,
                      cleanpage_doc **out)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_status st;

    *out = NULL;
    st = cp_options_read(&cp->cx, "cleanpage_options", &opt, sizeof opt, options);
    if (st)
        return st;
    opt.url = doc->info.url;
    opt.charset = doc->charset;
    opt.input = doc->input;
    opt.flags &= ~CLEANPAGE_FORCE_CHARSET;
    opt.flags |= doc->force_charset ? CLEANPAGE_FORCE_CHARSET : 0;
    return cleanpage_clean(cp, doc->bytes.p, doc->bytes.n, &opt, out);
}
