/*
 * HTML: a document of its own with semantic elements alone. No script, style or handler of the
 * page is in it, addresses are absolute, and its policy lets nothing but pictures be loaded.
 */
#include "render/render.h"

#include "base/fold.h"
#include "render/code.h"
#include "render/escape.h"
#include "render/links.h"
#include "render/markup.h"
#include "url/url.h"

/* ------------------------------------------------------------------ containers */

static void
open_list(struct cp_buf *out, const struct cp_container *c)
{
    if (c->style == '*') {
        cp_buf_puts(out, "<ul>\n");
        return;
    }
    cp_buf_puts(out, "<ol");
    if (c->style != '1')
        cp_html_put_attr(out, "type", (struct cp_slice){ &c->style, 1 });
    cp_buf_puts(out, c->step < 0 ? " reversed" : "");
    if (c->first != 1 || c->step < 0)
        cp_markup_put_number(out, "start", c->first);
    cp_buf_puts(out, ">\n");
}

static void
put_note_id(struct cp_buf *out, uint32_t note)
{
    if (!note)
        return;
    cp_buf_puts(out, " id=\"note-");
    cp_buf_put_u64(out, note);
    cp_buf_putc(out, '"');
}

/* An item's number is written where it is not the one that counting gives. */
static void
open_item(struct cp_markup *m, const struct cp_container *c)
{
    struct cp_container *list = m->n_around ? &m->around[m->n_around - 1].c : NULL;

    cp_buf_puts(m->out, "<li");
    put_note_id(m->out, c->note);
    if (c->style != '*' && list && list->kind == CP_IN_LIST) {
        if (c->number != list->number)
            cp_markup_put_number(m->out, "value", c->number);
        list->number = c->number + (c->number < INT32_MAX && c->number > INT32_MIN ? list->step
                                                                                  : 0);
    }
    cp_buf_putc(m->out, '>');
}

static void
html_open_container(struct cp_markup *m, const struct cp_container *c)
{
    static const char *const tags[] = {
        [CP_IN_DEFINITIONS] = "<dl>\n", [CP_IN_TERM] = "<dt>",      [CP_IN_DEFINITION] = "<dd>",
        [CP_IN_QUOTE] = "<blockquote>\n", [CP_IN_FIGURE] = "<figure>\n",
        [CP_IN_TABLE] = "<table>\n",
    };

    switch (c->kind) {
    case CP_IN_LIST:
        open_list(m->out, c);
        break;
    case CP_IN_ITEM:
        open_item(m, c);
        break;
    case CP_IN_NOTE:
        cp_buf_puts(m->out, "<div role=\"doc-footnote\"");
        put_note_id(m->out, c->note);
        cp_buf_puts(m->out, ">\n");
        break;
    default:
        cp_buf_puts(m->out, tags[c->kind]);
    }
}

static const char *
html_close_container(const struct cp_container *c)
{
    static const char *const tags[] = {
        [CP_IN_DEFINITIONS] = "</dl>\n", [CP_IN_ITEM] = "</li>\n",   [CP_IN_TERM] = "</dt>\n",
        [CP_IN_DEFINITION] = "</dd>\n",  [CP_IN_QUOTE] = "</blockquote>\n",
        [CP_IN_NOTE] = "</div>\n",       [CP_IN_FIGURE] = "</figure>\n",
        [CP_IN_TABLE] = "</table>\n",
    };

    if (c->kind == CP_IN_LIST)
        return c->style == '*' ? "</ul>\n" : "</ol>\n";
    return tags[c->kind];
}

/* ------------------------------------------------------------------ paragraphs */

static void
open_code(struct cp_markup *m, const struct cp_paragraph *p)
{
    struct cp_slice language = cp_code_language(m->in->page, p->node);

    cp_buf_puts(m->out, "<pre><code");
    if (language.n) {
        cp_buf_puts(m->out, " class=\"language-");
        cp_html_put(m->out, language);
        cp_buf_putc(m->out, '"');
    }
    cp_buf_putc(m->out, '>');
}

