/* Markers, indents and blank lines: see render/nest.h. */
#include "render/nest.h"

#include <string.h>

#include "base/limits.h"
#include "render/wrap.h"

struct cp_frame *
cp_nest_push(struct cp_nest *nest, enum cp_frame_kind kind)
{
    struct cp_frame *frame = &nest->frames[nest->n++];

    *frame = (struct cp_frame){ .kind = (uint8_t)kind };
    return frame;
}

void
cp_nest_pop(struct cp_nest *nest)
{
    nest->n--;
}

/* The innermost list below frame n, or NULL. */
static const struct cp_frame *
list_below(const struct cp_nest *nest, unsigned n)
{
    while (n--)
        if (nest->frames[n].kind == CP_FRAME_LIST)
            return &nest->frames[n];
    return NULL;
}

/* ------------------------------------------------------------------ markers */

static char *
put_decimal(char *end, int32_t number)
{
    uint32_t n = number < 0 ? 0u - (uint32_t)number : (uint32_t)number;

    do
        *--end = (char)('0' + n % 10);
    while (n /= 10);
    if (number < 0)
        *--end = '-';
    return end;
}

/* a to z, aa, ab ... */
static char *
put_letters(char *end, int32_t number, char first)
{
    while (number > 0) {
        number--;
        *--end = (char)(first + number % 26);
        number /= 26;
    }
    return end;
}

