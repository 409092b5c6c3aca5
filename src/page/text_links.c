/*
 * Link marks: "[12]Contact", and behind the page the addresses they stand for.
 *
 * Both are there to be followed, not to be read. The marks count from 1 without a gap, and
 * the addresses are a numbered list at the end; either alone says where they come from.
 * html2text marks links by underscores for spaces: "Terms,_Prices_&_Rights". A mark beside an
 * underscore tells them from the names of programs.
 */
#include "page/text.h"

/* Marks that count without a gap if no list of addresses follows. */
#define MARKS_MIN 5

/* Underscores behind a mark from which they stand for spaces. */
#define UNDERSCORES_MIN 3

/* Bytes of "[number]" at p, or 0. */
static size_t
mark_at(const char *p, const char *end, uint32_t number)
{
    const char *start = p;
    uint32_t n = 0;

    if (p == end || *p++ != '[')
        return 0;
    while (p < end && cp_is_digit((unsigned char)*p) && n <= number)
        n = n * 10 + (uint32_t)(*p++ - '0');
    return p < end && *p == ']' && n == number ? (size_t)(p + 1 - start) : 0;
}

/* Whether the line is "12. https://..." or the like: a number, a point, one word. */
static bool
is_address(struct cp_slice line)
{
    size_t n = 0;

    while (n < line.n && cp_is_digit((unsigned char)line.p[n]))
        n++;
    if (n == 0 || n + 2 >= line.n || line.p[n] != '.' || line.p[n + 1] != ' ')
        return false;
    line = cp_slice_trim((struct cp_slice){ line.p + n + 1, line.n - n - 1 });
    return !memchr(line.p, ' ', line.n) && memchr(line.p, ':', line.n);
}

static bool
is_list_heading(struct cp_slice line)
{
    static const char *const headings[] = { "References", "Visible links", "Visible links:",
                                            "Hidden links", "Hidden links:" };

    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (cp_slice_eq(line, cp_slice_of(headings[i])))
            return true;
    return false;
}

/* The text without the list of addresses at its end. */
static struct cp_slice
without_addresses(struct cp_slice text)
{
    size_t end = text.n, kept = text.n, addresses = 0;

    while (end) {
        size_t start = end;
        struct cp_slice line;

        while (start && text.p[start - 1] != '\n')
            start--;
        line = cp_slice_trim((struct cp_slice){ text.p + start, end - start });
        if (line.n && is_list_heading(line))
            kept = addresses ? start : kept;
        else if (line.n && !is_address(line))
            break;
        addresses += line.n && is_address(line);
        end = start ? start - 1 : 0;
    }
    return (struct cp_slice){ text.p, kept };
}

static uint32_t
count_marks(struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    uint32_t number = 1;

    while ((p = p < end ? memchr(p, '[', (size_t)(end - p)) : NULL)) {
        size_t n = mark_at(p, end, number);

        number += n > 0;
        p += n ? n : 1;
    }
    return number - 1;
}

static bool
is_underlined(struct cp_slice text)
{
    uint32_t n = 0;

    for (size_t i = 1; i + 1 < text.n && n < UNDERSCORES_MIN; i++)
        n += text.p[i] == '_' && strchr(",:;&+?!", text.p[i - 1]) && text.p[i - 1] &&
             cp_is_alpha((unsigned char)text.p[i + 1]);
    return n == UNDERSCORES_MIN;
}

/* Underscores inside a word become spaces. Returns what is written. */
static size_t
copy_without_underscores(char *to, struct cp_slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        bool inside = i && i + 1 < text.n && text.p[i] == '_' && text.p[i - 1] != '_' &&
                      text.p[i + 1] != '_' && !cp_is_space((unsigned char)text.p[i - 1]) &&
                      !cp_is_space((unsigned char)text.p[i + 1]);

        to[i] = inside ? ' ' : text.p[i];
    }
    return text.n;
}

static size_t
copy_without_marks(char *to, struct cp_slice text)
{
    const char *end = text.p + text.n;
    uint32_t number = 1;

    for (size_t i = 0; i < text.n;) {
        size_t n = text.p[i] == '[' ? mark_at(text.p + i, end, number) : 0;

        if (n) {
            number++;
            memset(to + i, CP_TEXT_LINK_MARK, n);
        } else {
            to[i] = text.p[i];
        }
        i += n ? n : 1;
    }
    return text.n;
}

void
cp_text_drop_marks(struct cp_text *text, const char *source)
{
    /* Where there are marks, the text is a copy of our own. */
    char *own = text->source.p == source ? NULL : (char *)(uintptr_t)text->source.p;

    for (uint32_t i = 0; own && i < text->n_lines; i++) {
        struct cp_slice *line = &text->lines[i].text;
        char *to = own + (line->p - text->source.p);
        size_t n = 0;

        for (size_t k = 0; k < line->n; k++)
            if (line->p[k] != CP_TEXT_LINK_MARK)
                to[n++] = line->p[k];
        *line = cp_slice_trim((struct cp_slice){ to, n });
        text->lines[i].mark = cp_text_mark(*line, text->lines[i].indent);
    }
}

cleanpage_status
cp_text_strip_links(struct cp_ctx *cx, struct cp_slice utf8, struct cp_slice *out)
{
    struct cp_slice body = without_addresses(utf8);
    uint32_t marks = count_marks(body);
    bool marked = marks && (body.n < utf8.n || marks >= MARKS_MIN);
    char *copy;

    *out = body;
    if (!marked && !is_underlined(body))
        return CLEANPAGE_OK;
    copy = cp_arena_alloc(cx->arena, body.n + 1);
    if (!copy)
        return cp_fail_nomem(cx);
    *out = (struct cp_slice){ copy, marked ? copy_without_marks(copy, body)
                                           : copy_without_underscores(copy, body) };
    return CLEANPAGE_OK;
}
