/* Telling what was done: see cli/verbose.h. */
#include "cli/verbose.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/shown.h"

static void
put_number(struct cp_buf *out, uint64_t n, const char *unit)
{
    cp_buf_put_u64(out, n);
    cp_buf_puts(out, unit);
}

/* With one decimal, whatever the locale. */
static void
put_ms(struct cp_buf *out, const char *what, double ms)
{
    uint64_t tenths = ms > 0 ? (uint64_t)(ms * 10 + 0.5) : 0;

    cp_buf_puts(out, what);
    put_number(out, tenths / 10, ".");
    put_number(out, tenths % 10, " ms");
}

/* Writes the lines gathered; those of one page stay together. */
static void
flush(struct cp_buf *out)
{
    ssize_t ignored = 0;

    if (!cp_buf_failed(out))
        ignored = write(STDERR_FILENO, out->p, out->n);
    (void)ignored;
    cp_buf_clear(out);
}

void
cp_verbose_rules(const cleanpage *cp)
{
    struct cp_buf out = { 0 };
    const char *file;

    for (size_t i = 0; (file = cleanpage_rule_file(cp, i)); i++) {
        cp_buf_puts(&out, i ? ", " : "* rules: ");
        cp_buf_put_shown_line(&out, cp_slice_of(file), '?');
    }
    cp_buf_putc(&out, '\n');
    flush(&out);
}

static void
put_answer(struct cp_buf *out, const cleanpage_info *info)
{
    cp_buf_puts(out, "* answer: ");
    put_number(out, (uint64_t)info->http_status, ", ");
    cp_buf_put_shown_line(
        out, cp_slice_of(info->content_type ? info->content_type : "no content type"), '?');
    cp_buf_puts(out, ", ");
    put_number(out, (uint64_t)info->redirects,
               info->redirects == 1 ? " redirect" : " redirects");
    if (info->redirects && info->url) {
        cp_buf_puts(out, " to ");
        cp_buf_put_shown_line(out, cp_slice_of(info->url), '?');
    }
    cp_buf_putc(out, '\n');
}

static void
put_input(struct cp_buf *out, const cleanpage_info *info)
{
    cp_buf_puts(out, "* input: ");
    put_number(out, info->input_bytes, " bytes of ");
    cp_buf_puts(out, info->encoding ? info->encoding : "unknown encoding");
    cp_buf_puts(out, ", known from ");
    cp_buf_puts(out, info->encoding_source ? info->encoding_source : "nothing");
    if (info->bad_bytes) {
        cp_buf_puts(out, ", ");
        put_number(out, info->bad_bytes, " bad sequences");
    }
    if (info->truncated)
        cp_buf_puts(out, ", cut at a limit");
    cp_buf_putc(out, '\n');
}

static void
put_verdict(struct cp_buf *out, const cleanpage_info *info)
{
    cp_buf_puts(out, "* kind: ");
    cp_buf_puts(out, info->kind ? info->kind : "unknown");
    cp_buf_puts(out, "\n* kept: ");
    put_number(out, info->kept_blocks, " of ");
    put_number(out, info->blocks, " blocks, ");
    put_number(out, info->kept_words, " words, confidence ");
    put_number(out, (uint64_t)(info->confidence * 100 + 0.5), " %\n");
}

static void
put_times(struct cp_buf *out, const cleanpage_info *info, double render_ms)
{
    cp_buf_puts(out, "* time: ");
    if (info->http_status)
        put_ms(out, "fetch ", info->fetch_ms);
    put_ms(out, info->http_status ? ", decode " : "decode ", info->decode_ms);
    put_ms(out, ", parse ", info->parse_ms);
    put_ms(out, ", measure ", info->measure_ms);
    put_ms(out, ", judge ", info->judge_ms);
    put_ms(out, ", render ", render_ms);
    cp_buf_putc(out, '\n');
}

void
cp_verbose_page(const char *name, const cleanpage_doc *doc, double render_ms)
{
    cleanpage_info info = CLEANPAGE_INFO_INIT;
    struct cp_buf out = { 0 };
    const char *note;

    cleanpage_get_info(doc, &info);
    cp_buf_puts(&out, "* ");
    cp_buf_put_shown_line(&out, cp_slice_of(name), '?');
    cp_buf_putc(&out, '\n');
    if (info.http_status)
        put_answer(&out, &info);
    put_input(&out, &info);
    put_verdict(&out, &info);
    for (size_t i = 0; (note = cleanpage_note(doc, i)); i++) {
        cp_buf_puts(&out, "* note: ");
        cp_buf_put_shown_line(&out, cp_slice_of(note), '?');
        cp_buf_putc(&out, '\n');
    }
    put_times(&out, &info, render_ms);
    flush(&out);
}