static void
html_open_paragraph(struct cp_markup *m, const struct cp_paragraph *p, bool is_plain)
{
    static const char *const headings[] = { "<p>",  "<h1>", "<h2>", "<h3>",
                                            "<h4>", "<h5>", "<h6>" };

    if (is_plain)
        return;
    if (p->kind == CP_TEXT_CODE)
        open_code(m, p);
    else if (p->kind == CP_TEXT_CAPTION)
        cp_buf_puts(m->out, "<figcaption>");
    else
        cp_buf_puts(m->out, headings[p->level]);
}

static const char *
html_close_paragraph(const struct cp_paragraph *p, bool is_plain)
{
    static const char *const headings[] = { "</p>\n",  "</h1>\n", "</h2>\n", "</h3>\n",
                                            "</h4>\n", "</h5>\n", "</h6>\n" };

    if (is_plain)
        return "";
    if (p->kind == CP_TEXT_CODE)
        return "</code></pre>\n";
    return p->kind == CP_TEXT_CAPTION ? "</figcaption>\n" : headings[p->level];
}

static void
html_open_cell(struct cp_markup *m, const struct cp_paragraph *cell)
{
    cp_buf_puts(&m->row, cell->is_header ? "<th" : "<td");
    if (cell->colspan > 1)
        cp_markup_put_number(&m->row, "colspan", cell->colspan > 1000 ? 1000 : cell->colspan);
    if (cell->rowspan > 1)
        cp_markup_put_number(&m->row, "rowspan", cell->rowspan > 65534 ? 0 : cell->rowspan);
    cp_buf_putc(&m->row, '>');
}

/* ------------------------------------------------------------------ marks */

static const char *const marks[CP_MARK_KINDS][2] = {
    [CP_MARK_LINK] = { "<a", "</a>" },
    [CP_MARK_EMPHASIS] = { "<em>", "</em>" },
    [CP_MARK_STRONG] = { "<strong>", "</strong>" },
    [CP_MARK_CODE] = { "<code>", "</code>" },
    [CP_MARK_STRIKE] = { "<s>", "</s>" },
    [CP_MARK_SUB] = { "<sub>", "</sub>" },
    [CP_MARK_SUP] = { "<sup>", "</sup>" },
    [CP_MARK_QUOTE] = { "<q>", "</q>" },
    [CP_MARK_RUBY] = { "<ruby>", "</ruby>" },
    [CP_MARK_READING] = { "<rp>(</rp><rt>", "</rt><rp>)</rp>" },
    [CP_MARK_NOTE] = { NULL, "</a></sup>" },
};

static bool
open_link(struct cp_markup *m, uint32_t a)
{
    struct cp_buf url = { 0 };
    bool shown = cp_link_put_href(&url, m->in, a);

    if (shown) {
        cp_buf_puts(cp_markup_out(m), "<a");
        cp_html_put_attr(cp_markup_out(m), "href", cp_buf_slice(&url));
        cp_buf_putc(cp_markup_out(m), '>');
    }
    m->no_memory |= url.no_memory;
    cp_buf_clear(&url);
    return shown;
}

static bool
html_open_mark(struct cp_markup *m, const struct cp_span *span)
{
    if (span->kind == CP_MARK_LINK)
        return open_link(m, span->node);
    if (span->kind == CP_MARK_NOTE) {
        cp_buf_puts(cp_markup_out(m), "<sup><a role=\"doc-noteref\" href=\"#note-");
        cp_buf_put_u64(cp_markup_out(m), span->number);
        cp_buf_puts(cp_markup_out(m), "\">");
        return true;
    }
    if (!marks[span->kind][0])
        return false;
    cp_buf_puts(cp_markup_out(m), marks[span->kind][0]);
    return true;
}

static const char *
html_close_mark(const struct cp_span *span)
{
    return marks[span->kind][1];
}

