/*
 * Why each block was kept or dropped, as JSON Lines and as the data of the report. The lines are
 * told in docs/reasons.md. One of the files that see jansson.
 */
#include "render/explain.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/shown.h"
#include "base/utf8.h"
#include "judge/trace.h"

/* Characters shown of a block's text, in a line and in the report. */
#define LINE_CHARS 200
#define REPORT_CHARS 1500
/* Points that the report tells of one block; the others are one sum. Of a page with very many
 * blocks fewer are told, so that all together are no more than these, here and in lines. */
#define REPORT_POINTS 40
#define BLOCK_POINTS_MIN 10
#define PAGE_POINTS 200000
#define PAGE_POINTS_IN_LINES 1000000
/* Points that are less than this, sign aside, are told as one sum. */
#define LEAST_POINTS 0.005f
/* Rules told of one block: a step has one at most, and there are few. */
#define RULES_MAX 16

struct telling {
    const struct cp_render_input *in;
    const struct cp_trace *trace;   /* NULL: the verdicts did not come from the judge */
    struct cp_point *points;        /* room for those of one block */
    size_t most_points;             /* that are told of one */
    bool for_report, failed;
};

/* ---- values ---- */

static void
set(struct telling *t, json_t *object, const char *key, json_t *value)
{
    t->failed |= json_object_set_new(object, key, value) != 0;
}

static void
append(struct telling *t, json_t *array, json_t *value)
{
    t->failed |= json_array_append_new(array, value) != 0;
}

/* jansson refuses bad UTF-8, which addresses and names of files may have. */
static json_t *
string(struct cp_slice s)
{
    struct cp_buf shown = { 0 };
    json_t *value;

    cp_buf_put_shown(&shown, s);
    value = cp_buf_failed(&shown) ? NULL : json_stringn(shown.n ? shown.p : "", shown.n);
    cp_buf_clear(&shown);
    return value;
}

static json_t *
text_or_null(const char *s)
{
    return s ? string(cp_slice_of(s)) : json_null();
}

/* With four decimals, which is more than any of them is meant. */
static json_t *
real(float x)
{
    double rounded = round((double)x * 1e4) / 1e4;

    return json_real(isfinite(rounded) ? rounded + 0.0 : 0.0);
}

static json_t *
verdict(bool keep)
{
    return json_string(keep ? "keep" : "drop");
}

/* "rules/share.rules:12" */
static json_t *
place(const struct cp_rule_place *rule)
{
    struct cp_buf at = { 0 };
    json_t *value;

    if (!rule)
        return json_null();
    cp_buf_puts(&at, rule->file);
    cp_buf_putc(&at, ':');
    cp_buf_put_u64(&at, rule->line);
    value = cp_buf_failed(&at) ? NULL : string(cp_buf_slice(&at));
    cp_buf_clear(&at);
    return value;
}

static json_t *
strings(struct telling *t, const char *const *v)
{
    json_t *array = json_array();

    for (size_t i = 0; v && v[i]; i++)
        append(t, array, string(cp_slice_of(v[i])));
    return array;
}

/* ---- the page ---- */

static json_t *
metadata(struct telling *t)
{
    json_t *all = json_object();

    for (int f = 0; t->in->metadata && f < CP_FIELD_COUNT; f++) {
        const struct cp_value *v = t->in->metadata->first[f];
        json_t *values;

        if (!v)
            continue;
        values = json_array();
        for (; v; v = v->next) {
            json_t *value = json_object();

            set(t, value, "value", string(v->text));
            set(t, value, "source", text_or_null(v->source));
            append(t, values, value);
        }
        set(t, all, cp_field_name((enum cp_field)f), values);
    }
    return all;
}

static json_t *
kinds(struct telling *t)
{
    json_t *shares = json_object();

    for (int k = 1; t->trace && k < CP_KIND_COUNT; k++)
        if (t->trace->kind.shares[k] >= 0.001f)
            set(t, shares, cp_kind_name((cleanpage_kind)k), real(t->trace->kind.shares[k]));
    return shares;
}

