/* What the kinds of input share: see batch/part.h. */
#include "batch/part.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "url/url.h"

void
cp_part_break(struct cp_part *part, struct cp_record *record, const char *format, ...)
{
    va_list arguments;

    if (record->state == CP_RECORD_BROKEN)
        return;
    va_start(arguments, format);
    vsnprintf(part->error, sizeof part->error, format, arguments);
    va_end(arguments);
    record->state = CP_RECORD_BROKEN;
    record->error = cp_slice_of(part->error);
    record->bytes = (struct cp_slice){ NULL, 0 };
}

void
cp_part_read_page(struct cp_part *part, struct cp_stream *stream, struct cp_record *record)
{
    struct cp_slice bytes;

    part->page.n = 0;
    part->page.max = part->options->page_max;
    while (!cp_buf_failed(&part->page) && (bytes = cp_stream_slice(stream)).n) {
        cp_buf_put_slice(&part->page, bytes);
        cp_stream_skip(stream, bytes.n);
    }
    if (part->page.too_long)
        cp_part_break(part, record, "longer than %zu bytes", part->page.max);
    else if (stream->trouble)
        cp_part_break(part, record, "%s", stream->trouble);
    else
        record->bytes = cp_buf_slice(&part->page);
    part->page.too_long = false;
}

/* The path is told, as far as it leaves room for the cause, unless it is the record's name. */
static void
break_path(struct cp_part *part, struct cp_record *record, const char *cause)
{
    if (cp_slice_eq(record->name, cp_buf_slice(&part->path)))
        cp_part_break(part, record, "%s", cause);
    else
        cp_part_break(part, record, "%.500s: %s", part->path.p, cause);
}

void
cp_part_read_path(struct cp_part *part, struct cp_slice path, struct cp_record *record)
{
    struct cp_stream stream;
    int error;

    part->path.n = 0;
    cp_buf_put_slice(&part->path, path);
    if (!cp_buf_str(&part->path))
        return;
    if (memchr(part->path.p, '\0', path.n)) {
        cp_part_break(part, record, "a path with a NUL");
        return;
    }
    error = cp_stream_open(&stream, part->path.p, true);
    if (error == ENOMEM)
        part->path.no_memory = true;
    else if (error)
        break_path(part, record, error == EINVAL ? "not a regular file" : strerror(error));
    else
        cp_part_read_page(part, &stream, record);
    cp_stream_close(&stream);
}

bool
cp_part_is_address(struct cp_slice text)
{
    struct cp_slice scheme = cp_url_scheme(text);

    return scheme.n && text.n >= scheme.n + 3 && memcmp(text.p + scheme.n, "://", 3) == 0;
}

void
cp_part_tell_url(struct cp_part *part, struct cp_slice url, struct cp_record *record)
{
    record->url = url;
    if (cp_url_is_web(url))
        record->state = CP_RECORD_FETCH;
    else
        cp_part_break(part, record, "not an address of http or https");
}

void
cp_part_name_url(struct cp_part *part, struct cp_slice url, struct cp_record *record)
{
    part->label.n = 0;
    cp_url_put_public(&part->label, url);
    record->name = cp_buf_slice(&part->label);
}

void
cp_part_name_line(struct cp_part *part, struct cp_record *record)
{
    part->label.n = 0;
    cp_buf_puts(&part->label, part->name);
    cp_buf_putc(&part->label, ':');
    cp_buf_put_u64(&part->label, part->lines.number);
    record->name = cp_buf_slice(&part->label);
}

void
cp_part_set_broken(struct cp_part *part, const char *cause)
{
    part->kind = &cp_part_broken;
    part->stream.trouble = cause;
}

bool
cp_part_breaks_off(struct cp_part *part, struct cp_record *record)
{
    if (part->is_over || !part->stream.trouble)
        return false;
    part->is_over = true;
    cp_part_break(part, record, "%s", part->stream.trouble);
    return true;
}

cleanpage_status
cp_part_next_line(struct cp_ctx *cx, struct cp_part *part, bool is_wanted,
                  struct cp_record *record, bool *found)
{
    enum cp_line_got got;

    do {
        got = cp_lines_take(&part->lines);
        if (got == CP_LINE_NO_MEMORY)
            return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
        if (got == CP_LINE_NONE) {
            *found = cp_part_breaks_off(part, record);
            return CLEANPAGE_OK;
        }
    } while (!part->kind->is_record(part, got));
    *found = true;
    if (is_wanted)
        part->kind->read(part, got, record);
    return CLEANPAGE_OK;
}

cleanpage_status
cp_part_finish(struct cp_ctx *cx, const struct cp_part *part)
{
    if (part->id.no_memory || part->label.no_memory || part->carried.no_memory ||
        part->page.no_memory || part->path.no_memory)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    return CLEANPAGE_OK;
}

void
cp_part_clear(struct cp_part *part)
{
    if (part->kind && part->kind->end)
        part->kind->end(part);
    cp_stream_close(&part->stream);
    cp_lines_clear(&part->lines);
    cp_buf_clear(&part->id);
    cp_buf_clear(&part->label);
    cp_buf_clear(&part->carried);
    cp_buf_clear(&part->page);
    cp_buf_clear(&part->path);
    *part = (struct cp_part){ 0 };
}
