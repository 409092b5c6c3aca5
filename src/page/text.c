#include "page/text.h"

#include "page/text_build.h"

/* A run with fewer words a line than this and indented lines keeps its layout: code, verse. */
#define PROSE_LINE_WORDS 8

/* Length of a line that was cut at a terminal's width, if too few were to tell the width. */
#define WRAPPED_LINE_BYTES 50
#define WRAPPED_LINE_BYTES_MAX 120

/* Lines above one among which its list item is looked for. */
#define HANG_LINES_MAX 32

static const struct cp_text_line *
line_of(const struct cp_text_builder *b, const struct cp_text_run *run, uint32_t i)
{
    return &b->text.lines[run->first + i];
}

static uint32_t
count_words(const struct cp_text_builder *b, const struct cp_text_run *run)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < run->n; i++)
        n += cp_text_count_words(line_of(b, run, i)->text);
    return n;
}

/* What a run's lines look like, in counts of lines. */
struct shape {
    uint32_t gaps, quotes, code, items;
    uint32_t inner;             /* indented further than the text around */
    uint32_t odd;               /* inner ones that stand under no item's text */
    bool same_indent;
};

/* Ends and beginnings that lines of programs have, and lines of text do not. */
static bool
looks_like_code(struct cp_slice s)
{
    char last = s.n ? s.p[s.n - 1] : ' ';

    return last == '{' || last == '}' || last == ';' || cp_slice_starts_nocase(s, CP_LIT("//")) ||
           cp_slice_starts_nocase(s, CP_LIT("/*")) || cp_slice_starts_nocase(s, CP_LIT("$ "));
}

/* Whether the line, the run's number i, stands right under the text of an item above it. */
static bool
hangs(const struct cp_text_builder *b, const struct cp_text_run *run, uint32_t i)
{
    uint32_t indent = line_of(b, run, i)->indent;

    for (uint32_t k = i; k-- > 0 && i - k <= HANG_LINES_MAX;) {
        const struct cp_text_line *above = line_of(b, run, k);

        if (cp_text_is_item(b, above) && above->indent < indent)
            return above->indent + cp_text_mark_columns(above) == indent;
    }
    for (unsigned k = 0; k < b->n_lists; k++)
        if (b->lists[k].text_indent == indent)
            return true;
    return false;
}

static struct shape
shape_of(const struct cp_text_builder *b, const struct cp_text_run *run)
{
    struct shape shape = { .same_indent = true };

    for (uint32_t i = 0; i < run->n; i++) {
        const struct cp_text_line *line = line_of(b, run, i);

        if (line->text.n == 0)
            continue;
        shape.gaps += line->wide_gap;
        shape.quotes += line->text.p[0] == '>';
        shape.code += looks_like_code(line->text);
        shape.items += cp_text_is_item(b, line);
        shape.inner += line->indent > b->text.base_indent;
        shape.odd += line->indent > b->text.base_indent && !cp_text_is_item(b, line) &&
                     !hangs(b, run, i);
        shape.same_indent &= line->indent == line_of(b, run, 0)->indent;
    }
    return shape;
}

/*
 * Whether the run's columns, marks or indents say something that folding would lose. What a
 * terminal browser rendered is indented for many reasons: there one indent says nothing.
 */
static bool
keeps_layout(const struct cp_text_builder *b, const struct cp_text_run *run)
{
    const struct cp_text_line *first = line_of(b, run, 0);
    struct shape shape;

    if (run->joined)
        return true;
    shape = shape_of(b, run);
    if (shape.gaps >= 2 || 2 * shape.quotes > run->n || 2 * shape.code > run->n)
        return true;
    if (!b->text.width && (shape.items || cp_text_in_item(b, first)))
        return shape.odd || (run->n == 1 && shape.items && shape.inner && !b->n_lists);
    if (shape.items || cp_text_in_item(b, first) || !shape.inner ||
        (shape.same_indent && b->text.width))
        return false;
    return count_words(b, run) < PROSE_LINE_WORDS * run->n;
}

/* Runs with a layout of their own are one if two blank lines or more stand between them. */
static void
join_layouts(struct cp_text_builder *b)
{
    struct cp_text_run *runs = b->text.runs;
    uint32_t n = 0;

    for (uint32_t r = 0; r < b->text.n_runs; r++) {
        uint32_t end = n ? runs[n - 1].first + runs[n - 1].n : 0;

        if (n && runs[r].first - end >= 2 && keeps_layout(b, &runs[n - 1]) &&
            keeps_layout(b, &runs[r]))
            runs[n - 1] = (struct cp_text_run){
                runs[n - 1].first, runs[r].first + runs[r].n - runs[n - 1].first, true
            };
        else
            runs[n++] = runs[r];
    }
    b->text.n_runs = n;
}

static uint32_t
source_of(const struct cp_text_builder *b, const char *p)
{
    return (uint32_t)(p - b->page->source.p);
}

struct cp_node *
cp_text_add_node(struct cp_text_builder *b, uint32_t parent, enum cp_tag tag)
{
    struct cp_page *page = b->page;
    struct cp_node *node = &page->nodes[page->n_nodes++];

    *node = (struct cp_node){ .parent = parent, .end = page->n_nodes, .tag = (uint16_t)tag };
    return node;
}

static void
add_text(struct cp_text_builder *b, uint32_t parent, struct cp_slice text, uint32_t source)
{
    struct cp_node *node = cp_text_add_node(b, parent, b->page->nodes[parent].tag);

    node->kind = CP_NODE_TEXT;
    node->u.text = text.p;
    node->len = (uint32_t)text.n;
    node->source = source;
}

