/*
 * Why each block was kept or dropped, as JSON Lines and as the data of the report. The lines are
 * told in docs/reasons.md. They are written as they are told: a page has thousands of blocks.
 */
#include "render/explain.h"

#include <math.h>
#include <string.h>

#include "base/shown.h"
#include "base/utf8.h"
#include "judge/trace.h"
#include "render/json_write.h"

/* Characters shown of a block's text, in a line and in the report. */
#define LINE_CHARS 200
#define REPORT_CHARS 1500
/* Points that the report tells of one block; the others are one sum. Of a page with very many
 * blocks fewer are told, so that all together are no more than these, here and in lines. */
#define REPORT_POINTS 40
#define BLOCK_POINTS_MIN 3
#define PAGE_POINTS 200000
#define PAGE_POINTS_IN_LINES 300000
/* Points that are less than this, sign aside, are told as one sum. */
#define LEAST_POINTS 0.005f
/* Rules told of one block: a step has one at most, and there are few. */
#define RULES_MAX 16

struct telling {
    const struct cp_render_input *in;
    const struct cp_trace *trace;   /* NULL: the verdicts did not come from the judge */
    struct cp_point *points;        /* room for those of one block */
    size_t most_points;             /* that are told of one */
    struct cp_json_writer json;
    bool for_report;
};

/* ---- members ---- */

static void
set_string(struct telling *t, const char *key, const char *s)
{
    cp_json_key(&t->json, key);
    cp_json_text_or_null(&t->json, s);
}

/* Of a name of ours. */
static void
set_name(struct telling *t, const char *key, const char *name)
{
    cp_json_key(&t->json, key);
    cp_json_name(&t->json, name);
}

static void
set_integer(struct telling *t, const char *key, uint64_t n)
{
    cp_json_key(&t->json, key);
    cp_json_integer(&t->json, n);
}

/* With four decimals, which is more than any of them is meant. */
static void
set_real(struct telling *t, const char *key, float x)
{
    cp_json_key(&t->json, key);
    cp_json_real(&t->json, (double)x);
}

static void
set_bool(struct telling *t, const char *key, bool value)
{
    cp_json_key(&t->json, key);
    cp_json_bool(&t->json, value);
}

static void
set_verdict(struct telling *t, const char *key, bool keep)
{
    set_name(t, key, keep ? "keep" : "drop");
}

static void
begin_array(struct telling *t, const char *key)
{
    cp_json_key(&t->json, key);
    cp_json_start(&t->json, '[');
}

static void
begin_object(struct telling *t, const char *key)
{
    cp_json_key(&t->json, key);
    cp_json_start(&t->json, '{');
}

/* "rules/share.rules:12" */
static void
set_place(struct telling *t, const char *key, const struct cp_rule_place *rule)
{
    struct cp_buf at = { 0 };

    cp_json_key(&t->json, key);
    if (!rule) {
        cp_json_null(&t->json);
        return;
    }
    cp_buf_puts(&at, rule->file);
    cp_buf_putc(&at, ':');
    cp_buf_put_u64(&at, rule->line);
    cp_json_text(&t->json, cp_buf_slice(&at));
    t->json.out->no_memory |= cp_buf_failed(&at);
    cp_buf_clear(&at);
}

static void
set_strings(struct telling *t, const char *key, const char *const *v)
{
    begin_array(t, key);
    for (size_t i = 0; v && v[i]; i++)
        cp_json_text(&t->json, cp_slice_of(v[i]));
    cp_json_end(&t->json, ']');
}

/* ---- the page ---- */

static void
tell_values(struct telling *t, const char *field, const struct cp_value *v)
{
    begin_array(t, field);
    for (; v; v = v->next) {
        cp_json_start(&t->json, '{');
        cp_json_key(&t->json, "value");
        cp_json_text(&t->json, v->text);
        set_string(t, "source", v->source);
        cp_json_end(&t->json, '}');
    }
    cp_json_end(&t->json, ']');
}

static void
tell_metadata(struct telling *t)
{
    begin_object(t, "metadata");
    for (int f = 0; t->in->metadata && f < CP_FIELD_COUNT; f++)
        if (t->in->metadata->first[f])
            tell_values(t, cp_field_name((enum cp_field)f), t->in->metadata->first[f]);
    cp_json_end(&t->json, '}');
}

static void
tell_kinds(struct telling *t)
{
    begin_object(t, "kinds");
    for (int k = 1; t->trace && k < CP_KIND_COUNT; k++)
        if (t->trace->kind.shares[k] >= 0.001f)
            set_real(t, cp_kind_name((cleanpage_kind)k), t->trace->kind.shares[k]);
    cp_json_end(&t->json, '}');
}

