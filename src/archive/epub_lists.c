/* The files of a book that name all its chapters: see archive/epub.h. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "archive/epub.h"
#include "archive/exporting.h"
#include "base/file.h"
#include "feed/dates.h"
#include "feed/text.h"

/* Appends what a file of the spool has to another, piece by piece. */
static cleanpage_status
spool_copy(struct cp_ctx *cx, struct cp_epub *b, const char *from, const char *to)
{
    const char *path = cp_spool_path(&b->spool, from);
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    cleanpage_status st = CLEANPAGE_OK;
    ssize_t n = 1;
    char *room;

    if (fd < 0)
        return cp_fail(cx, CLEANPAGE_WRITE, "%s: %s", from, strerror(errno));
    while (!st && n > 0) {
        room = cp_buf_reserve(&b->text, 64 << 10);
        n = room ? cp_read_some(fd, room, 64 << 10) : -1;
        b->text.n += n > 0 ? (size_t)n : 0;
        if (n < 0)
            st = cp_fail(cx, CLEANPAGE_WRITE, "%s: %s", from, strerror(errno));
        else
            st = cp_epub_spool(cx, b, to);
    }
    close(fd);
    return st;
}

static cleanpage_status
write_nav(struct cp_ctx *cx, struct cp_epub *b, const struct cp_export_about *about)
{
    cleanpage_status st;

    cp_epub_put_head(&b->text, about->language, about->title);
    cp_buf_puts(&b->text, "<nav epub:type=\"toc\">\n");
    cp_export_put_element(&b->text, "h1", "", about->title);
    cp_buf_puts(&b->text, "<ol>\n");
    st = cp_epub_spool(cx, b, "nav.xhtml");
    if (!st)
        st = spool_copy(cx, b, "nav", "nav.xhtml");
    return st ? st
              : cp_epub_spool_string(cx, b, "nav.xhtml", "</ol>\n</nav>\n</body>\n</html>\n");
}

static cleanpage_status
write_ncx(struct cp_ctx *cx, struct cp_epub *b, const struct cp_export_about *about)
{
    struct cp_buf *out = &b->text;
    cleanpage_status st;

    cp_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\">\n"
                     "<head><meta name=\"dtb:uid\" content=\"");
    cp_feed_put_escaped(out, about->id);
    cp_buf_puts(out, "\"/></head>\n<docTitle>");
    cp_export_put_element(out, "text", "", about->title);
    cp_buf_puts(out, "</docTitle>\n<navMap>\n");
    st = cp_epub_spool(cx, b, "toc.ncx");
    if (!st)
        st = spool_copy(cx, b, "ncx", "toc.ncx");
    return st ? st : cp_epub_spool_string(cx, b, "toc.ncx", "</navMap>\n</ncx>\n");
}

/* "2026-11-21T08:30:00Z", as EPUB wants it to the second. */
static void
put_modified(struct cp_buf *out, struct cp_slice text)
{
    struct cp_feed_date date = { 0 };

    cp_feed_date_read(text, &date);
    date.has_time = true;
    cp_buf_puts(out, "<meta property=\"dcterms:modified\">");
    cp_feed_date_put(out, &date);
    cp_buf_puts(out, "</meta>\n");
}

static void
put_metadata(struct cp_buf *out, const struct cp_export_about *about)
{
    cp_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\""
                     " unique-identifier=\"id\">\n"
                     "<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n");
    cp_export_put_element(out, "dc:identifier", " id=\"id\"", about->id);
    cp_export_put_element(out, "dc:title", "", about->title);
    cp_export_put_element(out, "dc:language", "", cp_export_language(about->language));
    put_modified(out, about->date);
    cp_buf_puts(out, "</metadata>\n<manifest>\n"
                     "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\""
                     " properties=\"nav\"/>\n"
                     "<item id=\"ncx\" href=\"toc.ncx\""
                     " media-type=\"application/x-dtbncx+xml\"/>\n"
                     "<item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n");
}

static cleanpage_status
write_package(struct cp_ctx *cx, struct cp_epub *b, const struct cp_export_about *about)
{
    cleanpage_status st;

    put_metadata(&b->text, about);
    st = cp_epub_spool(cx, b, "content.opf");
    if (!st)
        st = spool_copy(cx, b, "items", "content.opf");
    cp_buf_puts(&b->text, "</manifest>\n<spine toc=\"ncx\">\n<itemref idref=\"nav\"/>\n");
    for (uint32_t i = 1; i <= b->chapters && !st; i++) {
        cp_buf_puts(&b->text, "<itemref idref=\"c");
        cp_buf_put_u64(&b->text, i);
        cp_buf_puts(&b->text, "\"/>\n");
        if (b->text.n > 64 << 10)
            st = cp_epub_spool(cx, b, "content.opf");
    }
    cp_buf_puts(&b->text, "</spine>\n</package>\n");
    return st ? st : cp_epub_spool(cx, b, "content.opf");
}

cleanpage_status
cp_epub_write_lists(struct cp_ctx *cx, struct cp_epub *b, const struct cp_export_about *about)
{
    cleanpage_status st = write_nav(cx, b, about);

    if (!st)
        st = write_ncx(cx, b, about);
    return st ? st : write_package(cx, b, about);
}
