#include "rules/parser.h"

#include <math.h>

/* ---- list ---- */

/* A growing run of words. The arena keeps the outgrown ones, together as large as the last. */
struct word_run {
    struct cp_slice *v;
    uint32_t n, cap;
};

static cleanpage_status
add_word(struct cp_parser *p, struct word_run *run, struct cp_slice word)
{
    char *lower = cp_arena_strndup(&p->layer->arena, word.p, word.n);

    if (run->n == run->cap) {
        uint32_t cap = run->cap ? run->cap * 2 : 16;
        struct cp_slice *v = cp_arena_alloc(&p->layer->arena, cap * sizeof *v);
        if (!v)
            return cp_parser_nomem(p);
        if (run->n)
            memcpy(v, run->v, run->n * sizeof *v);
        run->v = v;
        run->cap = cap;
    }
    if (!lower)
        return cp_parser_nomem(p);
    for (size_t i = 0; i < word.n; i++)
        lower[i] = (char)cp_lower((unsigned char)lower[i]);
    run->v[run->n++] = (struct cp_slice){ lower, word.n };
    return CLEANPAGE_OK;
}

static cleanpage_status
add_line_of_words(struct cp_parser *p, struct word_run *run)
{
    for (;;) {
        struct cp_token t = cp_lex_token(&p->rest);
        cleanpage_status st;
        if (t.kind == CP_TOKEN_END)
            return CLEANPAGE_OK;
        if (t.kind == CP_TOKEN_UNCLOSED)
            return cp_parser_fail(p, t.at, "the quote is not closed on this line");
        if (!t.text.n)
            return cp_parser_fail(p, t.at, "an empty word");
        if (++p->layer->n_items > CP_RULES_MAX)
            return cp_parser_fail(p, t.at, "more than %d rules and words: split the file",
                                  CP_RULES_MAX);
        st = add_word(p, run, t.text);
        if (st)
            return st;
    }
}

/* Whether the line at hand is just the word. */
static bool
line_is(const struct cp_parser *p, struct cp_slice word)
{
    struct cp_slice rest = p->lines.line;
    struct cp_token t = cp_lex_token(&rest);

    return t.kind == CP_TOKEN_WORD && cp_slice_eq(t.text, word) &&
           cp_lex_token(&rest).kind == CP_TOKEN_END;
}

/* The file ended inside the block that line `opened` began. */
static cleanpage_status
unfinished(struct cp_parser *p, const char *kind, uint32_t opened, const char *missing)
{
    return cp_fail(p->cx, CLEANPAGE_RULE, "%s:%u:1: the %s has no \"%s\" before the file ends",
                   p->path, (unsigned)opened, kind, missing);
}

cleanpage_status
cp_parse_list(struct cp_parser *p)
{
    struct cp_list_words *list = cp_arena_zalloc(&p->layer->arena, 1, sizeof *list);
    struct word_run run = { NULL, 0, 0 };
    uint32_t opened = p->lines.number;
    cleanpage_status st;

    if (!list)
        return cp_parser_nomem(p);
    st = cp_parser_word(p, "the name of a list", &list->name);
    if (!st)
        st = cp_parser_end(p);
    while (!st) {
        if (!cp_parser_next_line(p))
            return unfinished(p, "list", opened, "end");
        if (line_is(p, CP_LIT("end")))
            break;
        st = add_line_of_words(p, &run);
    }
    if (st)
        return st;
    list->words = run.v;
    list->n_words = run.n;
    *p->layer->last_list = list;
    p->layer->last_list = &list->next;
    return CLEANPAGE_OK;
}

/* ---- points ---- */

#define POINTS_ROWS_MAX 64