static void
tell_input(struct telling *t)
{
    const cleanpage_info *info = t->in->info;

    set_string(t, "url", info->url);
    set_integer(t, "bytes", info->input_bytes);
    set_string(t, "encoding", info->encoding);
    set_string(t, "encoding_source", info->encoding_source);
    set_bool(t, "scraped_text", t->in->page->plain_text);
    set_bool(t, "truncated", info->truncated);
    set_strings(t, "notes", t->in->note_texts);
    set_strings(t, "rule_files", t->in->rule_files);
}

/* What each feature measures. */
static void
tell_features(struct telling *t)
{
    begin_object(t, "features");
    for (int f = 0; f < CP_FEATURE_COUNT; f++)
        set_name(t, cp_feature_name((enum cp_feature)f),
                 cp_feature_help((enum cp_feature)f));
    cp_json_end(&t->json, '}');
}

static void
tell_title(struct telling *t)
{
    cp_json_key(&t->json, "title");
    if (t->in->meta->title.n)
        cp_json_text(&t->json, t->in->meta->title);
    else
        cp_json_null(&t->json);
}

static void
tell_page(struct telling *t)
{
    const struct cp_verdicts *verdicts = t->in->verdicts;

    cp_json_start(&t->json, '{');
    set_name(t, "type", "page");
    tell_title(t);
    tell_input(t);
    tell_metadata(t);
    set_string(t, "kind", t->in->info->kind);
    tell_kinds(t);
    set_real(t, "threshold", verdicts->threshold);
    set_real(t, "confidence", verdicts->expected_f1);
    set_real(t, "base", t->trace ? cp_trace_base(t->trace) : 0);
    set_integer(t, "blocks", t->in->blocks->n);
    set_integer(t, "kept_blocks", verdicts->n_kept);
    set_integer(t, "words", t->in->blocks->n_words);
    set_integer(t, "kept_words", verdicts->kept_words);
    if (t->for_report)
        tell_features(t);
    cp_json_end(&t->json, '}');
}

/* ---- blocks ---- */

static void
tell_sample(struct telling *t, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    int most = t->for_report ? REPORT_CHARS : LINE_CHARS;
    struct cp_buf cut = { 0 };
    uint32_t c;

    for (int n = 0; p < end && n < most; n++)
        p = cp_utf8_next(p, end, &c);
    cp_json_key(&t->json, "text");
    if (p == end) {
        cp_json_text(&t->json, text);
        return;
    }
    cp_buf_put(&cut, text.p, (size_t)(p - text.p));
    cp_buf_puts(&cut, "\xE2\x80\xA6");
    cp_json_text(&t->json, cp_buf_slice(&cut));
    t->json.out->no_memory |= cp_buf_failed(&cut);
    cp_buf_clear(&cut);
}

static void
tell_flags(struct telling *t, unsigned set_flags)
{
    static const struct { unsigned flag; const char *name; } names[] = {
        { CP_BLOCK_HIDDEN, "hidden" },     { CP_BLOCK_ARIA_HIDDEN, "aria-hidden" },
        { CP_BLOCK_NOSCRIPT, "noscript" }, { CP_BLOCK_TEMPLATE, "template" },
        { CP_BLOCK_DIALOG, "dialog" },     { CP_BLOCK_PRE, "pre" },
    };

    begin_array(t, "flags");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (set_flags & names[i].flag)
            cp_json_name(&t->json, names[i].name);
    cp_json_end(&t->json, ']');
}

static void
tell_point(struct telling *t, const struct cp_point *p)
{
    cp_json_start(&t->json, '{');
    if (p->name) {
        set_name(t, "feature", p->name);
        set_real(t, "value", p->value);
    } else {
        set_string(t, "pair", p->place ? p->place->text : NULL);
    }
    set_real(t, "points", p->points);
    set_real(t, "base", p->base);
    set_place(t, "rule", p->place);
    cp_json_end(&t->json, '}');
}

/* What moved the block, the largest first; what is left is one number. */
static void
tell_points(struct telling *t, uint32_t i)
{
    size_t n = t->trace ? cp_trace_points_of(t->trace, i, t->points) : 0, k = 0;
    float rest = 0;

    begin_array(t, "points");
    for (; k < n && k < t->most_points && fabsf(t->points[k].points) >= LEAST_POINTS; k++)
        tell_point(t, &t->points[k]);
    cp_json_end(&t->json, ']');
    for (; k < n; k++)
        rest += t->points[k].points;
    set_real(t, "rest", rest);
}