void
cp_text_add_lines(struct cp_text_builder *b, uint32_t parent, enum cp_tag tag,
                  const struct cp_text_run *run)
{
    uint32_t source = source_of(b, line_of(b, run, 0)->text.p), element = parent;

    if (tag != CP_TAG_UNKNOWN) {
        element = b->page->n_nodes;
        cp_text_add_node(b, parent, tag)->source = source;
    }
    for (uint32_t i = 0; i < run->n; i++) {
        struct cp_slice line = line_of(b, run, i)->text;

        if (i)
            cp_text_add_node(b, element, CP_TAG_BR);
        add_text(b, element, line, source_of(b, line.p));
    }
    b->page->nodes[element].end = b->page->n_nodes;
}

/* The lines as they stand, without the indent that the text has. */
static cleanpage_status
add_layout(struct cp_text_builder *b, const struct cp_text_run *run)
{
    uint32_t source = source_of(b, line_of(b, run, 0)->text.p), element = b->page->n_nodes;
    size_t size = 0, n = 0;
    char *copy;

    for (uint32_t i = 0; i < run->n; i++)
        size += line_of(b, run, i)->indent + line_of(b, run, i)->text.n + 1;
    copy = cp_arena_alloc(b->cx->arena, size);
    if (!copy)
        return cp_fail_nomem(b->cx);
    for (uint32_t i = 0; i < run->n; i++) {
        const struct cp_text_line *line = line_of(b, run, i);
        bool inner = line->text.n && line->indent > b->text.base_indent;
        size_t indent = inner ? line->indent - b->text.base_indent : 0;

        memset(copy + n, ' ', indent);
        memcpy(copy + n + indent, line->text.p, line->text.n);
        n += indent + line->text.n;
        copy[n++] = '\n';
    }
    cp_text_add_node(b, 0, CP_TAG_PRE)->source = source;
    add_text(b, element, (struct cp_slice){ copy, n - 1 }, source);
    b->page->nodes[element].end = b->page->n_nodes;
    return CLEANPAGE_OK;
}

/* Lines of prose that were cut at some width: all but the last are as long as such lines are. */
static bool
is_wrapped(const struct cp_text_builder *b, const struct cp_text_run *run)
{
    for (uint32_t i = 0; i + 1 < run->n; i++) {
        size_t n = line_of(b, run, i)->text.n;

        if (n < WRAPPED_LINE_BYTES || n > WRAPPED_LINE_BYTES_MAX)
            return false;
    }
    return run->n > 1 && !b->text.width;
}

/* A line of prose is a paragraph; others a div, whose lines are judged one by one. */
static enum cp_tag
tag_of(const struct cp_text_builder *b, const struct cp_text_run *run)
{
    if (is_wrapped(b, run))
        return CP_TAG_P;
    return run->n == 1 && count_words(b, run) >= PROSE_LINE_WORDS ? CP_TAG_P : CP_TAG_DIV;
}

/* Lines of the run from number `from` on that stand in no list. */
static uint32_t
count_plain(const struct cp_text_builder *b, const struct cp_text_run *run, uint32_t from)
{
    uint32_t n = 0;

    while (from + n < run->n && !cp_text_is_item(b, line_of(b, run, from + n)))
        n++;
    return n;
}

static cleanpage_status
add_run(struct cp_text_builder *b, const struct cp_text_run *run)
{
    const struct cp_text_line *first = line_of(b, run, 0);
    cleanpage_status st = CLEANPAGE_OK;
    uint32_t at = 0;

    if (!cp_text_in_item(b, first))
        cp_text_close_lists(b);
    if (keeps_layout(b, run)) {
        cp_text_close_lists(b);
        return add_layout(b, run);
    }
    while (at < run->n && !st) {
        struct cp_text_run plain = { .first = run->first + at };

        at = cp_text_add_items(b, run, at, &st);
        plain.first = run->first + at;
        plain.n = count_plain(b, run, at);
        if (plain.n == 0 || st)
            continue;
        cp_text_close_lists(b);
        cp_text_add_lines(b, 0, tag_of(b, &plain), &plain);
        at += plain.n;
    }
    return st;
}

static cleanpage_status
add_runs(struct cp_text_builder *b)
{
    uint32_t title = cp_text_find_title(&b->text);
    cleanpage_status st = CLEANPAGE_OK;

    cp_text_add_node(b, CP_NO_NODE, CP_TAG_BODY);
    for (uint32_t r = 0; r < b->text.n_runs && !st; r++) {
        if (r == title) {
            cp_text_close_lists(b);
            cp_text_add_lines(b, 0, CP_TAG_H1, &b->text.runs[r]);
        } else {
            st = add_run(b, &b->text.runs[r]);
        }
    }
    cp_text_close_lists(b);
    b->page->nodes[0].end = b->page->n_nodes;
    return st;
}

/* The body; an element for each run or part of one between items; a text and at most one br
 * for each line, with its list, item and paragraph if it is one. */
static size_t
most_nodes(const struct cp_text *text)
{
    size_t n = 1 + (size_t)text->n_runs;

    for (uint32_t i = 0; i < text->n_lines; i++)
        if (text->lines[i].text.n)
            n += text->lines[i].mark ? 6 : 3;
    return n;
}

cleanpage_status
cp_page_parse_text(struct cp_ctx *cx, struct cp_page *page, struct cp_slice utf8)
{
    struct cp_text_builder b = { .cx = cx, .page = page };
    cleanpage_status st = cp_text_split(cx, utf8, &b.text);

    if (st)
        return st;
    *page = (struct cp_page){ .source = b.text.source, .plain_text = true };
    page->nodes = cp_arena_alloc(cx->arena, most_nodes(&b.text) * sizeof *page->nodes);
    if (!page->nodes)
        return cp_fail_nomem(cx);
    if (!b.text.width)
        join_layouts(&b);
    return add_runs(&b);
}
