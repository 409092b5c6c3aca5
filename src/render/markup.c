/* Elements around text: see render/markup.h. */
#include "render/markup.h"

#include "render/escape.h"
#include "render/spans.h"

struct cp_buf *
cp_markup_out(struct cp_markup *m)
{
    return m->in_table ? &m->row : m->out;
}

/* ------------------------------------------------------------------ text */

static void
put_text(struct cp_markup *m, struct cp_slice text)
{
    struct cp_buf *out = cp_markup_out(m);
    const char *end;

    while (text.n && (end = memchr(text.p, '\n', text.n))) {
        cp_html_put(out, (struct cp_slice){ text.p, (size_t)(end - text.p) });
        cp_buf_puts(out, m->dialect->line_break);
        cp_buf_putc(out, '\n');
        text = (struct cp_slice){ end + 1, text.n - (size_t)(end + 1 - text.p) };
    }
    cp_html_put(out, text);
}

static void
put_inline(struct cp_markup *m, const struct cp_paragraph *p)
{
    struct cp_steps s = { .p = p };
    enum cp_step step;

    while ((step = cp_steps_next(&s)) != CP_STEP_END) {
        if (step == CP_STEP_TEXT)
            put_text(m, s.text);
        else if (step == CP_STEP_OPEN)
            m->closed[s.n_open - 1] = !m->dialect->open_mark(m, s.span);
        else if (step == CP_STEP_CLOSE && !m->closed[s.n_open])
            cp_buf_puts(cp_markup_out(m), m->dialect->close_mark(s.span));
        else if (step == CP_STEP_ATOM)
            m->dialect->atom(m, s.span);
    }
}

/* ------------------------------------------------------------------ tables */

static void
end_row(struct cp_markup *m)
{
    if (m->row_has_text) {
        cp_buf_puts(&m->rows, m->dialect->open_row);
        cp_buf_put_slice(&m->rows, cp_buf_slice(&m->row));
        cp_buf_puts(&m->rows, m->dialect->close_row);
    }
    m->row.n = 0;
    m->row_has_text = false;
}

static void
put_cell(struct cp_markup *m, const struct cp_paragraph *p)
{
    m->dialect->open_cell(m, p);
    put_inline(m, p);
    cp_buf_puts(&m->row, p->is_header ? m->dialect->close_header_cell : m->dialect->close_cell);
    m->row_has_text |= p->text.n > 0;
}

static void
put_caption(struct cp_markup *m, const struct cp_paragraph *p)
{
    size_t start = m->row.n;

    put_inline(m, p);
    if (m->caption.n)
        cp_buf_putc(&m->caption, ' ');
    if (m->row.n > start)
        cp_buf_put(&m->caption, m->row.p + start, m->row.n - start);
    m->row.n = start;
}

static void
begin_table(struct cp_markup *m)
{
    m->in_table = true;
    m->caption.n = m->rows.n = m->row.n = 0;
    m->row_has_text = false;
}

static void
end_table(struct cp_markup *m)
{
    end_row(m);
    m->in_table = false;
    if (m->caption.n) {
        cp_buf_puts(m->out, m->dialect->open_caption);
        cp_buf_put_slice(m->out, cp_buf_slice(&m->caption));
        cp_buf_puts(m->out, m->dialect->close_caption);
    }
    cp_buf_put_slice(m->out, cp_buf_slice(&m->rows));
}

/* ------------------------------------------------------------------ the sink */

static uint8_t
kind_around(const struct cp_markup *m)
{
    return m->n_around ? m->around[m->n_around - 1].c.kind : UINT8_MAX;
}

/* What stands right in a list is an item of it, in a list of terms a definition. */
static struct cp_container
item_for(uint8_t around)
{
    return (struct cp_container){
        .kind = around == CP_IN_LIST ? CP_IN_ITEM : CP_IN_DEFINITION, .style = '*',
    };
}

/* Pages put items, terms and others where no document may have them. */
static void
fit(struct cp_markup *m, struct cp_markup_level *level)
{
    uint8_t kind = level->c.kind, around = kind_around(m);
    bool is_item = kind == CP_IN_ITEM, is_term = kind == CP_IN_TERM || kind == CP_IN_DEFINITION;

    if (around != CP_IN_LIST && around != CP_IN_DEFINITIONS)
        level->bare = is_item || is_term;
    else if (!is_item && !is_term)
        level->wrapped = true;
    else if (is_item != (around == CP_IN_LIST))
        level->c = item_for(around);
}

static void
enter_main(struct cp_markup *m)
{
    if (!m->in_main && !m->in_comments)
        cp_buf_puts(m->out, m->dialect->open_main);
    m->in_main |= !m->in_comments;
}

static void
leave_main(struct cp_markup *m)
{
    cp_buf_puts(m->out, m->in_main ? m->dialect->close_main : "");
    m->in_main = false;
}

