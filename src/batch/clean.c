/* What a worker does with a record: see batch/clean.h. */
#include "batch/clean.h"

#include <stdlib.h>
#include <string.h>

#include "batch/line.h"

/* ------------------------------------------------------------------ tasks */

/* Its length and the bytes. Both sides are the same program. */
static void
put_part(struct cp_buf *task, struct cp_slice part)
{
    uint64_t n = part.n;

    cp_buf_put(task, (const char *)&n, sizeof n);
    cp_buf_put_slice(task, part);
}

static struct cp_slice
take_part(struct cp_slice *task)
{
    struct cp_slice part = { 0 };
    uint64_t n;

    if (task->n < sizeof n)
        return part;
    memcpy(&n, task->p, sizeof n);
    part = (struct cp_slice){ task->p + sizeof n, (size_t)n };
    task->p += sizeof n + part.n;
    task->n -= sizeof n + part.n;
    return part;
}

void
cp_clean_put_task(struct cp_buf *task, const struct cp_record *record)
{
    put_part(task, record->id);
    put_part(task, record->url);
    put_part(task, record->charset);
    put_part(task, record->carried);
    put_part(task, record->bytes);
}

static struct cp_record
read_task(struct cp_slice task)
{
    struct cp_record record = { .state = CP_RECORD_PAGE };

    record.id = take_part(&task);
    record.url = take_part(&task);
    record.charset = take_part(&task);
    record.carried = take_part(&task);
    record.bytes = take_part(&task);
    return record;
}

/* ------------------------------------------------------------------ work */

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

/* A string of the slice on the heap; NULL for an empty one. */
static char *
string_of(struct cp_slice s)
{
    return s.n ? strndup(s.p, s.n) : NULL;
}

/* An output that is not whole is none; of what was too long the result knows by itself. */
static void
note_memory(cleanpage_status st, struct cp_buf *result)
{
    if (st && !result->too_long)
        result->no_memory = true;
}

static void
put_failure(const struct cp_clean *clean, const struct cp_record *record, struct cp_buf *result)
{
    struct cp_slice cause = cp_slice_of(cleanpage_message(clean->cp));

    cp_buf_putc(result, (char)CP_OUTCOME_ERROR);
    if (clean->format == CLEANPAGE_JSONL)
        cp_line_put_error(result, record, cause);
    else
        cp_buf_put_slice(result, cause);
}

static void
put_output(const struct cp_clean *clean, const struct cp_record *record,
           const cleanpage_doc *doc, struct cp_buf *result)
{
    bool has_text = cleanpage_has_text(doc) != 0;
    struct cp_buf json = { 0 };
    cleanpage_status st;

    cp_buf_putc(result, (char)(has_text ? CP_OUTCOME_OK : CP_OUTCOME_EMPTY));
    if (clean->format != CLEANPAGE_JSONL) {
        note_memory(cleanpage_render(doc, clean->format, &clean->layout, append, result),
                    result);
        return;
    }
    json.max = result->max;
    st = cleanpage_render(doc, CLEANPAGE_JSONL, &clean->layout, append, &json);
    result->too_long |= json.too_long;
    note_memory(st, result);
    if (!cp_buf_failed(result))
        cp_line_put(result, record, has_text, cp_buf_slice(&json));
    cp_buf_clear(&json);
}

static void
work(const struct cp_clean *clean, const struct cp_record *record,
     const cleanpage_options *page, struct cp_buf *result)
{
    cleanpage_doc *doc = NULL;
    cleanpage_status st = cleanpage_clean(clean->cp, record->bytes.n ? record->bytes.p : "",
                                          record->bytes.n, page, &doc);

    if (st == CLEANPAGE_OK)
        put_output(clean, record, doc, result);
    else if (st == CLEANPAGE_NOMEM)
        result->no_memory = true;
    else
        put_failure(clean, record, result);
    cleanpage_doc_free(doc);
}

/* Whatever a page makes of the worker, it comes no further. */
bool
cp_clean_start(void *user)
{
    const struct cp_clean *clean = user;
    struct cp_sandbox_state state;
    struct cp_ctx cx = { 0 };

    return cp_sandbox_enter(&cx, clean->sandbox, &state) == CLEANPAGE_OK;
}

void
cp_clean_work(void *user, struct cp_slice task, struct cp_buf *result)
{
    const struct cp_clean *clean = user;
    struct cp_record record = read_task(task);
    cleanpage_options page = clean->page;
    char *url = string_of(record.url), *charset = string_of(record.charset);

    page.url = url;
    page.charset = charset;
    if ((record.url.n && !url) || (record.charset.n && !charset))
        result->no_memory = true;
    else
        work(clean, &record, &page, result);
    free(url);
    free(charset);
}

enum cp_outcome
cp_clean_read_result(struct cp_slice result, struct cp_slice *output)
{
    *output = result.n ? (struct cp_slice){ result.p + 1, result.n - 1 } : result;
    return result.n && (unsigned char)*result.p < CP_OUTCOME_COUNT
               ? (enum cp_outcome) * result.p
               : CP_OUTCOME_ERROR;
}