static void
tell_input(struct telling *t, json_t *page)
{
    const cleanpage_info *info = t->in->info;

    set(t, page, "url", text_or_null(info->url));
    set(t, page, "bytes", json_integer((json_int_t)info->input_bytes));
    set(t, page, "encoding", text_or_null(info->encoding));
    set(t, page, "encoding_source", text_or_null(info->encoding_source));
    set(t, page, "scraped_text", json_boolean(t->in->page->plain_text));
    set(t, page, "truncated", json_boolean(info->truncated));
    set(t, page, "notes", strings(t, t->in->note_texts));
    set(t, page, "rule_files", strings(t, t->in->rule_files));
}

/* What each feature measures. */
static json_t *
features(struct telling *t)
{
    json_t *helps = json_object();

    for (int f = 0; f < CP_FEATURE_COUNT; f++)
        set(t, helps, cp_feature_name((enum cp_feature)f),
            json_string(cp_feature_help((enum cp_feature)f)));
    return helps;
}

static json_t *
tell_page(struct telling *t)
{
    const struct cp_verdicts *verdicts = t->in->verdicts;
    json_t *page = json_object();

    set(t, page, "type", json_string("page"));
    set(t, page, "title", t->in->meta->title.n ? string(t->in->meta->title) : json_null());
    tell_input(t, page);
    set(t, page, "metadata", metadata(t));
    set(t, page, "kind", text_or_null(t->in->info->kind));
    set(t, page, "kinds", kinds(t));
    set(t, page, "threshold", real(verdicts->threshold));
    set(t, page, "confidence", real(verdicts->expected_f1));
    set(t, page, "base", real(t->trace ? cp_trace_base(t->trace) : 0));
    set(t, page, "blocks", json_integer(t->in->blocks->n));
    set(t, page, "kept_blocks", json_integer(verdicts->n_kept));
    set(t, page, "words", json_integer(t->in->blocks->n_words));
    set(t, page, "kept_words", json_integer(verdicts->kept_words));
    if (t->for_report)
        set(t, page, "features", features(t));
    return page;
}

/* ---- blocks ---- */

static json_t *
sample(const struct telling *t, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    int most = t->for_report ? REPORT_CHARS : LINE_CHARS;
    struct cp_buf cut = { 0 };
    json_t *value;
    uint32_t c;

    for (int n = 0; p < end && n < most; n++)
        p = cp_utf8_next(p, end, &c);
    if (p == end)
        return string(text);
    cp_buf_put(&cut, text.p, (size_t)(p - text.p));
    cp_buf_puts(&cut, "\xE2\x80\xA6");
    value = cp_buf_failed(&cut) ? NULL : string(cp_buf_slice(&cut));
    cp_buf_clear(&cut);
    return value;
}

static json_t *
flags(struct telling *t, unsigned set_flags)
{
    static const struct { unsigned flag; const char *name; } names[] = {
        { CP_BLOCK_HIDDEN, "hidden" },     { CP_BLOCK_ARIA_HIDDEN, "aria-hidden" },
        { CP_BLOCK_NOSCRIPT, "noscript" }, { CP_BLOCK_TEMPLATE, "template" },
        { CP_BLOCK_DIALOG, "dialog" },     { CP_BLOCK_PRE, "pre" },
    };
    json_t *array = json_array();

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (set_flags & names[i].flag)
            append(t, array, json_string(names[i].name));
    return array;
}

static json_t *
tell_point(struct telling *t, const struct cp_point *p)
{
    json_t *point = json_object();

    if (p->name) {
        set(t, point, "feature", json_string(p->name));
        set(t, point, "value", real(p->value));
    } else {
        set(t, point, "pair", text_or_null(p->place ? p->place->text : NULL));
    }
    set(t, point, "points", real(p->points));
    set(t, point, "base", real(p->base));
    set(t, point, "rule", place(p->place));
    return point;
}

/* What moved the block, the largest first; what is left is one number. */
static void
tell_points(struct telling *t, json_t *block, uint32_t i)
{
    size_t n = t->trace ? cp_trace_points_of(t->trace, i, t->points) : 0, k = 0;
    json_t *array = json_array();
    float rest = 0;

    for (; k < n && k < t->most_points && fabsf(t->points[k].points) >= LEAST_POINTS; k++)
        append(t, array, tell_point(t, &t->points[k]));
    for (; k < n; k++)
        rest += t->points[k].points;
    set(t, block, "points", array);
    set(t, block, "rest", real(rest));
}