/* "below EDGE POINTS" or "else POINTS"; *last after the latter. */
static cleanpage_status
parse_row(struct cp_parser *p, const struct cp_points_row *before, struct cp_points_row *row,
          bool *last)
{
    struct cp_slice word;
    const char *at;
    cleanpage_status st = cp_parser_word(p, "\"below EDGE POINTS\", or \"else POINTS\"", &word);

    if (st)
        return st;
    *last = cp_slice_eq(word, CP_LIT("else"));
    row->below = HUGE_VAL;
    if (!*last) {
        if (!cp_slice_eq(word, CP_LIT("below")))
            return cp_parser_fail(p, word.p,
                                  "expected \"below EDGE POINTS\", or \"else POINTS\"");
        at = p->rest.p + cp_line_indent(p->rest);
        st = cp_parser_number(p, "the upper edge", &row->below);
        if (st)
            return st;
        if (before && row->below <= before->below)
            return cp_parser_fail(p, at, "the edge must be larger than the one before it");
    }
    st = cp_parser_number(p, "the points", &row->points);
    return st ? st : cp_parser_end(p);
}

static cleanpage_status
parse_rows(struct cp_parser *p, struct cp_points *points)
{
    struct cp_points_row rows[POINTS_ROWS_MAX], *kept;
    uint32_t n = 0, opened = p->lines.number;
    bool last = false;

    for (;;) {
        cleanpage_status st;
        if (!cp_parser_next_line(p))
            return unfinished(p, "table", opened, "end");
        if (line_is(p, CP_LIT("end")))
            break;
        p->verb_at = p->rest.p + cp_line_indent(p->rest);
        if (last)
            return cp_parser_fail(p, p->verb_at, "\"else\" is the last row: expected \"end\"");
        if (n == POINTS_ROWS_MAX)
            return cp_parser_fail(p, p->verb_at, "a table has at most %d rows",
                                  POINTS_ROWS_MAX);
        st = parse_row(p, n ? &rows[n - 1] : NULL, &rows[n], &last);
        if (st)
            return st;
        n++;
    }
    if (!last)
        return cp_parser_fail(p, p->lines.line.p + cp_line_indent(p->lines.line),
                              "a table needs the row \"else POINTS\" before its \"end\"");
    kept = cp_arena_alloc(&p->layer->arena, n * sizeof *kept);
    if (!kept)
        return cp_parser_nomem(p);
    memcpy(kept, rows, n * sizeof *kept);
    points->rows = kept;
    points->n_rows = n;
    return CLEANPAGE_OK;
}

static bool
is_at_end(struct cp_slice rest)
{
    return cp_lex_token(&rest).kind == CP_TOKEN_END;
}

/* "for KIND", or nothing. *name: grows to hold it, so that it tells the tables apart. */
static cleanpage_status
parse_for_kind(struct cp_parser *p, struct cp_slice *kind, struct cp_slice *name)
{
    struct cp_slice word;
    cleanpage_status st;

    if (is_at_end(p->rest))
        return CLEANPAGE_OK;
    st = cp_parser_word(p, "\"for KIND\"", &word);
    if (!st && !cp_slice_eq(word, CP_LIT("for")))
        return cp_parser_fail(p, word.p, "expected \"for KIND\", or nothing");
    if (!st)
        st = cp_parser_word(p, "the name of a kind", kind);
    if (!st)
        name->n = (size_t)(kind->p + kind->n - name->p);
    return st;
}

static cleanpage_status
parse_points(struct cp_parser *p, bool for_text)
{
    struct cp_arena *arena = &p->layer->arena;
    struct cp_points_item *item = cp_arena_zalloc(arena, 1, sizeof *item);
    struct cp_rule_place *place = cp_arena_zalloc(arena, 1, sizeof *place);
    struct cp_slice name;
    cleanpage_status st;

    if (!item || !place)
        return cp_parser_nomem(p);
    item->points.place = place;
    item->points.for_text = for_text;
    st = cp_parser_word(p, "the name of a feature", &item->points.feature);
    name = item->points.feature;
    if (!st && !for_text)
        st = parse_for_kind(p, &item->points.kind, &name);
    if (!st)
        st = cp_parser_place(p, place);
    if (!st)
        st = cp_parser_end(p);
    if (!st)
        st = cp_parser_once(p, for_text ? "text-points" : "points", name);
    if (!st)
        st = parse_rows(p, &item->points);
    if (st)
        return st;
    p->layer->n_points++;
    *p->layer->last_points = item;
    p->layer->last_points = &item->next;
    return CLEANPAGE_OK;
}

