/*
 * JSON Lines: an object on each line that has the page, says where it lies, or gives an
 * address to fetch. What a line has besides is carried along.
 */
#include "batch/json.h"
#include "batch/part.h"

/* The members that mean something here. */
enum own { OWN_ID, OWN_URL, OWN_CHARSET, OWN_HTML, OWN_HTML_B64, OWN_PATH, OWN_COUNT };

static const struct cp_slice names[OWN_COUNT] = { { "id", 2 },       { "url", 3 },
                                                  { "charset", 7 },  { "html", 4 },
                                                  { "html_b64", 8 }, { "path", 4 } };

struct line {
    struct cp_json_reader json;
    struct cp_json_member own[OWN_COUNT]; /* name NULL: not there, or null */
    struct cp_slice text[OWN_COUNT];      /* of these, with the escapes undone */
};

static cleanpage_status
begin_jsonl(struct cp_ctx *cx, struct cp_part *part)
{
    (void)cx;
    part->lines = (struct cp_lines){
        .stream = &part->stream,
        .end = '\n',
        .text = { .max = 4 * part->options->page_max + CP_BATCH_MEMBERS_MAX },
    };
    return CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ members */

static enum own
own_of(const struct cp_json_member *m)
{
    struct cp_slice name = { m->name, m->name_n };
    enum own own = OWN_ID;

    while (own < OWN_COUNT && !cp_slice_eq(name, names[own]))
        own++;
    return own;
}

static void
carry(struct cp_part *part, const struct cp_json_member *m)
{
    if (part->carried.n)
        cp_buf_putc(&part->carried, ',');
    cp_json_put_string(&part->carried, (struct cp_slice){ m->name, m->name_n });
    cp_buf_putc(&part->carried, ':');
    cp_json_put_value(&part->carried, m);
}

static void
keep_own(struct cp_part *part, struct line *line, enum own own, const struct cp_json_member *m,
         struct cp_record *record)
{
    size_t column = (size_t)(m->name - line->json.start);

    if (line->own[own].name)
        cp_part_break(part, record, "column %zu: a second \"%s\"", column, names[own].p);
    else if (own == OWN_ID && m->type != CP_JSON_STRING && m->type != CP_JSON_NUMBER)
        cp_part_break(part, record, "column %zu: \"id\" is neither a string nor a number",
                      column);
    else if (own != OWN_ID && m->type != CP_JSON_STRING)
        cp_part_break(part, record, "column %zu: \"%s\" is not a string", column, names[own].p);
    else
        line->own[own] = *m;
}

static void
read_members(struct cp_part *part, struct line *line, struct cp_record *record)
{
    struct cp_buf *text = &part->lines.text;
    struct cp_json_member m;

    if (cp_json_begin(&line->json, text->p, text->n))
        while (cp_json_next(&line->json, &m)) {
            enum own own = own_of(&m);

            if (own == OWN_COUNT)
                carry(part, &m);
            else if (m.type != CP_JSON_NULL)
                keep_own(part, line, own, &m, record);
        }
    if (line->json.error) {
        part->carried.n = 0;
        cp_part_break(part, record, "column %zu: %s", cp_json_column(&line->json),
                      line->json.error);
    }
    record->carried = cp_buf_slice(&part->carried);
}

/* ------------------------------------------------------------------ the record */

/* The id as it was written, and then the texts of all: escapes can be undone once. */
static void
read_texts(struct cp_part *part, struct line *line)
{
    if (line->own[OWN_ID].name)
        cp_json_put_value(&part->id, &line->own[OWN_ID]);
    for (enum own own = OWN_ID; own < OWN_COUNT; own++) {
        struct cp_json_member *m = &line->own[own];

        if (m->name)
            line->text[own] =
                (struct cp_slice){ m->value, cp_json_unescape(m->value, m->value_n) };
    }
}

/* Id, path or address; where a line is broken, its number is of more use. */
static void
name_record(struct cp_part *part, const struct line *line, struct cp_record *record)
{
    if (record->state == CP_RECORD_BROKEN)
        return;
    if (line->text[OWN_ID].n) {
        record->name = line->text[OWN_ID];
    } else if (line->text[OWN_PATH].n) {
        record->name = line->text[OWN_PATH];
    } else if (record->url.n) {
        cp_part_name_url(part, record->url, record);
    }
}

static void
read_html(struct cp_part *part, struct cp_slice text, struct cp_record *record)
{
    if (text.n > part->options->page_max)
        cp_part_break(part, record, "longer than %zu bytes", part->options->page_max);
    else
        record->bytes = text;
}

static void
read_base64(struct cp_part *part, struct line *line, struct cp_record *record)
{
    size_t n = line->text[OWN_HTML_B64].n;

    if (cp_base64_decode(line->own[OWN_HTML_B64].value, &n))
        read_html(part, (struct cp_slice){ line->own[OWN_HTML_B64].value, n }, record);
    else
        cp_part_break(part, record, "\"html_b64\" is not base64");
}

/* The one member that has the page; OWN_COUNT if there is none, broken if there are two. */
static enum own
page_member(struct cp_part *part, const struct line *line, struct cp_record *record)
{
    enum own page = OWN_COUNT;

    for (enum own own = OWN_HTML; own <= OWN_PATH; own++) {
        if (!line->own[own].name)
            continue;
        if (page != OWN_COUNT)
            cp_part_break(part, record, "both \"%s\" and \"%s\"", names[page].p, names[own].p);
        page = own;
    }
    return page;
}

static void
read_page(struct cp_part *part, struct line *line, struct cp_record *record)
{
    enum own page = page_member(part, line, record);

    if (record->state == CP_RECORD_BROKEN)
        return;
    if (page == OWN_HTML) {
        /* What the page says of its charset was true before it became JSON. */
        record->charset = CP_LIT("utf-8");
        read_html(part, line->text[OWN_HTML], record);
    } else if (page == OWN_HTML_B64) {
        read_base64(part, line, record);
    } else if (page == OWN_PATH) {
        cp_part_read_path(part, line->text[OWN_PATH], record);
    } else if (record->url.n) {
        cp_part_tell_url(part, record->url, record);
    } else {
        cp_part_break(part, record, "neither \"html\", \"html_b64\", \"path\" nor \"url\"");
    }
}

static void
read_line(struct cp_part *part, enum cp_line_got got, struct cp_record *record)
{
    struct line line = { .json = { 0 } };

    cp_part_name_line(part, record);
    if (got == CP_LINE_TOO_LONG) {
        cp_part_break(part, record, "longer than %zu bytes", part->lines.text.max);
        return;
    }
    read_members(part, &line, record);
    read_texts(part, &line);
    record->url = cp_slice_trim(line.text[OWN_URL]);
    record->charset = line.text[OWN_CHARSET];
    name_record(part, &line, record);
    read_page(part, &line, record);
}

static bool
is_record(const struct cp_part *part, enum cp_line_got got)
{
    return got == CP_LINE_TOO_LONG || cp_slice_trim(cp_buf_slice(&part->lines.text)).n;
}

const struct cp_part_kind cp_part_jsonl = { .begin = begin_jsonl,
                                            .next = cp_part_next_line,
                                            .is_record = is_record,
                                            .read = read_line };
