/*
 * Lines that a scraper cut at its width, joined again.
 *
 * Where a line was cut, the first word of the next one did not fit any more. So each pair of
 * lines that may belong together says in which interval the width lies, from the first
 * line's own columns to those with the next word; the width is where most intervals meet.
 * Pairs of lines that the page itself parted agree on nothing.
 */
#include "page/text.h"

#include "base/utf8.h"

/* Widths looked at. A shorter line says nothing, a longer one was not cut. */
#define WIDTH_MIN 40
#define WIDTH_MAX 200
/* Pairs that must agree, and their least share of all pairs. */
#define PAIRS_MIN 3
#define PAIRS_SHARE_MIN 0.5f
/* Columns by which a line may be longer than the others: a wide sign, a mark at its end. */
#define SLACK 2
/* Share of the width that a line fills at least if it goes on in a small letter. */
#define NEARLY_FULL 0.75f
/* A word longer than this (a URL) says too little of the width. Columns. */
#define WORD_MAX 24

static uint32_t
count_columns(struct cp_slice s)
{
    const char *p = s.p, *end = s.p + s.n;
    uint32_t columns = 0;

    while (p < end) {
        uint32_t c;

        p = cp_utf8_next(p, end, &c);
        columns += c == CP_TEXT_LINK_MARK ? 1 : (uint32_t)cp_utf8_width(c);
    }
    return columns;
}

/* Columns of the first word; of a script without spaces, of its first character. */
static uint32_t
first_word_columns(struct cp_slice s)
{
    const char *p = s.p, *end = s.p + s.n;
    uint32_t columns = 0;

    while (p < end) {
        uint32_t c;

        p = cp_utf8_next(p, end, &c);
        if (cp_utf8_is_space(c) || (columns && cp_utf8_is_unspaced(c)))
            break;
        columns += c == CP_TEXT_LINK_MARK ? 1 : (uint32_t)cp_utf8_width(c);
        if (cp_utf8_is_unspaced(c))
            break;
    }
    return columns;
}

/* The width lies from `low` to `high` if the break behind a line was a cut. */
struct interval {
    uint32_t low, high;
};

/* Whether line b may go on line a: beneath its text, and no list item. */
static bool
may_go_on(const struct cp_text_line *a, uint32_t text_indent, const struct cp_text_line *b)
{
    return a->text.n && b->text.n && !b->mark && b->indent == text_indent;
}

static struct interval
interval_of(const struct cp_text_line *a, const struct cp_text_line *b)
{
    uint32_t low = a->indent + count_columns(a->text), word = first_word_columns(b->text);

    return (struct interval){ low, low + (word < WORD_MAX ? word : WORD_MAX) };
}

uint32_t
cp_text_mark_columns(const struct cp_text_line *line)
{
    return count_columns((struct cp_slice){ line->text.p, line->mark });
}

static uint32_t
text_indent(const struct cp_text_line *line)
{
    return line->indent + cp_text_mark_columns(line);
}

static uint32_t
find_width(const struct cp_text *text)
{
    uint32_t meet[WIDTH_MAX + WORD_MAX + 1] = { 0 }, pairs = 0, best = 0, indent = 0;

    for (uint32_t i = 0; i + 1 < text->n_lines; i++) {
        const struct cp_text_line *a = &text->lines[i], *b = a + 1;
        struct interval at;

        if (i == 0 || a->mark || !may_go_on(a - 1, indent, a))
            indent = text_indent(a);
        if (!may_go_on(a, indent, b))
            continue;
        at = interval_of(a, b);
        if (at.low < WIDTH_MIN || at.low > WIDTH_MAX)
            continue;
        pairs++;
        for (uint32_t w = at.low; w <= at.high; w++)
            meet[w]++;
    }
    for (uint32_t w = WIDTH_MIN; w <= WIDTH_MAX; w++)
        if (meet[w] > meet[best])
            best = w;
    return meet[best] >= PAIRS_MIN && (float)meet[best] >= PAIRS_SHARE_MIN * (float)pairs ? best
                                                                                        : 0;
}

static bool
starts_small(struct cp_slice s)
{
    uint32_t c;

    cp_utf8_next(s.p, s.p + s.n, &c);
    return cp_utf8_is_word(c) && !cp_utf8_is_upper(c) && !cp_utf8_is_unspaced(c) &&
           !cp_is_digit((unsigned char)*s.p);
}

/* Whether the break between the lines is a cut: the next word did not fit, or a sentence goes
 * on behind a line that is nearly full, as where a renderer counts some columns otherwise. */
static bool
is_cut(const struct cp_text *text, const struct cp_text_line *a, const struct cp_text_line *b)
{
    struct interval at = interval_of(a, b);

    if (at.low > text->width + SLACK)
        return false;
    return at.high >= text->width ||
           ((float)at.low >= NEARLY_FULL * (float)text->width && starts_small(b->text));
}

void
cp_text_unwrap(struct cp_text *text)
{
    struct cp_text_line last = { .indent = 0 };    /* as it stood in the input */
    uint32_t n = 0, indent = 0;

    text->width = find_width(text);
    for (uint32_t i = 0; i < text->n_lines && text->width; i++) {
        struct cp_text_line line = text->lines[i];

        if (n && may_go_on(&last, indent, &line) && is_cut(text, &last, &line)) {
            struct cp_text_line *whole = &text->lines[n - 1];

            whole->text.n = (size_t)(line.text.p + line.text.n - whole->text.p);
            whole->wide_gap |= line.wide_gap;
        } else {
            indent = text_indent(&line);
            text->lines[n++] = line;
        }
        last = line;
    }
    if (text->width)
        text->n_lines = n;
}
