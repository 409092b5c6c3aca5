/* A page made ready to be stored: see archive/page.h. */
#include "archive/page.h"

#include <stdbool.h>
#include <string.h>

#include "archive/simhash.h"

/*
 * A page with less than so much of the feed's words, and so many words fewer, is a teaser, a
 * wall or an error in disguise. Feeds add a line or two ("appeared first on ..."), hence the
 * slack.
 */
#define THINNER_SHARE 0.8
#define THINNER_WORDS 30

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

void
cp_page_clear(struct cp_page *page)
{
    cleanpage_doc_free(page->doc);
    cp_buf_clear(&page->file);
    cp_buf_clear(&page->text);
    cp_buf_clear(&page->author);
    *page = (struct cp_page){ 0 };
}

const char *
cp_page_field(const struct cp_page *page, const char *name)
{
    const char *value = page->doc ? cleanpage_field(page->doc, name, 0) : NULL;

    return value ? value : "";
}

static void
join_authors(struct cp_page *page)
{
    const char *name;

    for (size_t i = 0; (name = cleanpage_field(page->doc, "author", i)); i++) {
        if (i)
            cp_buf_puts(&page->author, ", ");
        cp_buf_puts(&page->author, name);
    }
}

/* Front matter holds more than the text does (a picture's address, tags): it does not count. */
static void
measure(struct cp_page *page)
{
    struct cp_buf all = { 0 };
    const char *title = cleanpage_title(page->doc);

    cp_buf_puts(&all, title ? title : "");
    cp_buf_putc(&all, '\n');
    cp_buf_put_slice(&all, cp_buf_slice(&page->text));
    cp_digest(cp_buf_slice(&all), page->digest);
    page->simhash = cp_simhash(cp_buf_slice(&page->text), &page->words);
    cp_buf_clear(&all);
}

static cleanpage_status
render(struct cp_ctx *cx, cleanpage_format format, struct cp_page *page)
{
    cleanpage_layout whole = CLEANPAGE_LAYOUT_INIT, plain = CLEANPAGE_LAYOUT_INIT;
    cleanpage_status st;

    whole.flags = CLEANPAGE_FRONT_MATTER;
    plain.flags = CLEANPAGE_NO_TITLE;
    st = cleanpage_render(page->doc, format, &whole, append, &page->file);
    if (!st)
        st = cleanpage_render(page->doc, CLEANPAGE_TEXT, &plain, append, &page->text);
    if (!st)
        join_authors(page);
    if (st || cp_buf_failed(&page->file) || cp_buf_failed(&page->text) ||
        !cp_buf_str(&page->author))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    if (cleanpage_has_text(page->doc))
        measure(page);
    return CLEANPAGE_OK;
}

static cleanpage_status
clean(struct cp_ctx *cx, cleanpage *cp, struct cp_slice bytes, const cleanpage_options *options,
      cleanpage_format format, struct cp_page *page)
{
    cleanpage_status st;

    cp_page_clear(page);
    st = cleanpage_clean(cp, bytes.n ? bytes.p : "", bytes.n, options, &page->doc);
    if (st)
        return cp_fail(cx, st, "%s", cleanpage_message(cp));
    return render(cx, format, page);
}

cleanpage_status
cp_page_clean(struct cp_ctx *cx, cleanpage *cp, struct cp_slice bytes, const char *url,
              const char *charset, cleanpage_format format, struct cp_page *page)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;

    options.url = url;
    options.charset = charset;
    return clean(cx, cp, bytes, &options, format, page);
}

/* ------------------------------------------------------------------ a feed's text */

static void
put_escaped(struct cp_buf *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            cp_buf_puts(out, "&amp;");
            break;
        case '<':
            cp_buf_puts(out, "&lt;");
            break;
        case '"':
            cp_buf_puts(out, "&quot;");
            break;
        default:
            cp_buf_putc(out, *text);
        }
    }
}

static void
put_tag(struct cp_buf *out, const char *before, const char *value, const char *after)
{
    if (!value || !*value)
        return;
    cp_buf_puts(out, before);
    put_escaped(out, value);
    cp_buf_puts(out, after);
}

void
cp_page_of_feed(const struct cp_feed_text *text, struct cp_buf *html)
{
    cp_buf_puts(html, "<!DOCTYPE html>\n<html");
    put_tag(html, " lang=\"", text->language, "\"");
    cp_buf_puts(html, ">\n<head>\n<meta charset=\"utf-8\">\n");
    put_tag(html, "<base href=\"", text->base, "\">\n");
    put_tag(html, "<title>", text->title, "</title>\n");
    put_tag(html, "<meta name=\"author\" content=\"", text->author, "\">\n");
    put_tag(html, "<meta property=\"article:published_time\" content=\"", text->published,
            "\">\n");
    cp_buf_puts(html, "</head>\n<body>\n<article>\n");
    put_tag(html, "<h1>", text->title, "</h1>\n");
    cp_buf_put_slice(html, text->html);
    cp_buf_puts(html, "\n</article>\n</body>\n</html>\n");
}

cleanpage_status
cp_page_clean_feed(struct cp_ctx *cx, cleanpage *cp, struct cp_slice html, const char *url,
                   cleanpage_format format, struct cp_page *page)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;

    options.url = url;
    options.charset = "utf-8";
    options.flags = CLEANPAGE_FORCE_CHARSET | CLEANPAGE_RECALL;
    options.kind = CLEANPAGE_KIND_ARTICLE;
    options.input = CLEANPAGE_INPUT_HTML;
    return clean(cx, cp, html, &options, format, page);
}

bool
cp_page_is_thinner(const struct cp_page *page, const struct cp_page *feed)
{
    return (double)page->words < THINNER_SHARE * (double)feed->words &&
           page->words + THINNER_WORDS < feed->words;
}