static void
markup_open(void *self, const struct cp_container *c)
{
    struct cp_markup *m = self;
    struct cp_markup_level level = { .c = *c };
    struct cp_container item = item_for(kind_around(m));

    enter_main(m);
    fit(m, &level);
    if (level.wrapped)
        m->dialect->open_container(m, &item);
    if (!level.bare)
        m->dialect->open_container(m, &level.c);
    if (c->kind == CP_IN_TABLE)
        begin_table(m);
    level.c.number = c->kind == CP_IN_LIST ? c->first : c->number;
    m->around[m->n_around++] = level;
}

static void
markup_close(void *self, const struct cp_container *c)
{
    struct cp_markup *m = self;
    const struct cp_markup_level *level = &m->around[--m->n_around];
    struct cp_container item = item_for(kind_around(m));

    if (c->kind == CP_IN_TABLE)
        end_table(m);
    if (!level->bare)
        cp_buf_puts(m->out, m->dialect->close_container(&level->c));
    if (level->wrapped)
        cp_buf_puts(m->out, m->dialect->close_container(&item));
}

static void
markup_row(void *self)
{
    end_row(self);
}

/*
 * In the item of a tight list, a term and their like the text needs no element of its own; nor
 * does a picture in a figure.
 */
static bool
is_plain(const struct cp_markup *m, const struct cp_paragraph *p)
{
    const struct cp_markup_level *level = m->n_around ? &m->around[m->n_around - 1] : NULL;

    if (!level || level->bare || p->kind != CP_TEXT_PARAGRAPH)
        return false;
    switch (level->c.kind) {
    case CP_IN_TERM:
        return true;
    case CP_IN_FIGURE:
        return p->n_spans;
    case CP_IN_ITEM:
    case CP_IN_DEFINITION:
        return m->n_around > 1 && level[-1].c.tight;
    default:
        return false;
    }
}

static void
put_block(struct cp_markup *m, const struct cp_paragraph *p)
{
    bool plain = is_plain(m, p);

    if (plain) {
        cp_buf_puts(m->out, m->around[m->n_around - 1].has_text ? "\n" : "");
        m->around[m->n_around - 1].has_text = true;
    }
    m->dialect->open_paragraph(m, p, plain);
    if (p->kind == CP_TEXT_CODE)
        cp_html_put(m->out, p->text);
    else
        put_inline(m, p);
    cp_buf_puts(m->out, m->dialect->close_paragraph(p, plain));
}

static void
markup_paragraph(void *self, const struct cp_paragraph *p)
{
    struct cp_markup *m = self;
    uint8_t around = kind_around(m);
    bool in_list = around == CP_IN_LIST || around == CP_IN_DEFINITIONS;
    struct cp_container item = item_for(around);

    if (p->kind == CP_TEXT_CELL) {
        put_cell(m, p);
        return;
    }
    if (m->in_table) {
        put_caption(m, p);
        return;
    }
    enter_main(m);
    if (in_list)
        m->dialect->open_container(m, &item);
    put_block(m, p);
    if (in_list)
        cp_buf_puts(m->out, m->dialect->close_container(&item));
}

static void
markup_comments(void *self, bool begin)
{
    struct cp_markup *m = self;

    m->in_comments = begin;
    if (begin)
        leave_main(m);
    cp_buf_puts(m->out, begin ? m->dialect->open_comments : m->dialect->close_comments);
}

void
cp_markup_walk(struct cp_markup *m)
{
    const struct cp_sink sink = { .self = m, .open = markup_open, .close = markup_close,
                                  .row = markup_row, .comments = markup_comments,
                                  .paragraph = markup_paragraph, .native = m->dialect->native,
                                  .long_cells = true };

    m->no_memory |= !cp_walk(m->in, &sink);
    leave_main(m);
    m->out->no_memory |= m->no_memory || cp_buf_failed(&m->caption) ||
                         cp_buf_failed(&m->rows) || cp_buf_failed(&m->row);
    cp_buf_clear(&m->caption);
    cp_buf_clear(&m->rows);
    cp_buf_clear(&m->row);
}

/* ------------------------------------------------------------------ small things */

void
cp_markup_put_number(struct cp_buf *out, const char *name, int64_t n)
{
    cp_buf_putc(out, ' ');
    cp_buf_puts(out, name);
    cp_buf_puts(out, n < 0 ? "=\"-" : "=\"");
    cp_buf_put_u64(out, n < 0 ? (uint64_t)-n : (uint64_t)n);
    cp_buf_putc(out, '"');
}

void
cp_markup_put_field(struct cp_buf *out, const struct cp_render_input *in, enum cp_field field,
                    const char *open, const char *close)
{
    const struct cp_value *value = in->metadata ? in->metadata->first[field] : NULL;

    for (; value; value = value->next) {
        cp_buf_puts(out, open);
        cp_html_put(out, value->text);
        cp_buf_puts(out, close);
    }
}

struct cp_slice
cp_markup_title(const struct cp_render_input *in)
{
    const struct cp_value *value = in->metadata ? in->metadata->first[CP_FIELD_TITLE] : NULL;

    return value ? value->text : in->meta->title;
}
