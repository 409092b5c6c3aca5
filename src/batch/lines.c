/* The lines of an input: see batch/lines.h. */
#include "batch/lines.h"

static void
skip_mark(struct cp_stream *s)
{
    static const struct cp_slice mark = { "\xEF\xBB\xBF", 3 };
    struct cp_slice start = cp_stream_peek(s);

    if (start.n >= mark.n && memcmp(start.p, mark.p, mark.n) == 0)
        cp_stream_skip(s, mark.n);
}

/* Appends up to the line's end. False if the input ended first. */
static bool
read_line(struct cp_lines *l)
{
    for (;;) {
        struct cp_slice bytes = cp_stream_slice(l->stream);
        const char *end = bytes.n ? memchr(bytes.p, l->end, bytes.n) : NULL;
        size_t n = end ? (size_t)(end - bytes.p) : bytes.n;

        if (bytes.n == 0)
            return false;
        cp_buf_put(&l->text, bytes.p, n);
        cp_stream_skip(l->stream, end ? n + 1 : n);
        if (end)
            return true;
    }
}

enum cp_line_got
cp_lines_take(struct cp_lines *l)
{
    bool has_end, is_empty;

    if (l->number++ == 0)
        skip_mark(l->stream);
    l->text.n = 0;
    l->text.too_long = l->text.no_memory = false;
    has_end = read_line(l);
    is_empty = l->text.n == 0 && !cp_buf_failed(&l->text);
    if (!has_end && (is_empty || l->stream->trouble))
        return CP_LINE_NONE;
    if (l->text.no_memory)
        return CP_LINE_NO_MEMORY;
    if (l->text.too_long)
        return CP_LINE_TOO_LONG;
    if (l->end == '\n' && l->text.n && l->text.p[l->text.n - 1] == '\r')
        l->text.n--;
    return CP_LINE_WHOLE;
}

void
cp_lines_clear(struct cp_lines *l)
{
    cp_buf_clear(&l->text);
}