static void
tell_rule(struct telling *t, const struct cp_rule_place *rule)
{
    cp_json_start(&t->json, '{');
    set_string(t, "file", rule->file);
    set_integer(t, "line", rule->line);
    set_string(t, "text", rule->text);
    cp_json_end(&t->json, '}');
}

/* Each rule once, in the order of its word. The trace has one copy of each. */
static void
tell_rules(struct telling *t, const struct cp_step *step)
{
    const struct cp_rule_place *told[RULES_MAX];
    int n = 0;

    begin_array(t, "rules");
    for (; step && n < RULES_MAX; step = step->next) {
        int k = 0;

        while (k < n && told[k] != step->place)
            k++;
        if (!step->place || k < n)
            continue;
        told[n++] = step->place;
        tell_rule(t, step->place);
    }
    cp_json_end(&t->json, ']');
}

static void
tell_steps(struct telling *t, const struct cp_step *step)
{
    begin_array(t, "steps");
    for (; step; step = step->next) {
        cp_json_start(&t->json, '{');
        set_name(t, "stage", step->stage);
        set_verdict(t, "verdict", step->keep);
        set_name(t, "reason", cp_reason_name((enum cp_reason)step->reason));
        if (step->place)
            set_place(t, "rule", step->place);
        cp_json_end(&t->json, '}');
    }
    cp_json_end(&t->json, ']');
}

static void
tell_block(struct telling *t, uint32_t i)
{
    const struct cp_block *b = &t->in->blocks->v[i];
    const struct cp_verdict *v = &t->in->verdicts->v[i];
    const struct cp_step *steps = t->trace ? t->trace->first[i] : NULL;

    cp_json_start(&t->json, '{');
    set_name(t, "type", "block");
    set_integer(t, "n", i);
    set_string(t, "path", t->in->paths[i]);
    tell_sample(t, b->text);
    set_integer(t, "words", b->n_words);
    set_integer(t, "link_words", b->n_link_words);
    set_integer(t, "heading", b->heading);
    tell_flags(t, b->flags);
    set_verdict(t, "verdict", v->keep);
    set_name(t, "reason", cp_reason_name((enum cp_reason)v->reason));
    set_real(t, "confidence", cp_verdict_confidence(t->in->verdicts, i));
    set_real(t, "score", v->points);
    set_real(t, "probability", v->probability);
    set_real(t, "threshold", t->in->verdicts->threshold);
    tell_points(t, i);
    tell_rules(t, steps);
    tell_steps(t, steps);
    cp_json_end(&t->json, '}');
}

/* ---- all of it ---- */

static size_t
most_points(const struct telling *t)
{
    size_t n = (t->for_report ? PAGE_POINTS : PAGE_POINTS_IN_LINES) / (t->in->blocks->n + 1u);

    if (n < BLOCK_POINTS_MIN)
        return BLOCK_POINTS_MIN;
    return t->for_report && n > REPORT_POINTS ? REPORT_POINTS : n;
}

/* Hands over a line, and forgets it. */
static void
end_line(struct telling *t, struct cp_buf *out)
{
    struct cp_buf *line = t->json.out;

    t->json.has_item = false;
    if (!t->for_report) {
        cp_buf_putc(out, '\n');
        return;
    }
    cp_report_put_data(out, cp_buf_slice(line));
    line->n = 0;
}

/* The lines of a report are escaped one by one: of a large page there is no room for two. */
static void
tell_all(const struct cp_render_input *in, bool for_report, struct cp_buf *out)
{
    struct cp_buf line = { 0 };
    struct telling t = { .in = in, .trace = in->verdicts->trace, .for_report = for_report,
                         .json = { .out = for_report ? &line : out } };
    struct cp_arena arena;

    cp_arena_init(&arena, 0);
    if (t.trace)
        t.points = cp_arena_zalloc(&arena, cp_trace_points_max(t.trace) + 1, sizeof *t.points);
    if (t.trace && !t.points) {
        out->no_memory = true;
        return;
    }
    t.most_points = most_points(&t);
    tell_page(&t);
    end_line(&t, out);
    for (uint32_t i = 0; i < in->blocks->n && !cp_buf_failed(out); i++) {
        cp_buf_puts(out, for_report ? ",\n" : "");
        tell_block(&t, i);
        end_line(&t, out);
    }
    out->no_memory |= !cp_json_finish(&t.json);
    cp_buf_clear(&line);
    cp_arena_clear(&arena);
}

void
cp_render_explain(const struct cp_render_input *in, struct cp_buf *out)
{
    tell_all(in, false, out);
}

void
cp_explain_for_report(const struct cp_render_input *in, struct cp_buf *out)
{
    tell_all(in, true, out);
}
