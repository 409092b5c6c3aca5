/* Outputs of several calls put together as one: see batch/merge.h. */
#include "batch/merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "batch/lines.h"
#include "batch/running.h"
#include "batch/sink.h"
#include "batch/unique.h"

struct file {
    const char *name;
    struct cp_stream stream;
    struct cp_lines lines;
    bool has_ended;
};

struct merging {
    struct cp_ctx *cx;
    const struct cp_merge_options *options;
    struct cp_sink *sink;
    struct cp_unique unique;
    struct cp_buf line;
    struct file *files; /* of shards all of them, else the one at hand */
    uint64_t number;    /* of the line */
    uint64_t duplicates;
};

/* ------------------------------------------------------------------ files */

static cleanpage_status
open_file(struct cp_ctx *cx, struct file *file, const char *name)
{
    int error = cp_stream_open(&file->stream, name, false);

    file->name = strcmp(name, "-") == 0 ? "stdin" : name;
    file->lines = (struct cp_lines){ .stream = &file->stream,
                                     .end = '\n',
                                     .text.max = CP_BATCH_RESULT_MAX };
    file->has_ended = false;
    return error ? cp_fail(cx, error == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_READ, "%s: %s",
                           name, strerror(error))
                 : CLEANPAGE_OK;
}

static void
close_file(struct file *file)
{
    cp_lines_clear(&file->lines);
    cp_stream_close(&file->stream);
}

/* The next line, if there is one. */
static cleanpage_status
take_line(struct cp_ctx *cx, struct file *file, bool *found)
{
    *found = false;
    switch (cp_lines_take(&file->lines)) {
    case CP_LINE_WHOLE:
        *found = true;
        return CLEANPAGE_OK;
    case CP_LINE_TOO_LONG:
        return cp_fail(cx, CLEANPAGE_READ, "%s:%llu: longer than %zu bytes", file->name,
                       (unsigned long long)file->lines.number, file->lines.text.max);
    case CP_LINE_NO_MEMORY:
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    default:
        file->has_ended = true;
        return file->stream.trouble
                   ? cp_fail(cx, CLEANPAGE_READ, "%s: %s", file->name, file->stream.trouble)
                   : CLEANPAGE_OK;
    }
}

/* ------------------------------------------------------------------ lines */

static cleanpage_status
fail_at_line(struct merging *m, const struct file *file, const char *cause)
{
    return cp_fail(m->cx, CLEANPAGE_READ, "%s:%llu: %s", file->name,
                   (unsigned long long)file->lines.number, cause);
}

/* What becomes of a line whose record has a text: itself without its signature, or that of a
 * duplicate. */
static cleanpage_status
sift(struct merging *m, const struct file *file, const struct cp_line *line)
{
    struct cp_signature signature;
    bool is_new = false;
    cleanpage_status st;

    if (!line->signature.n)
        return fail_at_line(m, file,
                            "has no signature; \"cleanpage batch --signatures\" writes "
                            "them");
    if (!cp_signature_read(line->signature, &signature))
        return fail_at_line(m, file, "a signature of another version");
    m->line.n = 0;
    st = cp_unique_ask(&m->unique, m->number, &signature, line, &m->line, &is_new);
    if (!st && is_new)
        cp_line_put_unsigned(&m->line, line);
    m->duplicates += !st && !is_new;
    return st;
}

static cleanpage_status
put_line(struct merging *m, struct file *file)
{
    struct cp_output_item item = { .number = m->number };
    struct cp_line line;
    cleanpage_status st = CLEANPAGE_OK;

    if (!cp_line_read(cp_buf_slice(&file->lines.text), &line))
        return fail_at_line(m, file, "no line of \"cleanpage batch\"");
    if (m->options->dedup && cp_slice_eq(line.status, CP_LIT("ok"))) {
        st = sift(m, file, &line);
    } else {
        m->line.n = 0;
        cp_buf_put_slice(&m->line, cp_buf_slice(&file->lines.text));
        cp_buf_putc(&m->line, '\n');
    }
    if (!st && cp_buf_failed(&m->line))
        return cp_fail(m->cx, CLEANPAGE_NOMEM, "out of memory");
    item.bytes = cp_buf_slice(&m->line);
    m->number++;
    return st ? st : cp_sink_put(m->cx, m->sink, &item);
}

static bool
is_stopped(const struct merging *m)
{
    return m->options->stop && *m->options->stop;
}

/* ------------------------------------------------------------------ one behind the other */