static char *
put_roman(char *end, int32_t number, bool upper)
{
    static const char digits[4][10][5] = {
        { "", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix" },
        { "", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc" },
        { "", "c", "cc", "ccc", "cd", "d", "dc", "dcc", "dccc", "cm" },
        { "", "m", "mm", "mmm", "", "", "", "", "", "" },
    };

    for (int place = 0; place < 4; place++, number /= 10) {
        const char *digit = digits[place][number % 10];
        size_t n = strlen(digit);

        while (n--)
            *--end = upper ? (char)(digit[n] & ~0x20) : digit[n];
    }
    return end;
}

static char *
put_number(char *end, int32_t number, char style)
{
    if ((style == 'a' || style == 'A') && number > 0)
        return put_letters(end, number, style);
    /* 3888 (mmmdccclxxxviii) would not fit beside its dot, and nobody numbers so far. */
    if ((style == 'i' || style == 'I') && number > 0 && number < 1000)
        return put_roman(end, number, style == 'I');
    return put_decimal(end, number);
}

void
cp_nest_mark(struct cp_frame *item, char style, int32_t number)
{
    char digits[24], *end = digits + sizeof digits, *start;

    if (style == '*') {
        strcpy(item->marker, "- ");
    } else {
        memcpy(end - 3, ". ", 3);
        start = put_number(end - 3, number, style);
        memcpy(item->marker, start, (size_t)(end - start));
    }
    item->indent = (uint8_t)strlen(item->marker);
}

void
cp_nest_mark_note(struct cp_frame *item, const char *before, uint32_t number,
                  const char *behind)
{
    char digits[12], *end = digits + sizeof digits - 1, *start;

    *end = '\0';
    start = put_decimal(end, (int32_t)number);
    strcpy(item->marker, before);
    strcat(item->marker, start);
    strcat(item->marker, behind);
    item->indent = 4;
}

/* ------------------------------------------------------------------ prefixes */

struct prefix {
    char bytes[CP_NEST_MAX * sizeof((struct cp_frame *)0)->marker];
    size_t n;
};

static void
add_prefix(struct prefix *prefix, const struct cp_frame *frame, bool first_line)
{
    size_t n = frame->indent;
    char *to = prefix->bytes + prefix->n;

    if (frame->kind == CP_FRAME_ITEM && first_line)
        memcpy(to, frame->marker, n = strlen(frame->marker));
    else if (frame->kind == CP_FRAME_ITEM)
        memset(to, ' ', n);
    else if (frame->kind == CP_FRAME_QUOTE)
        memcpy(to, "> ", n = 2);
    else if (frame->kind == CP_FRAME_DEFINITION)
        memset(to, ' ', n = 2);
    prefix->n += n;
}

/* Lines of a text, as far as they matter: of a short one, one. */
static size_t
count_lines(struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p;
    size_t lines = 1;

    if (text.n * CP_NEST_MAX < CP_PREFIXES_MAX)
        return lines;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
        lines++;
        p++;
    }
    return lines;
}

/* What stands before the lines of a paragraph. Of one with a great many lines only the outermost
 * frames are shown: each line of it, so that it stays one. */
static void
make_prefixes(struct cp_nest *nest, struct cp_slice text, struct prefix *first,
              struct prefix *others)
{
    size_t most = CP_PREFIXES_MAX / count_lines(text);

    first->n = others->n = 0;
    for (unsigned i = 0; i < nest->n && others->n <= most; i++) {
        add_prefix(first, &nest->frames[i], !nest->frames[i].shown);
        add_prefix(others, &nest->frames[i], false);
    }
}

static void
write_line(struct cp_buf *out, const struct prefix *prefix, struct cp_slice line)
{
    size_t n = prefix->n;

    if (line.n == 0)
        while (n && prefix->bytes[n - 1] == ' ')
            n--;
    cp_buf_put(out, prefix->bytes, n);
    cp_buf_put_slice(out, line);
    cp_buf_putc(out, '\n');
}

/* ------------------------------------------------------------------ gaps */

/* The item, definition or quote that a list stands in, or NULL. */
static const struct cp_frame *
holder_of(const struct cp_nest *nest, const struct cp_frame *list)
{
    while (list-- > nest->frames)
        if (list->kind != CP_FRAME_LIST && list->kind != CP_FRAME_NONE)
            return list;
    return NULL;
}

/* Whether the first text of frame i follows the line before it without a blank line. */
static bool
starts_tight(const struct cp_nest *nest, unsigned i)
{
    const struct cp_frame *frame = &nest->frames[i], *list = list_below(nest, i), *holder;

    if (frame->kind == CP_FRAME_QUOTE || frame->apart || !list)
        return false;
    if (list->shown)
        return list->tight || frame->kind == CP_FRAME_DEFINITION;
    /* The first item of a list inside an item: as close as that item's list has it. */
    holder = holder_of(nest, list);
    if (!holder || !holder->shown || holder->kind == CP_FRAME_QUOTE)
        return false;
    list = list_below(nest, (unsigned)(holder - nest->frames));
    return list && list->tight;
}

static void
write_gap(struct cp_nest *nest)
{
    struct prefix prefix = { .n = 0 };
    unsigned i;

    if (!nest->started)
        return;
    for (i = 0; i < nest->n; i++) {
        if (!nest->frames[i].shown && nest->frames[i].kind != CP_FRAME_LIST &&
            nest->frames[i].kind != CP_FRAME_NONE)
            break;
        add_prefix(&prefix, &nest->frames[i], false);
    }
    if (i == nest->n || !starts_tight(nest, i))
        write_line(nest->out, &prefix, (struct cp_slice){ 0 });
}

/* Columns left for text; half of the width at least, however deep the nesting. */
static unsigned
text_columns(const struct cp_nest *nest, const struct prefix *prefix)
{
    if (nest->width <= 1)
        return nest->width;
    if (prefix->n >= nest->width / 2)
        return nest->width - nest->width / 2;
    return nest->width - (unsigned)prefix->n;
}

void
cp_nest_write(struct cp_nest *nest, struct cp_slice text, bool as_is)
{
    struct prefix first, others;
    struct cp_slice line;
    unsigned columns;

    write_gap(nest);
    make_prefixes(nest, text, &first, &others);
    columns = as_is ? 0 : text_columns(nest, &others);
    if (cp_wrap_line(&text, columns, &line))
        write_line(nest->out, &first, line);
    while (cp_wrap_line(&text, columns, &line))
        write_line(nest->out, &others, line);
    for (unsigned i = 0; i < nest->n; i++)
        nest->frames[i].shown = true;
    nest->started = true;
}