cleanpage_status
cp_parse_points(struct cp_parser *p)
{
    return parse_points(p, false);
}

cleanpage_status
cp_parse_text_points(struct cp_parser *p)
{
    return parse_points(p, true);
}

/* ---- pair ---- */

/* "FEATURE < VALUE" or "FEATURE >= VALUE". */
static cleanpage_status
parse_condition(struct cp_parser *p, struct cp_pair *pair, int which)
{
    struct cp_slice op;
    cleanpage_status st = cp_parser_word(p, "the name of a feature", &pair->feature[which]);

    if (!st)
        st = cp_parser_word(p, "\"<\" or \">=\"", &op);
    if (st)
        return st;
    if (!cp_slice_eq(op, CP_LIT("<")) && !cp_slice_eq(op, CP_LIT(">=")))
        return cp_parser_fail(p, op.p, "expected \"<\" or \">=\"");
    pair->op[which] = op.p[0];
    return cp_parser_number(p, "the value to compare with", &pair->value[which]);
}

static cleanpage_status
parse_pair(struct cp_parser *p, bool for_text)
{
    struct cp_arena *arena = &p->layer->arena;
    struct cp_pair_item *item = cp_arena_zalloc(arena, 1, sizeof *item);
    struct cp_rule_place *place = cp_arena_zalloc(arena, 1, sizeof *place);
    cleanpage_status st;

    if (!item || !place)
        return cp_parser_nomem(p);
    item->pair.place = place;
    item->pair.for_text = for_text;
    st = cp_parser_string(p, "the name of the pair", &item->name);
    if (!st)
        st = cp_parser_once(p, for_text ? "text-pair" : "pair", item->name);
    for (int which = 0; !st && which < 2; which++)
        st = parse_condition(p, &item->pair, which);
    if (!st)
        st = cp_parser_number(p, "the points", &item->pair.points);
    if (!st)
        st = cp_parser_place(p, place);
    if (!st)
        st = cp_parser_end(p);
    if (st)
        return st;
    p->layer->n_pairs++;
    *p->layer->last_pair = item;
    p->layer->last_pair = &item->next;
    return CLEANPAGE_OK;
}

cleanpage_status
cp_parse_pair(struct cp_parser *p)
{
    return parse_pair(p, false);
}

cleanpage_status
cp_parse_text_pair(struct cp_parser *p)
{
    return parse_pair(p, true);
}

/* ---- kind ---- */

/* "KIND POINTS" as often as there are kinds, up to the end of the line. */
static cleanpage_status
parse_kind_points(struct cp_parser *p, struct cp_kind_points *kind)
{
    do {
        cleanpage_status st;
        if (kind->n == CP_KIND_POINTS_MAX)
            return cp_parser_fail(p, p->rest.p + cp_line_indent(p->rest),
                                  "a fact has points for at most %d kinds", CP_KIND_POINTS_MAX);
        st = cp_parser_word(p, "the name of a kind", &kind->kinds[kind->n]);
        if (!st)
            st = cp_parser_number(p, "the points", &kind->points[kind->n++]);
        if (st)
            return st;
    } while (!is_at_end(p->rest));
    return CLEANPAGE_OK;
}

cleanpage_status
cp_parse_kind(struct cp_parser *p)
{
    struct cp_arena *arena = &p->layer->arena;
    struct cp_kind_item *item = cp_arena_zalloc(arena, 1, sizeof *item);
    struct cp_rule_place *place = cp_arena_zalloc(arena, 1, sizeof *place);
    cleanpage_status st;

    if (!item || !place)
        return cp_parser_nomem(p);
    item->kind.place = place;
    st = cp_parser_word(p, "the name of a fact", &item->kind.fact);
    if (!st)
        st = cp_parser_once(p, "kind", item->kind.fact);
    if (!st)
        st = parse_kind_points(p, &item->kind);
    if (!st)
        st = cp_parser_place(p, place);
    if (st)
        return st;
    p->layer->n_kinds++;
    *p->layer->last_kind = item;
    p->layer->last_kind = &item->next;
    return CLEANPAGE_OK;
}

