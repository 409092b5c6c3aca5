/*
 * XML as the Text Encoding Initiative has it (TEI P5), in the layout that users of trafilatura
 * know: a header with what is known of the page, a div for the text, one for comments.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "render/render.h"

#include "base/fold.h"
#include "render/code.h"
#include "render/escape.h"
#include "render/links.h"
#include "render/markup.h"

/* ------------------------------------------------------------------ containers */

static void
put_note_id(struct cp_buf *out, uint32_t note)
{
    if (!note)
        return;
    cp_buf_puts(out, " xml:id=\"note-");
    cp_buf_put_u64(out, note);
    cp_buf_putc(out, '"');
}

/* A gloss list of TEI wants a definition for each term, which pages do not have. */
static void
tei_open_container(struct cp_markup *m, const struct cp_container *c)
{
    static const char *const tags[] = {
        [CP_IN_DEFINITIONS] = "<list rend=\"dl\">\n", [CP_IN_ITEM] = "<item",
        [CP_IN_TERM] = "<item rend=\"dt\">", [CP_IN_DEFINITION] = "<item rend=\"dd\">",
        [CP_IN_QUOTE] = "<quote>\n", [CP_IN_NOTE] = "<note place=\"end\"",
        [CP_IN_FIGURE] = "<figure>\n", [CP_IN_TABLE] = "<table>\n",
    };

    if (c->kind == CP_IN_LIST) {
        cp_buf_puts(m->out, c->style == '*' ? "<list rend=\"ul\">\n" : "<list rend=\"ol\">\n");
        return;
    }
    cp_buf_puts(m->out, tags[c->kind]);
    if (c->kind == CP_IN_ITEM || c->kind == CP_IN_NOTE) {
        put_note_id(m->out, c->note);
        if (c->kind == CP_IN_ITEM && c->style != '*')
            cp_markup_put_number(m->out, "n", c->number);
        cp_buf_putc(m->out, '>');
    }
}

static const char *
tei_close_container(const struct cp_container *c)
{
    static const char *const tags[] = {
        [CP_IN_LIST] = "</list>\n",      [CP_IN_DEFINITIONS] = "</list>\n",
        [CP_IN_ITEM] = "</item>\n",      [CP_IN_TERM] = "</item>\n",
        [CP_IN_DEFINITION] = "</item>\n", [CP_IN_QUOTE] = "</quote>\n",
        [CP_IN_NOTE] = "</note>\n",      [CP_IN_FIGURE] = "</figure>\n",
        [CP_IN_TABLE] = "</table>\n",
    };

    return tags[c->kind];
}

/* ------------------------------------------------------------------ paragraphs */

static void
open_code(struct cp_markup *m, const struct cp_paragraph *p)
{
    struct cp_slice language = cp_code_language(m->in->page, p->node);

    cp_buf_puts(m->out, "<ab type=\"code\"><code");
    if (language.n)
        cp_html_put_attr(m->out, "lang", language);
    cp_buf_puts(m->out, " xml:space=\"preserve\">");
}

/* A head may only begin a division, so that headings within one are blocks of their own. */
static void
tei_open_paragraph(struct cp_markup *m, const struct cp_paragraph *p, bool is_plain)
{
    if (is_plain)
        return;
    switch (p->kind) {
    case CP_TEXT_TITLE:
        cp_buf_puts(m->out, "<head>");
        break;
    case CP_TEXT_HEADING:
        cp_buf_puts(m->out, "<ab type=\"header\" rend=\"h");
        cp_buf_put_u64(m->out, p->level);
        cp_buf_puts(m->out, "\">");
        break;
    case CP_TEXT_CODE:
        open_code(m, p);
        break;
    case CP_TEXT_CAPTION:
        cp_buf_puts(m->out, "<figDesc>");
        break;
    default:
        cp_buf_puts(m->out, "<p>");
    }
}

static const char *
tei_close_paragraph(const struct cp_paragraph *p, bool is_plain)
{
    static const char *const tags[] = {
        [CP_TEXT_PARAGRAPH] = "</p>\n",  [CP_TEXT_TITLE] = "</head>\n",
        [CP_TEXT_HEADING] = "</ab>\n",   [CP_TEXT_CODE] = "</code></ab>\n",
        [CP_TEXT_CAPTION] = "</figDesc>\n",
    };

    return is_plain ? "" : tags[p->kind];
}

