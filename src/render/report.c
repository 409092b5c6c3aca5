/* The report: render/report.html with a page's lines in it. See render/explain.h. */
#include "render/explain.h"
#include "render/template.h"

/* What is written as an escape: by its first byte. */
static const char *
escape_of(const char *p, const char *end)
{
    switch (*p) {
    case '<':
        return "\\u003c";
    case '>':
        return "\\u003e";
    case '&':
        return "\\u0026";
    case '\xE2':
        if (end - p > 2 && p[1] == '\x80' && (p[2] == '\xA8' || p[2] == '\xA9'))
            return p[2] == '\xA8' ? "\\u2028" : "\\u2029";
        return NULL;
    default:
        return NULL;
    }
}

void
cp_report_put_data(struct cp_buf *out, struct cp_slice line)
{
    const char *p = line.p, *end = line.n ? p + line.n : p, *start = p;

    while (p < end) {
        const char *escape = escape_of(p, end);

        if (!escape) {
            p++;
            continue;
        }
        cp_buf_put(out, start, (size_t)(p - start));
        cp_buf_puts(out, escape);
        p += *p == '\xE2' ? 3 : 1;
        start = p;
    }
    cp_buf_put(out, start, (size_t)(p - start));
}

void
cp_render_report(const struct cp_render_input *in, struct cp_buf *out)
{
    const struct cp_slice mark = CP_LIT("@DATA@");
    struct cp_slice before = cp_report_template, after;

    before.n = (size_t)(cp_slice_find(before, mark) - before.p);
    after.p = before.p + before.n + mark.n;
    after.n = cp_report_template.n - before.n - mark.n;
    cp_buf_put_slice(out, before);
    cp_buf_putc(out, '[');
    cp_explain_for_report(in, out);
    cp_buf_putc(out, ']');
    cp_buf_put_slice(out, after);
}