static json_t *
tell_rule(struct telling *t, const struct cp_rule_place *rule)
{
    json_t *object = json_object();

    set(t, object, "file", text_or_null(rule->file));
    set(t, object, "line", json_integer(rule->line));
    set(t, object, "text", text_or_null(rule->text));
    return object;
}

/* Each rule once, in the order of its word. The trace has one copy of each. */
static void
tell_rules(struct telling *t, json_t *block, const struct cp_step *step)
{
    const struct cp_rule_place *told[RULES_MAX];
    json_t *array = json_array();
    int n = 0;

    for (; step && n < RULES_MAX; step = step->next) {
        int k = 0;

        while (k < n && told[k] != step->place)
            k++;
        if (!step->place || k < n)
            continue;
        told[n++] = step->place;
        append(t, array, tell_rule(t, step->place));
    }
    set(t, block, "rules", array);
}

static void
tell_steps(struct telling *t, json_t *block, const struct cp_step *step)
{
    json_t *array = json_array();

    for (; step; step = step->next) {
        json_t *object = json_object();

        set(t, object, "stage", json_string(step->stage));
        set(t, object, "verdict", verdict(step->keep));
        set(t, object, "reason", json_string(cp_reason_name((enum cp_reason)step->reason)));
        if (step->place)
            set(t, object, "rule", place(step->place));
        append(t, array, object);
    }
    set(t, block, "steps", array);
}

static json_t *
tell_block(struct telling *t, uint32_t i)
{
    const struct cp_block *b = &t->in->blocks->v[i];
    const struct cp_verdict *v = &t->in->verdicts->v[i];
    const struct cp_step *steps = t->trace ? t->trace->first[i] : NULL;
    json_t *block = json_object();

    set(t, block, "type", json_string("block"));
    set(t, block, "n", json_integer(i));
    set(t, block, "path", text_or_null(t->in->paths[i]));
    set(t, block, "text", sample(t, b->text));
    set(t, block, "words", json_integer(b->n_words));
    set(t, block, "link_words", json_integer(b->n_link_words));
    set(t, block, "heading", json_integer(b->heading));
    set(t, block, "flags", flags(t, b->flags));
    set(t, block, "verdict", verdict(v->keep));
    set(t, block, "reason", json_string(cp_reason_name((enum cp_reason)v->reason)));
    set(t, block, "confidence", real(cp_verdict_confidence(t->in->verdicts, i)));
    set(t, block, "score", real(v->points));
    set(t, block, "probability", real(v->probability));
    set(t, block, "threshold", real(t->in->verdicts->threshold));
    tell_points(t, block, i);
    tell_rules(t, block, steps);
    tell_steps(t, block, steps);
    return block;
}

/* ---- all of it ---- */

static int
put(const char *p, size_t n, void *out)
{
    cp_buf_put(out, p, n);
    return cp_buf_failed(out) ? -1 : 0;
}

/* Writes a line and forgets it. */
static void
put_line(struct telling *t, json_t *line, struct cp_buf *out)
{
    if (!t->failed && json_dump_callback(line, put, out, JSON_COMPACT | JSON_REAL_PRECISION(8)))
        t->failed = true;
    cp_buf_putc(out, '\n');
    json_decref(line);
}

static size_t
most_points(const struct telling *t)
{
    size_t n = (t->for_report ? PAGE_POINTS : PAGE_POINTS_IN_LINES) / (t->in->blocks->n + 1u);

    if (n < BLOCK_POINTS_MIN)
        return BLOCK_POINTS_MIN;
    return t->for_report && n > REPORT_POINTS ? REPORT_POINTS : n;
}

static void
tell_all(const struct cp_render_input *in, bool for_report, struct cp_buf *out)
{
    struct telling t = { .in = in, .trace = in->verdicts->trace, .for_report = for_report };
    struct cp_arena arena;

    cp_arena_init(&arena, 0);
    if (t.trace)
        t.points = cp_arena_zalloc(&arena, cp_trace_points_max(t.trace) + 1, sizeof *t.points);
    t.failed = t.trace && !t.points;
    t.most_points = most_points(&t);
    if (!t.failed)
        put_line(&t, tell_page(&t), out);
    for (uint32_t i = 0; i < in->blocks->n && !t.failed && !cp_buf_failed(out); i++)
        put_line(&t, tell_block(&t, i), out);
    out->no_memory |= t.failed;
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
