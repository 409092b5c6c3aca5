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
    const struct cp_slice number = { (const char *)&record->number, sizeof record->number };

    put_part(task, number);
    put_part(task, record->id);
    put_part(task, record->name);
    put_part(task, record->url);
    put_part(task, record->charset);
    put_part(task, record->carried);
    put_part(task, record->date);
    put_part(task, record->source);
    put_part(task, record->bytes);
}

static struct cp_record
read_task(struct cp_slice task)
{
    struct cp_record record = { .state = CP_RECORD_PAGE };
    struct cp_slice number = take_part(&task);

    if (number.n == sizeof record.number)
        memcpy(&record.number, number.p, number.n);
    record.id = take_part(&task);
    record.name = take_part(&task);
    record.url = take_part(&task);
    record.charset = take_part(&task);
    record.carried = take_part(&task);
    record.date = take_part(&task);
    record.source = take_part(&task);
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

/* What every result begins with: what became of the record, whether facts follow, and they. */
static void
put_start(struct cp_buf *result, enum cp_outcome outcome, const struct cp_clean_facts *facts)
{
    cp_buf_putc(result, (char)outcome);
    cp_buf_putc(result, (char)(facts != NULL));
    if (facts)
        cp_buf_put(result, (const char *)facts, sizeof *facts);
}

static void
put_failure(const struct cp_clean *clean, const struct cp_record *record, struct cp_buf *result)
{
    struct cp_slice cause =
        cp_slice_of(clean->cx.message[0] ? clean->cx.message : cleanpage_message(clean->cp));

    put_start(result, CP_OUTCOME_ERROR, NULL);
    if (clean->format == CLEANPAGE_JSONL)
        cp_line_put_error(result, record, cause);
    else
        cp_buf_put_slice(result, cause);
}

/* A page without text has no record. */
static void
put_wet(const struct cp_clean *clean, const struct cp_record *record, const cleanpage_doc *doc,
        struct cp_buf *result)
{
    struct cp_buf text = { .max = result->max };
    struct cp_ctx cx = { 0 };
    cleanpage_status st = cleanpage_render(doc, clean->format, &clean->layout, append, &text);

    result->too_long |= text.too_long;
    if (!st)
        st = cp_wet_put(&cx, result, &clean->wet, record, cleanpage_field(doc, "language", 0),
                        cp_buf_slice(&text));
    note_memory(st, result);
    cp_buf_clear(&text);
}

static void
put_filtered(const struct cp_clean *clean, const struct cp_record *record,
             const struct cp_corpus_verdict *verdict, struct cp_buf *result)
{
    struct cp_clean_facts facts;

    memset(&facts, 0, sizeof facts);
    facts.filter = verdict->filter;
    put_start(result, CP_OUTCOME_FILTERED, &facts);
    if (clean->format == CLEANPAGE_JSONL)
        cp_line_put_filtered(result, record, cp_slice_of(cp_filter_name(verdict->filter)),
                             cp_slice_of(verdict->detail));
}

/* The line, and the facts before it, which tell the place where its members begin. */
static void
put_signed(const struct cp_clean *clean, const struct cp_record *record,
           const struct cp_signature *signature, struct cp_slice json, struct cp_buf *result)
{
    char text[CP_SIGNATURE_TEXT];
    struct cp_slice shown = { text, clean->shows_signature ? sizeof text : 0 };
    struct cp_clean_facts facts;
    size_t start = result->n;

    memset(&facts, 0, sizeof facts);
    facts.has_signature = 1;
    facts.signature = *signature;
    cp_signature_write(signature, text);
    put_start(result, CP_OUTCOME_OK, &facts);
    cp_line_put_signed(result, record, json, shown, &facts.members);
    if (!cp_buf_failed(result))
        memcpy(result->p + start + 2, &facts, sizeof facts);
}

static void
put_output(const struct cp_clean *clean, const struct cp_record *record,
           const cleanpage_doc *doc, const struct cp_signature *signature,
           struct cp_buf *result)
{
    bool has_text = cleanpage_has_text(doc) != 0;
    struct cp_buf json = { 0 };
    cleanpage_status st;

    if (!signature)
        put_start(result, has_text ? CP_OUTCOME_OK : CP_OUTCOME_EMPTY, NULL);
    if (clean->wet.is_wanted) {
        if (has_text)
            put_wet(clean, record, doc, result);
        return;
    }
    if (clean->format != CLEANPAGE_JSONL) {
        note_memory(cleanpage_render(doc, clean->format, &clean->layout, append, result),
                    result);
        return;
    }
    json.max = result->max;
    st = cleanpage_render(doc, CLEANPAGE_JSONL, &clean->layout, append, &json);
    result->too_long |= json.too_long;
    note_memory(st, result);
    if (!cp_buf_failed(result) && signature)
        put_signed(clean, record, signature, cp_buf_slice(&json), result);
    else if (!cp_buf_failed(result))
        cp_line_put(result, record, has_text, cp_buf_slice(&json));
    cp_buf_clear(&json);
}

/* Pages without a text have nothing that a filter could look at. */
static void
sift(const struct cp_clean *clean, const struct cp_record *record, const cleanpage_doc *doc,
     struct cp_buf *result)
{
    struct cp_sieve_finding finding;
    bool is_sifted = clean->sieve && cleanpage_has_text(doc);

    if (is_sifted && !cp_sieve_look(clean->sieve, doc, &clean->layout, &finding))
        result->no_memory = true;
    else if (is_sifted && finding.verdict.filter)
        put_filtered(clean, record, &finding.verdict, result);
    else
        put_output(clean, record, doc,
                   is_sifted && clean->sieve->is_signing ? &finding.signature : NULL, result);
}

/* A page of no known host is no failure: it has nothing to be learned. */
static void
put_learned(const struct cp_clean *clean, const cleanpage_doc *doc, struct cp_buf *result)
{
    put_start(result, CP_OUTCOME_OK, NULL);
    if (!cp_sitepage_put(clean->cp, doc, result) && !cp_buf_failed(result))
        *result->p = (char)CP_OUTCOME_EMPTY;
}

/* What was learned of a host is asked before the page is cleaned, where the host is known. */
static cleanpage_status
make_document(struct cp_clean *clean, const struct cp_record *record, cleanpage_options *page,
              cleanpage_doc **doc)
{
    cleanpage_status st = CLEANPAGE_OK;

    if (clean->book && page->url)
        st = cp_sitebook_look_up(clean->book, clean->cp, page->url, page);
    /* A failure of the database lasts, and says why only once. */
    if (st)
        return st;
    clean->cx.message[0] = '\0';
    st = cleanpage_clean(clean->cp, record->bytes.n ? record->bytes.p : "", record->bytes.n,
                         page, doc);
    if (!st && clean->book && !page->url)
        st = cp_sitebook_clean_again(clean->book, clean->cp, page, doc);
    return st;
}

static void
work(struct cp_clean *clean, const struct cp_record *record, cleanpage_options *page,
     struct cp_buf *result)
{
    cleanpage_doc *doc = NULL;
    cleanpage_status st;

    st = make_document(clean, record, page, &doc);
    if (st == CLEANPAGE_NOMEM)
        result->no_memory = true;
    else if (st)
        put_failure(clean, record, result);
    else if (clean->learns)
        put_learned(clean, doc, result);
    else
        sift(clean, record, doc, result);
    cleanpage_doc_free(doc);
}

/* Whatever a page makes of the worker, it comes no further. */
bool
cp_clean_start(void *user)
{
    struct cp_clean *clean = user;
    struct cp_sandbox_state state;
    cleanpage_status st = CLEANPAGE_OK;

    if (clean->site)
        st = cp_sitebook_open(&clean->cx, clean->site, CP_SITEDB_BESIDE, &clean->book);
    if (!st)
        st = cp_sandbox_enter(&clean->cx, clean->sandbox, &state);
    return !st;
}

void
cp_clean_work(void *user, struct cp_slice task, struct cp_buf *result)
{
    struct cp_clean *clean = user;
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
cp_clean_read_result(struct cp_slice result, struct cp_slice *facts, struct cp_slice *output)
{
    bool is_whole = result.n >= 2 && (unsigned char)*result.p < CP_OUTCOME_COUNT;
    size_t n = is_whole && result.p[1] ? sizeof(struct cp_clean_facts) : 0;

    *facts = *output = (struct cp_slice){ NULL, 0 };
    if (!is_whole || result.n < 2 + n)
        return CP_OUTCOME_ERROR;
    *facts = (struct cp_slice){ result.p + 2, n };
    *output = (struct cp_slice){ result.p + 2 + n, result.n - 2 - n };
    return (enum cp_outcome) * result.p;
}

void
cp_clean_read_facts(struct cp_slice bytes, struct cp_clean_facts *facts)
{
    memset(facts, 0, sizeof *facts);
    if (bytes.n == sizeof *facts)
        memcpy(facts, bytes.p, sizeof *facts);
    /* A page may have got the better of its worker. */
    if ((unsigned)facts->filter >= CP_FILTER_COUNT)
        facts->filter = CP_FILTER_NONE;
}
