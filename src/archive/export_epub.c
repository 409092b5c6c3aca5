/*
 * Articles as a book: EPUB 3.3, with the table of contents of EPUB 2 for old readers.
 *
 * Each chapter is a file of the spool until the end, and so are the lists that name them all;
 * what one feed gave in a row stands under its title.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "archive/epub.h"
#include "archive/exporting.h"
#include "archive/zip.h"
#include "base/file.h"
#include "feed/text.h"

/* "c4294967295.xhtml" */
#define CHAPTER_NAME_MAX 24

static const char style[] = "body { margin: 0 5%; line-height: 1.5; }\n"
                            "h1 { line-height: 1.25; }\n"
                            ".byline { font-size: .85em; opacity: .75; }\n"
                            "pre { white-space: pre-wrap; }\n"
                            "blockquote { margin: 1em 1.5em; }\n"
                            "table { border-collapse: collapse; }\n"
                            "td, th { border: 1px solid; padding: .2em .5em; text-align: "
                            "start; vertical-align: top; }\n";

static const char container[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n"
    "<rootfiles><rootfile full-path=\"content.opf\""
    " media-type=\"application/oebps-package+xml\"/></rootfiles>\n</container>\n";

/* ------------------------------------------------------------------ pieces */

cleanpage_status
cp_epub_spool(struct cp_ctx *cx, struct cp_epub *b, const char *name)
{
    cleanpage_status st = cp_buf_finish(cx, &b->text, name);

    if (!st)
        st = cp_spool_append(cx, &b->spool, name, cp_buf_slice(&b->text));
    b->text.n = 0;
    return st;
}

cleanpage_status
cp_epub_spool_string(struct cp_ctx *cx, struct cp_epub *b, const char *name, const char *text)
{
    cp_buf_puts(&b->text, text);
    return cp_epub_spool(cx, b, name);
}

static void
name_chapter(char name[CHAPTER_NAME_MAX], uint32_t number)
{
    snprintf(name, CHAPTER_NAME_MAX, "c%06lu.xhtml", (unsigned long)number);
}

void
cp_epub_put_head(struct cp_buf *out, struct cp_slice language, struct cp_slice title)
{
    struct cp_slice lang = cp_export_language(language);

    cp_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n"
                     "<html xmlns=\"http://www.w3.org/1999/xhtml\""
                     " xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"");
    cp_buf_put_slice(out, lang);
    cp_buf_puts(out, "\" xml:lang=\"");
    cp_buf_put_slice(out, lang);
    cp_buf_puts(out, "\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    cp_export_put_element(out, "title", "", title);
    cp_buf_puts(out, "<link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/>\n"
                     "</head>\n<body>\n");
}

/* ------------------------------------------------------------------ chapters */

static cleanpage_status
write_chapter(struct cp_ctx *cx, struct cp_epub *b, const char *name,
              const struct cp_export_article *a)
{
    struct cp_buf *out = &b->text;

    cp_epub_put_head(out, a->language, cp_export_title(a));
    cp_buf_puts(out, "<section epub:type=\"chapter\">\n");
    cp_export_put_element(out, "h1", "", cp_export_title(a));
    cp_export_put_byline(out, a);
    cp_export_put_body(out, a);
    cp_buf_puts(out, "\n</section>\n</body>\n</html>\n");
    return cp_epub_spool(cx, b, name);
}

/* A place in the old table of contents; it is closed by the caller. */
static void
open_point(struct cp_epub *b, struct cp_slice title, const char *chapter)
{
    struct cp_buf *out = &b->text;

    b->points++;
    cp_buf_puts(out, "<navPoint id=\"p");
    cp_buf_put_u64(out, b->points);
    cp_buf_puts(out, "\"><navLabel>");
    cp_export_put_element(out, "text", "", title);
    cp_buf_puts(out, "</navLabel><content src=\"");
    cp_buf_puts(out, chapter);
    cp_buf_puts(out, "\"/>\n");
}

static cleanpage_status
close_group(struct cp_ctx *cx, struct cp_epub *b)
{
    cleanpage_status st;

    if (!b->has_group)
        return CLEANPAGE_OK;
    b->has_group = false;
    st = cp_epub_spool_string(cx, b, "nav", "</ol></li>\n");
    return st ? st : cp_epub_spool_string(cx, b, "ncx", "</navPoint>\n");
}

static cleanpage_status
open_group(struct cp_ctx *cx, struct cp_epub *b, struct cp_slice title, const char *chapter)
{
    cleanpage_status st;

    b->has_group = true;
    b->group.n = 0;
    cp_buf_put_slice(&b->group, title);
    cp_buf_puts(&b->text, "<li><span>");
    cp_feed_put_escaped(&b->text, title);
    cp_buf_puts(&b->text, "</span><ol>\n");
    st = cp_epub_spool(cx, b, "nav");
    if (st)
        return st;
    open_point(b, title, chapter);
    return cp_epub_spool(cx, b, "ncx");
}

static cleanpage_status
list_chapter(struct cp_ctx *cx, struct cp_epub *b, const char *name, struct cp_slice title)
{
    struct cp_buf *out = &b->text;
    cleanpage_status st;

    cp_buf_puts(out, "<li><a href=\"");
    cp_buf_puts(out, name);
    cp_buf_puts(out, "\">");
    cp_feed_put_escaped(out, title);
    cp_buf_puts(out, "</a></li>\n");
    st = cp_epub_spool(cx, b, "nav");
    if (st)
        return st;
    open_point(b, title, name);
    cp_buf_puts(out, "</navPoint>\n");
    st = cp_epub_spool(cx, b, "ncx");
    if (st)
        return st;
    cp_buf_puts(out, "<item id=\"c");
    cp_buf_put_u64(out, b->chapters);
    cp_buf_puts(out, "\" href=\"");
    cp_buf_puts(out, name);
    cp_buf_puts(out, "\" media-type=\"application/xhtml+xml\"/>\n");
    return cp_epub_spool(cx, b, "items");
}

static cleanpage_status
add(struct cp_ctx *cx, struct cp_export *e, const struct cp_export_article *a)
{
    struct cp_epub *b = e->own;
    cleanpage_status st = CLEANPAGE_OK;
    char name[CHAPTER_NAME_MAX];

    name_chapter(name, ++b->chapters);
    if (b->has_group && !cp_slice_eq(cp_buf_slice(&b->group), a->feed_title))
        st = close_group(cx, b);
    if (!st && !b->has_group && a->feed_title.n)
        st = open_group(cx, b, a->feed_title, name);
    if (!st)
        st = write_chapter(cx, b, name, a);
    return st ? st : list_chapter(cx, b, name, cp_export_title(a));
}

/* ------------------------------------------------------------------ the file */

static cleanpage_status
add_file(struct cp_ctx *cx, struct cp_epub *b, struct cp_zip *zip, const char *name,
         const char *from)
{
    const char *path = cp_spool_path(&b->spool, from);

    if (!path)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    return cp_zip_add(cx, zip, name, path, strcmp(name, "mimetype") == 0);
}

static cleanpage_status
add_files(struct cp_ctx *cx, struct cp_epub *b, struct cp_zip *zip)
{
    static const char *const names[][2] = {
        { "mimetype", "mimetype" },       { "META-INF/container.xml", "container.xml" },
        { "content.opf", "content.opf" }, { "nav.xhtml", "nav.xhtml" },
        { "toc.ncx", "toc.ncx" },         { "style.css", "style.css" },
    };
    cleanpage_status st = CLEANPAGE_OK;
    char name[CHAPTER_NAME_MAX];

    for (size_t i = 0; i < sizeof names / sizeof *names && !st; i++)
        st = add_file(cx, b, zip, names[i][0], names[i][1]);
    for (uint32_t i = 1; i <= b->chapters && !st; i++) {
        name_chapter(name, i);
        st = add_file(cx, b, zip, name, name);
    }
    return st;
}

/* Puts the book together in the spool, and gives it its name from there. */
static cleanpage_status
write_book(struct cp_ctx *cx, struct cp_epub *b, const char *path)
{
    struct cp_buf made = { 0 };
    struct cp_zip *zip = NULL;
    cleanpage_status st;
    int fd, error;

    cp_buf_puts(&made, cp_spool_path(&b->spool, "book.epub"));
    if (!cp_buf_str(&made))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    st = cp_zip_open(cx, made.p, &zip);
    if (!st) {
        st = add_files(cx, b, zip);
        if (st)
            cp_zip_drop(zip);
        else
            st = cp_zip_close(cx, zip);
    }
    if (!st) {
        fd = open(made.p, O_RDWR | O_CLOEXEC);
        error = fd < 0 ? errno : cp_file_flush(fd);
        if (fd >= 0)
            close(fd);
        if (!error && rename(made.p, path) != 0)
            error = errno;
        if (!error)
            error = cp_dir_sync(path);
        if (error)
            st = cp_fail(cx, CLEANPAGE_WRITE, "%s: %s", path, strerror(error));
    }
    cp_buf_clear(&made);
    return st;
}

static cleanpage_status
begin(struct cp_ctx *cx, struct cp_export *e)
{
    struct cp_epub *b = e->own = calloc(1, sizeof *b);
    cleanpage_status st;

    if (!b)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    st = cp_spool_open(cx, &b->spool, e->path);
    if (!st)
        st = cp_epub_spool_string(cx, b, "mimetype", "application/epub+zip");
    if (!st)
        st = cp_epub_spool_string(cx, b, "container.xml", container);
    return st ? st : cp_epub_spool_string(cx, b, "style.css", style);
}

/* A book must have a chapter. */
static cleanpage_status
add_nothing(struct cp_ctx *cx, struct cp_export *e)
{
    const struct cp_export_article none = { .title = e->about->title,
                                            .language = e->about->language };

    return add(cx, e, &none);
}

static cleanpage_status
end(struct cp_ctx *cx, struct cp_export *e)
{
    struct cp_epub *b = e->own;
    cleanpage_status st = CLEANPAGE_OK;

    if (b->chapters == 0)
        st = add_nothing(cx, e);
    if (!st)
        st = close_group(cx, b);
    if (!st)
        st = cp_epub_write_lists(cx, b, e->about);
    return st ? st : write_book(cx, b, e->path);
}

static void
drop(struct cp_export *e)
{
    struct cp_epub *b = e->own;

    cp_spool_close(&b->spool);
    cp_buf_clear(&b->group);
    cp_buf_clear(&b->text);
    free(b);
}

const struct cp_export_kind cp_export_epub = {
    .begin = begin, .add = add, .end = end, .drop = drop
};