static void
html_atom(struct cp_markup *m, const struct cp_span *span)
{
    struct cp_buf url = { 0 }, text = { 0 };
    struct cp_buf *out = cp_markup_out(m);

    cp_fold_put_line(&text, span->source);
    if (span->kind == CP_MARK_FORMULA) {
        cp_buf_puts(out, span->number ? "<span class=\"math display\">\\["
                                      : "<span class=\"math inline\">\\(");
        cp_html_put(out, cp_buf_slice(&text));
        cp_buf_puts(out, span->number ? "\\]</span>" : "\\)</span>");
    } else if (cp_link_put_picture(&url, m->in, span->node)) {
        cp_buf_puts(out, "<img");
        cp_html_put_attr(out, "src", cp_buf_slice(&url));
        cp_html_put_attr(out, "alt", cp_buf_slice(&text));
        cp_buf_putc(out, '>');
    }
    m->no_memory |= url.no_memory || text.no_memory;
    cp_buf_clear(&url);
    cp_buf_clear(&text);
}

/* ------------------------------------------------------------------ the document */

static const struct cp_dialect html = {
    .open_container = html_open_container,
    .close_container = html_close_container,
    .open_paragraph = html_open_paragraph,
    .close_paragraph = html_close_paragraph,
    .open_mark = html_open_mark,
    .close_mark = html_close_mark,
    .atom = html_atom,
    .open_cell = html_open_cell,
    .close_cell = "</td>",
    .close_header_cell = "</th>",
    .open_row = "<tr>",
    .close_row = "</tr>\n",
    .open_caption = "<caption>",
    .close_caption = "</caption>\n",
    .open_main = "",
    .close_main = "",
    .open_comments = "<section class=\"comments\">\n",
    .close_comments = "</section>\n",
    .line_break = "<br>",
    .native = 1u << CP_MARK_QUOTE | 1u << CP_MARK_RUBY | 1u << CP_MARK_READING,
};

static void
put_root(struct cp_buf *out, const struct cp_render_input *in)
{
    const struct cp_value *language = in->metadata ? in->metadata->first[CP_FIELD_LANGUAGE] : NULL;
    uint32_t root = cp_page_find(in->page, 0, CP_TAG_HTML);
    struct cp_slice dir = { NULL, 0 };

    if (root != CP_NO_NODE)
        dir = cp_node_attr(in->page, root, CP_ATTR_DIR);
    cp_buf_puts(out, "<!DOCTYPE html>\n<html");
    if (language)
        cp_html_put_attr(out, "lang", language->text);
    if (cp_slice_eq_nocase(dir, CP_LIT("rtl")))
        cp_html_put_attr(out, "dir", CP_LIT("rtl"));
    cp_buf_puts(out, ">\n");
}

static void
put_head(struct cp_buf *out, const struct cp_render_input *in)
{
    const struct cp_value *license = in->metadata ? in->metadata->first[CP_FIELD_LICENSE] : NULL;
    struct cp_slice title = cp_markup_title(in);
    static const struct {
        enum cp_field field;
        const char *open;
    } fields[] = {
        { CP_FIELD_CANONICAL_URL, "<link rel=\"canonical\" href=\"" },
        { CP_FIELD_AUTHOR, "<meta name=\"author\" content=\"" },
        { CP_FIELD_DESCRIPTION, "<meta name=\"description\" content=\"" },
        { CP_FIELD_PUBLISHED, "<meta name=\"dcterms.issued\" content=\"" },
        { CP_FIELD_MODIFIED, "<meta name=\"dcterms.modified\" content=\"" },
        { CP_FIELD_SITE_NAME, "<meta name=\"dcterms.publisher\" content=\"" },
    };

    cp_buf_puts(out, "<head>\n<meta charset=\"utf-8\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" "
                     "content=\"default-src 'none'; img-src http: https:\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    cp_html_put(out, title.n ? title : CP_LIT("Untitled"));
    cp_buf_puts(out, "</title>\n");
    if (license && cp_url_is_web(license->text))
        cp_markup_put_field(out, in, CP_FIELD_LICENSE, "<link rel=\"license\" href=\"", "\">\n");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        cp_markup_put_field(out, in, fields[i].field, fields[i].open, "\">\n");
    cp_buf_puts(out, "</head>\n");
}

void
cp_render_html(const struct cp_render_input *in, struct cp_buf *out)
{
    struct cp_markup m = { .in = in, .dialect = &html, .out = out };

    put_root(out, in);
    put_head(out, in);
    cp_buf_puts(out, "<body>\n<article>\n");
    cp_markup_walk(&m);
    cp_buf_puts(out, "</article>\n</body>\n</html>\n");
}