/* ---- test ---- */

/* Whether the line is just the word, no deeper than the "test" it belongs to. */
static bool
line_ends_part(const struct cp_parser *p, size_t indent, struct cp_slice word)
{
    return cp_line_indent(p->lines.line) <= indent &&
           cp_slice_eq(cp_slice_trim(p->lines.line), word);
}

/* The lines from `first` up to the one at hand, less the indentation of the first. */
static cleanpage_status
take_lines(struct cp_parser *p, const char *first, struct cp_slice *out)
{
    struct cp_lines in = { .rest = { first, (size_t)(p->lines.line.p - first) } };
    char *text = cp_arena_alloc(&p->layer->arena, in.rest.n + 1);
    size_t indent = SIZE_MAX, n = 0;

    if (!text)
        return cp_parser_nomem(p);
    while (cp_lines_next(&in)) {
        size_t cut = cp_line_indent(in.line);
        if (indent == SIZE_MAX && cut < in.line.n)
            indent = cut;
        if (cut > indent)
            cut = indent;
        memcpy(text + n, in.line.p + cut, in.line.n - cut);
        n += in.line.n - cut;
        text[n++] = '\n';
    }
    *out = (struct cp_slice){ text, n };
    return CLEANPAGE_OK;
}

static cleanpage_status
parse_part(struct cp_parser *p, struct cp_slice end, uint32_t opened, size_t indent,
           struct cp_slice *out)
{
    const char *first = p->lines.rest.p;

    while (cp_lines_next(&p->lines))
        if (line_ends_part(p, indent, end))
            return take_lines(p, first, out);
    return unfinished(p, "test", opened, end.p);
}

static cleanpage_status
parse_test_options(struct cp_parser *p, struct cp_rule_test *test)
{
    struct cp_token t;

    while (t = cp_lex_token(&p->rest), t.kind == CP_TOKEN_WORD) {
        if (cp_slice_eq(t.text, CP_LIT("text"))) {
            test->plain_text = true;
        } else if (cp_slice_eq(t.text, CP_LIT("at"))) {
            cleanpage_status st = cp_parser_word(p, "a URL behind \"at\"", &test->url);
            if (st)
                return st;
        } else {
            break;
        }
    }
    if (t.kind == CP_TOKEN_END)
        return CLEANPAGE_OK;
    return cp_parser_fail(p, t.at, "expected \"text\", \"at URL\" or the end of the line");
}

cleanpage_status
cp_parse_test(struct cp_parser *p)
{
    struct cp_arena *arena = &p->layer->arena;
    struct cp_test_item *item = cp_arena_zalloc(arena, 1, sizeof *item);
    struct cp_rule_place *place = cp_arena_zalloc(arena, 1, sizeof *place);
    size_t indent = cp_line_indent(p->lines.line);
    uint32_t opened = p->lines.number;
    cleanpage_status st;

    if (!item || !place)
        return cp_parser_nomem(p);
    item->test.place = place;
    st = cp_parser_string(p, "the name of the test", &item->test.name);
    if (!st)
        st = parse_test_options(p, &item->test);
    if (!st)
        st = cp_parser_place(p, place);
    if (!st)
        st = parse_part(p, CP_LIT("gives"), opened, indent, &item->test.input);
    if (!st)
        st = parse_part(p, CP_LIT("end"), opened, indent, &item->test.expected);
    if (st)
        return st;
    p->layer->n_tests++;
    *p->layer->last_test = item;
    p->layer->last_test = &item->next;
    return CLEANPAGE_OK;
}
