/* The report: render/report.html with a page's lines in it. See render/explain.h. */
#include "render/explain.h"
#include "render/template.h"

/*
 * As the items of an array. What could end the script element, begin a comment or a reference,
 * or end a line of script is written as an escape; in JSON it can only stand in strings.
 */
static void
put_data(struct cp_slice lines, struct cp_buf *out)
{
    const char *p = lines.p, *end = lines.p + lines.n;

    cp_buf_putc(out, '[');
    for (; p < end; p++)
        switch (*p) {
        case '<':
            cp_buf_puts(out, "\\u003c");
            break;
        case '>':
            cp_buf_puts(out, "\\u003e");
            break;
        case '&':
            cp_buf_puts(out, "\\u0026");
            break;
        case '\n':
            cp_buf_puts(out, p + 1 < end ? ",\n" : "");
            break;
        case '\xE2':
            if (end - p > 2 && p[1] == '\x80' && (p[2] == '\xA8' || p[2] == '\xA9')) {
                cp_buf_puts(out, p[2] == '\xA8' ? "\\u2028" : "\\u2029");
                p += 2;
                break;
            }
            /* fall through */
        default:
            cp_buf_putc(out, *p);
        }
    cp_buf_putc(out, ']');
}

void
cp_render_report(const struct cp_render_input *in, struct cp_buf *out)
{
    const struct cp_slice mark = CP_LIT("@DATA@");
    struct cp_slice before = cp_report_template, after;
    struct cp_buf lines = { 0 };

    before.n = (size_t)(cp_slice_find(before, mark) - before.p);
    after.p = before.p + before.n + mark.n;
    after.n = cp_report_template.n - before.n - mark.n;
    cp_explain_for_report(in, &lines);
    cp_buf_put_slice(out, before);
    put_data(cp_buf_slice(&lines), out);
    cp_buf_put_slice(out, after);
    out->no_memory |= cp_buf_failed(&lines);
    cp_buf_clear(&lines);
}