static void
tei_open_cell(struct cp_markup *m, const struct cp_paragraph *cell)
{
    cp_buf_puts(&m->row, cell->is_header ? "<cell role=\"head\"" : "<cell");
    if (cell->colspan > 1)
        cp_markup_put_number(&m->row, "cols", cell->colspan > 1000 ? 1000 : cell->colspan);
    if (cell->rowspan > 1 && cell->rowspan <= 65534)
        cp_markup_put_number(&m->row, "rows", cell->rowspan);
    cp_buf_putc(&m->row, '>');
}

/* ------------------------------------------------------------------ marks */

static const char *const marks[CP_MARK_KINDS][2] = {
    [CP_MARK_LINK] = { "<ref", "</ref>" },
    [CP_MARK_EMPHASIS] = { "<hi rend=\"#i\">", "</hi>" },
    [CP_MARK_STRONG] = { "<hi rend=\"#b\">", "</hi>" },
    [CP_MARK_CODE] = { "<code>", "</code>" },
    [CP_MARK_STRIKE] = { "<del rend=\"overstrike\">", "</del>" },
    [CP_MARK_SUB] = { "<hi rend=\"#sub\">", "</hi>" },
    [CP_MARK_SUP] = { "<hi rend=\"#sup\">", "</hi>" },
    [CP_MARK_NOTE] = { "<ref type=\"note\"", "</ref>" },
};

static bool
tei_open_mark(struct cp_markup *m, const struct cp_span *span)
{
    struct cp_buf url = { 0 };
    struct cp_buf *out = cp_markup_out(m);
    bool shown = marks[span->kind][0];

    if (span->kind == CP_MARK_NOTE) {
        cp_buf_puts(&url, "#note-");
        cp_buf_put_u64(&url, span->number);
    } else if (span->kind == CP_MARK_LINK) {
        shown = cp_link_put_href(&url, m->in, span->node);
    }
    if (shown)
        cp_buf_puts(out, marks[span->kind][0]);
    if (shown && url.n) {
        cp_html_put_attr(out, "target", cp_buf_slice(&url));
        cp_buf_putc(out, '>');
    }
    m->no_memory |= url.no_memory;
    cp_buf_clear(&url);
    return shown;
}

static const char *
tei_close_mark(const struct cp_span *span)
{
    return marks[span->kind][1];
}

static void
tei_atom(struct cp_markup *m, const struct cp_span *span)
{
    struct cp_buf url = { 0 }, text = { 0 };
    struct cp_buf *out = cp_markup_out(m);

    cp_fold_put_line(&text, span->source);
    if (span->kind == CP_MARK_FORMULA) {
        cp_buf_puts(out, span->number ? "<formula notation=\"TeX\" rend=\"display\">"
                                      : "<formula notation=\"TeX\">");
        cp_html_put(out, cp_buf_slice(&text));
        cp_buf_puts(out, "</formula>");
    } else if (cp_link_put_picture(&url, m->in, span->node)) {
        cp_buf_puts(out, "<graphic");
        cp_html_put_attr(out, "url", cp_buf_slice(&url));
        cp_buf_puts(out, text.n ? "><desc>" : "/>");
        cp_html_put(out, cp_buf_slice(&text));
        cp_buf_puts(out, text.n ? "</desc></graphic>" : "");
    }
    m->no_memory |= url.no_memory || text.no_memory;
    cp_buf_clear(&url);
    cp_buf_clear(&text);
}

static const struct cp_dialect tei = {
    .open_container = tei_open_container,
    .close_container = tei_close_container,
    .open_paragraph = tei_open_paragraph,
    .close_paragraph = tei_close_paragraph,
    .open_mark = tei_open_mark,
    .close_mark = tei_close_mark,
    .atom = tei_atom,
    .open_cell = tei_open_cell,
    .close_cell = "</cell>",
    .close_header_cell = "</cell>",
    .open_row = "<row>",
    .close_row = "</row>\n",
    .open_caption = "<head>",
    .close_caption = "</head>\n",
    .open_main = "<div type=\"entry\">\n",
    .close_main = "</div>\n",
    .open_comments = "<div type=\"comments\">\n",
    .close_comments = "</div>\n",
    .line_break = "<lb/>",
};

