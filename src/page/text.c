#include "page/text.h"

#include "page/page.h"

/* A run with fewer words a line than this and indented lines keeps its layout: code, verse. */
#define PROSE_LINE_WORDS 8

/* Least length of a line that was cut at a terminal's width. */
#define WRAPPED_LINE_BYTES 50

struct builder {
    struct cp_ctx *cx;
    struct cp_page *page;
    struct cp_text text;
    uint32_t base_indent;    /* of the line that has least */
    bool in_list;            /* the run before is a list item, or goes on in one */
};

static uint32_t
least_indent(const struct cp_text *text)
{
    uint32_t least = UINT32_MAX;

    for (uint32_t i = 0; i < text->n_lines; i++)
        if (text->lines[i].text.n && text->lines[i].indent < least)
            least = text->lines[i].indent;
    return least;
}

static bool
is_list_item(struct cp_slice s)
{
    return s.n > 1 && (s.p[0] == '-' || s.p[0] == '*' || cp_is_digit((unsigned char)s.p[0]));
}

static uint32_t
count_words(const struct builder *b, const struct cp_text_run *run)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < run->n; i++)
        n += cp_text_count_words(b->text.lines[run->first + i].text);
    return n;
}

/* Whether the run's columns, marks or indents say something that folding would lose. */
static bool
keeps_layout(const struct builder *b, const struct cp_text_run *run)
{
    uint32_t gaps = 0, indented = 0, items = 0, quotes = 0;

    for (uint32_t i = 0; i < run->n; i++) {
        const struct cp_text_line *line = &b->text.lines[run->first + i];

        gaps += line->wide_gap;
        indented += line->text.n && line->indent > b->base_indent;
        items += is_list_item(line->text);
        quotes += line->text.n && line->text.p[0] == '>';
    }
    return gaps >= 2 || quotes || (indented && (items || b->in_list)) ||
           (indented && count_words(b, run) < PROSE_LINE_WORDS * run->n);
}

static bool
is_list(const struct builder *b, const struct cp_text_run *run)
{
    const struct cp_text_line *first = &b->text.lines[run->first];

    return is_list_item(first->text) || (b->in_list && first->indent > b->base_indent);
}

/* Runs with a layout of their own are one if two blank lines or more stand between them. */
static void
join_layouts(struct builder *b)
{
    struct cp_text_run *runs = b->text.runs;
    uint32_t n = 0;

    for (uint32_t r = 0; r < b->text.n_runs; r++) {
        uint32_t end = n ? runs[n - 1].first + runs[n - 1].n : 0;

        if (n && runs[r].first - end >= 2 && keeps_layout(b, &runs[n - 1]) &&
            keeps_layout(b, &runs[r]))
            runs[n - 1].n = runs[r].first + runs[r].n - runs[n - 1].first;
        else
            runs[n++] = runs[r];
    }
    b->text.n_runs = n;
}

static struct cp_node *
add_node(struct builder *b, uint32_t parent, enum cp_tag tag)
{
    struct cp_page *page = b->page;
    struct cp_node *node = &page->nodes[page->n_nodes++];

    *node = (struct cp_node){ .parent = parent, .end = page->n_nodes, .tag = (uint16_t)tag };
    return node;
}

static void
add_text(struct builder *b, uint32_t parent, const char *p, size_t n, const char *source)
{
    struct cp_node *node = add_node(b, parent, b->page->nodes[parent].tag);

    node->kind = CP_NODE_TEXT;
    node->u.text = p;
    node->len = (uint32_t)n;
    node->source = (uint32_t)(source - b->page->source.p);
}

/* The lines as they stand, without the indent that all lines of the text have. */
static cleanpage_status
add_layout(struct builder *b, uint32_t parent, const struct cp_text_run *run)
{
    size_t size = 0, n = 0;
    char *copy;

    for (uint32_t i = 0; i < run->n; i++) {
        const struct cp_text_line *line = &b->text.lines[run->first + i];
        size += line->indent + line->text.n + 1;
    }
    copy = cp_arena_alloc(b->cx->arena, size);
    if (!copy)
        return cp_fail_nomem(b->cx);
    for (uint32_t i = 0; i < run->n; i++) {
        const struct cp_text_line *line = &b->text.lines[run->first + i];
        size_t indent = line->text.n ? line->indent - b->base_indent : 0;

        memset(copy + n, ' ', indent);
        memcpy(copy + n + indent, line->text.p, line->text.n);
        n += indent + line->text.n;
        copy[n++] = '\n';
    }
    add_text(b, parent, copy, n - 1, b->text.lines[run->first].text.p);
    return CLEANPAGE_OK;
}

static void
add_lines(struct builder *b, uint32_t parent, const struct cp_text_run *run)
{
    for (uint32_t i = 0; i < run->n; i++) {
        struct cp_slice line = b->text.lines[run->first + i].text;

        if (i)
            add_node(b, parent, CP_TAG_BR);
        add_text(b, parent, line.p, line.n, line.p);
    }
}

/* Lines that were cut at some width: all but the last are long. */
static bool
is_wrapped(const struct builder *b, const struct cp_text_run *run)
{
    for (uint32_t i = 0; i + 1 < run->n; i++)
        if (b->text.lines[run->first + i].text.n < WRAPPED_LINE_BYTES)
            return false;
    return run->n > 1;
}

/* Lines of prose are a paragraph; short ones a div, whose lines are judged one by one. */
static enum cp_tag
tag_of(const struct builder *b, const struct cp_text_run *run)
{
    if (keeps_layout(b, run))
        return CP_TAG_PRE;
    return is_wrapped(b, run) || count_words(b, run) >= PROSE_LINE_WORDS * run->n ? CP_TAG_P
                                                                                : CP_TAG_DIV;
}

static cleanpage_status
add_run(struct builder *b, const struct cp_text_run *run, bool is_title)
{
    enum cp_tag tag = is_title ? CP_TAG_H1 : tag_of(b, run);
    uint32_t element = b->page->n_nodes;
    cleanpage_status st = CLEANPAGE_OK;

    add_node(b, 0, tag)->source =
        (uint32_t)(b->text.lines[run->first].text.p - b->page->source.p);
    if (tag == CP_TAG_PRE)
        st = add_layout(b, element, run);
    else
        add_lines(b, element, run);
    b->in_list = is_list(b, run);
    b->page->nodes[element].end = b->page->n_nodes;
    return st;
}

cleanpage_status
cp_page_parse_text(struct cp_ctx *cx, struct cp_page *page, struct cp_slice utf8)
{
    struct builder b = { .cx = cx, .page = page };
    cleanpage_status st = cp_text_split(cx, utf8, &b.text);
    uint32_t title;
    size_t most;

    if (st)
        return st;
    *page = (struct cp_page){ .source = utf8, .plain_text = true };
    /* The body, an element for each run, a text and at most one br for each line. */
    most = 1 + (size_t)b.text.n_runs + 2 * (size_t)b.text.n_lines;
    page->nodes = cp_arena_alloc(cx->arena, most * sizeof *page->nodes);
    if (!page->nodes)
        return cp_fail_nomem(cx);
    b.base_indent = least_indent(&b.text);
    join_layouts(&b);
    title = cp_text_find_title(&b.text);
    add_node(&b, CP_NO_NODE, CP_TAG_BODY);
    for (uint32_t r = 0; r < b.text.n_runs && !st; r++)
        st = add_run(&b, &b.text.runs[r], r == title);
    page->nodes[0].end = page->n_nodes;
    return st;
}
