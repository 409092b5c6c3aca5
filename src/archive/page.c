/* A page made ready to be stored: see archive/page.h. */
#include "archive/page.h"

#include "archive/page_make.h"

/*
 * A page with less than so much of the feed's words, and so many words fewer, is a teaser, a
 * wall or an error in disguise. Feeds add a line or two ("appeared first on ..."), hence the
 * slack.
 */
#define THINNER_SHARE 0.8
#define THINNER_WORDS 30

void
cp_page_clear(struct cp_page *page)
{
    for (size_t i = 0; i < CP_PAGE_FIELDS; i++)
        cp_buf_clear(&page->field[i]);
    cp_buf_clear(&page->file);
    cp_buf_clear(&page->text);
    cp_buf_clear(&page->author);
    *page = (struct cp_page){ 0 };
}

const char *
cp_page_field(const struct cp_page *page, enum cp_page_field field)
{
    return page->field[field].n ? page->field[field].p : "";
}

cleanpage_status
cp_page_clean(const struct cp_pagemaker *maker, struct cp_slice bytes, const char *url,
              const char *charset, struct cp_page *page)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;

    options.url = url;
    options.charset = charset;
    return cp_page_make(maker, bytes, &options, page);
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
cp_page_clean_feed(const struct cp_pagemaker *maker, struct cp_slice html, const char *url,
                   struct cp_page *page)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;

    options.url = url;
    options.charset = "utf-8";
    options.flags = CLEANPAGE_FORCE_CHARSET | CLEANPAGE_RECALL;
    options.kind = CLEANPAGE_KIND_ARTICLE;
    options.input = CLEANPAGE_INPUT_HTML;
    return cp_page_make(maker, html, &options, page);
}

bool
cp_page_is_thinner(const struct cp_page *page, const struct cp_page *feed)
{
    return (double)page->words < THINNER_SHARE * (double)feed->words &&
           page->words + THINNER_WORDS < feed->words;
}
