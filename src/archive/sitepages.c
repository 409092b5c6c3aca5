/* The pages of an exported directory that list others: see archive/sitepages.h. */
#include "archive/sitepages.h"

#include "feed/text.h"

void
cp_site_put_head(struct cp_buf *out, struct cp_slice language, struct cp_slice title,
                 const char *root)
{
    cp_buf_puts(out, "<!doctype html>\n<html lang=\"");
    cp_buf_put_slice(out, cp_export_language(language));
    cp_buf_puts(out,
                "\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'self' file:; script-src 'self' file:; base-uri 'none'; "
                "form-action 'none'\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n");
    cp_export_put_element(out, "title", "", title);
    cp_buf_puts(out, "<link rel=\"stylesheet\" href=\"");
    cp_buf_puts(out, root);
    cp_buf_puts(out, "style.css\">\n</head>\n<body>\n");
}

void
cp_site_put_way_back(struct cp_buf *out, const struct cp_export *e)
{
    cp_buf_puts(out, "<header><a href=\"../index.html\">");
    cp_feed_put_escaped(out, e->about->title);
    cp_buf_puts(out, "</a></header>\n");
}

cleanpage_status
cp_site_write(struct cp_ctx *cx, struct cp_site *s, const char *dir, const char *name,
              struct cp_buf *text)
{
    cleanpage_status st = cp_buf_finish(cx, text, name);
    struct cp_buf path = { 0 };

    cp_buf_puts(&path, dir);
    cp_buf_puts(&path, name);
    if (!st && !cp_buf_str(&path))
        st = cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    if (!st)
        st = cp_spool_append(cx, &s->made, path.p, cp_buf_slice(text));
    cp_buf_clear(&path);
    text->n = 0;
    return st;
}

/* ------------------------------------------------------------------ lists */

static void
put_page_link(struct cp_buf *out, const struct cp_sitelist *l,
              const struct cp_sitelist_one *one, uint32_t page, const char *words)
{
    char file[32];

    if (page == 0 || page > cp_sitelist_pages(one))
        return;
    cp_sitelist_file(l, one, page, file);
    cp_buf_puts(out, "<a href=\"");
    cp_buf_puts(out, file);
    cp_buf_puts(out, ".html\">");
    cp_buf_puts(out, words);
    cp_buf_puts(out, "</a>\n");
}

static cleanpage_status
write_list(struct cp_ctx *cx, const struct cp_export *e, struct cp_site *s,
           const struct cp_sitelist *l, const struct cp_sitelist_one *one, uint32_t page)
{
    struct cp_buf *out = &s->text;
    cleanpage_status st;
    char file[32];

    out->n = 0;
    cp_site_put_head(out, e->about->language, one->title, "../");
    cp_site_put_way_back(out, e);
    cp_buf_puts(out, "<main>\n");
    cp_export_put_element(out, "h1", " dir=\"auto\"", one->title);
    cp_buf_puts(out, "<ul class=\"list\">\n");
    cp_sitelist_file(l, one, page, file);
    st = cp_buf_read_file(cx, out, cp_spool_path(&s->spool, file));
    if (st)
        return st;
    cp_buf_puts(out, "</ul>\n</main>\n<nav class=\"pages\">\n");
    put_page_link(out, l, one, page - 1, "← newer");
    put_page_link(out, l, one, page + 1, "older →");
    cp_buf_puts(out, "</nav>\n</body>\n</html>\n");
    strcat(file, ".html");
    return cp_site_write(cx, s, "lists/", file, out);
}

cleanpage_status
cp_site_write_lists(struct cp_ctx *cx, const struct cp_export *e, struct cp_site *s,
                    const struct cp_sitelist *l)
{
    cleanpage_status st = CLEANPAGE_OK;

    for (size_t i = 0; i < l->n && !st; i++)
        for (uint32_t page = 1; page <= cp_sitelist_pages(&l->v[i]) && !st; page++)
            st = write_list(cx, e, s, l, &l->v[i], page);
    return st;
}

/* ------------------------------------------------------------------ the index */

static void
put_lists(struct cp_buf *out, const struct cp_sitelist *l, const char *heading)
{
    char file[32];

    cp_export_put_element(out, "h2", "", cp_slice_of(heading));
    cp_buf_puts(out, "<ul class=\"list\">\n");
    for (size_t i = 0; i < l->n; i++) {
        cp_sitelist_file(l, &l->v[i], 1, file);
        cp_buf_puts(out, "<li><a dir=\"auto\" href=\"lists/");
        cp_buf_puts(out, file);
        cp_buf_puts(out, ".html\">");
        cp_feed_put_escaped(out, l->v[i].title);
        cp_buf_puts(out, "</a> <span class=\"quiet\">");
        cp_buf_put_u64(out, l->v[i].count);
        cp_buf_puts(out, "</span></li>\n");
    }
    cp_buf_puts(out, "</ul>\n");
}

cleanpage_status
cp_site_write_index(struct cp_ctx *cx, const struct cp_export *e, struct cp_site *s)
{
    struct cp_buf *out = &s->text;

    out->n = 0;
    cp_site_put_head(out, e->about->language, e->about->title, "");
    cp_buf_puts(out, "<main>\n");
    cp_export_put_element(out, "h1", "", e->about->title);
    cp_buf_puts(out, "<form id=\"search\" role=\"search\" hidden>\n"
                     "<input type=\"search\" aria-label=\"Search\" placeholder=\"Search in ");
    cp_buf_put_u64(out, s->documents);
    cp_buf_puts(out, s->documents == 1 ? " article" : " articles");
    cp_buf_puts(out, "\" autocomplete=\"off\">\n<p id=\"told\" class=\"quiet\" role=\"status\">"
                     "</p>\n<ol id=\"found\" class=\"found\"></ol>\n</form>\n");
    put_lists(out, &s->feeds, "Feeds");
    put_lists(out, &s->months, "Months");
    cp_buf_puts(out, "</main>\n<script src=\"search/site.js\"></script>\n</body>\n</html>\n");
    return cp_site_write(cx, s, "", "index.html", out);
}