static cleanpage_status
put_file(struct merging *m, const char *name)
{
    struct file file = { .name = name };
    cleanpage_status st = open_file(m->cx, &file, name);
    bool found = true;

    while (!st && found && !is_stopped(m)) {
        st = take_line(m->cx, &file, &found);
        if (!st && found)
            st = put_line(m, &file);
    }
    close_file(&file);
    return st;
}

static cleanpage_status
concatenate(struct merging *m)
{
    cleanpage_status st = CLEANPAGE_OK;

    for (size_t i = 0; !st && i < m->options->n; i++)
        st = put_file(m, m->options->files[i]);
    return st;
}

/* ------------------------------------------------------------------ record by record */

static cleanpage_status
open_files(struct merging *m)
{
    size_t n = m->options->n;

    if (n > CP_MERGE_FILES_MAX)
        return cp_fail(m->cx, CLEANPAGE_LIMIT, "more than %d shards; merge some of them first",
                       CP_MERGE_FILES_MAX);
    m->files = calloc(n, sizeof *m->files);
    if (!m->files)
        return cp_fail(m->cx, CLEANPAGE_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        cleanpage_status st = open_file(m->cx, &m->files[i], m->options->files[i]);

        if (st)
            return st;
    }
    return CLEANPAGE_OK;
}

/* Behind the last record: no shard has another. */
static cleanpage_status
check_ends(struct merging *m, size_t first)
{
    cleanpage_status st = CLEANPAGE_OK;
    bool found = false;

    for (size_t i = 0; !st && i < m->options->n; i++) {
        struct file *file = &m->files[(first + i) % m->options->n];

        if (!file->has_ended)
            st = take_line(m->cx, file, &found);
        if (!st && found)
            return cp_fail(
                m->cx, CLEANPAGE_READ,
                "%s:%llu: a line that has no place, for %s ends before it: are these "
                "all shards, whole and in their order?",
                file->name, (unsigned long long)file->lines.number, m->files[first].name);
    }
    return st;
}

static cleanpage_status
interleave(struct merging *m)
{
    cleanpage_status st = open_files(m);
    bool found = true;
    size_t at = 0;

    while (!st && !is_stopped(m)) {
        at = (size_t)(m->number % m->options->n);
        st = take_line(m->cx, &m->files[at], &found);
        if (st || !found)
            break;
        st = put_line(m, &m->files[at]);
    }
    return st || is_stopped(m) ? st : check_ends(m, at);
}

/* ------------------------------------------------------------------ all of it */

static cleanpage_status
run(struct merging *m)
{
    const struct cp_merge_options *o = m->options;
    struct cp_seen_options seen = { .output = o->output, .kind = o->dedup };
    struct cp_sink_options sink = { .file = o->output };
    cleanpage_status st;
    struct cp_sink_start begun;

    st = cp_sink_open(m->cx, &sink, &m->sink, &begun);
    if (!st && o->dedup)
        st = cp_unique_init(m->cx, &m->unique, &seen);
    if (!st)
        st = o->concat ? concatenate(m) : interleave(m);
    if (!st && !is_stopped(m))
        st = cp_sink_finish(m->cx, m->sink);
    return st;
}

/* Of a merge that did not come to its end nothing can be used. */
static void
remove_part(const char *output)
{
    struct cp_buf path = { 0 };

    if (!output || strcmp(output, "-") == 0)
        return;
    cp_buf_puts(&path, output);
    cp_buf_puts(&path, ".part");
    if (cp_buf_str(&path))
        unlink(path.p);
    cp_buf_clear(&path);
}

static cleanpage_status
check_inputs(struct cp_ctx *cx, const struct cp_merge_options *o)
{
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->files[i], "-") != 0 && access(o->files[i], R_OK) != 0)
            return cp_fail(cx, CLEANPAGE_READ, "%s: %s", o->files[i], strerror(errno));
    return CLEANPAGE_OK;
}

cleanpage_status
cp_merge(struct cp_ctx *cx, const struct cp_merge_options *options, uint64_t *lines,
         uint64_t *duplicates)
{
    struct merging m = { .cx = cx, .options = options };
    cleanpage_status st = check_inputs(cx, options);
    bool has_begun;

    if (!st)
        st = run(&m);
    has_begun = m.sink != NULL;
    cp_sink_close(m.sink);
    if (m.unique.seen)
        cp_unique_finish(&m.unique);
    cp_unique_clear(&m.unique);
    for (size_t i = 0; m.files && i < options->n; i++)
        close_file(&m.files[i]);
    free(m.files);
    cp_buf_clear(&m.line);
    if (has_begun && (st || is_stopped(&m)))
        remove_part(options->output);
    *lines = m.number;
    *duplicates = m.duplicates;
    return st;
}
