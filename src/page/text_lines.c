#include "page/text.h"

#include "base/utf8.h"

#define TAB_COLUMNS 8

/* A line longer than this was not wrapped for a terminal: it is a paragraph. Bytes. */
#define LONG_LINE 120

/* A text whose lines are all indented further has no margin of its own. Columns. */
#define INDENT_MAX 24

static uint32_t
measure_indent(const char **p, const char *end)
{
    uint32_t columns = 0;

    for (; *p < end && cp_is_space((unsigned char)**p); ++*p)
        columns = **p == '\t' ? (columns / TAB_COLUMNS + 1) * TAB_COLUMNS : columns + 1;
    return columns;
}

static bool
ends_clause(char c)
{
    return c == '.' || c == '!' || c == '?' || c == ':' || c == ';' || c == ',';
}

static bool
has_wide_gap(struct cp_slice s)
{
    for (size_t i = 1; i + 1 < s.n; i++)
        if ((s.p[i] == '\t' || (s.p[i] == ' ' && s.p[i + 1] == ' ')) &&
            !ends_clause(s.p[i - 1]))
            return true;
    return false;
}

static void
read_line(struct cp_text_line *line, const char *p, const char *end)
{
    line->indent = measure_indent(&p, end);
    line->text = cp_slice_trim((struct cp_slice){ p, (size_t)(end - p) });
    line->wide_gap = has_wide_gap(line->text);
    line->mark = cp_text_mark(line->text, line->indent);
}

static void
read_lines(struct cp_text *text, struct cp_slice utf8)
{
    const char *p = utf8.p, *end = utf8.p + utf8.n;

    while (p < end) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        const char *stop = newline ? newline : end;

        read_line(&text->lines[text->n_lines++], p, stop);
        p = newline ? newline + 1 : end;
    }
}

/* The indent of most text; list items, which have their own, do not count. */
static uint32_t
find_base_indent(const struct cp_text *text)
{
    size_t bytes[INDENT_MAX + 1] = { 0 };
    uint32_t most = 0;

    for (uint32_t i = 0; i < text->n_lines; i++) {
        const struct cp_text_line *line = &text->lines[i];

        if (line->text.n && !line->mark && line->indent <= INDENT_MAX)
            bytes[line->indent] += line->text.n;
    }
    for (uint32_t i = 1; i <= INDENT_MAX; i++)
        if (bytes[i] > bytes[most])
            most = i;
    return most;
}

static void
find_runs(struct cp_text *text)
{
    for (uint32_t i = 0; i < text->n_lines; i++) {
        bool blank = text->lines[i].text.n == 0;
        bool starts = i == 0 || text->lines[i - 1].text.n == 0;

        if (!blank && starts)
            text->runs[text->n_runs++] = (struct cp_text_run){ i, 0, false };
        if (!blank)
            text->runs[text->n_runs - 1].n++;
    }
}

/*
 * Whether the scraper put a paragraph on each line and no blank line between: most of the
 * long lines then touch another line. In wrapped text no line is long, in clean text the
 * long ones stand alone. Lists, quotes and tables do not count.
 */
static bool
has_paragraph_lines(const struct cp_text *text)
{
    uint32_t alone = 0, touching = 0;

    for (uint32_t r = 0; r < text->n_runs; r++)
        for (uint32_t i = 0; i < text->runs[r].n; i++) {
            const struct cp_text_line *line = &text->lines[text->runs[r].first + i];

            if (line->text.n > LONG_LINE && !line->mark && line->text.p[0] != '>' &&
                !line->wide_gap)
                *(text->runs[r].n > 1 ? &touching : &alone) += 1;
        }
    return touching > alone;
}

static void
split_runs(struct cp_text *text)
{
    text->n_runs = 0;
    for (uint32_t i = 0; i < text->n_lines; i++)
        if (text->lines[i].text.n)
            text->runs[text->n_runs++] = (struct cp_text_run){ i, 1, false };
}

cleanpage_status
cp_text_split(struct cp_ctx *cx, struct cp_slice utf8, struct cp_text *text)
{
    size_t most = 1;
    cleanpage_status st;

    *text = (struct cp_text){ 0 };
    st = cp_text_strip_links(cx, utf8, &text->source);
    if (st)
        return st;
    for (size_t i = 0; i < text->source.n; i++)
        most += text->source.p[i] == '\n';
    text->lines = cp_arena_alloc(cx->arena, most * sizeof *text->lines);
    text->runs = cp_arena_alloc(cx->arena, most * sizeof *text->runs);
    if (!text->lines || !text->runs)
        return cp_fail_nomem(cx);
    read_lines(text, text->source);
    cp_text_unwrap(text);
    cp_text_drop_marks(text, utf8.p);
    text->base_indent = find_base_indent(text);
    find_runs(text);
    if (has_paragraph_lines(text))
        split_runs(text);
    cp_text_split_head(text);
    return CLEANPAGE_OK;
}

uint32_t
cp_text_count_words(struct cp_slice s)
{
    const char *p = s.p, *end = s.p + s.n;
    uint32_t n = 0;
    bool inside = false;

    while (p < end) {
        uint32_t c;

        p = cp_utf8_next(p, end, &c);
        if (cp_utf8_is_unspaced(c)) {
            n++;
            inside = false;
        } else if (cp_utf8_is_space(c)) {
            inside = false;
        } else if (cp_utf8_is_word(c) && !inside) {
            n++;
            inside = true;
        }
    }
    return n;
}