/* ------------------------------------------------------------------ the header */

static bool
has_field(const struct cp_render_input *in, enum cp_field field)
{
    return in->metadata && in->metadata->first[field];
}

static void
put_file(struct cp_buf *out, const struct cp_render_input *in)
{
    bool published = has_field(in, CP_FIELD_SITE_NAME) || has_field(in, CP_FIELD_LICENSE);

    cp_buf_puts(out, "<fileDesc>\n<titleStmt>\n<title type=\"main\">");
    cp_html_put(out, cp_markup_title(in));
    cp_buf_puts(out, "</title>\n");
    cp_markup_put_field(out, in, CP_FIELD_AUTHOR, "<author>", "</author>\n");
    cp_buf_puts(out, "</titleStmt>\n<publicationStmt>\n");
    cp_markup_put_field(out, in, CP_FIELD_SITE_NAME, "<publisher>", "</publisher>\n");
    if (published && !has_field(in, CP_FIELD_SITE_NAME))
        cp_buf_puts(out, "<publisher/>\n");
    cp_markup_put_field(out, in, CP_FIELD_LICENSE, "<availability><p>", "</p></availability>\n");
    cp_buf_puts(out, published ? "" : "<p/>\n");
    cp_buf_puts(out, "</publicationStmt>\n<sourceDesc>\n<biblFull>\n<titleStmt><title>");
    cp_html_put(out, cp_markup_title(in));
    cp_buf_puts(out, "</title></titleStmt>\n<publicationStmt>\n");
    cp_buf_puts(out, has_field(in, CP_FIELD_SITE_NAME) ? "" : "<publisher/>\n");
    cp_markup_put_field(out, in, CP_FIELD_SITE_NAME, "<publisher>", "</publisher>\n");
    cp_markup_put_field(out, in, CP_FIELD_URL, "<ptr type=\"URL\" target=\"", "\"/>\n");
    cp_markup_put_field(out, in, CP_FIELD_CANONICAL_URL, "<ptr type=\"canonical\" target=\"",
                        "\"/>\n");
    cp_markup_put_field(out, in, CP_FIELD_PUBLISHED, "<date type=\"publication\">", "</date>\n");
    cp_markup_put_field(out, in, CP_FIELD_MODIFIED, "<date type=\"update\">", "</date>\n");
    cp_buf_puts(out, "</publicationStmt>\n</biblFull>\n</sourceDesc>\n</fileDesc>\n");
}

static void
put_profile(struct cp_buf *out, const struct cp_render_input *in)
{
    cp_buf_puts(out, "<profileDesc>\n");
    cp_markup_put_field(out, in, CP_FIELD_DESCRIPTION, "<abstract><p>", "</p></abstract>\n");
    cp_markup_put_field(out, in, CP_FIELD_LANGUAGE, "<langUsage><language ident=\"",
                        "\"/></langUsage>\n");
    if (has_field(in, CP_FIELD_TAGS)) {
        cp_buf_puts(out, "<textClass><keywords>\n");
        cp_markup_put_field(out, in, CP_FIELD_TAGS, "<term>", "</term>\n");
        cp_buf_puts(out, "</keywords></textClass>\n");
    }
    cp_buf_puts(out, "</profileDesc>\n");
}

void
cp_render_tei(const struct cp_render_input *in, struct cp_buf *out)
{
    struct cp_markup m = { .in = in, .dialect = &tei, .out = out };

    cp_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n<teiHeader>\n");
    put_file(out, in);
    cp_buf_puts(out, "<encodingDesc><appInfo><application ident=\"cleanpage\" version=\""
                     PACKAGE_VERSION "\"><label>cleanpage</label></application></appInfo>"
                     "</encodingDesc>\n");
    put_profile(out, in);
    cp_buf_puts(out, "</teiHeader>\n<text>\n<body>\n");
    cp_markup_walk(&m);
    cp_buf_puts(out, "</body>\n</text>\n</TEI>\n");
}
